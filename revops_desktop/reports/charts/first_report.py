"""Charts as vectors, readable in black and white: sparks, columns by month, the funnel.

Plain values in; nothing is drawn where nothing is known.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from revops_desktop.reports.figures import Point
from revops_desktop.reports.paper import Frame
from revops_desktop.reports.sheet import SMALL, Sheet, Type
from revops_desktop.rules.axis import upwards
from revops_desktop.tokens import LIGHT, mix

BANK = mix(LIGHT.flow_end, "#ffffff", 0.68)
_WEAK = mix(LIGHT.text_disabled, "#ffffff", 0.35)


def spark_columns(sheet: Sheet, frame: Frame, points: Sequence[Point | None]) -> None:
    """A figure a month as small columns, the last one strong; none where nothing is known."""
    highest = max((point.value for point in points if point is not None), default=0)
    if highest <= 0:
        return
    step = frame.width / len(points)
    sheet.line(frame.x, frame.bottom, frame.right, frame.bottom, LIGHT.grid, 0.5)
    for number, point in enumerate(points):
        if point is None or point.value <= 0:
            continue
        tall = max(frame.height * point.value / highest, 0.6)
        colour = LIGHT.flow if number == len(points) - 1 else LIGHT.flow_end
        x = frame.x + number * step + step * 0.14
        shown = _WEAK if point.weak else colour
        sheet.box(x, frame.bottom - tall, step * 0.72, tall, fill=shown)


def spark_line(sheet: Sheet, frame: Frame, points: Sequence[Point | None]) -> None:
    """A level or a rate a month as a line with a dot at its end; broken where nothing is known."""
    known = [point.value for point in points if point is not None]
    if not known:
        return
    lowest, span = min(known), max(known) - min(known)
    step = frame.width / max(len(points) - 1, 1)
    places = [
        None
        if point is None
        else (
            frame.x + number * step,
            frame.bottom - (0.5 if span == 0 else (point.value - lowest) / span) * frame.height,
        )
        for number, point in enumerate(points)
    ]
    for (one, here), (other, there) in pairwise(zip(points, places, strict=True)):
        if one and other and here and there:
            weak = one.weak or other.weak
            sheet.polyline([here, there], _WEAK if weak else LIGHT.flow, 1.0)
    for number, (point, place) in enumerate(zip(points, places, strict=True)):
        alone = not any(points[max(number - 1, 0) : number]) and not any(
            points[number + 1 : number + 2]
        )
        last = number == len(points) - 1
        if point and place and (last or alone):
            sheet.dot(*place, 1.9 if last else 0.9, _WEAK if point.weak else LIGHT.flow)


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
    steps = upwards(highest)
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


@dataclass(frozen=True, slots=True)
class Step:
    """A stage of the funnel: how many reached it, how many of those only passed it by."""

    count: int
    skipped: int


def funnel(sheet: Sheet, frame: Frame, steps: Sequence[Step], most: int) -> None:
    """The river from its source down: a bar a stage, `most` deals as wide as the frame.

    As on the screen: the more deals, the stronger the colour; what only passed by is hatched.
    """
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
        fill = mix(LIGHT.flow, LIGHT.flow_end, 1 - max(step.count / most, 0.15))
        _stage(sheet, step, Frame(middle - wide, top, 2 * wide, tall), fill)


def _stage(sheet: Sheet, step: Step, bar: Frame, fill: str) -> None:
    if step.count == 0:
        middle = (bar.x, bar.y + bar.height / 2)
        sheet.line(middle[0] - 3, middle[1], middle[0] + 3, middle[1], LIGHT.input_border)
        return
    passed = bar.width * step.skipped / step.count
    solid = max(bar.width - passed, 0.0 if step.skipped == step.count else 0.6)
    if solid > 0:
        sheet.box(bar.x, bar.y, solid, bar.height, fill=fill)
    if passed > 0:
        sheet.box(bar.x + solid, bar.y, passed, bar.height, fill="#ffffff")
        sheet.hatch(bar.x + solid, bar.y, passed, bar.height)
        sheet.box(bar.x + solid, bar.y, passed, bar.height, border=LIGHT.flow)
