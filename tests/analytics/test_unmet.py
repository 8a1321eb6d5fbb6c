"""What stages ask for before a deal goes on, and how the move fills it in (domain.md §3)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.unmet import unmet
from revops_desktop.database.journal import verb
from revops_desktop.database.tables import deal, exit_criterion
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import activities, bulk, custom_fields, deals
from tests.river import everything, make_river

AMOUNT, TICK, CLOSE, CALL = 1, 2, 3, 4


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    """“Qualified” asks for an amount, a tick, a close day and a call."""
    made = make_river(tmp_path / "a.revops")

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
    yield made
    made.close()


def lacking(workspace: Workspace, ids: list[int], stage_id: int) -> dict[int, tuple[int, ...]]:
    """Which deals lack which criterion."""
    found = workspace.ask(unmet, deal_ids=ids, stage_id=stage_id)
    return {one.criterion.criterion_id: one.deal_ids for one in found}


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
    # Only the tick is missing there: it is shown on the card's checklist, and stops nobody.
    assert lacking(river, [two], 3) == {}


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
    overrides = [row[1] for row in after["activity"]]
    assert overrides == ["override", "override"]
    river.undo(at=30)
    assert everything(river) == before


def test_a_custom_field_is_asked_for_and_filled_in(river: Workspace) -> None:
    field_id = river.do(
        custom_fields.define, at=3, subject="deal", name="Budget", kind="money", before=[1]
    ).value
    made = add(river, 1)
    (lack,) = river.ask(unmet, deal_ids=[made], stage_id=2)
    assert (lack.criterion.custom_field_id, lack.why) == (field_id, "“Budget” is empty.")
    filled = {lack.criterion.criterion_id: 900}
    river.do(bulk.move_many, at=20, deal_ids=[made], stage_id=2, filled=filled)
    assert [row[1:] for row in everything(river)["custom_value"]] == [
        (field_id, None, None, made, None, 900, None)
    ]
    assert lacking(river, [made], 2) == {}
