"""What the sheet's own calls cannot draw: curves, dashes, and patterns that tell in black and white.

Lengths are points; y runs from the top of the page. A pattern's lines end where its shape does, so
that nothing is drawn outside of what is seen.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.pathobject import PDFPathObject

from revops_desktop.analytics.river_curves import Path, Point
from revops_desktop.reports.sheet import Sheet

_Line = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Pattern:
    """Lines over a surface, `gap` points apart: slanted up or down, level, upright, or crossing."""

    way: Literal["up", "down", "level", "upright", "cross"]
    colour: str
    gap: float = 3.2
    width: float = 0.6


@dataclass(frozen=True, slots=True)
class Ink:
    """How a shape is drawn: its surface, its line (points wide, dashed where `dash`), a pattern."""

    fill: str | None = None
    line: str | None = None
    width: float = 0.6
    dash: tuple[float, ...] = ()
    pattern: Pattern | None = None


def draw(sheet: Sheet, path: Path, ink: Ink) -> None:
    """A path in points of the page; a pattern lies on its surface, below its line."""
    canvas = sheet.canvas
    if ink.fill:
        canvas.setFillColor(_colour(ink.fill))
        canvas.drawPath(_outline(sheet, path), stroke=0, fill=1)
    if ink.pattern is not None:
        _cover(sheet, path, ink.pattern)
    if ink.line:
        canvas.setStrokeColor(_colour(ink.line))
        canvas.setLineWidth(ink.width)
        canvas.setLineJoin(1)
        if ink.dash:
            canvas.setDash(list(ink.dash))
        canvas.drawPath(_outline(sheet, path), stroke=1, fill=0)
        if ink.dash:
            canvas.setDash()


def line(
    sheet: Sheet, points: Sequence[Point], colour: str, width: float, dash: Sequence[float] = ()
) -> None:
    """A line through points, dashed where `dash` says how."""
    path = Path(points[0], tuple(points[1:]), closed=False)
    draw(sheet, path, Ink(line=colour, width=width, dash=tuple(dash)))


def ring(sheet: Sheet, x: float, y: float, radius: float, ink: Ink) -> None:
    """A circle; hollow where its ink has a white surface."""
    canvas = sheet.canvas
    if ink.fill:
        canvas.setFillColor(_colour(ink.fill))
    if ink.line:
        canvas.setStrokeColor(_colour(ink.line))
        canvas.setLineWidth(ink.width)
    upper = sheet.paper.height - y
    canvas.circle(x, upper, radius, stroke=int(bool(ink.line)), fill=int(bool(ink.fill)))


def block(sheet: Sheet, x: float, y: float, width: float, height: float, ink: Ink) -> None:
    """A rectangle from its upper left corner."""
    corners = ((x + width, y), (x + width, y + height), (x, y + height))
    draw(sheet, Path((x, y), corners), ink)


def _outline(sheet: Sheet, path: Path) -> PDFPathObject:
    top = sheet.paper.height
    made = sheet.canvas.beginPath()
    made.moveTo(path.start[0], top - path.start[1])
    for part in path.parts:
        if len(part) == 2:
            made.lineTo(part[0], top - part[1])
        else:
            one, two, three, four, five, six = part
            made.curveTo(one, top - two, three, top - four, five, top - six)
    if path.closed:
        made.close()
    return made


def _cover(sheet: Sheet, path: Path, pattern: Pattern) -> None:
    """The pattern, clipped to the path."""
    canvas, top = sheet.canvas, sheet.paper.height
    across = [x for x, _y in path.points()]
    down = [y for _x, y in path.points()]
    canvas.saveState()
    canvas.clipPath(_outline(sheet, path), stroke=0, fill=0)
    canvas.setStrokeColor(_colour(pattern.colour))
    canvas.setLineWidth(pattern.width)
    made = canvas.beginPath()
    for x1, y1, x2, y2 in _lines(pattern, (min(across), min(down), max(across), max(down))):
        made.moveTo(x1, top - y1)
        made.lineTo(x2, top - y2)
    canvas.drawPath(made, stroke=1, fill=0)
    canvas.restoreState()


def _lines(pattern: Pattern, box: _Line) -> Iterator[_Line]:
    """The lines of a pattern within a box; those of neighbouring shapes go on in each other."""
    left, top, right, bottom = box
    gap, way = pattern.gap, pattern.way
    if way == "level":
        for y in _rungs(top, bottom, gap):
            yield left, y, right, y
    elif way == "upright":
        for x in _rungs(left, right, gap):
            yield x, top, x, bottom
    if way in ("up", "cross"):
        # On a line that rises to the right x + y stays the same.
        for sum_ in _rungs(left + top, right + bottom, gap * 1.4):
            first, last = max(left, sum_ - bottom), min(right, sum_ - top)
            yield first, sum_ - first, last, sum_ - last
    if way in ("down", "cross"):
        for difference in _rungs(left - bottom, right - top, gap * 1.4):
            first, last = max(left, difference + top), min(right, difference + bottom)
            yield first, first - difference, last, last - difference


def _rungs(start: float, end: float, gap: float) -> Iterator[float]:
    at = (start // gap + 1) * gap
    while at < end:
        yield at
        at += gap


@lru_cache(maxsize=256)
def _colour(value: str) -> HexColor:
    return HexColor(value)
