"""Is the pipeline healthy? Coverage, slipped and idle deals, next steps, pushes, the largest deal.

Of the open deals (lead and opportunity stages) as of an instant (domain.md §5, pipeline health).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy import ColumnElement, Integer, Select, and_, cast, func, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.close_dates import Pushes, pushes
from revops_desktop.analytics.deals_behind import DealsBehind, listed
from revops_desktop.analytics.filter_conditions import Frame, going_cold
from revops_desktop.analytics.filters import EVERYTHING, Filter, settled, within
from revops_desktop.analytics.key_figures import won_in
from revops_desktop.analytics.outcomes import Scope
from revops_desktop.analytics.pipelines import StageOf, stages_of
from revops_desktop.analytics.settings import settings
from revops_desktop.analytics.tally import NONE, Tally, tally_columns, total
from revops_desktop.analytics.targets import Part, part_of, target_over
from revops_desktop.analytics.weighted import weighted_value
from revops_desktop.database.tables import deal, deal_state, stage
from revops_desktop.rules.periods import Period, local_day, month_of, month_period, months_before
from revops_desktop.rules.shares import Share, share

# What stands behind the figures, each of which opens its deals.
Subject = Literal[
    "open", "dated", "past_close", "limited", "idle", "stepless", "pushed", "weighted"
]


@dataclass(frozen=True, slots=True)
class StageHealth:
    """The open deals of a stage. `dated` carry an expected close, `past_close` of them lies behind.

    `limited` stand where there is an idle limit, `idle` of them beyond it · `stepless` have no open
    task · `pushed`: how many had their close pushed, `pushed_times` how often · `weighted` in minor
    units.
    """

    stage: StageOf | None
    open: Tally
    weighted: int
    dated: Tally
    past_close: Tally
    limited: Tally
    idle: Tally
    stepless: Tally
    pushed: int = 0
    pushed_times: int = 0


@dataclass(frozen=True, slots=True)
class LargestDeal:
    """The open deal that weighs most, amount × probability in minor units."""

    deal_id: int
    title: str
    weighted: int


@dataclass(frozen=True, slots=True)
class PipelineHealth:
    """The figures of the whole, and of each lead and opportunity stage.

    `target`: won amount that the owner set for `months` · `part`: whose target that is; None: of
    the filter's deals nobody sets any · `won`: in these months so far · `rest` of the target, never
    below 0 · `largest_share` by weighted amount.
    """

    whole: StageHealth
    stages: tuple[StageHealth, ...]
    months: Period
    target: int | None
    part: Part | None
    won: Tally
    largest: LargestDeal | None
    largest_share: Share
    currency: str
    zone: str

    @property
    def rest(self) -> int | None:
        """What of the target is still to be won."""
        return None if self.target is None else max(self.target - self.won.amount, 0)

    @property
    def coverage(self) -> float | None:
        """Open weighted ÷ rest of the target; None without a target, or where it is reached."""
        rest = self.rest
        return self.whole.weighted / rest if rest else None

    @property
    def past_close(self) -> Share:
        """Of the open deals with an expected close, those past it."""
        return share(self.whole.past_close.count, self.whole.dated.count)

    @property
    def idle(self) -> Share:
        """Of the open deals that stand where there is an idle limit, those beyond it."""
        return share(self.whole.idle.count, self.whole.limited.count)

    @property
    def stepless(self) -> Share:
        """Of the open deals, those without any open task."""
        return share(self.whole.stepless.count, self.whole.open.count)

    @property
    def pushes_a_deal(self) -> float | None:
        """How often the close of an open deal was pushed, in the mean of those that have one."""
        dated = self.whole.dated.count
        return self.whole.pushed_times / dated if dated else None


def pipeline_health(
    session: Session,
    *,
    pipeline_id: int,
    now: int,
    period: Period | None = None,
    only: Filter = EVERYTHING,
    made: Pushes | None = None,
    part: Part | None = None,
) -> PipelineHealth:
    """The health as of `now` (UTC seconds); coverage of the target of `period`.

    Of this month where no period is named, or it is not of whole months that today is one of ·
    `made`: the answer of `pushes` to the same, where it is known · `part`: whose target, where the
    filter is settled already.
    """
    about = settings(session)
    zone = about.time_zone
    months = _target_months(period, month_of(local_day(now, zone)))
    span = Period(month_period(months[0]).first, month_period(months[-1]).last)
    target = None
    part = part or part_of(session, only)
    if part is not None:
        target = target_over(
            session, months=months, figure="won_amount", pipeline_id=pipeline_id, part=part
        )
    only = settled(session, only)
    if made is None:
        made = pushes(session, pipeline_id=pipeline_id, now=now, only=only)
    found = _by_stage(session, pipeline_id, now, zone, only, made)
    stages = _stages(session, pipeline_id, found)
    whole = _whole(stages)
    largest = _largest(session, pipeline_id, only)
    cases = whole.open.carrying
    return PipelineHealth(
        whole=whole,
        stages=stages,
        months=span,
        target=target,
        part=part,
        won=won_in(session, Scope(pipeline_id, span, zone, only)),
        largest=largest,
        largest_share=share(largest.weighted if largest else 0, whole.weighted, cases),
        currency=about.currency,
        zone=zone,
    )


def _target_months(period: Period | None, this: str) -> list[str]:
    if period is None or period.first is None or period.last is None:
        return [this]
    first, last = month_of(period.first), month_of(period.last)
    whole = (month_period(first).first, month_period(last).last) == (period.first, period.last)
    if not whole or not first <= this <= last:
        return [this]
    found = [first]
    while found[-1] < last:
        found.append(months_before(found[-1], -1))
    return found


# Under a name of its own: what asks whether a deal goes cold reads the stage too.
_PLACE = stage.alias("place")
_FLAGS = ("dated", "past", "limited", "idle", "stepless")


def _flags(now: int, zone: str) -> dict[str, ColumnElement]:
    """Each 1 or 0, of a row of deal_state joined with its stage."""
    state = deal_state.c
    today = local_day(now, zone)
    limited = _PLACE.c.idle_limit_days.is_not(None)
    cold = going_cold(Frame(today, zone))
    holds = {
        "dated": state.expected_close.is_not(None),
        "past": func.coalesce(state.expected_close < today.isoformat(), 0) == 1,
        "limited": limited,
        "idle": and_(limited, cold == 1),
        "stepless": state.next_due.is_(None),
    }
    return {name: cast(condition, Integer).label(name) for name, condition in holds.items()}


def _standing(pipeline_id: int, only: Filter) -> tuple[ColumnElement[bool], ...]:
    state = deal_state.c
    return (
        state.pipeline_id == pipeline_id,
        state.status == "open",
        state.stage_id.is_not(None),
        *within(only, state.deal_id),
    )


def _weight() -> ColumnElement:
    own = func.coalesce(deal.c.probability_basis_points, _PLACE.c.probability_basis_points)
    return func.coalesce(weighted_value(deal_state.c.value, own), 0)


def _by_stage(
    session: Session, pipeline_id: int, now: int, zone: str, only: Filter, made: Pushes
) -> dict[int, StageHealth]:
    """The open deals of each stage that has any."""
    flags = _flags(now, zone)
    state = deal_state.c
    rows = session.execute(
        select(
            *(state.stage_id, *flags.values()),
            func.sum(_weight()).label("weighted"),
            *tally_columns(state.value),
        )
        .select_from(deal_state)
        .join(_PLACE, _PLACE.c.id == state.stage_id)
        .join(deal, deal.c.id == state.deal_id)
        .where(*_standing(pipeline_id, only))
        .group_by(state.stage_id, *flags.values())
    )
    sums: dict[int, dict[str, Any]] = {}
    for stage_id, *rest in rows:
        held = dict(zip(_FLAGS, rest[:5], strict=True))
        of = sums.setdefault(stage_id, dict.fromkeys(("open", *_FLAGS), NONE) | {"weighted": 0})
        tally = Tally(*rest[6:])
        of["weighted"] += rest[5]
        for name in ("open", *(name for name in _FLAGS if held[name])):
            of[name] += tally
    times = _pushed(session, pipeline_id, only, made)
    return {
        stage_id: StageHealth(
            stage=None,
            open=of["open"],
            weighted=of["weighted"],
            dated=of["dated"],
            past_close=of["past"],
            limited=of["limited"],
            idle=of["idle"],
            stepless=of["stepless"],
            pushed=times.get(stage_id, (0, 0))[0],
            pushed_times=times.get(stage_id, (0, 0))[1],
        )
        for stage_id, of in sums.items()
    }


def _pushed(
    session: Session, pipeline_id: int, only: Filter, made: Pushes
) -> dict[int, tuple[int, int]]:
    """By stage, how many of its open deals were pushed, and how often."""
    state = deal_state.c
    found: dict[int, tuple[int, int]] = {}
    rows = session.execute(
        select(state.deal_id, state.stage_id).where(
            state.deal_id.in_(_among(made)), *_standing(pipeline_id, only)
        )
    )
    for deal_id, stage_id in rows.all():
        deals, times = found.get(stage_id, (0, 0))
        found[stage_id] = deals + 1, times + len(made[deal_id])
    return found


def _among(made: Pushes) -> Select:
    ids = func.json_each("[" + ",".join(map(str, made)) + "]").table_valued("value")
    return select(ids.c.value)


def _stages(
    session: Session, pipeline_id: int, found: Mapping[int, StageHealth]
) -> tuple[StageHealth, ...]:
    """Every lead and opportunity stage in river order; deals in an archived one come last."""
    known = stages_of(session, pipeline_id=pipeline_id)
    order: list[tuple[StageOf | None, StageHealth]] = [
        (one, found.get(one.stage_id, _NOTHING)) for one in known if one.phase != "customer"
    ]
    ids = {one.stage_id for one in known}
    order += [(None, of) for stage_id, of in sorted(found.items()) if stage_id not in ids]
    return tuple(_of(one, of) for one, of in order)


_NOTHING = StageHealth(None, NONE, 0, NONE, NONE, NONE, NONE, NONE)


def _of(one: StageOf | None, of: StageHealth) -> StageHealth:
    return replace(of, stage=one)


def _whole(stages: tuple[StageHealth, ...]) -> StageHealth:
    return StageHealth(
        stage=None,
        open=total(one.open for one in stages),
        weighted=sum(one.weighted for one in stages),
        dated=total(one.dated for one in stages),
        past_close=total(one.past_close for one in stages),
        limited=total(one.limited for one in stages),
        idle=total(one.idle for one in stages),
        stepless=total(one.stepless for one in stages),
        pushed=sum(one.pushed for one in stages),
        pushed_times=sum(one.pushed_times for one in stages),
    )


def _largest(session: Session, pipeline_id: int, only: Filter) -> LargestDeal | None:
    weight = _weight().label("weight")
    row = session.execute(
        select(deal.c.id, deal.c.title, weight)
        .select_from(deal_state)
        .join(_PLACE, _PLACE.c.id == deal_state.c.stage_id)
        .join(deal, deal.c.id == deal_state.c.deal_id)
        .where(*_standing(pipeline_id, only))
        .order_by(weight.desc(), deal.c.id)
        .limit(1)
    ).first()
    return LargestDeal(*row) if row is not None and row[2] > 0 else None


def health_deals(
    session: Session,
    *,
    pipeline_id: int,
    now: int,
    subject: Subject,
    stage_id: int | None = None,
    only: Filter = EVERYTHING,
) -> DealsBehind:
    """The open deals behind a figure, of a stage (None: of all), since when each stands there."""
    zone = settings(session).time_zone
    only = settled(session, only)
    state = deal_state.c
    wanted = list(_standing(pipeline_id, only))
    if stage_id is not None:
        wanted.append(state.stage_id == stage_id)
    flags = _flags(now, zone)
    names = {"past_close": "past"}
    if subject == "pushed":
        made = pushes(session, pipeline_id=pipeline_id, now=now, only=only)
        wanted.append(state.deal_id.in_(_among(made)))
    elif subject == "weighted":
        wanted.append(_weight() > 0)
    elif subject != "open":
        wanted.append(flags[names.get(subject, subject)].element == 1)
    return listed(
        session,
        select(state.deal_id, state.since.label("at"), state.since_day.label("day"))
        .select_from(deal_state)
        .join(_PLACE, _PLACE.c.id == state.stage_id)
        .join(deal, deal.c.id == state.deal_id)
        .where(*wanted),
    )
