"""Makes a pipeline that is in use like a template: one action, nothing of its history lost.

A stage that stays is the same stage under its new name, so that visits and figures go on. What
leaves is archived where any deal ever was in it, and its deals go where the person says.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import Row, delete, select, update
from sqlalchemy.orm import Session

from revops_desktop.database.journal import describe, verb
from revops_desktop.database.tables import pipeline, stage
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import N_, _
from revops_desktop.operations import criteria, stages
from revops_desktop.operations.criteria import WantedCriterion
from revops_desktop.operations.template_parts import StageTemplate, Template
from revops_desktop.operations.template_plan import (
    Matches,
    criteria_of,
    proposed,
    same_criterion,
    stages_of,
)
from revops_desktop.operations.template_writing import TemplateWriter

APPLIED = N_("Apply the template {template} to {pipeline}")


@verb(APPLIED)
def apply_to(
    session: Session,
    *,
    at: int,
    pipeline_id: int,
    template: Template,
    language: str,
    matches: Matches | None = None,
    deals_to: Mapping[int, int] | None = None,
    remove_criteria: bool = False,
) -> None:
    """Gives a pipeline the stages of a template, and what was agreed where nothing was.

    `matches` and `remove_criteria` as with `template_plan.plan` · `deals_to`: for each stage that
    leaves, the place in the template to which its deals go. RuleBroken where deals stand in a
    stage that leaves and it is not said where they go, and where the pipeline has changed.
    """
    spoken = "ja" if language == "ja" else "en"
    own = stages_of(session, pipeline_id)
    chosen = dict(matches) if matches is not None else proposed(own, template)
    named = session.execute(select(pipeline.c.name).where(pipeline.c.id == pipeline_id)).scalar()
    _check(own, named, chosen, len(template.stages))
    writer = TemplateWriter(session, at=at, template=template, language=language)
    writer.everything_but_stages()
    was = {row.id: row for row in own}
    held = criteria_of(session, was)
    ids = []
    for place, wanted in enumerate(template.stages):
        row = was.get(chosen.get(place) or 0)
        if row is None:
            ids.append(writer.stage(pipeline_id, 0, wanted))
            continue
        ids.append(row.id)
        _rewrite(session, writer, row, wanted)
        kept = () if remove_criteria else held.get(row.id, ())
        _write_criteria(session, writer, row.id, wanted, held.get(row.id, ()), kept, spoken)
    stages.write_order(session, _river(own, ids))
    for place, wanted in enumerate(template.stages):
        row = was.get(ids[place])
        is_won = wanted.phase == "customer"
        if row is not None and (row.phase == "customer") != is_won:
            stages.settle(session, row.id, is_won=is_won)
    for row in own:
        if row.id not in ids and row.archived_at is None:
            to = (deals_to or {}).get(row.id)
            _let_go(session, at, row, ids[to] if to is not None else None)
    describe(session, template=template.summary.names[spoken], pipeline=named)


def _check(own: Sequence[Row], named: str | None, chosen: Matches, places: int) -> None:
    """The pipeline is there, and each of its stages is one of the template's at most."""
    taken = [stage_id for stage_id in chosen.values() if stage_id is not None]
    known = {row.id for row in own}
    if (
        named is None
        or len(taken) != len(set(taken))
        or not known.issuperset(taken)
        or any(not 0 <= place < places for place in chosen)
    ):
        raise RuleBroken(
            _("The pipeline has changed meanwhile. Nothing was changed. Please look again.")
        )


def _rewrite(session: Session, writer: TemplateWriter, row: Row, wanted: StageTemplate) -> None:
    """The columns and the time limit of a stage that stays."""
    values = writer.stage_values(wanted)
    values["definition"] = values["definition"] or row.definition
    session.execute(update(stage).where(stage.c.id == row.id).values(archived_at=None, **values))
    writer.limit(wanted.time_limit, stage_id=row.id)


def _write_criteria(
    session: Session,
    writer: TemplateWriter,
    stage_id: int,
    wanted: StageTemplate,
    held: Sequence[Row],
    kept: Sequence[Row],
    language: str,
) -> None:
    """The template's criteria, those that are there already under their id, then what is kept."""
    written: list[WantedCriterion] = []
    taken: set[int] = set()
    for each in wanted.exit_criteria:
        same = next(
            (one for one in held if one.id not in taken and same_criterion(one, each, language)),
            None,
        )
        if same is not None:
            taken.add(same.id)
        written.append(writer.criterion(each, same.id if same is not None else None))
    written += [
        WantedCriterion(
            *(one.id, one.text, one.condition),
            field=one.field,
            activity_kind=one.activity_kind,
            custom_field_id=one.custom_field_id,
            least_score=one.least_score,
            level=one.level,
        )
        for one in kept
        if one.id not in taken
    ]
    criteria.write(session, written, stage_id=stage_id)


def _river(own: Sequence[Row], ids: Sequence[int]) -> list[int]:
    """All stages in their order: the template's, and what leaves behind what it stood behind."""
    followers: dict[int, list[int]] = {0: [], **{stage_id: [] for stage_id in ids}}
    ahead = 0
    for row in own:
        if row.id in followers:
            ahead = row.id
        else:
            followers[ahead].append(row.id)
    order = [*followers[0]]
    for stage_id in ids:
        order += [stage_id, *followers[stage_id]]
    return order


def _let_go(session: Session, at: int, row: Row, to: int | None) -> None:
    """Moves the deals out of a stage, and archives or deletes it."""
    stages.move_out(session, at=at, stage=row, deals_to=to)
    if stages.is_used(session, row.id):
        session.execute(update(stage).where(stage.c.id == row.id).values(archived_at=at))
    else:
        session.execute(delete(stage).where(stage.c.id == row.id))
