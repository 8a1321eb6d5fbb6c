"""How long do deals stay in each stage, in days and in business hours? (domain.md §5)

The stays of a stage come from SQLite as a few long texts of numbers and are reckoned with as
arrays: a row each would hold Python's lock far too long.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import func, literal_column, select, text
from sqlalchemy.orm import Session

from revops_desktop.analytics.business_clocks import ClockBook, clock_book
from revops_desktop.analytics.filters import EVERYTHING, Filter, settled
from revops_desktop.analytics.outcomes import Scope
from revops_desktop.analytics.pipelines import StageOf, stages_of
from revops_desktop.analytics.settings import settings
from revops_desktop.analytics.spans import INSTANT, Spans, day_number
from revops_desktop.database.prepared import raw_of
from revops_desktop.database.tables import deal, deal_state
from revops_desktop.rules.periods import DAY, Period, month_period
from revops_desktop.rules.quantile import quantile

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]
    Reals = NDArray[np.float64]

_HOUR = 3600
# Before and after every instant of a file.
_FAR = 2**60
# So many seconds of stays are read at a time, and so many stays at most are in one text.
_AT_A_TIME = 92 * DAY


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
    reader = _Reader(session, scope)
    running = _running(session, scope, now, stage_id)
    undated = _undated(session, scope)
    found = []
    for stage in stages_of(session, pipeline_id=pipeline_id):
        if stage_id not in (None, stage.stage_id):
            continue
        days, hours, odd = _reckoned(reader.ended(stage.stage_id), clocks)
        ages, open_hours, _odd = _reckoned(running.get(stage.stage_id, _NONE), clocks)
        beside = undated.get(stage.stage_id, (0, 0))
        found.append(StageDurations(stage, days, hours, ages, open_hours, odd, *beside))
    return tuple(found)


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
    reader = _Reader(session, scope)
    return {
        stage.stage_id: tuple(
            quartiles(reader.days(stage.stage_id, start or -_FAR, end or _FAR))
            for start, end in bounds
        )
        for stage in stages_of(session, pipeline_id=pipeline_id)
    }


def _reckoned(stays: Spans, clocks: ClockBook) -> tuple[Quartiles, Quartiles, int]:
    """Calendar days, business hours, and how many stays ended before they began."""
    days = stays.days(clocks.zone)
    exact = stays.exact & (days >= 0)
    start, end = stays.start[exact], stays.end[exact]
    hours = clocks.between_many(start, end, start, end) / _HOUR
    kept = days[days >= 0]
    return quartiles(kept), quartiles(hours), len(days) - len(kept)


def quartiles(values: "Reals") -> Quartiles:
    """What these durations come to."""
    if not len(values):
        return Quartiles()
    ordered: Any = np.sort(values)
    found = (float(quantile(ordered, one)) for one in (0.25, 0.5, 0.75, 0.9))
    # Added in order, so that it is the same however they were read.
    return Quartiles(len(values), float(ordered.mean()), *found)


# Reading


_EXACT = "visit.entered_day IS NULL AND visit.left_day IS NULL"
_WITHIN = """
FROM stage_visit AS visit
WHERE visit.stage_id = :stage AND visit.left_at >= :first AND visit.left_at < :last
  AND visit.entered_at IS NOT NULL
