"""The business clock read the slow way: one minute of the wall clock after the other.

Nothing is shared with the program but the meaning of domain.md §4. It sees a window of some weeks
and says so (`OutOfSight`) when the answer lies beyond.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby
from zoneinfo import ZoneInfo

import holidays

MINUTE = 60
DAYS_SEEN = 32

Hours = tuple[tuple[int, int], ...]
Pauses = Sequence[tuple[int, int | None]]


class OutOfSight(Exception):
    """The answer lies beyond the window."""


@dataclass(frozen=True)
class Plan:
    """A calendar as plain values: hours by weekday, closed on holidays or not, special days."""

    weekly: tuple[Hours, ...]
    holidays: bool
    exceptions: Mapping[str, Hours]


@dataclass(frozen=True)
class Wall:
    """What the wall clock shows at each minute of the window: its day, and the minute of it."""

    days: list[date]
    minutes: list[int]
    # The same, cut where the day changes.
    stretches: list[tuple[date, list[int]]]


@lru_cache
def wall_of(zone: str, first: int) -> Wall:
    """The wall clock of a zone from an instant on."""
    info = ZoneInfo(zone)
    shown = [
        datetime.fromtimestamp(at, info) for at in range(first, first + DAYS_SEEN * 86400, MINUTE)
    ]
    days = [local.date() for local in shown]
    minutes = [local.hour * 60 + local.minute for local in shown]
    places = groupby(range(len(days)), key=days.__getitem__)
    stretches = [(day, [minutes[place] for place in many]) for day, many in places]
    return Wall(days, minutes, stretches)


@lru_cache
def closed_days(country: str, year: int) -> frozenset[date]:
    """The public holidays of a year."""
    if country == "XX":
        return frozenset()
    return frozenset(holidays.country_holidays(country, years=year))


class SlowClock:
    """`plans`: each from the local day of an instant on, in order; the first from ever.

    A place is the number of a minute in the window.
    """

    def __init__(
        self, plans: Sequence[tuple[int | None, Plan]], zone: str, country: str, first: int
    ) -> None:
        self.first, self.country = first, country
        wall = wall_of(zone, first)
        self.days, self.minutes = wall.days, wall.minutes
        self.plans = [
            (self.days[self._place(start)] if start is not None else date.min, plan)
            for start, plan in plans
        ]
        # Whether business runs, minute by minute.
        self.open = bytearray()
        for day, minutes in wall.stretches:
            hours = self._hours(day)
            self.open += bytes(map(hours.__getitem__, minutes))

    def _hours(self, day: date) -> bytearray:
        plan = self.plans[bisect_right([start for start, _plan in self.plans], day) - 1][1]
        if day.isoformat() in plan.exceptions:
            ranges = plan.exceptions[day.isoformat()]
        elif plan.holidays and day in closed_days(self.country, day.year):
            ranges = ()
        else:
            ranges = plan.weekly[day.weekday()]
        minutes = bytearray(1440)
        for start, end in ranges:
            minutes[start:end] = b"\x01" * (end - start)
        return minutes

    def _place(self, at: int) -> int:
        place, rest = divmod(at - self.first, MINUTE)
        assert rest == 0
        return min(max(place, 0), DAYS_SEEN * 1440 - 1)

    def _at(self, place: int) -> int:
        return self.first + place * MINUTE

    def opening(self, at: int) -> int:
        """The first minute of business at or after an instant."""
        return self._at(self._opening(self._place(at)))

    def _opening(self, place: int) -> int:
        for later in range(place, len(self.open)):
            if self.open[later]:
                return later
        raise OutOfSight

    def between(self, start: int, end: int) -> int:
        """How many minutes of business lie between two instants."""
        return sum(self.open[self._place(start) : self._place(end)])

    def due(self, start: int, minutes: int | None, days: int | None, pauses: Pauses) -> int | None:
        """The deadline; None while the clock is paused before it."""
        left, at = minutes, start
        if days is not None:
            due = self._in_days(start, days)
            begins = [max(first, start) for first, last in pauses if last is None or last > start]
            at = min(begins, default=due)
            if due <= at:
                return due
            left = self.between(at, due)
            if left == 0:
                return self._at_once(at, pauses)
        assert left is not None
        paused = self._paused(pauses)
        for place in range(self._place(at), len(self.open)):
            if paused[place] == 2:
                return None
            if self.open[place] and not paused[place]:
                left -= 1
                if left == 0:
                    return self._at(place + 1)
        raise OutOfSight

    def _at_once(self, at: int, pauses: Pauses) -> int | None:
        """Of days nothing may be left when it is closed: due as soon as business runs.

        A pause that begins in that very minute comes too late.
        """
        place = self._place(at)
        while True:
            place += 1
            if place == len(self.open):
                raise OutOfSight
            earlier = [pause for pause in pauses if pause[0] < self._at(place)]
            paused = self._paused(earlier)[place]
            if paused == 2:
                return None
            if not paused and self.open[place]:
                return self._at(place)

    def _paused(self, pauses: Pauses) -> bytearray:
        """Whether the clock stands still, minute by minute; 2: for ever."""
        paused = bytearray(len(self.open))
        for first, last in sorted(pauses, key=lambda pause: pause[1] is None):
            begin = self._place(first)
            end = len(paused) if last is None else max(self._place(last), begin)
            if first < self._at(len(paused)):
                paused[begin:end] = (b"\x02" if last is None else b"\x01") * (end - begin)
        return paused

    def _in_days(self, start: int, days: int) -> int:
        place = self._opening(self._place(start))
        day, minute = self.days[place], self.minutes[place]
        # A day that comes twice, because the clock goes back over midnight, is one.
        counted = {day}
        while len(counted) <= days:
            place = self._opening(place + 1)
            if self.days[place] > day:
                counted.add(self.days[place])
        return self._at(self._at_time(self.days[place], minute))

    def _at_time(self, day: date, minute: int) -> int:
        places = [place for place, other in enumerate(self.days) if other == day]
        if places[-1] == len(self.days) - 1:
            raise OutOfSight
        wanted = next((one for one in places if self.minutes[one] >= minute), places[-1] + 1)
        working = [one for one in places if self.open[one]]
        before = [one for one in working if one <= wanted]
        if not before:
            return working[0]
        return wanted if before[-1] == wanted else before[-1] + 1
