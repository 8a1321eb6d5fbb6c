"""The report of a month by keys alone: set, saved, seen again, forgotten, its actions decided."""

import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from revops_desktop.analytics.kept_reports import kept_pdf, kept_reports, look_of_reports
from revops_desktop.app import Program
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import reports
from revops_desktop.ui import application, theme
from revops_desktop.ui.report.page import ReportPage
from tests.conftest import NOW, Dialogs
from tests.journeys.test_keyboard import focused, settle, stops, tab_to, told, walk_by_tab
from tests.reports.printed import whole

QUICK = ("month", "actions")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, demo_file: Path) -> Path:
    """A closed demo whose reports have two quick parts."""
    path = Path(shutil.copy(demo_file, tmp_path_factory.mktemp("report") / "demo.revops"))
    with Workspace.open(path) as made:
        made.do(reports.set_look, at=NOW, logo=None, colour=None, parts=QUICK)
    return path


@pytest.fixture
def shown(qapp: QApplication, qtbot: QtBot, demo: Path, tmp_path: Path) -> Iterator[Program]:
    """The report page of the demo in an active window, somebody sitting at it."""
    file = tmp_path / "demo.revops"
    shutil.copy(demo, file)
    program = Program(qapp, clock=lambda: NOW + 8 * 3600)
    program.preferences.remember_member(file, None)
    program.window.resize(1280, 800)
    assert program.open_file(file)
    with qtbot.waitActive(program.window):
        program.window.show()
        program.window.activateWindow()
    assert program.actions is not None
    program.actions.sit_down(1)
    program.window.show_page("report")
    settle(qtbot, program)
    yield program
    program.end()
    program.window.close()
    program.window.deleteLater()
    application.speak(qapp, "en")
    theme.apply(qapp, dark=False)


def the_page(program: Program) -> ReportPage:
    page = program.window.page("report")
    assert isinstance(page, ReportPage)
    return page


def to_tab(qtbot: QtBot, program: Program, place: int) -> QWidget:
    """Brings a tab to the front by its bar."""
    page = the_page(program)
    bar = page.tabs.tabBar()
    for _stop in range(100):
        if isinstance(focused(), QTabBar):
            break
        QTest.keyClick(focused(), Qt.Key.Key_Tab)
    assert focused() is bar
    while page.tabs.currentIndex() != place:
        step = Qt.Key.Key_Right if page.tabs.currentIndex() < place else Qt.Key.Key_Left
        QTest.keyClick(bar, step)
    settle(qtbot, program)
    found = page.tabs.currentWidget()
    assert found is not None
    return found


def test_a_report_by_keys_alone(
    qtbot: QtBot, shown: Program, dialogs: Dialogs, tmp_path: Path
) -> None:
    page, window = the_page(shown), shown.window
    actions = shown.actions
    assert actions is not None
    tab_to(window, "Paper")
    QTest.keyClick(focused(), Qt.Key.Key_Down)
    settle(qtbot, shown)
    assert actions.ask(look_of_reports).paper == "letter"
    tab_to(window, "Notes to the reader")
    QTest.keyClicks(focused(), "Two fairs")
    qtbot.waitUntil(lambda: page.report.made is not None and page.report.made.choice.notes != "")
    settle(qtbot, shown)
    dialogs.expect_file(tmp_path / "report.pdf")
    QTest.keyClick(focused(), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, shown)
    saved = (tmp_path / "report.pdf").read_bytes()
    assert "Two fairs" in whole(saved)
    assert round(float(pypdf.PdfReader(BytesIO(saved)).pages[0].mediabox.width)) == 612
    newest = actions.ask(kept_reports)[0]
    assert (newest.month, newest.paper, newest.notes) == ("2026-03", "letter", "Two fairs")
    assert newest.member != ""
    assert actions.ask(kept_pdf, report_id=newest.report_id) == saved

    to_tab(qtbot, shown, 1)
    table = tab_to(window, "Made reports")
    QTest.keyClick(table, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, shown)
    assert len(page.made.view.preview.views) == newest.pages
    before = len(actions.ask(kept_reports))
    QTest.keyClick(table, Qt.Key.Key_Delete)
    settle(qtbot, shown)
    assert len(actions.ask(kept_reports)) == before - 1
    QTest.keyClick(focused(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, shown)
    assert len(actions.ask(kept_reports)) == before

    to_tab(qtbot, shown, 2)
    line = tab_to(window, "An action of your own")
    QTest.keyClicks(line, "Ask three customers")
    QTest.keyClick(line, Qt.Key.Key_Return)
    settle(qtbot, shown)
    tab_to(window, "What became of “Ask three customers”")
    QTest.keyClick(focused(), Qt.Key.Key_Down)
    settle(qtbot, shown)
    own = page.actions_tab.rows[-1].one
    assert (own.words, own.state) == ("Ask three customers", "done")


@pytest.mark.parametrize("place", [0, 1, 2])
def test_tab_reaches_every_control_of_each_tab(qtbot: QtBot, shown: Program, place: int) -> None:
    tab = to_tab(qtbot, shown, place)
    if place == 1:
        made = the_page(shown).made
        made.show_report(made.model.rows[0].report_id)
        settle(qtbot, shown)
    seen = walk_by_tab(shown.window, Qt.Key.Key_Tab)
    back = walk_by_tab(shown.window, Qt.Key.Key_Backtab)
    assert [told(one) for one in stops(tab) if one not in seen] == []
    assert [told(one) for one in stops(tab) if one not in back] == []
