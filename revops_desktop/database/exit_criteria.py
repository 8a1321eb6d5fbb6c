"""The criteria that stages and hand-off rules have, as they are kept (domain.md §3, §4)."""

import json
from collections.abc import Collection

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from revops_desktop.database.tables import exit_criterion, handoff_rule, stage
from revops_desktop.rules.criteria import Criterion

_criterion = exit_criterion.c
_wanted = func.json_each(bindparam("wanted")).table_valued("value")
_CRITERIA = select(
    _criterion.stage_id,
    *(_criterion.id, _criterion.text, _criterion.condition, _criterion.field),
    *(_criterion.custom_field_id, _criterion.activity_kind, _criterion.least_score),
    *(_criterion.level, _criterion.rule_id),
).order_by(_criterion.position, _criterion.id)
# Made once: to put a statement together costs more than to run it.
_OF_STAGES = _CRITERIA.where(_criterion.stage_id.in_(select(_wanted.c.value)))
_OF_RULES = _CRITERIA.where(_criterion.rule_id.in_(select(_wanted.c.value)))


def criteria(
    session: Session, *, stages: Collection[int] = (), rules: Collection[int] = ()
) -> dict[int, list[Criterion]]:
    """The criteria by stage, or by rule."""
    found: dict[int, list[Criterion]] = {}
    if not stages and not rules:
        return found
    wanted = {"wanted": json.dumps(list(stages or rules))}
    statement = _OF_STAGES if stages else _OF_RULES
    for here, *described in session.connection().execute(statement, wanted):
        one = Criterion(*described)
        found.setdefault(int(here or one.rule_id or 0), []).append(one)
    return found


def criteria_of(
    session: Session, *, stage_id: int | None = None, rule_id: int | None = None
) -> tuple[Criterion, ...]:
    """The exit criteria of a stage, or the conditions of a hand-off rule, in their order."""
    if rule_id is not None:
        return tuple(criteria(session, rules={rule_id}).get(rule_id, ()))
    return tuple(criteria(session, stages={stage_id or 0}).get(stage_id or 0, ()))


_here, _later = stage.alias("here"), stage.alias("later")
_NEXT_RULE = (
    select(handoff_rule.c.id)
    .join_from(_here, _later, _later.c.pipeline_id == _here.c.pipeline_id)
    .join(
        handoff_rule,
        (handoff_rule.c.from_function_id == _here.c.function_id)
        & (handoff_rule.c.to_function_id == _later.c.function_id),
    )
    .where(
        _here.c.id == bindparam("stage"),
        _later.c.position > _here.c.position,
        _later.c.archived_at.is_(None),
        handoff_rule.c.archived_at.is_(None),
    )
    .order_by(_later.c.position)
    .limit(1)
)


def next_rule(session: Session, stage_id: int) -> int | None:
    """The rule by which deals of a stage are handed to the next function of their river."""
    found: int | None = session.scalar(_NEXT_RULE, {"stage": stage_id})
    return found
