"""How does each value of a dimension convert, stage by stage? Side by side (domain.md §3, §5)."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.breakdown import Cut, Value, divided, names_of
from revops_desktop.analytics.filters import EVERYTHING, Dimension, Filter, settled
from revops_desktop.analytics.funnel import Cohort
from revops_desktop.analytics.outcomes import Scope
from revops_desktop.analytics.period_flow import StageConversion, of_cohort
from revops_desktop.analytics.pipelines import StageOf, stages_of
from revops_desktop.analytics.settings import settings
from revops_desktop.analytics.tally import Tally, tally_columns
from revops_desktop.database.tables import deal_reached
from revops_desktop.rules.periods import Period


@dataclass(frozen=True, slots=True)
class ValueSteps:
    """A value with the cohort conversion of every stage; None: not recorded."""

    value: Value
    name: str | None
    steps: tuple[StageConversion, ...]


@dataclass(frozen=True, slots=True)
class ComparedSteps:
    """The values, those with the most deals first, not recorded last."""

    stages: tuple[StageOf, ...]
    values: tuple[ValueSteps, ...]


def compared_steps(
    session: Session,
    *,
    pipeline_id: int,
    period: Period,
    by: Dimension,
    only: Filter = EVERYTHING,
) -> ComparedSteps:
    """The conversions of each value of `by`, of the deals that reached a stage in the period.

    A deal of several products is in each of them with its whole amount.
    """
    scope = Scope(pipeline_id, period, settings(session).time_zone, settled(session, only))
    stages = stages_of(session, pipeline_id=pipeline_id)
    found = _cohorts(session, divided(session, by, scope), [one.stage_id for one in stages], scope)
    names = names_of(session, by)
    following = [*stages[1:], None]
    values = [
        ValueSteps(
            value,
            names.get(value, None if value is None else str(value)),
            tuple(
                of_cohort(stage, after, cohorts.get(stage.stage_id, Cohort()))
                for stage, after in zip(stages, following, strict=False)
            ),
        )
        for value, cohorts in found.items()
    ]
    return ComparedSteps(stages, tuple(sorted(values, key=_order)))


def _order(one: ValueSteps) -> tuple[bool, int, str]:
    return one.value is None, -one.steps[0].reached.count, one.name or ""


def _cohorts(
    session: Session, cut: Cut, stage_ids: list[int], scope: Scope
) -> dict[Value, dict[int, Cohort]]:
    reached = deal_reached.c
    keys = (
        *(cut.value, reached.stage_id, reached.next),
        *(func.coalesce(reached.left, ""), reached.visited),
    )
    rows = session.execute(
        select(*keys, *tally_columns(reached.value))
        .select_from(deal_reached.join(cut.source, cut.deal_id == reached.deal_id))
        .where(
            reached.stage_id.in_(stage_ids),
            *scope.holds(reached.at),
            *scope.means(reached.deal_id),
        )
        .group_by(*keys)
    )
    found: dict[Value, dict[int, Cohort]] = defaultdict(dict)
    for value, stage_id, went_on, left, visited, *figures in rows:
        cohort = found[value].setdefault(stage_id, Cohort())
        cohort.add(went_on, left, visited, Tally(*figures))
    return found
