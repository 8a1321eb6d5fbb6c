"""Of which months and rivers can a report be made?"""

from dataclasses import dataclass

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import Session

from revops_desktop.database.tables import deal_event, deal_reached, pipeline, stage, workspace
from revops_desktop.rules.periods import local_day, month_of, months_before


@dataclass(frozen=True, slots=True)
class River:
    """A pipeline and its months, oldest first: from its first dated deed to its last."""

    pipeline_id: int
    name: str
    months: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportMonths:
    """The choices of a report: rivers in their order; the workspace's language and zone."""

    rivers: tuple[River, ...]
    language: str
    zone: str


def report_months(session: Session) -> ReportMonths:
    """The pipelines in their order, each with every month from its first deed to its last."""
    language, zone = session.execute(select(workspace.c.language, workspace.c.time_zone)).one()
    deeds = union_all(
        select(stage.c.pipeline_id, deal_reached.c.at).join_from(
            stage, deal_reached, deal_reached.c.stage_id == stage.c.id
        ),
        select(deal_event.c.pipeline_id, deal_event.c.at),
    ).subquery()
    spans = {
        pipeline_id: (first, last)
        for pipeline_id, first, last in session.execute(
            select(deeds.c.pipeline_id, func.min(deeds.c.at), func.max(deeds.c.at)).group_by(
                deeds.c.pipeline_id
            )
        )
    }
    rivers = tuple(
        River(pipeline_id, name, _months(*spans.get(pipeline_id, (None, None)), zone))
        for pipeline_id, name in session.execute(
            select(pipeline.c.id, pipeline.c.name)
            .where(pipeline.c.archived_at.is_(None))
            .order_by(pipeline.c.position, pipeline.c.id)
        )
    )
    return ReportMonths(rivers, language, zone)


def _months(first: int | None, last: int | None, zone: str) -> tuple[str, ...]:
    if first is None or last is None:
        return ()
    months = [month_of(local_day(first, zone))]
    newest = month_of(local_day(last, zone))
    while months[-1] < newest:
        months.append(months_before(months[-1], -1))
    return tuple(months)
