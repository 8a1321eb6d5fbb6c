"""What a person or a spreadsheet did to an export before it comes back."""

import csv
import io
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session

from revops_desktop.database import tables
from revops_desktop.database.journal import verb
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import RuleBroken
from revops_desktop.exchange.out.coming_back import import_workspace, is_whole
from revops_desktop.exchange.out.whole import export_workspace
from revops_desktop.exchange.refusals import Cancelled, FileRefused
from revops_desktop.operations import companies
from tests.exchange.out.any_workspace import make_any
from tests.river import everything, make_river

NOW = 1_780_000_000
Cells = list[list[str]]


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """An export in both forms, and what was in the workspace."""
    folder = tmp_path_factory.mktemp("exported")
    with make_any(folder / "first.revops", 7) as first:
        export_workspace(first, folder / "out")
        return folder / "out", everything(first)


@pytest.fixture
def copy(exported: tuple[Path, Any], tmp_path: Path) -> Path:
    return Path(shutil.copytree(exported[0], tmp_path / "copy"))


@verb("Visit")
def visited(session: Session, *, at: int, **values: Any) -> None:
    """A deal that stands in the first stage."""
    session.execute(insert(tables.deal).values(id=1, title="A", pipeline_id=1, created_at=at))
    session.execute(insert(tables.stage_visit).values(deal_id=1, stage_id=1, sequence=1, **values))


