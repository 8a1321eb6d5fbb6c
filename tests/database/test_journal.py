"""Undo and redo of anything, exactly, also after a restart (design.md, The change journal)."""

import random
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlite
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from revops_desktop.database import tables
from revops_desktop.database.journal import verb
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import deals
from tests.river import LOST, everything, make_river

NIGHTLY, SUITE = 400, 25


@verb("Raise all amounts")
def raise_amounts(session: Session, *, at: int) -> None:
    session.execute(update(tables.deal).values(amount=tables.deal.c.amount + 1))


@verb("Delete a deal")
def delete_deal(session: Session, *, at: int, deal_id: int) -> None:
    session.execute(delete(tables.deal).where(tables.deal.c.id == deal_id))


@verb("Delete a member")
def delete_member(session: Session, *, at: int, member_id: int) -> None:
    session.execute(delete(tables.member).where(tables.member.c.id == member_id))


@verb("Add a member")
def add_member(session: Session, *, at: int) -> None:
    session.execute(insert(tables.member).values(name="N", match_key="n"))


def deal_ids(session: Session) -> list[int]:
    return list(session.execute(select(tables.deal.c.id).order_by(tables.deal.c.id)).scalars())


def one_random_action(workspace: Workspace, chance: random.Random, at: int) -> None:
    known = workspace.ask(deal_ids)
    act = chance.randrange(8)
    if act <= 1 or not known:
        owner = chance.choice((None, 1, 2))
        amount = chance.choice((None, 0, 10**12))
        fields = {"amount": amount, "owner_id": owner, "source": chance.choice((None, "<b>&\n"))}
        workspace.do(deals.create, at=at, title=f"Deal {at}", stage_id=1, **fields)
    elif act <= 4:
        stage_id = chance.randint(1, 5)
        workspace.do(deals.move_to_stage, at=at, deal_id=chance.choice(known), stage_id=stage_id)
    elif act == 5:
        workspace.do(raise_amounts, at=at)
    elif act == 6:
        workspace.do(delete_deal, at=at, deal_id=chance.choice(known))
    else:
        workspace.do(add_member, at=at)


@pytest.mark.parametrize(
    "number", [SUITE, pytest.param(NIGHTLY, marks=pytest.mark.nightly)], ids=["suite", "nightly"]
)
def test_random_actions_undone_and_redone_leave_the_file_equal(tmp_path: Path, number: int) -> None:
    workspace = make_river(tmp_path / "a.revops")
    chance = random.Random(number)
    states = [everything(workspace)]
    for at in range(10, 10 + number):
        one_random_action(workspace, chance, at)
        now = everything(workspace)
        if now != states[-1]:
            states.append(now)
    for state in reversed(states[:-1]):
        assert workspace.undo(at=5000)
        assert everything(workspace) == state
    workspace.close()
    workspace = Workspace.open(tmp_path / "a.revops")
    for state in states[1:]:
        assert workspace.redo(at=6000)
        assert everything(workspace) == state
    assert workspace.redo(at=7000) is None
    workspace.close()


def test_deleting_a_member_in_use_sets_owners_free_and_undo_gives_them_back(tmp_path: Path) -> None:
    with make_river(tmp_path / "a.revops") as workspace:
        workspace.do(deals.create, at=2, title="A", stage_id=1, owner_id=1)
        before = everything(workspace)
        done = workspace.do(delete_member, at=3, member_id=1)
        assert done.changed.tables == {"member", "deal"}
        assert done.changed.ids["deal"] == done.changed.deals != frozenset()
        workspace.undo(at=4)
        assert everything(workspace) == before


def test_something_new_ends_redo(tmp_path: Path) -> None:
    with make_river(tmp_path / "a.revops") as workspace:
        workspace.do(add_member, at=2)
        workspace.undo(at=3)
        assert workspace.redo_label() == ("Add a member", {})
        workspace.do(raise_amounts, at=4)
        assert workspace.redo_label() == ("Add a member", {}), "nothing changed, so nothing ends"
        workspace.do(deals.create, at=5, title="A", stage_id=1)
        assert workspace.redo_label() is None
        assert workspace.undo_label() == ("Add “{deal}”", {"deal": "A"})


def test_an_action_that_fails_leaves_nothing(tmp_path: Path) -> None:
    @verb("Fail half-way")
    def fail(session: Session, *, at: int) -> None:
        session.execute(update(tables.stage).values(name="gone"))
        raise RuntimeError("half-way")

    with make_river(tmp_path / "a.revops") as workspace:
        before, label = everything(workspace), workspace.undo_label()
        with pytest.raises(RuntimeError):
            workspace.do(fail, at=2)
        assert everything(workspace) == before
        assert workspace.undo_label() == label
        workspace.do(deals.create, at=3, title="A", stage_id=1)


def test_a_write_outside_an_action_is_refused(tmp_path: Path) -> None:
    with make_river(tmp_path / "a.revops") as workspace:
        # A file that was opened gets its triggers before the first action.
        workspace.do(deals.create, at=5, title="A", stage_id=1)
        with pytest.raises(sqlite.IntegrityError):
            workspace.raw.execute("UPDATE stage SET name = 'x' WHERE id = 1")
        assert everything(workspace)["stage"][0][2] == "Lead"


def test_replacing_a_row_is_journaled_as_delete_and_insert(tmp_path: Path) -> None:
    """Without `recursive_triggers` a REPLACE fires no delete trigger and undo loses the row."""

    @verb("Replace")
    def replace(session: Session, *, at: int) -> None:
        session.connection().exec_driver_sql(
            "INSERT OR REPLACE INTO exit_reason (id, kind, name, position) "
            "VALUES (1, 'lost', 'x', 9)"
        )

    with make_river(tmp_path / "a.revops") as workspace:
        before = everything(workspace)
        workspace.do(replace, at=2)
        workspace.undo(at=3)
        assert everything(workspace) == before


def test_the_acting_member_and_the_instant_stand_in_the_journal(tmp_path: Path) -> None:
    with make_river(tmp_path / "a.revops") as workspace:
        workspace.member_id = 2
        made = workspace.do(deals.create, at=77, title="A", stage_id=1)
        workspace.do(deals.leave_river, at=88, deal_id=made.value, kind="lost", reason_id=LOST)
        found = workspace.raw.execute(
            "SELECT at, label, member_id FROM action ORDER BY id DESC LIMIT 2"
        ).fetchall()
        assert found == [(88, "Lose “{deal}”: {reason}", 2), (77, "Add “{deal}”", 2)]
