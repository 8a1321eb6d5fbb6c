"""What the sheet cannot draw itself: curves, dashes, patterns that tell in black and white.

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

Way = Literal["up", "down", "level", "upright", "cross"]
_Line = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Pattern:
    """Lines over a surface, `gap` points apart: slanted up or down, level, upright, or crossing."""

    way: Way
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
    canvas, outline = sheet.canvas, _outline(sheet, path)
    if ink.fill:
        canvas.setFillColor(_colour(ink.fill))
    if ink.line:
        canvas.setStrokeColor(_colour(ink.line))
        canvas.setLineWidth(ink.width)
        canvas.setLineJoin(1)
    if ink.pattern is not None:
        if ink.fill:
            canvas.drawPath(outline, stroke=0, fill=1)
        _cover(sheet, path, outline, ink.pattern)
    if ink.dash:
        canvas.setDash(list(ink.dash))
    fill = int(bool(ink.fill) and ink.pattern is None)
    if ink.line or fill:
        canvas.drawPath(outline, stroke=int(bool(ink.line)), fill=fill)
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
    corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
    draw(sheet, outline_of(corners), ink)


def outline_of(corners: Sequence[Point]) -> Path:
    """The surface between these corners."""
    return Path(corners[0], tuple(corners[1:]))


def _outline(sheet: Sheet, path: Path) -> PDFPathObject:
    """The path in the language of the file; written here, since reportlab's own way is slow."""
    top = sheet.paper.height
    code = [f"{path.start[0]:.2f} {top - path.start[1]:.2f} m"]
    for part in path.parts:
        if len(part) == 2:
            code.append(f"{part[0]:.2f} {top - part[1]:.2f} l")
        else:
            one, two, three, four, five, six = part
            code.append(
                f"{one:.2f} {top - two:.2f} {three:.2f} {top - four:.2f} "
                f"{five:.2f} {top - six:.2f} c"
            )
    if path.closed:
        code.append("h")
    return PDFPathObject(code)


def _cover(sheet: Sheet, path: Path, outline: PDFPathObject, pattern: Pattern) -> None:
    """The pattern, clipped to the path."""
    canvas, top = sheet.canvas, sheet.paper.height
    across, down = zip(*path.points(), strict=True)
    canvas.saveState()
    canvas.clipPath(outline, stroke=0, fill=0)
    canvas.setStrokeColor(_colour(pattern.colour))
    canvas.setLineWidth(pattern.width)
    box = (min(across), top - max(down), max(across), top - min(down))
    code = [f"{x1:.1f} {y1:.1f} m {x2:.1f} {y2:.1f} l" for x1, y1, x2, y2 in _lines(pattern, box)]
    canvas.drawPath(PDFPathObject(code), stroke=1, fill=0)
    canvas.restoreState()


def _lines(pattern: Pattern, box: _Line) -> Iterator[_Line]:
    """The lines of a pattern within a box (y upwards); neighbouring shapes' go on in each other."""
    left, bottom, right, top = box
    gap, way = pattern.gap, pattern.way
    if way == "level":
        for y in _rungs(bottom, top, gap):
            yield left, y, right, y
    elif way == "upright":
        for x in _rungs(left, right, gap):
            yield x, bottom, x, top
    if way in ("up", "cross"):
        # On a line that rises to the right x - y stays the same.
        for difference in _rungs(left - top, right - bottom, gap * 1.4):
            first, last = max(left, difference + bottom), min(right, difference + top)
            yield first, first - difference, last, last - difference
    if way in ("down", "cross"):
        for sum_ in _rungs(left + bottom, right + top, gap * 1.4):
            first, last = max(left, sum_ - top), min(right, sum_ - bottom)
            yield first, sum_ - first, last, sum_ - last


def _rungs(start: float, end: float, gap: float) -> Iterator[float]:
    at = (start // gap + 1) * gap
    while at < end:
        yield at
        at += gap


@lru_cache(maxsize=256)
def _colour(value: str) -> HexColor:
    return HexColor(value)
