"""What hangs on a deal: tasks, activities, lines, links, ticks; copies; fields that touch it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from revops_desktop.analytics import deal_panel
from revops_desktop.database import tables
from revops_desktop.database.journal import verb
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import RuleBroken
from revops_desktop.operations import activities, copying, deal_lines, deals, links, ticks, trash
from tests.river import everything, make_river

HOUR = 3600


@verb("Sell")
def products(session: Any, *, at: int) -> None:
    for name, price, billing in (
        ("Licence", 1000, "one_off"),
        ("Support", 50, "monthly"),
        ("Price on request", None, "one_off"),
    ):
        session.execute(
            insert(tables.product).values(
                name=name, match_key=name, list_price=price, billing=billing
            )
        )
    session.execute(insert(tables.exit_criterion).values(stage_id=2, text="Said yes", position=1))
    session.execute(
        insert(tables.exit_criterion).values(
            stage_id=2, text="Amount", position=2, condition="amount_above_zero"
        )
    )


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    with make_river(tmp_path / "river.revops") as made:
        made.member_id = 1
        made.do(products, at=2)
        made.do(deals.create, at=10, title="A", stage_id=2, amount=5)
        yield made


def sheet(river: Workspace, deal_id: int = 1) -> deal_panel.DealSheet:
    found = river.ask(deal_panel.deal_sheet, deal_id=deal_id)
    assert found is not None
    return found


def state(river: Workspace, column: str) -> Any:
    return river.ask(_state, column=column)


def _state(session: Any, *, column: str) -> Any:
    return session.scalar(
        select(tables.deal_state.c[column]).where(tables.deal_state.c.deal_id == 1)
    )


def test_a_task_is_planned_done_reopened_and_postponed(river: Workspace) -> None:
    task = river.do(activities.add_task, at=20, deal_id=1, title="Call", due_on="2026-04-01").value
    assert state(river, "next_due") == "2026-04-01"
    assert sheet(river).tasks[0].member == "Sato"
    river.do(activities.postpone, at=21, activity_id=task, due_on="2026-04-08")
    assert state(river, "next_due") == "2026-04-08"
    river.do(activities.complete, at=HOUR, activity_id=task, note="Reached him")
    assert (state(river, "next_due"), state(river, "touched_at")) == (None, HOUR)
    assert sheet(river).tasks[0].note == "Reached him"
    with pytest.raises(RuleBroken, match="done already"):
        river.do(activities.postpone, at=22, activity_id=task, due_on="2026-04-09")
    river.do(activities.reopen, at=23, activity_id=task)
    river.do(activities.edit, at=24, activity_id=task, fields={"title": "Call again"})
    assert sheet(river).tasks[0].title == "Call again"
    river.do(activities.delete, at=25, activity_id=task)
    assert sheet(river).tasks == ()


def test_every_step_is_taken_back_exactly(river: Workspace) -> None:
    before = everything(river)
    task = river.do(activities.add_task, at=20, deal_id=1, title="Call", due_on="2026-04-01").value
    river.do(activities.complete, at=21, activity_id=task)
    river.do(activities.log, at=22, deal_id=1, kind="call", title="Hello")
    river.do(deal_lines.add, at=23, deal_id=1, product_id=1, quantity=2)
    river.do(links.add, at=24, deal_id=1, target="example.jp")
    river.do(ticks.tick, at=25, deal_id=1, criterion_id=1)
    river.do(deals.edit, at=26, deal_id=1, fields={"promised": "June"})
    for _ in range(7):
        assert river.undo(at=30) is not None
    assert everything(river) == before


@pytest.mark.parametrize(
    ("verb_", "arguments", "said"),
    [
        (activities.add_task, {"title": " ", "due_on": "2026-04-01"}, "needs a title"),
        (activities.add_task, {"title": "x", "due_on": "soon"}, "choose a day"),
        (activities.log, {"kind": "note"}, "without a text"),
        (activities.log, {"kind": "call", "happened_at": 10**9}, "in the future"),
        (links.add, {"target": "javascript:alert(1)"}, "no link"),
        (deal_lines.add, {"product_id": 99}, "no longer sold"),
        (deal_lines.add, {"product_id": 1, "quantity": 0}, "1 or more"),
        (ticks.tick, {"criterion_id": 2}, "by the program itself"),
        (ticks.tick, {"criterion_id": 99}, "no longer in use"),
    ],
)
def test_what_makes_no_sense_is_refused(
    river: Workspace, verb_: Any, arguments: dict[str, Any], said: str
) -> None:
    before = everything(river)
    with pytest.raises(RuleBroken, match=said):
        river.do(verb_, at=20, deal_id=1, **arguments)
    assert everything(river) == before


def test_nothing_is_added_to_a_deal_in_the_trash(river: Workspace) -> None:
    river.do(trash.delete, at=20, deals=[1])
    for verb_, arguments in (
        (activities.add_task, {"title": "x", "due_on": "2026-04-01"}),
        (links.add, {"target": "example.jp"}),
        (deal_lines.add, {"product_id": 1}),
        (deals.edit, {"fields": {"note": "x"}}),
        (copying.duplicate, {}),
    ):
        with pytest.raises(RuleBroken, match="no longer in the file"):
            river.do(verb_, at=21, deal_id=1, **arguments)


def test_the_lines_add_up_in_the_same_action(river: Workspace) -> None:
    first = river.do(deal_lines.add, at=20, deal_id=1, product_id=1, quantity=2).value
    assert sheet(river).fields.amount == 2000 and state(river, "value") == 2000
    river.do(deal_lines.add, at=21, deal_id=1, product_id=2)
    assert state(river, "value") == 2000 + 12 * 50
    river.do(deal_lines.edit, at=22, line_id=first, quantity=1, unit_price=700)
    assert sheet(river).fields.amount == 700
    with pytest.raises(RuleBroken, match="sum of the deal's products"):
        river.do(deals.edit, at=23, deal_id=1, fields={"amount": 1})
    # An unknown price makes the sum unknown, never too small.
    unknown = river.do(deal_lines.add, at=24, deal_id=1, product_id=3).value
    assert sheet(river).fields.amount is None
    river.do(deal_lines.remove, at=25, line_id=unknown)
    river.do(deal_lines.remove, at=26, line_id=first)
    assert (sheet(river).fields.amount, sheet(river).fields.monthly_amount) == (None, 50)


def test_an_edit_of_amount_date_or_note_touches_the_deal(river: Workspace) -> None:
    river.do(deals.edit, at=HOUR, deal_id=1, fields={"source": "Web"})
    assert state(river, "touched_at") == 10
    river.do(deals.edit, at=2 * HOUR, deal_id=1, fields={"expected_close": "2026-05-01"})
    assert state(river, "touched_at") == 2 * HOUR
    river.do(deals.edit, at=3 * HOUR, deal_id=1, fields={"expected_close": "2026-05-01"})
    assert state(river, "touched_at") == 2 * HOUR


def test_a_copy_has_the_fields_and_products_and_no_past(river: Workspace) -> None:
    river.do(deal_lines.add, at=20, deal_id=1, product_id=1)
    river.do(activities.log, at=21, deal_id=1, kind="call", title="Hello")
    river.do(deals.edit, at=22, deal_id=1, fields={"source": "Web", "why_bought": "Price"})
    copy = sheet(river, river.do(copying.duplicate, at=HOUR, deal_id=1).value)
    assert copy.fields.title == "A (copy)"
    assert (copy.fields.amount, copy.fields.source, copy.fields.why_bought) == (1000, "Web", None)
    assert [line.product for line in copy.lines] == ["Licence"]
    assert copy.place is not None
    assert (copy.place.stage, copy.place.since, copy.tasks) == ("Qualified", HOUR, ())
    river.do(deals.move_to_stage, at=2 * HOUR, deal_id=1, stage_id=4, override="Won")
    again = sheet(river, river.do(copying.duplicate, at=3 * HOUR, deal_id=1).value)
    assert again.place is not None and again.place.stage == "Lead"
