"""The hand-off rules that the template brought, with the answers that are drawn for their items."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.database import tables
from revops_desktop.rules.business_clock import Limit

# The answers to each rule's items, by what they are called in the data file; "": a field's value.
_ANSWERS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("marketing", "inside-sales"): ("", "interest", "sent"),
    ("inside-sales", "field-sales"): (
        *("budget", "authority", "need", "timeline", "problem", "rivals"),
    ),
    ("field-sales", "customer-success"): ("", "", "purpose", "champion", "compared"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """What a rule asks for: a field of the deal, or an answer drawn from `answers`."""

    item_id: int
    name: str
    field: str | None
    is_required: bool
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A hand-off rule: its id, the two functions, the sender's name, its time limit and items."""

    rule_id: int
    from_id: int
    to_id: int
    sender: str
    limit: Limit
    items: tuple[Item, ...]


def handoff_rules(
    session: Session, functions: Mapping[str, int], texts: Mapping[str, Sequence[str]]
) -> dict[tuple[str, str], Rule]:
    """The rules by the keys of their two functions; `functions`: ids by key."""
    rule, limit, item = tables.handoff_rule.c, tables.time_limit.c, tables.handoff_item.c
    found = {}
    for (sender, receiver), answers in _ANSWERS.items():
        row = session.execute(
            select(rule.id, tables.function.c.name, limit.limit_minutes, limit.limit_days)
            .join_from(tables.handoff_rule, tables.function, rule.from_function_id == _FUNCTION)
            .outerjoin(tables.time_limit, limit.rule_id == rule.id)
            .where(
                rule.from_function_id == functions[sender],
                rule.to_function_id == functions[receiver],
            )
        ).one()
        items = session.execute(
            select(item.id, item.name, item.field, item.is_required)
            .where(item.rule_id == row.id)
            .order_by(item.position)
        ).all()
        found[sender, receiver] = Rule(
            rule_id=row.id,
            from_id=functions[sender],
            to_id=functions[receiver],
            sender=row.name,
            limit=Limit(row.limit_minutes, row.limit_days),
            items=tuple(
                Item(
                    one.id,
                    one.name,
                    one.field,
                    bool(one.is_required),
                    tuple(texts[key]) if key else (),
                )
                for one, key in zip(items, answers, strict=True)
            ),
        )
    return found


_FUNCTION = tables.function.c.id
