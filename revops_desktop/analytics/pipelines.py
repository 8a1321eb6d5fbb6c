"""Which rivers are there, and which stages have they? For choosers and headings."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.database.tables import function, pipeline, stage


@dataclass(frozen=True, slots=True)
class StageOf:
    """A stage of a pipeline: `phase` lead, opportunity or customer; its function, if it has one."""

    stage_id: int
    name: str
    phase: str
    colour: str
    definition: str
    function: str | None
    function_colour: str | None


@dataclass(frozen=True, slots=True)
class River:
    """A pipeline with its stages in river order."""

    pipeline_id: int
    name: str
    stages: tuple[StageOf, ...]


def stages_of(session: Session, *, pipeline_id: int) -> tuple[StageOf, ...]:
    """The stages in use of a pipeline, in river order (domain.md §3)."""
    columns = stage.c
    rows = session.execute(
        select(
            *(columns.id, columns.name, columns.phase, columns.colour, columns.definition),
            *(function.c.name, function.c.colour),
        )
        .select_from(stage.outerjoin(function, function.c.id == columns.function_id))
        .where(columns.pipeline_id == pipeline_id, columns.archived_at.is_(None))
        .order_by(columns.position, columns.id)
    )
    return tuple(StageOf(*row) for row in rows)


def pipelines(session: Session) -> tuple[River, ...]:
    """The pipelines in use, in their order."""
    rows = session.execute(
        select(pipeline.c.id, pipeline.c.name)
        .where(pipeline.c.archived_at.is_(None))
        .order_by(pipeline.c.position, pipeline.c.id)
    ).all()
    return tuple(
        River(pipeline_id, name, stages_of(session, pipeline_id=pipeline_id))
        for pipeline_id, name in rows
    )
