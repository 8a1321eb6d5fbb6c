"""The bars of the funnel's tables, painted by hand: plain functions of a painter and an area.

The same bar is the same function, so that a row which did not change is seen to be the same.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from revops_desktop.tokens import contrast, mix
from revops_desktop.ui import theme

Picture = Callable[[QPainter, QRectF], None]
_THICK = 26.0


class Half(NamedTuple):
    """One side of a bar: its part of the widest, 0 to 1, and the part of it that was skipped."""

    width: float
    skipped: float


@lru_cache(maxsize=512)
def both(count: Half, amount: Half) -> Picture:
    """Count to the left of the middle, amount to the right; what was skipped is hatched outside."""

    def paint(painter: QPainter, area: QRectF) -> None:
        tokens = theme.current()
        middle = area.center().x()
        room = area.width() / 2 - tokens.space_3
        height = min(area.height() - 8, _THICK)
        top = area.center().y() - height / 2
        for half, side, colour in ((count, -1, tokens.flow), (amount, 1, tokens.good)):
            wide = max(room * half.width, 1.5) if half.width > 0 else 0.0
            _half(painter, QRectF(middle, top, wide, height), side, half, colour)
        painter.setPen(QPen(theme.colour("panel"), 2))
        painter.drawLine(QPointF(middle, area.top()), QPointF(middle, area.bottom()))

    return paint


def _half(painter: QPainter, bar: QRectF, side: int, half: Half, colour: str) -> None:
    if side < 0:
        bar = QRectF(bar.left() - bar.width(), bar.top(), bar.width(), bar.height())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_fill(colour, half.width))
    painter.drawRect(bar)
    skipped = bar.width() * half.skipped
    if skipped >= 1:
        left = bar.left() if side < 0 else bar.right() - skipped
        hatch(painter, QRectF(left, bar.top(), skipped, bar.height()), colour)


def _fill(colour: str, strength: float) -> QColor:
    """The wider, the stronger; never so pale that it is lost on the panel."""
    tokens = theme.current()
    fill = QColor(mix(colour, tokens.panel, 0.55 * (1 - max(strength, 0.15))))
    return fill if contrast(fill.name(), tokens.panel) >= 1.6 else QColor(colour)


def hatch(painter: QPainter, part: QRectF, colour: str) -> None:
    """A part that is there by inference only."""
    painter.fillRect(part, theme.colour("panel"))
    painter.setBrush(QBrush(QColor(colour), Qt.BrushStyle.BDiagPattern))
    painter.setPen(QColor(colour))
    painter.drawRect(part.adjusted(0.5, 0.5, -0.5, -0.5))


class Part(NamedTuple):
    """A part of a stacked bar: its length, 0 to 1 of the room, its token, its pattern."""

    length: float
    colour: str
    pattern: Qt.BrushStyle = Qt.BrushStyle.SolidPattern


def stacked(parts: Sequence[Part]) -> Picture:
    """Parts one behind the other, told apart by colour and pattern."""

    def paint(painter: QPainter, area: QRectF) -> None:
        tokens = theme.current()
        room = area.width() - 2 * tokens.space_2
        height = min(area.height() - 10, _THICK - 8)
        left = area.left() + tokens.space_2
        for part in parts:
            wide = room * part.length
            if wide <= 0:
                continue
            bar = QRectF(left, area.center().y() - height / 2, max(wide, 1.5), height)
            painter.fillRect(bar, theme.colour("panel"))
            painter.setBrush(QBrush(theme.colour(part.colour), part.pattern))
            painter.setPen(QPen(theme.colour(part.colour), 1))
            painter.drawRect(bar.adjusted(0.5, 0.5, -0.5, -0.5))
            left += wide

    return paint


class Spread(NamedTuple):
    """A distribution along an axis of 0 to 1; None where there is none."""

    p25: float | None = None
    median: float | None = None
    p75: float | None = None
    p90: float | None = None
    running: float | None = None
    is_weak: bool = False


# Right of the axis stand the arrows of what goes on beyond it.
_ARROWS = 20.0


@lru_cache(maxsize=512)
def spread(one: Spread) -> Picture:
    """The middle half as a box with its median, a line to the 90th percentile, ◇ those here.

    What lies beyond the axis is an arrow behind its end.
    """

    def paint(painter: QPainter, area: QRectF) -> None:
        tokens = theme.current()
        room = area.width() - 2 * tokens.space_3 - _ARROWS
        start, middle = area.left() + tokens.space_3, area.center().y()
        half = min(area.height() - 14, 18.0) / 2

        def x(value: float) -> float:
            return start + room * min(value, 1.0)

        painter.setPen(QPen(theme.colour("grid"), 1))
        painter.drawLine(QPointF(start, middle), QPointF(start + room, middle))
        if one.p25 is not None and one.median is not None and one.p75 is not None:
            _box(painter, one, x, middle, half)
        if one.running is not None:
            painter.setPen(QPen(theme.colour("warning"), 2))
            painter.setBrush(theme.colour("panel"))
            at = x(one.running)
            ends = [(at, middle - 5), (at + 5, middle), (at, middle + 5), (at - 5, middle)]
            if one.running > 1:
                ends = [(at + 15, middle - 5), (at + 21, middle), (at + 15, middle + 5)]
            painter.drawPolygon([QPointF(*end) for end in ends])

    return paint


def _box(
    painter: QPainter, one: Spread, x: Callable[[float], float], middle: float, half: float
) -> None:
    assert one.p25 is not None and one.median is not None and one.p75 is not None
    colour = theme.colour("flow")
    painter.setPen(QPen(colour, 1.5))
    end = max(one.p75, one.p90 or 0.0)
    if one.p75 <= 1 and one.p90 is not None:
        painter.drawLine(QPointF(x(one.p75), middle), QPointF(x(one.p90), middle))
        if one.p90 <= 1:
            tip = x(one.p90)
            painter.drawLine(QPointF(tip, middle - 4), QPointF(tip, middle + 4))
    soft = QColor(mix(theme.current().flow, theme.current().panel, 0.65))
    brush = QBrush(colour, Qt.BrushStyle.BDiagPattern) if one.is_weak else QBrush(soft)
    if one.p25 <= 1:
        box = QRectF(x(one.p25), middle - half, max(x(one.p75) - x(one.p25), 2.0), 2 * half)
        painter.fillRect(box, brush)
        sides = [box.topRight(), box.topLeft(), box.bottomLeft(), box.bottomRight()]
        # It stays open where it goes on beyond the axis.
        painter.drawPolyline(sides if one.p75 > 1 else [*sides, box.topRight()])
    if end > 1:
        painter.setBrush(colour)
        ends = ((x(1) + 4, middle - 5), (x(1) + 10, middle), (x(1) + 4, middle + 5))
        painter.drawPolygon([QPointF(*each) for each in ends])
    if one.median <= 1:
        painter.setPen(QPen(colour, 3))
        at = x(one.median)
        painter.drawLine(QPointF(at, middle - half), QPointF(at, middle + half))
