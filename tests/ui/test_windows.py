"""Several windows of one file: each has its page, all are in step, the last closes the file."""

import threading

import pytest
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from revops_desktop.app import Program
from revops_desktop.operations import deals
from revops_desktop.ui.actions import Progress
from revops_desktop.ui.board.page import BoardPage
from revops_desktop.ui.main_window import MainWindow
from tests.conftest import Dialogs


def trigger(window: MainWindow, keys: str) -> None:
    """A shortcut of this window's menus."""
    wanted = QKeySequence(keys)
    (found,) = [one for one in window.findChildren(QAction) if wanted in one.shortcuts()]
    found.trigger()


def titles(window: MainWindow) -> set[str]:
    """What stands on the cards of a window's board."""
    page = window.page("board")
    assert isinstance(page, BoardPage)
    return {
        pane.model.card(row).title
        for pane in page.area.columns
        for row in range(pane.model.rowCount())
    }


@pytest.fixture
def two(qtbot: QtBot, opened: Program) -> tuple[MainWindow, MainWindow]:
    """Two windows of one file, both on screen."""
    trigger(opened.window, "Ctrl+Shift+W")
    first, second = opened.windows.all
    for window in (first, second):
        qtbot.waitUntil(window.page("board").isVisible)
    return first, second


def test_a_second_window_shows_the_same(
    opened: Program, two: tuple[MainWindow, MainWindow]
) -> None:
    first, second = two
    assert titles(first) == titles(second) == {"Data platform", "<A> Ltd & 株式会社"}
    assert first.windowTitle() == "Aoba & Sons.revops : 1 – RevOps Desktop"
    assert second.windowTitle() == "Aoba & Sons.revops : 2 – RevOps Desktop"
    assert first.actions_ is not second.actions_
    assert first.actions_ is not None and second.actions_ is not None
    assert first.actions_.workspace is second.actions_.workspace
    assert opened.window is second


def test_what_one_does_and_takes_back_the_other_shows(
    qtbot: QtBot, two: tuple[MainWindow, MainWindow]
) -> None:
    first, second = two
    assert first.actions_ is not None and second.actions_ is not None
    first.actions_.do(deals.create, title="Third", stage_id=1)
    assert "Third" in titles(first) & titles(second)
    undo = [one for one in second.menu_actions() if one.text().startswith("Undo")]
    qtbot.waitUntil(lambda: "Third" in undo[0].text())
    trigger(second, "Ctrl+Z")
    assert "Third" not in titles(first) | titles(second)


def test_each_has_its_own_page(qtbot: QtBot, two: tuple[MainWindow, MainWindow]) -> None:
    first, second = two
    second.show_page("settings")
    qtbot.waitUntil(second.page("settings").isVisible)
    assert first.page("board").isVisible()
    assert (first.page_key, second.page_key) == ("board", "settings")


def test_long_work_is_known_in_both_and_outlives_its_window(
    qtbot: QtBot, opened: Program, two: tuple[MainWindow, MainWindow], dialogs: Dialogs
) -> None:
    first, second = two
    assert first.actions_ is not None and second.actions_ is not None
    go_on = threading.Event()

    def work(progress: Progress) -> str:
        assert go_on.wait(10)
        return "done"

    received: list[str] = []
    first.actions_.run("Counting sheep", work, received.append)
    assert second.actions_.running is not None

    def read(dialog: object) -> None:
        assert isinstance(dialog, QMessageBox) and "Counting sheep" in dialog.text()
        dialog.accept()

    dialogs.expect(read)
    assert second.actions_.do(deals.create, title="Third", stage_id=1) is None
    first.close()
    go_on.set()
    qtbot.waitUntil(lambda: second.actions_.running is None)  # type: ignore[union-attr]
    assert second.actions_.do(deals.create, title="Third", stage_id=1) is not None
    assert received == []


def test_closing_one_leaves_the_other_and_the_last_closes_the_file(
    qtbot: QtBot, opened: Program, two: tuple[MainWindow, MainWindow]
) -> None:
    first, second = two
    trigger(second, "Ctrl+W")
    assert opened.windows.all == [first]
    assert opened.window is first
    assert opened.workspace is not None
    assert first.windowTitle() == "Aoba & Sons.revops – RevOps Desktop"
    assert first.actions_ is not None
    first.actions_.do(deals.create, title="Third", stage_id=1)
    assert "Third" in titles(first)
    trigger(first, "Ctrl+W")
    assert opened.workspace is None


def test_the_menu_lists_the_windows(opened: Program, two: tuple[MainWindow, MainWindow]) -> None:
    first = two[0]
    (menu,) = [one for one in first.menuBar().findChildren(QMenu) if one.title() == "Window"]
    for _opened_twice in range(2):
        menu.aboutToShow.emit()
    listed = [one for one in menu.actions() if one.isCheckable()]
    assert [one.text() for one in listed] == [
        title.replace("&", "&&") for title in opened.windows.titles
    ]
    assert [one.isChecked() for one in listed] == [True, False]
    listed[0].trigger()
    assert opened.window is first


def test_who_sits_here_is_one_for_all(two: tuple[MainWindow, MainWindow]) -> None:
    first, second = two
    assert first.actions_ is not None
    first.actions_.sit_down(1)
    for window in (first, second):
        names = {one.text() for one in window.statusBar().findChildren(QPushButton)}
        assert "Misaki Sato" in names


def test_another_language_reaches_both(
    qtbot: QtBot, opened: Program, two: tuple[MainWindow, MainWindow]
) -> None:
    opened.set_language("ja")
    qtbot.waitUntil(lambda: {one.menuBar().actions()[0].text() for one in two} == {"ファイル"})


def test_one_that_is_opened_meanwhile_is_built_anew_too(qtbot: QtBot, opened: Program) -> None:
    opened.windows.build_anew()
    trigger(opened.window, "Ctrl+Shift+W")
    second = opened.window
    before = second.page("board")
    qtbot.waitUntil(lambda: not opened.windows.are_changing)
    assert second.page("board") is not before


def test_one_that_is_closed_meanwhile_is_not_built_anew(
    qtbot: QtBot, opened: Program, two: tuple[MainWindow, MainWindow]
) -> None:
    first, second = two
    opened.windows.bring_to_front(0)
    opened.windows.build_anew()
    second.close()
    qtbot.waitUntil(lambda: not isValid(second))
    qtbot.waitUntil(lambda: not first.is_frozen)


def test_what_is_left_of_an_earlier_change_is_not_done(
    qtbot: QtBot, opened: Program, two: tuple[MainWindow, MainWindow]
) -> None:
    """Its pages went with what the later one built."""
    first, second = two
    assert first.actions_ is not None and second.actions_ is not None
    opened.windows.bring_to_front(1)
    opened.windows.build_anew()
    first.page("trash")
    opened.windows.bring_to_front(0)
    opened.windows.build_anew()
    first.actions_.turns._next.stop()
    qtbot.waitUntil(lambda: not second.actions_.turns.is_under_way)  # type: ignore[union-attr]
    first.actions_.turns._next.start()
    qtbot.waitUntil(lambda: not opened.windows.are_changing)
