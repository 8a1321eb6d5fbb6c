"""What speaks for a verdict on a step: both bases, trend, leaks, waiting, hands (domain.md §6)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.deals_behind import DealsBehind, listed, no_day
from revops_desktop.analytics.filters import EVERYTHING, Filter, settled
from revops_desktop.analytics.leaks import Leak
from revops_desktop.analytics.month_cohorts import first_month, month_cohorts
from revops_desktop.analytics.outcomes import Scope
from revops_desktop.analytics.period_flow import StageConversion, both_views
from revops_desktop.analytics.settings import settings
from revops_desktop.analytics.stage_durations import StageDurations, durations_by_stage
from revops_desktop.analytics.tally import Tally, tally_columns
from revops_desktop.database.tables import deal_reached, deal_state, member
from revops_desktop.rules.periods import DAY, Period, last_months, month_period, months_before
from revops_desktop.rules.shares import Share, share

MONTHS = 15
LARGEST = 10


@dataclass(frozen=True, slots=True)
class StepMonth:
    """The cohort of a month YYYY-MM: how many of those that reached the stage went on."""

    month: str
    converted: Share
    is_window: bool


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds deals that stand in the stage now: `days` they stand there, in the mean.

    `member_id` None: nobody.
    """

    member_id: int | None
    name: str | None
    here: Tally
    days: float | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Of the step from a stage, over the months of the window.

    `months`: oldest first, up to the window's end · `cohort`, `flow`: the conversion by cohort and
    by period · `leaks`: what left from the stage in the window · `durations`: of the window's
    months, and of the twelve before them · `stopped`: the largest deals of the window that got no
    further, `total` of which there are.
    """

    stage_id: int
    period: Period
    months: tuple[StepMonth, ...]
    cohort: StageConversion
    flow: StageConversion
    leaks: tuple[Leak, ...]
    durations: StageDurations
    durations_before: StageDurations
    holders: tuple[Holder, ...]
    stopped: DealsBehind
    currency: str
    zone: str


def bottleneck_evidence(
    session: Session,
    *,
    pipeline_id: int,
    stage_id: int,
    window: Sequence[str],
    now: int,
    only: Filter = EVERYTHING,
) -> Evidence | None:
    """The evidence of one step; `window`: its months YYYY-MM. None where the stage is gone."""
    about = settings(session)
    only = settled(session, only)
    period = Period(month_period(window[0]).first, month_period(window[-1]).last)
    views = both_views(
        session, pipeline_id=pipeline_id, stage_id=stage_id, period=period, only=only
    )
    if views is None:
        return None
    assert period.first is not None
    year = Period(
        month_period(months_before(window[0], 12)).first, period.first - timedelta(days=1)
    )
    taken = [
        durations_by_stage(
            session, pipeline_id=pipeline_id, period=one, now=now, stage_id=stage_id, only=only
        )[0]
        for one in (period, year)
    ]
    return Evidence(
        stage_id=stage_id,
        period=period,
        months=_months(session, stage_id, window, about.time_zone, only),
        cohort=views.cohort,
        flow=views.flow,
        leaks=views.leaks,
        durations=taken[0],
        durations_before=taken[1],
        holders=holders(session, pipeline_id=pipeline_id, stage_id=stage_id, now=now, only=only),
        stopped=_largest(session, _stopped(stage_id, Scope(0, period, about.time_zone, only))),
        currency=about.currency,
        zone=about.time_zone,
    )


def _months(
    session: Session, stage_id: int, window: Sequence[str], zone: str, only: Filter
) -> tuple[StepMonth, ...]:
    since = first_month(session, stage_id=stage_id, zone=zone)
    months = [one for one in last_months(window[-1], MONTHS) if since is not None and one >= since]
    found = month_cohorts(session, stage_ids=[stage_id], months=months, zone=zone, only=only)
    return tuple(
        StepMonth(month, share(one.advanced, one.entered), month in window)
        for month, one in zip(months, found[stage_id], strict=True)
    )


def holders(
    session: Session, *, pipeline_id: int, stage_id: int, now: int, only: Filter = EVERYTHING
) -> tuple[Holder, ...]:
    """Who holds the deals that stand in a stage now (UTC seconds), the most deals first."""
    state = deal_state.c
    scope = Scope(pipeline_id, Period(), "UTC", settled(session, only))
    rows = session.execute(
        select(
            state.owner_id,
            member.c.name,
            func.avg(now - state.since),
            *tally_columns(state.value),
        )
        .select_from(deal_state.outerjoin(member, member.c.id == state.owner_id))
        .where(*_standing(pipeline_id, stage_id), *scope.means(state.deal_id))
        .group_by(state.owner_id)
    )
    found = [
        Holder(member_id, name, Tally(*figures), None if days is None else days / DAY)
        for member_id, name, days, *figures in rows
    ]
    return tuple(sorted(found, key=lambda one: (-one.here.count, one.name or "")))


def _standing(pipeline_id: int, stage_id: int) -> tuple[ColumnElement[bool], ...]:
    state = deal_state.c
    return (
        state.pipeline_id == pipeline_id,
        state.status.in_(("open", "customer")),
        state.stage_id == stage_id,
    )


def stopped_deals(
    session: Session, *, stage_id: int, period: Period, only: Filter = EVERYTHING
) -> DealsBehind:
    """The deals that reached a stage in the period and got no further."""
    scope = Scope(0, period, settings(session).time_zone, settled(session, only))
    return listed(session, _stopped(stage_id, scope))


def _stopped(stage_id: int, scope: Scope) -> Select:
    reached = deal_reached.c
    return select(reached.deal_id, reached.at, no_day()).where(
        reached.stage_id == stage_id,
        reached.next == 0,
        *scope.holds(reached.at),
        *scope.means(reached.deal_id),
    )


def _largest(session: Session, wanted: Select) -> DealsBehind:
    """The largest of some deals, with the number of all."""
    reached = deal_reached.c
    total = session.execute(select(func.count()).select_from(wanted.subquery())).scalar_one()
    largest = wanted.order_by(reached.value.desc().nulls_last(), reached.deal_id).limit(LARGEST)
    return replace(listed(session, largest), total=total)


def held_deals(
    session: Session,
    *,
    pipeline_id: int,
    stage_id: int,
    member_id: int | None,
    only: Filter = EVERYTHING,
) -> DealsBehind:
    """The deals that stand in a stage now and that a member holds; None: that nobody holds."""
    state = deal_state.c
    scope = Scope(pipeline_id, Period(), "UTC", settled(session, only))
    return listed(
        session,
        select(state.deal_id, state.since.label("at"), state.since_day.label("day")).where(
            *_standing(pipeline_id, stage_id),
            state.owner_id.is_not_distinct_from(member_id),
            *scope.means(state.deal_id),
        ),
    )