def rewritten(path: Path, change: Callable[[Cells], object], **form: Any) -> None:
    """Read, changed and saved again as another program would."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    change(rows)
    text = io.StringIO()
    csv.writer(text, **{"delimiter": ",", **form}).writerows(rows)
    path.write_bytes(text.getvalue().encode("utf-8"))


def brought(folder: Path, source: Path, **more: Any) -> tuple[Any, dict[str, Any]]:
    with Workspace.create(folder / "second.revops") as second:
        return import_workspace(second, source, at=NOW, **more), everything(second)


def refused(folder: Path, source: Path) -> str:
    """The sentence; nothing came in."""
    with Workspace.create(folder / "second.revops") as second:
        with pytest.raises(RuleBroken) as problem:
            import_workspace(second, source, at=NOW)
        assert not any(everything(second).values())
    said = str(problem.value)
    assert "Nothing was" in said
    return said


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_spreadsheet_may_save_it_again(
    exported: tuple[Path, Any], copy: Path, tmp_path: Path, delimiter: str
) -> None:
    for path in copy.glob("*.csv"):
        rewritten(path, lambda rows: None, quoting=csv.QUOTE_ALL, delimiter=delimiter)
    came, rows = brought(tmp_path, copy)
    assert rows == exported[1]
    assert came.edited == ()


def test_separators_of_empty_cells_at_the_end_may_be_missing(
    exported: tuple[Path, Any], copy: Path, tmp_path: Path
) -> None:
    def change(rows: Cells) -> None:
        for row in rows:
            while row[-1] == "":
                row.pop()

    for path in copy.glob("*.csv"):
        rewritten(path, change)
    came, rows = brought(tmp_path, copy)
    assert (came.edited, rows) == ((), exported[1])


def test_notes_beside_the_rows_do_no_harm(
    exported: tuple[Path, Any], copy: Path, tmp_path: Path
) -> None:
    rewritten(copy / "workspace.csv", lambda rows: rows[1].append("my own note"))
    came, rows = brought(tmp_path, copy)
    assert (came.edited, rows) == ((), exported[1])


def test_a_workbook_may_be_saved_again(
    exported: tuple[Path, Any], copy: Path, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(copy / "workspace.xlsx")
    book.save(tmp_path / "again.xlsx")
    _came, rows = brought(tmp_path, tmp_path / "again.xlsx")
    # What it makes of line ends is its own.
    assert {name: len(found) for name, found in rows.items()} == {
        name: len(found) for name, found in exported[1].items()
    }


def test_columns_may_be_moved_and_added(
    exported: tuple[Path, Any], copy: Path, tmp_path: Path
) -> None:
    def change(rows: Cells) -> None:
        for row in rows:
            row.reverse()
            row.append("mine")

    rewritten(copy / "stage.csv", change)
    assert brought(tmp_path, copy)[1] == exported[1]


def test_a_cell_that_was_edited_is_read_as_it_is_now_and_told(copy: Path, tmp_path: Path) -> None:
    def change(rows: Cells) -> None:
        rows[1][rows[0].index("Name")] = "Edited & Sons"

    rewritten(copy / "company.csv", change)
    came, rows = brought(tmp_path, copy)
    assert came.edited == ("Companies",)
    assert rows["company"][0][1:3] == ("Edited & Sons", "edited&sons")
    assert came.to_json()["edited"] == ["Companies"]


def test_a_day_as_a_spreadsheet_writes_it_is_the_same_day(
    exported: tuple[Path, Any], copy: Path, tmp_path: Path
) -> None:
    def change(rows: Cells) -> None:
        place = rows[0].index("Expected close")
        for row in rows[1:]:
            row[place] = row[place].replace("-", "/").replace("/0", "/")

    rewritten(copy / "deal.csv", change)
    came, rows = brought(tmp_path, copy)
    assert (came.edited, rows) == ((), exported[1])


def test_a_day_that_is_edited_is_the_day(tmp_path: Path) -> None:
    """Where a day is what is known, its first instant is not asked for."""
    day = 1_774_969_200
    with make_river(tmp_path / "first.revops") as first:
        first.do(visited, at=NOW, entered_at=day, entered_day="2026-04-01")
        export_workspace(first, tmp_path / "out", forms=("csv",))

    def change(rows: Cells) -> None:
        at, on = rows[0].index("Entered at"), rows[0].index("Entered on (day)")
        assert (rows[1][at], rows[1][on]) == ("", "2026-04-01")
        rows[1][on] = "2026/4/2"

    rewritten(tmp_path / "out" / "stage_visit.csv", change)
    came, rows = brought(tmp_path, tmp_path / "out")
    assert came.edited == ("Stage visits",)
    assert rows["stage_visit"][0][4:6] == (day + 86_400, "2026-04-02")


def test_a_missing_file_is_refused(copy: Path, tmp_path: Path) -> None:
    (copy / "deal.csv").unlink()
    assert "deal.csv" in refused(tmp_path, copy)


def test_a_missing_row_is_refused(copy: Path, tmp_path: Path) -> None:
    rewritten(copy / "deal_link.csv", lambda rows: rows.pop())
    assert "“Links” holds" in refused(tmp_path, copy)


def test_a_missing_column_is_refused(copy: Path, tmp_path: Path) -> None:
    rewritten(copy / "company.csv", lambda rows: [row.pop(1) for row in rows])
    assert "The column “Name” of “Companies” is missing." in refused(tmp_path, copy)


def test_a_reference_that_leads_nowhere_is_refused(copy: Path, tmp_path: Path) -> None:
    def change(rows: Cells) -> None:
        rows[1][rows[0].index("Pipeline (ID)")] = "999"

    rewritten(copy / "stage.csv", change)
    said = refused(tmp_path, copy)
    assert "“stage” cannot be taken: it refers to a row of “pipeline” that is not there" in said


@pytest.mark.parametrize(
    ("table", "column", "cell", "said"),
    [
        ("deal", "Amount", "1.2.3", "should be a whole number"),
        ("deal", "Amount", "9223372036854775807", "larger than an amount can be"),
        ("deal", "Created at", "yesterday", "should be a day and time"),
        ("deal", "Expected close", "2026-02-30", "should be a day such as"),
        ("deal", "Created at", "", "must be filled in"),
        ("stage", "New sale", "perhaps", "should be TRUE or FALSE"),
        ("report", "Month", "May", "should be a month"),
        ("stage", "Phase", "nowhere", "CHECK constraint failed"),
        ("workspace", "Time zone", "Asia/Atlantis", "is no time zone"),
    ],
)
def test_a_cell_that_means_nothing_is_refused_with_its_place(
    copy: Path, tmp_path: Path, table: str, column: str, cell: str, said: str
) -> None:
    def change(rows: Cells) -> None:
        rows[1][rows[0].index(column)] = cell

    rewritten(copy / f"{table}.csv", change)
    assert said in refused(tmp_path, copy)


def test_an_export_of_a_newer_program_is_refused(copy: Path, tmp_path: Path) -> None:
    def change(rows: Cells) -> None:
        for row in rows[1:]:
            row[rows[0].index("schema")] = "99"

    rewritten(copy / "contents.csv", change)
    assert "newer version" in refused(tmp_path, copy)


def test_what_is_no_export_is_none(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("Name\nA\n")
    (tmp_path / "no.xlsx").write_bytes(b"PK\x03\x04")
    for path in (tmp_path, tmp_path / "list.csv", tmp_path / "no.xlsx", tmp_path / "not there"):
        assert not is_whole(path)
    with (
        Workspace.create(tmp_path / "second.revops") as second,
        pytest.raises(FileRefused, match="no export of a whole workspace"),
    ):
        import_workspace(second, tmp_path, at=NOW)


def test_it_comes_into_an_empty_workspace_only(
    workspace: Workspace, exported: tuple[Path, Any]
) -> None:
    """What a template made gives way, in one step that undo takes back."""
    before = everything(workspace)
    import_workspace(workspace, exported[0], at=NOW)
    assert everything(workspace) == exported[1]
    workspace.undo(at=NOW + 1)
    assert everything(workspace) == before
    workspace.redo(at=NOW + 2)
    assert everything(workspace) == exported[1]
    with pytest.raises(RuleBroken, match="holds records already"):
        import_workspace(workspace, exported[0], at=NOW + 3)
    assert everything(workspace) == exported[1]


def test_a_dry_run_changes_nothing(workspace: Workspace, exported: tuple[Path, Any]) -> None:
    before = everything(workspace)
    came = import_workspace(workspace, exported[0], at=NOW, dry_run=True)
    assert came.rows
    assert everything(workspace) == before
    workspace.do(companies.create, at=NOW, name="A")
    with pytest.raises(RuleBroken, match="holds records already"):
        import_workspace(workspace, exported[0], at=NOW, dry_run=True)


class Stopping:
    """Somebody who soon has enough."""

    def __init__(self) -> None:
        self.told = 0

    def step(self, done: int, total: int) -> None:
        assert 0 <= done <= total
        self.told += 1

    def cancelled(self) -> bool:
        return self.told > 5


def test_it_can_be_stopped(workspace: Workspace, exported: tuple[Path, Any]) -> None:
    before = everything(workspace)
    with pytest.raises(Cancelled):
        import_workspace(workspace, exported[0], at=NOW, progress=Stopping())
    assert everything(workspace) == before
