"""Counts month by month, so that after a move only the months of that deal are counted anew."""

from bisect import bisect_right
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import Session

from revops_desktop.analytics.division import of_deals, renewed
from revops_desktop.analytics.month_cohorts import month_bounds
from revops_desktop.analytics.number_rows import Numbers, number_rows
from revops_desktop.analytics.outcomes import between


@dataclass(frozen=True, slots=True)
class Counted:
    """Of `n` deals of a month, `some`."""

    month: str
    n: int
    some: int = 0


@dataclass(frozen=True, slots=True)
class KeptCount:
    """What was counted, and a row each of a deal and the instant by which it counts."""

    months: tuple[Counted, ...]
    moments: Numbers


@dataclass(frozen=True, slots=True)
class KeptRows:
    """Rows that begin with their deal, from an instant on."""

    since: int
    rows: Numbers


Kept = Mapping[Hashable, KeptCount | KeptRows]


def in_month(at: ColumnElement) -> list[ColumnElement[bool]]:
    """The conditions that an instant lies between `start` and `end` of what `MonthCounter` runs."""
    return between(at, (True, True))


class MonthCounter:
    """Counts in a zone's months; of what was kept `before` only what the deals `touched` concern.

    `kept`: what the next one goes on from, by what it is of; nothing unless it `follows`.
    """

    def __init__(
        self,
        session: Session,
        zone: str,
        *,
        follows: bool = False,
        before: Kept | None = None,
        touched: Collection[int] = (),
    ) -> None:
        self.session, self.zone = session, zone
        self._follows, self._touched = follows, touched
        self._before: Kept = (before or {}) if follows else {}
        self.kept: dict[Hashable, KeptCount | KeptRows] = {}

    def count(
        self, about: Hashable, months: Sequence[str], counted: Select, moments: Select
    ) -> tuple[Counted, ...]:
        """What a statement of (n, some) between `start` and `end` counts in each month.

        `moments`: deal and instant of all that it counts between them · `months` follow each other.
        """
        if not months:
            return ()
        bounds = month_bounds(months, self.zone)
        whole = moments.params(start=bounds[0], end=bounds[-1])
        known: Numbers | None
        held = self._before.get(about)
        if isinstance(held, KeptCount) and [one.month for one in held.months] == list(months):
            found, fresh = list(held.months), self._of_touched(whole)
            gone = held.moments[of_deals(held.moments[:, 0], self._touched)]
            at = (*gone[:, 1], *fresh[:, 1])
            anew: Iterable[int] = {bisect_right(bounds, one) - 1 for one in at}
            known = renewed(held.moments, self._touched, fresh)
        else:
            found, anew = [Counted(month, 0) for month in months], range(len(months))
            known = number_rows(self.session, whole) if self._follows else None
        for place in anew:
            within = {"start": bounds[place], "end": bounds[place + 1]}
            found[place] = Counted(months[place], *self.session.execute(counted, within).one())
        if known is not None:
            self.kept[about] = KeptCount(tuple(found), known)
        return tuple(found)

    def rows(self, about: Hashable, since: int, wanted: Select) -> Numbers:
        """The rows of a statement of deals from `since` on; rows from before it may be among them.

        The statement's first column is the deal; `since` is a value that it is run with.
        """
        held = self._before.get(about)
        if isinstance(held, KeptRows) and held.since <= since:
            since = held.since
            rows = renewed(held.rows, self._touched, self._of_touched(wanted.params(since=since)))
        else:
            rows = number_rows(self.session, wanted.params(since=since))
        self.kept[about] = KeptRows(since, rows)
        return rows

    def _of_touched(self, wanted: Select) -> Numbers:
        """Of a statement that begins with the deal, the rows of the deals that were touched."""
        deal_id = wanted.selected_columns[0]
        return number_rows(self.session, wanted.where(deal_id.in_(sorted(self._touched))))
