"""Who became a customer, when, and from where? By the first win of every company (domain.md §7)."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.division import of_deals
from revops_desktop.analytics.number_rows import Numbers, decoded
from revops_desktop.database.tables import deal, deal_event
from revops_desktop.rules.periods import DAY, local_day, month_of, month_period

_NOBODY = -1


@dataclass(frozen=True, slots=True)
class LastWins:
    """The wins that still hold, of all pipelines, side by side.

    `rows`: deal, instant, company (below 0: none), place in `sources`, as they are written.
    """

    sources: tuple[str | None, ...]
    rows: Numbers

    def with_anew(self, deal_ids: Collection[int], anew: "LastWins") -> "LastWins":
        """The same with the wins of some deals replaced by newer ones."""
        sources = tuple(dict.fromkeys((*self.sources, *anew.sources)))
        places = np.array([sources.index(one) for one in anew.sources], np.int64)
        fresh = anew.rows.copy()
        fresh[:, 3] = places[fresh[:, 3]]
        kept = self.rows[~of_deals(self.rows[:, 0], deal_ids)]
        return LastWins(sources, np.concatenate((kept, fresh)))


@dataclass(frozen=True, slots=True)
class NewCustomers:
    """New customers side by side, oldest first: their deal, the places of month and source.

    `months`: YYYY-MM, in order · `sources`: as they are written, None not recorded ·
    `has_company`: those without are known by their deal alone.
    """

    months: tuple[str, ...]
    sources: tuple[str | None, ...]
    deal_id: Numbers
    month: Numbers
    source: Numbers
    has_company: NDArray[np.bool_]

    def of_months(self, months: Collection[str]) -> "NewCustomers":
        """Those of some months alone."""
        held = np.array([one in months for one in self.months], np.bool_)[self.month]
        return replace(
            self,
            deal_id=self.deal_id[held],
            month=self.month[held],
            source=self.source[held],
            has_company=self.has_company[held],
        )

    def numbers(self) -> Iterator[tuple[str | None, dict[str, int]]]:
        """Of each source how many there are in each month, by whose newest customer is oldest."""
        table = np.zeros((len(self.sources), len(self.months)), np.int64)
        np.add.at(table, (self.source, self.month), 1)
        newest = np.full(len(self.sources), -1, np.int64)
        newest[self.source] = np.arange(len(self.source))
        for place in np.argsort(newest, kind="stable"):
            if newest[place] >= 0:
                found = zip(self.months, table[place].tolist(), strict=True)
                yield self.sources[place], {month: number for month, number in found if number}


def last_wins(
    session: Session, *, before: LastWins | None = None, touched: Collection[int] = ()
) -> LastWins:
    """The wins that hold; of an earlier answer those of the deals `touched` alone read anew."""
    if before is None:
        return _read(session)
    return before.with_anew(touched, _read(session, touched)) if touched else before


def _read(session: Session, deal_ids: Collection[int] | None = None) -> LastWins:
    event = deal_event.c
    some = [] if deal_ids is None else [event.deal_id.in_(sorted(deal_ids))]
    columns = (event.deal_id, event.at, func.coalesce(deal.c.company_id, literal(_NOBODY)))
    found = session.execute(
        select(deal.c.source, *(func.group_concat(one) for one in columns))
        .join_from(deal_event, deal, deal.c.id == event.deal_id)
        .where(event.kind == "won", event.is_last == 1, event.at.is_not(None), *some)
        .group_by(deal.c.source)
    ).all()
    parts = []
    for place, (_source, *texts) in enumerate(found):
        numbers = [decoded(text) for text in texts]
        parts.append(np.stack((*numbers, np.full(len(numbers[0]), place, np.int64)), axis=1))
    return LastWins(
        tuple(row[0] for row in found), np.concatenate((np.zeros((0, 4), np.int64), *parts))
    )


def new_customers(wins: LastWins, *, zone: str, now: int) -> NewCustomers:
    """The first win of every company, and every win without one, up to `now` (UTC seconds)."""
    rows = wins.rows[wins.rows[:, 1] <= now]
    rows = rows[np.lexsort((rows[:, 0], rows[:, 1]))]
    has_company = rows[:, 2] != _NOBODY
    is_first = ~has_company
    companies = np.flatnonzero(has_company)
    is_first[companies[np.unique(rows[companies, 2], return_index=True)[1]]] = True
    deal_id, at, _company, source = rows[is_first].T
    months, month = _months(at, zone)
    return NewCustomers(months, wins.sources, deal_id, month, source, has_company[is_first])


def _months(at: Numbers, zone: str) -> tuple[tuple[str, ...], Numbers]:
    """The local months of instants, and of each instant the place of its month among them."""
    days, place = np.unique(at // DAY, return_inverse=True)
    ends = [_months_of(int(day) * DAY, zone) for day in days]
    months = tuple(sorted({one for both in ends for one in both}))
    number = {month: place for place, month in enumerate(months)}
    # Within the few days of UTC in which a month begins, it begins at an instant.
    begins = np.array([_begin(second, zone) for _first, second in ends], np.int64)
    first, second = (np.array([number[both[end]] for both in ends], np.int64) for end in (0, 1))
    return months, np.where(at >= begins[place], second[place], first[place])


def _months_of(start: int, zone: str) -> tuple[str, str]:
    """The local months in which a day of UTC begins and ends."""
    first, last = (month_of(local_day(at, zone)) for at in (start, start + DAY - 1))
    return first, last


def _begin(month: str, zone: str) -> int:
    start, _end = month_period(month).bounds(zone)
    assert start is not None
    return start
