"""How long from one moment to another, of many at once? (domain.md §2)

Exact between two instants; where only the day of either is known, from one local day to the other.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from revops_desktop.rules.periods import DAY, local_day

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]
    Reals = NDArray[np.float64]

# The number of a day that nothing begins or ends on: there is an instant.
INSTANT = -(10**6)
_EPOCH = 2_440_587.5
_DAY_ONE = datetime(1970, 1, 1, tzinfo=UTC).toordinal()


def day_number(column: str) -> str:
    """The SQL of a column of days, counted from 1970; INSTANT where there is none."""
    return f"coalesce(CAST(julianday({column}) - {_EPOCH} AS INTEGER), {INSTANT})"


@dataclass(frozen=True, slots=True)
class Spans:
    """When each began and ended, and on which day where no instant is known."""

    start: "Numbers"
    end: "Numbers"
    start_day: "Numbers"
    end_day: "Numbers"

    @property
    def exact(self) -> "NDArray[np.bool_]":
        """Which begin and end at an instant."""
        return (self.start_day == INSTANT) & (self.end_day == INSTANT)

    def days(self, zone: str) -> "Reals":
        """Exact between two instants, otherwise from one local day to the other."""
        found = (self.end - self.start) / DAY
        dated = ~self.exact
        if dated.any():
            first = _day_of(self.start[dated], self.start_day[dated], zone)
            last = _day_of(self.end[dated], self.end_day[dated], zone)
            found[dated] = last - first
        return found


def _day_of(at: "Numbers", day: "Numbers", zone: str) -> "Numbers":
    """The day known, or the local day of the instant, counted from 1970."""
    found = day.copy()
    instant = day == INSTANT
    found[instant] = _local_days(at[instant], zone)
    return found


def _local_days(at: "Numbers", zone: str) -> "Numbers":
    """The local days of instants, counted from 1970-01-01, as `local_day` says of each."""
    info = ZoneInfo(zone)
    numbers, place = np.unique(at // DAY, return_inverse=True)

    def offset(instant: int) -> int:
        shift = datetime.fromtimestamp(instant, UTC).astimezone(info).utcoffset()
        assert shift is not None
        return shift.days * DAY + shift.seconds

    firsts = np.array([offset(int(one) * DAY) for one in numbers], np.int64)
    lasts = np.array([offset(int(one) * DAY + DAY - 1) for one in numbers], np.int64)
    found = (at + firsts[place]) // DAY
    for one in np.flatnonzero((firsts != lasts)[place]):
        found[one] = local_day(int(at[one]), zone).toordinal() - _DAY_ONE
    return np.asarray(found, np.int64)
