"""Recycled deals: taken up again, put off, nurtured; one or many, undone and redone exactly."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from revops_desktop.database.journal import verb
from revops_desktop.database.tables import deal_exit, deal_state, nurture_list, stage, stage_visit
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import RuleBroken
from revops_desktop.operations import bulk, deals, waking
from tests.river import LOST, RECYCLED, everything, make_river

NEWS, CALLS, OLD = 1, 2, 3


@verb("Make lists")
def make_lists(session: Session, *, at: int) -> None:
    """Two nurturing lists in use, and one that is not."""
    for number, name in ((NEWS, "Newsletter"), (CALLS, "A call each quarter"), (OLD, "Old")):
        archived = at if number == OLD else None
        session.execute(
            insert(nurture_list).values(
                id=number, name=name, match_key=name, position=number, archived_at=archived
            )
        )


@verb("Archive")
def archive(session: Session, *, at: int, stage_id: int) -> None:
    """A stage is no longer in use."""
    session.execute(update(stage).where(stage.c.id == stage_id).values(archived_at=at))


def _fill(made: Workspace) -> None:
    made.do(make_lists, at=2)


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    made = make_river(tmp_path / "a.revops", _fill)
    yield made
    made.close()


@pytest.fixture
def waiting(river: Workspace) -> list[int]:
    """Three deals recycled from Lead, Qualified and Proposal, to wake up in June."""
    made = [
        river.do(deals.create, at=10, title=f"D{number}", stage_id=number).value
        for number in (1, 2, 3)
    ]
    river.do(
        bulk.leave_many,
        at=20,
        deal_ids=made,
        kind="recycled",
        reason_id=RECYCLED,
        wake_on="2026-06-01",
        nurture_list_id=NEWS,
    )
    return made


def stands(session: Session) -> dict[int, tuple[str, int]]:
    rows = session.execute(select(deal_state))
    return {row.deal_id: (row.status, row.stage_id) for row in rows}


def exits(session: Session) -> list[tuple[str | None, int | None]]:
    of = deal_exit.c
    rows = session.execute(select(of.wake_on, of.nurture_list_id).order_by(of.deal_id))
    return [tuple(row) for row in rows]


def there_and_back(river: Workspace, wanted: Callable[..., Any], **arguments: Any) -> None:
    """Does a verb, takes it back and does it again: the file is equal each time."""
    before = everything(river)
    river.do(wanted, at=30, **arguments)
    after = everything(river)
    assert after != before
    river.undo(at=40)
    assert everything(river) == before
    river.redo(at=50)
    assert everything(river) == after


def test_recycling_takes_the_list_and_the_day(river: Workspace, waiting: list[int]) -> None:
    assert river.ask(exits) == [("2026-06-01", NEWS)] * 3


def test_a_lost_deal_is_on_no_list(river: Workspace) -> None:
    made = river.do(deals.create, at=10, title="A", stage_id=1).value
    river.do(
        deals.leave_river,
        at=20,
        deal_id=made,
        kind="lost",
        reason_id=LOST,
        wake_on="2026-06-01",
        nurture_list_id=NEWS,
    )
    assert river.ask(exits) == [(None, None)]


def test_each_goes_back_to_where_it_left(river: Workspace, waiting: list[int]) -> None:
    there_and_back(river, waking.reopen, deal_ids=waiting)
    assert river.ask(stands) == {one: ("open", place) for place, one in enumerate(waiting, 1)}
    assert river.undo_label() == (waking.REOPENED_WHERE_LEFT, {"number": "3"})

    def again(session: Session) -> list[int]:
        of = stage_visit.c
        return list(session.scalars(select(of.is_reentry).where(of.sequence == 2)))

    assert river.ask(again) == [1, 1, 1]


def test_all_go_to_one_chosen_stage(river: Workspace, waiting: list[int]) -> None:
    there_and_back(river, waking.reopen, deal_ids=waiting, stage_id=2)
    assert river.ask(stands) == dict.fromkeys(waiting, ("open", 2))
    assert river.undo_label() == (waking.REOPENED_MANY, {"number": "3", "stage": "Qualified"})


def test_one_is_named(river: Workspace, waiting: list[int]) -> None:
    river.do(waking.reopen, at=30, deal_ids=waiting[1:2])
    assert river.undo_label() == (deals.REOPENED, {"deal": "D2", "stage": "Qualified"})
    river.do(waking.wait_until, at=40, deal_id=waiting[0], wake_on="2026-07-01")
    assert river.undo_label() == (waking.WAITS, {"deal": "D1", "day": "2026-07-01"})
    river.do(waking.nurture, at=50, deal_ids=waiting[:1], nurture_list_id=CALLS)
    assert river.undo_label() == (waking.NURTURED, {"deal": "D1", "list": "A call each quarter"})


def test_a_stage_that_is_gone_leads_to_the_one_before(river: Workspace, waiting: list[int]) -> None:
    river.do(archive, at=25, stage_id=3)
    river.do(archive, at=26, stage_id=1)
    river.do(waking.reopen, at=30, deal_ids=waiting)
    assert river.ask(stands) == dict.fromkeys(waiting, ("open", 2))


def test_a_pipeline_without_stages_is_refused(river: Workspace, waiting: list[int]) -> None:
    for number in (1, 2, 3):
        river.do(archive, at=25, stage_id=number)
    before = everything(river)
    with pytest.raises(RuleBroken, match="no stage in use"):
        river.do(waking.reopen, at=30, deal_ids=waiting)
    assert everything(river) == before


def test_several_wait_on_and_change_their_list(river: Workspace, waiting: list[int]) -> None:
    there_and_back(river, waking.put_off, deal_ids=waiting, wake_on="2026-09-01")
    there_and_back(river, waking.nurture, deal_ids=waiting[:2], nurture_list_id=CALLS)
    assert river.ask(exits) == [("2026-09-01", CALLS)] * 2 + [("2026-09-01", NEWS)]
    there_and_back(river, waking.nurture, deal_ids=waiting, nurture_list_id=None)
    assert river.undo_label() == (waking.UNNURTURED_MANY, {"number": "3"})


def test_an_imported_one_without_an_exit_of_its_own(river: Workspace, waiting: list[int]) -> None:
    @verb("Forget")
    def forget(session: Session, *, at: int) -> None:
        session.execute(deal_exit.delete())

    river.do(forget, at=25)
    there_and_back(river, waking.put_off, deal_ids=waiting, wake_on="2026-09-01")
    assert river.ask(exits) == [("2026-09-01", None)] * 3


def test_what_one_refuses_all_refuse(river: Workspace, waiting: list[int]) -> None:
    river.do(deals.move_to_stage, at=25, deal_id=waiting[0], stage_id=1)
    before = everything(river)
    wishes: list[tuple[Callable[..., Any], dict[str, Any], str]] = [
        (waking.reopen, {"deal_ids": waiting}, "no longer wait"),
        (waking.reopen, {"deal_ids": waiting[:1]}, "This deal no longer"),
        (waking.reopen, {"deal_ids": waiting[1:], "stage_id": 99}, "no longer in use"),
        (waking.put_off, {"deal_ids": waiting[1:], "wake_on": "soon"}, "needs the day"),
        (waking.put_off, {"deal_ids": [], "wake_on": "2026-09-01"}, "no longer wait"),
        (waking.nurture, {"deal_ids": waiting[1:], "nurture_list_id": OLD}, "no longer in use"),
        (waking.nurture, {"deal_ids": waiting, "nurture_list_id": NEWS}, "no longer wait"),
    ]
    for wanted, arguments, said in wishes:
        with pytest.raises(RuleBroken, match=said):
            river.do(wanted, at=30, **arguments)
    assert everything(river) == before
