"""On the first start of a month, the report of the last one is offered, once."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from revops_desktop.app import Program
from revops_desktop.rules.periods import DAY
from revops_desktop.ui.notice_bar import NoticeBar
from revops_desktop.ui.report.page import ReportPage
from revops_desktop.ui.texts import button

# 2026-04-01 09:00 in Tokyo.
APRIL = 1_775_001_600


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, demo_file: Path) -> Path:
    return Path(shutil.copy(demo_file, tmp_path_factory.mktemp("offer") / "demo.revops"))


def offered(program: Program) -> list[NoticeBar]:
    bars = program.window.findChildren(NoticeBar)
    return [bar for bar in bars if "can be made now" in bar.accessibleName()]


def started(qapp: QApplication, qtbot: Any, file: Path, at: int) -> Program:
    """The program as it is started on this file at this time."""
    program = Program(qapp, clock=lambda: at)
    program.preferences.remember_member(file, None)
    program.window.resize(1280, 800)
    assert program.open_file(file)
    program.window.show()
    program.first_frame()
    qtbot.waitUntil(lambda: program.actions is None or not program.actions.is_busy, timeout=20000)
    qtbot.wait(50)
    qtbot.waitUntil(lambda: program.actions is None or not program.actions.is_busy, timeout=20000)
    return program


def ended(program: Program) -> None:
    program.end()
    program.window.close()
    program.window.deleteLater()


def test_it_is_offered_once_a_month(qapp: QApplication, qtbot: Any, demo: Path) -> None:
    seen = []
    for at in (APRIL, APRIL + DAY, APRIL + 31 * DAY):
        program = started(qapp, qtbot, demo, at)
        seen.append([bar.accessibleName() for bar in offered(program)])
        ended(program)
    assert seen == [["The report for Mar 2026 can be made now."], [], []]


def test_the_offer_opens_the_report_by_keys(qapp: QApplication, qtbot: Any, demo: Path) -> None:
    program = started(qapp, qtbot, demo, APRIL)
    (bar,) = offered(program)
    look = next(one for one in bar.findChildren(type(button(""))) if one.text() == "Look at it")
    look.setFocus()
    QTest.keyClick(look, Qt.Key.Key_Space)
    assert program.window.page_key == "report"
    page = program.window.page("report")
    assert isinstance(page, ReportPage)
    qtbot.waitUntil(page.report.choices.save_button.isEnabled, timeout=60000)
    assert page.months.currentData() == "2026-03"
    assert not offered(program) or not offered(program)[0].isVisible()
    ended(program)
