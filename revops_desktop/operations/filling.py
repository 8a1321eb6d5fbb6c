"""What a stage asks for before a deal leaves it, filled in within the move (domain.md §3)."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, func, insert, or_, select, update
from sqlalchemy.orm import Session

from revops_desktop.database.journal import member_of
from revops_desktop.database.tables import (
    criterion_tick,
    custom_field,
    custom_value,
    deal,
    deal_line,
    exit_criterion,
)
from revops_desktop.operations import custom_fields
from revops_desktop.rules.criteria import FILLABLE
from revops_desktop.rules.text import stored

# To fill one of these in by hand is to touch the deal: it does not go cold.
_TOUCHING = ("amount", "monthly_amount", "expected_close", "note")


def fill(session: Session, *, at: int, deals: Sequence[Row], filled: Mapping[int, Any]) -> None:
    """Fills in what criteria ask for, on the deals that stand in their stage and lack it.

    `deals` are rows of `moving.standing`. `filled` by id of the criterion: True ticks an item of a
    checklist; anything else is the value of the field, custom field or amount that it asks for.
    """
    for criterion_id, value in filled.items():
        one = session.execute(
            select(exit_criterion).where(exit_criterion.c.id == criterion_id)
        ).first()
        if one is None or value is None or value is False or value == "":
            continue
        here = [now.id for now in deals if now.stage_id == one.stage_id and now.outcome is None]
        if one.condition == "checklist":
            _tick(session, at, here, criterion_id)
        elif one.condition == "custom_field_filled":
            _write_custom(session, here, one.custom_field_id, value)
        elif one.condition == "amount_above_zero":
            _write_amount(session, at, here, value)
        elif one.condition == "field_filled" and one.field in FILLABLE:
            _write_field(session, at, here, one.field, value)


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


def _write_custom(session: Session, deal_ids: Sequence[int], field_id: int, value: Any) -> None:
    field = session.execute(select(custom_field).where(custom_field.c.id == field_id)).one()
    has = set(
        session.execute(
            select(custom_value.c.deal_id).where(custom_value.c.field_id == field_id)
        ).scalars()
    )
    for number in deal_ids:
        if number not in has:
            custom_fields.write_value(session, field, number, value)


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
    for number in deal_ids:
        session.execute(
            update(deal)
            .where(deal.c.id == number, or_(column.is_(None), column == ""))
            .values(**values)
        )
