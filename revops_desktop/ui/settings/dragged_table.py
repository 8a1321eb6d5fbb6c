"""A table whose rows are put in order by the mouse: pressed, drawn along, let go; Esc puts back.

The system's drag and drop is not used, as on the board: a row has nowhere to go outside its table.
"""

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QTableWidget, QWidget

from revops_desktop.ui import icons, theme

_GRIP = 12
_EDGE = 18
NOWHERE = -1


class DraggedTable(QTableWidget):
    """Says from which row to which gap a row was carried (`carried`), and where it hovers.

    Only the rows in `movable` can be carried; they pass over those that cannot.
    """

    # From which row, and before which row it would come; NOWHERE: it stays.
    hovered = Signal(int, int)
    carried = Signal(int, int)

    def __init__(self, columns: int, parent: QWidget | None = None) -> None:
        super().__init__(0, columns, parent)
        self.movable: frozenset[int] = frozenset()
        self._pressed: QPoint | None = None
        self._from = self._gap = self._pointed = NOWHERE
        self.viewport().setMouseTracking(True)

    @property
    def is_carrying(self) -> bool:
        """Whether a row is under way."""
        return self._from != NOWHERE

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        place = event.position().toPoint()
        row = self.rowAt(place.y())
        if event.button() == Qt.MouseButton.LeftButton and row in self.movable:
            self._pressed = place

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        if self._pressed is None:
            self._point_at(self.rowAt(place.y()))
            if not event.buttons():
                super().mouseMoveEvent(event)
            return
        far = (place - self._pressed).manhattanLength() >= QApplication.startDragDistance()
        if not self.is_carrying and far and len(self.movable) > 1:
            self._from = self.rowAt(self._pressed.y())
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        if self.is_carrying:
            self._hover(place.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        was, gap = self._from, self._gap
        self.put_back()
        super().mouseReleaseEvent(event)
        if was != NOWHERE and gap not in (NOWHERE, was, was + 1):
            self.carried.emit(was, gap)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._pressed = None
        super().mouseDoubleClickEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.is_carrying and event.key() == Qt.Key.Key_Escape:
            self.put_back()
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if (
            self.is_carrying
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.key() == Qt.Key.Key_Escape
        ):
            # Before Esc closes the dialog around.
            event.accept()
            return True
        return super().event(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(NOWHERE)
        super().leaveEvent(event)

    def put_back(self) -> None:
        """Ends the carrying without a word."""
        was = self._from
        self._pressed = None
        self._from = self._gap = NOWHERE
        self.viewport().unsetCursor()
        self.viewport().update()
        if was != NOWHERE:
            self.hovered.emit(was, NOWHERE)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = theme.current()
        if self._pointed in self.movable and len(self.movable) > 1:
            room = self._row_room(self._pointed)
            place = QRectF(1, room.center().y() - _GRIP / 2 + 1, _GRIP, _GRIP)
            icons.draw(painter, "grip-vertical", place, "text_muted")
        if self.is_carrying:
            veil = QColor(tokens.panel)
            veil.setAlphaF(0.55)
            painter.fillRect(self._row_room(self._from), veil)
            painter.setPen(QPen(QColor(tokens.accent), 3))
            height = self._gap_height()
            painter.drawLine(2, height, self.viewport().width() - 2, height)
        painter.end()

    def _row_room(self, row: int) -> QRect:
        return QRect(0, self.rowViewportPosition(row), self.viewport().width(), self.rowHeight(row))

    def _gap_height(self) -> int:
        last = self.rowCount() - 1
        if self._gap > last:
            return self.rowViewportPosition(last) + self.rowHeight(last) - 2
        return max(1, self.rowViewportPosition(self._gap) - 1)

    def _hover(self, height: int) -> None:
        if height < _EDGE:
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() - 1)
        elif height > self.viewport().height() - _EDGE:
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() + 1)
        row = self.rowAt(max(0, height))
        if row < 0:
            gap = self.rowCount()
        else:
            room = self._row_room(row)
            gap = row + (height > room.center().y())
        if gap != self._gap:
            self._gap = gap
            self.hovered.emit(self._from, gap)
        self.viewport().update()

    def _point_at(self, row: int) -> None:
        if row != self._pointed:
            self._pointed = row
            self.viewport().update()
