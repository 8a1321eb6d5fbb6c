"""The deadlines of many clocks at once: the business clock laid out as one line of numbers.

Working time in order, with how much of it ran before each piece: a deadline is then a search in
sorted numbers. Equal to `BusinessClock.due` for every start.
"""

from typing import TYPE_CHECKING, Any, NamedTuple
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
# Into so many buckets, as a power of two, sorted numbers are laid out to be found in.
_BUCKETS = 16
_LAST = 2**62


class Reckoned(NamedTuple):
    """Clocks without pauses, side by side. `due` in UTC seconds, the others in business seconds.

    `whole`: what the limit allows · `left`: from the end to the deadline · `over`: from the
    deadline to the end · `taken`: from start to end.
    """

    due: Instants
    whole: Instants
    left: Instants
    over: Instants
    taken: Instants


class _Sorted:
    """Numbers in order, to be found in by many: what `np.searchsorted` says, in few steps each.

    Every number asked for falls into a bucket, which says how many lie before it.
    """

    def __init__(self, numbers: Instants) -> None:
        low, high = (int(numbers[0]) - 1, int(numbers[-1])) if len(numbers) else (0, 0)
        self._low, self._shift = low, max((high - low).bit_length() - _BUCKETS, 0)
        self._last = ((high - low) >> self._shift) + 1
        edges = (np.arange(self._last + 2) << self._shift) + low
        self._before = np.searchsorted(numbers, edges[:-1], "right")
        self._steps = int(np.diff(np.searchsorted(numbers, edges, "right")).max())
        self._numbers = np.append(numbers, _LAST)

    def right(self, wanted: Instants) -> Instants:
        """How many of the numbers are at most as great as each."""
        found: Instants = self._before[np.clip((wanted - self._low) >> self._shift, 0, self._last)]
        for _step in range(self._steps):
            found += self._numbers[found] <= wanted
        return found

    def left(self, wanted: Instants) -> Instants:
        """How many of the numbers are less than each."""
        return self.right(wanted - 1)


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
        self.starts, self.ends, self.sums, self.part_starts = (
            _Sorted(one) for one in (self.start, self.end, self.after, self.part_start)
        )
        total = self.after[-1:] if len(self.after) else np.zeros(1, np.int64)
        self._ran = np.append(self.before, total), np.append(self.start, _LAST)

    def ran(self, at: Instants) -> Instants:
        """The working time of the line before each instant."""
        before, start = self._ran
        piece = self.ends.right(at)
        return np.asarray(before[piece] + np.maximum(at - start[piece], 0), np.int64)

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
    return _due(clock, _line_of(clock, starts, starts, limit), starts, limit)


def reckon_many(clock: BusinessClock, starts: Instants, ends: Instants, limit: Limit) -> Reckoned:
    """All of clocks of one limit that ran from start to end, without pauses."""
    if not len(starts):
        return Reckoned(*(starts,) * len(Reckoned._fields))
    line = _line_of(clock, starts, ends, limit)
    begun, ended = line.ran(starts), line.ran(ends)
    if limit.minutes is not None:
        whole = np.full(len(starts), limit.minutes * 60, np.int64)
        over = begun + whole
        due = _at(line, over)
    else:
        due = _due(clock, line, starts, limit)
        over = line.ran(due)
        whole = np.maximum(over - begun, 0)
    return Reckoned(
        due,
        whole,
        np.maximum(over - ended, 0),
        np.maximum(ended - over, 0),
        np.maximum(ended - begun, 0),
    )


def add_many(clock: BusinessClock, starts: Instants, seconds: Instants) -> Instants:
    """The instant at which so many business seconds, above 0, have run since each start."""
    if not len(starts):
        return starts
    latest = max(clock.add(int(at), int(seconds.max())) for at in (starts.min(), starts.max()))
    line = _line(clock, int(starts.min()) // DAY - 2, latest // DAY + 3)
    return _at(line, line.ran(starts) + seconds)


def between_many(clock: BusinessClock, first: Instants, last: Instants) -> Instants:
    """The business seconds from each of `first` to each of `last`; 0 when that is not later."""
    if not len(first):
        return first
    latest = int(max(first.max(), last.max()))
    line = _line(clock, int(min(first.min(), last.min())) // DAY - 1, latest // DAY + 2)
    return np.asarray(np.maximum(line.ran(last) - line.ran(first), 0), np.int64)


def _at(line: _Line, ran: Instants) -> Instants:
    """The instant at which so much working time of the line has run, above 0."""
    found = line.sums.left(ran)
    return np.asarray(line.start[found] + ran - line.before[found], np.int64)


def _due(clock: BusinessClock, line: _Line, starts: Instants, limit: Limit) -> Instants:
    if limit.minutes is not None:
        return _at(line, line.ran(starts) + limit.minutes * 60)
    assert limit.days is not None
    opening = np.maximum(starts, line.start[line.ends.right(starts)])
    part = line.part_starts.right(opening) - 1
    wall = opening + line.part_offset[part] - line.part_day[part] * DAY
    index = np.searchsorted(line.days, line.part_day[part]) + limit.days
    return _at_time(clock, line, index, wall)


def _at_time(clock: BusinessClock, line: _Line, index: Instants, wall: Instants) -> Instants:
    """Working days, by their place in the line, at times of the wall clock (`at_time`)."""
    from datetime import date

    day = line.days[index]
    at = day * DAY + wall - line.offset[index]
    piece = line.starts.right(at) - 1
    in_day = (piece >= 0) & (line.day[piece] == day)
    due = np.where(in_day, np.minimum(at, line.end[piece]), line.opens[index])
    epoch = date(1970, 1, 1).toordinal()
    for one in np.flatnonzero(~line.is_steady[index]):
        due[one] = clock.at_time(date.fromordinal(epoch + int(day[one])), int(wall[one]))
    return np.asarray(due, np.int64)


def _line_of(clock: BusinessClock, starts: Instants, ends: Instants, limit: Limit) -> _Line:
    """The line on which clocks of this limit lie that ran from start to end."""
    latest = clock.due(int(starts.max()), limit)
    if latest is None:
        raise ValueError("without a limit there is no deadline")
    first = int(min(starts.min(), ends.min()))
    return _line(clock, first // DAY - 2, max(latest, int(ends.max())) // DAY + 3)


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
