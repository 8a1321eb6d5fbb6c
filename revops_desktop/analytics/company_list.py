"""Which companies are there, in which order, and what do their cells hold?"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from revops_desktop.analytics import record_list
from revops_desktop.analytics.filters import Filter
from revops_desktop.analytics.record_list import Column, Found, Row, Subject, Wanted
from revops_desktop.database.search_index import COMPANY
from revops_desktop.database.tables import (
    company,
    company_tag,
    contact,
    deal,
    deal_state,
    member,
    tag,
)


def _of_deals(figure: ColumnElement, *conditions: ColumnElement[bool]) -> ColumnElement:
    return (
        select(figure)
        .select_from(deal.join(deal_state, deal_state.c.deal_id == deal.c.id))
        .where(deal.c.company_id == company.c.id, *conditions)
        .scalar_subquery()
    )


def _filtered(chosen: Filter) -> Sequence[ColumnElement[bool]]:
    meant = chosen.companies()
    return () if meant is None else (company.c.id.in_(meant),)


_open = deal_state.c.status == "open"
_owner = select(member.c.name).where(member.c.id == company.c.owner_id).scalar_subquery()
_contacts = (
    select(func.count())
    .select_from(contact)
    .where(contact.c.company_id == company.c.id, contact.c.deleted_at.is_(None))
    .scalar_subquery()
)


def _tags(*parts: ColumnElement | str) -> ColumnElement:
    return (
        select(func.group_concat(func.concat(*parts), "\n"))
        .select_from(company_tag.join(tag, tag.c.id == company_tag.c.tag_id))
        .where(company_tag.c.company_id == company.c.id)
        .scalar_subquery()
    )


SUBJECT = Subject(
    table=company,
    columns={
        "name": Column("text", company.c.name, record_list.by_reading(company)),
        "reading": Column("text", company.c.reading),
        "segment": Column("text", company.c.segment),
        "industry": Column("text", company.c.industry),
        "employees": Column("number", company.c.employees),
        "region": Column("text", company.c.region),
        "channel": Column("choice", company.c.channel),
        "owner": Column("member", _owner),
        "tags": Column("tags", _tags(tag.c.name, "\t", tag.c.colour), words=_tags(tag.c.name, "")),
        "contacts": Column("number", _contacts),
        "open_deals": Column("number", _of_deals(func.count(), _open)),
        "open_amount": Column("money", _of_deals(func.sum(deal_state.c.value), _open)),
        "won_amount": Column(
            "money", _of_deals(func.sum(deal_state.c.value), deal_state.c.won == 1)
        ),
        "touched_at": Column("instant", _of_deals(func.max(deal_state.c.touched_at))),
        "next_due": Column("date", _of_deals(func.min(deal_state.c.next_due))),
        "phone": Column("text", company.c.phone),
        "website": Column("text", company.c.website),
        "address": Column("text", company.c.address),
        "corporate_number": Column("text", company.c.corporate_number),
        "first_source": Column("text", company.c.first_source),
        "external_key": Column("text", company.c.external_key),
        "note": Column("text", company.c.note),
        "created_at": Column("instant", company.c.created_at),
    },
    searched=lambda word: company.c.id.in_(record_list.entered(COMPANY, word)),
    holds=(company.c.deleted_at.is_(None),),
    filtered=_filtered,
    custom="company",
)


def found(session: Session, *, wanted: Wanted) -> Found:
    """The companies meant, in order."""
    return record_list.found(session, SUBJECT, wanted)


def rows(session: Session, *, ids: Sequence[int], keys: Sequence[str]) -> dict[int, Row]:
    """The cells of a few companies, by id."""
    return record_list.rows(session, SUBJECT, ids, keys)
