"""What a hand-off rule asks to be handed over with a deal, and what of it is there (domain.md §4).

Both the move, which keeps it as it was then, and the questions about what is missing read it here.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from revops_desktop import i18n
from revops_desktop.database.deal_facts import Told
from revops_desktop.database.prepared import Prepared
from revops_desktop.database.tables import (
    company,
    contact,
    custom_choice,
    custom_field,
    custom_value,
    deal,
    handoff_answer,
    handoff_item,
    member,
    workspace,
)
from revops_desktop.rules import custom_fields
from revops_desktop.rules.deal_fields import DEAL_KIND_LABELS

# The fields of a deal that may be handed over.
FIELDS = (
    *("title", "company_id", "contact_id", "kind", "amount", "monthly_amount", "expected_close"),
    *("owner_id", "source", "campaign", "note", "why_bought", "why_lost", "promised"),
)
_MONEY = ("amount", "monthly_amount")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to hand over: a field of the deal, a custom field, or an answer in words."""

    item_id: int
    rule_id: int
    name: str
    position: int
    is_required: bool
    field: str | None
    custom_field_id: int | None


# Deal → item → its value as it is shown; what is missing is not in it.
Values = Mapping[int, Mapping[int, str]]


def items(session: Session, rule_ids: Collection[int]) -> dict[int, tuple[Item, ...]]:
    """The items of each rule that are in use, in their order; rules without any are missing."""
    found: dict[int, tuple[Item, ...]] = {}
    for row in _ITEMS.rows(session, wanted=json.dumps(list(rule_ids))):
        item = Item(row[0], row[1], row[2], row[3], bool(row[4]), row[5], row[6])
        found[item.rule_id] = (*found.get(item.rule_id, ()), item)
    return found


def values(session: Session, wanted: Collection[Item], deal_ids: Collection[int]) -> Values:
    """What these deals hold of these items, as it is shown in the language in force."""
    found: dict[int, dict[int, str]] = {deal_id: {} for deal_id in deal_ids}
    listed = "[" + ",".join(str(int(number)) for number in deal_ids) + "]"
    in_words = {one.item_id for one in wanted if not one.field and not one.custom_field_id}
    if in_words:
        for deal_id, item_id, text in _ANSWERS.rows(session, wanted=listed):
            if item_id in in_words and text:
                found[deal_id][item_id] = text
    of_fields = {one.item_id: one.field for one in wanted if one.field}
    if of_fields:
        currency = _currency(session) if set(_MONEY) & set(of_fields.values()) else ""
        for row in _OF_DEALS.rows(session, wanted=listed):
            held = row._asdict()
            for item_id, name in of_fields.items():
                text = _shown(held, name, currency)
                if text:
                    found[row.id][item_id] = text
    of_custom: dict[int, list[int]] = {}
    for one in wanted:
        if one.custom_field_id:
            of_custom.setdefault(one.custom_field_id, []).append(one.item_id)
    if of_custom:
        for deal_id, field_id, text in _custom(session, listed, of_custom):
            found[deal_id] |= dict.fromkeys(of_custom[field_id], text)
    return found


def as_told(found: Values, wanted: Collection[Item], told: Mapping[int, Told]) -> Values:
    """What these deals hold as if what is about to be written stood there; not as it is shown."""
    values = {deal_id: dict(held) for deal_id, held in found.items()}
    for deal_id in told.keys() & values.keys():
        one, held = told[deal_id], values[deal_id]
        for item in wanted:
            text: object = None
            if item.field is not None and item.field in one.fields:
                text = one.fields[item.field]
            elif item.custom_field_id in one.filled:
                text = item.name
            elif item.custom_field_id not in one.emptied:
                continue
            held.pop(item.item_id, None)
            if text is not None and text != "":
                held[item.item_id] = str(text)
    return values


_wanted = func.json_each(bindparam("wanted")).table_valued("value")
_item = handoff_item.c
# A field that was put away is not asked for.
_ITEMS = Prepared(
    select(
        *(_item.id, _item.rule_id, _item.name, _item.position, _item.is_required, _item.field),
        _item.custom_field_id,
    )
    .outerjoin_from(handoff_item, custom_field, custom_field.c.id == _item.custom_field_id)
    .where(
        _item.rule_id.in_(select(_wanted.c.value)),
        _item.archived_at.is_(None),
        custom_field.c.archived_at.is_(None),
    )
    .order_by(_item.rule_id, _item.position, _item.id)
)


def _listed(statement: Select) -> Select:
    return statement.where(deal.c.id.in_(select(_wanted.c.value)))


_CURRENCY = Prepared(select(workspace.c.currency))
_ANSWERS = Prepared(
    _listed(
        select(handoff_answer.c.deal_id, handoff_answer.c.item_id, handoff_answer.c.text).join(
            deal, deal.c.id == handoff_answer.c.deal_id
        )
    )
)
_OF_DEALS = Prepared(
    _listed(
        select(
            deal.c.id,
            *(
                deal.c[name]
                for name in FIELDS
                if name not in ("company_id", "contact_id", "owner_id")
            ),
            company.c.name.label("company_id"),
            contact.c.name.label("contact_id"),
            member.c.name.label("owner_id"),
        )
        .select_from(deal)
        .outerjoin(company, company.c.id == deal.c.company_id)
        .outerjoin(contact, contact.c.id == deal.c.contact_id)
        .outerjoin(member, member.c.id == deal.c.owner_id)
    )
)


def _shown(row: Mapping[str, Any], name: str, currency: str) -> str:
    value = row.get(name)
    if value is None or value == "":
        return ""
    if name in _MONEY:
        return i18n.money(value, currency)
    if name == "expected_close":
        return i18n.day(value)
    if name == "kind":
        return i18n._(DEAL_KIND_LABELS.get(value, value))
    return str(value)


def _custom(
    session: Session, listed: str, field_ids: Collection[int]
) -> list[tuple[int, int, str]]:
    """(deal, field, value as shown) of fields of the deal, of its company and of its contact."""
    currency = _currency(session)
    choices: dict[int, str] = {
        row[0]: row[1]
        for row in session.execute(
            select(custom_choice.c.id, custom_choice.c.name).where(
                custom_choice.c.field_id.in_(tuple(field_ids))
            )
        )
    }
    value, field = custom_value.c, custom_field.c
    found = []
    for subject, record_id in (
        (value.deal_id, deal.c.id),
        (value.company_id, deal.c.company_id),
        (value.contact_id, deal.c.contact_id),
    ):
        rows = session.execute(
            _listed(
                select(deal.c.id, field.id, field.kind, value.choice_id, value.number, value.text)
                .select_from(deal)
                .join(custom_value, subject == record_id)
                .join(custom_field, field.id == value.field_id)
                .where(field.id.in_(tuple(field_ids)))
            ),
            {"wanted": listed},
        )
        for deal_id, field_id, kind, *held in rows:
            one = next((part for part in held if part is not None), None)
            text = custom_fields.shown(kind, one, currency=currency, choices=choices)
            if text:
                found.append((deal_id, field_id, text))
    return found


def _currency(session: Session) -> str:
    return str(_CURRENCY.rows(session)[0].currency)
