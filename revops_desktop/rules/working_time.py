"""Working time: which instants a business calendar covers, and how much of it (domain.md §4).

Exact in every zone: an instant is working time when what the wall clock shows then, day and time,
lies in the calendar's hours of that day. A day on which the offset from UTC changes is cut into
parts of constant offset, so that a time that comes twice counts twice and one that is skipped not.
Days are kept once seen, with their sums: a question costs O(days) once, then next to nothing.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from threading import Lock
from zoneinfo import ZoneInfo

from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import _
from revops_desktop.rules.business_calendar import CalendarContent, hours_of

DAY = 86400
_EPOCH = date(1970, 1, 1).toordinal()
_LAST_DAY = date(9998, 12, 31).toordinal() - _EPOCH
# Without a working second in so many days there is none to wait for.
_LONGEST_CLOSED = 3660
# Sums are reckoned for so many days more than are asked for, to either side.
_AHEAD = 32

Interval = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of one local day with one offset from UTC, and when business runs in it."""

    day: int
    start: int
    end: int
    offset: int
    working: tuple[Interval, ...]


@dataclass(frozen=True, slots=True)
class _Day:
    """A day of UTC: its parts in order, its working time as one list, and the sum in seconds."""

    parts: tuple[Part, ...]
    working: tuple[Interval, ...]
    total: int


class WorkingTime:
    """One calendar in one zone, or several, each from some day on.

    `versions`: from which instant's local day on each calendar holds, in order; the first: None.
    """

    def __init__(
        self,
        versions: Sequence[tuple[int | None, CalendarContent]],
        *,
        zone: str,
        country: str,
    ) -> None:
        self.zone = zone
        self.country = country
        self._zone = ZoneInfo(zone)
        self._days: dict[int, _Day] = {}
        self._hours: dict[int, tuple[Interval, ...]] = {}
        self._ranges: dict[int, tuple[Interval, ...]] = {}
        # By UTC day, and by local day whether it works at all.
        self._seconds = _Sums(lambda number: self._day(number).total)
        self._working = _Sums(lambda day: int(bool(self._ranges_of(day))))
        self._versions = [
            (None if start is None else self.day_of(start).toordinal() - _EPOCH, content)
            for start, content in versions
        ]

    def day_of(self, at: int) -> date:
        """The local day of an instant."""
        return datetime.fromtimestamp(at, UTC).astimezone(self._zone).date()

    def content(self, day: date) -> CalendarContent:
        """The calendar that holds on a local day."""
        number = day.toordinal() - _EPOCH
        found = self._versions[0][1]
        for start, content in self._versions[1:]:
            if start is not None and start <= number:
                found = content
        return found

    def opening(self, at: int) -> int:
        """The first instant of working time at or after `at`; closing time is none."""
        for start, end in self._from(at):
            if at < end:
                return max(at, start)
        raise AssertionError("working time has no end")

    def add(self, start: int, seconds: int) -> int:
        """The earliest instant at which so many business seconds have run since `start`."""
        if seconds <= 0:
            return self.opening(start)
        number = start // DAY
        wanted = self._ran(number, start) + seconds
        number, before = self._seconds.reaching(number, wanted)
        left = wanted - before
        for begins, ends in self._day(number).working:
            if left <= ends - begins:
                return begins + left
            left -= ends - begins
        raise AssertionError("the sum of a day is that of its parts")

    def between(self, start: int, end: int) -> int:
        """The business seconds from `start` to `end`; 0 when the end is not later."""
        if end <= start:
            return 0
        first, last = start // DAY, end // DAY
        whole = self._seconds.within(first, last)
        return whole - self._ran(first, start) + self._ran(last, end)

    def ranges(self, day: date) -> tuple[Interval, ...]:
        """The working time of a local day as UTC intervals; () on a closed day."""
        return self._ranges_of(day.toordinal() - _EPOCH)

    def _ranges_of(self, day: int) -> tuple[Interval, ...]:
        found = self._ranges.get(day)
        if found is None:
            found = _joined(one for part in self._parts(day) for one in part.working)
            self._ranges[day] = found
        return found

    def parts_of(self, number: int) -> tuple[Part, ...]:
        """The parts of a day of UTC, counted from 1970-01-01, in order."""
        return self._day(number).parts

    def wall(self, at: int) -> tuple[date, int]:
        """What the wall clock shows at an instant: the day, and the seconds since its 00:00."""
        local = datetime.fromtimestamp(at, UTC).astimezone(self._zone)
        return local.date(), local.hour * 3600 + local.minute * 60 + local.second

    def working_day(self, after: date, number: int) -> date:
        """The so-manyth day after a day that has working time."""
        found, _before = self._working.reaching(after.toordinal() - _EPOCH + 1, number)
        return date.fromordinal(found + _EPOCH)

    def at_time(self, day: date, seconds: int) -> int:
        """A working day at a time of the wall clock, taken back into its working time.

        Outside hours it is the last working instant before, else the day's opening.
        """
        at = self.shows(day, seconds)
        working = self.ranges(day)
        best = working[0][0]
        for start, end in working:
            if start <= at:
                best = min(at, end)
        return best

    def shows(self, day: date, seconds: int) -> int:
        """The first instant of a day at which the wall clock shows this time or a later one."""
        number = day.toordinal() - _EPOCH
        parts = self._parts(number)
        if not parts:
            # A day that never was, where the date line moved, is the beginning of the next one.
            return self._parts(number + 1)[0].start
        for part in parts:
            shown = max(part.start, part.day * DAY + seconds - part.offset)
            if shown < part.end:
                return shown
        return parts[-1].end

    def bounds(self, day: date) -> Interval:
        """The first instant of a local day, and the first after it; a day that never was is none.

        Where the clock goes back over midnight, the hour that comes twice is inside.
        """
        parts = self._parts(day.toordinal() - _EPOCH)
        return (parts[0].start, parts[-1].end) if parts else (0, 0)

    @staticmethod
    def local_day(part: Part) -> date:
        """The local day that a part is of."""
        return date.fromordinal(part.day + _EPOCH)

    def _from(self, at: int) -> Iterator[Interval]:
        """Working time in order, from the day of `at` on, without an end."""
        number = at // DAY
        yield from self._day(number).working
        while True:
            number, _before = self._seconds.reaching(number + 1, 1)
            yield from self._day(number).working

    def _ran(self, number: int, at: int) -> int:
        """The business seconds of a UTC day before `at`."""
        return sum(min(end, at) - start for start, end in self._day(number).working if start < at)

    def _parts(self, day: int) -> list[Part]:
        """The parts of a local day in order; no zone is a whole day away from UTC."""
        return [
            part
            for number in (day - 1, day, day + 1)
            for part in self._day(number).parts
            if part.day == day
        ]

    def _day(self, number: int) -> _Day:
        found = self._days.get(number)
        if found is None:
            parts = tuple(self._cut(number))
            working = _joined(one for part in parts for one in part.working)
            found = _Day(parts, working, sum(end - start for start, end in working))
            self._days[number] = found
        return found

    def _cut(self, number: int) -> Iterator[Part]:
        """A UTC day cut where the offset changes and where a local day ends."""
        for at, steady, offset in _steady(self.zone, number):
            while at < steady:
                day = (at + offset) // DAY
                midnight = day * DAY - offset
                until = min(steady, midnight + DAY)
                working = tuple(
                    (max(at, midnight + first), min(until, midnight + last))
                    for first, last in self._hours_of(day)
                    if midnight + first < until and midnight + last > at
                )
                yield Part(day, at, until, offset, working)
                at = until

    def _hours_of(self, day: int) -> tuple[Interval, ...]:
        """The hours of a local day in seconds since its 00:00."""
        found = self._hours.get(day)
        if found is None:
            date_ = date.fromordinal(day + _EPOCH)
            ranges = hours_of(self.content(date_), date_, self.country)
            found = tuple((first * 60, last * 60) for first, last in ranges)
            self._hours[day] = found
        return found


