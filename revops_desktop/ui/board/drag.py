"""Dragging a card with the mouse: it is carried within the page, and Esc puts it back.

The system's drag and drop is not used: a card has nowhere to go outside the board, and this way
Esc, scrolling at the edges and the ways out behave the same on every system.
"""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QScrollBar, QWidget

from revops_desktop.rules.board import Card
from revops_desktop.ui.board.area import BoardArea
from revops_desktop.ui.board.card_delegate import CardDelegate, Look
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
        self._fading = False
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def carry(self, picture: QPixmap) -> None:
        """Shows the picture of a card."""
        self._picture = picture
        self.resize(picture.deviceIndependentSize().toSize())
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
        painter.drawPixmap(0, 0, self._picture)
        painter.end()


class CardDrag(QObject):
    """Carries one card at a time and tells where it was dropped: a stage, or a way out."""

    def __init__(
        self,
        page: QWidget,
        area: BoardArea,
        exits: ExitBar,
        delegate: CardDelegate,
        *,
        dropped: Callable[[Card, int], None],
        left: Callable[[Card, str], None],
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
            pane.stage.colour,
            rect.size(),
            Look(selected=True, focused=True),
            view.devicePixelRatioF(),
        )
        self._delegate.lifted = self._card.deal_id
        view.viewport().update()
        self._exits.offer(pane.stage.exits)
        self._ghost.carry(picture)
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

    def _drop(self) -> None:
        card, origin, target = self._card, self._origin, self._target
        way_out = self._exits.exit_at(self._where)
        self._end()
        if card is None:
            return
        # The mouse is still going up: what follows may open a dialog, or fail, and an exception
        # that leaves an event filter takes the process along.
        if way_out is not None:
            QTimer.singleShot(0, self, lambda: self._left(card, way_out))
        elif target is not None and target is not origin:
            stage_id = target.stage.stage_id
            QTimer.singleShot(0, self, lambda: self._dropped(card, stage_id))

    def _end(self) -> None:
        _application().removeEventFilter(self)
        self._scroll.stop()
        self._delegate.lifted = 0
        if self._origin is not None:
            self._origin.view.viewport().update()
        self._aim(None)
        self._card = self._origin = None
        self._exits.hide()
        self._ghost.hide()

    def _follow(self, where: QPoint) -> None:
        self._where = where
        self._ghost.move(self._page.mapFromGlobal(where) - self._hold)
        over_exit = self._exits.aim(where)
        self._ghost.fade(over_exit)
        target = None if over_exit else self._area.column_at(where)
        self._aim(target if target is not self._origin else None)
        self._target = target

    def _aim(self, target: ColumnPane | None) -> None:
        for pane in self._area.columns:
            pane.set_aimed(pane is target)
        self._target = target

    def _scroll_on(self) -> None:
        """Scrolls the board, or the column, while the card is held at an edge of it."""
        board = self._area.viewport()
        across = _beyond(board.mapFromGlobal(self._where).x(), board.rect(), horizontal=True)
        moved = _advance(self._area.horizontalScrollBar(), across)
        if self._target is not None:
            view = self._target.view
            seen = view.viewport()
            down = _beyond(seen.mapFromGlobal(self._where).y(), seen.rect(), horizontal=False)
            _advance(view.verticalScrollBar(), down)
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
