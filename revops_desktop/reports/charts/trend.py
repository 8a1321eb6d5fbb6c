"""A figure month by month on paper: its line, the band of its own history, its target.

The month that the report is of is marked by its larger dot, its bold name and its value. A month of
fewer than five deals is an empty ring; where nothing is known, the line is broken.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeVar

from revops_desktop.analytics.wording import COUNTS, Wording
from revops_desktop.i18n import _
from revops_desktop.reports import pen
from revops_desktop.reports.charts import legend
from revops_desktop.reports.charts.legend import MEAN, TARGET, Entry
from revops_desktop.reports.charts.palette import SMALL, STRONG, WEAK, WHITE, middle, palette
from revops_desktop.reports.paper import Frame
from revops_desktop.reports.pen import Ink
from revops_desktop.reports.sheet import Sheet, Type
from revops_desktop.rules.axis import around
from revops_desktop.tokens import LIGHT

_Value = TypeVar("_Value")
_HEAD = Type(7.5, bold=True)
_MONTHS = 13.0
_VALUE = 10.0


@dataclass(frozen=True, slots=True)
class Month:
    """A month; `mark` stands below it. `value` None: nothing is known · `weak`: under n = 5.

    `band`: what its own history leads one to expect · `target`: what was aimed at · `still`: from
    where to where the value may still go, as deals that are open end.
    """

    mark: str
    value: float | None
    weak: bool = False
    band: tuple[float, float] | None = None
    target: float | None = None
    still: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Trend:
    """The months, oldest first, the last one marked; `mean_before`: of the 3 months before it.

    `is_count`: numbers of things, which have no halves · `target_name`: where nobody set one.
    """

    months: tuple[Month, ...]
    words: Wording = COUNTS
    is_count: bool = False
    mean_before: float | None = None
    target_name: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether no month has a value."""
        return all(month.value is None for month in self.months)


def entries(trend: Trend) -> list[Entry]:
    """What its legend says: only of marks that are there."""
    found = []
    if any(month.band for month in trend.months):
        found.append(Entry("band", _("usual range")))
    if any(month.target is not None for month in trend.months):
        found.append(Entry("target", trend.target_name or _("target")))
    if trend.mean_before is not None:
        found.append(Entry("mean", _("mean of the 3 months before")))
    if any(month.still for month in trend.months):
        found.append(Entry("still", _("may still change, as open deals end")))
    if any(month.weak and month.value is not None for month in trend.months):
        found.append(Entry("hollow", _("fewer than 5 deals")))
    return found


def draw(sheet: Sheet, frame: Frame, trend: Trend) -> None:
    """The trend with its scale, its months and its legend; nothing where nothing is known."""
    if trend.is_empty:
        return
    said = entries(trend)
    top = frame.y + (legend.height(said, frame.width) + 2 if said else 0.0)
    scale = around(*_ends(trend), whole=trend.is_count)
    gutter = max(SMALL.width(trend.words.axis(value)) for value in scale) + 7
    above, below = top + _VALUE, frame.bottom - _MONTHS
    inner = Frame(frame.x + gutter, above, frame.width - gutter - 4, below - above)
    plot = _Plot(sheet, frame, inner, trend, scale[0], scale[-1])
    for value in scale:
        y = plot.y(value)
        sheet.line(inner.x, y, inner.right, y, LIGHT.grid if value else LIGHT.input_border, 0.5)
        sheet.write(inner.x - 5, y + middle(SMALL), trend.words.axis(value), SMALL, "right")
    plot.months()
    plot.water()
    plot.values()
    legend.draw(sheet, inner.x, frame.y, inner.right - inner.x, said)


