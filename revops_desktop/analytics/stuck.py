"""Which deals stand still? Beyond their stage's time limit or its idle limit (domain.md §3, §5)."""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import ColumnElement, Integer, Select, bindparam, cast, func, or_, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.deals_behind import DealsBehind, listed
from revops_desktop.analytics.filter_conditions import Frame, going_cold
from revops_desktop.analytics.filters import EVERYTHING, Filter, settled
from revops_desktop.analytics.pipelines import StageOf, stages_of
from revops_desktop.analytics.settings import settings
from revops_desktop.analytics.sla_running import breached_stays
from revops_desktop.analytics.tally import NONE, Tally, tally_columns
from revops_desktop.database.tables import deal_state, stage, time_limit
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
    late, cold = _late(), _cold(session, now)
    state = deal_state.c
    rows = session.execute(
        select(state.stage_id, late, cold, *tally_columns(state.value))
        .where(*_standing(pipeline_id, only))
        .group_by(state.stage_id, late, cold),
        {"late": _listed(session, now, only)},
    )
    found: dict[int, dict[str, Tally]] = {}
    for stage_id, over, idle, *figures in rows:
        tally = Tally(*figures)
        of = found.setdefault(
            stage_id, dict.fromkeys(("here", "over_limit", "idle", "either"), NONE)
        )
        of["here"] += tally
        for name, holds in (("over_limit", over), ("idle", idle), ("either", over or idle)):
            if holds:
                of[name] += tally
    nobody = dict.fromkeys(("here", "over_limit", "idle", "either"), NONE)
    return tuple(
        StuckAt(stage=stage, **found.get(stage.stage_id, nobody))
        for stage in stages_of(session, pipeline_id=pipeline_id)
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
    late, cold = _late() == 1, _cold(session, now) == 1
    wanted = {"over_limit": late, "idle": cold, "either": or_(late, cold)}[why]
    state = deal_state.c
    question: Select = select(
        state.deal_id, state.since.label("at"), state.since_day.label("day")
    ).where(*_standing(pipeline_id, only), wanted)
    if stage_id is not None:
        question = question.where(state.stage_id == stage_id)
    return listed(session, question.params(late=_listed(session, now, only)))


def _standing(pipeline_id: int, only: Filter) -> tuple[ColumnElement[bool], ...]:
    state = deal_state.c
    conditions = [state.pipeline_id == pipeline_id, state.status.in_(("open", "customer"))]
    wanted = only.deals()
    if wanted is not None:
        conditions.append(state.deal_id.in_(wanted))
    return (*conditions, state.stage_id.is_not(None))


def _late() -> ColumnElement[int]:
    """1 or 0: the present stay is one of those listed as beyond their limit."""
    late = func.json_each(bindparam("late")).table_valued("value")
    return cast(deal_state.c.visit_id.in_(select(late.c.value)), Integer)


def _listed(session: Session, now: int, only: Filter) -> str:
    ids = breached_stays(session, now=now, only=only)
    return "[" + ",".join(map(str, ids)) + "]"


def _cold(session: Session, now: int) -> ColumnElement[int]:
    zone = settings(session).time_zone
    return cast(going_cold(Frame(local_day(now, zone), zone)), Integer)
