"""The search index follows every action, leaves nothing of what was erased, and is checked."""

import random
import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from revops_desktop.database import check, search_index
from revops_desktop.database.connection import open_connection
from revops_desktop.database.journal import verb
from revops_desktop.database.migrate import migrate
from revops_desktop.database.workspace import Workspace
from tests.conftest import HERE
from tests.database.refusals import sql
from tests.river import make_river

SIGNS = "青葉商事アイウ花子ab cO-1ｶﾞ"


@verb("Test")
def run(session: Session, *, at: int, statements: list[str], erases: bool = False) -> None:
    """Writes by SQL whatever a verb might write."""
    for statement in statements:
        session.execute(text(statement))
    if erases:
        newest = "(SELECT max(id) FROM action)"
        session.execute(text(f"UPDATE action SET ends_undo = 1 WHERE id = {newest}"))


def found(workspace: Workspace, piece: str) -> list[int]:
    """The entries that hold a piece."""
    rows = workspace.raw.execute(
        "SELECT rowid FROM search_piece WHERE search_piece MATCH ? ORDER BY rowid",
        (f'"{piece}"',),
    )
    return [row[0] for row in rows]


def wrong(workspace: Workspace) -> list[str]:
    """What the check says about the index."""
    connection = open_connection(workspace.path)
    try:
        return check.search_rows(connection)
    finally:
        connection.close()


def entry(kind: int, row_id: int) -> int:
    return kind * search_index.SPAN + row_id


def company(row_id: int, name: str, **more: str) -> str:
    columns = "".join(f", {column}" for column in more)
    values = "".join(f", '{value}'" for value in more.values())
    return (
        f"INSERT INTO company (id, name, match_key, created_at{columns}) "
        f"VALUES ({row_id}, '{name}', '{name}', 0{values})"
    )


def deal(row_id: int, title: str) -> str:
    return (
        f"INSERT INTO deal (id, title, pipeline_id, created_at) VALUES ({row_id}, '{title}', 1, 0)"
    )


def test_every_action_is_followed_as_a_rebuild_would(tmp_path: Path) -> None:
    chance = random.Random(5)

    def words() -> str:
        return "".join(chance.choice(SIGNS) for _ in range(chance.randint(1, 12)))

    with make_river(tmp_path / "a.revops") as workspace:
        for at in range(10, 90):
            table = chance.choice(("company", "contact", "deal", "activity"))
            statements = [
                company(at, words(), reading=words(), note=words()),
                f"INSERT INTO contact (id, name, match_key, email, created_at) "
                f"VALUES ({at}, '{words()}', '', '{words()}', 0)",
                deal(at, words()),
                f"INSERT INTO activity (id, kind, deal_id, company_id, title) "
                f"VALUES ({at}, 'call', {at}, {at}, '{words()}')",
                f"UPDATE {table} SET note = '{words()}' WHERE id % 3 = {at % 3}",
            ]
            if table != "activity":
                when = chance.choice((at, "NULL"))
                statements.append(f"UPDATE {table} SET deleted_at = {when} WHERE id % 4 = 1")
            statements.append(f"DELETE FROM {table} WHERE id = {chance.randint(10, at)}")
            workspace.do(run, at=at, statements=statements)
            if chance.random() < 0.4:
                workspace.undo(at=at)
            if chance.random() < 0.2:
                workspace.redo(at=at)
            if at % 8 == 0:
                assert wrong(workspace) == []
        kept = workspace.raw.execute("SELECT * FROM search_entry").fetchall()
        assert len(kept) > 60
        workspace.raw.execute("BEGIN")
        search_index.rebuild(workspace.raw)
        workspace.raw.execute("COMMIT")
        assert workspace.raw.execute("SELECT * FROM search_entry").fetchall() == kept
        assert wrong(workspace) == []


def test_what_is_in_the_trash_is_not_found_nor_what_hangs_on_it(tmp_path: Path) -> None:
    with make_river(tmp_path / "a.revops") as workspace:
        workspace.do(
            run,
            at=10,
            statements=[
                deal(7, "看板の更新"),
                "INSERT INTO activity (id, kind, deal_id, title) VALUES (3, 'call', 7, '看板の件')",
            ],
        )
        both = [entry(search_index.DEAL, 7), entry(search_index.ACTIVITY, 3)]
        assert found(workspace, "看板") == both
        workspace.do(run, at=20, statements=["UPDATE deal SET deleted_at = 20 WHERE id = 7"])
        assert found(workspace, "看板") == []
        workspace.undo(at=30)
        assert found(workspace, "看板") == both
        assert wrong(workspace) == []


def test_an_erased_name_is_nowhere_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.revops"
    with make_river(path) as workspace:
        statements = [company(row_id, f"会社{row_id}") for row_id in range(1, 300)]
        workspace.do(run, at=10, statements=[*statements, company(500, "zqxjkvw錻力屋")])
        workspace.do(run, at=20, statements=["UPDATE company SET name = '改名' WHERE id = 500"])
        workspace.checkpoint()
        assert b"zqx" in held(path) and "錻力".encode() in held(path), "the control"
        workspace.do(run, at=30, statements=["DELETE FROM company WHERE id = 500"], erases=True)
        assert found(workspace, "錻力") == []
        workspace.raw.execute("DELETE FROM change")
        workspace.checkpoint()
        assert b"zqx" not in held(path)
        assert "錻力".encode() not in held(path)
        assert found(workspace, "会社") == [entry(search_index.COMPANY, n) for n in range(1, 300)]
        assert wrong(workspace) == []


def held(path: Path) -> bytes:
    """Every byte of the file and of what lies beside it."""
    return b"".join(one.read_bytes() for one in sorted(path.parent.glob(f"{path.name}*")))


def test_a_file_of_schema_1_is_entered_when_it_is_brought_forward(tmp_path: Path) -> None:
    path = tmp_path / "old.revops"
    shutil.copy(HERE / "fixtures" / "schema_1.revops", path)
    migrate(path, None, now=1_775_300_000)
    with Workspace.open(path) as workspace:
        assert found(workspace, "髙島") == [entry(search_index.COMPANY, 1)]
        assert found(workspace, "タカ") == [entry(search_index.COMPANY, 1)]
        assert wrong(workspace) == []


WRONG: dict[str, tuple[str, ...]] = {
    "a text changed": ("UPDATE search_entry SET text = 'x' WHERE entry_id % 7 = 0",),
    "a text lost": (f"DELETE FROM search_entry WHERE entry_id = {entry(1, 1)}",),
    "a piece too many": (f"INSERT INTO search_piece (rowid, pieces) VALUES ({entry(1, 1)}, 'zz')",),
    "all pieces lost": ("INSERT INTO search_piece (search_piece) VALUES ('delete-all')",),
}


@pytest.mark.parametrize("case", WRONG)
def test_the_check_finds_a_wrong_index(file: Path, case: str) -> None:
    assert check.check_file(file).is_sound
    sql(file, *WRONG[case])
    findings: Any = check.check_file(file).findings
    assert any("search_entry" in one for one in findings)
