"""Which row does a person mean, who names it on the command line?"""

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from revops_desktop.database.tables import (
    company,
    deal,
    deal_state,
    exit_reason,
    member,
    pipeline,
    stage,
)
from revops_desktop.rules.text import match_key, stored


@dataclass(frozen=True, slots=True)
class Named:
    """A row and its name; `under` is the name of what it belongs to, "" for nothing."""

    id: int
    name: str
    under: str = ""


@dataclass(frozen=True, slots=True)
class FoundDeal:
    """A deal that a text may mean."""

    id: int
    title: str
    company: str
    stage: str
    pipeline_id: int


def deals(session: Session, *, text: str) -> tuple[FoundDeal, ...]:
    """The deals whose id (also #12), external key or exact title is `text`, at most 20."""
    wanted = stored(text)
    number = int(wanted.lstrip("#")) if wanted.lstrip("#").isascii() and _digits(wanted) else None
    meant = deal.c.id == number
    if not wanted.startswith("#"):
        meant = or_(meant, deal.c.external_key == wanted, deal.c.title == wanted)
    rows = session.execute(
        select(deal.c.id, deal.c.title, company.c.name, stage.c.name, deal.c.pipeline_id)
        .outerjoin_from(deal, company, company.c.id == deal.c.company_id)
        .outerjoin(deal_state, deal_state.c.deal_id == deal.c.id)
        .outerjoin(stage, stage.c.id == deal_state.c.stage_id)
        .where(meant, deal.c.deleted_at.is_(None))
        .order_by(deal.c.id)
        .limit(20)
    )
    return tuple(FoundDeal(row[0], row[1], row[2] or "", row[3] or "", row[4]) for row in rows)


def _digits(text: str) -> bool:
    return text.removeprefix("#").isdigit() and len(text) < 19


def pipelines(session: Session, *, name: str | None = None) -> tuple[Named, ...]:
    """The pipelines in use, in their order; only those called `name`, when it is given."""
    rows = session.execute(
        select(pipeline.c.id, pipeline.c.name)
        .where(pipeline.c.archived_at.is_(None))
        .order_by(pipeline.c.position, pipeline.c.id)
    )
    return tuple(Named(*row) for row in rows if name is None or _alike(row[1], name))


def stages(session: Session, *, pipeline_id: int, name: str | None = None) -> tuple[Named, ...]:
    """The stages in use of a pipeline, in river order; only those called `name`."""
    rows = session.execute(
        select(stage.c.id, stage.c.name)
        .where(stage.c.pipeline_id == pipeline_id, stage.c.archived_at.is_(None))
        .order_by(stage.c.position, stage.c.id)
    )
    return tuple(Named(*row) for row in rows if name is None or _alike(row[1], name))


def reasons(session: Session, *, kind: str, name: str | None = None) -> tuple[Named, ...]:
    """The reasons for an exit of `kind` (lost, recycled, churned); only those called `name`.

    A reason of the second level may be named alone or as “first / second”.
    """
    parent = exit_reason.alias()
    rows = session.execute(
        select(exit_reason.c.id, exit_reason.c.name, parent.c.name)
        .outerjoin_from(exit_reason, parent, parent.c.id == exit_reason.c.parent_id)
        .where(exit_reason.c.kind == kind, exit_reason.c.archived_at.is_(None))
        .order_by(exit_reason.c.position, exit_reason.c.id)
    )
    found = (Named(row[0], row[1], row[2] or "") for row in rows)
    return tuple(
        one
        for one in found
        if name is None or _alike(one.name, name) or _alike(f"{one.under}/{one.name}", name)
    )


def members(session: Session, *, name: str | None = None) -> tuple[Named, ...]:
    """The members in use; only those called `name`."""
    rows = session.execute(
        select(member.c.id, member.c.name)
        .where(member.c.archived_at.is_(None))
        .order_by(member.c.name)
    )
    return tuple(Named(*row) for row in rows if name is None or _alike(row[1], name))


def _alike(kept: str, said: str) -> bool:
    return match_key(kept) == match_key(said)
