"""What does a new customer cost? Spend ÷ new customers, whole and by source (domain.md §7, CAC).

A new customer is a company's first win that still holds; a win without a company is a customer of
its own. Spend is kept a month and a source for the whole business, so wins of all pipelines count.
Only whole months are reckoned, and of a source only those in which its spend is recorded: what was
spent in the others is not known, and neither is what their customers cost.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.channel_months import ChannelMonth, channel_months
from revops_desktop.analytics.deals_behind import DealsBehind, listed
from revops_desktop.analytics.downstream import By, Downstream, downstream
from revops_desktop.analytics.filters import EVERYTHING, Filter
from revops_desktop.analytics.settings import settings
from revops_desktop.database.tables import deal, deal_event
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
    new customers that are known by their deal alone.
    """

    period: Period
    months: tuple[str, ...]
    whole: SourceCost
    sources: Mapping[str, SourceCost]
    without_company: int
    currency: str

    def of(self, source: str | None) -> SourceCost:
        """What is known of a source, however it is written."""
        key = fold(source or "")
        return self.sources.get(key) or SourceCost(source, None, None, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class _Customer:
    deal_id: int
    month: str
    source: str | None
    has_company: bool


def source_costs(session: Session, *, period: Period, now: int) -> SourceCosts:
    """What every source cost in the whole months of a period, as of `now` (UTC seconds)."""
    about = settings(session)
    spent = _spent(session, period, local_day(now, about.time_zone))
    customers = _of_period(session, period, about.time_zone, now)
    return SourceCosts(
        period=period,
        months=tuple(sorted({one.month for one in spent} | {one.month for one in customers})),
        whole=_cost(None, spent, customers),
        sources=_by_source(spent, customers),
        without_company=sum(not one.has_company for one in customers),
        currency=about.currency,
    )


def judged_sources(
    session: Session,
    *,
    pipeline_id: int,
    by: By,
    period: Period,
    now: int,
    only: Filter = EVERYTHING,
) -> tuple[Downstream, SourceCosts | None]:
    """Sources (owners, …) judged downstream, and what sources cost; spend is of no filter's deals.

    Of anything but sources, and of some deals alone, no costs are known: None.
    """
    judged = downstream(session, pipeline_id=pipeline_id, by=by, period=period, now=now, only=only)
    if by != "source" or only != EVERYTHING:
        return judged, None
    return judged, source_costs(session, period=period, now=now)


def new_customer_deals(
    session: Session, *, source: str | None, period: Period, now: int
) -> DealsBehind:
    """The first wins that the cost of a source's customers is told of.

    Those of the months whose spend is recorded; where none is, of all whole months of the period.
    """
    about, key = settings(session), fold(source or "")
    spent = _spent(session, period, local_day(now, about.time_zone))
    paid = {one.month for one in spent if one.key == key and one.spend is not None}
    wanted = [
        one.deal_id
        for one in _of_period(session, period, about.time_zone, now)
        if fold(one.source or "") == key and (one.month in paid or not paid)
    ]
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


def _of_period(session: Session, period: Period, zone: str, now: int) -> list[_Customer]:
    """The new customers of the whole months of a period."""
    held = {}
    for one in (found := _new_customers(session, zone, now)):
        if one.month not in held:
            held[one.month] = _is_whole(one.month, period)
    return [one for one in found if held[one.month]]


def _is_whole(month: str, period: Period) -> bool:
    """Whether the month lies in the period with all its days."""
    one = month_period(month)
    assert one.first is not None and one.last is not None
    begins = period.first is None or period.first <= one.first
    return begins and (period.last is None or one.last <= period.last)


def _by_source(
    spent: Iterable[ChannelMonth], customers: Iterable[_Customer]
) -> dict[str, SourceCost]:
    names: dict[str, str | None] = {}
    rows: dict[str, list[ChannelMonth]] = defaultdict(list)
    new: dict[str, list[_Customer]] = defaultdict(list)
    for one in spent:
        names[one.key] = one.source
        rows[one.key].append(one)
    for customer in customers:
        key = fold(customer.source or "")
        names[key] = customer.source
        new[key].append(customer)
    return {key: _cost(name, rows[key], new[key]) for key, name in names.items()}


def _cost(
    name: str | None, spent: Sequence[ChannelMonth], customers: Sequence[_Customer]
) -> SourceCost:
    known = [one for one in spent if one.spend is not None]
    months = {one.month for one in known}
    reach = [one.reach for one in spent if one.reach is not None]
    return SourceCost(
        name=name,
        spend=sum(one.spend or 0 for one in known) if known else None,
        reach=sum(reach) if reach else None,
        customers=len(customers),
        months=len(months),
        paid_customers=sum(one.month in months for one in customers),
    )


def _new_customers(session: Session, zone: str, now: int) -> list[_Customer]:
    """The first win of every company, and every win without one, up to now."""
    event = deal_event.c
    rows = session.execute(
        select(event.deal_id, event.at, deal.c.company_id, deal.c.source)
        .join_from(deal_event, deal, deal.c.id == event.deal_id)
        .where(
            event.kind == "won",
            event.is_last == 1,
            event.at.is_not(None),
            event.at <= now,
        )
    ).all()
    found = []
    known: set[int] = set()
    months: dict[int, str] = {}
    for row in sorted(rows, key=lambda row: (row.at, row.deal_id)):
        if row.company_id is not None:
            if row.company_id in known:
                continue
            known.add(row.company_id)
        # Many wins of a quarter of an hour: their month is reckoned once.
        quarter = row.at // 900
        if quarter not in months:
            months[quarter] = month_of(local_day(row.at, zone))
        has_company = row.company_id is not None
        found.append(_Customer(row.deal_id, months[quarter], row.source, has_company))
    return found