def draw_small(sheet: Sheet, frame: Frame, trend: Trend, title: str, note: str = "") -> None:
    """One of many beside each other: title, newest value, its line between its own ends.

    Its scale does not begin at 0; both its ends are written.
    """
    newest = trend.months[-1] if trend.months else None
    text = trend.words.text(newest.value if newest else None)
    weak = newest is None or newest.weak or newest.value is None
    type_ = Type(7.5, bold=not weak, colour=WEAK.colour if weak else LIGHT.text)
    length = sheet.write(frame.right, frame.y + 8, text, type_, "right")
    sheet.write(frame.x, frame.y + 8, title, _HEAD, room=frame.width - length - 6)
    if note:
        sheet.write(frame.x, frame.y + 17.5, note, SMALL, room=frame.width)
    top = frame.y + (24 if note else 15)
    if trend.is_empty:
        return
    low, high = _ends(trend)
    texts = [trend.words.axis(value) for value in (high, low)]
    if low == high:
        low, high = low - abs(low) * 0.1 - 0.01, high + abs(high) * 0.1 + 0.01
    gutter = max(SMALL.width(one) for one in texts) + 5
    inner = Frame(frame.x + gutter, top, frame.width - gutter - 3, frame.bottom - top - _MONTHS + 2)
    # Its largest dot needs room beyond both ends.
    more = (high - low) * min(3.2 / max(inner.height, 1), 0.4)
    plot = _Plot(sheet, frame, inner, trend, low - more, high + more)
    sheet.line(inner.x, inner.bottom, inner.right, inner.bottom, LIGHT.grid, 0.5)
    if texts[0] == texts[1]:
        middle_line = inner.y + inner.height / 2
        sheet.write(inner.x - 4, middle_line + middle(SMALL), texts[0], SMALL, "right")
    else:
        sheet.write(inner.x - 4, inner.y + SMALL.size * 0.72, texts[0], SMALL, "right")
        sheet.write(inner.x - 4, inner.bottom, texts[1], SMALL, "right")
    plot.water()
    _ends_of_months(sheet, frame, inner, trend)


def _ends_of_months(sheet: Sheet, frame: Frame, inner: Frame, trend: Trend) -> None:
    first, last = trend.months[0].mark, trend.months[-1].mark
    length = sheet.write(inner.right, frame.bottom - 2, last, STRONG, "right")
    if len(trend.months) > 1 and SMALL.width(first) + length + 6 < inner.width:
        sheet.write(inner.x, frame.bottom - 2, first, SMALL)


def _ends(trend: Trend) -> tuple[float, float]:
    known = [month.value for month in trend.months if month.value is not None]
    known += [edge for month in trend.months for edge in month.band or ()]
    known += [month.target for month in trend.months if month.target is not None]
    if trend.mean_before is not None:
        known.append(trend.mean_before)
    return min(known), max(known)


