"""Who is in the file, with all that companies and contacts are recognised by (domain.md §11)."""

from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Column, Table, select
from sqlalchemy.orm import Session

from revops_desktop.database import tables
from revops_desktop.operations.known import (
    MADE_KEY,
    DealThere,
    began,
    is_known,
    stands_for,
)

Here = TypeVar("Here", bound=NamedTuple)
# Fields that are called otherwise than their columns.
_REFERENCES = {"company": "company_id"}


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
    return _with_merged(session, tables.company, CompanyHere)


def contacts_here(session: Session) -> list[ContactHere]:
    """All of them, the oldest first; what stands before what was merged into it."""
    return _with_merged(session, tables.contact, ContactHere)


def members_here(session: Session) -> list[MemberHere]:
    """All of them, the oldest first."""
    return _all(session, tables.member, MemberHere)


def products_here(session: Session) -> list[ProductHere]:
    """All of them, the oldest first."""
    return _all(session, tables.product, ProductHere)


def _with_merged(session: Session, table: Table, of: type[Here]) -> list[Here]:
    rows = session.execute(
        select(stands_for(table), *_columns(table, of)[1:])
        .where(is_known(table))
        .order_by(table.c.deleted_at.is_not(None), table.c.id)
    )
    return [of(*row) for row in rows]


def _all(session: Session, table: Table, of: type[Here]) -> list[Here]:
    rows = session.execute(select(*_columns(table, of)).order_by(table.c.id))
    return [of(*row) for row in rows]


def _columns(table: Table, of: type[NamedTuple]) -> list[Column[Any]]:
    """The columns that its fields are called by."""
    return [table.c[_REFERENCES.get(name, name)] for name in of._fields]


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
