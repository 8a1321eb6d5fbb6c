"""Hand-off rules: one a pair of functions, edited and put away without losing what was used."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.analytics.handoff_rules import handoff_rules as asked
from revops_desktop.database.tables import handoff_item
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import RuleBroken
from revops_desktop.operations import handoff_rules, handoffs
from revops_desktop.operations.handoff_rules import WantedCondition, WantedItem, WantedLimit
from revops_desktop.rules.business_clock import Limit
from tests.handed import FIELD, INSIDE, MARKETING, MQL, OPEN, SQL, SUCCESS, hand, make_handed
from tests.river import everything


@pytest.fixture
def handed(tmp_path: Path) -> Iterator[Workspace]:
    made = make_handed(tmp_path / "a.revops")
    yield made
    made.close()


def all_items(session: Session) -> list[tuple[str, bool]]:
    """Every item and whether it was archived."""
    rows = session.execute(select(handoff_item.c.name, handoff_item.c.archived_at))
    return [(row[0], row[1] is not None) for row in rows]


def test_a_rule_is_added_edited_and_taken_away_and_back(handed: Workspace) -> None:
    before = [everything(handed)]
    made = handed.do(
        handoff_rules.add,
        at=10,
        from_function_id=FIELD,
        to_function_id=SUCCESS,
        name=" Kick-off ",
        definition="Contract signed",
        ready_when="any",
        items=(WantedItem(None, "Promise", field="promised"), WantedItem(None, "Why us")),
        conditions=(
            WantedCondition(None, "Amount", "amount_above_zero"),
            WantedCondition(None, "Score", "score_reached", least_score=100),
        ),
        limit=WantedLimit(Limit(None, 1)),
    ).value
    found = handed.ask(asked).rule(made)
    assert found is not None
    assert (found.name, found.ready_when, found.limit) == ("Kick-off", "any", Limit(None, 1))
    assert [one.field for one in found.items] == ["promised", None]
    assert [one.least_score for one in found.conditions] == [None, 100]
    before.append(everything(handed))
    handed.do(
        handoff_rules.edit,
        at=11,
        rule_id=made,
        fields={"name": "Welcome"},
        items=[WantedItem(found.items[1].item_id, "Why us", is_required=False)],
        conditions=[],
        limit=WantedLimit(Limit(60, None), for_running=True),
    )
    found = handed.ask(asked).rule(made)
    assert found is not None and found.limit == Limit(60, None)
    assert [tuple(one[1:]) for one in found.items] == [("Why us", None, None, False)]
    before.append(everything(handed))
    assert handed.do(handoff_rules.remove, at=12, rule_id=made).value is True
    after = everything(handed)
    for wanted in reversed(before):
        handed.undo(at=20)
        assert everything(handed) == wanted
    for _step in before:
        handed.redo(at=30)
    assert everything(handed) == after


def test_a_rule_that_was_used_is_archived_and_comes_back(handed: Workspace) -> None:
    hand(handed, "A", OPEN)
    assert handed.do(handoff_rules.remove, at=OPEN + 1, rule_id=MQL).value is False
    rules = handed.ask(asked).rules
    assert [(one.name, one.is_archived, one.waiting) for one in rules] == [
        ("SQL", False, 0),
        ("MQL", True, 1),
    ]
    handed.do(handoff_rules.restore, at=OPEN + 2, rule_id=MQL)
    handed.do(handoff_rules.remove, at=OPEN + 3, rule_id=MQL)
    again = handed.do(
        handoff_rules.add,
        at=OPEN + 4,
        from_function_id=MARKETING,
        to_function_id=INSIDE,
        name="MQL 2",
    ).value
    assert again == MQL
    with pytest.raises(RuleBroken, match="no longer in use"):
        handed.do(handoff_rules.edit, at=OPEN + 5, rule_id=99, fields={})


def test_an_item_that_some_deal_has_is_archived(handed: Workspace) -> None:
    hand(handed, "A", OPEN, answers={1: "300万円"})
    handed.do(
        handoff_rules.edit, at=OPEN + 1, rule_id=MQL, fields={}, items=[WantedItem(2, "Need")]
    )
    assert handed.ask(all_items) == [
        ("Budget", True),
        ("Need", False),
        ("Expected close", True),
        ("Promise", False),
    ]


@pytest.mark.parametrize(
    ("pair", "name", "said"),
    [
        ((1, 1), "X", "to itself"),
        ((1, 2), "X", "a rule “MQL” between"),
        ((1, 9), "X", "no longer in the file"),
        ((1, 3), "  ", "needs a name"),
    ],
)
def test_what_makes_no_rule_is_refused(
    handed: Workspace, pair: tuple[int, int], name: str, said: str
) -> None:
    before = everything(handed)
    with pytest.raises(RuleBroken, match=said):
        handed.do(
            handoff_rules.add, at=9, from_function_id=pair[0], to_function_id=pair[1], name=name
        )
    with pytest.raises(RuleBroken, match="needs a name"):
        handed.do(handoff_rules.edit, at=9, rule_id=SQL, fields={}, items=[WantedItem(None, " ")])
    with pytest.raises(RuleBroken, match="needs a text"):
        handed.do(
            handoff_rules.edit,
            at=9,
            rule_id=SQL,
            fields={},
            conditions=[WantedCondition(None, " ")],
        )
    assert everything(handed) == before


def test_several_returned_for_one_reason_are_one_step(handed: Workspace) -> None:
    for number, title in enumerate("AB"):
        hand(handed, title, OPEN + number)
    before = everything(handed)
    handed.do(handoffs.give_back_many, at=OPEN + 9, handoff_ids=[1, 2], reason="予算")
    after = everything(handed)
    with pytest.raises(RuleBroken, match="decided already"):
        handed.do(handoffs.give_back_many, at=OPEN + 9, handoff_ids=[2, 1], reason="予算")
    assert everything(handed) == after
    handed.undo(at=OPEN + 10)
    assert everything(handed) == before
    handed.redo(at=OPEN + 11)
    assert everything(handed) == after
