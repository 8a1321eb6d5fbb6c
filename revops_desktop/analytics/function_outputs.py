"""What does each function of a river bring about, month by month? (domain.md §6, local optima)

A function's own figure is the number of deals that it hands on: those that reach the last of its
stages, and for the function before the customer phase those that are won. A river whose stages have
no functions, or one only, is cut by phase instead.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from sqlalchemy import (
    ColumnElement,
    Integer,
    Subquery,
    and_,
    bindparam,
    func,
    literal,
    select,
    type_coerce,
)
from sqlalchemy.orm import Session

from revops_desktop.analytics.filters import EVERYTHING, Filter, within
from revops_desktop.analytics.month_cohorts import first_month
from revops_desktop.analytics.month_counter import Counted, MonthCounter, in_month
from revops_desktop.analytics.pipelines import StageOf
from revops_desktop.database.tables import (
    deal_event,
    deal_reached,
    function,
    handoff,
    stage,
    stage_visit,
)
from revops_desktop.rules.periods import DAY, months_before
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


def first_whole_month(session: Session, *, stage_id: int, zone: str) -> str | None:
    """The month after that in which the first deal reached a stage."""
    first = first_month(session, stage_id=stage_id, zone=zone)
    return None if first is None else months_before(first, -1)


def _number(is_so: ColumnElement) -> ColumnElement[int]:
    """How many rows of a group are so."""
    return func.coalesce(func.sum(type_coerce(is_so, Integer)), 0)


def handed_on(
    counter: MonthCounter,
    *,
    stage_id: int,
    next_stage_id: int | None,
    days: float,
    months: Sequence[str],
    only: Filter = EVERYTHING,
) -> tuple[Counted, ...]:
    """Deals that reached a stage, by month; of them those that reached the next within `days`."""
    one, following = deal_reached.alias("one"), deal_reached.alias("following")
    where = [one.c.stage_id == stage_id, *in_month(one.c.at), *within(only, one.c.deal_id)]
    about = ("handed_on", stage_id, next_stage_id, days)
    moments = select(one.c.deal_id, one.c.at).where(*where)
    if next_stage_id is None:
        counted = select(func.count(), literal(0)).where(*where)
        return counter.count(about, months, counted, moments)
    took = following.c.at - one.c.at
    source = one.outerjoin(
        following,
        and_(following.c.deal_id == one.c.deal_id, following.c.stage_id == next_stage_id),
    )
    some = _number((took >= 0) & (took <= days * DAY))
    counted = select(func.count(), some).select_from(source).where(*where)
    return counter.count(about, months, counted, moments)


def wins(pipeline_id: int) -> Subquery:
    """The wins that hold: deals that were neither lost, recycled nor reopened after it."""
    event = deal_event.c
    return (
        select(event.deal_id, event.at)
        .where(
            event.pipeline_id == pipeline_id,
            event.kind == "won",
            event.is_last == 1,
            event.at.is_not(None),
        )
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
    counter: MonthCounter,
    *,
    pipeline_id: int,
    months: Sequence[str],
    only: Filter = EVERYTHING,
) -> tuple[Counted, ...]:
    """Deals won, by month; of them those that churned within 90 days of it."""
    win = wins(pipeline_id)
    where = (*in_month(win.c.at), *within(only, win.c.deal_id))
    counted = select(func.count(), _number(churned_early(win))).where(*where)
    moments = select(win.c.deal_id, win.c.at).where(*where)
    return counter.count(("early_churn", pipeline_id), months, counted, moments)


def won(
    counter: MonthCounter,
    *,
    pipeline_id: int,
    months: Sequence[str],
    only: Filter = EVERYTHING,
) -> tuple[Counted, ...]:
    """Deals won, by month."""
    win = wins(pipeline_id)
    where = (*in_month(win.c.at), *within(only, win.c.deal_id))
    counted = select(func.count(), literal(0)).where(*where)
    moments = select(win.c.deal_id, win.c.at).where(*where)
    return counter.count(("won", pipeline_id), months, counted, moments)


def _of_functions(functions: tuple[str | None, str | None]) -> list[ColumnElement[bool]]:
    """The conditions that a hand-off goes from one function to the other, by their names."""
    sides = zip((handoff.c.from_function_id, handoff.c.to_function_id), functions, strict=True)
    return [
        side.is_(None)
        if name is None
        else side.in_(select(function.c.id).where(function.c.name == name))
        for side, name in sides
    ]


def returned(
    counter: MonthCounter,
    *,
    functions: tuple[str | None, str | None],
    pipeline_id: int,
    months: Sequence[str],
    only: Filter = EVERYTHING,
) -> tuple[Counted, ...]:
    """Hand-offs from one function to another that were decided, by the month they were handed in;
    of them those that were returned."""
    one = handoff.c
    source = handoff.join(stage_visit, stage_visit.c.id == one.visit_id).join(
        stage, stage.c.id == stage_visit.c.stage_id
    )
    handed = (
        select(one.deal_id, one.handed_at)
        .select_from(source)
        .where(
            *in_month(one.handed_at),
            *_of_functions(functions),
            stage.c.pipeline_id == pipeline_id,
            one.rule_id.is_not(None),
            one.outcome.in_(("accepted", "returned")),
            *within(only, one.deal_id),
        )
    )
    counted = handed.with_only_columns(func.count(), _number(one.outcome == "returned"))
    return counter.count(("returned", pipeline_id, functions), months, counted, handed)


def three_quarters(
    counter: MonthCounter, *, stage_id: int, next_stage_id: int, start: int, end: int
) -> float:
    """Days in which three of four deals came from a stage to another, of those that came there in
    [start, end); 0 without any."""
    one, following = deal_reached.alias("one"), deal_reached.alias("following")
    took = following.c.at - one.c.at
    wanted = (
        select(following.c.deal_id, following.c.at, took.label("took"))
        .select_from(
            following.join(
                one, and_(one.c.deal_id == following.c.deal_id, one.c.stage_id == stage_id)
            )
        )
        .where(
            following.c.stage_id == next_stage_id,
            following.c.at >= bindparam("since"),
            took >= 0,
        )
    )
    rows = counter.rows(("three_quarters", stage_id, next_stage_id), start, wanted)
    seconds = rows[(rows[:, 1] >= start) & (rows[:, 1] < end), 2]
    if not len(seconds):
        return 0.0
    place = min(len(seconds) - 1, 3 * len(seconds) // 4)
    return float(np.partition(seconds, place)[place]) / DAY


def events_by_month(
    counter: MonthCounter,
    *,
    pipeline_id: int,
    kind: str,
    months: Sequence[str],
    only: Filter = EVERYTHING,
) -> list[int]:
    """How many deals had an event of a kind in each month."""
    event = deal_event.c
    where = (
        event.pipeline_id == pipeline_id,
        event.kind == kind,
        *in_month(event.at),
        *within(only, event.deal_id),
    )
    counted = select(func.count(event.deal_id.distinct()), literal(0)).where(*where)
    moments = select(event.deal_id, event.at).where(*where)
    found = counter.count(("events", pipeline_id, kind), months, counted, moments)
    return [one.n for one in found]
