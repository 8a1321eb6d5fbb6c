"""How long do deals stay in each stage, in days and in business hours? (domain.md §5)"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy.orm import Session

from revops_desktop.analytics.business_clocks import ClockBook, clock_book
from revops_desktop.analytics.division import of_deals, renewed
from revops_desktop.analytics.filters import EVERYTHING, Filter, settled
from revops_desktop.analytics.outcomes import Scope
from revops_desktop.analytics.pipelines import StageOf, stages_of
from revops_desktop.analytics.settings import settings
from revops_desktop.analytics.spans import INSTANT, Spans
from revops_desktop.analytics.stage_stays import (
    FAR,
    NO_STAYS,
    Stays,
    StaysReader,
    running_rows,
    undated_stays,
)
from revops_desktop.rules.periods import Period, month_period
from revops_desktop.rules.quantile import quantile

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]
    Reals = NDArray[np.float64]

_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Quartiles:
    """n stays and what their durations come to; a value between two stays lies between them.

    None where there are none.
    """

    n: int = 0
    mean: float | None = None
    p25: float | None = None
    median: float | None = None
    p75: float | None = None
    p90: float | None = None


@dataclass(frozen=True, slots=True)
class StageDurations:
    """The stays in a stage: those that ended in the period, and the age of those that run.

    `days`: calendar days · `business_hours`: of the stays that both begin and end at an instant: a
    day has no hour · `odd_order`: ended before they began · `undated`: of unknown beginning or end;
    those whose end is unknown are in all time only · `running…`: the present stays, as of now.
    """

    stage: StageOf
    days: Quartiles
    business_hours: Quartiles
    running_days: Quartiles
    running_business_hours: Quartiles
    odd_order: int
    undated: int
    running_undated: int


def durations_by_stage(
    session: Session,
    *,
    pipeline_id: int,
    period: Period,
    now: int,
    only: Filter = EVERYTHING,
    stage_id: int | None = None,
) -> tuple[StageDurations, ...]:
    """The time in every stage of the pipeline, in river order; ages as of `now` (UTC seconds).

    `stage_id`: of that stage alone.
    A stay that is still on is in no duration; beside them stands how long it has been so far.
    """
    clocks = clock_book(session)
    scope = Scope(pipeline_id, period, clocks.zone, settled(session, only))
    reader = StaysReader(session, scope)
    stages = [
        one
        for one in stages_of(session, pipeline_id=pipeline_id)
        if stage_id in (None, one.stage_id)
    ]
    ended = {one.stage_id: _ended(reader.ended(one.stage_id), clocks) for one in stages}
    running = running_rows(session, scope, stage_id=stage_id)
    return _by_stage(session, scope, clocks, stages, ended, running, now)


@dataclass(frozen=True, slots=True)
class _Ended:
    """The stays in a stage that ended: whose, calendar days, business hours, and what they come to.

    Hours are NaN where a day is known alone, or the stay ended before it began.
    """

    deal_id: "Numbers"
    days: "Reals"
    hours: "Reals"
    told: tuple[Quartiles, Quartiles, int]


@dataclass(frozen=True, slots=True)
class FollowedDurations:
    """The time in every stage, with the stays, so that after a move only that deal is read anew.

    `of`: what it is of; None: of a filter, which may mean others by now.
    """

    stages: tuple[StageDurations, ...]
    of: tuple[object, ...] | None = field(repr=False)
    ended: Mapping[int, _Ended] = field(compare=False, repr=False)
    running: "Numbers" = field(compare=False, repr=False)


def followed_durations(
    session: Session,
    *,
    pipeline_id: int,
    period: Period,
    now: int,
    only: Filter = EVERYTHING,
    before: FollowedDurations | None = None,
    touched: Collection[int] = (),
) -> FollowedDurations:
    """`durations_by_stage`, to be followed.

    `before`: an earlier answer since which only the deals `touched` changed.
    """
    clocks = clock_book(session)
    scope = Scope(pipeline_id, period, clocks.zone, settled(session, only))
    stages = stages_of(session, pipeline_id=pipeline_id)
    of = None if only != EVERYTHING else (scope, [one.stage_id for one in stages], *clocks.basis)
    reader = StaysReader(session, scope)
    if before is None or of is None or before.of != of:
        ended = {one.stage_id: _ended(reader.ended(one.stage_id), clocks) for one in stages}
        running = running_rows(session, scope)
    else:
        anew = reader.ended_of(touched)
        ended = {
            one.stage_id: _renewed(
                before.ended[one.stage_id], anew.get(one.stage_id), touched, clocks
            )
            for one in stages
        }
        running = renewed(before.running, touched, running_rows(session, scope, touched))
    told = _by_stage(session, scope, clocks, stages, ended, running, now)
    return FollowedDurations(told, of, ended, running)


def _by_stage(
    session: Session,
    scope: Scope,
    clocks: ClockBook,
    stages: Sequence[StageOf],
    ended: Mapping[int, _Ended],
    running: "Numbers",
    now: int,
) -> tuple[StageDurations, ...]:
    undated = undated_stays(session, scope)
    found = []
    runs = running[running[:, 2] <= now]
    for stage in stages:
        days, hours, odd = ended[stage.stage_id].told
        _deal, _stage, since, day = runs[runs[:, 1] == stage.stage_id].T
        until = Spans(since, np.full(len(since), now), day, np.full(len(since), INSTANT))
        ages, open_hours, _odd = _told(*_reckoned(until, clocks))
        beside = undated.get(stage.stage_id, (0, 0))
        found.append(StageDurations(stage, days, hours, ages, open_hours, odd, *beside))
    return tuple(found)


def _ended(stays: Stays, clocks: ClockBook) -> _Ended:
    days, hours = _reckoned(stays.spans, clocks)
    return _Ended(stays.deal_id, days, hours, _told(days, hours))


def _renewed(
    held: _Ended, anew: Stays | None, touched: Collection[int], clocks: ClockBook
) -> _Ended:
    """The stays in a stage with those of some deals replaced by newer ones."""
    gone = of_deals(held.deal_id, touched)
    if anew is None and not gone.any():
        return held
    fresh = _ended(NO_STAYS if anew is None else anew, clocks)
    deal_id, days, hours = (
        np.concatenate((old[~gone], new))
        for old, new in (
            (held.deal_id, fresh.deal_id),
            (held.days, fresh.days),
            (held.hours, fresh.hours),
        )
    )
    return _Ended(deal_id, days, hours, _told(days, hours))


def days_by_month(
    session: Session, *, pipeline_id: int, months: Sequence[str], only: Filter = EVERYTHING
) -> Mapping[int, tuple[Quartiles, ...]]:
    """Calendar days of the stays that ended in each of these months (YYYY-MM, in order), by stage.

    Each as `durations_by_stage` of that month says.
    """
    zone = settings(session).time_zone
    periods = [month_period(one) for one in months]
    scope = Scope(
        pipeline_id, Period(periods[0].first, periods[-1].last), zone, settled(session, only)
    )
    bounds = [one.bounds(zone) for one in periods]
    reader = StaysReader(session, scope)
    return {
        stage.stage_id: tuple(
            quartiles(reader.days(stage.stage_id, start or -FAR, end or FAR))
            for start, end in bounds
        )
        for stage in stages_of(session, pipeline_id=pipeline_id)
    }


def _reckoned(stays: Spans, clocks: ClockBook) -> "tuple[Reals, Reals]":
    """Calendar days, and business hours: NaN without two instants, or ended before it began."""
    days = stays.days(clocks.zone)
    exact = stays.exact & (days >= 0)
    start, end = stays.start[exact], stays.end[exact]
    hours = np.full(len(days), np.nan)
    hours[exact] = clocks.between_many(start, end, start, end) / _HOUR
    return days, hours


def _told(days: "Reals", hours: "Reals") -> tuple[Quartiles, Quartiles, int]:
    """What they come to, and how many stays ended before they began."""
    kept = days[days >= 0]
    return quartiles(kept), quartiles(hours[~np.isnan(hours)]), len(days) - len(kept)


def quartiles(values: "Reals") -> Quartiles:
    """What these durations come to."""
    if not len(values):
        return Quartiles()
    ordered: Any = np.sort(values)
    found = (float(quantile(ordered, one)) for one in (0.25, 0.5, 0.75, 0.9))
    # Added in order, so that it is the same however they were read.
    return Quartiles(len(values), float(ordered.mean()), *found)
