"""What every chart is: painted by one function for screen and picture, walked by keys, read aloud.

A chart is a row of marks, each with a key, a place and a sentence. Hovering shows the sentence, the
arrow keys walk the marks, a click or Enter emits `opened` with the key.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from revops_desktop.analytics.wording import FileValue
from revops_desktop.i18n import _
from revops_desktop.ui import texts, theme
from revops_desktop.ui.turns import painting

_FORWARD = (Qt.Key.Key_Right, Qt.Key.Key_Down)
_BACK = (Qt.Key.Key_Left, Qt.Key.Key_Up)
_OPENS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class Mark(NamedTuple):
    """A part of a chart that can be hovered, walked to and opened."""

    key: object
    area: QRectF
    spoken: str


class ChartRows(NamedTuple):
    """A chart as a table: the words of each cell, and what a file keeps of it.

    `written`: the headings in a file, where they name the unit of its numbers.
    """

    headings: Sequence[str]
    texts: Sequence[Sequence[str]]
    values: Sequence[Sequence[FileValue]]
    written: Sequence[str] = ()


class Chart(QFrame):
    """A chart; a kind of it says how it is painted, where its marks lie, and its rows.

    `empty` is the sentence that stands where there is nothing to draw. A frame has a role for
    readers of screens, a bare widget none.
    """

    opened = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.empty = _("Nothing to show for this choice yet.")
        self._place = -1
        self._hovered = -1
        self._kept: tuple[QRectF, list[Mark]] | None = None
        # As last painted, and what for: its page may come to the front again.
        self._picture: tuple[object, QPixmap] | None = None
        # Whether the picture of another size stays until that of this one is painted.
        self._is_late = False
        self._was_taken = False
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    # What a kind of chart says

    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        raise NotImplementedError

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        """Paints the chart into `rect`, on whatever device."""
        raise NotImplementedError

    def place_marks(self, rect: QRectF) -> list[Mark]:
        """Where the marks lie when the chart is painted into `rect`."""
        raise NotImplementedError

    def rows(self) -> ChartRows:
        """What the chart shows, as a table."""
        raise NotImplementedError

    def said(self, mark: Mark) -> str:
        """The sentence of a mark."""
        return mark.spoken

    # What all charts do

    def taken(self) -> None:
        """New data came: everything is placed and painted anew."""
        self._was_taken = True
        self._kept = self._picture = None
        self._is_late = False
        self._hovered = -1
        marks = self.marks()
        self._place = min(self._place, len(marks) - 1)
        self._speak()
        self.updateGeometry()
        self.update()

    def plot(self) -> QRectF:
        """Where the chart is painted on screen: room for the focus ring is left around it."""
        return QRectF(self.rect()).adjusted(3, 3, -3, -3)

    def marks(self) -> list[Mark]:
        """The marks as they lie on the screen."""
        rect = self.plot()
        if self._kept is None or self._kept[0] != rect:
            self._kept = (rect, [] if self.is_empty() else self.place_marks(rect))
        return self._kept[1]

    def hit(self, point: QPointF) -> Mark | None:
        """The mark at a point of the widget."""
        place = self._place_of(point)
        return None if place < 0 else self.marks()[place]

    def _place_of(self, point: QPointF) -> int:
        found = (place for place, mark in enumerate(self.marks()) if mark.area.contains(point))
        return next(found, -1)

    @property
    def current(self) -> Mark | None:
        """The mark that the keyboard is on."""
        marks = self.marks()
        return marks[self._place] if 0 <= self._place < len(marks) else None

    def sizeHint(self) -> QSize:
        return QSize(360, 200)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 100)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # All that a window holds, painted at once for a new size, would hold it for longer than a
        # frame.
        if self.has_picture() and self.isVisible():
            self._is_late = True
            painting().take(self, f"chart {id(self)}", (self._paint_late,))

    def has_picture(self) -> bool:
        """Whether it was painted before."""
        return self._picture is not None

    def _paint_late(self) -> None:
        if self._is_late:
            self._is_late = False
            self.paint_anew()

    def paint_anew(self) -> None:
        """Paints the picture for the size that it has now."""
        self._as_picture()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.is_empty():
            write(painter, self.plot(), self.empty, colour="text_muted", wrap=True)
        else:
            if 0 <= self._hovered < len(self.marks()):
                painter.fillRect(self.marks()[self._hovered].area, theme.colour("accent_soft"))
            painter.drawPixmap(0, 0, self._as_picture())
        if self.hasFocus():
            self._paint_focus(painter)

    def _as_picture(self) -> QPixmap:
        """The chart painted for the screen; anew only for other data, another size or look."""
        ratio = self.devicePixelRatioF()
        painted_for = (self.size(), ratio, theme.current())
        if self._picture is not None and self._is_late:
            return self._picture[1]
        if self._picture is None or self._picture[0] != painted_for:
            made = QPixmap(self.size() * ratio)
            made.setDevicePixelRatio(ratio)
            made.fill(Qt.GlobalColor.transparent)
            painter = QPainter(made)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self.paint(painter, self.plot())
            painter.end()
            self._picture = (painted_for, made)
        return self._picture[1]

    def _paint_focus(self, painter: QPainter) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour("accent"), 2))
        current = self.current
        ring = self.plot().adjusted(-1, -1, 1, 1) if current is None else current.area
        painter.drawRoundedRect(ring, 4, 4)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self._place_of(event.position())
        if place != self._hovered:
            self._hovered = place
            texts.set_tool_tip(self, self.said(self.marks()[place]) if place >= 0 else "")
            shape = Qt.CursorShape.PointingHandCursor if place >= 0 else Qt.CursorShape.ArrowCursor
            self.setCursor(shape)
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = -1
        self.update()
        super().leaveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        place = self._place_of(event.position())
        if event.button() is Qt.MouseButton.LeftButton and place >= 0:
            self._go(place)
            self.opened.emit(self.marks()[place].key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self.marks()) - 1
        key = event.key()
        if last >= 0 and key in _FORWARD:
            self._go(min(self._place + 1, last))
        elif last >= 0 and key in _BACK:
            self._go(max(self._place - 1, 0))
        elif last >= 0 and key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._go(0 if key == Qt.Key.Key_Home else last)
        elif key in _OPENS and (current := self.current) is not None:
            self.opened.emit(current.key)
        else:
            super().keyPressEvent(event)

    def _go(self, place: int) -> None:
        self._place = place
        self._speak()
        self.update()

    def _speak(self) -> None:
        """The mark that the keyboard is on is what a screen reader tells; at first, all of them."""
        current = self.current
        spoken = "; ".join(map(self.said, [current] if current else self.marks()))
        self.setAccessibleDescription(spoken[: texts.LONGEST_SHOWN] or self.empty)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()


# Drawing that charts share


def metrics(size: int = 0, bold: bool = False) -> QFontMetricsF:
    """How wide texts of this size are; 0 is the smallest."""
    return QFontMetricsF(theme.font(size or theme.current().size_tiny, bold))


def write(
    painter: QPainter,
    area: QRectF,
    text: str,
    where: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignCenter,
    *,
    size: int = 0,
    colour: str = "text",
    bold: bool = False,
    wrap: bool = False,
) -> None:
    """Writes a text into an area; what does not fit ends in “…”."""
    painter.setFont(theme.font(size or theme.current().size_tiny, bold))
    painter.setPen(theme.colour(colour))
    if wrap:
        painter.drawText(area, int(where | Qt.TextFlag.TextWordWrap), text)
        return
    shown = metrics(size, bold).elidedText(text, Qt.TextElideMode.ElideRight, area.width() + 1)
    painter.drawText(area, int(where | Qt.TextFlag.TextSingleLine), shown)


def line(painter: QPainter, one: QPointF, other: QPointF, colour: str, width: float = 1) -> None:
    """A straight line in a token's colour."""
    painter.setPen(QPen(theme.colour(colour), width))
    painter.drawLine(one, other)


def path(painter: QPainter, points: Sequence[QPointF | None], pen: QPen) -> None:
    """A line through points, broken where one is missing."""
    painter.setPen(pen)
    for one, other in pairwise(points):
        if one is not None and other is not None:
            painter.drawLine(one, other)


def spoken(*parts: str) -> str:
    """What a mark says: its parts, empty ones left out."""
    return " · ".join(part for part in parts if part)


def soft(colour: str, strength: int) -> QColor:
    """A token's colour that lets what lies below show through; 255 covers it."""
    found = theme.colour(colour)
    found.setAlpha(strength)
    return found
