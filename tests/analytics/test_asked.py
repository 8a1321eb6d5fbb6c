"""What a hand-off rule asks of a move, and who receives it; what was passed over (§3, §4)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from revops_desktop.analytics.checklist import checklist
from revops_desktop.analytics.overrides import overrides
from revops_desktop.analytics.story import story
from revops_desktop.analytics.unmet import Unmet, unmet
from revops_desktop.database.journal import verb
from revops_desktop.database.tables import (
    activity,
    exit_criterion,
    function,
    handoff_item,
    handoff_rule,
    member,
    stage,
)
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import RuleBroken
from revops_desktop.operations import activities, deals, handoffs
from revops_desktop.rules.periods import Period
from tests.river import everything, make_river

LEAD, QUALIFIED, PROPOSAL, CUSTOMER = 1, 2, 3, 4
SATO, SUZUKI = 1, 2
NEED, WHEN = 1, 2


def _fill(made: Workspace) -> None:
    """Lead and Qualified belong to marketing, the rest to sales, Suzuki's function.

    The rule between them asks for a call or an inquiry, for a need, and if known for a time.
    """

    @verb("Give functions")
    def give(session: Session, *, at: int) -> None:
        for number, name in enumerate(("Marketing", "Sales"), 1):
            session.execute(
                insert(function).values(id=number, name=name, colour="#336699", position=number)
            )
        for stage_id in range(1, 6):
            owner = 1 if stage_id < PROPOSAL else 2
            session.execute(update(stage).where(stage.c.id == stage_id).values(function_id=owner))
        session.execute(update(member).where(member.c.id == SUZUKI).values(function_id=2))
        session.execute(
            insert(handoff_rule).values(
                id=1, from_function_id=1, to_function_id=2, name="SQL", ready_when="any"
            )
        )
        for number, (name, needed) in enumerate((("Need", 1), ("When", 0)), 1):
            session.execute(
                insert(handoff_item).values(
                    id=number, rule_id=1, name=name, position=number, is_required=needed
                )
            )
        for kind in ("call", "inquiry"):
            ask(session, "activity_logged", rule_id=1, text=kind, activity_kind=kind)

    made.do(give, at=2)


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    made = make_river(tmp_path / "a.revops", _fill)
    yield made
    made.close()


def ask(session: Session, condition: str, **more: Any) -> None:
    """One more criterion, of a stage or of the rule."""
    values = {"text": condition, "position": 1, "condition": condition, **more}
    session.execute(insert(exit_criterion).values(**values))


@verb("Ask")
def asking(session: Session, *, at: int, condition: str, **more: Any) -> None:
    """One more criterion, as an action."""
    ask(session, condition, **more)


def add(workspace: Workspace, stage_id: int = QUALIFIED, **fields: Any) -> int:
    made: int = workspace.do(deals.create, at=10, title="A", stage_id=stage_id, **fields).value
    return made


def missing(workspace: Workspace, deal_id: int, stage_id: int = PROPOSAL) -> Unmet:
    return workspace.ask(unmet, deal_ids=[deal_id], stage_id=stage_id, now=20)


def test_a_rule_asks_for_one_of_several_and_for_its_items(river: Workspace) -> None:
    one = add(river, owner_id=SUZUKI)
    found = missing(river, one)
    assert [(lack.criterion.text, lack.is_one_of_several) for lack in found.lacks] == [
        ("call", True),
        ("inquiry", True),
    ]
    (handing,) = found.handings
    assert [(each.item.name, each.item.is_required) for each in handing.missing] == [
        ("Need", True),
        ("When", False),
    ]
    assert (found.to_function, found.receiver_id) == ("Sales", SUZUKI)
    assert [receiver.name for receiver in found.receivers] == ["Suzuki"]
    assert found.levels == {"warn"}
    river.do(activities.log, at=11, kind="inquiry", title="?", deal_id=one)
    assert missing(river, one).lacks == ()
    river.do(handoffs.answer, at=12, deal_id=one, answers={NEED: "Slow"})
    found = missing(river, one)
    # What may be left out stops nobody.
    assert not found.must_ask
    assert [each.item.name for each in found.handings[0].missing] == ["When"]


def test_within_a_function_only_a_stage_that_asks_for_it_holds_to_the_rule(
    river: Workspace,
) -> None:
    one = add(river, LEAD)
    assert missing(river, one, QUALIFIED).levels == frozenset()
    river.do(asking, at=3, condition="handoff_ready", stage_id=LEAD, level="block")
    found = missing(river, one, QUALIFIED)
    assert [lack.criterion.text for lack in found.lacks] == ["call", "inquiry"]
    assert (found.levels, found.to_function, found.handings) == ({"block"}, "", ())
    (item,) = river.ask(checklist, deal_id=one)
    assert not item.verdict.is_met
    river.do(activities.log, at=11, kind="call", title="?", deal_id=one)
    assert missing(river, one, QUALIFIED).levels == frozenset()
    (item,) = river.ask(checklist, deal_id=one)
    assert item.verdict.is_met


def test_the_stage_says_how_strictly_its_items_are_held(river: Workspace) -> None:
    one = add(river)
    river.do(activities.log, at=11, kind="call", title="?", deal_id=one)
    river.do(asking, at=3, condition="handoff_items_filled", stage_id=QUALIFIED, level="block")
    with pytest.raises(RuleBroken, match=r"cannot go on .*To hand over: “Need”"):
        river.do(deals.move_to_stage, at=20, deal_id=one, stage_id=PROPOSAL, override="x")
    river.do(deals.move_to_stage, at=20, deal_id=one, stage_id=PROPOSAL, handed={NEED: "They wait"})
    rows = everything(river)
    assert [row[3:5] for row in rows["handoff_value"]] == [("Need", "They wait"), ("When", None)]
    assert rows["criterion_lack"] == []


def test_an_activity_is_logged_with_the_move(river: Workspace) -> None:
    one = add(river)
    call = next(lack.criterion for lack in missing(river, one).lacks)
    river.do(
        deals.move_to_stage,
        at=20,
        deal_id=one,
        stage_id=PROPOSAL,
        filled={call.criterion_id: True},
        handed={NEED: "x"},
    )

    def logged(session: Session) -> list[tuple[Any, ...]]:
        wanted = select(activity.c.kind, activity.c.happened_at)
        return [tuple(row) for row in session.execute(wanted)]

    assert river.ask(logged) == [("call", 20)]


def test_what_is_passed_over_is_counted_and_told(river: Workspace) -> None:
    river.do(asking, at=3, condition="checklist", stage_id=QUALIFIED, text="BANT", level="log")
    one = add(river)
    river.do(deals.move_to_stage, at=20, deal_id=one, stage_id=PROPOSAL, override="In a hurry")
    counted = river.ask(overrides)
    assert [(each.stage, each.text, each.number, each.deal_ids) for each in counted] == [
        ("Qualified", "One of: “call” / “inquiry”", 1, (one,)),
        ("Qualified", "To hand over: Need", 1, (one,)),
    ]
    assert counted[0].months == (("1970-01", 1),)
    (noted,) = river.ask(overrides, level="log")
    assert (noted.text, noted.criterion_id is not None) == ("BANT", True)
    assert river.ask(overrides, period=Period(first=None, last=None)) == counted
    told = [(each.what, each.title, each.detail) for each in river.ask(story, deal_id=one).entries]
    assert ("advanced", "Proposal", "Noted as missing: BANT") in told
    assert (
        "override",
        "One of: “call” / “inquiry” · To hand over: Need",
        "In a hurry",
    ) in told
