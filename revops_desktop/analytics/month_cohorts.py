"""How many deals reached each stage in each month, and how many of them the next (domain.md §5).

Whole UTC days are read from the sums by day; the one day that a month's beginning cuts is read
deal by deal.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cache

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.filters import EVERYTHING, Filter, within
from revops_desktop.database.tables import deal_reached, reached_by_day
from revops_desktop.rules.bottleneck import Cohort
from revops_desktop.rules.periods import DAY, local_day, month_of, month_period

# Stage, next (0 or 1), month (index): deals.
_Counts = dict[tuple[int, int, int], int]


def month_bounds(months: Sequence[str], zone: str) -> list[int]:
    """The first instant of each month YYYY-MM, and the first one after the last, in UTC seconds."""
    found = [month_period(month).bounds(zone) for month in months]
    return [*(start or 0 for start, _end in found), *(end or 0 for _start, end in found[-1:])]


def first_month(session: Session, *, stage_id: int, zone: str) -> str | None:
    """The month in which the first deal of known date reached a stage; None: none has."""
    at = session.execute(
        select(func.min(deal_reached.c.at)).where(deal_reached.c.stage_id == stage_id)
    ).scalar_one()
    return None if at is None else month_of(local_day(at, zone))


def month_cohorts(
    session: Session,
    *,
    stage_ids: Sequence[int],
    months: Sequence[str],
    zone: str,
    only: Filter = EVERYTHING,
) -> Mapping[int, tuple[Cohort, ...]]:
    """Of each stage the cohort of every month, as of now; `months` follow each other.

    Deals whose date is unknown are in none.
    """
    if not months or not stage_ids:
        return {stage_id: tuple(Cohort() for _month in months) for stage_id in stage_ids}
    bounds = month_bounds(months, zone)
    found: _Counts = {}
    cut = {bound // DAY: bound for bound in bounds if bound % DAY}
    seen: set[int] = set()
    values = {"stages": list(stage_ids), "first": bounds[0] // DAY, "last": bounds[-1] // DAY}
    question = _days() if only == EVERYTHING else _days_of(only)
    for stage_id, went_on, day, deals in session.execute(question, values):
        if day in cut:
            seen.add(day)
        elif bounds[0] <= day * DAY < bounds[-1]:
            _count(found, (stage_id, went_on, bisect_right(bounds, day * DAY) - 1), deals)
    rest = _between(only)
    for day in seen:
        bound = cut[day]
        for start, end in ((day * DAY, bound), (bound, (day + 1) * DAY)):
            month = bisect_right(bounds, start) - 1
            if 0 <= month < len(months):
                part = {"stages": list(stage_ids), "start": start, "end": end}
                for stage_id, went_on, deals in session.execute(rest, part):
                    _count(found, (stage_id, went_on, month), deals)
    return {
        stage_id: tuple(
            Cohort(
                found.get((stage_id, 0, month), 0) + found.get((stage_id, 1, month), 0),
                found.get((stage_id, 1, month), 0),
            )
            for month in range(len(months))
        )
        for stage_id in stage_ids
    }


def _count(found: _Counts, key: tuple[int, int, int], deals: int) -> None:
    found[key] = found.get(key, 0) + deals


@cache
def _days() -> Select:
    sums = reached_by_day.c
    return (
        select(sums.stage_id, sums.next, sums.day, func.sum(sums.deals))
        .where(
            sums.stage_id.in_(bindparam("stages", expanding=True)),
            sums.day >= bindparam("first"),
            sums.day <= bindparam("last"),
        )
        .group_by(sums.stage_id, sums.next, sums.day)
    )


def _days_of(only: Filter) -> Select:
    reached = deal_reached.c
    day = (reached.at // DAY).label("day")
    return (
        select(reached.stage_id, reached.next, day, func.count())
        .where(
            reached.stage_id.in_(bindparam("stages", expanding=True)),
            reached.at >= bindparam("first") * DAY,
            reached.at < (bindparam("last") + 1) * DAY,
            *within(only, reached.deal_id),
        )
        .group_by(reached.stage_id, reached.next, day)
    )


def _between(only: Filter) -> Select:
    reached = deal_reached.c
    return (
        select(reached.stage_id, reached.next, func.count())
        .where(
            reached.stage_id.in_(bindparam("stages", expanding=True)),
            reached.at >= bindparam("start"),
            reached.at < bindparam("end"),
            *within(only, reached.deal_id),
        )
        .group_by(reached.stage_id, reached.next)
    )
