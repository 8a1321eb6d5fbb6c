"""The import page without a mouse: files are chosen, and what was refused is saved."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from revops_desktop.app import Program
from revops_desktop.ui.exchange.check_step import CheckStep
from revops_desktop.ui.exchange.page import ExchangePage
from tests.conftest import Dialogs

LIST = "Deal name,Company,Stage,Created,Amount\nA,Aoba,Proposal,2026-13-45,100\n"


def test_enter_chooses_files_and_tab_goes_as_one_reads(
    opened: Program, dialogs: Dialogs, tmp_path: Path, qtbot: Any
) -> None:
    path = tmp_path / "deals.csv"
    path.write_text(LIST, encoding="utf-8")
    with qtbot.waitActive(opened.window):
        opened.window.activateWindow()
    opened.window.show_page("exchange")
    page = opened.window.page("exchange")
    assert isinstance(page, ExchangePage)
    dialogs.expect_file(path)
    page.choose.setFocus()
    QTest.keyClick(page.choose, Qt.Key.Key_Return)
    work = page.assistant.work
    qtbot.waitUntil(lambda: work.draft.checked is not None)
    page.assistant.show_step("check")
    check = page.assistant.pages["check"]
    assert isinstance(check, CheckStep)
    qtbot.waitUntil(lambda: check.tabs.isVisible() and not page.actions_.is_busy)
    panel = check.tabs.refused
    panel.search.setFocus()
    for following in (panel.write, check.tabs.save, panel.table):
        held = opened.window.focusWidget()
        assert held is not None
        QTest.keyClick(held, Qt.Key.Key_Tab)
        assert following.hasFocus()
