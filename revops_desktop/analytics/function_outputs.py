"""What does each function of a river bring about, month by month? (domain.md §6, local optima)

A function's own figure is the number of deals that it hands on: those that reach the last of its
stages, and for the function before the customer phase those that are won. A river whose stages have
no functions, or one only, is cut by phase instead.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Subquery,
    and_,
    bindparam,
    func,
    select,
    type_coerce,
)
from sqlalchemy.orm import Session

from revops_desktop.analytics.filters import EVERYTHING, Filter, within
from revops_desktop.analytics.outcomes import Scope
from revops_desktop.analytics.pipelines import StageOf
from revops_desktop.database.tables import (
    deal_event,
    deal_reached,
    function,
    handoff,
    stage,
    stage_visit,
)
from revops_desktop.rules.periods import DAY, Period, local_day, month_of, month_period
from revops_desktop.rules.river import EARLY_DAYS


@dataclass(frozen=True, slots=True)
class Output:
    """What a function hands on: deals that reach `stage`. `is_win`: it is the first customer stage.

    `function` is None where the river is cut by phase; `phase` is the one that it works in.
    """

    function: str | None
    phase: str
    stage: StageOf
    is_win: bool


def outputs(stages: Sequence[StageOf]) -> tuple[Output, ...]:
    """The functions before the customer phase in river order, each with what it hands on."""
    selling = [one for one in stages if one.phase != "customer"]
    won = next((one for one in stages if one.phase == "customer"), None)
    groups = [list(group) for _name, group in groupby(selling, lambda one: one.function)]
    named = len({one.function for one in selling}) > 1
    if not named:
        groups = [list(group) for _phase, group in groupby(selling, lambda one: one.phase)]
    found = [
        Output(group[-1].function if named else None, group[-1].phase, group[-1], is_win=False)
        for group in groups
    ]
    if found and won is not None:
        last = found[-1]
        found[-1] = Output(last.function, last.phase, won, is_win=True)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Counted:
    """Of `n` deals of a month, `some`."""

    month: str
    n: int
    some: int = 0


def first_month(session: Session, *, stage_id: int, zone: str) -> str | None:
    """The first whole month of a stage: the one after that of the first deal that reached it."""
    at = session.execute(
        select(func.min(deal_reached.c.at)).where(deal_reached.c.stage_id == stage_id)
    ).scalar_one()
    if at is None:
        return None
    behind = month_period(month_of(local_day(at, zone))).bounds(zone)[1]
    return None if behind is None else month_of(local_day(behind, zone))


def _months(months: Sequence[str], zone: str) -> tuple[FromClause, ColumnElement, ColumnElement]:
    """The months as rows of SQL: their number in the list, and their first and behind instants."""
    bounds = json.dumps([month_period(one).bounds(zone) for one in months])
    rows = func.json_each(bindparam(None, bounds)).table_valued("key", "value", name="month")
    start, end = (func.json_extract(rows.c.value, path) for path in ("$[0]", "$[1]"))
    return rows, start, end


def _by_month(
    session: Session, months: Sequence[str], rows: FromClause, counted: Select
) -> tuple[Counted, ...]:
    found: dict[int, Any] = {row[0]: row for row in session.execute(counted.group_by(rows.c.key))}
    return tuple(
        Counted(month, *(found[place][1:] if place in found else (0, 0)))
        for place, month in enumerate(months)
    )


def _number(is_so: ColumnElement) -> ColumnElement[int]:
    """How many rows of a group are so."""
    return func.coalesce(func.sum(type_coerce(is_so, Integer)), 0)


def handed_on(
    session: Session,
    *,
    stage_id: int,
    next_stage_id: int | None,
    days: float,
    months: Sequence[str],
    zone: str,
    only: Filter = EVERYTHING,
) -> tuple[Counted, ...]:
    """Deals that reached a stage, by month; of them those that reached the next within `days`."""
    rows, start, end = _months(months, zone)
    one, following = deal_reached.alias("one"), deal_reached.alias("following")
    took = following.c.at - one.c.at
    source = rows.join(one, and_(one.c.stage_id == stage_id, one.c.at >= start, one.c.at < end))
    source = source.outerjoin(
        following,
        and_(following.c.deal_id == one.c.deal_id, following.c.stage_id == next_stage_id),
    )
    some = _number((took >= 0) & (took <= days * DAY))
    return _by_month(
        session,
        months,
        rows,
        select(rows.c.key, func.count(), some)
        .select_from(source)
        .where(*within(only, one.c.deal_id)),
    )


def wins(pipeline_id: int) -> Subquery:
    """Deals that are won, each by its last win."""
    event = deal_event.c
    return (
        select(event.deal_id, event.at, func.max(event.sequence).label("sequence"))
        .where(event.pipeline_id == pipeline_id, event.kind == "won", event.at.is_not(None))
        .group_by(event.deal_id)
        .subquery("win")
    )


def churned_early(win: Subquery) -> ColumnElement:
    """1 where the customer left within 90 days of the win, else 0."""
    gone = deal_event.alias("gone")
    return (
        select(func.count() > 0)
        .where(
            gone.c.deal_id == win.c.deal_id,
            gone.c.kind == "churned",
            gone.c.at >= win.c.at,
            gone.c.at <= win.c.at + EARLY_DAYS * DAY,
        )
        .scalar_subquery()
    )


def early_churn(
    session: Session,
    *,
    pipeline_id: int,
    months: Sequence[str],
    zone: str,
    only: Filter = EVERYTHING,
) -> tuple[Counted, ...]:
    """Deals won, by month; of them those that churned within 90 days of it."""
    rows, start, end = _months(months, zone)
    win = wins(pipeline_id)
    return _by_month(
        session,
        months,
        rows,
        select(rows.c.key, func.count(), _number(churned_early(win)))
        .select_from(rows.join(win, and_(win.c.at >= start, win.c.at < end)))
        .where(*within(only, win.c.deal_id)),
    )


def returned(
    session: Session,
    *,
    functions: tuple[str | None, str | None],
    pipeline_id: int,
    months: Sequence[str],
    zone: str,
    only: Filter = EVERYTHING,
) -> tuple[Counted, ...]:
    """Hand-offs after a win that were decided, by the month they were handed in; those returned."""
    rows, start, end = _months(months, zone)
    one = handoff.c
    giver, taker = function.alias("giver"), function.alias("taker")
    source = (
        rows.join(handoff, and_(one.handed_at >= start, one.handed_at < end))
        .join(stage_visit, stage_visit.c.id == one.visit_id)
        .join(stage, stage.c.id == stage_visit.c.stage_id)
        .outerjoin(giver, giver.c.id == one.from_function_id)
        .outerjoin(taker, taker.c.id == one.to_function_id)
    )
    return _by_month(
        session,
        months,
        rows,
        select(rows.c.key, func.count(), _number(one.outcome == "returned"))
        .select_from(source)
        .where(
            stage.c.pipeline_id == pipeline_id,
            giver.c.name.is_not_distinct_from(functions[0]),
            taker.c.name.is_not_distinct_from(functions[1]),
            one.rule_id.is_not(None),
            one.outcome.in_(("accepted", "returned")),
            *within(only, one.deal_id),
        ),
    )


def three_quarters(
    session: Session, *, stage_id: int, next_stage_id: int, period: Period, zone: str
) -> tuple[float, int]:
    """Days in which three of four deals came from a stage to another, of those that came in the
    period, and how many these are; 0 days without any."""
    one, following = deal_reached.alias("one"), deal_reached.alias("following")
    took = following.c.at - one.c.at
    scope = Scope(0, period, zone)
    wanted = (
        select(took.label("took"))
        .select_from(
            following.join(
                one, and_(one.c.deal_id == following.c.deal_id, one.c.stage_id == stage_id)
            )
        )
        .where(following.c.stage_id == next_stage_id, *scope.holds(following.c.at), took >= 0)
    )
    n = session.execute(select(func.count()).select_from(wanted.subquery())).scalar_one()
    if not n:
        return 0.0, 0
    seconds = session.execute(wanted.order_by(took).limit(1).offset(min(n - 1, 3 * n // 4)))
    return float(seconds.scalar_one()) / DAY, n


def events_by_month(
    session: Session,
    *,
    pipeline_id: int,
    kind: str,
    months: Sequence[str],
    zone: str,
    only: Filter = EVERYTHING,
) -> list[int]:
    """How many deals had an event of a kind in each month."""
    rows, start, end = _months(months, zone)
    event = deal_event.c
    counted = _by_month(
        session,
        months,
        rows,
        select(rows.c.key, func.count(event.deal_id.distinct()), func.count())
        .select_from(rows.join(deal_event, and_(event.at >= start, event.at < end)))
        .where(event.pipeline_id == pipeline_id, event.kind == kind, *within(only, event.deal_id)),
    )
    return [one.n for one in counted]
