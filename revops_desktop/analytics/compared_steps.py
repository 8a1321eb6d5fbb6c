"""How does each value of a dimension convert, stage by stage? Side by side (domain.md §3, §5)."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field, replace

from sqlalchemy import case, func, literal, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.division import (
    Division,
    Value,
    followed,
    names_of,
    renewed,
)
from revops_desktop.analytics.filters import EVERYTHING, Dimension, Filter, settled
from revops_desktop.analytics.funnel import LEFT, Cohort
from revops_desktop.analytics.number_rows import UNKNOWN, Numbers, number_rows
from revops_desktop.analytics.outcomes import Scope
from revops_desktop.analytics.period_flow import StageConversion, of_cohort
from revops_desktop.analytics.pipelines import StageOf, stages_of
from revops_desktop.analytics.river_rows import tallies_by
from revops_desktop.analytics.settings import settings
from revops_desktop.database.tables import deal_reached
from revops_desktop.rules.periods import Period

# The ways of leaving; the place is the code. "": the deal is there still.
_WAYS = ("", *LEFT)
# What became of a deal at a stage is told in one number: how it left, went on, was visited.
_FATES = len(_WAYS) * 4


@dataclass(frozen=True, slots=True)
class ValueSteps:
    """A value with the cohort conversion of every stage; None: not recorded."""

    value: Value
    name: str | None
    steps: tuple[StageConversion, ...]


@dataclass(frozen=True, slots=True)
class ComparedSteps:
    """The values, those with the most deals first, not recorded last.

    `rows`: deal, amount (UNKNOWN where not known), and stage and fate in one number.
    """

    stages: tuple[StageOf, ...]
    values: tuple[ValueSteps, ...]
    scope: Scope = field(compare=False, repr=False)
    division: Division = field(compare=False, repr=False)
    rows: Numbers = field(compare=False, repr=False)


def compared_steps(
    session: Session,
    *,
    pipeline_id: int,
    period: Period,
    by: Dimension,
    only: Filter = EVERYTHING,
    before: ComparedSteps | None = None,
    touched: Collection[int] = (),
) -> ComparedSteps:
    """The conversions of each value of `by`, of the deals that reached a stage in the period.

    A deal of several products is in each of them with its whole amount. `before`: an answer to the
    same question, or by another dimension, since which only the deals `touched` changed; where it
    is of something else, all is read anew.
    """
    asked = Scope(pipeline_id, period, settings(session).time_zone, only)
    scope = replace(asked, only=settled(session, only))
    stages = stages_of(session, pipeline_id=pipeline_id)
    stage_ids = [one.stage_id for one in stages]
    same = (
        before is not None
        and before.scope == asked
        and only == EVERYTHING
        and [one.stage_id for one in before.stages] == stage_ids
    )
    # What a filter means may be something else of a deal that was not touched.
    held = before if same else None
    if held is None:
        rows = _rows(session, stage_ids, scope)
    elif touched:
        rows = renewed(held.rows, touched, _rows(session, stage_ids, scope, touched))
    else:
        rows = held.rows
    division = followed(session, by, scope, held.division if held else None, touched)
    return ComparedSteps(*(stages, _values(session, stages, division, rows), asked, division, rows))


def _values(
    session: Session, stages: tuple[StageOf, ...], division: Division, rows: Numbers
) -> tuple[ValueSteps, ...]:
    names = names_of(session, division.by)
    following = [*stages[1:], None]
    values = []
    for place, cohorts in _cohorts(division, rows).items():
        value = division.values[place]
        steps = tuple(
            of_cohort(stage, after, cohorts.get(stage.stage_id, Cohort()))
            for stage, after in zip(stages, following, strict=False)
        )
        name = names.get(value, None if value is None else str(value))
        values.append(ValueSteps(value, name, steps))
    return tuple(sorted(values, key=_order))


def _order(one: ValueSteps) -> tuple[bool, int, str, str]:
    return one.value is None, -one.steps[0].reached.count, one.name or "", str(one.value)


def _rows(
    session: Session,
    stage_ids: list[int],
    scope: Scope,
    deal_ids: Collection[int] | None = None,
) -> Numbers:
    """The deals meant that reached these stages in the period; of `deal_ids` alone if given."""
    reached = deal_reached.c
    way = case({name: place for place, name in enumerate(_WAYS)}, value=reached.left, else_=0)
    fate = (way * 2 + reached.next) * 2 + reached.visited
    wanted = select(
        *(reached.deal_id, func.coalesce(reached.value, literal(UNKNOWN))),
        reached.stage_id * _FATES + fate,
    ).where(*scope.holds(reached.at), *scope.means(reached.deal_id))
    if deal_ids is None:
        wanted = wanted.where(reached.stage_id.in_(stage_ids))
    else:
        # Of a few deals every stage is looked at; to look each stage up would read all its deals.
        mine = (reached.stage_id + 0).in_(stage_ids)
        wanted = wanted.where(mine, reached.deal_id.in_(sorted(deal_ids)))
    return number_rows(session, wanted)


def _cohorts(division: Division, rows: Numbers) -> dict[int, dict[int, Cohort]]:
    """The cohort of each stage by the place of the value."""
    whose, places = division.lookup().over(rows[:, 0])
    found: dict[int, dict[int, Cohort]] = defaultdict(dict)
    for (place, told), tally in tallies_by(rows[whose, 1], places, rows[whose, 2]).items():
        stage_id, fate = divmod(told, _FATES)
        way, went_on, visited = fate // 4, fate // 2 % 2, fate % 2
        cohort = found[place].setdefault(stage_id, Cohort())
        cohort.add(went_on, _WAYS[way], visited, tally)
    return found
