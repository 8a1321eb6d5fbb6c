"""The deadlines of many clocks at once: the business clock laid out as one line of numbers.

Working time in order, with how much of it ran before each piece: a deadline is then a search in
sorted numbers. Equal to `BusinessClock.due` for every start.
"""

from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np

from revops_desktop.rules.business_clock import BusinessClock, Limit
from revops_desktop.rules.working_time import DAY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Instants = NDArray[np.int64]
else:
    Instants = Any

# Read ahead so many UTC days at a time.
_AHEAD = 64


class _Line:
    """The business clock from one UTC day to another, as sorted numbers."""

    def __init__(self, clock: BusinessClock, first: int, last: int) -> None:
        self.first, self.last = first, last
        parts = [part for number in range(first, last) for part in clock.parts_of(number)]
        self.part_start = np.array([part.start for part in parts], np.int64)
        self.part_day = np.array([part.day for part in parts], np.int64)
        self.part_offset = np.array([part.offset for part in parts], np.int64)
        pieces = [(one, part.day) for part in parts for one in part.working]
        self.start = np.array([one[0] for one, _day in pieces], np.int64)
        self.end = np.array([one[1] for one, _day in pieces], np.int64)
        self.day = np.array([day for _one, day in pieces], np.int64)
        self.after = np.cumsum(self.end - self.start)
        self.before = self.after - (self.end - self.start)
        # The local days at both ends may be cut off.
        whole = self.day[(self.day > first) & (self.day < last - 1)]
        self.days, at = np.unique(whole, return_index=True)
        if len(self.days):
            at += int(np.argmax(self.day == whole[0]))
        self.opens = self.start[at] if len(self.days) else self.start[:0]
        self.offset, self.is_steady = self._offsets()

    def _offsets(self) -> "tuple[Instants, NDArray[np.bool_]]":
        """The offset of each working day, and whether it stays the same all that day."""
        order = np.argsort(self.part_day, kind="stable")
        days, offsets = self.part_day[order], self.part_offset[order]
        left = np.searchsorted(days, self.days, "left")
        right = np.searchsorted(days, self.days, "right")
        offset = offsets[left] if len(self.days) else offsets[:0]
        changes = np.concatenate([[0], np.cumsum(offsets[1:] != offsets[:-1])])
        return offset, changes[right - 1] == changes[left]


_lines: WeakKeyDictionary[BusinessClock, _Line] = WeakKeyDictionary()


def due_many(clock: BusinessClock, starts: Instants, limit: Limit) -> Instants:
    """The deadline of each start by one clock and limit, without pauses; O(days + clocks)."""
    if not len(starts):
        return starts
    minutes, days = limit.minutes, limit.days
    latest = clock.due(int(starts.max()), limit)
    if latest is None:
        raise ValueError("without a limit there is no deadline")
    line = _line(clock, int(starts.min()) // DAY - 2, latest // DAY + 3)
    if minutes is not None:
        return _after(line, starts, minutes * 60)
    assert days is not None
    at = np.searchsorted(line.end, starts, "right")
    opening = np.maximum(starts, line.start[at])
    part = np.searchsorted(line.part_start, opening, "right") - 1
    wall = opening + line.part_offset[part] - line.part_day[part] * DAY
    return _at_time(clock, line, np.searchsorted(line.days, line.part_day[part]) + days, wall)


def add_many(clock: BusinessClock, starts: Instants, seconds: Instants) -> Instants:
    """The instant at which so many business seconds, above 0, have run since each start."""
    if not len(starts):
        return starts
    latest = max(clock.add(int(at), int(seconds.max())) for at in (starts.min(), starts.max()))
    line = _line(clock, int(starts.min()) // DAY - 2, latest // DAY + 3)
    return _after(line, starts, seconds)


def _after(line: _Line, starts: Instants, seconds: "Instants | int") -> Instants:
    at = np.searchsorted(line.end, starts, "right")
    opening = np.maximum(starts, line.start[at])
    wanted = line.before[at] + opening - line.start[at] + seconds
    found = np.searchsorted(line.after, wanted, "left")
    return np.asarray(line.start[found] + wanted - line.before[found], np.int64)


def between_many(clock: BusinessClock, first: Instants, last: Instants) -> Instants:
    """The business seconds from each of `first` to each of `last`; 0 when that is not later."""
    if not len(first):
        return first
    latest = int(max(first.max(), last.max()))
    line = _line(clock, int(min(first.min(), last.min())) // DAY - 1, latest // DAY + 2)
    return np.asarray(np.maximum(_ran(line, last) - _ran(line, first), 0), np.int64)


def _ran(line: _Line, at: Instants) -> Instants:
    """The working time of the line before each instant."""
    piece = np.searchsorted(line.end, at, "right")
    total = line.after[-1:] if len(line.after) else np.zeros(1, np.int64)
    before = np.append(line.before, total)
    start = np.append(line.start, np.int64(2**62))
    return np.asarray(before[piece] + np.maximum(at - start[piece], 0), np.int64)


def _at_time(clock: BusinessClock, line: _Line, index: Instants, wall: Instants) -> Instants:
    """Working days, by their place in the line, at times of the wall clock (`at_time`)."""
    from datetime import date

    day = line.days[index]
    at = day * DAY + wall - line.offset[index]
    piece = np.searchsorted(line.start, at, "right") - 1
    in_day = (piece >= 0) & (line.day[piece] == day)
    due = np.where(in_day, np.minimum(at, line.end[piece]), line.opens[index])
    epoch = date(1970, 1, 1).toordinal()
    for one in np.flatnonzero(~line.is_steady[index]):
        due[one] = clock.at_time(date.fromordinal(epoch + int(day[one])), int(wall[one]))
    return np.asarray(due, np.int64)


def _line(clock: BusinessClock, first: int, last: int) -> _Line:
    """The line that covers these UTC days: the one from before, or a longer one."""
    known = _lines.get(clock)
    if known is not None and known.first <= first and last <= known.last:
        return known
    if known is not None:
        first, last = min(first, known.first), max(last, known.last)
    made = _Line(clock, first, last + _AHEAD)
    _lines[clock] = made
    return made
