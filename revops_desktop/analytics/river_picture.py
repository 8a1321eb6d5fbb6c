"""The whole river in one picture: where its water comes from, where it stays, leaks and returns.

The picture is of one cohort, so that all of it adds up: the deals that came into the river (reached
its first stage) in the period, followed until now. At every stage `reached` = `advanced` + all of
`left` + `waiting`, and what advanced is what reached the next one (domain.md §5).
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.filters import EVERYTHING, Filter, settled
from revops_desktop.analytics.funnel import LEFT, StageFlow, Step, funnel
from revops_desktop.analytics.outcomes import Scope
from revops_desktop.analytics.pipelines import StageOf, stages_of
from revops_desktop.analytics.river_cohort import came_back, cohort, ends, last_exits, skips
from revops_desktop.analytics.settings import settings
from revops_desktop.analytics.tally import NONE, Tally, shares, tally_columns, total
from revops_desktop.database.tables import (
    channel_month,
    deal,
    deal_state,
    exit_reason,
)
from revops_desktop.rules.periods import Period, month_of
from revops_desktop.rules.text import fold

REFERRAL = "referral"


@dataclass(frozen=True, slots=True)
class Source:
    """Where deals came from; `name` None: not recorded. `referred`: of them, of kind referral.

    `reach` and `spend` (minor units) of its channel months in the period, None where none is typed.
    """

    name: str | None
    deals: Tally
    referred: Tally = NONE
    reach: int | None = None
    spend: int | None = None


@dataclass(frozen=True, slots=True)
class Exit:
    """Deals that left in one way for one reason of the first level; None: none was given."""

    kind: str
    reason_id: int | None
    reason: str | None
    deals: Tally


@dataclass(frozen=True, slots=True)
class RiverStage:
    """A stage of the cohort's river.

    `exits`: all of `left` by reason, the largest first of each kind · `returned`: deals that came
    back from the recycle route, by the stage where they were reopened last · `gone_round`: the same
    deals by the stage which they had been recycled from.
    """

    stage: StageOf
    reached: Tally
    skipped: Tally
    advanced: Tally
    waiting: Tally
    left: Mapping[str, Tally]
    exits: tuple[Exit, ...]
    returned: Tally
    gone_round: Tally
    to_next: Step | None


@dataclass(frozen=True, slots=True)
class RiverPicture:
    """The river of the deals that came into it in the period.

    `resting`: recycled and not back yet · `back`: came back from the recycle route, `won_back` of
    them are won · `referred`: came in as referrals · `undated`: came in at an unknown time.
    """

    pipeline_id: int
    period: Period
    only: Filter
    currency: str
    zone: str
    sources: tuple[Source, ...]
    stages: tuple[RiverStage, ...]
    resting: Tally
    back: Tally
    won_back: Tally
    referred: Tally
    undated: int

    @property
    def entered(self) -> Tally:
        """All the deals it is of."""
        return self.stages[0].reached if self.stages else NONE


def river_picture(
    session: Session, *, pipeline_id: int, period: Period, only: Filter = EVERYTHING
) -> RiverPicture:
    """The river of a pipeline: the deals that came into it in the period, followed until now."""
    about = settings(session)
    scope = Scope(pipeline_id, period, about.time_zone, settled(session, only))
    stages = stages_of(session, pipeline_id=pipeline_id)
    if scope.only == EVERYTHING and period.is_all_time:
        # Every deal is meant: the same sums are kept by day.
        known = funnel(session, pipeline_id=pipeline_id, period=period)
        found, undated = {one.stage.stage_id: one for one in known.stages}, known.undated
    else:
        found, undated = _flows(session, scope, stages), 0
    entered = cohort(scope, stages[0].stage_id) if stages else None
    exits = _exits(session, scope, entered) if entered is not None else {}
    returned, gone_round, back, won_back = (
        _returns(session, scope, entered) if entered is not None else ({}, {}, NONE, NONE)
    )
    sources = _sources(session, scope, entered) if entered is not None else ()
    return RiverPicture(
        pipeline_id=pipeline_id,
        period=period,
        only=only,
        currency=about.currency,
        zone=about.time_zone,
        sources=_with_channels(session, scope, sources),
        stages=tuple(_stage(found[one.stage_id], exits, returned, gone_round) for one in stages),
        resting=total(found[one.stage_id].left["recycled"] for one in stages),
        back=back,
        won_back=won_back,
        referred=total(one.referred for one in sources),
        undated=undated,
    )


def _stage(
    flow: StageFlow,
    exits: Mapping[int, list[Exit]],
    returned: Mapping[int, Tally],
    gone_round: Mapping[int, Tally],
) -> RiverStage:
    stage_id = flow.stage.stage_id
    by_kind = sorted(
        exits.get(stage_id, ()),
        key=lambda one: (LEFT.index(one.kind), -one.deals.count, one.reason or ""),
    )
    return RiverStage(
        stage=flow.stage,
        reached=flow.reached,
        skipped=flow.skipped,
        advanced=flow.advanced,
        waiting=flow.waiting,
        left=flow.left,
        exits=tuple(by_kind),
        returned=returned.get(stage_id, NONE),
        gone_round=gone_round.get(stage_id, NONE),
        to_next=flow.to_next,
    )


def _flows(session: Session, scope: Scope, stages: tuple[StageOf, ...]) -> dict[int, StageFlow]:
    """How the cohort went through each stage."""
    if not stages:
        return {}
    entered = cohort(scope, stages[0].stage_id)
    ended: dict[int, dict[str, Tally]] = defaultdict(dict)
    for stage_id, way, *figures in session.execute(ends(entered)):
        ended[stage_id][way or "waiting"] = Tally(*figures)
    skipped = {row[0]: Tally(*row[1:]) for row in session.execute(skips(entered))}
    made, further = {}, NONE
    # Whoever got further has reached all stages before: from the mouth up to the source.
    for one, after in reversed(list(zip(stages, [*stages[1:], None], strict=True))):
        here = ended[one.stage_id]
        left = {way: here.get(way, NONE) for way in LEFT}
        waiting = here.get("waiting", NONE)
        reached = total((further, waiting, *left.values()))
        both = shares(further, reached, {"advanced": further, **left})
        made[one.stage_id] = StageFlow(
            stage=one,
            reached=reached,
            skipped=skipped.get(one.stage_id, NONE),
            advanced=further,
            left=left,
            waiting=waiting,
            here=NONE,
            to_next=Step(after, *both) if after else None,
        )
        further = reached
    return made


def _exits(session: Session, scope: Scope, entered: Select) -> dict[int, list[Exit]]:
    """Who left where, how and why: by the first level of the reasons."""
    left = last_exits(scope, entered).subquery()
    parent, reason = exit_reason.alias("parent"), exit_reason.c
    top = func.coalesce(parent.c.id, reason.id)
    rows = session.execute(
        select(
            *(left.c.stage_id, left.c.left, top),
            *(func.coalesce(parent.c.name, reason.name), *tally_columns(left.c.value)),
        )
        .select_from(left)
        .outerjoin(exit_reason, reason.id == left.c.reason_id)
        .outerjoin(parent, parent.c.id == reason.parent_id)
        .group_by(left.c.stage_id, left.c.left, top)
    )
    found: dict[int, list[Exit]] = defaultdict(list)
    for stage_id, kind, reason_id, name, *figures in rows:
        found[stage_id].append(Exit(kind, reason_id, name, Tally(*figures)))
    return found


def _returns(
    session: Session, scope: Scope, entered: Select
) -> tuple[dict[int, Tally], dict[int, Tally], Tally, Tally]:
    """Of the deals that came back: by the stage reopened in, by the one left, all, and the won."""
    back = came_back(scope, entered).subquery()
    rows = session.execute(
        select(back.c.out, back.c.into, deal_state.c.won, *tally_columns(deal_state.c.value))
        .join_from(back, deal_state, deal_state.c.deal_id == back.c.deal_id)
        .group_by(back.c.out, back.c.into, deal_state.c.won)
    )
    into: dict[int, Tally] = defaultdict(lambda: NONE)
    out: dict[int, Tally] = defaultdict(lambda: NONE)
    won: dict[int, Tally] = defaultdict(lambda: NONE)
    for from_stage, to_stage, is_won, *figures in rows:
        deals = Tally(*figures)
        out[from_stage] += deals
        into[to_stage] += deals
        won[is_won] += deals
    return into, out, total(won.values()), won[1]


def _sources(session: Session, scope: Scope, entered: Select) -> tuple[Source, ...]:
    """The cohort by source, the largest first; spellings that fold alike are one."""
    inside = entered.subquery()
    rows = session.execute(
        select(deal.c.source, deal.c.kind == REFERRAL, *tally_columns(inside.c.value))
        .join_from(inside, deal, deal.c.id == inside.c.deal_id)
        .group_by(deal.c.source, deal.c.kind == REFERRAL)
        .order_by(func.count().desc(), deal.c.source)
    )
    names: dict[str | None, str | None] = {}
    deals: dict[str | None, Tally] = defaultdict(lambda: NONE)
    referred: dict[str | None, Tally] = defaultdict(lambda: NONE)
    for name, is_referral, *figures in rows:
        key = fold(name) if name and fold(name) else None
        names.setdefault(key, name if key else None)
        deals[key] += Tally(*figures)
        if is_referral:
            referred[key] += Tally(*figures)
    return tuple(
        sorted(
            (Source(names[key], deals[key], referred[key]) for key in names),
            key=lambda one: (one.name is None, -one.deals.count, one.name or ""),
        )
    )


def _with_channels(
    session: Session, scope: Scope, sources: tuple[Source, ...]
) -> tuple[Source, ...]:
    """The sources with the reach and spend of their channel months in the period.

    A month counts where the period touches it. Sources that reached people and brought no deal are
    there too; not so under a filter, which a month of a source cannot meet.
    """
    months, period = channel_month.c, scope.period
    conditions = []
    if period.first is not None:
        conditions.append(months.month >= month_of(period.first))
    if period.last is not None:
        conditions.append(months.month <= month_of(period.last))
    if scope.only != EVERYTHING:
        return sources
    rows = session.execute(
        select(
            *(months.match_key, func.max(months.source)),
            *(func.sum(months.reach), func.sum(months.spend)),
        )
        .where(and_(True, *conditions))
        .group_by(months.match_key)
        .order_by(months.match_key)
    ).all()
    typed = {key: (name, reach, spend) for key, name, reach, spend in rows}
    made = []
    for one in sources:
        _name, reach, spend = typed.pop(fold(one.name or ""), (None, None, None))
        made.append(Source(one.name, one.deals, one.referred, reach, spend))
    dry = [Source(name, NONE, NONE, reach, spend) for name, reach, spend in typed.values()]
    # What is not recorded stays last.
    unknown = [one for one in made if one.name is None]
    return (*(one for one in made if one.name is not None), *dry, *unknown)