@lru_cache(maxsize=16384)
def _steady(zone: str, number: int) -> tuple[tuple[int, int, int], ...]:
    """A UTC day of a zone as parts of one offset; it changes at most once a day."""
    info = ZoneInfo(zone)

    def offset(at: int) -> int:
        shift = datetime.fromtimestamp(at, info).utcoffset()
        assert shift is not None
        return shift.days * DAY + shift.seconds

    start, end = number * DAY, (number + 1) * DAY
    first, last = offset(start), offset(end - 1)
    if first == last:
        return ((start, end, first),)
    low, high = start, end - 1
    while high - low > 1:
        middle = (low + high) // 2
        if offset(middle) == first:
            low = middle
        else:
            high = middle
    return (start, high, first), (high, end, last)


class _Sums:
    """How much there is of something from one day to another, and by which day there is so much.

    Days are counted once, from the earliest asked for to the latest. A list only grows once it is
    seen: several threads may ask.
    """

    def __init__(self, of_day: Callable[[int], int]) -> None:
        self._of_day = of_day
        # The earliest day, and how much there is before each later one.
        self._known: tuple[int, list[int]] | None = None
        self._growing = Lock()

    def within(self, first: int, last: int) -> int:
        """How much the days from `first` to before `last` have."""
        begin, sums = self._covering(first, last)
        return sums[last - begin] - sums[first - begin]

    def reaching(self, first: int, wanted: int) -> tuple[int, int]:
        """The day by whose end so much there is since `first`, and how much there is before it.

        RuleBroken where nothing comes for many years.
        """
        begin, sums = self._covering(first, first)
        total = sums[first - begin] + wanted
        while sums[-1] < total:
            last = begin + len(sums)
            if last - first > _LONGEST_CLOSED and sums[-1] == sums[-_LONGEST_CLOSED]:
                raise _no_time()
            self._covering(first, last)
        place = bisect_left(sums, total) - 1
        return begin + place, sums[place] - sums[first - begin]

    def _covering(self, first: int, last: int) -> tuple[int, list[int]]:
        known = self._known
        if known is None or first < known[0]:
            with self._growing:
                known = self._known = first - _AHEAD, [0]
        begin, sums = known
        if last >= begin + len(sums):
            if last + _AHEAD >= _LAST_DAY:
                raise _no_time()
            with self._growing:
                for number in range(begin + len(sums) - 1, last + _AHEAD):
                    sums.append(sums[-1] + self._of_day(number))
        return known


def _no_time() -> RuleBroken:
    return RuleBroken(
        _(
            "The business calendar has no working time left for this time limit. "
            "Nothing was changed. Please add working hours to it, or shorten the limit."
        )
    )


def _joined(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """Intervals in order; those that touch are one."""
    found: list[Interval] = []
    for start, end in intervals:
        if found and found[-1][1] == start:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return tuple(found)
