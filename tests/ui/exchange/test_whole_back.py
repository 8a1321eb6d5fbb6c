"""An export of a whole workspace is dropped into the window: all of it, or lists of it."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from revops_desktop.app import Program
from revops_desktop.database.workspace import Workspace
from revops_desktop.exchange.out.whole import export_workspace
from revops_desktop.operations import workspaces
from revops_desktop.ui.exchange.page import ExchangePage
from tests import prepared
from tests.conftest import NOW, Dialogs
from tests.exchange.out.any_workspace import make_any
from tests.exchange.reading.books import ods
from tests.river import everything
from tests.ui.exchange.test_export_panel import clicked


@pytest.fixture
def page(opened: Program) -> ExchangePage:
    """The page of a workspace that holds records."""
    opened.window.show_page("exchange")
    found = opened.window.page("exchange")
    assert isinstance(found, ExchangePage)
    return found


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an export, with its workbook: written once, and read by all."""
    folder = tmp_path_factory.mktemp("whole")
    with make_any(folder / "first.revops", 7) as first:
        export_workspace(first, folder / "out")
    return folder / "out"


def names(page: ExchangePage) -> list[str]:
    return [path.name for path in page.assistant.work.draft.paths]


def _empty(made: Workspace) -> None:
    made.do(
        workspaces.set_up,
        at=NOW,
        template="small-business",
        language="en",
        currency="JPY",
        country="JP",
        time_zone="Asia/Tokyo",
        name="Empty",
    )


@pytest.fixture
def empty(program: Program, tmp_path: Path) -> ExchangePage:
    """The page of a workspace that a template made, without any record."""
    path = tmp_path / "Empty.revops"
    prepared.place(path, "an empty workspace", _empty)
    assert program.open_file(path)
    program.window.show()
    program.window.show_page("exchange")
    found = program.window.page("exchange")
    assert isinstance(found, ExchangePage)
    return found


@pytest.mark.parametrize("dropped", ["", "workspace.xlsx", "contents.csv", "*.csv"])
def test_it_comes_back_into_an_empty_workspace(
    empty: ExchangePage,
    program: Program,
    dialogs: Dialogs,
    exported: Path,
    qtbot: Any,
    dropped: str,
) -> None:
    """The folder, its workbook, its table of contents, or all of its files."""
    assert program.actions is not None
    actions = program.actions
    with Workspace.open(exported.parent / "first.revops") as first:
        expected = everything(first)
    said: list[str] = []
    dialogs.expect(clicked("Bring it in", said))
    dialogs.expect(clicked("OK", said))
    empty.take_files(sorted(exported.glob(dropped)) if dropped else [exported])
    qtbot.waitUntil(lambda: len(said) == 2 and not actions.is_busy, timeout=20_000)
    assert "is an export of a whole workspace." in said[0]
    assert said[1].startswith("Everything of “")
    workspace: Any = actions.workspace
    assert everything(workspace) == expected


@pytest.mark.parametrize("dropped", ["", "*.csv"])
def test_into_a_filled_workspace_its_lists_come_in(
    page: ExchangePage, dialogs: Dialogs, exported: Path, qtbot: Any, dropped: str
) -> None:
    said: list[str] = []
    dialogs.expect(clicked("Bring in its lists", said))
    page.take_files(sorted(exported.glob(dropped)) if dropped else [exported])
    work = page.assistant.work
    qtbot.waitUntil(lambda: work.draft.checked is not None, timeout=20_000)
    assert "this one holds records already, so it cannot come in as a whole" in said[0]
    assert names(page) == ["company.csv", "contact.csv", "product.csv"]
    mapping = work.draft.mapping()
    assert mapping is not None
    assert [one.kind for one in mapping.sources] == ["companies", "contacts", "products"]


def test_a_list_that_holds_nothing_is_named(
    page: ExchangePage, dialogs: Dialogs, exported: Path, tmp_path: Path, qtbot: Any
) -> None:
    folder = Path(shutil.copytree(exported, tmp_path / "out"))
    products = folder / "product.csv"
    products.write_bytes(products.read_bytes().splitlines(keepends=True)[0])
    said: list[str] = []
    dialogs.expect(clicked("Bring in its lists", said))
    page.take_files([folder])
    qtbot.waitUntil(lambda: page.assistant.work.draft.checked is not None)
    assert said[0].endswith("\n\nNothing stands in these, so they are left out: product.csv.")
    assert names(page) == ["company.csv", "contact.csv"]


def test_into_a_filled_workspace_a_sheet_comes_in(
    page: ExchangePage, dialogs: Dialogs, exported: Path, qtbot: Any
) -> None:
    said: list[str] = []
    dialogs.expect(clicked("Take a sheet of it as a list", said))
    page.take_files([exported / "workspace.xlsx"])
    qtbot.waitUntil(lambda: page.assistant.work.draft.is_looked_at, timeout=20_000)
    assert names(page) == ["workspace.xlsx"]


def test_who_takes_only_lists_of_it_is_not_asked(
    page: ExchangePage, exported: Path, qtbot: Any
) -> None:
    page.take_files([exported / "company.csv", exported / "contact.csv"])
    qtbot.waitUntil(lambda: len(names(page)) == 2, timeout=20_000)


def test_of_single_files_it_is_asked_in_an_empty_workspace(
    empty: ExchangePage, dialogs: Dialogs, exported: Path, qtbot: Any
) -> None:
    said: list[str] = []
    dialogs.expect(clicked("Only these files, as lists", said))
    empty.take_files([exported / "company.csv", exported / "contact.csv"])
    qtbot.waitUntil(lambda: names(empty) == ["company.csv", "contact.csv"], timeout=20_000)


def test_a_folder_of_lists_is_its_files(page: ExchangePage, tmp_path: Path, qtbot: Any) -> None:
    folder = tmp_path / "lists"
    folder.mkdir()
    for name in ("b.csv", "a.csv", ".hidden.csv", "~$lock.xlsx", "picture.png"):
        (folder / name).write_text("Company name,Phone\nAoba,03-1234-5678\n", encoding="utf-8")
    page.take_files([folder])
    qtbot.waitUntil(lambda: names(page) == ["a.csv", "b.csv"], timeout=5000)


def test_a_folder_without_lists_is_refused(
    page: ExchangePage, dialogs: Dialogs, tmp_path: Path
) -> None:
    said: list[str] = []
    dialogs.expect(clicked("OK", said))
    (tmp_path / "empty").mkdir()
    page.take_files([tmp_path / "empty"])
    assert "holds neither an export of a whole workspace nor lists" in said[0]


def test_a_plain_workbook_of_libreoffice_is_a_list(
    page: ExchangePage, tmp_path: Path, qtbot: Any
) -> None:
    path = ods(tmp_path / "list.ods", [["Company name", "Phone"], ["Aoba", "03-1234-5678"]])
    page.take_files([path])
    qtbot.waitUntil(lambda: names(page) == ["list.ods"], timeout=5000)
