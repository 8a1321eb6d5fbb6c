"""Charts as vectors, readable in black and white: sparks, columns by month, the funnel.

Plain values in; nothing is drawn where nothing is known.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import floor, log10

from revops_desktop.reports.sheet import BODY_BOLD, SMALL, Sheet, Type
from revops_desktop.tokens import LIGHT, mix

QUIET = mix(LIGHT.flow_end, "#ffffff", 0.25)
BANK = mix(LIGHT.flow_end, "#ffffff", 0.68)
_INSIDE = Type(8, bold=True, colour=LIGHT.on_accent)
_BESIDE = Type(8, bold=True, colour=LIGHT.text)


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle on the page, from its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.y + self.height


def spark_columns(sheet: Sheet, frame: Frame, values: Sequence[float | None]) -> None:
    """A count a month as small columns, the last one strong; none where nothing is known."""
    known = [value for value in values if value is not None]
    if not known:
        return
    highest = max(max(known), 1e-9)
    step = frame.width / len(values)
    sheet.line(frame.x, frame.bottom, frame.right, frame.bottom, LIGHT.grid, 0.5)
    for number, value in enumerate(values):
        if value is None:
            continue
        tall = max(frame.height * value / highest, 0.6 if value > 0 else 0)
        last = number == len(values) - 1
        colour = LIGHT.flow if last else LIGHT.flow_end
        x = frame.x + number * step + step * 0.14
        sheet.box(x, frame.bottom - tall, step * 0.72, tall, fill=colour)


def spark_line(sheet: Sheet, frame: Frame, values: Sequence[float | None]) -> None:
    """A level or a rate a month as a line with a dot at its end; broken where nothing is known."""
    known = [value for value in values if value is not None]
    if not known:
        return
    lowest, highest = min(known), max(known)
    span = highest - lowest
    step = frame.width / max(len(values) - 1, 1)
    points = [
        None
        if value is None
        else (
            frame.x + number * step,
            frame.bottom - (0.5 if span == 0 else (value - lowest) / span) * frame.height,
        )
        for number, value in enumerate(values)
    ]
    run: list[tuple[float, float]] = []
    for point in [*points, None]:
        if point is not None:
            run.append(point)
            continue
        if len(run) > 1:
            sheet.polyline(run, LIGHT.flow, 1.0)
        elif run:
            sheet.dot(*run[0], 0.9, LIGHT.flow)
        run = []
    if points[-1] is not None:
        sheet.dot(*points[-1], 1.9, LIGHT.flow)


@dataclass(frozen=True, slots=True)
class Column:
    """A month of a column chart: what stands above it, and below it in two lines."""

    value: float | None
    above: str
    below: str
    under: str = ""


def column_chart(
    sheet: Sheet, frame: Frame, columns: Sequence[Column], axis: Callable[[float], str]
) -> None:
    """Columns by month with a quiet scale; the last one strong and hatched lines before it."""
    highest = max((column.value or 0 for column in columns), default=0)
    steps = scale(highest)
    gutter = max(SMALL.width(axis(value)) for value in steps) + 8
    plot = Frame(frame.x + gutter, frame.y + 12, frame.width - gutter, frame.height - 12 - 26)
    for value in steps:
        y = plot.bottom - plot.height * value / steps[-1]
        sheet.line(plot.x, y, plot.right, y, LIGHT.grid if value else LIGHT.input_border, 0.5)
        sheet.write(plot.x - 6, y + 2.4, axis(value), SMALL, "right")
    step = plot.width / len(columns)
    for number, column in enumerate(columns):
        middle = plot.x + (number + 0.5) * step
        last = number == len(columns) - 1
        tall = plot.height * (column.value or 0) / steps[-1]
        wide = step * 0.58
        x, y = middle - wide / 2, plot.bottom - tall
        if tall > 0:
            sheet.box(x, y, wide, tall, fill=LIGHT.flow if last else LIGHT.flow_end)
        strong = Type(7, bold=last, colour=LIGHT.text if last else LIGHT.text_muted)
        sheet.write(middle, y - 3.2, column.above, strong, "centre", step - 1)
        sheet.write(middle, plot.bottom + 10, column.below, strong, "centre", step)
        sheet.write(middle, plot.bottom + 20, column.under, strong, "centre", step)


def scale(highest: float) -> list[float]:
    """Round values from 0 to at least the highest, three or four of them."""
    if highest <= 0:
        return [0.0, 1.0]
    size = 10.0 ** floor(log10(highest / 3))
    step = next(size * part for part in (1, 2, 2.5, 5, 10) if size * part * 3.4 >= highest)
    values = [0.0]
    while values[-1] < highest:
        values.append(values[-1] + step)
    return values


@dataclass(frozen=True, slots=True)
class Step:
    """A stage of the funnel: how many reached it, how many of those only passed it by."""

    count: int
    skipped: int
    text: str
    beyond_win: bool = False


def funnel(sheet: Sheet, frame: Frame, steps: Sequence[Step]) -> None:
    """The river from its source down: a bar a stage, as wide as it is deep, banks between them.

    What only passed a stage by is hatched; customer stages are drawn lighter, behind the win.
    """
    most = max((step.count for step in steps), default=0)
    if most == 0:
        return
    row = frame.height / len(steps)
    tall = min(row * 0.62, 19.0)
    middle = frame.x + frame.width / 2
    half = [frame.width / 2 * step.count / most for step in steps]
    tops = [frame.y + number * row + (row - tall) / 2 for number in range(len(steps))]
    for (above, below), top, under in zip(pairwise(half), tops, tops[1:], strict=False):
        if above > 0:
            bank = [(middle - above, top + tall), (middle + above, top + tall)]
            sheet.shape([*bank, (middle + below, under), (middle - below, under)], BANK)
    for step, wide, top in zip(steps, half, tops, strict=True):
        _stage(sheet, step, Frame(middle - wide, top, 2 * wide, tall))


def _stage(sheet: Sheet, step: Step, bar: Frame) -> None:
    middle = bar.x + bar.width / 2
    base = bar.y + bar.height / 2 + 2.9
    if step.count == 0:
        sheet.line(middle - 4, bar.y + bar.height / 2, middle + 4, bar.y + bar.height / 2)
        sheet.write(middle + 8, base, step.text, _BESIDE)
        return
    passed = bar.width * step.skipped / step.count
    solid = bar.width - passed
    fill = mix(LIGHT.flow, LIGHT.flow_end, 0.45) if step.beyond_win else LIGHT.flow
    if solid > 0:
        sheet.box(bar.x, bar.y, max(solid, 0.6), bar.height, fill=fill)
    if passed > 0:
        sheet.box(bar.x + solid, bar.y, passed, bar.height, fill="#ffffff")
        sheet.hatch(bar.x + solid, bar.y, passed, bar.height, fill)
        sheet.box(bar.x + solid, bar.y, passed, bar.height, border=fill)
    length = BODY_BOLD.width(step.text)
    if solid > length + 8 and not step.beyond_win:
        sheet.write(bar.x + solid / 2, base, step.text, _INSIDE, "centre")
    elif solid > length + 8:
        sheet.write(bar.x + solid / 2, base, step.text, _BESIDE, "centre")
    else:
        sheet.write(bar.x + bar.width + 5, base, step.text, _BESIDE)
