"""What the form of a deal needs: who may own it, which companies there are."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.analytics import search
from revops_desktop.database.tables import member


@dataclass(frozen=True, slots=True)
class Owner:
    """Someone who may own a deal."""

    member_id: int
    name: str


def owners(session: Session, *, also: int | None = None) -> tuple[Owner, ...]:
    """The members who are not archived, by name, and `also`, who may be."""
    one = member.c
    rows = session.execute(
        select(one.id, one.name)
        .where(one.archived_at.is_(None) | (one.id == also))
        .order_by(one.name, one.id)
    )
    return tuple(Owner(*row) for row in rows)


def companies(session: Session, *, text: str, limit: int = 20) -> tuple[str, ...]:
    """Names that contain what was typed, width, case and kana aside; those it begins first."""
    return search.company_names(session, text=text, limit=limit)
