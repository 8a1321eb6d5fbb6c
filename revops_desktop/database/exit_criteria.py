"""The criteria that stages and hand-off rules have, as they are kept (domain.md §3, §4)."""

import json
from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Row, bindparam, func, select
from sqlalchemy.orm import Session

from revops_desktop.database.prepared import Prepared
from revops_desktop.database.tables import exit_criterion, handoff_rule, stage
from revops_desktop.rules.criteria import Criterion

_criterion = exit_criterion.c
_stages = func.json_each(bindparam("stages")).table_valued("value")
_rules = func.json_each(bindparam("rules")).table_valued("value")
_CRITERIA = Prepared(
    select(
        *(_criterion.stage_id, _criterion.id, _criterion.text, _criterion.condition),
        *(_criterion.field, _criterion.custom_field_id, _criterion.activity_kind),
        *(_criterion.least_score, _criterion.level, _criterion.rule_id),
    )
    .where(
        _criterion.stage_id.in_(select(_stages.c.value))
        | _criterion.rule_id.in_(select(_rules.c.value))
    )
    .order_by(_criterion.position, _criterion.id)
)


class Criteria(NamedTuple):
    """Criteria in their order, by the stage or by the hand-off rule that asks for them."""

    of_stages: dict[int, list[Criterion]]
    of_rules: dict[int, list[Criterion]]


def criteria(
    session: Session, *, stages: Collection[int] = (), rules: Collection[int] = ()
) -> Criteria:
    """The criteria of some stages and of some rules."""
    found = Criteria({}, {})
    if not stages and not rules:
        return found
    for stage_id, *described in _CRITERIA.rows(
        session, stages=json.dumps(list(stages)), rules=json.dumps(list(rules))
    ):
        one = Criterion(*described)
        if one.rule_id is None:
            found.of_stages.setdefault(stage_id, []).append(one)
        else:
            found.of_rules.setdefault(one.rule_id, []).append(one)
    return found


def criteria_of(
    session: Session, *, stage_id: int | None = None, rule_id: int | None = None
) -> tuple[Criterion, ...]:
    """The exit criteria of a stage, or the conditions of a hand-off rule, in their order."""
    if rule_id is not None:
        return tuple(criteria(session, rules={rule_id}).of_rules.get(rule_id, ()))
    return tuple(criteria(session, stages={stage_id or 0}).of_stages.get(stage_id or 0, ()))


_rule = handoff_rule.c
_RULE_COLUMNS = (_rule.id, _rule.name, _rule.definition, _rule.ready_when, _rule.from_function_id)
_here, _later = stage.alias("here"), stage.alias("later")
_RULE_AHEAD = Prepared(
    select(*_RULE_COLUMNS)
    .join_from(_here, _later, _later.c.pipeline_id == _here.c.pipeline_id)
    .join(
        handoff_rule,
        (_rule.from_function_id == _here.c.function_id)
        & (_rule.to_function_id == _later.c.function_id),
    )
    .where(
        _here.c.id == bindparam("stage"),
        _later.c.position > _here.c.position,
        _later.c.archived_at.is_(None),
        _rule.archived_at.is_(None),
    )
    .order_by(_later.c.position)
    .limit(1)
)
_RULES_TO = Prepared(
    select(*_RULE_COLUMNS).where(
        _rule.to_function_id == bindparam("function"), _rule.archived_at.is_(None)
    )
)


def rule_ahead(session: Session, stage_id: int) -> Row | None:
    """The rule by which deals of a stage are handed to the next function of their river.

    With its id, name, definition, ready_when and from_function_id.
    """
    return _RULE_AHEAD.first(session, stage=stage_id)


def rules_to(session: Session, function_id: int) -> dict[int, Row]:
    """The rules by which deals are handed to a function, by that which hands them over."""
    return {row.from_function_id: row for row in _RULES_TO.rows(session, function=function_id)}


def next_rule(session: Session, stage_id: int) -> int | None:
    """The id of the rule by which deals of a stage are handed to the next function."""
    found = rule_ahead(session, stage_id)
    return None if found is None else int(found.id)
