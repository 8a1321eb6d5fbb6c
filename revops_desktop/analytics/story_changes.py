"""What was changed on a record, by whom, from what to what: read from the change journal.

What was taken back is not told, nor that it was; an action redone stands at its first time.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from revops_desktop.analytics.custom_fields import CustomField
from revops_desktop.analytics.custom_fields import fields as custom_fields
from revops_desktop.analytics.story_entries import Entry, FieldChange, Place, Scope
from revops_desktop.database.tables import (
    company,
    contact,
    deal,
    exit_criterion,
    member,
    product,
    tag,
    workspace,
)
from revops_desktop.i18n import N_, _, basis_points, day, money
from revops_desktop.rules.deal_fields import DEAL_KIND_LABELS, FIELD_LABELS

Holds = Literal["text", "money", "day", "percent", "kind", "member", "company", "contact", "trash"]

# The fields that are told, by table; all others follow from something that is told itself.
_HOLDS: dict[str, Holds] = {
    "company_id": "company",
    "contact_id": "contact",
    "owner_id": "member",
    "kind": "kind",
    "amount": "money",
    "monthly_amount": "money",
    "expected_close": "day",
    "probability_basis_points": "percent",
    "deleted_at": "trash",
}
_LABELS = {
    **FIELD_LABELS,
    "name": N_("Name"),
    "reading": N_("Reading"),
    "segment": N_("Segment"),
    "industry": N_("Industry"),
    "employees": N_("Employees"),
    "region": N_("Region"),
    "first_source": N_("First source"),
    "phone": N_("Phone"),
    "website": N_("Website"),
    "address": N_("Address"),
    "corporate_number": N_("Corporate number"),
    "role": N_("Role"),
    "job_title": N_("Job title"),
    "email": N_("E-mail"),
    "deleted_at": N_("Trash"),
}
_FIELDS: dict[str, tuple[str, ...]] = {
    "deal": (*FIELD_LABELS, "deleted_at"),
    "company": (
        *("name", "reading", "segment", "industry", "employees", "region", "first_source"),
        *("phone", "website", "address", "corporate_number", "note", "owner_id"),
    ),
    "contact": ("name", "reading", "role", "job_title", "email", "phone", "note", "company_id"),
}
# What hangs on a record: table, and the column that names the record.
_CHILDREN: dict[str, tuple[str, ...]] = {
    "custom_value": ("deal_id", "company_id"),
    "deal_tag": ("deal_id",),
    "deal_line": ("deal_id",),
    "deal_link": ("deal_id",),
    "criterion_tick": ("deal_id",),
    "company_tag": ("company_id",),
}
# A long note is told by its beginning.
_LONGEST = 240

_END = 2**60

_DEALS = (
    "SELECT :deal UNION ALL SELECT id FROM deal WHERE company_id = :company AND deleted_at IS NULL "
    "UNION ALL SELECT id FROM deal WHERE contact_id = :contact AND deleted_at IS NULL"
)
_CONTACTS = (
    "SELECT :contact UNION ALL "
    "SELECT id FROM contact WHERE company_id = :company AND deleted_at IS NULL"
)
_IDS = {"deal": _DEALS, "contact": _CONTACTS, "company": "SELECT :company"}


def _fields_told(table: str) -> str:
    differs = " OR ".join(
        f"json_extract(c.before, '$.{name}') IS NOT json_extract(c.after, '$.{name}')"
        for name in _FIELDS[table]
    )
    return (
        f"SELECT c.id FROM change AS c WHERE c.table_name = '{table}' "
        f"AND c.row_id IN ({_IDS[table]}) "
        f"AND c.before IS NOT NULL AND c.after IS NOT NULL AND ({differs})"
    )


def _child_told(table: str, column: str) -> str:
    """Rows that hang on a record: those still there by index, those gone by what they were."""
    ids = _IDS[column.removesuffix("_id")]
    return (
        f"SELECT c.id FROM change AS c WHERE c.table_name = '{table}' AND c.row_id IN ("
        f"SELECT id FROM {table} WHERE {column} IN ({ids}) UNION ALL "
        f"SELECT g.row_id FROM change AS g INDEXED BY ix_change_gone "
        f"WHERE g.after IS NULL AND g.table_name = '{table}' "
        f"AND json_extract(g.before, '$.{column}') IN ({ids}))"
    )


# One statement of plain text: Core takes longer to put it together than SQLite to answer it.
_TOLD = text(
    f"""
    WITH told AS MATERIALIZED ({
        " UNION ".join(
            [_fields_told(table) for table in _FIELDS]
            + [
                _child_told(table, column)
                for table, columns in _CHILDREN.items()
                for column in columns
            ]
        )
    }), acts AS (
      SELECT a.id, a.at, a.member_id FROM action AS a
      WHERE a.id IN (SELECT c.action_id FROM told JOIN change AS c ON c.id = told.id)
        AND a.kind = 'do' AND a.reversed_by_id IS NULL
        AND (a.at < :at OR (a.at = :at AND :same AND a.id < :number))
      ORDER BY a.at DESC, a.id DESC LIMIT :limit)
    SELECT acts.id, acts.at, member.name, c.table_name, c.before, c.after
    FROM acts CROSS JOIN change AS c ON c.action_id = acts.id
    LEFT JOIN member ON member.id = acts.member_id
    WHERE c.id IN (SELECT id FROM told)
    ORDER BY acts.at DESC, acts.id DESC, c.id
    """
)

_Image = Mapping[str, Any]


@dataclass
class _Names:
    """What ids are called now, and how values are written."""

    currency: str = "JPY"
    of: dict[str, dict[int, str]] = field(default_factory=dict)
    custom: dict[int, CustomField] = field(default_factory=dict)

    def name(self, table: str, number: object) -> str:
        """The name of a row; what is gone for good has none."""
        if not isinstance(number, int):
            return ""
        return self.of.get(table, {}).get(number, _("(no longer there)"))


def changes(
    session: Session, scope: Scope, rank: int, before: Place | None, limit: int
) -> list[Entry]:
    """The last changes before a place, one entry an action and record, newest first."""
    at, same, number = _until(rank, before)
    rows = session.execute(
        _TOLD,
        {
            **{"deal": scope.deal_id, "company": scope.company_id, "contact": scope.contact_id},
            **{"at": at, "same": same, "number": number, "limit": limit},
        },
    ).all()
    if not rows:
        return []
    images = [
        (row[3], json.loads(row[4]) if row[4] else {}, json.loads(row[5]) if row[5] else {})
        for row in rows
    ]
    names = _look_up(session, images)
    together: dict[tuple[int, int, str | None], list[tuple[int | None, FieldChange]]] = defaultdict(
        list
    )
    for row, (table, was, now) in zip(rows, images, strict=True):
        deal_id = _deal_of(table, was or now)
        for one_change in _read(table, was, now, names):
            together[row[0], row[1], row[2]].append((deal_id, one_change))
    return [
        _entry(rank, number, at, who, parts, names) for (number, at, who), parts in together.items()
    ]


def _entry(
    rank: int,
    number: int,
    at: int,
    who: str | None,
    parts: list[tuple[int | None, FieldChange]],
    names: _Names,
) -> Entry:
    deals = {deal_id for deal_id, _one in parts if deal_id is not None}
    only = next(iter(deals)) if len(deals) == 1 else None
    return Entry(
        place=(at, rank, number),
        kind="change",
        what="fields",
        at=at,
        day=None,
        member=who,
        deal_id=only,
        deal=names.name("deal", only) if only is not None else "",
        changes=tuple(dict.fromkeys(one for _deal, one in parts)),
    )


def _until(rank: int, before: Place | None) -> tuple[int, bool, int]:
    """Before which instant, and at that instant up to which action, the story goes on."""
    if before is None:
        return _END, True, _END
    at, there, number = before
    return at, rank <= there, number if rank == there else _END


def _deal_of(table: str, image: _Image) -> int | None:
    found = image.get("id") if table == "deal" else image.get("deal_id")
    return found if isinstance(found, int) else None


def _look_up(session: Session, images: Collection[tuple[str, _Image, _Image]]) -> _Names:
    """The names of everything that the changes mention, a statement a table."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for table, was, now in images:
        for image in (was, now):
            if (deal_id := _deal_of(table, image)) is not None:
                wanted["deal"].add(deal_id)
            for column, of in (
                *(("owner_id", "member"), ("company_id", "company"), ("contact_id", "contact")),
                *(("tag_id", "tag"), ("product_id", "product")),
                ("criterion_id", "exit_criterion"),
            ):
                if isinstance(image.get(column), int):
                    wanted[of].add(image[column])
    names = _Names(currency=session.scalar(select(workspace.c.currency)) or "JPY")
    for of, (key, shown) in {
        "deal": (deal.c.id, deal.c.title),
        "member": (member.c.id, member.c.name),
        "company": (company.c.id, company.c.name),
        "contact": (contact.c.id, contact.c.name),
        "tag": (tag.c.id, tag.c.name),
        "product": (product.c.id, product.c.name),
        "exit_criterion": (exit_criterion.c.id, exit_criterion.c.text),
    }.items():
        if wanted[of]:
            rows = session.execute(select(key, shown).where(key.in_(sorted(wanted[of]))))
            names.of[of] = {number: name for number, name in rows}
    if any(table == "custom_value" for table, _was, _now in images):
        names.custom = {one.id: one for one in custom_fields(session, archived=True)}
    return names


