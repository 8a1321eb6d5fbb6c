"""The business clock of each clock: which versions of the calendar hold for it (domain.md §4).

The calendar of its start counts; one made later for running clocks too replaces it from the local
day on which it was made. Clocks of the same versions share one `BusinessClock`, and the days it
has seen are kept as long as the program runs.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.database.tables import business_calendar, workspace
from revops_desktop.rules.business_calendar import DEFAULT, CalendarContent, read, written
from revops_desktop.rules.business_clock import BusinessClock, Limit

if TYPE_CHECKING:
    from revops_desktop.analytics.many_deadlines import Instants, Reckoned

# A version as it was written: when, whether for running clocks too, and its JSON.
Version = tuple[int, bool, str]


@lru_cache(maxsize=128)
def _shared(versions: tuple[tuple[int | None, str], ...], zone: str, country: str) -> BusinessClock:
    return BusinessClock(
        [(start, read(text)) for start, text in versions], zone=zone, country=country
    )


class ClockBook:
    """All versions of the calendar, oldest first, in the workspace's zone and country."""

    def __init__(self, versions: Sequence[Version], *, zone: str, country: str) -> None:
        self.zone = zone
        self.country = country
        self._made = [made_at for made_at, _running, _text in versions]
        self._texts = [text for _made_at, _running, text in versions]
        self._running = [(made_at, text) for made_at, for_running, text in versions if for_running]
        self._running_made = [made_at for made_at, _text in self._running]
        self._clocks: dict[tuple[int, int, int], BusinessClock] = {}

    @property
    def basis(self) -> tuple[object, ...]:
        """What all of it follows from; equal where the calendar is the same."""
        return self.zone, self.country, *self._made, *self._texts, *self._running

    def made_by(self, at: int) -> int:
        """How many versions were made by an instant."""
        return bisect_right(self._made, at)

    @property
    def current(self) -> CalendarContent:
        """The calendar that a clock beginning now would have."""
        return read(self._texts[-1]) if self._texts else DEFAULT

    @property
    def since(self) -> int | None:
        """When that calendar was made; None: it always held."""
        return self._made[-1] if self._made and self._made[-1] > 0 else None

    def clock(self, start: int, end_or_now: int) -> BusinessClock:
        """The business clock that counts from `start` to the clock's end, or to now."""
        return self._clock(
            (
                bisect_right(self._made, start),
                bisect_right(self._running_made, start),
                bisect_right(self._running_made, end_or_now),
            )
        )

    def latest(self) -> BusinessClock:
        """The business clock of the calendar as it is now, for every day."""
        return self._clock((len(self._made), len(self._running), len(self._running)))

    def _clock(self, key: tuple[int, int, int]) -> BusinessClock:
        """By how many versions, and how many for running ones, are before start and end."""
        found = self._clocks.get(key)
        if found is None:
            before, first, last = key
            base = self._texts[before - 1] if before else written(DEFAULT)
            later: list[tuple[int | None, str]] = list(self._running[first:last])
            found = _shared(((None, base), *later), self.zone, self.country)
            self._clocks[key] = found
        return found

    def due_many(self, starts: "Instants", limit: Limit, ends_or_now: "Instants") -> "Instants":
        """The deadlines of many clocks of one limit, pauses left out: for each as `due` says."""
        import numpy as np

        from revops_desktop.analytics.many_deadlines import due_many

        due = np.empty(np.shape(starts), np.int64)
        for clock, chosen in self._each(starts, ends_or_now):
            due[chosen] = due_many(clock, np.asarray(starts, np.int64)[chosen], limit)
        return due

    def reckon_many(self, starts: "Instants", limit: Limit, ends_or_now: "Instants") -> "Reckoned":
        """All of many clocks of one limit that ran from start to end, pauses left out."""
        import numpy as np

        from revops_desktop.analytics.many_deadlines import Reckoned, reckon_many

        found = Reckoned(*(np.empty(len(starts), np.int64) for _one in Reckoned._fields))
        for clock, chosen in self._each(starts, ends_or_now):
            each = reckon_many(clock, starts[chosen], ends_or_now[chosen], limit)
            for whole, part in zip(found, each, strict=True):
                whole[chosen] = part
        return found

    def add_many(
        self, begun: "Instants", seconds: "Instants", starts: "Instants", ends_or_now: "Instants"
    ) -> "Instants":
        """When so many business seconds, above 0, have run since `begun`, of many clocks."""
        import numpy as np

        from revops_desktop.analytics.many_deadlines import add_many

        found = np.empty(np.shape(begun), np.int64)
        for clock, chosen in self._each(starts, ends_or_now):
            found[chosen] = add_many(clock, begun[chosen], seconds[chosen])
        return found

    def between_many(
        self, first: "Instants", last: "Instants", starts: "Instants", ends_or_now: "Instants"
    ) -> "Instants":
        """The business seconds from `first` to `last` of many clocks that ran from start to end."""
        import numpy as np

        from revops_desktop.analytics.many_deadlines import between_many

        found = np.empty(np.shape(starts), np.int64)
        for clock, chosen in self._each(starts, ends_or_now):
            found[chosen] = between_many(clock, first[chosen], last[chosen])
        return found

    def _each(
        self, starts: "Instants", ends_or_now: "Instants"
    ) -> "Iterator[tuple[BusinessClock, Instants | slice]]":
        """The business clocks that count for these, each with the places of those it counts for."""
        import numpy as np

        starts = np.asarray(starts, np.int64)
        ends = np.broadcast_to(np.asarray(ends_or_now, np.int64), starts.shape)
        made = np.asarray(self._made, np.int64)
        running = np.asarray(self._running_made, np.int64)
        radix = len(made) + 1
        # One number says which versions hold.
        codes = np.searchsorted(running, ends, "right") * radix
        codes = (codes + np.searchsorted(running, starts, "right")) * radix
        codes += np.searchsorted(made, starts, "right")
        if len(codes) and codes.min() == codes.max():
            # Nearly always: the calendar is as it ever was.
            yield self._of_code(int(codes[0]), radix), slice(None)
            return
        for code in np.unique(codes):
            yield self._of_code(int(code), radix), np.flatnonzero(codes == code)

    def _of_code(self, code: int, radix: int) -> BusinessClock:
        both, before = divmod(code, radix)
        last, first = divmod(both, radix)
        return self._clock((before, first, last))

    def working_day(self, day: date) -> bool:
        """Whether a local day has working time by the calendar as it is now."""
        return bool(self.latest().ranges(day))


def clock_book(session: Session) -> ClockBook:
    """The workspace's calendar with all its versions."""
    columns = business_calendar.c
    versions = session.execute(
        select(columns.made_at, columns.for_running, columns.content).order_by(
            columns.made_at, columns.id
        )
    )
    zone, country = session.execute(select(workspace.c.time_zone, workspace.c.country)).one()
    return ClockBook(
        [(made_at, bool(running), text) for made_at, running, text in versions],
        zone=zone,
        country=country,
    )
