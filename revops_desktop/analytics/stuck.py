"""Which deals stand still? Beyond their stage's time limit or its idle limit (domain.md §3, §5)."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.deals_behind import DealsBehind, listed
from revops_desktop.analytics.filter_conditions import Frame, going_cold
from revops_desktop.analytics.filters import EVERYTHING, Filter, settled
from revops_desktop.analytics.pipelines import StageOf, stages_of
from revops_desktop.analytics.settings import settings
from revops_desktop.analytics.sla_running import breached_stays
from revops_desktop.analytics.tally import Tally, tally_columns
from revops_desktop.database.tables import deal_state, stage, stage_visit, time_limit
from revops_desktop.rules.periods import local_day

# Beyond the time limit, beyond the idle limit, or beyond either.
Why = Literal["over_limit", "idle", "either"]


@dataclass(frozen=True, slots=True)
class StuckAt:
    """The deals that stand in a stage, of any phase, and those of them that are stuck.

    `either` are the stuck ones: beyond the time limit, the idle limit, or both. Money in minor
    units.
    """

    stage: StageOf
    here: Tally
    over_limit: Tally
    idle: Tally
    either: Tally


def stuck(
    session: Session, *, pipeline_id: int, now: int, only: Filter = EVERYTHING
) -> tuple[StuckAt, ...]:
    """How many deals are stuck in every stage of the pipeline, as of `now` (UTC seconds)."""
    only = settled(session, only)
    standing = _standing(pipeline_id, only)
    late, cold = _late(session, now, only), _cold(session, now)
    # Those that are late, few of all, are found by themselves: asked of every row, it would cost
    # more than all the rest.
    here, over_limit, idle, both = (
        _by_stage(session, *standing, *which) for which in ((), (late,), (cold,), (late, cold))
    )
    return tuple(
        StuckAt(
            stage=one,
            here=here[one.stage_id],
            over_limit=over_limit[one.stage_id],
            idle=idle[one.stage_id],
            either=(over_limit[one.stage_id] + idle[one.stage_id]).less(both[one.stage_id]),
        )
        for one in stages_of(session, pipeline_id=pipeline_id)
    )


def limited_stages(session: Session, *, pipeline_id: int, now: int) -> frozenset[int]:
    """The stages whose deals can be stuck: an idle limit is set, or a time limit was by `now`."""
    place, limit = stage.c, time_limit.c
    timed = select(limit.stage_id).where(
        limit.made_at <= now, or_(limit.limit_minutes.is_not(None), limit.limit_days.is_not(None))
    )
    rows = session.scalars(
        select(place.id).where(
            place.pipeline_id == pipeline_id,
            or_(place.idle_limit_days.is_not(None), place.id.in_(timed)),
        )
    )
    return frozenset(rows)


def stuck_deals(
    session: Session,
    *,
    pipeline_id: int,
    now: int,
    why: Why = "either",
    stage_id: int | None = None,
    only: Filter = EVERYTHING,
) -> DealsBehind:
    """The stuck deals of a stage (None: of all), since when each stands there."""
    only = settled(session, only)
    late, cold = _late(session, now, only), _cold(session, now)
    wanted = {"over_limit": late, "idle": cold, "either": or_(late, cold)}[why]
    state = deal_state.c
    question: Select = select(
        state.deal_id, state.since.label("at"), state.since_day.label("day")
    ).where(*_standing(pipeline_id, only), wanted)
    if stage_id is not None:
        question = question.where(state.stage_id == stage_id)
    return listed(session, question)


def _by_stage(session: Session, *means: ColumnElement[bool]) -> Mapping[int, Tally]:
    """The deals of which all this holds, by stage."""
    state = deal_state.c
    found: dict[int, Tally] = defaultdict(Tally)
    # By status first, as the index has them: otherwise they would be sorted.
    for stage_id, *figures in session.execute(
        select(state.stage_id, *tally_columns(state.value))
        .where(*means)
        .group_by(state.status, state.stage_id)
    ):
        found[stage_id] += Tally(*figures)
    return found


def _standing(pipeline_id: int, only: Filter) -> tuple[ColumnElement[bool], ...]:
    state = deal_state.c
    conditions = [state.pipeline_id == pipeline_id, state.status.in_(("open", "customer"))]
    wanted = only.deals()
    if wanted is not None:
        conditions.append(state.deal_id.in_(wanted))
    return (*conditions, state.stage_id.is_not(None))


def _late(session: Session, now: int, only: Filter) -> ColumnElement[bool]:
    """Whether the present stay is beyond the stage's time limit."""
    ids = "[" + ",".join(map(str, breached_stays(session, now=now, only=only))) + "]"
    late = select(func.json_each(ids).table_valued("value").c.value)
    deals = select(stage_visit.c.deal_id).where(stage_visit.c.id.in_(late))
    # The index knows a deal, and only its own row the stay.
    return and_(deal_state.c.deal_id.in_(deals), deal_state.c.visit_id.in_(late))


def _cold(session: Session, now: int) -> ColumnElement[bool]:
    zone = settings(session).time_zone
    return going_cold(Frame(local_day(now, zone), zone)) == 1
