"""Which tags there are, and what carries them."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from revops_desktop.database.tables import company, company_tag, deal, deal_tag, tag


@dataclass(frozen=True, slots=True)
class TagOf:
    """A tag, its colour (a name in tokens.TAG_COLOURS), and how many records carry it.

    Records in the trash are left out.
    """

    tag_id: int
    name: str
    colour: str
    deals: int
    companies: int


def tags(session: Session) -> tuple[TagOf, ...]:
    """Every tag, by name."""
    deals = (
        select(func.count())
        .select_from(deal_tag.join(deal, deal.c.id == deal_tag.c.deal_id))
        .where(deal_tag.c.tag_id == tag.c.id, deal.c.deleted_at.is_(None))
        .scalar_subquery()
    )
    companies = (
        select(func.count())
        .select_from(company_tag.join(company, company.c.id == company_tag.c.company_id))
        .where(company_tag.c.tag_id == tag.c.id, company.c.deleted_at.is_(None))
        .scalar_subquery()
    )
    rows = session.execute(
        select(tag.c.id, tag.c.name, tag.c.colour, deals, companies).order_by(tag.c.match_key)
    )
    return tuple(TagOf(*row) for row in rows)
