"""What has the owner set as targets? (domain.md §2, §5, §6)

Values are counted as `rules/targets.py` says: minor units, deals, basis points, tenths of a day.
As of an instant they are read back by `Workspace.ask(…, as_of=…)`.
"""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.filters import Filter
from revops_desktop.analytics.segments import offered
from revops_desktop.database.tables import pipeline, target
from revops_desktop.rules.targets import FIGURES, from_target_unit
from revops_desktop.rules.text import fold


class Part(NamedTuple):
    """The part of the business that a target is of; all None: the whole."""

    function_id: int | None = None
    pod_id: int | None = None
    member_id: int | None = None
    segment: str | None = None


WHOLE = Part()


class Target(NamedTuple):
    """A target that was set. `pipeline_id` None: of all rivers together."""

    target_id: int
    month: str
    figure: str
    pipeline_id: int | None
    stage_id: int | None
    part: Part
    value: int


def _of_river(session: Session, pipeline_id: int | None) -> ColumnElement[bool]:
    """Targets of this river; what is set for all rivers is also that of the only one."""
    said = target.c.pipeline_id
    if pipeline_id is None:
        return said.is_(None)
    rivers = session.execute(
        select(func.count()).select_from(pipeline).where(pipeline.c.archived_at.is_(None))
    ).scalar_one()
    own = said == pipeline_id
    return own | said.is_(None) if rivers == 1 else own


def _of_part(part: Part) -> tuple[ColumnElement[bool], ...]:
    return tuple(
        target.c[name].is_not_distinct_from(value) for name, value in part._asdict().items()
    )


def part_of(session: Session, only: Filter) -> Part | None:
    """Whose targets the deals of a filter are compared with; None: nobody sets any for them.

    The whole without a filter; a member, a pod or a segment where the filter names just that one.
    Asked before the filter is settled: after that nobody knows whose deals they are.
    """
    conditions = only.all_conditions
    if not conditions:
        return None if only.text or only.is_settled else WHOLE
    said = conditions[0]
    if len(conditions) > 1 or only.text or not said.values:
        return None
    value = said.values[0]
    if len(said.values) == 1 and said.about in ("owner", "pod") and isinstance(value, int):
        return Part(member_id=value) if said.about == "owner" else Part(pod_id=value)
    if said.about != "segment" or not all(isinstance(one, str) for one in said.values):
        return None
    spellings = [str(one) for one in said.values]
    if len({fold(one) for one in spellings}) > 1:
        return None
    known = set(offered(session))
    return Part(segment=next((one for one in spellings if one in known), spellings[0]))


def targets(
    session: Session,
    *,
    first_month: str,
    last_month: str,
    pipeline_id: int | None = None,
    part: Part = WHOLE,
    figures: Collection[str] = tuple(FIGURES),
) -> tuple[Target, ...]:
    """The targets of these months (YYYY-MM, both included) of one river and one part, by month.

    Where one is set for the river and one for all rivers, that of the river holds.
    """
    said = target.c
    rows = session.execute(
        select(
            *(said.id, said.month, said.figure, said.pipeline_id, said.stage_id),
            *(said.function_id, said.pod_id, said.member_id, said.segment, said.value),
        )
        .where(
            said.month >= first_month,
            said.month <= last_month,
            said.figure.in_(figures),
            _of_river(session, pipeline_id),
            *_of_part(part),
        )
        .order_by(said.pipeline_id.is_not(None), said.id)
    )
    found: dict[tuple[str, str, int | None], Target] = {}
    for row in rows:
        one = Target(*row[:5], Part(*row[5:9]), row[9])
        found[one.month, one.figure, one.stage_id] = one
    return tuple(sorted(found.values(), key=lambda one: (one.month, one.figure, one.target_id)))


def targets_by_month(
    session: Session, *, pipeline_id: int, months: Collection[str], part: Part
) -> dict[tuple[str, str, int | None], float]:
    """The targets of these months, each counted as its figure is: by month, figure and stage."""
    return {
        (one.month, one.figure, one.stage_id): from_target_unit(FIGURES[one.figure], one.value)
        for one in targets(
            session,
            first_month=min(months),
            last_month=max(months),
            pipeline_id=pipeline_id,
            part=part,
        )
    }


def target_of(
    session: Session,
    *,
    month: str,
    figure: str,
    pipeline_id: int | None = None,
    stage_id: int | None = None,
    function_id: int | None = None,
    pod_id: int | None = None,
    member_id: int | None = None,
    segment: str | None = None,
) -> int | None:
    """The target of a month's figure, of the whole unless a part is named; None: none was set."""
    found = targets(
        session,
        first_month=month,
        last_month=month,
        pipeline_id=pipeline_id,
        part=Part(function_id, pod_id, member_id, segment),
        figures=(figure,),
    )
    return next((one.value for one in found if one.stage_id == stage_id), None)


def target_over(
    session: Session,
    *,
    months: Collection[str],
    figure: str,
    pipeline_id: int | None = None,
    part: Part = WHOLE,
) -> int | None:
    """The targets of these months added up; None where the figure does not add up or one lacks."""
    if not months or not FIGURES[figure].adds_up:
        return None
    found = targets(
        session,
        first_month=min(months),
        last_month=max(months),
        pipeline_id=pipeline_id,
        part=part,
        figures=(figure,),
    )
    said = {one.month: one.value for one in found if one.stage_id is None}
    values = [said.get(month) for month in set(months)]
    return None if None in values else sum(value for value in values if value is not None)
