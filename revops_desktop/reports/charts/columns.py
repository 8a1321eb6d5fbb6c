"""Columns by month on paper: the newest strong, what is not won yet or planned hatched."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from revops_desktop.analytics.wording import COUNTS, Wording
from revops_desktop.reports import pen
from revops_desktop.reports.charts import legend
from revops_desktop.reports.charts.legend import TARGET
from revops_desktop.reports.charts.palette import SMALL, STRONG, WEAK, WHITE, middle, palette
from revops_desktop.reports.paper import Frame
from revops_desktop.reports.pen import Ink
from revops_desktop.reports.sheet import Sheet, Type
from revops_desktop.rules.axis import around
from revops_desktop.tokens import LIGHT

_Height = Callable[[float], float]
_ABOVE, _LINE = 11.0, 10.0


@dataclass(frozen=True, slots=True)
class Column:
    """A month: `above` stands over its column, `mark` and `under` below the chart.

    `hatched`: how much of the value is expected, not reached · `target`: a dashed line across ·
    `weak`: under n = 5, hollow · `value` None: not known.
    """

    mark: str
    value: float | None
    above: str = ""
    under: str = ""
    hatched: float = 0.0
    target: float | None = None
    weak: bool = False


def draw(
    sheet: Sheet,
    frame: Frame,
    columns: Sequence[Column],
    words: Wording = COUNTS,
    *,
    is_count: bool = False,
) -> None:
    """The columns from left to right; the last one is the month that is looked at."""
    values = [column.value or 0.0 for column in columns]
    values += [column.target for column in columns if column.target is not None]
    if not any(values):
        return
    scale = around(min(values), max(values), whole=is_count)
    gutter = max(SMALL.width(words.axis(value)) for value in scale) + 7
    lines = 2 if any(column.under for column in columns) else 1
    plot = Frame(
        frame.x + gutter,
        frame.y + _ABOVE,
        frame.width - gutter,
        frame.height - _ABOVE - lines * _LINE - 3 - (_LINE if scale[0] < 0 else 0),
    )

    def y(value: float) -> float:
        return plot.bottom - plot.height * (value - scale[0]) / (scale[-1] - scale[0])

    for value in scale:
        colour = LIGHT.grid if value else LIGHT.input_border
        sheet.line(plot.x, y(value), plot.right, y(value), colour, 0.5)
        sheet.write(plot.x - 5, y(value) + middle(SMALL), words.axis(value), SMALL, "right")
    step = plot.width / len(columns)
    widest = max(STRONG.width(column.mark) for column in columns) + 4
    every = max(1, -int(-widest // step))
    for place, column in enumerate(columns):
        x = plot.x + (place + 0.5) * step
        last = place == len(columns) - 1
        _column(sheet, Frame(x - step * 0.3, y(0), step * 0.6, 0), column, y, last)
        if column.target is not None:
            ends = [(x - step / 2, y(column.target)), (x + step / 2, y(column.target))]
            pen.line(sheet, ends, LIGHT.text, 1.1, TARGET)
        type_ = STRONG if last else SMALL
        if (len(columns) - 1 - place) % every == 0:
            for line, text in enumerate((column.mark, column.under)[:lines]):
                base = frame.bottom - 2 - (lines - 1 - line) * _LINE
                sheet.write(x, base, text, type_, "centre", step * every)
        _above(sheet, x, y, column, WEAK if column.weak else type_, step)


def _column(sheet: Sheet, foot: Frame, column: Column, y: _Height, last: bool) -> None:
    if not column.value:
        return
    colours = palette(sheet)
    top, bottom = sorted((y(column.value), foot.y))
    ink = Ink(colours.strong if last else colours.pale)
    if column.weak:
        ink = Ink(WHITE, colours.strong, 0.7)
    pen.block(sheet, foot.x, top, foot.width, max(bottom - top, 0.6), ink)
    if column.hatched:
        edge = y(column.value - min(column.hatched, column.value))
        hatched = legend.surface(sheet, "passed")
        pen.block(sheet, foot.x, top, foot.width, max(edge - top, 0.6), hatched)


def _above(sheet: Sheet, x: float, y: _Height, column: Column, type_: Type, step: float) -> None:
    """The value, where it is not wider than its month; below a column that goes down."""
    if column.value is None or not column.above or type_.width(column.above) > step - 1.5:
        return
    value = column.value
    base = y(value) - 3 if value >= 0 else y(value) + 3 + 0.75 * type_.size
    if column.target is not None and base - type_.size < y(column.target) < base + 1.5:
        # A target's line does not run through figures.
        half = type_.width(column.above) / 2 + 1
        sheet.box(x - half, base - 0.85 * type_.size, 2 * half, type_.size, fill=WHITE)
    sheet.write(x, base, column.above, type_, "centre")
