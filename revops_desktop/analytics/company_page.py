"""What belongs to companies?"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from revops_desktop.database.tables import contact, deal


@dataclass(frozen=True, slots=True)
class Holdings:
    """How much belongs to companies, the trash aside."""

    deals: int
    contacts: int


def holdings(session: Session, *, ids: Sequence[int]) -> Holdings:
    """How many deals and contacts would go with these companies."""
    counts = [
        session.execute(
            select(func.count())
            .select_from(table)
            .where(table.c.company_id.in_(ids), table.c.deleted_at.is_(None))
        ).scalar_one()
        for table in (deal, contact)
    ]
    return Holdings(*counts)
