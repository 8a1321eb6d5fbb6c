"""The cards of one stage as an item view: painting costs what is visible, whatever the number."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QHeaderView,
    QWidget,
)

from revops_desktop.i18n import N_
from revops_desktop.rules.board import Card
from revops_desktop.ui import theme
from revops_desktop.ui.board.card_delegate import CardDelegate, CardView
from revops_desktop.ui.board.stage_model import Index, StageModel

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import (
        QContextMenuEvent,
        QFocusEvent,
        QKeyEvent,
        QMouseEvent,
        QPaintEvent,
        QResizeEvent,
    )

SCROLL_BAR = 10


class DropLine(QWidget):
    """A line between two cards: there the carried one would go."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, event: "QPaintEvent") -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.current().accent))
        painter.drawRoundedRect(self.rect().adjusted(3, 2, -3, -2), 1.5, 1.5)
        painter.drawEllipse(self.rect().topLeft() + QPoint(4, 4), 4, 4)
        painter.end()


class ColumnView(CardView):
    """One column of cards; says what the person wants and changes nothing itself."""

    # For the sheet of keys, beside those that it lists of the board.
    KEYS = (
        ("Ctrl+↑ Ctrl+↓", N_("Put the card elsewhere in its column")),
        ("Space", N_("Choose the card, or no longer")),
        ("Shift+↑ Shift+↓", N_("Choose several cards")),
        ("Ctrl+A", N_("Choose all in this column")),
        ("Delete", N_("Put into the trash")),
    )

    move_wanted = Signal(int)
    shift_wanted = Signal(int)
    walk_wanted = Signal(int)
    menu_wanted = Signal(QPoint)
    opened = Signal()
    all_wanted = Signal()
    bin_wanted = Signal()
    lifted = Signal(QPoint)
    focused = Signal()
    current_changed = Signal()

    def __init__(
        self, model: StageModel, delegate: CardDelegate, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._pressed_at: QPoint | None = None
        self._let_go = False
        self._line: DropLine | None = None
        self._cards = delegate
        self._selection = delegate.selection
        self.stage_model = model
        self.setProperty("kind", "clear")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.entered.connect(self._on_entered)
        self.viewportEntered.connect(self._on_left)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        across, down = self.horizontalHeader(), self.verticalHeader()
        for header in (across, down):
            header.hide()
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setMinimumSectionSize(1)
        self.fit_cards()
        self.setItemDelegate(delegate)
        # Last: headers that are seen, or may fit their sections to contents, measure every row.
        self.setModel(model)
        # After the header's own, which gives new rows the height of a card with no line more.
        model.rowsInserted.connect(self._on_inserted)
        model.dataChanged.connect(self._on_changed)
        model.modelReset.connect(self._fit_rows)
        self._fit_rows()

    def fit_cards(self) -> None:
        """Makes room for cards of the height that they have now."""
        height = self._cards.plan.height + self._cards.plan.gap
        self.verticalHeader().setDefaultSectionSize(height)
        self.verticalScrollBar().setSingleStep(height // 2)
        if self.model() is not None:
            self._fit_rows()

    def _fit_rows(self, first: int = 0, last: int | None = None) -> None:
        """Gives loaded rows the height of their cards; most have it already."""
        header, model = self.verticalHeader(), self.stage_model
        for row in range(first, model.rowCount() if last is None else last + 1):
            height = self._cards.row_height(model.card(row))
            if header.sectionSize(row) != height:
                header.resizeSection(row, height)

    def _on_inserted(self, _parent: Index, first: int, last: int) -> None:
        self._fit_rows(first, last)

    def _on_changed(self, first: Index, last: Index) -> None:
        self._fit_rows(first.row(), last.row())

    @property
    def current_card(self) -> Card | None:
        """The selected card of this column."""
        index = self.currentIndex()
        return self.stage_model.card(index.row()) if index.isValid() else None

    def select_row(self, row: int) -> None:
        """Selects a card and scrolls to it, as little as needed."""
        index = self.stage_model.index(row, 0)
        self.selectionModel().setCurrentIndex(
            index, QItemSelectionModel.SelectionFlag.ClearAndSelect
        )
        self.scrollTo(index)

    def clear_current(self) -> None:
        """No card of this column is selected any longer."""
        self.selectionModel().clear()

    def row_near(self, middle: int) -> int:
        """The row at a height of the viewport, or the last one above it; −1 without cards."""
        row = self.rowAt(max(0, middle))
        return row if row >= 0 else self.stage_model.rowCount() - 1

    def current_middle(self) -> int:
        """How far down the viewport the selected card lies."""
        return self.visualRect(self.currentIndex()).center().y()

    def card_rect(self, row: int) -> QRect:
        """Where a card is painted, in the viewport's coordinates."""
        return self.visualRect(self.stage_model.index(row, 0)).adjusted(
            0, 0, 0, -self._cards.plan.gap
        )

    def place_at(self, height: int) -> int:
        """Before which row a card dropped at a height of the viewport goes."""
        row = self.rowAt(height)
        if row < 0:
            return self.stage_model.rowCount() if height >= 0 else 0
        return row + (height > self.card_rect(row).center().y())

    def show_place(self, row: int) -> None:
        """Draws a line before a row; −1: no line."""
        if row < 0:
            if self._line is not None:
                self._line.hide()
            return
        if self._line is None:
            self._line = DropLine(self.viewport())
        gap, last = self._cards.plan.gap, self.stage_model.rowCount() - 1
        top = self.rowViewportPosition(row) - gap if row <= last else 0
        if row > last >= 0:
            top = self.card_rect(last).bottom() + 1
        middle = top + gap // 2 if row or last < 0 else 1
        self._line.setGeometry(0, max(0, middle - 4), self.columnWidth(0), 8)
        self._line.show()
        self._line.raise_()

    def _on_entered(self, index: QModelIndex) -> None:
        self._hover(index.row())

    def _on_left(self) -> None:
        self._hover(-1)

    def _hover(self, row: int) -> None:
        was, self.hovered_row = self.hovered_row, row
        for one in {was, row} - {-1}:
            self.update(self.stage_model.index(one, 0))

    def leaveEvent(self, event: "QEvent") -> None:
        super().leaveEvent(event)
        self._on_left()

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.current_changed.emit()

    def resizeEvent(self, event: "QResizeEvent") -> None:
        super().resizeEvent(event)
        # The room of the scroll bar stays free, so that cards are as wide with it as without.
        self.setColumnWidth(0, self.width() - SCROLL_BAR)

    def focusInEvent(self, event: "QFocusEvent") -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.stage_model.rowCount():
            self.select_row(self.row_near(0))
        self.focused.emit()

    def keyPressEvent(self, event: "QKeyEvent") -> None:
        if not (self._walks(event) or self._chooses(event) or self._acts(event)):
            super().keyPressEvent(event)
            return
        event.accept()

    def _walks(self, event: "QKeyEvent") -> bool:
        """Left, right, Home and End: to another card; with Ctrl and an arrow the card moves."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        down = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        last = self.stage_model.rowCount() - 1
        held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if step and held:
            self.move_wanted.emit(step)
        elif down and held:
            self.shift_wanted.emit(down)
        elif step:
            self.walk_wanted.emit(step)
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and last >= 0:
            self.select_row(0 if event.key() == Qt.Key.Key_Home else last)
        else:
            return False
        return True

    def _chooses(self, event: "QKeyEvent") -> bool:
        """Space, Ctrl+A, Shift with up and down, Esc: which cards are meant."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        row, last = self.current_row, self.stage_model.rowCount() - 1
        if step and event.modifiers() & Qt.KeyboardModifier.ShiftModifier and row >= 0:
            before = self._selection.current
            self.select_row(min(max(row + step, 0), last))
            self._stretch(self.current_row, before)
        elif event.key() == Qt.Key.Key_Space and row >= 0:
            self._selection.toggle(self.stage_model.card(row).deal_id)
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.all_wanted.emit()
        elif event.key() == Qt.Key.Key_Escape and self._selection.ids:
            self._selection.clear()
        else:
            return False
        return True

    def _acts(self, event: "QKeyEvent") -> bool:
        """Enter, Ctrl+C, Delete."""
        card = self.current_card
        if card is None:
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            QApplication.clipboard().setText(card.title)
        elif event.key() == Qt.Key.Key_Delete:
            self.bin_wanted.emit()
        else:
            return False
        return True

    def _stretch(self, row: int, before: int) -> None:
        """Chooses all cards from where the stretch began to a row of this column."""
        anchor = self._selection.anchor or before
        first = self.stage_model.row_of(anchor)
        if first < 0:
            self._selection.add([self.stage_model.card(row).deal_id])
            return
        rows = range(first, row + 1) if first <= row else range(first, row - 1, -1)
        self._selection.take(self.stage_model.card(one).deal_id for one in rows)
        self._selection.anchor = anchor

    def mousePressEvent(self, event: "QMouseEvent") -> None:
        before = self._selection.current
        super().mousePressEvent(event)
        at = event.position().toPoint()
        index = self.indexAt(at)
        left = event.button() is Qt.MouseButton.LeftButton
        self._pressed_at = at if left and index.isValid() else None
        self._let_go = False
        if not left:
            return
        if not index.isValid():
            self._selection.clear()
            return
        held, deal_id = event.modifiers(), self.stage_model.card(index.row()).deal_id
        if held & Qt.KeyboardModifier.ControlModifier:
            self._selection.toggle(deal_id, beside=before)
        elif held & Qt.KeyboardModifier.ShiftModifier:
            self._stretch(index.row(), before)
        elif deal_id in self._selection.ids:
            # The press may begin to carry all of them; only letting go here means this one.
            self._let_go = True
        else:
            self._selection.clear()

    def mouseMoveEvent(self, event: "QMouseEvent") -> None:
        start = self._pressed_at
        if start is None:
            super().mouseMoveEvent(event)
            return
        far = (event.position().toPoint() - start).manhattanLength()
        if far >= QApplication.startDragDistance():
            self._pressed_at = None
            self._let_go = False
            self.lifted.emit(start)

    def mouseReleaseEvent(self, event: "QMouseEvent") -> None:
        self._pressed_at = None
        super().mouseReleaseEvent(event)
        if self._let_go:
            self._let_go = False
            self._selection.clear()

    def mouseDoubleClickEvent(self, event: "QMouseEvent") -> None:
        if self.indexAt(event.position().toPoint()).isValid():
            self.opened.emit()

    def contextMenuEvent(self, event: "QContextMenuEvent") -> None:
        if event.reason() is event.Reason.Keyboard:
            middle = self.visualRect(self.currentIndex()).center()
            where = self.viewport().mapToGlobal(middle)
        else:
            index = self.indexAt(event.pos())
            if not index.isValid():
                return
            if self.stage_model.card(index.row()).deal_id not in self._selection.ids:
                self._selection.clear()
            self.select_row(index.row())
            where = event.globalPos()
        if self.current_card is not None:
            self.menu_wanted.emit(where)
