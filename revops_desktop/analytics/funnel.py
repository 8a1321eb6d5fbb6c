"""How far do deals get? The funnel of a pipeline and a period (domain.md §5).

Of the deals that reached a stage in the period: how many, as of now, reached the next one, left the
river having got no further, or are still on their way. A skipped stage counts as reached.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from sqlalchemy import Select, bindparam, func, select, union_all
from sqlalchemy.orm import Session

from revops_desktop.analytics.filters import EVERYTHING, Filter, settled
from revops_desktop.analytics.outcomes import Scope
from revops_desktop.analytics.pipelines import StageOf, stages_of
from revops_desktop.analytics.settings import settings
from revops_desktop.analytics.tally import NONE, Tally, shares, tally_columns, total
from revops_desktop.database.tables import UNKNOWN_DAY, deal_reached, deal_state, reached_by_day
from revops_desktop.rules.periods import DAY, Period
from revops_desktop.rules.shares import Share

LEFT = ("lost", "recycled", "churned", "transferred")
# A day that no deal ever sees.
_NEVER = 10**9


@dataclass(frozen=True, slots=True)
class Step:
    """The cohort conversion to the next stage, of the deals that reached this one in the period."""

    to: StageOf
    by_count: Share
    by_amount: Share


@dataclass(frozen=True, slots=True)
class StageFlow:
    """A stage of the funnel. `reached` = `advanced` + all of `left` + `waiting`.

    `reached`: in the period; `skipped` of them passed without a visit here · `left`: how, of those
    that got no further · `waiting`: got no further and are in the river still · `here`: every deal
    that stands in the stage now, whenever it came · `to_next`: None on the last stage.
    """

    stage: StageOf
    reached: Tally
    skipped: Tally
    advanced: Tally
    left: Mapping[str, Tally]
    waiting: Tally
    here: Tally
    to_next: Step | None


@dataclass(frozen=True, slots=True)
class Funnel:
    """The stages in river order. `undated`: deals of unknown date, left out of a period.

    In all time they are counted, and `undated` says how many of them there are. `only`: the deals
    it is of.
    """

    pipeline_id: int
    period: Period
    currency: str
    zone: str
    stages: tuple[StageFlow, ...]
    undated: int
    only: Filter = EVERYTHING


@dataclass(slots=True)
class Cohort:
    """What was read of the deals that reached one stage; amounts in minor units."""

    advanced: Tally = NONE
    waiting: Tally = NONE
    skipped: Tally = NONE
    left: dict[str, Tally] = field(default_factory=lambda: dict.fromkeys(LEFT, NONE))

    def add(self, went_on: int, left: str, visited: int, deals: Tally) -> None:
        """Adds deals of one fate: they went on, or left ("": they are there still)."""
        if went_on:
            self.advanced += deals
        elif left:
            self.left[left] += deals
        else:
            self.waiting += deals
        if not visited:
            self.skipped += deals

    @property
    def reached(self) -> Tally:
        """All of them."""
        return total((self.advanced, self.waiting, *self.left.values()))


def funnel(
    session: Session, *, pipeline_id: int, period: Period, only: Filter = EVERYTHING
) -> Funnel:
    """The funnel of the deals that reached each stage in the period, followed until now."""
    about = settings(session)
    scope = Scope(pipeline_id, period, about.time_zone, settled(session, only))
    stages = stages_of(session, pipeline_id=pipeline_id)
    ids = [one.stage_id for one in stages]
    cohorts = _cohorts(session, ids, scope)
    here = _here(session, scope)
    following = [*stages[1:], None]
    return Funnel(
        pipeline_id=pipeline_id,
        period=period,
        currency=about.currency,
        zone=about.time_zone,
        stages=tuple(
            _flow(one, cohorts[one.stage_id], here.get(one.stage_id, NONE), after)
            for one, after in zip(stages, following, strict=True)
        ),
        undated=_undated(session, ids, scope) if ids else 0,
        only=only,
    )


def _flow(stage: StageOf, cohort: Cohort, here: Tally, after: StageOf | None) -> StageFlow:
    ways = {"advanced": cohort.advanced, **cohort.left}
    return StageFlow(
        stage=stage,
        reached=cohort.reached,
        skipped=cohort.skipped,
        advanced=cohort.advanced,
        left=cohort.left,
        waiting=cohort.waiting,
        here=here,
        to_next=Step(after, *shares(cohort.advanced, cohort.reached, ways)) if after else None,
    )


# Statements are built once: building them costs more than running them.


@cache
def _by_day() -> Select:
    """Stage, next, left, visited and a Tally: whole UTC days added up, their rest one by one."""
    sums, reached = reached_by_day.c, deal_reached.c
    keys = (sums.stage_id, sums.next, sums.left, sums.visited)
    days = (
        select(
            *keys,
            func.sum(sums.deals).label("deals"),
            func.sum(sums.amount).label("amount"),
            (func.sum(sums.deals) - func.sum(sums.known)).label("unknown"),
            func.sum(sums.carrying).label("carrying"),
        )
        .where(
            sums.stage_id.in_(bindparam("stages", expanding=True)),
            sums.day >= bindparam("first_day"),
            sums.day < bindparam("behind_day"),
        )
        .group_by(*keys)
    )
    rests = [
        _one_by_one().where(reached.at >= bindparam(start), reached.at < bindparam(end))
        for start, end in (("start", "first"), ("behind", "end"))
    ]
    return select(union_all(days, *rests).subquery())


@cache
def _one_by_one() -> Select:
    """The same, every deal read."""
    reached = deal_reached.c
    keys = (
        *(reached.stage_id, reached.next),
        *(func.coalesce(reached.left, "").label("way"), reached.visited),
    )
    return (
        select(*keys, *tally_columns(reached.value))
        .where(reached.stage_id.in_(bindparam("stages", expanding=True)))
        .group_by(*keys)
    )


def _cohorts(session: Session, stage_ids: list[int], scope: Scope) -> dict[int, Cohort]:
    if scope.only == EVERYTHING:
        rows = session.execute(_by_day(), {"stages": stage_ids, **_ends(scope)})
    else:
        reached = deal_reached.c
        conditions = (*scope.holds(reached.at), *scope.means(reached.deal_id))
        rows = session.execute(_one_by_one().where(*conditions), {"stages": stage_ids})
    found = {stage_id: Cohort() for stage_id in stage_ids}
    for stage_id, went_on, left, visited, *figures in rows:
        found[stage_id].add(went_on, left, visited, Tally(*figures))
    return found


def _ends(scope: Scope) -> dict[str, int]:
    """Where the whole UTC days of the period begin and end, and what lies before and behind."""
    start, end = scope.period.bounds(scope.zone)
    first_day = UNKNOWN_DAY + 1 if start is None else -(-start // DAY)
    behind_day = _NEVER if end is None else end // DAY
    if scope.period.is_all_time:
        first_day = UNKNOWN_DAY
    if start is not None and end is not None and first_day >= behind_day:
        # No whole day: all of it is read one by one.
        return {
            **{"first_day": 0, "behind_day": 0},
            **{"start": start, "first": end, "behind": 0, "end": 0},
        }
    return {
        **{"first_day": first_day, "behind_day": behind_day},
        "start": 0 if start is None else start,
        "first": 0 if start is None else first_day * DAY,
        "behind": 0 if end is None else behind_day * DAY,
        "end": 0 if end is None else end,
    }


@cache
def _standing() -> Select:
    state = deal_state.c
    return (
        select(state.stage_id, *tally_columns(state.value))
        .where(
            state.pipeline_id == bindparam("pipeline"),
            state.status.in_(("open", "customer")),
        )
        # In the order of the index, or it would be sorted.
        .group_by(state.status, state.stage_id)
    )


def _here(session: Session, scope: Scope) -> dict[int, Tally]:
    question = _standing().where(*scope.means(deal_state.c.deal_id))
    found: dict[int, Tally] = {}
    for stage_id, *figures in session.execute(question, {"pipeline": scope.pipeline_id}):
        found[stage_id] = found.get(stage_id, NONE) + Tally(*figures)
    return found


def _undated(session: Session, stage_ids: list[int], scope: Scope) -> int:
    """Deals whose beginning is unknown: at the first stage all of them are."""
    if scope.only == EVERYTHING:
        sums = reached_by_day.c
        question = select(func.coalesce(func.sum(sums.deals), 0)).where(
            sums.stage_id == stage_ids[0], sums.day == UNKNOWN_DAY
        )
    else:
        reached = deal_reached.c
        question = select(func.count()).where(
            reached.stage_id == stage_ids[0],
            reached.at.is_(None),
            *scope.means(reached.deal_id),
        )
    return session.execute(question).scalar_one()
