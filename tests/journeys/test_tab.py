"""Without a mouse: Tab reaches every control of every page, seen one after the other."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from revops_desktop.app import Program
from tests.journeys.test_keyboard import KEYS, open_page, seated, settle, stops, told, walk_by_tab


@pytest.fixture(scope="module")
def shown(
    qapp: QApplication, demo_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Program]:
    """The demo in an active window, through which all tests walk and change nothing."""
    folder = tmp_path_factory.mktemp("shown")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REVOPS_DESKTOP_DATA", str(folder / "user-data"))
        with seated(qapp, demo_file, folder) as program:
            yield program


@pytest.mark.parametrize("key", KEYS)
def test_tab_reaches_every_control(qtbot: QtBot, shown: Program, key: str) -> None:
    page = open_page(qtbot, shown, key)
    wanted = stops(page)
    seen = walk_by_tab(shown.window, Qt.Key.Key_Tab)
    back = walk_by_tab(shown.window, Qt.Key.Key_Backtab)
    assert [told(one) for one in wanted if one not in seen] == []
    assert [told(one) for one in wanted if one not in back] == []


def test_tab_reaches_every_control_of_a_deal(qtbot: QtBot, shown: Program) -> None:
    open_page(qtbot, shown, "board")
    assert shown.actions is not None
    shown.actions.deal_wanted.emit(50)
    settle(qtbot, shown)
    panel = shown.window.side.panel
    assert panel is not None
    seen = walk_by_tab(shown.window, Qt.Key.Key_Tab)
    assert [told(one) for one in stops(panel) if one not in seen] == []
