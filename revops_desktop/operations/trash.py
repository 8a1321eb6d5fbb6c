"""What a person can do with the trash: put deals, companies and contacts in, take them out again.

One action takes any number of records of any kind. No record outside the trash belongs to a company
inside it: a company takes its deals and contacts along, and a deal or contact that comes back
brings its company back. Ninety days later names and texts go for good (`erasing.py`).
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, func, select, update
from sqlalchemy.orm import Session

from revops_desktop.database.journal import describe, verb
from revops_desktop.database.tables import company, contact, deal
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import N_, _

DELETED = N_("Delete “{name}”")
DELETED_DEALS = N_("Delete {count} deals")
DELETED_COMPANIES = N_("Delete {count} companies")
DELETED_CONTACTS = N_("Delete {count} contacts")
DELETED_RECORDS = N_("Delete {count} records")
RESTORED = N_("Restore “{name}”")
RESTORED_RECORDS = N_("Restore {count} records")

_Ids = dict[Table, set[int]]
_NAMES = {deal: deal.c.title, company: company.c.name, contact: contact.c.name}
_MANY = {deal: DELETED_DEALS, company: DELETED_COMPANIES, contact: DELETED_CONTACTS}


@dataclass(frozen=True, slots=True)
class Went:
    """How many records of each kind went into the trash, or came out of it."""

    deals: int
    companies: int
    contacts: int

    @property
    def total(self) -> int:
        """All of them together."""
        return self.deals + self.companies + self.contacts


@verb(DELETED)
def delete(
    session: Session,
    *,
    at: int,
    deals: Collection[int] = (),
    companies: Collection[int] = (),
    contacts: Collection[int] = (),
    keep_deals: bool = False,
) -> Went:
    """Puts records (ids) into the trash; what is there already is left alone (domain.md §10).

    A company takes its deals and contacts along; with `keep_deals` these stay, without a company.
    Raises RuleBroken when none of the records is in the file any more.
    """
    wanted = {deal: set(deals), company: set(companies), contact: set(contacts)}
    found = {
        table: _ids(session, table, among(table.c.id, ids), table.c.deleted_at.is_(None))
        for table, ids in wanted.items()
    }
    if not any(found.values()):
        raise RuleBroken(
            _("This is no longer in the file. Nothing was changed. Please look again.")
        )
    _describe(session, found, DELETED, _label_for_many(found))
    for table in (deal, contact):
        members = among(table.c.company_id, found[company])
        if keep_deals:
            session.execute(update(table).where(members).values(company_id=None))
        else:
            found[table] |= _ids(session, table, members, table.c.deleted_at.is_(None))
    return _mark(session, found, deleted_at=at)


@verb(RESTORED)
def restore(
    session: Session,
    *,
    at: int,
    deals: Collection[int] = (),
    companies: Collection[int] = (),
    contacts: Collection[int] = (),
) -> Went:
    """Takes records (ids) out of the trash, to where they were.

    A company brings back what went with it; a deal or contact brings back its company. Raises
    RuleBroken when the records are no longer in the trash, or their names have been erased.
    """
    wanted = {deal: set(deals), company: set(companies), contact: set(contacts)}
    found = {
        table: _ids(session, table, among(table.c.id, ids), *_restorable(table))
        for table, ids in wanted.items()
    }
    if not any(found.values()):
        raise RuleBroken(
            _(
                "This is no longer in the trash, or its name has been erased. "
                "Nothing was changed. Please look again."
            )
        )
    _describe(session, found, RESTORED, RESTORED_RECORDS)
    whole = company.alias("whole")
    came = {}
    for table in (deal, contact):
        came[table] = _ids(
            session,
            table,
            *_restorable(table),
            table.c.company_id == whole.c.id,
            table.c.deleted_at == whole.c.deleted_at,
            among(whole.c.id, found[company]),
        )
    for table in (deal, contact):
        owners = select(table.c.company_id).where(among(table.c.id, found[table]))
        found[company] |= _ids(session, company, company.c.id.in_(owners), *_restorable(company))
        found[table] |= came[table]
    return _mark(session, found, deleted_at=None)


def among(column: ColumnElement[int], ids: Collection[int]) -> ColumnElement[bool]:
    """The condition that `column` is one of `ids`, however many they are."""
    values = func.json_each(json.dumps(sorted(ids))).table_valued("value")
    return column.in_(select(values.c.value))


def _restorable(table: Table) -> tuple[ColumnElement[bool], ...]:
    """In the trash, and still with its name."""
    return table.c.deleted_at.is_not(None), _NAMES[table] != ""


def _ids(session: Session, table: Table, *conditions: ColumnElement[bool]) -> set[int]:
    return set(session.execute(select(table.c.id).where(*conditions)).scalars())


def _mark(session: Session, found: _Ids, *, deleted_at: int | None) -> Went:
    for table, ids in found.items():
        values: dict[str, Any] = {"deleted_at": deleted_at}
        if deleted_at is None and "merged_into_id" in table.c:
            values["merged_into_id"] = None
        session.execute(update(table).where(among(table.c.id, ids)).values(**values))
    return Went(len(found[deal]), len(found[company]), len(found[contact]))


def _label_for_many(found: _Ids) -> str:
    kinds = [table for table, ids in found.items() if ids]
    return _MANY[kinds[0]] if len(kinds) == 1 else DELETED_RECORDS


def _describe(session: Session, found: _Ids, one: str, many: str) -> None:
    """Names the action: after the one record that was meant, or how many there were."""
    count = sum(len(ids) for ids in found.values())
    if count > 1:
        describe(session, many, count=count)
        return
    ((table, ids),) = ((table, ids) for table, ids in found.items() if ids)
    name = session.execute(select(_NAMES[table]).where(among(table.c.id, ids))).scalar_one()
    describe(session, one, name=name)
