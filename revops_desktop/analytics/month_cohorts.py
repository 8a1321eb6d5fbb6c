"""How many deals reached each stage in each month, and how many of them the next (domain.md §5).

Days are read from the sums by UTC day; of the one day that a month's beginning cuts, what lies in
another month than in UTC is read deal by deal.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from sqlalchemy import Integer, Select, and_, bindparam, func, select, text
from sqlalchemy.orm import Session

from revops_desktop.analytics.filters import EVERYTHING, Filter, within
from revops_desktop.analytics.reached_sums import EACH_WAY, OF_ALL, STRETCH
from revops_desktop.database.tables import deal_reached
from revops_desktop.rules.bottleneck import Cohort
from revops_desktop.rules.periods import DAY, local_day, month_of, month_period, months_before

# Stage, next (0 or 1), month (index).
_Key = tuple[int, int, int]
_OUTSIDE = -1


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
    found: Counter[_Key] = Counter()
    for stage_id, went_on, month, deals in _whole_days(session, stage_ids, months, bounds, only):
        found[stage_id, went_on, month] += deals
    # A day that a month's beginning cuts was counted in its month of UTC as a whole.
    moved = _moved(bounds, months)
    cuts = {
        "stages": list(stage_ids),
        "parts": json.dumps([(number, *part[:2]) for number, part in enumerate(moved)]),
    }
    for stage_id, went_on, number, deals in session.execute(_parts(only), cuts).all():
        if stage_id is not None:
            _start, _end, counted, belongs = moved[number]
            found[stage_id, went_on, counted] -= deals
            found[stage_id, went_on, belongs] += deals
    return {
        stage_id: tuple(
            Cohort(
                found[stage_id, 0, month] + found[stage_id, 1, month],
                found[stage_id, 1, month],
            )
            for month in range(len(months))
        )
        for stage_id in stage_ids
    }


def _moved(bounds: Sequence[int], months: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """What lies in another month in the zone than in UTC: (start, end, month in UTC, month)."""
    found = []
    for place, bound in enumerate(bounds):
        day = bound // DAY
        before = months_before(months[0], 1 - place)
        if not bound % DAY:
            continue
        if month_of(local_day(day * DAY, "UTC")) == before:
            found.append((bound, (day + 1) * DAY, place - 1, place))
        else:
            found.append((day * DAY, bound, place, place - 1))
    return found


def _whole_days(
    session: Session,
    stage_ids: Sequence[int],
    months: Sequence[str],
    bounds: Sequence[int],
    only: Filter,
) -> Iterator[tuple[int, int, int, int]]:
    """Stage, next, month (index) in UTC and deals, of the days from the first bound to the last."""
    first, last = bounds[0] // DAY, (bounds[-1] - 1) // DAY
    if only != EVERYTHING:
        places = {month: place for place, month in enumerate(months)}
        asked = {"stages": list(stage_ids), "first": first, "last": last}
        for stage_id, went_on, name, deals in session.execute(_whole_days_of(only), asked):
            yield stage_id, went_on, places.get(name, _OUTSIDE), deals
        return
    begins = [bound // DAY for bound in month_bounds(months, "UTC")]
    spans = [
        (place, max(begin, first), min(behind, last + 1))
        for place, (begin, behind) in enumerate(pairwise(begins))
    ]
    values = {"stages": json.dumps(list(stage_ids)), "spans": json.dumps(spans)}
    for stage_id, went_on, place, deals in session.execute(_BY_DAY, values):
        if deals is not None:
            yield stage_id, went_on, place, deals


_BY_DAY = text(f"""{EACH_WAY}
SELECT one.stage_id, way.next, span.place, (SELECT sum(sums.deals) {STRETCH}) {OF_ALL}
""")


def _whole_days_of(only: Filter) -> Select:
    """The same of some deals, every one of them read."""
    reached = deal_reached.c
    month = func.strftime("%Y-%m", reached.at, "unixepoch")
    return (
        select(reached.stage_id, reached.next, month, func.count())
        .where(
            reached.stage_id.in_(bindparam("stages", expanding=True)),
            reached.at // DAY >= bindparam("first"),
            reached.at // DAY <= bindparam("last"),
            *within(only, reached.deal_id),
        )
        .group_by(reached.stage_id, reached.next, month)
    )


def _parts(only: Filter) -> Select:
    """The parts of days (number, start, end), deal by deal."""
    reached = deal_reached.c
    part = func.json_each(bindparam("parts")).table_valued("value", name="part")
    place, start, end = (
        func.json_extract(part.c.value, f"$[{number}]", type_=Integer) for number in range(3)
    )
    return (
        select(reached.stage_id, reached.next, place, func.count())
        .select_from(part)
        # An outer join keeps the order: from the few parts to their deals by the index.
        .outerjoin(
            deal_reached,
            and_(
                reached.stage_id.in_(bindparam("stages", expanding=True)),
                reached.at >= start,
                reached.at < end,
                *within(only, reached.deal_id),
            ),
        )
        .group_by(reached.stage_id, reached.next, place)
    )