class _Plot:
    """Where values stand between `low` and `high`, and what is drawn there."""

    def __init__(
        self, sheet: Sheet, frame: Frame, inner: Frame, trend: Trend, low: float, high: float
    ) -> None:
        self._sheet, self._frame, self._inner, self._trend = sheet, frame, inner, trend
        self._low, self._span = low, high - low
        self._step = inner.width / len(trend.months)

    def x(self, place: int) -> float:
        """The middle of a month."""
        return self._inner.x + (place + 0.5) * self._step

    def y(self, value: float) -> float:
        """The height of a value."""
        part = (value - self._low) / self._span
        return self._inner.bottom - self._inner.height * min(max(part, 0.0), 1.0)

    def months(self) -> None:
        """The months below, as many as there is room for, the last one bold."""
        months = self._trend.months
        widest = max(STRONG.width(month.mark) for month in months) + 6
        every = max(1, -int(-widest // self._step))
        for place, month in enumerate(months):
            last = place == len(months) - 1
            if (len(months) - 1 - place) % every == 0:
                type_ = STRONG if last else SMALL
                half = type_.width(month.mark) / 2
                x = min(max(self.x(place), self._frame.x + half), self._frame.right - half)
                self._sheet.write(x, self._frame.bottom - 2, month.mark, type_, "centre")

    def water(self) -> None:
        """Band, target, mean and line, from the back to the front."""
        self._bands()
        self._targets()
        mean = self._trend.mean_before
        if mean is not None and len(self._trend.months) > 1:
            first = self.x(max(len(self._trend.months) - 4, 0)) - self._step / 2
            ends = [(first, self.y(mean)), (self._inner.right, self.y(mean))]
            pen.line(self._sheet, ends, LIGHT.text_muted, 0.8, MEAN)
        self._line()

    def _bands(self) -> None:
        half = self._step / 2
        for run in self._runs([month.band for month in self._trend.months]):
            sides = [(self.x(place), band) for place, band in run]
            sides = [(sides[0][0] - half, sides[0][1]), *sides, (sides[-1][0] + half, sides[-1][1])]
            upper = [(x, self.y(band[1])) for x, band in sides]
            lower = [(x, self.y(band[0])) for x, band in reversed(sides)]
            shape = pen.outline_of([*upper, *lower])
            pen.draw(self._sheet, shape, legend.surface(self._sheet, "band"))

    def _targets(self) -> None:
        half = self._step / 2
        for run in self._runs([month.target for month in self._trend.months]):
            for target, same in groupby(run, key=lambda each: each[1]):
                places = [place for place, _target in same]
                y = self.y(target)
                ends = [(self.x(places[0]) - half, y), (self.x(places[-1]) + half, y)]
                pen.line(self._sheet, ends, LIGHT.text, 1.1, TARGET)

    def _line(self) -> None:
        months, colours = self._trend.months, palette(self._sheet)
        for run in self._runs([month.value for month in months]):
            points = [(self.x(place), self.y(value)) for place, value in run]
            if len(points) > 1:
                self._sheet.polyline(points, colours.strong, 1.3)
        for place, month in enumerate(months):
            if month.value is None:
                continue
            if month.still is not None:
                x, (least, most) = self.x(place), month.still
                ends = [(x, self.y(least)), (x, self.y(most))]
                pen.line(self._sheet, ends, LIGHT.text_muted, 0.7, legend.STILL)
            radius = 2.9 if place == len(months) - 1 else 1.7
            ink = Ink(WHITE if month.weak else colours.strong, colours.strong, 0.9)
            pen.ring(self._sheet, self.x(place), self.y(month.value), radius, ink)

    def values(self) -> None:
        """In words: the newest value, and of the others the greatest and the least."""
        months = self._trend.months
        known = [(place, month.value) for place, month in enumerate(months[:-1])]
        numbers = [(value, place) for place, value in known if value is not None]
        wanted = [len(months) - 1]
        if numbers and max(numbers)[0] > min(numbers)[0]:
            wanted += [max(numbers)[1], min(numbers)[1]]
        placed: list[tuple[float, float, float, float]] = []
        for place in wanted:
            value = months[place].value
            if value is not None:
                self._write_value(place, value, placed)

    def _write_value(
        self, place: int, value: float, placed: list[tuple[float, float, float, float]]
    ) -> None:
        months = self._trend.months
        last = place == len(months) - 1
        type_ = WEAK if months[place].weak else STRONG if last else SMALL
        text = self._trend.words.text(value)
        half = type_.width(text) / 2
        x = min(max(self.x(place), self._inner.x + half), self._frame.right - half)
        before = months[place - 1].value if place else None
        sides = [-5.0, 5.0 + 0.75 * type_.size]
        if before is not None and before > value:
            sides.reverse()
        for side in sides:
            base = self.y(value) + side
            box = (x - half - 2, base - 0.8 * type_.size, x + half + 2, base + 1.5)
            inside = self._inner.y - _VALUE <= box[1] and box[3] <= self._inner.bottom
            if inside and not any(_touch(box, other) for other in placed):
                placed.append(box)
                self._sheet.write(x, base, text, type_, "centre")
                return

    @staticmethod
    def _runs(values: Sequence[_Value | None]) -> Iterator[list[tuple[int, _Value]]]:
        """The stretches in which every month has a value, with their places."""
        run: list[tuple[int, _Value]] = []
        for place, value in enumerate((*values, None)):
            if value is not None:
                run.append((place, value))
            elif run:
                yield run
                run = []


def _touch(
    one: tuple[float, float, float, float], other: tuple[float, float, float, float]
) -> bool:
    across = one[0] < other[2] and other[0] < one[2]
    return across and one[1] < other[3] and other[1] < one[3]
