"""A full disk in the middle of an action: all of it is taken back, and nothing goes on after it."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from revops_desktop.database import check, connection
from revops_desktop.database import workspace as workspace_module
from revops_desktop.database.connection import open_connection
from revops_desktop.database.journal import verb
from revops_desktop.database.tables import company
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import StorageProblem
from revops_desktop.operations import companies

NOW = 1_775_000_000
ROWS = 3000


def rows_of(number: int) -> dict[str, Any]:
    return {"name": f"{number}", "match_key": f"{number}", "note": "x" * 900, "created_at": NOW}


@verb("Import that stops at the first error")
def careful(session: Session, *, at: int) -> None:
    for number in range(ROWS):
        session.execute(insert(company).values(rows_of(number)))


@verb("Import that goes on after every error")
def careless(session: Session, *, at: int) -> None:
    for number in range(ROWS):
        try:
            session.connection().exec_driver_sql(
                "INSERT INTO company (name, match_key, note, created_at) VALUES (?, ?, ?, ?)",
                tuple(rows_of(number).values()),
            )
        except (DatabaseError, StorageProblem):
            make_room(session)


def make_room(session: Session) -> None:
    """Somebody frees space on the disk while the import goes on."""
    raw = session.connection().connection.driver_connection
    assert raw is not None
    raw.execute("PRAGMA max_page_count = 1000000")


def fill_disk(workspace: Workspace) -> None:
    (pages,) = workspace.raw.execute("PRAGMA page_count").fetchone()
    workspace.raw.execute(f"PRAGMA max_page_count = {pages + 100}")


def count(path: Path) -> int:
    raw = open_connection(path)
    try:
        return int(raw.execute("SELECT count(*) FROM company").fetchone()[0])
    finally:
        raw.close()


def run(workspace: Workspace, import_: Any, how: str) -> None:
    """As an action with its journal, where SQLite takes back one statement; or in bulk without
    triggers, where it takes back the whole transaction by itself."""
    if how == "action":
        workspace.do(import_, at=NOW)
    else:
        with workspace.bulk(at=NOW) as session:
            import_(session, at=NOW)


@pytest.mark.parametrize("how", ["action", "bulk"])
@pytest.mark.parametrize("import_", [careful, careless], ids=lambda verb: verb.__name__)
def test_a_full_disk_takes_all_of_an_import_back(tmp_path: Path, import_: Any, how: str) -> None:
    path = tmp_path / "aoba.revops"
    workspace = Workspace.create(path)
    workspace.do(companies.add, at=NOW, name="Before")
    fill_disk(workspace)
    with pytest.raises(StorageProblem, match=r"room"):
        run(workspace, import_, how)
    assert count(path) == 1
    # With room again the same workspace goes on as if nothing had been.
    workspace.raw.execute("PRAGMA max_page_count = 1000000")
    workspace.do(companies.add, at=NOW, name="After")
    workspace.close()
    result = check.check_file(path)
    assert result.findings == ()
    assert result.rows["company"] == 2


def test_without_the_guard_all_rows_but_one_are_committed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: SQLite takes back one statement, and an import that goes on commits the rest."""
    monkeypatch.setattr(connection, "_guard", lambda made: None)
    monkeypatch.setattr(workspace_module, "refuse_to_go_on", lambda connection: None)
    path = tmp_path / "aoba.revops"
    workspace = Workspace.create(path)
    workspace.do(companies.add, at=NOW, name="Before")
    fill_disk(workspace)
    workspace.do(careless, at=NOW)
    workspace.close()
    assert count(path) == ROWS


def go_on_after_a_full_disk(path: Path) -> None:
    """Without triggers SQLite ends the whole transaction by itself; each row then stands alone."""
    raw = open_connection(path)
    (pages,) = raw.execute("PRAGMA page_count").fetchone()
    raw.execute(f"PRAGMA max_page_count = {pages + 100}")
    try:
        with Session(connection.engine(lambda: raw, writes=True)) as session:
            careless(session, at=NOW)
            session.commit()
    finally:
        raw.close()


def test_nothing_is_written_behind_a_rollback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "aoba.revops"
    Workspace.create(path).close()
    with pytest.raises(StorageProblem, match="room"):
        go_on_after_a_full_disk(path)
    assert count(path) == 0
    # The control: SQLAlchemy does not know of the rollback and goes on.
    monkeypatch.setattr(connection, "_guard", lambda made: None)
    with suppress(DatabaseError):
        go_on_after_a_full_disk(path)
    assert 0 < count(path) < ROWS


def test_a_writer_that_is_locked_out_says_so_and_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "aoba.revops"
    workspace = Workspace.create(path)
    workspace.do(companies.add, at=NOW, name="Before")
    workspace.raw.execute("PRAGMA busy_timeout = 0")
    other = open_connection(path)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageProblem, match="Another program"):
        workspace.do(companies.add, at=NOW, name="During")
    other.execute("COMMIT")
    other.close()
    workspace.do(companies.add, at=NOW, name="After")
    workspace.close()
    assert count(path) == 2


def test_a_fault_of_our_own_is_no_storage_problem(tmp_path: Path) -> None:
    @verb("Broken")
    def broken(session: Session, *, at: int) -> None:
        session.connection().exec_driver_sql("SELECT nothing FROM nowhere")

    with Workspace.create(tmp_path / "aoba.revops") as workspace:
        with pytest.raises(DatabaseError, match="nowhere"):
            workspace.do(broken, at=NOW)
        workspace.do(companies.add, at=NOW, name="After")
