"""What a person can do with companies: add, edit, tag; merging is in merging.py."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.orm import Session

from revops_desktop.database.journal import describe, verb
from revops_desktop.database.tables import company, company_tag
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import N_, _
from revops_desktop.operations import tags
from revops_desktop.rules import corporate_numbers
from revops_desktop.rules.company_names import company_key
from revops_desktop.rules.text import stored

ADDED = N_("Add company {company}")
EDITED = N_("Edit company {company}")
TAGGED = N_("Tag company {company}")

EDITABLE = frozenset(
    (
        *("name", "reading", "external_key", "segment", "industry", "employees", "region"),
        *("first_source", "channel", "owner_id", "corporate_number", "phone", "website"),
        *("address", "note"),
    )
)


@verb(ADDED)
def add(session: Session, *, at: int, name: str) -> int:
    """The company of this name, made when there is none; its id."""
    describe(session, company=name)
    return find_or_add(session, at=at, name=name)


@verb(ADDED)
def create(session: Session, *, at: int, name: str, **fields: Any) -> int:
    """A new company even where one of that name exists; `fields` as in EDITABLE. Its id."""
    values = checked({"name": name, **fields})
    describe(session, company=values["name"])
    made = session.connection().execute(insert(company).values(created_at=at, **values))
    return int(made.lastrowid)


@verb(EDITED)
def edit(session: Session, *, at: int, company_id: int, fields: Mapping[str, Any]) -> None:
    """Changes fields of a company (EDITABLE); an empty text is none."""
    found = standing(session, company_id)
    values = checked(fields)
    describe(session, company=found.name)
    session.execute(update(company).where(company.c.id == company_id).values(**values))


@verb(TAGGED)
def set_tags(session: Session, *, at: int, company_id: int, names: Sequence[str]) -> None:
    """Gives a company exactly these tags; a tag that is not there yet is made."""
    found = standing(session, company_id)
    describe(session, company=found.name)
    wanted = [tags.find_or_add(session, name=name) for name in names if name.strip()]
    session.execute(
        delete(company_tag).where(
            company_tag.c.company_id == company_id, company_tag.c.tag_id.not_in(wanted)
        )
    )
    tags.put_on(session, company_tag, [company_id], wanted)


def find_or_add(session: Session, *, at: int, name: str) -> int:
    """The company of this name, made when there is none; its id.

    Width, case, blanks and where the legal form stands aside (domain.md §11).
    """
    name = stored(name)
    if not name:
        raise RuleBroken(_nameless())
    key = company_key(name)
    found = session.execute(
        select(company.c.id)
        .where(company.c.match_key == key, company.c.deleted_at.is_(None))
        .order_by(company.c.id)
    ).scalar()
    if found is not None:
        return int(found)
    made = session.connection().execute(
        insert(company).values(name=name, match_key=key, created_at=at)
    )
    return int(made.lastrowid)


def standing(session: Session, company_id: int) -> Row:
    """A company that is in the file and not in the trash."""
    found = session.execute(
        select(company).where(company.c.id == company_id, company.c.deleted_at.is_(None))
    ).first()
    if found is None:
        raise RuleBroken(
            _("This company is no longer in the file. Nothing was changed. Please look again.")
        )
    return found


def _nameless() -> str:
    return _("A company needs a name. Nothing was changed. Please write one.")


def checked(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a company that these fields fill; RuleBroken where one cannot be kept."""
    unknown = set(fields) - EDITABLE
    if unknown:
        raise ValueError(f"no such field of a company: {sorted(unknown)}")
    values = {
        name: (stored(value) or None) if isinstance(value, str) else value
        for name, value in fields.items()
    }
    if "name" in values:
        if not values["name"]:
            raise RuleBroken(_nameless())
        values["match_key"] = company_key(values["name"])
    number = values.get("corporate_number")
    if number is not None:
        values["corporate_number"] = _corporate_number(number)
    if int(values.get("employees") or 0) < 0:
        raise RuleBroken(_("A company cannot have fewer than 0 employees. Nothing was changed."))
    return values


def _corporate_number(text: str) -> str:
    """13 digits, however they were written (法人番号), that the first of them holds to be right."""
    digits = corporate_numbers.digits_of(text)
    if digits is None:
        raise RuleBroken(
            _(
                "“{text}” is not a corporate number: it has 13 digits. Nothing was changed. "
                "Please look at the number again."
            ).format(text=text[:40])
        )
    if not corporate_numbers.is_right(digits):
        raise RuleBroken(
            _(
                "“{text}” is not a corporate number: its first digit does not fit the others. "
                "Nothing was changed. Please look at the number again."
            ).format(text=text[:40])
        )
    return digits
