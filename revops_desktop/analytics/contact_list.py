"""Which contacts are there, in which order, and what do their cells hold?"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from revops_desktop.analytics import record_list
from revops_desktop.analytics.filters import Filter
from revops_desktop.analytics.lead_scores import KEPT
from revops_desktop.analytics.record_list import Column, Found, Row, Subject, Wanted
from revops_desktop.database.search_index import COMPANY, CONTACT
from revops_desktop.database.tables import company, contact, deal, deal_state


def _filtered(chosen: Filter) -> Sequence[ColumnElement[bool]]:
    meant = chosen.contacts()
    return () if meant is None else (contact.c.id.in_(meant),)


def _of_company(column: ColumnElement) -> ColumnElement:
    return select(column).where(company.c.id == contact.c.company_id).scalar_subquery()


_deals = (
    select(func.count())
    .select_from(deal.join(deal_state, deal_state.c.deal_id == deal.c.id))
    .where(deal.c.contact_id == contact.c.id, deal_state.c.status == "open")
    .scalar_subquery()
)


def _searched(word: str) -> ColumnElement[bool]:
    """Its own name, reading, e-mail and phone, or those of its company."""
    return or_(
        contact.c.id.in_(record_list.entered(CONTACT, word)),
        contact.c.company_id.in_(record_list.entered(COMPANY, word)),
    )


SUBJECT = Subject(
    table=contact,
    columns={
        "name": Column("text", contact.c.name, record_list.by_reading(contact)),
        "reading": Column("text", contact.c.reading),
        "company": Column("company", _of_company(company.c.name)),
        "job_title": Column("text", contact.c.job_title),
        "role": Column("text", contact.c.role),
        "email": Column("text", contact.c.email),
        "phone": Column("text", contact.c.phone),
        "open_deals": Column("number", _deals),
        "score": Column("number", KEPT),
        "external_key": Column("text", contact.c.external_key),
        "note": Column("text", contact.c.note),
        "created_at": Column("instant", contact.c.created_at),
    },
    searched=_searched,
    holds=(contact.c.deleted_at.is_(None),),
    link=contact.c.company_id,
    filtered=_filtered,
    custom="contact",
    of={
        "company": lambda company_id: contact.c.company_id == company_id,
        # Those with this lead score or more.
        "hot_from": lambda score: score <= KEPT,
    },
)


def found(session: Session, *, wanted: Wanted) -> Found:
    """The contacts meant, in order."""
    return record_list.found(session, SUBJECT, wanted)


def rows(session: Session, *, ids: Sequence[int], keys: Sequence[str]) -> dict[int, Row]:
    """The cells of a few contacts, by id."""
    return record_list.rows(session, SUBJECT, ids, keys)
