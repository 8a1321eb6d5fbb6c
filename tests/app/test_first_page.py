"""What comes to the front when a file is opened: the day's list, then the page used last."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from revops_desktop.app import Program
from revops_desktop.operations import deals
from revops_desktop.ui import theme
from tests.conftest import NOW


@pytest.fixture
def program(qapp: QApplication, demo_file: Path, tmp_path: Path) -> Iterator[Program]:
    """A program on screen, with a clock that can be wound; a demo lies beside it."""
    clock = [NOW]
    made = Program(qapp, clock=lambda: clock[0])
    made.preferences.theme = "light"
    made.set_theme()
    made.window.show_start()
    made.window.show()
    made.first_frame()
    made.__dict__["wind"] = clock
    shutil.copy(demo_file, tmp_path / "demo.revops")
    made.preferences.remember_member(tmp_path / "demo.revops", None)
    yield made
    made.end()
    made.window.close()
    made.window.deleteLater()
    theme.apply(qapp, dark=False)


def _opens_on(qtbot: QtBot, program: Program, path: Path, page: str) -> None:
    """A page comes to the front, and stays there once all is asked for."""
    assert program.open_file(path)
    qtbot.waitUntil(lambda: program.window.page_key == page)
    qtbot.waitUntil(lambda: program.actions is not None and not program.actions.is_busy)
    qtbot.wait(50)
    assert program.window.page_key == page


def test_first_today_then_what_was_used_last(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    path = tmp_path / "demo.revops"
    _opens_on(qtbot, program, path, "today")
    program.window.show_page("companies")
    program.close_file()
    _opens_on(qtbot, program, path, "companies")
    program.window.show_page("board")
    program.close_file()
    _opens_on(qtbot, program, path, "board")
    program.close_file()
    program.__dict__["wind"][0] += 86_400
    _opens_on(qtbot, program, path, "today")


def test_whoever_began_on_the_board_stays_there(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    assert program.open_file(tmp_path / "demo.revops")
    assert program.actions is not None
    assert program.actions.do(deals.create, title="At once", stage_id=1) is not None
    qtbot.waitUntil(lambda: program.actions is not None and not program.actions.is_busy)
    assert program.window.page_key == "board"
