"""The whole river in one picture: where its water comes from, where it stays, leaks and returns.

The picture is of one cohort, so that all of it adds up: the deals that came into the river (reached
its first stage) in the period, followed until now. At every stage `reached` = `advanced` + all of
`left` + `waiting`, and what advanced is what reached the next one (domain.md §5).
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.filters import EVERYTHING, Filter, settled
from revops_desktop.analytics.funnel import LEFT, StageFlow, Step
from revops_desktop.analytics.outcomes import Scope
from revops_desktop.analytics.pipelines import StageOf, stages_of
from revops_desktop.analytics.river_rows import (
    NOBODY,
    WAYS,
    RiverRows,
    river_rows,
    summed,
    tallies,
    tallies_by,
)
from revops_desktop.analytics.settings import settings
from revops_desktop.analytics.tally import NONE, Tally, shares, total
from revops_desktop.database.tables import channel_month, deal, exit_reason
from revops_desktop.rules.periods import Period, month_of
from revops_desktop.rules.text import fold


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
    them are won · `referred`: came in as referrals · `undated`: came in at an unknown time ·
    `has_deals`: any deal came in at any time.
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
    has_deals: bool = True
    rows: RiverRows | None = field(default=None, compare=False, repr=False)

    @property
    def entered(self) -> Tally:
        """All the deals it is of."""
        return self.stages[0].reached if self.stages else NONE


def river_picture(
    session: Session,
    *,
    pipeline_id: int,
    period: Period,
    only: Filter = EVERYTHING,
    before: RiverPicture | None = None,
    touched: Collection[int] = (),
) -> RiverPicture:
    """The river of a pipeline: the deals that came into it in the period, followed until now.

    `before`: an answer to the same question since which only the deals `touched` changed; where it
    is of something else, all is read anew.
    """
    about = settings(session)
    scope = Scope(pipeline_id, period, about.time_zone, settled(session, only))
    stages = stages_of(session, pipeline_id=pipeline_id)
    ids = tuple(one.stage_id for one in stages)
    rows = _rows(session, scope, ids, before, touched) if stages else None
    found = _flows(rows, stages) if rows is not None else {}
    exits = _exits(session, rows) if rows is not None else {}
    returns = {} if rows is None else _returns(rows)
    returned, gone_round = summed(returns, 1), summed(returns, 0)
    sources = _sources(rows) if rows is not None else ()
    is_whole = rows is not None and period.is_all_time
    entered = sum(flow.reached.count for flow in found.values())
    return RiverPicture(
        pipeline_id=pipeline_id,
        period=period,
        only=only,
        currency=about.currency,
        zone=about.time_zone,
        sources=_with_channels(session, scope, sources),
        stages=tuple(_stage(found[one], exits, returned, gone_round) for one in ids),
        resting=total(found[one].left["recycled"] for one in ids),
        back=total(returns.values()),
        won_back=summed(returns, 2).get(1, NONE),
        referred=total(one.referred for one in sources),
        undated=int(rows.undated.sum()) if rows is not None and is_whole else 0,
        has_deals=bool(entered) or _has_deals(session, pipeline_id),
        rows=rows,
    )


def _has_deals(session: Session, pipeline_id: int) -> bool:
    one = deal.c
    wanted = select(one.id).where(one.pipeline_id == pipeline_id, one.deleted_at.is_(None))
    return session.execute(wanted.limit(1)).first() is not None


def _rows(
    session: Session,
    scope: Scope,
    stage_ids: tuple[int, ...],
    before: RiverPicture | None,
    touched: Collection[int],
) -> RiverRows:
    """The cohort's deals; of an earlier answer those that were touched since are read anew.

    What a filter means may be something else of a deal that was not touched.
    """
    same = (
        before is not None
        and before.rows is not None
        and scope.only == before.only == EVERYTHING
        and (before.pipeline_id, before.period, before.zone)
        == (scope.pipeline_id, scope.period, scope.zone)
        and tuple(one.stage.stage_id for one in before.stages) == stage_ids
    )
    if not same or before is None or before.rows is None:
        return river_rows(session, scope, stage_ids[0])
    if not touched:
        return before.rows
    return before.rows.with_anew(touched, river_rows(session, scope, stage_ids[0], touched))


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


def _flows(rows: RiverRows, stages: tuple[StageOf, ...]) -> dict[int, StageFlow]:
    """How the cohort went through each stage."""
    ended = tallies_by(rows.value, rows.end, rows.way)
    skipped = tallies_by(rows.skipped_value, rows.skipped_stage)
    made, further = {}, NONE
    # Whoever got further has reached all stages before: from the mouth up to the source.
    for one, after in reversed(list(zip(stages, [*stages[1:], None], strict=True))):
        here = {way: ended.get((one.stage_id, code), NONE) for code, way in enumerate(WAYS)}
        left = {way: here[way] for way in LEFT}
        reached = total((further, *here.values()))
        both = shares(further, reached, {"advanced": further, **left})
        made[one.stage_id] = StageFlow(
            stage=one,
            reached=reached,
            skipped=skipped.get((one.stage_id,), NONE),
            advanced=further,
            left=left,
            waiting=here[""],
            here=NONE,
            to_next=Step(after, *both) if after else None,
        )
        further = reached
    return made


def _exits(session: Session, rows: RiverRows) -> dict[int, list[Exit]]:
    """Who left where, how and why: by the first level of the reasons."""
    reason, parent = exit_reason.c, exit_reason.alias("parent")
    known: dict[int, tuple[int, str]] = {
        reason_id: (top, name)
        for reason_id, top, name in session.execute(
            select(
                reason.id,
                func.coalesce(parent.c.id, reason.id),
                func.coalesce(parent.c.name, reason.name),
            ).outerjoin_from(exit_reason, parent, parent.c.id == reason.parent_id)
        )
    }
    left = rows.way != WAYS.index("")
    sums: dict[tuple[int, int, int | None], Tally] = defaultdict(lambda: NONE)
    names: dict[int | None, str | None] = {None: None}
    columns = (rows.end[left], rows.way[left], rows.reason_id[left])
    for (stage_id, way, reason_id), tally in tallies_by(rows.value[left], *columns).items():
        top, name = known.get(reason_id, (None, None))
        names[top] = name
        sums[stage_id, way, top] += tally
    found: dict[int, list[Exit]] = defaultdict(list)
    for (stage_id, way, top), tally in sums.items():
        found[stage_id].append(Exit(WAYS[way], top, names[top], tally))
    return found


def _returns(rows: RiverRows) -> dict[tuple[int, ...], Tally]:
    """Of the deals that came back: by the stage left, the one reopened in, and whether won."""
    back = rows.into != NOBODY
    return tallies_by(rows.value[back], rows.out[back], rows.into[back], rows.won[back])


def _sources(rows: RiverRows) -> tuple[Source, ...]:
    """The cohort by source, the largest first; spellings that fold alike are one."""
    tallied = tallies(rows.origin, rows.value, len(rows.origins))
    names: dict[str | None, str | None] = {}
    deals: dict[str | None, Tally] = defaultdict(lambda: NONE)
    referred: dict[str | None, Tally] = defaultdict(lambda: NONE)
    found = [pair for pair in zip(rows.origins, tallied, strict=True) if pair[1].count]
    # The most frequent spelling is the name.
    for origin, tally in sorted(found, key=lambda one: (-one[1].count, one[0].source or "")):
        key = fold(origin.source or "") or None
        names.setdefault(key, origin.source if key else None)
        deals[key] += tally
        if origin.is_referral:
            referred[key] += tally
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
