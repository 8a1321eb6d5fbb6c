"""What does a new customer cost? Spend ÷ new customers, whole and by source (domain.md §7, CAC).

A new customer is a company's first win that still holds; a win without a company is a customer of
its own. Spend is kept a month and a source for the whole business, so wins of all pipelines count.
Only whole months are reckoned, and of a source only those in which its spend is recorded: what was
spent in the others is not known, and neither is what their customers cost.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.channel_months import ChannelMonth, channel_months
from revops_desktop.analytics.deals_behind import DealsBehind, listed
from revops_desktop.analytics.downstream import By, Downstream, downstream
from revops_desktop.analytics.filters import EVERYTHING, Filter
from revops_desktop.analytics.new_customers import (
    LastWins,
    NewCustomers,
    last_wins,
    new_customers,
)
from revops_desktop.analytics.settings import settings
from revops_desktop.database.tables import deal_event
from revops_desktop.rules.periods import Period, local_day, month_of, month_period
from revops_desktop.rules.shares import FEWEST
from revops_desktop.rules.text import fold

_EARLIEST, _LATEST = "0000-01", "9999-12"


@dataclass(frozen=True, slots=True)
class SourceCost:
    """Of one source, or of all. Money in minor units; None: nothing of it is recorded.

    `customers`: new in the period · `months`: how many of its months have their spend recorded ·
    `paid_customers`: new in those months; they are what `cac` is told of.
    """

    name: str | None
    spend: int | None
    reach: int | None
    customers: int
    months: int
    paid_customers: int

    @property
    def cac(self) -> float | None:
        """What a new customer cost; None without recorded spend or without a new customer."""
        if self.spend is None or not self.paid_customers:
            return None
        return self.spend / self.paid_customers

    @property
    def is_weak(self) -> bool:
        """Whether too few customers stand behind it to conclude anything."""
        return self.paid_customers < FEWEST


@dataclass(frozen=True, slots=True)
class SourceCosts:
    """All sources by their folded name ("": not recorded), and everything together.

    `months`: the whole months of the period that are reckoned, oldest first · `without_company`:
    new customers that are known by their deal alone · `wins`: what it was read from.
    """

    period: Period
    months: tuple[str, ...]
    whole: SourceCost
    sources: Mapping[str, SourceCost]
    without_company: int
    currency: str
    wins: LastWins = field(compare=False, repr=False)

    def of(self, source: str | None) -> SourceCost:
        """What is known of a source, however it is written."""
        key = fold(source or "")
        return self.sources.get(key) or SourceCost(source, None, None, 0, 0, 0)


def source_costs(
    session: Session,
    *,
    period: Period,
    now: int,
    before: SourceCosts | None = None,
    touched: Collection[int] = (),
) -> SourceCosts:
    """What every source cost in the whole months of a period, as of `now` (UTC seconds).

    `before`: an answer, of whatever period, since which only the deals `touched` changed.
    """
    about = settings(session)
    spent = _spent(session, period, local_day(now, about.time_zone))
    wins = last_wins(session, before=None if before is None else before.wins, touched=touched)
    customers = _of_period(wins, period, about.time_zone, now)
    numbers = list(customers.numbers())
    all_numbers = sum((Counter(one) for _source, one in numbers), Counter[str]())
    return SourceCosts(
        period=period,
        months=tuple(sorted({one.month for one in spent} | set(all_numbers))),
        whole=_cost(None, spent, all_numbers),
        sources=_by_source(spent, numbers),
        without_company=int((~customers.has_company).sum()),
        currency=about.currency,
        wins=wins,
    )


def judged_sources(
    session: Session,
    *,
    pipeline_id: int,
    by: By,
    period: Period,
    now: int,
    only: Filter = EVERYTHING,
    before: tuple[Downstream, SourceCosts | None] | None = None,
    touched: Collection[int] = (),
) -> tuple[Downstream, SourceCosts | None]:
    """Sources (owners, …) judged downstream, and what sources cost; spend is of no filter's deals.

    Of anything but sources, and of some deals alone, no costs are known: None. `before`: an earlier
    answer, of whatever it was, since which only the deals `touched` changed.
    """
    judged = downstream(session, pipeline_id=pipeline_id, by=by, period=period, now=now, only=only)
    if by != "source" or only != EVERYTHING:
        return judged, None
    held = None if before is None else before[1]
    return judged, source_costs(session, period=period, now=now, before=held, touched=touched)


def new_customer_deals(
    session: Session, *, source: str | None, period: Period, now: int
) -> DealsBehind:
    """The first wins that the cost of a source's customers is told of.

    Those of the months whose spend is recorded; where none is, of all whole months of the period.
    """
    about, key = settings(session), fold(source or "")
    spent = _spent(session, period, local_day(now, about.time_zone))
    paid = {one.month for one in spent if one.key == key and one.spend is not None}
    found = _of_period(last_wins(session), period, about.time_zone, now)
    found = found.of_months(paid or found.months)
    mine = [place for place, one in enumerate(found.sources) if fold(one or "") == key]
    wanted = found.deal_id[np.isin(found.source, mine)].tolist()
    ids = func.json_each(str(wanted)).table_valued("value")
    event = deal_event.c
    return listed(
        session,
        select(event.deal_id, event.at, event.day).where(
            event.kind == "won", event.is_last == 1, event.deal_id.in_(select(ids.c.value))
        ),
    )


def _spent(session: Session, period: Period, today: date) -> list[ChannelMonth]:
    """What is recorded of the whole months of a period, up to that of today."""
    first = _EARLIEST if period.first is None else month_of(period.first)
    last = _LATEST if period.last is None else month_of(period.last)
    found = channel_months(session, first_month=first, last_month=last)
    return [one for one in found if _is_whole(one.month, period) and one.month <= month_of(today)]


def _of_period(wins: LastWins, period: Period, zone: str, now: int) -> NewCustomers:
    """The new customers of the whole months of a period."""
    found = new_customers(wins, zone=zone, now=now)
    return found.of_months([one for one in found.months if _is_whole(one, period)])


def _is_whole(month: str, period: Period) -> bool:
    """Whether the month lies in the period with all its days."""
    one = month_period(month)
    assert one.first is not None and one.last is not None
    begins = period.first is None or period.first <= one.first
    return begins and (period.last is None or one.last <= period.last)


def _by_source(
    spent: Iterable[ChannelMonth], customers: Iterable[tuple[str | None, Mapping[str, int]]]
) -> dict[str, SourceCost]:
    names: dict[str, str | None] = {}
    rows: dict[str, list[ChannelMonth]] = defaultdict(list)
    new: dict[str, Counter[str]] = defaultdict(Counter)
    for one in spent:
        names[one.key] = one.source
        rows[one.key].append(one)
    for source, numbers in customers:
        key = fold(source or "")
        names[key] = source
        new[key].update(numbers)
    return {key: _cost(name, rows[key], new[key]) for key, name in names.items()}


def _cost(
    name: str | None, spent: Sequence[ChannelMonth], customers: Mapping[str, int]
) -> SourceCost:
    """Of one source; `customers`: how many are new in each month."""
    known = [one for one in spent if one.spend is not None]
    months = {one.month for one in known}
    reach = [one.reach for one in spent if one.reach is not None]
    return SourceCost(
        name=name,
        spend=sum(one.spend or 0 for one in known) if known else None,
        reach=sum(reach) if reach else None,
        customers=sum(customers.values()),
        months=len(months),
        paid_customers=sum(customers[month] for month in months if month in customers),
    )
