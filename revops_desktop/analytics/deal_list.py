"""Which deals are there of a company, a contact or a product, and what do their cells hold?"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Table, or_, select
from sqlalchemy.orm import Session

from revops_desktop.analytics import record_list
from revops_desktop.analytics.filters import within
from revops_desktop.analytics.lead_scores import kept_of_deal
from revops_desktop.analytics.record_list import Column, Found, Row, Subject, Wanted
from revops_desktop.database.search_index import COMPANY, DEAL
from revops_desktop.database.tables import (
    company,
    contact,
    deal,
    deal_line,
    deal_state,
    member,
    stage,
)


def _of_state(column: ColumnElement) -> ColumnElement:
    return select(column).where(deal_state.c.deal_id == deal.c.id).scalar_subquery()


def _named(table: Table, column: ColumnElement) -> ColumnElement:
    wanted = select(table.c.name).where(table.c.id == column)
    if "deleted_at" in table.c:
        wanted = wanted.where(table.c.deleted_at.is_(None))
    return wanted.scalar_subquery()


def _of_contact(contact_id: int) -> ColumnElement[bool]:
    """Its own deals, and those of its company that name nobody."""
    mine = select(contact.c.company_id).where(contact.c.id == contact_id).scalar_subquery()
    return or_(
        deal.c.contact_id == contact_id,
        deal.c.contact_id.is_(None) & (deal.c.company_id == mine),
    )


_stage = (
    select(stage.c.name)
    .join(deal_state, deal_state.c.stage_id == stage.c.id)
    .where(deal_state.c.deal_id == deal.c.id)
    .scalar_subquery()
)
_stage_place = (
    select(stage.c.position)
    .join(deal_state, deal_state.c.stage_id == stage.c.id)
    .where(deal_state.c.deal_id == deal.c.id)
    .scalar_subquery()
)

SUBJECT = Subject(
    table=deal,
    columns={
        "title": Column("text", deal.c.title),
        "stage": Column("text", _stage, _stage_place),
        "status": Column("choice", _of_state(deal_state.c.status)),
        "amount": Column("money", deal.c.amount),
        "monthly_amount": Column("money", deal.c.monthly_amount),
        "expected_close": Column("date", deal.c.expected_close),
        "owner": Column("member", _named(member, deal.c.owner_id)),
        "contact": Column("text", _named(contact, deal.c.contact_id)),
        "company": Column("company", _named(company, deal.c.company_id)),
        "kind": Column("choice", deal.c.kind),
        "source": Column("text", deal.c.source),
        "next_due": Column("date", _of_state(deal_state.c.next_due)),
        "since": Column("instant", _of_state(deal_state.c.since)),
        "created_at": Column("instant", deal.c.created_at),
        "score": Column("number", kept_of_deal()),
    },
    searched=lambda word: or_(
        deal.c.id.in_(record_list.entered(DEAL, word)),
        deal.c.company_id.in_(record_list.entered(COMPANY, word)),
    ),
    holds=(deal.c.deleted_at.is_(None),),
    link=deal.c.company_id,
    filtered=lambda chosen: within(chosen, deal.c.id),
    custom="deal",
    of={
        "company": lambda company_id: deal.c.company_id == company_id,
        "contact": _of_contact,
        "product": lambda product_id: deal.c.id.in_(
            select(deal_line.c.deal_id).where(deal_line.c.product_id == product_id)
        ),
    },
)


def found(session: Session, *, wanted: Wanted) -> Found:
    """The deals meant, in order."""
    return record_list.found(session, SUBJECT, wanted)


def rows(session: Session, *, ids: Sequence[int], keys: Sequence[str]) -> dict[int, Row]:
    """The cells of a few deals, by id."""
    return record_list.rows(session, SUBJECT, ids, keys)
