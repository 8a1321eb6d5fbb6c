"""Nothing is written without its journal, whichever statement writes a table first."""

from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2 as sqlite
from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from revops_desktop.database import tables
from revops_desktop.database.journal import verb
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import deals
from tests.river import everything, make_river

RENAME = "UPDATE exit_reason SET name = 'x' WHERE id = 1"


@verb("Rename a reason")
def rename(session: Session, *, at: int) -> None:
    session.connection().exec_driver_sql(RENAME)


@verb("Rename and fail")
def rename_and_fail(session: Session, *, at: int) -> None:
    session.connection().exec_driver_sql(RENAME)
    raise RuntimeError


@verb("Delete a deal")
def delete_deal(session: Session, *, at: int) -> None:
    session.execute(delete(tables.deal).where(tables.deal.c.id == 1))


@verb("Nothing")
def nothing(session: Session, *, at: int) -> None:
    """An action that writes no table."""


@pytest.fixture
def river(tmp_path: Path) -> Any:
    """A small river that is ready to write, and has written nothing yet."""
    with make_river(tmp_path / "a.revops") as made:
        made.do(nothing, at=2)
        yield made


def made_triggers(workspace: Workspace) -> int:
    (number,) = workspace.raw.execute(
        "SELECT count(*) FROM temp.sqlite_schema WHERE type = 'trigger'"
    ).fetchone()
    return int(number)


@pytest.mark.parametrize("statement", ["UPDATE {t} SET id = id + 90", "DELETE FROM {t}"])
@pytest.mark.parametrize("table", ["stage", "exit_reason", "member"])
def test_outside_an_action_every_write_is_refused(
    river: Workspace, table: str, statement: str
) -> None:
    assert made_triggers(river) == 0
    before = everything(river)
    river.raw.execute("PRAGMA foreign_keys = OFF")
    with pytest.raises(sqlite.IntegrityError, match=r"change\.action_id"):
        river.raw.execute(statement.format(t=table))
    assert everything(river) == before


def test_what_was_prepared_before_is_asked_for_too(tmp_path: Path) -> None:
    with make_river(tmp_path / "a.revops") as river:
        for _twice in range(2):
            river.raw.execute("BEGIN")
            river.raw.execute(RENAME)
            river.raw.execute("ROLLBACK")
        done = river.do(rename, at=3)
        assert done.changed.ids == {"exit_reason": {1}}


def test_after_an_action_that_failed_the_next_one_is_journaled(river: Workspace) -> None:
    """The triggers that the failed one made are rolled back with it."""
    before = everything(river)
    with pytest.raises(RuntimeError):
        river.do(rename_and_fail, at=3)
    assert made_triggers(river) == 0
    with pytest.raises(sqlite.IntegrityError):
        river.raw.execute(RENAME)
    for at in (4, 5):
        with pytest.raises(RuntimeError):
            river.do(rename_and_fail, at=at)
    assert river.do(rename, at=6).changed.ids == {"exit_reason": {1}}
    river.undo(at=7)
    assert everything(river) == before


def test_within_one_transaction_that_is_gone_nothing_is_written(river: Workspace) -> None:
    """SQLite rolls back by itself where the disk is full; whoever goes on then is refused."""
    raw = river.raw
    raw.execute("BEGIN")
    raw.execute("INSERT INTO action (at, label, params, kind) VALUES (1, 'x', '{}', 'do')")
    raw.execute("INSERT INTO temp.running SELECT max(id) FROM action")
    raw.execute(RENAME)
    assert made_triggers(river) > 0
    raw.execute("ROLLBACK")
    with pytest.raises(sqlite.IntegrityError):
        raw.execute(RENAME)


def test_cascades_of_the_first_write_are_journaled(tmp_path: Path) -> None:
    with make_river(tmp_path / "a.revops") as river:
        river.do(deals.create, at=2, title="A", stage_id=1, owner_id=1, source="Fair")
    with Workspace.open(tmp_path / "a.revops") as river:
        before = everything(river)
        done = river.do(delete_deal, at=3)
        assert {"deal", "stage_visit"} <= done.changed.tables
        river.undo(at=4)
        assert everything(river) == before


def test_after_a_bulk_the_same_statements_are_journaled(river: Workspace) -> None:
    with river.bulk(at=3) as session:
        session.connection().exec_driver_sql(RENAME)
        session.execute(insert(tables.member).values(name="N", match_key="n"))
    before = everything(river)
    done = river.do(rename_back, at=4)
    assert done.changed.ids == {"exit_reason": {1}, "member": {3}}
    river.undo(at=5)
    assert everything(river) == before


@verb("Rename back")
def rename_back(session: Session, *, at: int) -> None:
    session.connection().exec_driver_sql(RENAME.replace("'x'", "'y'"))
    session.execute(update(tables.member).where(tables.member.c.id == 3).values(name="M"))


def test_a_bulk_that_fails_leaves_the_journal_on(river: Workspace) -> None:
    river.do(rename_back, at=2)
    with pytest.raises(RuntimeError), river.bulk(at=3) as session:
        session.connection().exec_driver_sql(RENAME)
        raise RuntimeError
    done = river.do(rename, at=4)
    assert done.changed.ids == {"exit_reason": {1}}
    with pytest.raises(sqlite.IntegrityError):
        river.raw.execute("UPDATE member SET name = 'z'")
