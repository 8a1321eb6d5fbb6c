"""The pipelines and stages as the settings show them, archived ones included (domain.md §3)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.time_limits import limit_book
from revops_desktop.database.tables import (
    deal_state,
    exit_criterion,
    function,
    pipeline,
    stage,
    stage_visit,
)

if TYPE_CHECKING:
    from revops_desktop.rules.business_clock import Limit


class ExitCriterion(NamedTuple):
    """What a stage asks for before a deal leaves it (rules/criteria.py)."""

    criterion_id: int
    text: str
    condition: str
    field: str | None
    activity_kind: str | None
    custom_field_id: int | None
    least_score: int | None
    level: str


class FunctionName(NamedTuple):
    """A function that can own stages."""

    function_id: int
    name: str
    colour: str


class StageSettings(NamedTuple):
    """A stage with everything that can be set on it.

    `probability` in basis points · `standing`: the deals in it now · `limit`: of a stay that begins
    now.
    """

    stage_id: int
    name: str
    phase: str
    colour: str
    definition: str
    function_id: int | None
    function: str
    function_colour: str
    probability: int
    wip_limit: int | None
    idle_limit_days: int | None
    new_sale: bool
    is_archived: bool
    standing: int
    criteria: tuple[ExitCriterion, ...]
    limit: "Limit | None"


@dataclass(frozen=True, slots=True)
class RiverSettings:
    """A pipeline and all its stages in river order."""

    pipeline_id: int
    name: str
    is_archived: bool
    stages: tuple[StageSettings, ...]

    @property
    def in_use(self) -> tuple[StageSettings, ...]:
        """The stages that are not archived."""
        return tuple(one for one in self.stages if not one.is_archived)

    @property
    def standing(self) -> int:
        """The deals in any of its stages."""
        return sum(one.standing for one in self.stages)


@dataclass(frozen=True, slots=True)
class Rivers:
    """All pipelines in their order, archived ones last; `deals`: how many the file holds.

    `functions`: those that can own a stage, in their order.
    """

    pipelines: tuple[RiverSettings, ...]
    deals: int
    functions: tuple[FunctionName, ...]

    @property
    def in_use(self) -> tuple[RiverSettings, ...]:
        """The pipelines that are not archived."""
        return tuple(one for one in self.pipelines if not one.is_archived)

    def pipeline(self, pipeline_id: int) -> RiverSettings | None:
        """One of the pipelines by id."""
        return next((one for one in self.pipelines if one.pipeline_id == pipeline_id), None)


def rivers(session: Session) -> Rivers:
    """Every pipeline with its stages."""
    stages = _stages(session)
    rows = session.execute(
        select(pipeline).order_by(
            pipeline.c.archived_at.is_not(None), pipeline.c.position, pipeline.c.id
        )
    )
    owners = select(function.c.id, function.c.name, function.c.colour)
    return Rivers(
        tuple(
            RiverSettings(
                row.id, row.name, row.archived_at is not None, tuple(stages.get(row.id, ()))
            )
            for row in rows
        ),
        deals=int(session.execute(select(func.count()).select_from(deal_state)).scalar_one()),
        functions=tuple(
            FunctionName(*one)
            for one in session.execute(owners.order_by(function.c.position, function.c.id))
        ),
    )


def _stages(session: Session) -> dict[int, list[StageSettings]]:
    """The stages of each pipeline by its id, in river order."""
    standing, asked, limits = _standing(session), _criteria(session), limit_book(session)
    one = stage.c
    found: dict[int, list[StageSettings]] = {}
    for row in session.execute(
        select(
            *(one.pipeline_id, one.id, one.name, one.phase, one.colour, one.definition),
            *(one.function_id, func.coalesce(function.c.name, "")),
            func.coalesce(function.c.colour, ""),
            *(one.probability_basis_points, one.wip_limit, one.idle_limit_days, one.new_sale),
            one.archived_at,
        )
        .select_from(stage.outerjoin(function, function.c.id == one.function_id))
        .order_by(one.position, one.id)
    ):
        pipeline_id, *described, new_sale, archived_at = row
        more = (
            *(bool(new_sale), archived_at is not None, standing.get(row.id, 0)),
            *(tuple(asked.get(row.id, ())), limits.current_stage(row.id)),
        )
        found.setdefault(pipeline_id, []).append(StageSettings._make((*described, *more)))
    return found


def _standing(session: Session) -> dict[int, int]:
    """How many deals stand in each stage."""
    counted = session.execute(
        select(deal_state.c.stage_id, func.count())
        .where(deal_state.c.status.in_(("open", "customer")))
        .group_by(deal_state.c.stage_id)
    )
    return {stage_id: number for stage_id, number in counted}


def _criteria(session: Session) -> dict[int, list[ExitCriterion]]:
    """What each stage asks for, in order."""
    asked: dict[int, list[ExitCriterion]] = {}
    one = exit_criterion.c
    for stage_id, *described in session.execute(
        select(
            *(one.stage_id, one.id, one.text, one.condition, one.field, one.activity_kind),
            *(one.custom_field_id, one.least_score, one.level),
        )
        .where(one.stage_id.is_not(None))
        .order_by(one.stage_id, one.position, one.id)
    ):
        asked.setdefault(stage_id, []).append(ExitCriterion._make(described))
    return asked


def is_used(session: Session, *, stage_id: int) -> bool:
    """Whether any deal has ever been in a stage, so that it is archived and not deleted.

    Reads all visits where none has: to be asked when it is wanted.
    """
    visits = select(stage_visit.c.id).where(stage_visit.c.stage_id == stage_id).limit(1)
    return session.execute(visits).first() is not None
