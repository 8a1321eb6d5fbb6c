"""What would merging records keep, and what would move over?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import FromClause, Table, func, select
from sqlalchemy.orm import Session

from revops_desktop.analytics import company_list, contact_list, custom_fields
from revops_desktop.analytics.duplicates import Kind
from revops_desktop.analytics.record_list import CUSTOM
from revops_desktop.database.tables import activity, contact, deal

_OWN: dict[Kind, tuple[str, ...]] = {
    "company": (
        *("name", "reading", "segment", "industry", "employees", "region", "channel", "owner"),
        *("phone", "website", "address", "corporate_number", "first_source", "external_key"),
        "note",
    ),
    "contact": (
        *("name", "reading", "company", "job_title", "role", "email", "phone", "external_key"),
        "note",
    ),
}
# Columns that hold an id where the list shows a name.
_NAMED = {"owner": "owner_id", "company": "company_id"}


@dataclass(frozen=True, slots=True)
class Held:
    """What hangs on one record: deals, contacts, activities."""

    deals: int
    contacts: int
    activities: int


@dataclass(frozen=True, slots=True)
class FieldOfAll:
    """A field of each record: as it is shown (by `key` of the lists) and as it is kept.

    `choice`: whose value the merged record takes: an index of the records.
    """

    key: str
    shown: tuple[Any, ...]
    kept: tuple[Any, ...]
    choice: int

    @property
    def is_contested(self) -> bool:
        """Whether two records say different things."""
        return len({value for value in self.kept if value not in (None, "")}) > 1


@dataclass(frozen=True, slots=True)
class MergePreview:
    """The records, the one that should stay first, and every field that any of them fills in."""

    kind: Kind
    ids: tuple[int, ...]
    names: tuple[str, ...]
    created: tuple[int, ...]
    held: tuple[Held, ...]
    fields: tuple[FieldOfAll, ...]


def merge_preview(
    session: Session, *, kind: Kind, ids: Sequence[int], kept_id: int | None = None
) -> MergePreview | None:
    """How merging would look; None where fewer than two of the records are still there.

    Without `kept_id` the one with the most deals stays; of equals the one with the most filled in,
    then the oldest.
    """
    subject = company_list.SUBJECT if kind == "company" else contact_list.SUBJECT
    own = custom_fields.fields(session, subject=kind)
    keys = [*_OWN[kind], *(f"{CUSTOM}{field.id}" for field in own)]
    question = company_list.rows if kind == "company" else contact_list.rows
    rows = question(session, ids=ids, keys=keys)
    held = {one: _held(session, kind, one) for one in rows}
    if len(rows) < 2:
        return None
    order = sorted(
        rows,
        key=lambda one: (
            one != kept_id,
            -held[one].deals,
            -sum(value not in (None, "") for value in rows[one][2:]),
            one,
        ),
    )
    raw = _raw(session, subject.table, order)
    fields = []
    for place, key in enumerate(keys):
        shown = tuple(rows[one][2 + place] for one in order)
        if all(value in (None, "") for value in shown):
            continue
        column = _NAMED.get(key, key)
        kept = tuple(raw[one][column] for one in order) if column in raw[order[0]] else shown
        choice = next(n for n, value in enumerate(shown) if value not in (None, ""))
        fields.append(FieldOfAll(key, shown, kept, choice))
    return MergePreview(
        kind,
        tuple(order),
        tuple(str(raw[one]["name"]) for one in order),
        tuple(int(raw[one]["created_at"]) for one in order),
        tuple(held[one] for one in order),
        tuple(fields),
    )


def _raw(session: Session, table: FromClause, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    found = session.execute(select(table).where(table.c.id.in_(ids))).mappings()
    return {int(row["id"]): dict(row) for row in found}


def _held(session: Session, kind: Kind, record_id: int) -> Held:
    def count(table: Table, column: str) -> int:
        wanted = select(func.count()).select_from(table).where(table.c[column] == record_id)
        if "deleted_at" in table.c:
            wanted = wanted.where(table.c.deleted_at.is_(None))
        return session.execute(wanted).scalar_one()

    own = f"{kind}_id"
    return Held(
        count(deal, own),
        count(contact, own) if kind == "company" else 0,
        count(activity, own),
    )
