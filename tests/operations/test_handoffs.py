"""Hand-offs: what a move makes, what decides them, and that all of it is taken back (§4)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from revops_desktop.database.journal import verb
from revops_desktop.database.tables import (
    deal,
    function,
    handoff,
    handoff_item,
    handoff_rule,
    handoff_value,
    member,
    stage,
)
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import RuleBroken
from revops_desktop.operations import activities, bulk, deals, handoffs, members, stages
from tests.conftest import NOW
from tests.river import LOST, everything, make_river

MARKETING, SALES, SUCCESS = 1, 2, 3
SATO, SUZUKI, MORI = 1, 2, 3
LEAD, QUALIFIED, PROPOSAL, CUSTOMER = 1, 2, 3, 4
NEED, BUDGET = 1, 2


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    """Lead belongs to marketing, Qualified and Proposal to sales, the rest to success.

    One rule, marketing to sales, with two items; Sato is in marketing, Suzuki and Mori in sales.
    """
    made = make_river(tmp_path / "a.revops")

    @verb("Give functions")
    def give(session: Session, *, at: int) -> None:
        for number, name in enumerate(("Marketing", "Sales", "Success"), 1):
            session.execute(
                insert(function).values(id=number, name=name, colour="#336699", position=number)
            )
        owners = {LEAD: MARKETING, QUALIFIED: SALES, PROPOSAL: SALES, CUSTOMER: SUCCESS, 5: SUCCESS}
        for stage_id, function_id in owners.items():
            session.execute(
                update(stage).where(stage.c.id == stage_id).values(function_id=function_id)
            )
        session.execute(insert(member).values(id=MORI, name="Mori", match_key="mori"))
        for number, function_id in ((SATO, MARKETING), (SUZUKI, SALES), (MORI, SALES)):
            session.execute(
                update(member).where(member.c.id == number).values(function_id=function_id)
            )
        session.execute(
            insert(handoff_rule).values(
                id=1, from_function_id=MARKETING, to_function_id=SALES, name="MQL"
            )
        )
        session.execute(
            insert(handoff_item).values(id=NEED, rule_id=1, name="Need", position=1, is_required=1)
        )
        session.execute(
            insert(handoff_item).values(
                id=BUDGET, rule_id=1, name="Budget", position=2, field="amount", is_required=0
            )
        )

    made.do(give, at=2)
    made.member_id = SATO
    yield made
    made.close()


def add(workspace: Workspace, stage_id: int = LEAD, **fields: Any) -> int:
    made: int = workspace.do(deals.create, at=10, title="A", stage_id=stage_id, **fields).value
    return made


def move(workspace: Workspace, deal_id: int, stage_id: int, at: int = 20) -> None:
    workspace.do(
        deals.move_to_stage, at=at, deal_id=deal_id, stage_id=stage_id, override="They asked for it"
    )


def kept(workspace: Workspace) -> list[dict[str, Any]]:
    def read(session: Session) -> list[dict[str, Any]]:
        return [dict(row) for row in session.execute(select(handoff)).mappings()]

    return workspace.ask(read)


def fates(workspace: Workspace) -> list[tuple[str | None, str | None]]:
    return [(one["outcome"], one["decided_by"]) for one in kept(workspace)]


def items(workspace: Workspace) -> list[tuple[str, str | None, int]]:
    def read(session: Session) -> list[tuple[str, str | None, int]]:
        one = handoff_value.c
        return [tuple(row) for row in session.execute(select(one.name, one.value, one.is_required))]

    return workspace.ask(read)


def test_a_move_to_another_function_hands_over_with_what_is_known_then(river: Workspace) -> None:
    one = add(river, amount=5000)
    river.do(handoffs.answer, at=15, deal_id=one, answers={NEED: "Too slow by hand"})
    move(river, one, PROPOSAL)
    (made,) = kept(river)
    assert (made["rule_id"], made["from_function_id"], made["to_function_id"]) == (1, 1, 2)
    assert (made["handed_at"], made["member_id"], made["to_member_id"]) == (20, SATO, None)
    assert made["outcome"] is None
    assert items(river) == [("Need", "Too slow by hand", 1), ("Budget", "¥5,000", 0)]
    river.do(deals.edit, at=21, deal_id=one, fields={"amount": 9})
    river.do(handoffs.answer, at=22, deal_id=one, answers={NEED: ""})
    assert items(river) == [("Need", "Too slow by hand", 1), ("Budget", "¥5,000", 0)]


def test_no_rule_no_function_and_the_same_hands_let_nobody_wait(river: Workspace) -> None:
    one, two = add(river, QUALIFIED), add(river)
    move(river, one, PROPOSAL)
    assert kept(river) == []
    move(river, one, CUSTOMER, at=30)
    assert fates(river) == [("accepted", "no_rule")]
    river.member_id = MORI
    move(river, two, QUALIFIED)
    assert fates(river)[1:] == [("accepted", "same_hands")]
    assert kept(river)[1]["to_member_id"] == MORI
    river.do(stages.edit, at=40, stage_id=PROPOSAL, fields={"function_id": None})
    move(river, one, PROPOSAL, at=41)
    assert len(kept(river)) == 2


def test_the_receiver_is_who_was_named_or_the_owner_who_belongs_there(river: Workspace) -> None:
    owned = add(river, owner_id=MORI)
    foreign = add(river, owner_id=SATO)
    for one in (owned, foreign):
        move(river, one, QUALIFIED)
    assert [one["to_member_id"] for one in kept(river)] == [MORI, None]
    named = add(river)
    river.do(
        bulk.move_many,
        at=30,
        deal_ids=[named],
        stage_id=QUALIFIED,
        override="x",
        to_member_id=SUZUKI,
    )
    assert kept(river)[2]["to_member_id"] == SUZUKI
    before = everything(river)
    again = add(river)
    with pytest.raises(RuleBroken, match="does not belong to the function"):
        river.do(
            bulk.move_many,
            at=30,
            deal_ids=[again],
            stage_id=QUALIFIED,
            override="x",
            to_member_id=SATO,
        )
    river.undo(at=31)
    assert everything(river) == before


def test_going_on_accepts_and_leaving_or_going_back_cancels(river: Workspace) -> None:
    on, out, back = add(river), add(river), add(river)
    for one in (on, out, back):
        move(river, one, QUALIFIED)
    move(river, on, PROPOSAL, at=30)
    river.do(deals.leave_river, at=31, deal_id=out, kind="lost", reason_id=LOST)
    move(river, back, LEAD, at=32)
    assert fates(river) == [
        ("accepted", "move"),
        ("cancelled", "left"),
        ("cancelled", "left"),
        # Back to marketing there is no rule.
        ("accepted", "no_rule"),
    ]
    assert [one["decided_at"] for one in kept(river)] == [30, 31, 32, 32]


def test_a_human_activity_of_the_receiver_accepts(river: Workspace) -> None:
    one = add(river)
    move(river, one, QUALIFIED)
    river.do(activities.log, at=30, kind="call", title="by the sender", deal_id=one)
    river.member_id = SUZUKI
    river.do(activities.log, at=30, kind="inquiry", title="by the customer", deal_id=one)
    river.do(activities.log, at=30, kind="call", title="before", deal_id=one, happened_at=19)
    assert fates(river) == [(None, None)]
    river.do(activities.log, at=40, kind="call", title="Hello", deal_id=one, happened_at=25)
    (made,) = kept(river)
    assert (made["outcome"], made["decided_by"], made["decided_at"]) == ("accepted", "activity", 25)
    assert made["decided_by_id"] == SUZUKI


def test_a_task_done_for_the_owner_accepts_where_nobody_sits_here(river: Workspace) -> None:
    one = add(river, owner_id=MORI)
    move(river, one, QUALIFIED)
    river.member_id = None
    task = river.do(
        activities.add_task, at=21, title="Ring", due_on="2026-01-01", deal_id=one
    ).value
    river.do(activities.complete, at=22, activity_id=task)
    assert fates(river) == [("accepted", "activity")]
    assert kept(river)[0]["decided_by_id"] == MORI


def test_the_receiver_accepts_several_and_may_take_them_over(river: Workspace) -> None:
    ids = [add(river), add(river)]
    for one in ids:
        move(river, one, QUALIFIED)
    river.member_id = SUZUKI
    waiting = [one["id"] for one in kept(river)]
    river.do(handoffs.accept, at=30, handoff_ids=waiting, take_over=True)
    assert fates(river) == [("accepted", "person")] * 2
    assert river.ask(lambda session: list(session.execute(select(deal.c.owner_id)).scalars())) == [
        SUZUKI,
        SUZUKI,
    ]
    with pytest.raises(RuleBroken, match="decided already"):
        river.do(handoffs.accept, at=31, handoff_ids=waiting[:1])
    with pytest.raises(RuleBroken, match="decided already"):
        river.do(handoffs.give_back, at=31, handoff_id=waiting[0], reason="x")


def test_what_is_returned_goes_back_and_its_sender_sees_it(river: Workspace) -> None:
    one = add(river)
    move(river, one, PROPOSAL)
    river.member_id = SUZUKI
    (waiting,) = kept(river)
    with pytest.raises(RuleBroken, match="needs a reason"):
        river.do(handoffs.give_back, at=30, handoff_id=waiting["id"], reason="  ")
    river.do(handoffs.give_back, at=30, handoff_id=waiting["id"], reason="No need named")
    assert fates(river) == [("returned", "person")]
    assert everything(river)["deal_state"][0][3] == LEAD
    river.member_id = SATO
    river.do(handoffs.seen, at=31, handoff_ids=[waiting["id"]])
    assert kept(river)[0]["seen_at"] == 31
    river.do(handoffs.seen, at=32, handoff_ids=[waiting["id"]])
    assert kept(river)[0]["seen_at"] == 31


def test_what_is_returned_finds_the_senders_last_stage_where_its_own_was_put_away(
    river: Workspace,
) -> None:
    river.do(
        stages.add,
        at=3,
        pipeline_id=1,
        name="Nurture",
        phase="lead",
        after_stage_id=1,
        function_id=1,
    )
    one = add(river)
    move(river, one, QUALIFIED)
    river.do(stages.remove, at=25, stage_id=LEAD)
    river.do(handoffs.give_back, at=30, handoff_id=kept(river)[0]["id"], reason="x")
    assert everything(river)["deal_state"][0][3] == 6


def test_every_deed_is_undone_and_redone_exactly(river: Workspace) -> None:
    one, two = add(river, amount=5), add(river)
    deeds: list[tuple[Any, dict[str, Any]]] = [
        (handoffs.answer, {"deal_id": one, "answers": {NEED: "Yes"}}),
        (bulk.move_many, {"deal_ids": [one, two], "stage_id": QUALIFIED, "handed": {NEED: "Ask"}}),
        (handoffs.give_back, {"handoff_id": 1, "reason": "No need"}),
        (handoffs.seen, {"handoff_ids": [1]}),
        (deals.move_to_stage, {"deal_id": one, "stage_id": PROPOSAL}),
        (handoffs.accept, {"handoff_ids": [2, 3], "take_over": True}),
        (deals.move_to_stage, {"deal_id": one, "stage_id": CUSTOMER}),
    ]
    states = [everything(river)]
    for at, (deed, named) in enumerate(deeds, 50):
        river.do(deed, at=at, **named)
        states.append(everything(river))
    for state in reversed(states[:-1]):
        river.undo(at=90)
        assert everything(river) == state
    for state in states[1:]:
        river.redo(at=91)
        assert everything(river) == state


def test_where_one_person_works_a_hand_off_waits_for_nobody(workspace: Workspace) -> None:
    ids = [row[0] for row in workspace.raw.execute("SELECT id FROM stage ORDER BY position")]
    for number, waits in enumerate((False, False, True)):
        at = NOW + 10 * number
        made = workspace.do(deals.create, at=at, title=f"{number}", stage_id=ids[2])
        workspace.do(
            deals.move_to_stage, at=at + 1, deal_id=made.value, stage_id=ids[3], override="Why"
        )
        (found,) = workspace.raw.execute(
            "SELECT outcome, decided_by FROM handoff WHERE deal_id = ?", (made.value,)
        ).fetchall()
        assert found == ((None, None) if waits else ("accepted", "same_hands"))
        workspace.do(members.add, at=at + 2, name=f"Member {number}")
