"""The cards of one stage as an item view: painting costs what is visible, whatever the number."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QHeaderView,
    QWidget,
)

from revops_desktop.rules.board import Card
from revops_desktop.ui.board.card_delegate import GAP, CardDelegate, CardView, card_height
from revops_desktop.ui.board.stage_model import Index, StageModel

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import (
        QContextMenuEvent,
        QFocusEvent,
        QKeyEvent,
        QMouseEvent,
        QResizeEvent,
    )

SCROLL_BAR = 10


class ColumnView(CardView):
    """One column of cards; says what the person wants and changes nothing itself."""

    move_wanted = Signal(int)
    walk_wanted = Signal(int)
    menu_wanted = Signal(QPoint)
    opened = Signal()
    lifted = Signal(QPoint)
    focused = Signal()
    current_changed = Signal()

    def __init__(
        self, model: StageModel, delegate: CardDelegate, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._pressed_at: QPoint | None = None
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
        height = card_height() + GAP
        across, down = self.horizontalHeader(), self.verticalHeader()
        for header in (across, down):
            header.hide()
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setMinimumSectionSize(1)
        down.setDefaultSectionSize(height)
        self.verticalScrollBar().setSingleStep(height // 2)
        self.setItemDelegate(delegate)
        # Last: headers that are seen, or may fit their sections to contents, measure every row.
        self.setModel(model)

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
        return self.visualRect(self.stage_model.index(row, 0)).adjusted(0, 0, 0, -GAP)

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
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        last = self.stage_model.rowCount() - 1
        if step and control:
            self.move_wanted.emit(step)
        elif step:
            self.walk_wanted.emit(step)
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and last >= 0:
            self.select_row(0 if event.key() == Qt.Key.Key_Home else last)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            card = self.current_card
            if card is not None:
                QApplication.clipboard().setText(card.title)
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def mousePressEvent(self, event: "QMouseEvent") -> None:
        super().mousePressEvent(event)
        at = event.position().toPoint()
        on_card = event.button() is Qt.MouseButton.LeftButton and self.indexAt(at).isValid()
        self._pressed_at = at if on_card else None

    def mouseMoveEvent(self, event: "QMouseEvent") -> None:
        start = self._pressed_at
        if start is None:
            super().mouseMoveEvent(event)
            return
        far = (event.position().toPoint() - start).manhattanLength()
        if far >= QApplication.startDragDistance():
            self._pressed_at = None
            self.lifted.emit(start)

    def mouseReleaseEvent(self, event: "QMouseEvent") -> None:
        self._pressed_at = None
        super().mouseReleaseEvent(event)

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
            self.select_row(index.row())
            where = event.globalPos()
        if self.current_card is not None:
            self.menu_wanted.emit(where)
