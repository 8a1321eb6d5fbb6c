"""Many deals at once: the same rules, one action, one undo (domain.md §3)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.database.tables import activity, deal, deal_exit, deal_tag, tag
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import RuleBroken
from revops_desktop.operations import bulk, deals, members, tags, trash
from tests.river import CHURNED, LOST, RECYCLED, everything, make_river


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    made = make_river(tmp_path / "a.revops")
    yield made
    made.close()


@pytest.fixture
def three(river: Workspace) -> list[int]:
    """Three deals: a lead, one in Qualified, one in Proposal; the last is Suzuki's."""
    return [
        river.do(
            deals.create, at=10, title=f"D{stage}", stage_id=stage, owner_id=stage - 1 or None
        ).value
        for stage in (1, 2, 3)
    ]


def stands(session: Session) -> dict[int, int | str]:
    """Where each deal stands, or how it left."""
    from revops_desktop.database.tables import deal_state

    return {
        row.deal_id: row.stage_id if row.status in ("open", "customer") else row.status
        for row in session.execute(select(deal_state))
    }


def column(session: Session, *, wanted: str) -> list[object]:
    return list(session.execute(select(deal.c[wanted]).order_by(deal.c.id)).scalars())


def test_many_moves_are_the_one_move_of_each(river: Workspace, three: list[int]) -> None:
    """Compared with the same moves made one by one."""
    before = everything(river)
    for deal_id in three:
        river.do(deals.move_to_stage, at=20, deal_id=deal_id, stage_id=4)
    one_by_one = everything(river)
    for _step in three:
        river.undo(at=30)
    assert everything(river) == before
    assert river.do(bulk.move_many, at=20, deal_ids=three, stage_id=4).value == 3
    together = everything(river)
    # New visits have new numbers, which stand in the state as well.
    for table in set(one_by_one) - {"deal_state"}:
        rows = one_by_one[table]
        assert [row[1:] for row in together[table]] == [row[1:] for row in rows], table
    assert river.undo_label() == (bulk.MOVED_MANY, {"number": "3", "stage": "Customer"})
    river.undo(at=40)
    assert everything(river) == before


def test_those_that_stand_there_stay_as_they_are(river: Workspace, three: list[int]) -> None:
    assert river.do(bulk.move_many, at=20, deal_ids=three[:2], stage_id=2).value == 1
    assert river.undo_label() == (deals.MOVED, {"deal": "D1", "stage": "Qualified"})
    assert river.do(bulk.move_many, at=20, deal_ids=three[:2], stage_id=2).value == 0


def test_several_exits_share_a_reason_and_a_day(river: Workspace, three: list[int]) -> None:
    before = everything(river)
    river.do(
        bulk.leave_many,
        at=20,
        deal_ids=three,
        kind="recycled",
        reason_id=RECYCLED,
        note="次年度",
        wake_on="2026-06-01",
    )
    assert river.ask(stands) == dict.fromkeys(three, "recycled")

    def exits(session: Session) -> list[tuple]:
        of = deal_exit.c
        rows = session.execute(select(of.deal_id, of.reason_id, of.note, of.wake_on))
        return [tuple(row) for row in rows]

    assert river.ask(exits) == [(one, RECYCLED, "次年度", "2026-06-01") for one in three]
    assert river.do(bulk.move_many, at=30, deal_ids=three, stage_id=1).value == 3
    assert river.ask(stands) == dict.fromkeys(three, 1)
    river.undo(at=40)
    river.undo(at=50)
    assert everything(river) == before


@pytest.mark.parametrize(
    ("kind", "reason_id", "wake_on", "said"),
    [
        ("lost", LOST, None, "customers churn"),
        ("churned", CHURNED, None, "customers churn"),
        ("recycled", RECYCLED, None, "customers churn"),
    ],
)
def test_what_one_refuses_all_refuse(
    river: Workspace, three: list[int], kind: str, reason_id: int, wake_on: str, said: str
) -> None:
    river.do(deals.move_to_stage, at=15, deal_id=three[2], stage_id=4)
    before = everything(river)
    with pytest.raises(RuleBroken, match=said):
        river.do(bulk.leave_many, at=20, deal_ids=three, kind=kind, reason_id=reason_id)
    assert everything(river) == before


