"""How much goes on from each stage to the next? Of a cohort, or of a period (domain.md §5).

The cohort view follows the deals that reached a stage in the period until now. The period view sets
what reached the next stage in the period beside what reached this one in it: other deals, so that
it may be above 100 %, and is always labelled as such.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from sqlalchemy.orm import Session

from revops_desktop.analytics.filters import EVERYTHING, Filter
from revops_desktop.analytics.funnel import Cohort, StageFlow, funnel
from revops_desktop.analytics.leaks import KINDS, Leak, leaks
from revops_desktop.analytics.pipelines import StageOf
from revops_desktop.analytics.tally import NONE, Tally, shares, total
from revops_desktop.rules.periods import Period
from revops_desktop.rules.shares import Share

View = Literal["cohort", "period"]
VIEWS: tuple[View, ...] = get_args(View)


@dataclass(frozen=True, slots=True)
class StageConversion:
    """A stage and what went on from it; `to` None: the last stage, whose shares are None.

    `reached`: in the period; `skipped` of them passed without a visit · `advanced`: of those
    (cohort), or what reached the next stage in the period (period) · `left`: lost, recycled and
    churned, of those that got no further (cohort), or that left from here in the period (period) ·
    `transferred`: to another pipeline, apart from both · `waiting`: of the cohort, in the river
    still and no further; of the period, what stands here now · `resolved_…`: advanced ÷ (advanced +
    left), without the waiting ones. Amounts in minor units.
    """

    stage: StageOf
    to: StageOf | None
    view: View
    reached: Tally
    skipped: Tally
    advanced: Tally
    left: Mapping[str, Tally]
    transferred: Tally
    waiting: Tally
    by_count: Share | None
    by_amount: Share | None
    resolved_by_count: Share | None
    resolved_by_amount: Share | None


def stage_conversions(
    session: Session,
    *,
    pipeline_id: int,
    period: Period,
    view: View = "cohort",
    only: Filter = EVERYTHING,
) -> tuple[StageConversion, ...]:
    """The conversion of every stage in river order, by count and by amount."""
    flows = funnel(session, pipeline_id=pipeline_id, period=period, only=only).stages
    following = [*flows[1:], None]
    if view == "cohort":
        return tuple(
            of_cohort(one.stage, None if after is None else after.stage, one)
            for one, after in zip(flows, following, strict=True)
        )
    gone: dict[int | None, list[Leak]] = {}
    for leak in leaks(session, pipeline_id=pipeline_id, period=period, only=only):
        gone.setdefault(leak.stage_id, []).append(leak)
    return tuple(
        _of_period(one, after, gone.get(one.stage.stage_id, ()))
        for one, after in zip(flows, following, strict=True)
    )


@dataclass(frozen=True, slots=True)
class BothViews:
    """The conversion of one stage by cohort and by period, and what left from it then."""

    cohort: StageConversion
    flow: StageConversion
    leaks: tuple[Leak, ...]


def both_views(
    session: Session,
    *,
    pipeline_id: int,
    stage_id: int,
    period: Period,
    only: Filter = EVERYTHING,
) -> BothViews | None:
    """Of one stage what `stage_conversions` and `leaks` say, read once; None where it is gone."""
    flows = funnel(session, pipeline_id=pipeline_id, period=period, only=only).stages
    place = next((at for at, one in enumerate(flows) if one.stage.stage_id == stage_id), None)
    if place is None:
        return None
    left = leaks(session, pipeline_id=pipeline_id, period=period, only=only, stage_id=stage_id)
    one, after = flows[place], flows[place + 1] if place + 1 < len(flows) else None
    return BothViews(
        of_cohort(one.stage, None if after is None else after.stage, one),
        _of_period(one, after, left),
        left,
    )


def of_cohort(stage: StageOf, to: StageOf | None, one: Cohort | StageFlow) -> StageConversion:
    """The conversion of the deals that reached a stage, as of now."""
    left = {kind: one.left[kind] for kind in KINDS}
    rates = _rates(one.reached, one.advanced, {"advanced": one.advanced, **one.left}, left)
    return StageConversion(
        *(stage, to, "cohort", one.reached, one.skipped, one.advanced, left),
        *(one.left["transferred"], one.waiting),
        *(rates if to is not None else (None,) * 4),
    )


def _of_period(one: StageFlow, after: StageFlow | None, gone: Iterable[Leak]) -> StageConversion:
    left = dict.fromkeys(KINDS, NONE)
    for leak in gone:
        left[leak.kind] += leak.tally
    advanced = NONE if after is None else after.reached
    rates = _rates(one.reached, advanced, {"advanced": advanced}, left)
    return StageConversion(
        one.stage,
        None if after is None else after.stage,
        "period",
        *(one.reached, one.skipped, advanced),
        left,
        *(NONE, one.here),
        *(rates if after is not None else (None,) * 4),
    )


def _rates(
    reached: Tally, advanced: Tally, ways: Mapping[str, Tally], left: Mapping[str, Tally]
) -> tuple[Share, Share, Share, Share]:
    resolved = total((advanced, *left.values()))
    return (
        *shares(advanced, reached, ways),
        *shares(advanced, resolved, {"advanced": advanced, **left}),
    )
