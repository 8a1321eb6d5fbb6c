"""What is asked for before a deal goes on, filled in within the move (domain.md §3, §4)."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from revops_desktop.database import handed_items
from revops_desktop.database.journal import member_of
from revops_desktop.database.tables import (
    activity,
    criterion_tick,
    custom_field,
    custom_value,
    deal,
    deal_line,
    exit_criterion,
    handoff_answer,
    handoff_item,
    handoff_rule,
    product,
)
from revops_desktop.operations import custom_fields
from revops_desktop.rules.criteria import FILLABLE
from revops_desktop.rules.text import stored

LONGEST_ANSWER = 4000
# To fill one of these in by hand is to touch the deal: it does not go cold.
_TOUCHING = ("amount", "monthly_amount", "expected_close", "note")
_BILLING = {"amount": "one_off", "monthly_amount": "monthly"}


def fill(session: Session, *, at: int, deals: Sequence[Row], filled: Mapping[int, Any]) -> None:
    """Fills in what criteria ask for, on the deals that stand in their stage and lack it.

    `deals` are rows of `moving.standing`. `filled` by id of the criterion: True ticks an item of a
    checklist, or logs the activity it asks for as of now; anything else is the value of the field,
    custom field or amount that it asks for. A hand-off rule's condition is filled in on the deals
    of the function that hands over.
    """
    for criterion_id, value in filled.items():
        one = session.execute(
            select(exit_criterion, handoff_rule.c.from_function_id)
            .outerjoin(handoff_rule, handoff_rule.c.id == exit_criterion.c.rule_id)
            .where(exit_criterion.c.id == criterion_id)
        ).first()
        if one is None or value is None or value is False or value == "":
            continue
        here = [
            now.id
            for now in deals
            if now.outcome is None
            and now.stage_id is not None
            and (
                now.stage_id == one.stage_id
                if one.rule_id is None
                else now.function_id == one.from_function_id
            )
        ]
        if one.condition == "checklist":
            _tick(session, at, here, criterion_id)
        elif one.condition == "custom_field_filled":
            _write_custom(session, dict.fromkeys(here), one.custom_field_id, value)
        elif one.condition == "amount_above_zero":
            _write_amount(session, at, here, value)
        elif one.condition == "field_filled" and one.field in FILLABLE:
            _write_field(session, at, here, one.field, value)
        elif one.condition == "activity_logged" and value is True:
            _log(session, at, here, one.activity_kind)


def hand(session: Session, *, at: int, deals: Sequence[Row], handed: Mapping[int, Any]) -> None:
    """Fills in items to hand over, by id, on the deals of the function that gives and lack them.

    An item is a field of the deal, a custom field (of the deal, its company or its contact), or an
    answer in words.
    """
    for item_id, value in handed.items():
        one = session.execute(
            select(handoff_item, handoff_rule.c.from_function_id)
            .join(handoff_rule, handoff_rule.c.id == handoff_item.c.rule_id)
            .where(handoff_item.c.id == item_id)
        ).first()
        if one is None or value is None or value == "":
            continue
        here = [
            now.id
            for now in deals
            if now.outcome is None and now.function_id == one.from_function_id
        ]
        if one.custom_field_id is not None:
            _write_custom(session, _records(session, here), one.custom_field_id, value)
        elif one.field is not None and one.field in FILLABLE:
            _write_field(session, at, here, one.field, value)
        elif one.field is None:
            _write_words(session, here, one, str(value))


def write_answers(session: Session, *, deal_id: int, answers: Mapping[int, str]) -> None:
    """Writes answers in words, by id of the item; what is as it was is no change, "" goes."""
    one = handoff_answer.c
    there: dict[int, str] = {
        row[0]: row[1]
        for row in session.execute(select(one.item_id, one.text).where(one.deal_id == deal_id))
    }
    known = set(
        session.execute(
            select(handoff_item.c.id).where(handoff_item.c.id.in_(list(answers)))
        ).scalars()
    )
    for item_id, given in answers.items():
        text = stored(given)[:LONGEST_ANSWER]
        if item_id not in known or text == there.get(item_id, ""):
            continue
        here = (one.deal_id == deal_id, one.item_id == item_id)
        if not text:
            session.execute(delete(handoff_answer).where(*here))
        elif item_id in there:
            session.execute(update(handoff_answer).where(*here).values(text=text))
        else:
            session.execute(
                insert(handoff_answer).values(deal_id=deal_id, item_id=item_id, text=text)
            )


def _write_words(session: Session, deal_ids: Sequence[int], item: Row, text: str) -> None:
    wanted = handed_items.Item(
        *(item.id, item.rule_id, item.name, item.position, bool(item.is_required), None, None)
    )
    has = handed_items.values(session, [wanted], deal_ids)
    for number in deal_ids:
        if item.id not in has[number]:
            write_answers(session, deal_id=number, answers={item.id: text})


def _tick(session: Session, at: int, deal_ids: Sequence[int], criterion_id: int) -> None:
    has = set(
        session.execute(
            select(criterion_tick.c.deal_id).where(criterion_tick.c.criterion_id == criterion_id)
        ).scalars()
    )
    member_id = member_of(session)
    rows = [
        {
            "deal_id": number,
            "criterion_id": criterion_id,
            "member_id": member_id,
            "ticked_at": at,
        }
        for number in deal_ids
        if number not in has
    ]
    if rows:
        session.connection().execute(insert(criterion_tick), rows)


def _log(session: Session, at: int, deal_ids: Sequence[int], kind: str) -> None:
    has = set(
        session.execute(
            select(activity.c.deal_id).where(
                activity.c.deal_id.in_(deal_ids),
                activity.c.kind == kind,
                activity.c.happened_at.is_not(None) | activity.c.done_at.is_not(None),
            )
        ).scalars()
    )
    row = {"kind": kind, "member_id": member_of(session), "happened_at": at}
    rows = [{**row, "deal_id": number} for number in deal_ids if number not in has]
    if rows:
        session.connection().execute(insert(activity), rows)


def _records(session: Session, deal_ids: Sequence[int]) -> dict[int, tuple[int | None, int | None]]:
    """The company and the contact of each deal."""
    listed = func.json_each(str(list(deal_ids))).table_valued("value")
    return {
        row[0]: (row[1], row[2])
        for row in session.execute(
            select(deal.c.id, deal.c.company_id, deal.c.contact_id).where(
                deal.c.id.in_(select(listed.c.value))
            )
        )
    }


def _write_custom(
    session: Session,
    deals: Mapping[int, tuple[int | None, int | None] | None],
    field_id: int,
    value: Any,
) -> None:
    """Writes a custom field where it is empty: on the deals, or on their company or contact."""
    field = session.execute(select(custom_field).where(custom_field.c.id == field_id)).one()
    place = {"company": 0, "contact": 1}.get(field.subject)
    records = [
        number if place is None else (of_deal or (None, None))[place]
        for number, of_deal in deals.items()
    ]
    has = set(
        session.execute(
            select(custom_value.c[f"{field.subject}_id"]).where(custom_value.c.field_id == field_id)
        ).scalars()
    )
    for record_id in dict.fromkeys(records):
        if record_id is not None and record_id not in has:
            custom_fields.write_value(session, field, record_id, value)


def _write_amount(session: Session, at: int, deal_ids: Sequence[int], value: int) -> None:
    """An amount that is the sum of a deal's lines is not touched: its lines say what it is."""
    worth = func.coalesce(deal.c.amount, 0) + func.coalesce(deal.c.monthly_amount, 0)
    summed = select(deal_line.c.id).where(deal_line.c.deal_id == deal.c.id).exists()
    for number in deal_ids:
        session.execute(
            update(deal)
            .where(deal.c.id == number, worth <= 0, ~summed)
            .values(amount=value, touched_at=at)
        )


def _write_field(
    session: Session, at: int, deal_ids: Sequence[int], field: str, value: Any
) -> None:
    column = deal.c[field]
    values = {field: stored(value) if isinstance(value, str) else value}
    if field in _TOUCHING:
        values["touched_at"] = at
    wanted = update(deal).where(or_(column.is_(None), column == "")).values(**values)
    if field in _BILLING:
        # What its lines add up to is changed in the lines.
        wanted = wanted.where(
            ~select(deal_line.c.id)
            .join(product, product.c.id == deal_line.c.product_id)
            .where(deal_line.c.deal_id == deal.c.id, product.c.billing == _BILLING[field])
            .exists()
        )
    for number in deal_ids:
        session.execute(wanted.where(deal.c.id == number))
