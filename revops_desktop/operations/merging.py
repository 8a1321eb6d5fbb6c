"""What a person can do with records that mean the same: make one of them.

What belongs to the others moves to the one that stays; they go into the trash, and know into which
record they went. One action, so that one undo brings all of it back.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Column, Table, delete, insert, select, update
from sqlalchemy.orm import Session

from revops_desktop.database.journal import describe, verb
from revops_desktop.database.tables import (
    activity,
    company,
    company_tag,
    contact,
    custom_value,
    deal,
)
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import N_, _
from revops_desktop.operations import companies, contacts

MERGED_COMPANIES = N_("Merge into company {company}")
MERGED_CONTACTS = N_("Merge into contact {contact}")


class Merged(NamedTuple):
    """How many rows moved to the one that stays."""

    deals: int
    contacts: int
    activities: int


@verb(MERGED_COMPANIES)
def merge_companies(
    session: Session,
    *,
    at: int,
    kept_id: int,
    other_ids: Sequence[int],
    fields: Mapping[str, Any] | None = None,
    custom_from: Mapping[int, int] | None = None,
) -> Merged:
    """Makes one company of several; what moved.

    `fields`: those of companies.EDITABLE that the kept one takes over · `custom_from`: whose value
    of a custom field it takes (field id → company id); a custom field that it has not filled in it
    takes from the first that has, unless said otherwise. Tags of all of them stay.
    """
    kept = companies.standing(session, kept_id)
    _check(kept_id, other_ids)
    for other_id in other_ids:
        companies.standing(session, other_id)
    describe(session, company=kept.name)
    values = companies.checked(fields or {})
    if values:
        session.execute(update(company).where(company.c.id == kept_id).values(**values))
    moved = Merged(
        _move(session, deal, deal.c.company_id, kept_id, other_ids),
        _move(session, contact, contact.c.company_id, kept_id, other_ids),
        _move(session, activity, activity.c.company_id, kept_id, other_ids),
    )
    held = set(_tags_of(session, [kept_id]))
    for tag_id in sorted(set(_tags_of(session, other_ids)) - held):
        session.execute(insert(company_tag).values(company_id=kept_id, tag_id=tag_id))
    _take_custom(session, custom_value.c.company_id, kept_id, other_ids, custom_from or {})
    _put_away(session, company, at, kept_id, other_ids)
    return moved


@verb(MERGED_CONTACTS)
def merge_contacts(
    session: Session,
    *,
    at: int,
    kept_id: int,
    other_ids: Sequence[int],
    fields: Mapping[str, Any] | None = None,
    custom_from: Mapping[int, int] | None = None,
) -> Merged:
    """Makes one contact of several, as `merge_companies` does; `fields` of contacts.EDITABLE."""
    kept = contacts.standing(session, kept_id)
    _check(kept_id, other_ids)
    for other_id in other_ids:
        contacts.standing(session, other_id)
    describe(session, contact=kept.name)
    values = contacts.checked(fields or {})
    if values:
        session.execute(update(contact).where(contact.c.id == kept_id).values(**values))
    moved = Merged(
        _move(session, deal, deal.c.contact_id, kept_id, other_ids),
        0,
        _move(session, activity, activity.c.contact_id, kept_id, other_ids),
    )
    _take_custom(session, custom_value.c.contact_id, kept_id, other_ids, custom_from or {})
    _put_away(session, contact, at, kept_id, other_ids)
    return moved


def _check(kept_id: int, other_ids: Sequence[int]) -> None:
    if not other_ids or kept_id in other_ids:
        raise RuleBroken(
            _("Merging needs two different records. Nothing was changed. Please choose them.")
        )


def _move(
    session: Session, table: Table, owner: Column[int], kept_id: int, other_ids: Sequence[int]
) -> int:
    """Rows in the trash move as well: restored, they belong to the one that stayed."""
    done = session.connection().execute(
        update(table).where(owner.in_(other_ids)).values({owner.name: kept_id})
    )
    return int(done.rowcount)


def _tags_of(session: Session, ids: Sequence[int]) -> Sequence[int]:
    return (
        session.execute(select(company_tag.c.tag_id).where(company_tag.c.company_id.in_(ids)))
        .scalars()
        .all()
    )


def _take_custom(
    session: Session,
    owner: Column[int],
    kept_id: int,
    other_ids: Sequence[int],
    custom_from: Mapping[int, int],
) -> None:
    value = custom_value.c
    rows = session.execute(
        select(value.id, value.field_id, owner).where(owner.in_((kept_id, *other_ids)))
    ).all()
    held = {(row[1], row[2]): row[0] for row in rows}
    for field_id in {row[1] for row in rows}:
        filled = [one for one in (kept_id, *other_ids) if (field_id, one) in held]
        source = custom_from.get(field_id, filled[0])
        if source == kept_id:
            continue
        if (field_id, kept_id) in held:
            session.execute(delete(custom_value).where(value.id == held[field_id, kept_id]))
        if (field_id, source) in held:
            session.execute(
                update(custom_value)
                .where(value.id == held[field_id, source])
                .values({owner.name: kept_id})
            )


def _put_away(
    session: Session, table: Table, at: int, kept_id: int, other_ids: Sequence[int]
) -> None:
    # What went into one of them before is found in the one that stays now.
    session.execute(
        update(table).where(table.c.merged_into_id.in_(other_ids)).values(merged_into_id=kept_id)
    )
    session.execute(
        update(table).where(table.c.id.in_(other_ids)).values(deleted_at=at, merged_into_id=kept_id)
    )
