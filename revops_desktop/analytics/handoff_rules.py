"""The hand-off rules as the settings show them, archived ones included (domain.md §4)."""

from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.river_settings import ExitCriterion
from revops_desktop.analytics.time_limits import limit_book
from revops_desktop.database.tables import (
    custom_field,
    exit_criterion,
    function,
    handoff,
    handoff_item,
    handoff_rule,
)
from revops_desktop.rules.business_clock import Limit


class ItemOf(NamedTuple):
    """Something that a rule asks to be handed over, as `WantedItem` of the verbs takes it."""

    item_id: int
    name: str
    field: str | None
    custom_field_id: int | None
    is_required: bool


@dataclass(frozen=True, slots=True)
class RuleOf:
    """A rule with all its parts; `handed`: how often it was used, `waiting`: how many wait now."""

    rule_id: int
    from_function_id: int
    to_function_id: int
    from_function: str
    to_function: str
    name: str
    definition: str
    ready_when: str
    is_archived: bool
    limit: Limit | None
    handed: int
    waiting: int
    items: tuple[ItemOf, ...]
    conditions: tuple[ExitCriterion, ...]


@dataclass(frozen=True, slots=True)
class FieldOf:
    """A field of the owner's own that may be handed over."""

    field_id: int
    name: str


@dataclass(frozen=True, slots=True)
class HandoffRules:
    """All rules by the order of their functions, archived ones last; what a new one may name."""

    rules: tuple[RuleOf, ...]
    functions: tuple[tuple[int, str], ...]
    fields: tuple[FieldOf, ...]

    def rule(self, rule_id: int) -> RuleOf | None:
        """One of the rules by id."""
        return next((one for one in self.rules if one.rule_id == rule_id), None)


def handoff_rules(session: Session) -> HandoffRules:
    """Every hand-off rule, and the functions and fields that a rule may name."""
    giver, taker = function.alias("giver"), function.alias("taker")
    rule = handoff_rule.c
    used: dict[int, tuple[int, int]] = {
        row[0]: (row[1], row[2])
        for row in session.execute(
            select(
                handoff.c.rule_id,
                func.count(),
                func.count().filter(handoff.c.outcome.is_(None)),
            )
            .where(handoff.c.rule_id.is_not(None))
            .group_by(handoff.c.rule_id)
        )
    }
    items, conditions, limits = _items(session), _conditions(session), limit_book(session)
    rows = session.execute(
        select(
            *(rule.id, rule.from_function_id, rule.to_function_id, giver.c.name.label("giver")),
            *(taker.c.name.label("taker"), rule.name, rule.definition, rule.ready_when),
            rule.archived_at,
        )
        .join_from(handoff_rule, giver, giver.c.id == rule.from_function_id)
        .join(taker, taker.c.id == rule.to_function_id)
        .order_by(rule.archived_at.is_not(None), giver.c.position, taker.c.position, rule.id)
    )
    return HandoffRules(
        tuple(
            RuleOf(
                rule_id=row.id,
                from_function_id=row.from_function_id,
                to_function_id=row.to_function_id,
                from_function=row.giver,
                to_function=row.taker,
                name=row.name,
                definition=row.definition,
                ready_when=row.ready_when,
                is_archived=row.archived_at is not None,
                limit=limits.current_rule(row.id),
                handed=used.get(row.id, (0, 0))[0],
                waiting=used.get(row.id, (0, 0))[1],
                items=tuple(items[row.id]),
                conditions=tuple(conditions[row.id]),
            )
            for row in rows
        ),
        functions(session),
        _fields(session),
    )


def functions(session: Session) -> tuple[tuple[int, str], ...]:
    """The functions in their order: id and name."""
    rows = session.execute(
        select(function.c.id, function.c.name).order_by(function.c.position, function.c.id)
    )
    return tuple((row[0], row[1]) for row in rows)


def _items(session: Session) -> dict[int, list[ItemOf]]:
    item = handoff_item.c
    found: dict[int, list[ItemOf]] = defaultdict(list)
    for row in session.execute(
        select(
            *(item.rule_id, item.id, item.name, item.field, item.custom_field_id),
            item.is_required,
        )
        .where(item.archived_at.is_(None))
        .order_by(item.rule_id, item.position, item.id)
    ):
        found[row[0]].append(ItemOf(*row[1:5], bool(row[5])))
    return found


def _conditions(session: Session) -> dict[int, list[ExitCriterion]]:
    one = exit_criterion.c
    found: dict[int, list[ExitCriterion]] = defaultdict(list)
    for rule_id, *described in session.execute(
        select(
            *(one.rule_id, one.id, one.text, one.condition, one.field, one.activity_kind),
            *(one.custom_field_id, one.least_score, one.level),
        )
        .where(one.rule_id.is_not(None))
        .order_by(one.rule_id, one.position, one.id)
    ):
        found[rule_id].append(ExitCriterion._make(described))
    return found


def _fields(session: Session) -> tuple[FieldOf, ...]:
    field = custom_field.c
    rows = session.execute(
        select(field.id, field.name)
        .where(field.subject == "deal", field.archived_at.is_(None))
        .order_by(field.position, field.id)
    )
    return tuple(FieldOf(*row) for row in rows)
