"""What stages ask for before a deal goes on, and how the move fills it in (domain.md §3)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from revops_desktop.analytics.unmet import unmet
from revops_desktop.database.journal import verb
from revops_desktop.database.tables import deal, exit_criterion
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import RuleBroken
from revops_desktop.operations import (
    activities,
    board_order,
    bulk,
    custom_fields,
    deals,
    stages,
)
from tests.river import everything, make_river

AMOUNT, TICK, CLOSE, CALL = 1, 2, 3, 4


def _fill(made: Workspace) -> None:
    """“Qualified” asks for an amount, a tick, a close day and a call."""

    @verb("Ask")
    def ask(session: Session, *, at: int) -> None:
        for place, more in enumerate(
            (
                {"condition": "amount_above_zero"},
                {"condition": "checklist"},
                {"condition": "field_filled", "field": "expected_close"},
                {"condition": "activity_logged", "activity_kind": "call"},
            ),
            1,
        ):
            session.execute(
                insert(exit_criterion).values(
                    **{"stage_id": 2, "text": f"Item {place}", "position": place, **more}
                )
            )

    made.do(ask, at=2)


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    made = make_river(tmp_path / "a.revops", _fill)
    yield made
    made.close()


def lacking(workspace: Workspace, ids: list[int], stage_id: int) -> dict[int, tuple[int, ...]]:
    """Which deals lack which criterion."""
    found = workspace.ask(unmet, deal_ids=ids, stage_id=stage_id, now=20)
    return {one.criterion.criterion_id: one.deal_ids for one in found.lacks}


def add(workspace: Workspace, stage_id: int, **fields: Any) -> int:
    made: int = workspace.do(deals.create, at=10, title="A", stage_id=stage_id, **fields).value
    return made


def test_only_what_is_missing_is_asked_and_only_forward(river: Workspace) -> None:
    one, two = add(river, 2), add(river, 2, amount=5, expected_close="2026-05-01")
    elsewhere = add(river, 3)
    ids = [one, two, elsewhere]
    assert lacking(river, ids, 3) == {
        AMOUNT: (one,),
        TICK: (one, two),
        CLOSE: (one,),
        CALL: (one, two),
    }
    assert lacking(river, ids, 1) == {}
    assert lacking(river, [elsewhere], 4) == {}
    river.do(activities.log, at=11, kind="call", title="x", deal_id=two)
    assert lacking(river, [two], 3) == {TICK: (two,)}


def test_what_is_filled_in_is_written_with_the_move(river: Workspace) -> None:
    one, two = add(river, 2), add(river, 2, amount=5)
    before = everything(river)
    river.do(
        bulk.move_many,
        at=20,
        deal_ids=[one, two],
        stage_id=4,
        filled={AMOUNT: 700, TICK: True, CLOSE: "2026-05-01", CALL: "ignored"},
        override="They sent the order by post",
    )

    def read(session: Session) -> list[tuple[Any, ...]]:
        of = deal.c
        rows = session.execute(
            select(of.amount, of.expected_close, of.closed_value, of.touched_at).order_by(of.id)
        )
        return [tuple(row) for row in rows]

    # The amount that was filled in is the one that was won.
    assert river.ask(read) == [(700, "2026-05-01", 700, 20), (5, "2026-05-01", 5, 20)]
    after = everything(river)
    assert [row[1:3] for row in after["criterion_tick"]] == [(one, TICK), (two, TICK)]
    # Only the call is missing now.
    overrides = [(row[1], row[6], row[7]) for row in after["activity"]]
    assert overrides == [("override", "Item 4", "They sent the order by post")] * 2
    assert [row[1:] for row in after["criterion_lack"]] == [
        (one, 1, CALL, 1, "Item 4", "warn"),
        (two, 2, CALL, 2, "Item 4", "warn"),
    ]
    river.undo(at=30)
    assert everything(river) == before


def test_a_custom_field_is_asked_for_and_filled_in(river: Workspace) -> None:
    field_id = river.do(
        custom_fields.define, at=3, subject="deal", name="Budget", kind="money", before=[1]
    ).value
    made = add(river, 1)
    (lack,) = river.ask(unmet, deal_ids=[made], stage_id=2, now=20).lacks
    assert (lack.criterion.custom_field_id, lack.why) == (field_id, "“Budget” is empty.")
    filled = {lack.criterion.criterion_id: 900}
    river.do(bulk.move_many, at=20, deal_ids=[made], stage_id=2, filled=filled)
    assert [row[1:] for row in everything(river)["custom_value"]] == [
        (field_id, None, None, made, None, 900, None)
    ]
    assert lacking(river, [made], 2) == {}


def levels(workspace: Workspace, **chosen: str) -> None:
    """Sets the levels of criteria by their text."""

    @verb("Levels")
    def write(session: Session, *, at: int) -> None:
        for text, level in chosen.items():
            session.execute(
                update(exit_criterion)
                .where(exit_criterion.c.text == text.replace("_", " "))
                .values(level=level)
            )

    workspace.do(write, at=3)


def test_a_warning_needs_a_reason_and_a_block_stops_every_way(river: Workspace) -> None:
    made = add(river, 2)
    before = everything(river)
    for deed, named in (
        (deals.move_to_stage, {"deal_id": made}),
        (bulk.move_many, {"deal_ids": [made]}),
        (board_order.place, {"deal_ids": [made], "after_deal_id": 0}),
    ):
        with pytest.raises(RuleBroken, match=r"“Item 2”.*give a reason"):
            river.do(deed, at=20, stage_id=3, **named)
    levels(river, Item_2="block")
    with pytest.raises(RuleBroken, match=r"cannot go on to “Proposal” yet: “Item 2”\. Nothing"):
        river.do(deals.move_to_stage, at=20, deal_id=made, stage_id=3, override="I want it")
    assert everything(river)["stage_visit"] == before["stage_visit"]
    # Backward, out of the river, and with the stage itself they always go.
    river.do(deals.move_to_stage, at=20, deal_id=made, stage_id=1)
    river.undo(at=21)
    river.do(stages.remove, at=22, stage_id=2, deals_to=3)


def test_what_is_only_noted_lets_the_deal_go_and_is_kept(river: Workspace) -> None:
    levels(river, Item_1="log", Item_2="log", Item_3="log", Item_4="log")
    made = add(river, 2)
    assert not river.ask(unmet, deal_ids=[made], stage_id=3, now=20).must_ask
    river.do(deals.move_to_stage, at=20, deal_id=made, stage_id=3, override="no reason asked")
    after = everything(river)
    assert after["activity"] == []
    assert [row[4:] for row in after["criterion_lack"]] == [
        (None, f"Item {number}", "log") for number in (1, 2, 3, 4)
    ]
    river.do(criteria_away, at=30)
    assert {row[3] for row in everything(river)["criterion_lack"]} == {None}


@verb("Away")
def criteria_away(session: Session, *, at: int) -> None:
    """Stages ask for nothing any more."""
    session.execute(delete(exit_criterion))
