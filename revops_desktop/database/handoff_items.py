"""What deals have of the items that a hand-off rule asks for, as it is shown (domain.md §4).

Both the writing of a hand-off and every page that shows what is missing read it here.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

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
from revops_desktop.i18n import day, money
from revops_desktop.rules.custom_fields import shown


class ItemNow(NamedTuple):
    """An item of a rule for one deal: its value as it is shown, None where it is missing.

    `field` names a field of the deal, `custom_field_id` one of the owner's; with neither it is
    answered in words.
    """

    item_id: int
    name: str
    value: str | None
    is_required: bool
    position: int
    field: str | None
    custom_field_id: int | None

    @property
    def is_missing(self) -> bool:
        """Whether it is required and not there."""
        return self.is_required and self.value is None


def items_of(
    session: Session, rule_id: int, deal_ids: Iterable[int]
) -> Mapping[int, tuple[ItemNow, ...]]:
    """By deal the items of a rule in their order; those of an archived field are not asked for.

    A rule without items gives each deal none.
    """
    wanted = list(deal_ids)
    item = handoff_item.c
    items = session.execute(
        select(
            *(item.id, item.name, item.is_required, item.position),
            *(item.field, item.custom_field_id),
        )
        .outerjoin(custom_field, custom_field.c.id == item.custom_field_id)
        .where(
            item.rule_id == rule_id,
            item.archived_at.is_(None),
            custom_field.c.archived_at.is_(None),
        )
        .order_by(item.position, item.id)
    ).all()
    if not items:
        return {deal_id: () for deal_id in wanted}
    listed = {"wanted": json.dumps(wanted)}
    currency = session.execute(select(workspace.c.currency)).scalar_one()
    answers = _answers(session, listed, rule_id)
    fields = _fields(session, listed) if any(one.field for one in items) else {}
    custom_ids = [one.custom_field_id for one in items if one.custom_field_id is not None]
    custom = _custom(session, listed, custom_ids, currency) if custom_ids else {}

    def value(deal_id: int, one: Any) -> str | None:
        if one.field is not None:
            return _shown(one.field, fields[deal_id][one.field], currency)
        if one.custom_field_id is not None:
            return custom.get((deal_id, one.custom_field_id))
        return answers.get((deal_id, one.id))

    return {
        deal_id: tuple(
            ItemNow(
                *(one.id, one.name, value(deal_id, one) or None),
                *(bool(one.is_required), one.position, one.field, one.custom_field_id),
            )
            for one in items
        )
        for deal_id in wanted
    }


def _among(statement: Select, column: Any) -> Select:
    listed = func.json_each(bindparam("wanted")).table_valued("value")
    return statement.where(column.in_(select(listed.c.value)))


def _answers(
    session: Session, listed: Mapping[str, str], rule_id: int
) -> dict[tuple[int, int], str]:
    answer = handoff_answer.c
    wanted = (
        select(answer.deal_id, answer.item_id, answer.text)
        .join(handoff_item, handoff_item.c.id == answer.item_id)
        .where(handoff_item.c.rule_id == rule_id)
    )
    rows = session.execute(_among(wanted, answer.deal_id), listed)
    return {(deal_id, item_id): text for deal_id, item_id, text in rows}


def _fields(session: Session, listed: Mapping[str, str]) -> dict[int, Mapping[str, Any]]:
    one = deal.c
    wanted = (
        select(
            *(one.id, one.amount, one.monthly_amount, one.expected_close, one.source),
            *(one.campaign, one.promised, one.why_bought, one.why_lost, one.note),
            *(member.c.name.label("owner_id"), company.c.name.label("company_id")),
            contact.c.name.label("contact_id"),
        )
        .outerjoin(member, member.c.id == one.owner_id)
        .outerjoin(company, company.c.id == one.company_id)
        .outerjoin(contact, contact.c.id == one.contact_id)
    )
    rows = session.execute(_among(wanted, one.id), listed).mappings()
    return {row["id"]: dict(row) for row in rows}


def _shown(field: str, value: Any, currency: str) -> str | None:
    if value is None:
        return None
    if field in ("amount", "monthly_amount"):
        return money(value, currency)
    return day(value) if field == "expected_close" else str(value)


def _custom(
    session: Session, listed: Mapping[str, str], field_ids: list[int], currency: str
) -> dict[tuple[int, int], str]:
    value = custom_value.c
    wanted = (
        select(
            *(value.deal_id, value.field_id, custom_field.c.kind),
            *(func.coalesce(value.number, value.text).label("held"), custom_choice.c.name),
        )
        .join(custom_field, custom_field.c.id == value.field_id)
        .outerjoin(custom_choice, custom_choice.c.id == value.choice_id)
        .where(value.field_id.in_(field_ids))
    )
    return {
        (row.deal_id, row.field_id): (
            row.name if row.kind == "choice" else shown(row.kind, row.held, currency=currency)
        )
        for row in session.execute(_among(wanted, value.deal_id), listed)
    }
