"""Horizontal bars on paper: leaks by reason, sources, whatever is counted by name."""

from collections.abc import Sequence
from dataclasses import dataclass

from revops_desktop.reports import pen
from revops_desktop.reports.charts import legend
from revops_desktop.reports.charts.palette import WEAK_TEXT, WHITE, middle, palette
from revops_desktop.reports.paper import Frame
from revops_desktop.reports.pen import Ink
from revops_desktop.reports.sheet import Sheet, Type, set_lines
from revops_desktop.tokens import LIGHT

# A row whose name stands on one line, and one whose name may need two.
_LOW, _HIGH = 16.0, 19.0
_SHORT = 76.0
_LABEL = Type(7.5, leading=1.15)
_TEXT = Type(7.5, bold=True)
_NOTE = Type(7, colour=LIGHT.text_muted)
_LABEL_SHARE = 0.34


@dataclass(frozen=True, slots=True)
class Bar:
    """A line: its name, its value and how that is written; a quiet `note` behind it.

    `part`: how much of the value is of a second kind, drawn hatched · `weak`: under n = 5 ·
    `value` None: not known.
    """

    label: str
    value: float | None
    text: str
    note: str = ""
    part: float = 0.0
    weak: bool = False


def height(bars: Sequence[Bar]) -> float:
    """How high that many bars are."""
    is_long = any(_LABEL.width(bar.label) > _SHORT for bar in bars)
    return (_HIGH if is_long else _LOW) * len(bars)


def draw(sheet: Sheet, frame: Frame, bars: Sequence[Bar]) -> None:
    """The bars from top to bottom along one scale that holds 0; long names on two lines."""
    if not bars:
        return
    row = min(frame.height / len(bars), 26.0)
    label = min(max(_LABEL.width(bar.label) for bar in bars) + 8, _LABEL_SHARE * frame.width)
    said = max(_TEXT.width(bar.text) for bar in bars) + 5
    note = max(_NOTE.width(bar.note) for bar in bars)
    note = min(note + 6, 0.3 * frame.width) if note else 0.0
    values = [bar.value for bar in bars if bar.value is not None]
    low, high = min((0.0, *values)), max((0.0, *values))
    span = (high - low) or 1.0
    # On either side of 0 the text stands behind its bar.
    room_left = said if low < 0 else 0.0
    left = frame.x + label + room_left
    room = max(frame.right - note - said - left, 10.0)
    zero = left + room * -low / span
    for place, bar in enumerate(bars):
        y = frame.y + (place + 0.5) * row
        _label(sheet, frame.x, y, bar, label - 8, row)
        colour = WEAK_TEXT if bar.weak or bar.value is None else LIGHT.text
        type_ = Type(7.5, bold=colour == LIGHT.text, colour=colour)
        value = bar.value or 0.0
        end = zero + room * value / span
        if value:
            _bar(sheet, Frame(min(zero, end), y - row * 0.31, abs(end - zero), row * 0.62), bar)
        base = y + middle(type_)
        if value < 0:
            sheet.write(end - 4, base, bar.text, type_, "right")
        else:
            sheet.write(end + 4, base, bar.text, type_)
        if bar.note:
            sheet.write(frame.right, y + middle(_NOTE), bar.note, _NOTE, "right", note - 6)
    sheet.line(zero, frame.y + 1, zero, frame.y + row * len(bars) - 1, LIGHT.input_border, 0.5)


def _bar(sheet: Sheet, place: Frame, bar: Bar) -> None:
    colours = palette(sheet)
    wide = max(place.width, 0.8)
    ink = Ink(colours.strong)
    if bar.weak:
        ink = Ink(WHITE, colours.strong, 0.7)
    pen.block(sheet, place.x, place.y, wide, place.height, ink)
    if bar.part and bar.value:
        part = wide * min(max(bar.part / bar.value, 0.0), 1.0)
        x = place.x + wide - part
        hatched = legend.surface(sheet, "passed")
        pen.block(sheet, x, place.y, part, place.height, hatched)


def _label(sheet: Sheet, x: float, y: float, bar: Bar, room: float, row: float) -> None:
    lines = set_lines(bar.label, room + 1, _LABEL, most=2 if row >= 2 * _LABEL.line - 1 else 1)
    sheet.paragraph(x, y - len(lines) * _LABEL.line / 2, lines, _LABEL)