def _read(table: str, was: _Image, now: _Image, names: _Names) -> list[FieldChange]:
    if table in _FIELDS:
        return [
            FieldChange(_(_LABELS[name]), _written(name, was, names), _written(name, now, names))
            for name in _FIELDS[table]
            if was.get(name) != now.get(name)
        ]
    before, after = _hung(table, was, names), _hung(table, now, names)
    return [FieldChange(_field_of(table, was or now, names), before, after)]


def _field_of(table: str, image: _Image, names: _Names) -> str:
    if table == "custom_value":
        found = names.custom.get(image.get("field_id", 0))
        return found.name if found is not None else _("(no longer there)")
    return {
        "deal_tag": _("Tag"),
        "company_tag": _("Tag"),
        "deal_line": _("Product"),
        "deal_link": _("Link"),
        "criterion_tick": _("Checklist"),
    }[table]


def _hung(table: str, image: _Image, names: _Names) -> str:
    """What hangs on a record, as one short text; "" where it was not there."""
    if not image:
        return ""
    if table == "custom_value":
        found = names.custom.get(image["field_id"])
        held = next(
            (image[key] for key in ("choice_id", "number", "text") if image[key] is not None), None
        )
        return found.shown(held, names.currency)[:_LONGEST] if found is not None else ""
    if table in ("deal_tag", "company_tag"):
        return names.name("tag", image["tag_id"])
    if table == "criterion_tick":
        return names.name("exit_criterion", image["criterion_id"])
    if table == "deal_link":
        return str(image["title"])[:_LONGEST]
    price = money(image["unit_price"], names.currency)
    return f"{names.name('product', image['product_id'])} {image['quantity']} × {price}"


def _written(name: str, image: _Image, names: _Names) -> str:
    """A field's value as it is shown; "" where it is empty."""
    value = image.get(name)
    holds = _HOLDS.get(name, "text")
    if holds == "trash":
        return _("in the trash") if value is not None else ""
    if value is None or value == "":
        return ""
    if holds == "money":
        return money(value, names.currency)
    if holds == "day":
        return day(value)
    if holds == "percent":
        return basis_points(value)
    if holds == "kind":
        return _(DEAL_KIND_LABELS.get(str(value), str(value)))
    if holds in ("member", "company", "contact"):
        return names.name(holds, value)
    return str(value)[:_LONGEST]
