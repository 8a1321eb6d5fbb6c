"""A waterfall on paper, lying on its side: every step a row, so that words and figures have room.

A fall is slanted red, a rise full green, a total full; a win takes from what is open and is green
and slanted. Each step begins where the one before it ended, and the last total is where that leads.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from revops_desktop.analytics.wording import COUNTS, Wording
from revops_desktop.reports import pen
from revops_desktop.reports.charts.palette import WHITE, middle, palette
from revops_desktop.reports.paper import Frame
from revops_desktop.reports.pen import Ink, Pattern
from revops_desktop.reports.sheet import Sheet, Type, set_lines
from revops_desktop.rules.axis import around
from revops_desktop.tokens import LIGHT

ROW = 16.0
AXIS = 13.0
_LABEL = Type(7.5, leading=1.2)
_TOTAL = Type(7.5, bold=True, leading=1.2)
_QUIET = Type(7, colour=LIGHT.text_muted)


@dataclass(frozen=True, slots=True)
class Step:
    """The level of a total, or by how much (plus or minus) a step moves it.

    `beside`: what stands in a column of its own at the right, a number of deals · `is_good`: a
    fall that is none to regret.
    """

    label: str
    value: float
    kind: Literal["total", "movement"] = "movement"
    beside: str = ""
    is_good: bool = False


def height(steps: Sequence[Step]) -> float:
    """How high that many steps are, with their scale."""
    return ROW * len(steps) + AXIS


def spans(steps: Sequence[Step]) -> list[tuple[float, float]]:
    """From where to where each step reaches; ValueError where a total is not what leads to it."""
    level, found = 0.0, []
    for place, step in enumerate(steps):
        if step.kind == "total":
            if place and abs(level - step.value) > 1e-6 * max(abs(level), abs(step.value), 1):
                raise ValueError(f"The steps lead to {level}, not to {step.value}.")
            level = step.value
            found.append((0.0, level))
        else:
            found.append((level, level + step.value))
            level += step.value
    return found


def draw(
    sheet: Sheet, frame: Frame, steps: Sequence[Step], words: Wording = COUNTS, *, is_count: bool
) -> None:
    """The steps from top to bottom, their values aligned at the right."""
    if not steps:
        return
    reach = spans(steps)
    ends = [end for span in reach for end in span]
    scale = around(min(ends), max(ends), whole=is_count)
    texts = [_text(step, words) for step in steps]
    row = min((frame.height - AXIS) / len(steps), 24.0)
    label = min(max(_TOTAL.width(step.label) for step in steps) + 10, 0.3 * frame.width)
    value = max(_TOTAL.width(text) for text in texts) + 10
    beside = max(_QUIET.width(step.beside) for step in steps)
    beside = beside + 12 if beside else 0.0
    plot = Frame(frame.x + label, frame.y, frame.width - label - value - beside, row * len(steps))
    axis = _Axis(sheet, frame, plot, scale, words)
    axis.draw()
    for place, (step, span, text) in enumerate(zip(steps, reach, texts, strict=True)):
        y = frame.y + (place + 0.5) * row
        type_ = _TOTAL if step.kind == "total" else _LABEL
        lines = set_lines(step.label, label - 9, type_, most=2 if row > 2 * type_.line else 1)
        sheet.paragraph(frame.x, y - len(lines) * type_.line / 2, lines, type_)
        sheet.write(frame.right - beside, y + middle(type_), text, type_, "right")
        if step.beside:
            sheet.write(frame.right, y + middle(_QUIET), step.beside, _QUIET, "right")
        left, right = sorted((axis.x(span[0]), axis.x(span[1])))
        _bar(sheet, Frame(left, y - row * 0.3, right - left, row * 0.6), step)
        if place + 1 < len(steps):
            end = axis.x(span[1])
            pen.line(
                sheet, [(end, y + row * 0.3), (end, y + row * 0.7)], LIGHT.input_border, 0.6, (1, 1)
            )


def _text(step: Step, words: Wording) -> str:
    text = words.text(step.value)
    return f"+{text}" if step.kind == "movement" and step.value > 0 else text


def _bar(sheet: Sheet, place: Frame, step: Step) -> None:
    if step.kind == "movement" and not step.value:
        sheet.line(place.x, place.y, place.x, place.bottom, LIGHT.input_border, 0.9)
        return
    if step.kind == "total":
        ink = Ink(palette(sheet).strong)
    elif step.value > 0:
        ink = Ink(LIGHT.good)
    else:
        colour = LIGHT.good if step.is_good else LIGHT.bad
        ink = Ink(WHITE, colour, 0.7, pattern=Pattern("down", colour, 2.2, 0.6))
    pen.block(sheet, place.x, place.y, max(place.width, 0.8), place.height, ink)


class _Axis:
    """A scale along the lower edge; its values are written where they do not touch."""

    def __init__(
        self, sheet: Sheet, frame: Frame, plot: Frame, scale: list[float], words: Wording
    ) -> None:
        self._sheet, self._frame, self._plot = sheet, frame, plot
        self._scale, self._words = scale, words

    def x(self, value: float) -> float:
        """Where a value stands."""
        low, high = self._scale[0], self._scale[-1]
        return self._plot.x + self._plot.width * (value - low) / (high - low)

    def draw(self) -> None:
        """The lines, and the values below them."""
        sheet, plot, free = self._sheet, self._plot, self._frame.x
        for value in self._scale:
            x = self.x(value)
            colour = LIGHT.grid if value else LIGHT.input_border
            sheet.line(x, plot.y, x, plot.bottom, colour, 0.5)
            text = self._words.axis(value)
            half = _QUIET.width(text) / 2
            if x - half >= free and x + half <= self._frame.right:
                sheet.write(x, plot.bottom + 9, text, _QUIET, "centre")
                free = x + half + 6
