"""Lead score rules: added, edited, put away, ordered, deleted, each taken back and done again."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from revops_desktop.analytics import score_trial
from revops_desktop.analytics.lead_scores import hot_from
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import RuleBroken
from revops_desktop.operations import custom_fields, score_rules
from tests.river import everything, make_river


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    made = make_river(tmp_path / "a.revops")
    yield made
    made.close()


def named(workspace: Workspace) -> list[str]:
    return [one.rule.name for one in workspace.ask(score_trial.rules)]


def test_each_deed_is_one_step_back_and_forth(river: Workspace) -> None:
    first = river.do(
        score_rules.add, at=10, name=" Asked  us ", points=50, activity_kind="inquiry"
    ).value
    states = [everything(river)]

    def do(verb: Any, **arguments: Any) -> None:
        river.do(verb, at=20, **arguments)
        states.append(everything(river))

    do(score_rules.add, name="Boss", points=20, attribute="role", comparison="is", value="Boss")
    do(
        score_rules.edit,
        rule_id=first,
        name="Web",
        points=5,
        activity_kind="web_visit",
        half_life_days=30,
        most=10,
    )
    do(score_rules.archive, rule_id=first)
    do(score_rules.bring_back, rule_id=first)
    do(score_rules.order, rule_ids=[2])
    do(score_rules.set_hot_score, score=80)
    do(score_rules.remove, rule_id=first)
    assert named(river) == ["Boss"]
    assert river.ask(hot_from) == 80
    for state in reversed(states[:-1]):
        river.undo(at=30)
        assert everything(river) == state
    for state in states[1:]:
        river.redo(at=30)
        assert everything(river) == state


@pytest.mark.parametrize(
    "wrong",
    [
        {"points": 0, "activity_kind": "call"},
        {"points": 1001, "activity_kind": "call"},
        {"points": 5},
        {"points": 5, "activity_kind": "call", "attribute": "role", "comparison": "filled"},
        {"points": 5, "attribute": "role", "comparison": "is", "value": " "},
        {"points": 5, "attribute": "employees", "comparison": "at_least", "value": "many"},
        {"points": 5, "activity_kind": "call", "half_life_days": 0},
        {"points": 5, "activity_kind": "call", "most": 0},
        {"points": 5, "attribute": "custom:7", "comparison": "filled"},
        {"points": 5, "activity_kind": "call", "name": "  "},
    ],
)
def test_what_cannot_be_kept_is_refused_with_a_sentence(
    river: Workspace, wrong: dict[str, Any]
) -> None:
    before = everything(river)
    with pytest.raises(RuleBroken, match="Nothing was changed"):
        river.do(score_rules.add, at=10, **{"name": "Rule", **wrong})
    assert everything(river) == before


def test_a_rule_looks_at_a_field_and_a_choice_that_are_there(river: Workspace) -> None:
    field = river.do(
        custom_fields.define,
        at=10,
        subject="contact",
        name="Rank",
        kind="choice",
        choices=["A", "B"],
    ).value
    rule = {"name": "Rank", "points": 5, "attribute": f"custom:{field}", "comparison": "is"}
    river.do(score_rules.add, at=11, **rule, value="1")
    with pytest.raises(RuleBroken, match="no longer"):
        river.do(score_rules.add, at=12, **rule, value="99")
    with pytest.raises(RuleBroken, match="no longer"):
        river.do(score_rules.archive, at=12, rule_id=99)
