"""What a person can do with contacts: add and edit; merging is in merging.py."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.orm import Session

from revops_desktop.database.journal import describe, verb
from revops_desktop.database.tables import contact
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import N_, _
from revops_desktop.operations import companies
from revops_desktop.rules.text import match_key, stored

ADDED = N_("Add contact {contact}")
EDITED = N_("Edit contact {contact}")

EDITABLE = frozenset(
    (
        *("name", "reading", "external_key", "role", "job_title", "email", "phone", "note"),
        "company_id",
    )
)


@verb(ADDED)
def create(session: Session, *, at: int, name: str, company: str = "", **fields: Any) -> int:
    """A new contact; `fields` as in EDITABLE. Its id.

    `company` names its company, which is added where there is none of that name.
    """
    values = checked({"name": name, **fields})
    describe(session, contact=values["name"])
    if company.strip():
        values["company_id"] = companies.find_or_add(session, at=at, name=company)
    made = session.connection().execute(insert(contact).values(created_at=at, **values))
    return int(made.lastrowid)


@verb(EDITED)
def edit(
    session: Session,
    *,
    at: int,
    contact_id: int,
    fields: Mapping[str, Any],
    company: str | None = None,
) -> None:
    """Changes fields of a contact (EDITABLE); an empty text is none.

    `company` names its company, which is added where there is none of that name; "" is none.
    """
    found = standing(session, contact_id)
    values = checked(fields)
    describe(session, contact=found.name)
    if company is not None:
        named = company.strip()
        values["company_id"] = companies.find_or_add(session, at=at, name=named) if named else None
    if values:
        session.execute(update(contact).where(contact.c.id == contact_id).values(**values))


def standing(session: Session, contact_id: int) -> Row:
    """A contact that is in the file and not in the trash."""
    found = session.execute(
        select(contact).where(contact.c.id == contact_id, contact.c.deleted_at.is_(None))
    ).first()
    if found is None:
        raise RuleBroken(
            _("This contact is no longer in the file. Nothing was changed. Please look again.")
        )
    return found


def checked(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a contact that these fields fill; RuleBroken where one cannot be kept."""
    unknown = set(fields) - EDITABLE
    if unknown:
        raise ValueError(f"no such field of a contact: {sorted(unknown)}")
    values = {
        name: (stored(value) or None) if isinstance(value, str) else value
        for name, value in fields.items()
    }
    if "name" in values:
        if not values["name"]:
            raise RuleBroken(_("A contact needs a name. Nothing was changed. Please write one."))
        values["match_key"] = match_key(values["name"])
    return values
