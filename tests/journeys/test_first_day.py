"""An owner's first day: a new file, a deal, a drag; taken back, closed, opened, done again."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from revops_desktop.analytics import board as questions
from revops_desktop.app import Program
from revops_desktop.ui import application, focus, theme
from revops_desktop.ui.board.deal_dialog import DealDialog
from revops_desktop.ui.board.page import BoardPage
from revops_desktop.ui.board.unmet_dialog import UnmetDialog
from revops_desktop.ui.navigation import PAGES, page_key
from revops_desktop.ui.program import NewFile
from tests.conftest import NOW, Dialogs
from tests.ui.board.conftest import Hands

BOARD = page_key([entry.key for entry in PAGES].index("board") + 1)


class Day:
    """A program that is started and ended as often as the day needs."""

    def __init__(self, qapp: QApplication, qtbot: QtBot) -> None:
        self._qapp, self._qtbot = qapp, qtbot
        self.clock = [NOW]
        self.program: Program | None = None

    def start(self, path: Path | None) -> Program:
        """Starts the program as the command does; returns once its window is seen."""
        made = Program(self._qapp, clock=lambda: self.clock[0])
        made.preferences.theme = "light"
        made.set_theme()
        self.program = made
        made.start(path)
        made.window.resize(1280, 800)
        self._qtbot.waitUntil(lambda: made.window.isVisible())
        return made

    def hands(self) -> Hands:
        """The person at the board of the open file."""
        program = self.program
        assert program is not None and program.actions is not None
        page = program.window.page("board")
        assert isinstance(page, BoardPage)
        self._qtbot.waitUntil(page.isVisible)
        return Hands(program.workspace, program.actions, page, self.clock)

    def press(self, keys: str) -> None:
        """A shortcut of the window's menus."""
        assert self.program is not None
        wanted = QKeySequence(keys)
        window = self.program.window

        def found() -> list[QAction]:
            return [one for one in window.findChildren(QAction) if wanted in one.shortcuts()]

        # What can be done follows after the events under way.
        self._qtbot.waitUntil(lambda: [one.isEnabled() for one in found()] == [True])
        found()[0].trigger()

    def end(self) -> None:
        """Closes the window and lets go of the file."""
        if self.program is not None:
            self.program.window.close()
            self.program.end()
            self.program.window.deleteLater()
            self.program = None


@pytest.fixture
def day(qapp: QApplication, qtbot: QtBot) -> Iterator[Day]:
    made = Day(qapp, qtbot)
    yield made
    made.end()
    application.speak(qapp, "en")
    theme.apply(qapp, dark=False)


def new_file(path: Path) -> NewFile:
    return NewFile(
        path, "Aoba Trading", "small-business", "en", "JPY", country="JP", time_zone="Asia/Tokyo"
    )


def give(dialog: QDialog) -> None:
    """Ticks by Space what the stage asks for, types what is to be handed over, and goes on."""
    assert isinstance(dialog, UnmetDialog) and not dialog.confirm.isEnabled()
    for tick in dialog.ticks.values():
        QTest.keyClick(tick, Qt.Key.Key_Space)
    for editor in dialog.items.values():
        QTest.keyClicks(focus.proxy_of(editor) or editor, "As told")
    QTest.keyClick(dialog.confirm, Qt.Key.Key_Return)


def test_a_card_is_dragged_taken_back_and_dragged_again_after_a_restart(
    day: Day, tmp_path: Path, dialogs: Dialogs, qtbot: QtBot
) -> None:
    path = tmp_path / "aoba.revops"
    program = day.start(None)
    assert program.create_file(new_file(path))
    hands = day.hands()
    assert hands.page.nothing_yet.isVisible()

    def fill(dialog: DealDialog) -> None:
        QTest.keyClicks(dialog.title, "Data platform")
        QTest.keyClicks(dialog.company, "Hokuto <b>Logistics</b>")
        QTest.keyClicks(dialog.amount, "3,200,000")
        QTest.keyClick(dialog.amount, Qt.Key.Key_Return)

    dialogs.expect(fill)  # type: ignore[arg-type]  # it is handed the dialog that is shown
    QTest.keyClick(hands.page, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert hands.titles(0) == ["Data platform"]

    day.clock[0] += 3600
    dialogs.expect(give)
    hands.drop(hands.lift(0), hands.over(2))
    assert (hands.titles(0), hands.titles(2)) == ([], ["Data platform"])
    moved = hands.actions.ask(questions.board)
    day.press("Ctrl+Z")
    assert (hands.titles(0), hands.titles(2)) == (["Data platform"], [])
    day.end()

    day.clock[0] += 3600
    program = day.start(path)
    # A new day begins with its list.
    qtbot.waitUntil(lambda: program.window.page_key == "today")
    day.press(BOARD)
    hands = day.hands()
    assert (hands.titles(0), hands.titles(2)) == (["Data platform"], [])
    assert hands.card(0).company == "Hokuto <b>Logistics</b>"
    day.press("Ctrl+Shift+Z")
    assert (hands.titles(0), hands.titles(2)) == ([], ["Data platform"])
    assert hands.selected() == "Data platform"
    # Redoing writes what was undone, with the instant of the move itself.
    assert hands.actions.ask(questions.board) == moved


def test_the_board_is_worked_without_a_mouse(
    day: Day, tmp_path: Path, dialogs: Dialogs, qtbot: QtBot
) -> None:
    program = day.start(None)
    assert program.create_file(new_file(tmp_path / "aoba.revops"))
    hands = day.hands()
    hands.add("One")
    hands.add("Two")
    day.press(BOARD)
    focused: Callable[[], object] = QApplication.focusWidget
    qtbot.waitUntil(lambda: focused() is hands.pane(0).view)
    QTest.keyClick(hands.pane(0).view, Qt.Key.Key_Down)
    assert hands.selected() == "One"
    dialogs.expect(give)
    QTest.keyClick(hands.pane(0).view, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert (hands.titles(0), hands.titles(1)) == (["Two"], ["One"])
    assert focused() is hands.pane(1).view
    QTest.keyClick(hands.pane(1).view, Qt.Key.Key_Left)
    assert hands.selected() == "Two"
