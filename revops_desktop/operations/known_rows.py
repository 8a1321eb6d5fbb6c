"""What records hold now, by id: what rows from outside are compared with."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, FromClause, Row, Select, Table, select
from sqlalchemy.orm import Session

from revops_desktop.database import tables

# Of a custom field: text, number, choice's id; see database/record_tables.py.
HeldValue = tuple[str | None, int | None, int | None]


class LineHere(NamedTuple):
    """A line of a deal, with its product's key and way of billing."""

    id: int
    product_id: int
    product_key: str
    billing: str
    quantity: int
    unit_price: int | None


class Held(NamedTuple):
    """What some records hold, by their ids; `tags`: names by match key · `lines`: of deals."""

    rows: Mapping[int, Row]
    custom: Mapping[int, Mapping[int, HeldValue]]
    tags: Mapping[int, Mapping[str, str]]
    lines: Mapping[int, Sequence[LineHere]]


def held(
    session: Session, *, kind: str, ids: Sequence[int], custom: bool, tags: bool, lines: bool
) -> Held:
    """What these records hold; custom fields, tags and lines only where they are asked for.

    Those in the trash are missing.
    """
    rows = session.execute(_QUERIES[kind]().where(_TABLES[kind].c.id.in_(ids)))
    return Held(
        {row.id: row for row in rows},
        _custom(session, kind, ids) if custom else {},
        _tags(session, kind, ids) if tags else {},
        _lines(session, ids) if lines else {},
    )


def _members() -> Select:
    one, function = tables.member, tables.function
    return select(one, function.c.name.label("function")).outerjoin(
        function, function.c.id == one.c.function_id
    )


def _products() -> Select:
    return select(tables.product)


def _naming(one: Table, **others: Table) -> Select:
    """Records that are not in the trash, with key and name of those that they refer to."""
    columns: list[ColumnElement] = []
    joined: FromClause = one
    for name, other in others.items():
        columns += [other.c.match_key.label(f"{name}_key"), other.c.name.label(f"{name}_name")]
        joined = joined.outerjoin(other, other.c.id == one.c[f"{name}_id"])
    return select(one, *columns).select_from(joined).where(one.c.deleted_at.is_(None))


def _companies() -> Select:
    return _naming(tables.company, owner=tables.member)


def _contacts() -> Select:
    return _naming(tables.contact, company=tables.company)


def _deals() -> Select:
    return _naming(tables.deal, owner=tables.member, company=tables.company, contact=tables.contact)


_QUERIES = {
    "members": _members,
    "products": _products,
    "companies": _companies,
    "contacts": _contacts,
    "deals": _deals,
}
_TABLES = {
    "members": tables.member,
    "products": tables.product,
    "companies": tables.company,
    "contacts": tables.contact,
    "deals": tables.deal,
}


def _custom(session: Session, kind: str, ids: Sequence[int]) -> dict[int, dict[int, HeldValue]]:
    value = tables.custom_value.c
    owner = value[f"{_TABLES[kind].name}_id"]
    found: dict[int, dict[int, HeldValue]] = {}
    for record_id, field_id, *held_value in session.execute(
        select(owner, value.field_id, value.text, value.number, value.choice_id).where(
            owner.in_(ids)
        )
    ):
        found.setdefault(record_id, {})[field_id] = (held_value[0], held_value[1], held_value[2])
    return found


def _tags(session: Session, kind: str, ids: Sequence[int]) -> dict[int, dict[str, str]]:
    carried = tables.deal_tag if kind == "deals" else tables.company_tag
    owner = carried.c.deal_id if kind == "deals" else carried.c.company_id
    found: dict[int, dict[str, str]] = {}
    for record_id, key, name in session.execute(
        select(owner, tables.tag.c.match_key, tables.tag.c.name)
        .join_from(carried, tables.tag, tables.tag.c.id == carried.c.tag_id)
        .where(owner.in_(ids))
    ):
        found.setdefault(record_id, {})[key] = name
    return found


def _lines(session: Session, ids: Sequence[int]) -> dict[int, list[LineHere]]:
    line, product = tables.deal_line.c, tables.product.c
    found: dict[int, list[LineHere]] = {}
    for deal_id, *rest in session.execute(
        select(
            *(line.deal_id, line.id, line.product_id, product.match_key, product.billing),
            *(line.quantity, line.unit_price),
        )
        .join_from(tables.deal_line, tables.product, product.id == line.product_id)
        .where(line.deal_id.in_(ids))
        .order_by(line.position, line.id)
    ):
        found.setdefault(deal_id, []).append(LineHere._make(rest))
    return found