"""
# The stays that begin and end at an instant, and whether there are any others.
_STAYS = f"""
SELECT group_concat(visit.entered_at) FILTER (WHERE {_EXACT}),
       group_concat(visit.left_at) FILTER (WHERE {_EXACT}),
       count(visit.entered_day) + count(visit.left_day)
{_WITHIN}"""
# The same without the instants: half as many digits.
_TOOK = f"""
SELECT group_concat(visit.left_at - visit.entered_at) FILTER (WHERE {_EXACT}),
       count(visit.entered_day) + count(visit.left_day)
{_WITHIN}"""
_DATED = f"""
SELECT group_concat(visit.entered_at), group_concat(visit.left_at),
       group_concat({day_number("visit.entered_day")}), group_concat({day_number("visit.left_day")})
{_WITHIN}  AND (visit.entered_day IS NOT NULL OR visit.left_day IS NOT NULL)
"""
# Each is the end of an index.
_ENDS = "SELECT " + ", ".join(
    f"(SELECT {end}(left_at) FROM stage_visit WHERE stage_id = :stage"
    " AND left_at >= :first AND left_at < :last)"
    for end in ("min", "max")
)
_LIVING = "visit.deal_id NOT IN (SELECT id FROM deal WHERE deleted_at IS NOT NULL)"


def _numbers(listed: Any) -> "Numbers":
    return _EMPTY if listed is None else np.fromstring(str(listed), np.int64, sep=",")


_EMPTY = np.empty(0, np.int64)
_NONE = Spans(_EMPTY, _EMPTY, _EMPTY, _EMPTY)


class _Reader:
    """Reads the stays that ended in the period, stage by stage, both ends known."""

    def __init__(self, session: Session, scope: Scope) -> None:
        conditions = [str(one) for one in scope.means(literal_column("visit.deal_id"))]
        trashed = select(deal.c.id).where(deal.c.deleted_at.is_not(None)).limit(1)
        if session.execute(trashed).first() is not None:
            # Asked of every stay: only where there is something to ask for.
            conditions.append(_LIVING)
        said = "".join(f" AND {one}" for one in conditions)
        self._exact, self._took, self._dated = (
            question + said for question in (_STAYS, _TOOK, _DATED)
        )
        self._zone = scope.zone
        self._raw = raw_of(session)
        start, end = scope.period.bounds(scope.zone)
        self._within = {
            "first": -_FAR if start is None else start,
            "last": _FAR if end is None else end,
        }

    def ended(self, stage_id: int) -> Spans:
        """The stays in a stage."""
        parts = []
        for first, last in self._spans(stage_id):
            asked = {"stage": stage_id, "first": first, "last": last}
            started, ended, dated = self._raw.execute(self._exact, asked).fetchone()
            start, end = _numbers(started), _numbers(ended)
            instants = np.full(len(start), INSTANT)
            parts.append(Spans(start, end, instants, instants))
            if dated:
                row = self._raw.execute(self._dated, asked).fetchone()
                parts.append(Spans(*map(_numbers, row)))
        names = ("start", "end", "start_day", "end_day")
        if not parts:
            return _NONE
        return Spans(*(np.concatenate([getattr(one, name) for one in parts]) for name in names))

    def days(self, stage_id: int, first: int, last: int) -> "Reals":
        """Calendar days of the stays in a stage that ended within, but for those in odd order."""
        asked = {"stage": stage_id, "first": first, "last": last}
        took, dated = self._raw.execute(self._took, asked).fetchone()
        found = _numbers(took) / DAY
        if dated:
            row = self._raw.execute(self._dated, asked).fetchone()
            found = np.concatenate([found, Spans(*map(_numbers, row)).days(self._zone)])
        return found[found >= 0]

    def _spans(self, stage_id: int) -> Iterator[tuple[int, int]]:
        """The period in parts, from the first stay that ended in it to the last."""
        first, last = self._raw.execute(_ENDS, {"stage": stage_id, **self._within}).fetchone()
        if first is None or last is None:
            return
        # One mistyped year is no reason to ask for thousands of parts.
        step = max(_AT_A_TIME, (last - first) // 40)
        for begin in range(first, last + 1, step):
            yield begin, min(begin + step, last + 1)


def _running(session: Session, scope: Scope, now: int, stage_id: int | None) -> Mapping[int, Spans]:
    """The present stays of known beginning, by stage, up to now."""
    state = deal_state.c
    rows = session.execute(
        select(
            state.stage_id,
            func.group_concat(state.since),
            func.group_concat(literal_column(day_number(str(state.since_day)))),
        )
        .where(
            state.pipeline_id == scope.pipeline_id,
            state.status.in_(("open", "customer")),
            state.since <= now,
            *(() if stage_id is None else (state.stage_id == stage_id,)),
            *scope.means(state.deal_id),
        )
        .group_by(state.status, state.stage_id)
    )
    found: dict[int, Spans] = {}
    for stage_id, since, days in rows:
        start, day = _numbers(since), _numbers(days)
        until = np.full(len(start), now)
        stays = Spans(start, until, day, np.full(len(start), INSTANT))
        # A stage is of one phase, so that its deals are of one status.
        found[stage_id] = stays
    return found


# From the few deals without a date to their stays: SQLite would walk all stays instead.
_LACKING = """
SELECT visit.stage_id, visit.outcome IS NULL, count(*)
FROM deal_state CROSS JOIN stage_visit AS visit ON visit.deal_id = deal_state.deal_id
WHERE deal_state.undated = 1
  AND (visit.entered_at IS NULL OR (visit.outcome IS NOT NULL AND visit.left_at IS NULL))
  AND (visit.outcome IS NULL OR ({ended}))
"""
_BY_STAGE = " GROUP BY visit.stage_id, visit.outcome IS NULL"


def _undated(session: Session, scope: Scope) -> Mapping[int, tuple[int, int]]:
    """By stage: the stays that ended, and those that run, of which a date is unknown."""
    means = [str(one) for one in scope.means(literal_column("visit.deal_id"))]
    start, end = scope.period.bounds(scope.zone)
    # Where they ended in another period, or nobody knows, all time alone can hold them.
    bounds = (("left_at >= :first", start), ("left_at < :last", end))
    within = " AND ".join(f"visit.{said}" for said, at in bounds if at is not None)
    lacking = text(
        _LACKING.format(ended=within or "true")
        + "".join(f" AND {one}" for one in means)
        + _BY_STAGE
    ).bindparams(**{name: at for name, at in (("first", start), ("last", end)) if at is not None})
    found: dict[int, tuple[int, int]] = {}
    for stage_id, runs, number in session.execute(lacking):
        ended, running = found.get(stage_id, (0, 0))
        found[stage_id] = (ended, running + number) if runs else (ended + number, running)
    return found
