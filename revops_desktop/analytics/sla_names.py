"""What the rules, functions and members are called by which clocks are cut."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.sla_lines import Kind
from revops_desktop.database.tables import function, handoff_rule, member, pipeline, stage


@dataclass(frozen=True, slots=True)
class Names:
    """Names by id; of stages and hand-off rules: name, a stage's pipeline, who answers."""

    functions: Mapping[int, str]
    members: Mapping[int, str]
    rules: Mapping[tuple[Kind, int], tuple[str, str, str]]


def names(session: Session) -> Names:
    """What everything is called, read once for all cuts."""
    functions = _names_in(session, function)
    return Names(functions, _names_in(session, member), _rules(session, functions))


def _names_in(session: Session, table: Table) -> dict[int, str]:
    rows = session.execute(select(table.c.id, table.c.name))
    return {row[0]: row[1] for row in rows}


def _rules(
    session: Session, functions: Mapping[int, str]
) -> dict[tuple[Kind, int], tuple[str, str, str]]:
    found: dict[tuple[Kind, int], tuple[str, str, str]] = {}
    stages = select(stage.c.id, stage.c.name, pipeline.c.name, stage.c.function_id)
    for stage_id, name, river, owner in session.execute(
        stages.join(pipeline, pipeline.c.id == stage.c.pipeline_id)
    ):
        found["stage", stage_id] = name, river, functions.get(owner, "")
    one = handoff_rule.c
    for rule_id, name, sender, receiver in session.execute(
        select(one.id, one.name, one.from_function_id, one.to_function_id)
    ):
        pair = f"{functions.get(sender, '')} → {functions.get(receiver, '')}"
        found["handoff", rule_id] = name or pair, "", functions.get(receiver, "")
    return found
