"""Of which months and rivers can a report be made?"""

from dataclasses import dataclass

from sqlalchemy import Column, ColumnElement, ScalarSelect, func, select
from sqlalchemy.orm import Session

from revops_desktop.database.tables import deal_event, deal_reached, pipeline, stage, workspace
from revops_desktop.rules.periods import local_day, month_of, months_before

# Each begins and ends a part of the index.
_KINDS = ("won", "lost", "recycled", "churned", "reopened", "transferred")


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
    spans = _spans(session)
    rivers = tuple(
        River(pipeline_id, name, _months(*spans.get(pipeline_id, (None, None)), zone))
        for pipeline_id, name in session.execute(
            select(pipeline.c.id, pipeline.c.name)
            .where(pipeline.c.archived_at.is_(None))
            .order_by(pipeline.c.position, pipeline.c.id)
        )
    )
    return ReportMonths(rivers, language, zone)


def _spans(session: Session) -> dict[int, tuple[int | None, int | None]]:
    """The first and the last deed of each pipeline, found at the ends of indexes."""
    reached, event = deal_reached.c, deal_event.c

    def ends(at: Column[int], of: ColumnElement[bool]) -> list[ScalarSelect[int]]:
        return [
            select(end(at)).where(of, at.is_not(None)).scalar_subquery()
            for end in (func.min, func.max)
        ]

    found: dict[int, list[int]] = {}
    for rows in (
        select(stage.c.pipeline_id, *ends(reached.at, reached.stage_id == stage.c.id)),
        select(
            pipeline.c.id,
            *(
                one
                for kind in _KINDS
                for one in ends(
                    event.at, (event.pipeline_id == pipeline.c.id) & (event.kind == kind)
                )
            ),
        ),
    ):
        for pipeline_id, *known in session.execute(rows):
            found.setdefault(pipeline_id, []).extend(at for at in known if at is not None)
    return {
        pipeline_id: (min(known, default=None), max(known, default=None))
        for pipeline_id, known in found.items()
    }


def _months(first: int | None, last: int | None, zone: str) -> tuple[str, ...]:
    if first is None or last is None:
        return ()
    months = [month_of(local_day(first, zone))]
    newest = month_of(local_day(last, zone))
    while months[-1] < newest:
        months.append(months_before(months[-1], -1))
    return tuple(months)
