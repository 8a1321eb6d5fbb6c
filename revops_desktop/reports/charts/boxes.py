"""How long things take, on paper: the middle half as a box, its median, up to 90 %, those running.

Rows of fewer than five that ended are hatched and quiet: no conclusion is drawn from them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from revops_desktop import i18n
from revops_desktop.analytics.wording import Wording, wording
from revops_desktop.i18n import _
from revops_desktop.reports import pen
from revops_desktop.reports.charts import legend
from revops_desktop.reports.charts.legend import Entry
from revops_desktop.reports.charts.palette import SMALL, WEAK_TEXT, WHITE, middle, palette
from revops_desktop.reports.paper import Frame
from revops_desktop.reports.pen import Ink, Pattern
from revops_desktop.reports.sheet import Sheet, Type, set_lines
from revops_desktop.rules.axis import upwards
from revops_desktop.rules.shares import FEWEST
from revops_desktop.tokens import LIGHT

ROW = 19.0
_AXIS = 13.0
_LABEL = Type(7.5, leading=1.2)
_DAYS = wording("days")


@dataclass(frozen=True, slots=True)
class Box:
    """One line: `n` that ended with their quartiles, `running` with their median age.

    `limit`: what it may take, a dashed stroke. All in the unit of the chart's words.
    """

    label: str
    n: int
    median: float | None = None
    p25: float | None = None
    p75: float | None = None
    p90: float | None = None
    running: int = 0
    running_median: float | None = None
    limit: float | None = None

    @property
    def weak(self) -> bool:
        """Whether too few have ended to conclude anything."""
        return self.n < FEWEST


def entries(boxes: Sequence[Box]) -> list[Entry]:
    """What the legend says: only of marks that are there."""
    found = []
    if any(box.median is not None for box in boxes):
        found.append(Entry("box", _("middle half and median")))
    if any(box.p90 is not None for box in boxes):
        found.append(Entry("tail", _("up to 90%")))
    if any(box.running_median is not None for box in boxes):
        found.append(Entry("running", _("median age of those running")))
    if any(box.limit is not None for box in boxes):
        found.append(Entry("limit", _("limit")))
    return found


def height(boxes: Sequence[Box], room: float) -> float:
    """How high that many boxes are, with legend and scale, in that much room."""
    return ROW * len(boxes) + _AXIS + legend.height(entries(boxes), room) + 4


def draw(sheet: Sheet, frame: Frame, boxes: Sequence[Box], words: Wording = _DAYS) -> None:
    """The boxes along one axis that begins at 0; medians and n stand at the right."""
    if not any(box.n or box.running for box in boxes):
        return
    said = entries(boxes)
    legend.draw(sheet, frame.x, frame.y, frame.width, said)
    top = frame.y + legend.height(said, frame.width) + 4
    row = min((frame.bottom - top - _AXIS) / len(boxes), 26.0)
    label = min(max(_LABEL.width(box.label) for box in boxes) + 10, 0.3 * frame.width)
    numbers = [f"n = {i18n.count(box.n)}" for box in boxes]
    medians = [words.text(box.median) for box in boxes]
    n_room = max(SMALL.width(text) for text in numbers) + 8
    median_room = max(Type(7.5, bold=True).width(text) for text in medians) + 10
    plot = Frame(frame.x + label, top, frame.width - label - n_room - median_room, row * len(boxes))
    scale = upwards(_longest(boxes))

    def x(value: float) -> float:
        return plot.x + plot.width * min(value / scale[-1], 1.0)

    _axis(sheet, frame, plot, scale, words)
    for place, box in enumerate(boxes):
        y = top + (place + 0.5) * row
        colour = WEAK_TEXT if box.weak else LIGHT.text
        type_ = Type(7.5, colour=colour, leading=1.2)
        lines = set_lines(box.label, label - 9, type_, most=2 if row > 2 * type_.line else 1)
        sheet.paragraph(frame.x, y - len(lines) * type_.line / 2, lines, type_)
        strong = Type(7.5, bold=not box.weak, colour=colour)
        base = y + middle(strong)
        sheet.write(frame.right - n_room, base, medians[place], strong, "right")
        sheet.write(frame.right, base, numbers[place], SMALL, "right")
        _box(sheet, y, box, x)


def _longest(boxes: Sequence[Box]) -> float:
    known = [0.0]
    for box in boxes:
        values = (box.p90, box.p75, box.median, box.running_median, box.limit)
        known += [value for value in values if value is not None]
    return max(known)


def _axis(sheet: Sheet, frame: Frame, plot: Frame, scale: Sequence[float], words: Wording) -> None:
    free = frame.x
    for value in scale:
        x = plot.x + plot.width * value / scale[-1]
        colour = LIGHT.grid if value else LIGHT.input_border
        sheet.line(x, plot.y, x, plot.bottom, colour, 0.5)
        text = words.axis(value)
        half = SMALL.width(text) / 2
        if x - half >= free and x + half <= frame.right:
            sheet.write(x, plot.bottom + 9, text, SMALL, "centre")
            free = x + half + 6


def _box(sheet: Sheet, y: float, box: Box, x: Callable[[float], float]) -> None:
    colours = palette(sheet)
    colour = LIGHT.text_muted if box.weak else colours.strong
    if box.median is not None:
        high = box.p75 if box.p75 is not None else box.median
        low = box.p25 if box.p25 is not None else 0.0
        if box.p90 is not None:
            pen.line(sheet, [(x(high), y), (x(box.p90), y)], colour, 0.9)
            pen.line(sheet, [(x(box.p90), y - 3), (x(box.p90), y + 3)], colour, 0.9)
        ink = Ink(colours.pale, colour, 0.8)
        if box.weak:
            ink = Ink(WHITE, colour, 0.6, pattern=Pattern("up", colour, 2.4, 0.4))
        pen.block(sheet, x(low), y - 4.6, max(x(high) - x(low), 1.2), 9.2, ink)
        median = x(box.median)
        pen.line(sheet, [(median, y - 5.4), (median, y + 5.4)], colour, 2.0)
    if box.limit is not None:
        limit = x(box.limit)
        pen.line(sheet, [(limit, y - 7), (limit, y + 7)], LIGHT.text, 1.2, (2, 1.3))
    if box.running and box.running_median is not None:
        legend.diamond(sheet, x(box.running_median), y)
