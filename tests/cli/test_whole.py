"""`export`, and `import` of what it wrote, by the command line."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from revops_desktop.app import make_demo
from revops_desktop.cli import figures
from revops_desktop.database.deal_images import NUMBERED
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import companies
from tests.cli.conftest import APRIL, FILE, MARCH, Shell
from tests.river import everything

END = date(2026, 4, 1)


def rows_of(path: str) -> dict[str, Any]:
    with Workspace.open(Path(path), read_only=True) as workspace:
        found = everything(workspace)
        # What the first file saw of deals, the second is told.
        told = workspace.ask(lambda session: session.execute(text(f"{NUMBERED} ORDER BY id")).all())
        return found | {"deal_history": [tuple(row) for row in told]}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "demo.revops"
    make_demo(path, today=END, deals=50)
    return path


def test_what_can_come_into_a_workspace_that_holds_records_is_named(river: Shell) -> None:
    assert river("export", FILE, "--out", "out", "--format", "csv") == 0, river.err
    for name, row in (("company", "1,Aoba"), ("contact", ""), ("product", "")):
        path = Path(f"out/{name}.csv")
        head = path.read_text(encoding="utf-8-sig").splitlines()[0]
        blank = "," * (head.count(",") - row.count(","))
        path.write_text(f"{head}\n{row}{blank}\n" if row else f"{head}\n", encoding="utf-8")
    assert river("import", FILE, "out", "--dry-run") == 1
    assert river.err.splitlines()[-2:] == [
        f"What can come in as lists, by an import of their own: {Path('out', 'company.csv')}.",
        "Without any row: contact.csv, product.csv.",
    ]
    assert river("import", FILE, "out/company.csv", "--dry-run") == 0, river.err


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_demo_comes_back_equal_with_equal_figures(
    shell: Shell, demo: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    # What still runs is measured up to now.
    monkeypatch.setattr(figures, "now", lambda: APRIL)
    shutil.copy(demo, "demo.revops")
    assert shell("export", "demo.revops", "--out", "out", "--format", form) == 0, shell.err
    assert "Wrote out: " in shell.out
    held = [path.name for path in Path("out").iterdir()]
    assert ("workspace.xlsx" in held) == (form == "xlsx")
    assert ("deal.csv" in held) == (form == "csv")
    came = shell.data("import", "again.revops", "out", "--json")
    assert came["created"] == came["rows"] == sum(came["tables"].values()) > 1000
    assert (came["updated"], came["unchanged"], came["refused"]["count"]) == (0, 0, 0)
    assert came["edited"] == []
    assert rows_of("again.revops") == rows_of("demo.revops")
    for words in ((), ("--by", "owner"), ("--from", "2026-01-01", "--to", "2026-03-31")):
        files = ("demo.revops", "again.revops")
        first, second = (shell.data("metrics", name, "--json", *words) for name in files)
        assert first == second
    assert shell("check", "again.revops") == 0


def test_both_forms_where_none_is_said(river: Shell) -> None:
    assert river("export", FILE, "--out", "out") == 0, river.err
    assert "Only the change journal stays behind" in river.out
    assert river("import", "a.revops", "out/workspace.xlsx") == 0, river.err
    assert "workspace.xlsx: " in river.out
    assert river("import", "b.revops", "out") == 0, river.err
    assert rows_of("a.revops") == rows_of("b.revops") == rows_of(FILE)


def test_a_folder_that_holds_something_is_left_alone(river: Shell) -> None:
    Path("out").mkdir()
    assert river("export", FILE, "--out", "out") == 0, river.err
    assert river("export", FILE, "--out", "out") == 1
    assert "is not empty. Nothing was written." in river.err


def test_it_comes_into_an_empty_workspace_only(river: Shell) -> None:
    assert river("export", FILE, "--out", "out", "--format", "csv") == 0, river.err
    assert river("import", FILE, "out") == 1
    assert "holds records already" in river.err
    assert river("new", "new.revops", "--template", "creator") == 0
    before = rows_of("new.revops")
    assert river("import", "new.revops", "out", "--dry-run") == 0, river.err
    assert "This was a dry run: nothing was changed." in river.out
    assert rows_of("new.revops") == before
    assert river("import", "new.revops", "out") == 0, river.err
    assert rows_of("new.revops") == rows_of(FILE)
    assert river("undo", "new.revops") == 0, river.err
    assert rows_of("new.revops") == before


def test_what_is_wrong_makes_no_file(river: Shell) -> None:
    assert river("export", FILE, "--out", "out", "--format", "csv") == 0, river.err
    (Path("out") / "stage.csv").unlink()
    for words in ((), ("--dry-run",)):
        assert river("import", "new.revops", "out", *words) == 1
        assert "stage.csv" in river.err
        assert not Path("new.revops").exists()


def test_cp932_says_what_it_does_not_have(river: Shell) -> None:
    with Workspace.open(Path(FILE)) as workspace:
        workspace.do(companies.create, at=MARCH, name="絵文字商店😀")
    assert river("export", FILE, "--out", "out", "--encoding", "cp932") == 1
    assert "company.csv, row 2, column “Name”: 😀" in river.err
    assert not Path("out").exists()
    assert river("export", FILE, "--out", "out", "--encoding", "cp932", "--replace") == 0, river.err
    assert "絵文字商店〓".encode("cp932") in (Path("out") / "company.csv").read_bytes()
    assert river("import", "new.revops", "out") == 0, river.err
    assert "Edited since they were exported, and read as they are now: Companies." in river.out
