"""What the marks of a chart mean, in one line or more above it."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from revops_desktop.reports import pen
from revops_desktop.reports.charts.palette import SMALL, WHITE, middle, palette
from revops_desktop.reports.pen import Ink, Pattern
from revops_desktop.reports.sheet import Sheet
from revops_desktop.tokens import LIGHT, mix

Kind = Literal[
    "solid",
    "pale",
    "passed",
    "band",
    "target",
    "mean",
    "hollow",
    "box",
    "tail",
    "running",
    "limit",
    "up",
    "down",
    "narrow",
    "still",
]
ROW = 12.0
_SWATCH, _GAP, _BETWEEN = 14.0, 4.0, 14.0


class Entry(NamedTuple):
    """A mark and what it means."""

    kind: Kind
    name: str


def height(entries: Sequence[Entry], room: float) -> float:
    """How high the legend is in that much room."""
    return ROW * (1 + max((row for row, _x, _entry in _places(entries, room)), default=-1))


def draw(sheet: Sheet, x: float, y: float, room: float, entries: Sequence[Entry]) -> None:
    """The legend with its upper left corner at x, y."""
    for row, at, entry in _places(entries, room):
        line = y + row * ROW + ROW / 2 - 1
        swatch(sheet, x + at, line, entry.kind)
        words = x + at + _SWATCH + _GAP
        base = line + middle(SMALL)
        sheet.write(words, base, entry.name, SMALL, room=x + room - words)


def _places(entries: Sequence[Entry], room: float) -> list[tuple[int, float, Entry]]:
    found: list[tuple[int, float, Entry]] = []
    row, x = 0, 0.0
    for entry in entries:
        wide = _SWATCH + _GAP + SMALL.width(entry.name)
        if x and x + wide > room:
            row, x = row + 1, 0.0
        found.append((row, x, entry))
        x += wide + _BETWEEN
    return found


def swatch(sheet: Sheet, x: float, y: float, kind: Kind) -> None:
    """The mark, 14 points wide with its middle line at y."""
    colours = palette(sheet)
    end = x + _SWATCH
    if kind == "target":
        pen.line(sheet, [(x, y), (end, y)], LIGHT.text, 1.1, TARGET)
    elif kind == "mean":
        pen.line(sheet, [(x, y), (end, y)], LIGHT.text_muted, 0.8, MEAN)
    elif kind == "still":
        pen.line(sheet, [(x + 7, y - 4.5), (x + 7, y + 4.5)], LIGHT.text_muted, 0.7, STILL)
    elif kind == "hollow":
        pen.ring(sheet, x + 7, y, 2.1, Ink(WHITE, colours.strong, 0.9))
    elif kind == "tail":
        pen.line(sheet, [(x, y), (end, y)], colours.strong, 1.0)
        pen.line(sheet, [(end, y - 3), (end, y + 3)], colours.strong, 1.0)
    elif kind == "running":
        diamond(sheet, x + 7, y)
    elif kind == "limit":
        pen.line(sheet, [(x + 7, y - 4), (x + 7, y + 4)], LIGHT.text, 1.2, (2, 1.3))
    else:
        pen.block(sheet, x, y - 3.2, _SWATCH, 6.4, surface(sheet, kind))
        if kind == "box":
            pen.line(sheet, [(x + 6, y - 3.2), (x + 6, y + 3.2)], colours.strong, 2)


# Dashes: long ones for what is aimed at, short ones for what was.
TARGET = (4.0, 2.2)
MEAN = (1.4, 1.6)
STILL = (1.2, 1.2)


def surface(sheet: Sheet, kind: Kind) -> Ink:
    """How a surface of this meaning is drawn."""
    colours = palette(sheet)
    if kind == "band":
        return Ink(colours.faint, mix(colours.pale, WHITE, 0.3), 0.4)
    if kind == "passed":
        return Ink(WHITE, colours.strong, 0.6, pattern=Pattern("up", colours.strong, 2.2, 0.6))
    if kind == "down":
        return Ink(WHITE, LIGHT.bad, 0.7, pattern=Pattern("down", LIGHT.bad, 2.2, 0.6))
    if kind == "up":
        return Ink(LIGHT.good)
    if kind == "narrow":
        return Ink(LIGHT.warning)
    if kind == "hollow":
        return Ink(WHITE, LIGHT.input_border, 0.7)
    if kind == "box":
        return Ink(colours.pale, colours.strong, 0.7)
    return Ink(colours.strong if kind == "solid" else colours.pale)


def diamond(sheet: Sheet, x: float, y: float) -> None:
    """Those that have not ended yet."""
    corners = [(x, y - 3.6), (x + 3.6, y), (x, y + 3.6), (x - 3.6, y)]
    pen.draw(sheet, pen.outline_of(corners), Ink(WHITE, LIGHT.text, 0.9))
