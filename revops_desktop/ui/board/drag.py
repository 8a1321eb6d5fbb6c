"""Dragging a card with the mouse: it is carried within the page, and Esc puts it back.

The system's drag and drop is not used: a card has nowhere to go outside the board, and this way
Esc, scrolling at the edges and the ways out behave the same on every system.
"""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QScrollBar, QWidget

from revops_desktop.i18n import count
from revops_desktop.rules.board import Card
from revops_desktop.ui import theme
from revops_desktop.ui.board import lines
from revops_desktop.ui.board.area import BoardArea
from revops_desktop.ui.board.card_delegate import CardDelegate
from revops_desktop.ui.board.card_painter import Look
from revops_desktop.ui.board.column import ColumnPane
from revops_desktop.ui.board.column_view import ColumnView
from revops_desktop.ui.board.exit_bar import ExitBar

_EDGE = 48
_SCROLL_MILLISECONDS = 16
_SCROLL_STEP = 14


class Ghost(QWidget):
    """The card under the mouse while it is carried."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._picture = QPixmap()
        self._number = 1
        self._fading = False
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def carry(self, picture: QPixmap, number: int) -> None:
        """Shows the picture of a card, and how many it stands for."""
        self._picture, self._number = picture, number
        more = 8 if number > 1 else 0
        self.resize(picture.deviceIndependentSize().toSize() + QSize(more, more))
        self.show()
        self.raise_()

    def fade(self, fading: bool) -> None:
        """Lets what lies under the card be read."""
        if fading != self._fading:
            self._fading = fading
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setOpacity(0.45 if self._fading else 0.92)
        if self._number > 1:
            painter.drawPixmap(8, 8, self._picture)
        painter.drawPixmap(0, 0, self._picture)
        if self._number > 1:
            self._paint_number(painter)
        painter.end()

    def _paint_number(self, painter: QPainter) -> None:
        tokens = theme.current()
        number = count(self._number)
        wide = max(24, lines.width(number, tokens.size_text, bold=True) + 14)
        chip = QRect(self.width() - wide, 0, wide, 24)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.accent))
        painter.drawRoundedRect(chip, 12, 12)
        inside = chip.adjusted(
            (wide - lines.width(number, tokens.size_text, bold=True)) // 2, 0, 0, 0
        )
        lines.draw(painter, inside, number, "on_accent", tokens.size_text, bold=True)


class CardDrag(QObject):
    """Carries a card, or all that are chosen, and tells where they were dropped.

    `dropped` is handed the deals, the stage and the deal that they go under: 0 at the top, None
    where the board is sorted and has no places. `left` is handed the deals and the way out.
    """

    def __init__(
        self,
        page: QWidget,
        area: BoardArea,
        exits: ExitBar,
        delegate: CardDelegate,
        *,
        dropped: Callable[[tuple[int, ...], int, int | None], None],
        left: Callable[[tuple[int, ...], str], object],
    ) -> None:
        super().__init__(page)
        self._area, self._exits, self._delegate = area, exits, delegate
        self._dropped, self._left = dropped, left
        self._ghost = Ghost(page)
        self._page = page
        self._card: Card | None = None
        self._origin: ColumnPane | None = None
        self._hold = QPoint()
        self._where = QPoint()
        self._target: ColumnPane | None = None
        self._row = -1
        self._scroll = QTimer(self)
        self._scroll.setInterval(_SCROLL_MILLISECONDS)
        self._scroll.timeout.connect(self._scroll_on)
        area.lifted.connect(self.lift)

    @property
    def carries(self) -> bool:
        """Whether a card is being dragged."""
        return self._card is not None

    def lift(self, view: ColumnView, start: QPoint) -> None:
        """Takes the card under `start` (in the view's viewport) off its column."""
        index = view.indexAt(start)
        pane = next((one for one in self._area.columns if one.has_view and one.view is view), None)
        if self.carries or pane is None or not index.isValid():
            return
        self._card, self._origin = view.stage_model.card(index.row()), pane
        rect = view.card_rect(index.row())
        self._hold = start - rect.topLeft()
        picture = self._delegate.picture(
            self._card,
            pane.stage,
            rect.size(),
            Look(selected=True, focused=True),
            view.devicePixelRatioF(),
        )
        self._delegate.lifted = frozenset(self._deals(self._card))
        self._repaint()
        self._exits.offer(pane.stage.exits)
        self._ghost.carry(picture, len(self._delegate.lifted))
        _application().installEventFilter(self)
        self._scroll.start()
        self._follow(view.viewport().mapToGlobal(start))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self.carries:
            return False
        kind = event.type()
        if kind is QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            self._follow(event.globalPosition().toPoint())
            return True
        if kind is QEvent.Type.MouseButtonRelease and isinstance(event, QMouseEvent):
            if event.button() is Qt.MouseButton.LeftButton:
                self._follow(event.globalPosition().toPoint())
                self._drop()
                # The view still hears of the release, so that it forgets the press.
                return False
            return True
        if kind in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
                event.accept()
                self.cancel()
            return True
        if kind in (QEvent.Type.ApplicationDeactivate, QEvent.Type.ContextMenu):
            self.cancel()
        return False

    def cancel(self) -> None:
        """Puts the card back where it was; nothing happened."""
        self._end()

    def _deals(self, card: Card) -> tuple[int, ...]:
        """What is carried: all that are chosen, where the card is one of them."""
        chosen = self._delegate.selection.ids
        return tuple(chosen) if card.deal_id in chosen else (card.deal_id,)

    def _repaint(self) -> None:
        for pane in self._area.columns:
            if pane.has_view:
                pane.view.viewport().update()

    def _drop(self) -> None:
        card, target, row = self._card, self._target, self._row
        way_out = self._exits.exit_at(self._where)
        deals = self._deals(card) if card is not None else ()
        stage_id, after = 0, None
        if target is not None:
            stage_id, after = target.stage.stage_id, self._above(target, row, deals)
        self._end()
        # The mouse is still going up: what follows may open a dialog, or fail, and an exception
        # that leaves an event filter takes the process along.
        if way_out is not None:
            QTimer.singleShot(0, self, lambda: self._left(deals, way_out))
        elif stage_id:
            QTimer.singleShot(0, self, lambda: self._dropped(deals, stage_id, after))

    def _above(self, target: ColumnPane, row: int, deals: tuple[int, ...]) -> int | None:
        """The deal that the carried ones go under: one that stays where it is."""
        if row < 0:
            return None
        above = (target.model.card(one).deal_id for one in range(row - 1, -1, -1))
        return next((one for one in above if one not in deals), 0)

    def _end(self) -> None:
        _application().removeEventFilter(self)
        self._scroll.stop()
        self._delegate.lifted = frozenset()
        if self._origin is not None:
            self._repaint()
        self._aim(None)
        self._card = self._origin = None
        self._exits.hide()
        self._ghost.hide()

    def _follow(self, where: QPoint) -> None:
        self._where = where
        self._ghost.move(self._page.mapFromGlobal(where) - self._hold)
        over_exit = self._exits.aim(where)
        target = None if over_exit else self._area.column_at(where)
        row = self._row_at(target, where) if target is not None else -1
        self._ghost.fade(over_exit or row >= 0)
        if target is self._origin and row < 0:
            target = None
        self._aim(target, row)

    def _row_at(self, target: ColumnPane, where: QPoint) -> int:
        """Before which row of a column the card would go; −1: the board is sorted, or it stays."""
        if target.folded or self._delegate.scale.choices.sort != "manual" or self._card is None:
            return -1
        view = target.view
        row = view.place_at(view.viewport().mapFromGlobal(where).y())
        stays = target.model.row_of(self._card.deal_id)
        alone = len(self._delegate.lifted) == 1
        return -1 if alone and stays >= 0 and row in (stays, stays + 1) else row

    def _aim(self, target: ColumnPane | None, row: int = -1) -> None:
        for pane in self._area.columns:
            pane.set_aimed(pane is target, row)
        self._target, self._row = target, row

    def _scroll_on(self) -> None:
        """Scrolls the board, or the column, while the card is held at an edge of it."""
        board = self._area.viewport()
        across = _beyond(board.mapFromGlobal(self._where).x(), board.rect(), horizontal=True)
        moved = _advance(self._area.horizontalScrollBar(), across)
        if self._target is not None and not self._target.folded:
            view = self._target.view
            seen = view.viewport()
            down = _beyond(seen.mapFromGlobal(self._where).y(), seen.rect(), horizontal=False)
            moved = _advance(view.verticalScrollBar(), down) or moved
        if moved:
            self._follow(self._where)


def _application() -> QCoreApplication:
    found = QCoreApplication.instance()
    assert found is not None
    return found


def _beyond(place: int, rect: QRect, *, horizontal: bool) -> int:
    """−1 or 1 when `place` is at the near or far edge, otherwise 0."""
    low, high = (rect.left(), rect.right()) if horizontal else (rect.top(), rect.bottom())
    if place < low + _EDGE:
        return -1
    return 1 if place > high - _EDGE else 0


def _advance(bar: QScrollBar, direction: int) -> bool:
    was = bar.value()
    bar.setValue(was + direction * _SCROLL_STEP)
    return bar.value() != was