def test_a_deal_that_is_gone_stops_all(river: Workspace, three: list[int]) -> None:
    river.do(trash.delete, at=15, deals=three[2:])
    before = everything(river)
    for ids in ([*three, 999], three, [999], []):
        with pytest.raises(RuleBroken, match="no longer in the file"):
            river.do(bulk.move_many, at=20, deal_ids=ids, stage_id=4)
    assert everything(river) == before


def test_owners_change_together(river: Workspace, three: list[int]) -> None:
    river.do(bulk.set_owner, at=20, deal_ids=three, owner_id=2)
    assert river.ask(column, wanted="owner_id") == [2, 2, 2]
    assert river.undo_label() == (bulk.HANDED_MANY, {"number": "3", "member": "Suzuki"})
    done = river.do(bulk.set_owner, at=30, deal_ids=three, owner_id=2)
    assert done.changed.tables == frozenset()
    river.do(bulk.set_owner, at=40, deal_ids=three[:1], owner_id=None)
    assert river.ask(column, wanted="owner_id") == [None, 2, 2]
    with pytest.raises(RuleBroken, match="no longer works"):
        river.do(bulk.set_owner, at=50, deal_ids=three, owner_id=99)
    river.undo(at=60)
    river.undo(at=70)
    assert river.ask(column, wanted="owner_id") == [None, 1, 2]


def test_a_close_day_is_a_human_touch_where_it_changes(river: Workspace, three: list[int]) -> None:
    river.do(bulk.set_close_day, at=20, deal_ids=three[:1], day="2026-04-30")
    river.do(bulk.set_close_day, at=30, deal_ids=three, day="2026-04-30")
    assert river.ask(column, wanted="expected_close") == ["2026-04-30"] * 3
    assert river.ask(column, wanted="touched_at") == [20, 30, 30]
    river.do(bulk.set_close_day, at=40, deal_ids=three, day=None)
    assert river.ask(column, wanted="expected_close") == [None] * 3


def carried(session: Session) -> list[tuple[int, str]]:
    """(deal, tag) in order."""
    rows = session.execute(
        select(deal_tag.c.deal_id, tag.c.name)
        .join(tag, tag.c.id == deal_tag.c.tag_id)
        .order_by(deal_tag.c.deal_id, tag.c.name)
    )
    return [tuple(row) for row in rows]


def test_tags_go_on_and_come_off_in_one_action(river: Workspace, three: list[int]) -> None:
    hot = river.do(tags.add, at=11, name="Hot").value
    river.do(bulk.change_tags, at=20, deal_ids=three[:2], add=[hot])
    assert river.ask(carried) == [(three[0], "Hot"), (three[1], "Hot")]
    before = everything(river)
    river.do(bulk.change_tags, at=30, deal_ids=three, remove=[hot], new=["展示会", "ＨＯＴ２"])
    assert river.ask(carried) == [(one, name) for one in three for name in ("展示会", "ＨＯＴ２")]
    river.undo(at=40)
    assert everything(river) == before
    river.do(bulk.change_tags, at=50, deal_ids=three, new=["ｈｏｔ"])
    assert river.ask(carried) == [(one, "Hot") for one in three]


def test_a_task_for_each_is_done_by_its_owner_or_by_one(river: Workspace, three: list[int]) -> None:
    river.do(bulk.add_task, at=20, deal_ids=three, title="Call", due_on="2026-04-02")

    def tasks(session: Session) -> list[tuple]:
        of = activity.c
        rows = session.execute(select(of.deal_id, of.member_id, of.title).order_by(of.id))
        return [tuple(row) for row in rows]

    assert river.ask(tasks) == [
        (three[0], None, "Call"),
        (three[1], 1, "Call"),
        (three[2], 2, "Call"),
    ]
    river.undo(at=30)
    anna = river.do(members.add, at=31, name="Anna").value
    river.do(
        bulk.add_task, at=40, deal_ids=three, title="Call", due_on="2026-04-02", member_id=anna
    )
    assert {row[1] for row in river.ask(tasks)} == {anna}
    for title, day in (("  ", "2026-04-02"), ("Call", "")):
        with pytest.raises(RuleBroken, match="Nothing was changed"):
            river.do(bulk.add_task, at=50, deal_ids=three, title=title, due_on=day)
