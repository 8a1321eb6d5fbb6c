"""The criteria that stages and hand-off rules have, as they are kept (domain.md §3, §4)."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.database.tables import exit_criterion, handoff_rule, stage
from revops_desktop.rules.criteria import Criterion

_criterion = exit_criterion.c
_CRITERIA = select(
    _criterion.stage_id,
    *(_criterion.id, _criterion.text, _criterion.condition, _criterion.field),
    *(_criterion.custom_field_id, _criterion.activity_kind, _criterion.least_score),
    *(_criterion.level, _criterion.rule_id),
).order_by(_criterion.position, _criterion.id)


def criteria(
    session: Session, *, stages: Collection[int] = (), rules: Collection[int] = ()
) -> dict[int, list[Criterion]]:
    """The criteria by stage, or by rule."""
    found: dict[int, list[Criterion]] = {}
    if not stages and not rules:
        return found
    column = _criterion.stage_id if stages else _criterion.rule_id
    for here, *described in session.execute(_CRITERIA.where(column.in_(tuple(stages or rules)))):
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


def next_rule(session: Session, stage_id: int) -> int | None:
    """The rule by which deals of a stage are handed to the next function of their river."""
    here, later = stage.alias("here"), stage.alias("later")
    found: int | None = session.scalar(
        select(handoff_rule.c.id)
        .join_from(here, later, later.c.pipeline_id == here.c.pipeline_id)
        .join(
            handoff_rule,
            (handoff_rule.c.from_function_id == here.c.function_id)
            & (handoff_rule.c.to_function_id == later.c.function_id),
        )
        .where(
            here.c.id == stage_id,
            later.c.position > here.c.position,
            later.c.archived_at.is_(None),
            handoff_rule.c.archived_at.is_(None),
        )
        .order_by(later.c.position)
        .limit(1)
    )
    return found
