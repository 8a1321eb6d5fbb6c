"""Rows journaled in bulk leave the same journal as rows journaled one by one."""

from contextlib import nullcontext
from pathlib import Path
from typing import Any

from revops_desktop.database.journal_bulk import in_bulk
from revops_desktop.database.tables import company, contact
from revops_desktop.operations.plain_rows import insert_rows
from tests.river import everything, make_river

ROWS = [(n, f"Company {n} “ü”", f"company{n}", 5) for n in range(1, 8)]
PEOPLE = [(f"Person {n}", f"person{n}", n, 5) for n in range(1, 8)]


def written(path: Path, *, bulk: bool) -> list[tuple[Any, ...]]:
    def write(session: Any, *, at: int) -> None:
        with in_bulk(session, (company, contact)) if bulk else nullcontext():
            for begin in (0, 3):
                end = begin + 3 if begin == 0 else 7
                insert_rows(session, company, "id name match_key created_at", ROWS[begin:end])
                insert_rows(
                    session, contact, "name match_key company_id created_at", PEOPLE[begin:end]
                )
        session.connection().exec_driver_sql(
            "INSERT INTO contact (name, match_key, created_at) VALUES ('Later', 'later', 6)"
        )

    write.label = "Write"  # type: ignore[attr-defined]  # as @verb sets it
    with make_river(path) as file:
        before = everything(file)
        done = file.do(write, at=9)
        assert len(done.changed.ids["company"]) == 7
        assert len(done.changed.ids["contact"]) == 8
        found = file.raw.execute("SELECT * FROM change ORDER BY id").fetchall()
        after = everything(file)
        file.undo(at=10)
        assert everything(file) == before
        file.redo(at=11)
        assert everything(file) == after
    return [tuple(row) for row in found]


def test_the_journal_is_the_same(tmp_path: Path) -> None:
    by_one = written(tmp_path / "a.revops", bulk=False)
    assert written(tmp_path / "b.revops", bulk=True) == by_one
