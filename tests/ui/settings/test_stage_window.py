"""The stage editor in the real window: from the board and back, and every control by Tab."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from revops_desktop.app import Program
from revops_desktop.ui.board.limits_dialog import LimitsDialog
from revops_desktop.ui.board.page import BoardPage
from revops_desktop.ui.settings.page import SettingsPage
from revops_desktop.ui.settings.pipelines_section import PipelinesSection
from tests.conftest import Dialogs
from tests.journeys.test_keyboard import stops, told, walk_by_tab
from tests.ui.test_accessible import silent, unspoken_rows

Key = Qt.Key


def settle(qtbot: QtBot, program: Program) -> None:
    qtbot.waitUntil(lambda: program.actions is not None and not program.actions.is_busy)
    qtbot.wait(20)


@pytest.fixture
def section(qtbot: QtBot, opened: Program) -> PipelinesSection:
    """The section in an active window, seen."""
    opened.window.show_page("settings")
    page = opened.window.page("settings")
    assert isinstance(page, SettingsPage)
    with qtbot.waitActive(opened.window):
        opened.window.activateWindow()
    found = page.section(PipelinesSection)
    assert isinstance(found, PipelinesSection)
    settle(qtbot, opened)
    return found


def test_the_board_leads_to_the_sheet_of_a_stage(
    qtbot: QtBot, opened: Program, dialogs: Dialogs
) -> None:
    opened.window.show_page("board")
    board = opened.window.page("board")
    assert isinstance(board, BoardPage)
    settle(qtbot, opened)

    def more(dialog: QDialog) -> None:
        assert isinstance(dialog, LimitsDialog)
        QTest.keyClick(dialog.more, Key.Key_Space)

    dialogs.expect(more)
    assert board.board is not None
    stage = board.board.columns[2].stage
    board.deeds.set_limits(stage)
    page = opened.window.page("settings")
    qtbot.waitUntil(page.isVisible)
    assert isinstance(page, SettingsPage)
    section = page.section(PipelinesSection)
    assert isinstance(section, PipelinesSection)
    assert section.sheet.stage is not None
    assert section.sheet.stage.stage_id == stage.stage_id
    assert section.stages.table.hasFocus()


def test_an_edit_is_seen_on_the_board_and_taken_back_by_keys(
    qtbot: QtBot, opened: Program, section: PipelinesSection
) -> None:
    section.stages.table.setFocus()
    QTest.keyClick(section.stages.table, Key.Key_Return)
    name = section.sheet.facts.name.line
    qtbot.waitUntil(name.hasFocus)
    name.insert("出会い & <b>")
    QTest.keyClick(name, Key.Key_Return)

    def on_board() -> str:
        opened.window.show_page("board")
        board = opened.window.page("board")
        assert isinstance(board, BoardPage)
        settle(qtbot, opened)
        assert board.board is not None
        return board.board.columns[0].stage.name

    assert on_board() == "出会い & <b>"
    opened.window.show_page("settings")
    name.setFocus()
    # Nothing is being typed: Ctrl+Z takes back what was written.
    QTest.keySequence(name, QKeySequence("Ctrl+Z"))
    settle(qtbot, opened)
    assert name.text() == "Meet"
    assert on_board() == "Meet"


def test_tab_reaches_every_control_of_each_part(
    qtbot: QtBot, opened: Program, section: PipelinesSection
) -> None:
    for part in range(3):
        section.sheet.tabs.setCurrentIndex(part)
        settle(qtbot, opened)
        section.stages.table.setFocus()
        assert silent(section) == []
        assert list(unspoken_rows(section)) == []
        wanted = stops(section)
        assert QApplication.focusWidget() is section.stages.table
        for key in (Key.Key_Tab, Key.Key_Backtab):
            seen = walk_by_tab(opened.window, key)
            assert [told(one) for one in wanted if one not in seen] == [], part
