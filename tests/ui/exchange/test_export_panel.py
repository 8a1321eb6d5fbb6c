"""Everything and lists go out through the window, and everything comes back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QDialog, QMessageBox

from revops_desktop.app import Program
from revops_desktop.database.workspace import Workspace
from revops_desktop.exchange.out.coming_back import import_workspace
from revops_desktop.operations import companies, deals
from revops_desktop.ui.exchange.export_panel import ExportPanel
from revops_desktop.ui.exchange.going_out import COMPANIES, CONTACTS, DEALS
from revops_desktop.ui.exchange.page import ExchangePage
from tests.conftest import NOW, Dialogs
from tests.river import everything


@pytest.fixture
def page(opened: Program, qtbot: Any) -> ExchangePage:
    """The page in front."""
    opened.window.show_page("exchange")
    found = opened.window.page("exchange")
    assert isinstance(found, ExchangePage)
    qtbot.waitUntil(lambda: found.export_panel.what.count() == 4, timeout=5000)
    return found


@pytest.fixture
def panel(page: ExchangePage) -> ExportPanel:
    return page.export_panel


def choose(panel: ExportPanel, kind: str, form: str, encoding: str = "utf-8") -> None:
    kinds = [panel.what.itemData(place)[0] for place in range(panel.what.count())]
    panel.what.setCurrentIndex(kinds.index(kind))
    panel.form.setCurrentIndex(panel.form.findData(form))
    panel.encoding.setCurrentIndex(panel.encoding.findData(encoding))


def clicked(answer: str, said: list[str]) -> Callable[[QDialog], None]:
    def click(dialog: QDialog) -> None:
        assert isinstance(dialog, QMessageBox)
        said.append(dialog.text())
        next(one for one in dialog.buttons() if one.text() == answer).click()

    return click


def test_everything_goes_out_and_comes_back(
    panel: ExportPanel, opened: Program, dialogs: Dialogs, tmp_path: Path, qtbot: Any
) -> None:
    assert opened.actions is not None
    workspace: Any = opened.actions.workspace
    dialogs.expect_file(tmp_path)
    panel.export()
    qtbot.waitUntil(lambda: not panel.words.isHidden(), timeout=10_000)
    folder = next(tmp_path.glob("* export"))
    assert folder.name in panel.words.text()
    assert (folder / "workspace.xlsx").is_file()
    assert not panel.show_folder.isHidden()
    with Workspace.create(tmp_path / "second.revops") as second:
        import_workspace(second, folder, at=NOW)
        assert everything(second) == everything(workspace)


@pytest.mark.parametrize("kind", [COMPANIES, CONTACTS, DEALS])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_list_goes_out(
    panel: ExportPanel,
    opened: Program,
    dialogs: Dialogs,
    tmp_path: Path,
    qtbot: Any,
    kind: str,
    form: str,
) -> None:
    choose(panel, kind, form)
    assert panel.encoding.isEnabled() == (form == "csv")
    path = tmp_path / "list"
    dialogs.expect_file(path)
    panel.export()
    qtbot.waitUntil(lambda: not panel.words.isHidden(), timeout=10_000)
    assert (tmp_path / f"list.{form}").is_file()


def test_what_cp932_lacks_is_asked(
    panel: ExportPanel, opened: Program, dialogs: Dialogs, tmp_path: Path, qtbot: Any
) -> None:
    assert opened.actions is not None
    opened.actions.do(companies.create, name="絵文字商店😀")
    choose(panel, COMPANIES, "csv", "cp932")
    path = tmp_path / "list.csv"
    said: list[str] = []
    dialogs.expect_file(path)
    dialogs.expect(clicked("Write 〓 in their place", said))
    panel.export()
    qtbot.waitUntil(lambda: not panel.words.isHidden(), timeout=10_000)
    assert "😀" in said[0]
    assert "絵文字商店〓" in path.read_bytes().decode("cp932")


def test_stopping_leaves_nothing(
    panel: ExportPanel, opened: Program, dialogs: Dialogs, tmp_path: Path, qtbot: Any
) -> None:
    assert opened.actions is not None
    actions = opened.actions
    for number in range(3):
        actions.do(deals.create, title=f"Deal {number}", stage_id=1)
    dialogs.expect_file(tmp_path)
    panel.export()
    running = actions.running
    assert running is not None
    running.progress.cancel()
    qtbot.waitUntil(lambda: not actions.is_busy, timeout=10_000)
    # As quick as it is, it may have been over.
    assert [one for one in tmp_path.iterdir() if one.name.endswith(".part")] == []
