"""Who is in the file, with all that companies and contacts are recognised by (domain.md §11)."""

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.database import tables
from revops_desktop.operations.known import (
    MADE_KEY,
    DealThere,
    began,
    is_known,
    stands_for,
)


class CompanyHere(NamedTuple):
    """A company; one that was merged stands with the id of the one that stayed."""

    id: int
    name: str
    match_key: str
    external_key: str | None
    corporate_number: str | None
    reading: str | None
    phone: str | None
    website: str | None
    address: str | None
    region: str | None


class ContactHere(NamedTuple):
    """A contact; one that was merged stands with the id of the one that stayed."""

    id: int
    name: str
    match_key: str
    company: int | None
    external_key: str | None
    email: str | None
    phone: str | None
    reading: str | None


class MemberHere(NamedTuple):
    """A member, archived or not."""

    id: int
    name: str
    match_key: str
    email: str | None


class ProductHere(NamedTuple):
    """A product, archived or not."""

    id: int
    name: str
    match_key: str


class DealHere(NamedTuple):
    """A deal that is not in the trash; `number` in its source, `began` is a local day."""

    id: int
    title: str
    company_id: int | None
    number: str | None
    is_open: bool
    began: str | None
    there: DealThere


def companies_here(session: Session) -> list[CompanyHere]:
    """All of them, the oldest first; what stands before what was merged into it."""
    one = tables.company.c
    rows = session.execute(
        select(
            stands_for(tables.company),
            *(one.name, one.match_key, one.external_key, one.corporate_number, one.reading),
            *(one.phone, one.website, one.address, one.region),
        )
        .where(is_known(tables.company))
        .order_by(one.deleted_at.is_not(None), one.id)
    )
    return [CompanyHere._make(row) for row in rows]


def contacts_here(session: Session) -> list[ContactHere]:
    """All of them, the oldest first; what stands before what was merged into it."""
    one = tables.contact.c
    rows = session.execute(
        select(
            stands_for(tables.contact),
            *(one.name, one.match_key, one.company_id, one.external_key),
            *(one.email, one.phone, one.reading),
        )
        .where(is_known(tables.contact))
        .order_by(one.deleted_at.is_not(None), one.id)
    )
    return [ContactHere._make(row) for row in rows]


def members_here(session: Session) -> list[MemberHere]:
    """All of them, the oldest first."""
    one = tables.member.c
    rows = session.execute(select(one.id, one.name, one.match_key, one.email).order_by(one.id))
    return [MemberHere._make(row) for row in rows]


def products_here(session: Session) -> list[ProductHere]:
    """All of them, the oldest first."""
    one = tables.product.c
    rows = session.execute(select(one.id, one.name, one.match_key).order_by(one.id))
    return [ProductHere._make(row) for row in rows]


def deals_here(session: Session, *, zone: str) -> list[DealHere]:
    """All of them, the oldest first."""
    one, state = tables.deal.c, tables.deal_state.c
    rows = session.execute(
        select(
            *(one.id, one.title, one.company_id, one.external_key),
            *(state.pipeline_id, state.stage_id, state.status, state.first_at, state.first_day),
        )
        .join_from(tables.deal, tables.deal_state, state.deal_id == one.id)
        .where(one.deleted_at.is_(None))
        .order_by(one.id)
    )
    return [
        DealHere(
            row.id,
            row.title,
            row.company_id,
            None if (row.external_key or MADE_KEY).startswith(MADE_KEY) else row.external_key,
            row.status == "open",
            began(row.first_at, row.first_day, zone),
            DealThere(row.id, row.pipeline_id, row.stage_id, row.status in ("open", "customer")),
        )
        for row in rows
    ]
