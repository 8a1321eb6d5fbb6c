"""What a person can do with pipelines: add from a template, rename, reorder, delete, bring back.

A pipeline that any deal has ever been in is archived instead of deleted; the deals that stand in it
are transferred by the one move, stage by stage, to where the person says (domain.md §3).
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.orm import Session

from revops_desktop.database.journal import describe, verb
from revops_desktop.database.tables import deal, pipeline, stage
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import N_, _
from revops_desktop.operations import stages, templates
from revops_desktop.rules.text import stored

ADDED = N_("Add pipeline {pipeline}")
RENAMED = N_("Rename pipeline {pipeline} to {name}")
REORDERED = N_("Reorder the pipelines")
DELETED = N_("Delete pipeline {pipeline}")
ARCHIVED = N_("Archive pipeline {pipeline}")
RESTORED = N_("Bring back pipeline {pipeline}")


@verb(ADDED)
def add(session: Session, *, at: int, template_key: str, language: str, name: str = "") -> int:
    """A new pipeline with the stages of a template, in `language` ("ja", "en"); its id.

    `name` is its own name instead of the template's. What the template needs of functions and
    exit reasons is added where the file has none of that name.
    """
    made = templates.apply(session, at=at, template_key=template_key, language=language)
    if stored(name):
        session.execute(update(pipeline).where(pipeline.c.id == made).values(name=stored(name)))
    describe(session, pipeline=_pipeline(session, made).name)
    return made


@verb(RENAMED)
def rename(session: Session, *, at: int, pipeline_id: int, name: str) -> None:
    """Gives a pipeline another name; no history is touched."""
    found, name = _pipeline(session, pipeline_id), stored(name)
    if not name:
        raise RuleBroken(_("A pipeline needs a name. Nothing was changed. Please write one."))
    describe(session, pipeline=found.name, name=name)
    session.execute(update(pipeline).where(pipeline.c.id == pipeline_id).values(name=name))


@verb(REORDERED)
def reorder(session: Session, *, at: int, pipeline_ids: Sequence[int]) -> None:
    """Puts the pipelines in use into this order; all of them, each once. The first opens first."""
    in_use = [one.id for one in _in_use(session)]
    if sorted(pipeline_ids) != sorted(in_use):
        raise RuleBroken(
            _("The pipelines have changed meanwhile. Nothing was changed. Please look again.")
        )
    for position, pipeline_id in enumerate(pipeline_ids, 1):
        session.execute(
            update(pipeline)
            .where(pipeline.c.id == pipeline_id, pipeline.c.position != position)
            .values(position=position)
        )


@verb(DELETED)
def remove(
    session: Session, *, at: int, pipeline_id: int, deals_to: Mapping[int, int] | None = None
) -> bool:
    """Takes a pipeline out of use; True: deleted for good, False: archived.

    `deals_to` says for each of its stages in which deals stand the stage of another pipeline to
    which they go. RuleBroken where one is missing, and for the last pipeline.
    """
    found = _pipeline(session, pipeline_id)
    if found.archived_at is None and len(_in_use(session)) < 2:
        raise RuleBroken(
            _(
                "“{pipeline}” is the last pipeline. Nothing was changed. "
                "Please add another one first."
            ).format(pipeline=found.name)
        )
    own = session.execute(select(stage).where(stage.c.pipeline_id == pipeline_id)).all()
    ids = {one.id for one in own}
    for one in own:
        target = (deals_to or {}).get(one.id)
        stages.move_out(session, at=at, stage=one, deals_to=None if target in ids else target)
    gone = (
        not any(stages.is_used(session, one.id) for one in own)
        and not session.execute(
            select(func.count()).where(deal.c.pipeline_id == pipeline_id)
        ).scalar()
    )
    describe(session, DELETED if gone else ARCHIVED, pipeline=found.name)
    if gone:
        session.execute(delete(stage).where(stage.c.pipeline_id == pipeline_id))
        session.execute(delete(pipeline).where(pipeline.c.id == pipeline_id))
    else:
        archived = update(pipeline).where(pipeline.c.id == pipeline_id)
        session.execute(archived.values(archived_at=at))
    return gone


@verb(RESTORED)
def restore(session: Session, *, at: int, pipeline_id: int) -> None:
    """Brings an archived pipeline back with its stages; one in use stays as it is."""
    found = _pipeline(session, pipeline_id)
    if found.archived_at is not None:
        describe(session, pipeline=found.name)
        session.execute(
            update(pipeline).where(pipeline.c.id == pipeline_id).values(archived_at=None)
        )


def _in_use(session: Session) -> list[Row]:
    return list(
        session.execute(
            select(pipeline)
            .where(pipeline.c.archived_at.is_(None))
            .order_by(pipeline.c.position, pipeline.c.id)
        )
    )


def _pipeline(session: Session, pipeline_id: int) -> Row:
    found = session.execute(select(pipeline).where(pipeline.c.id == pipeline_id)).first()
    if found is None:
        raise RuleBroken(
            _("This pipeline is no longer in the file. Nothing was changed. Please look again.")
        )
    return found
