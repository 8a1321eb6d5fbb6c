"""Without a mouse: every control of every page does its work by keys."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from revops_desktop.analytics import board, deal_panel
from revops_desktop.app import Program
from revops_desktop.rules.board import Column
from revops_desktop.ui import application, focus, theme
from revops_desktop.ui.actions import Actions
from revops_desktop.ui.board.unmet_dialog import UnmetDialog
from revops_desktop.ui.main_window import MainWindow
from revops_desktop.ui.navigation import PAGES, page_key
from tests.conftest import NOW, Dialogs
from tests.ui.test_accessible import reachable

KEYS = [entry.key for entry in PAGES]
# More stops than any page has; Tab that does not come around within these is caught somewhere.
MOST_STOPS = 400
# What waits longer than this, in milliseconds, takes a note away, or looks at the clock.
SOON = 250


@contextmanager
def seated(qt: QApplication, demo: Path, folder: Path) -> Iterator[Program]:
    """A copy of the demo in an active window, somebody sitting at it."""
    file = folder / "demo.revops"
    shutil.copy(demo, file)
    program = Program(qt, clock=lambda: NOW + 8 * 3600)
    program.preferences.theme = "light"
    program.set_theme()
    program.preferences.remember_member(file, None)
    program.window.resize(1280, 800)
    assert program.open_file(file)
    program.window.show()
    program.window.activateWindow()
    assert QTest.qWaitForWindowActive(program.window)
    assert program.actions is not None
    program.actions.sit_down(1)
    yield program
    program.end()
    program.window.close()
    program.window.deleteLater()
    application.speak(qt, "en")
    theme.apply(qt, dark=False)


@pytest.fixture
def shown(qapp: QApplication, demo_file: Path, tmp_path: Path) -> Iterator[Program]:
    """The demo in an active window, of the test's own."""
    with seated(qapp, demo_file, tmp_path) as program:
        yield program


def settle(qtbot: QtBot, program: Program) -> None:
    """Waits for answers, for what is put off until after them, and for a moment, twice."""
    for _twice in range(2):
        qtbot.waitUntil(lambda: not _is_busy(program), timeout=20_000)
        qtbot.wait(10)


def _is_busy(program: Program) -> bool:
    """Whether a question is under way, or anything in the window is about to happen."""
    soon = any(
        timer.isActive() and timer.isSingleShot() and timer.interval() <= SOON
        for timer in program.window.findChildren(QTimer)
    )
    return soon or (program.actions is not None and program.actions.is_busy)


def stops(root: QWidget) -> list[QWidget]:
    """The controls that Tab must reach: of buttons that exclude each other, the checked one."""
    found = []
    for widget in reachable(root):
        if not widget.isEnabled() or focus.proxy_of(widget) is not None or widget is root:
            continue
        if isinstance(widget, QAbstractButton) and not widget.isChecked():
            group = focus.put_back(widget.group())
            exclusive = widget.autoExclusive() or (group is not None and group.exclusive())
            if widget.isCheckable() and exclusive:
                continue
        found.append(widget)
    return found


def told(widget: QWidget) -> str:
    """A control as a failing test names it."""
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    return f"{type(widget).__name__} “{widget.accessibleName() or text}”"


def open_page(qtbot: QtBot, program: Program, key: str) -> QWidget:
    """A page brought to the front by its key."""
    place = KEYS.index(key) + 1
    if keys := page_key(place):
        QTest.keySequence(program.window, QKeySequence(keys))
    else:
        # There are more pages than digits: the last ones are brought to the front by a button.
        program.window.show_page(key)
    page = program.window.page(key)
    qtbot.waitUntil(page.isVisible)
    settle(qtbot, program)
    return page


def walk_by_tab(window: QWidget, key: Qt.Key) -> list[QWidget]:
    """What Tab comes by, until it is where it began."""
    seen: list[QWidget] = []
    for _stop in range(MOST_STOPS):
        stop = focused()
        if stop in seen:
            break
        seen.append(stop)
        # Inside a text, Tab is a sign; Ctrl+Tab leaves it.
        takes_tab = isinstance(stop, QPlainTextEdit) and not stop.tabChangesFocus()
        held = Qt.KeyboardModifier.ControlModifier if takes_tab else Qt.KeyboardModifier.NoModifier
        QTest.keyClick(stop, key, held)
    return seen


def focused() -> QWidget:
    """What has the keyboard; after a dialog, the window below gets it back from the system."""
    if QApplication.focusWidget() is None:
        for window in QApplication.topLevelWidgets():
            if isinstance(window, MainWindow) and window.isVisible():
                window.activateWindow()
        QApplication.processEvents()
    found = QApplication.focusWidget()
    assert found is not None
    return found


def press(keys: str) -> None:
    """Keys, pressed where the keyboard is."""
    QTest.keySequence(focused(), QKeySequence(keys))


def tab_to(window: QWidget, name: str) -> QWidget:
    """Presses Tab until the keyboard is on the control of this name, or hint."""
    for _stop in range(MOST_STOPS):
        stop = focused()
        hint = stop.placeholderText() if isinstance(stop, QLineEdit) else ""
        if name in (stop.accessibleName(), hint):
            return stop
        QTest.keyClick(stop, Qt.Key.Key_Tab)
    raise AssertionError(f"Tab never comes to “{name}”")


class Watcher:
    """Puts away what a key opens, and counts it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.opened: list[str] = []
        for kind in (QDialog, QPrintDialog):
            monkeypatch.setattr(kind, "exec", lambda dialog: self._executed(dialog))
        for name in ("getOpenFileName", "getSaveFileName"):
            monkeypatch.setattr(QFileDialog, name, staticmethod(self._file_dialog))
        monkeypatch.setattr(QFileDialog, "getOpenFileNames", staticmethod(self._file_dialogs))
        monkeypatch.setattr(
            QFileDialog, "getExistingDirectory", staticmethod(lambda *_a, **_b: self._folder())
        )

    def _executed(self, dialog: QDialog) -> int:
        self.opened.append(type(dialog).__name__)
        dialog.show()
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        assert not dialog.isVisible(), f"Esc does not close {type(dialog).__name__}"
        return 0

    def _file_dialog(self, *_arguments: object, **_named: object) -> tuple[str, str]:
        self.opened.append("a file dialog")
        return "", ""

    def _file_dialogs(self, *_arguments: object, **_named: object) -> tuple[list[str], str]:
        self.opened.append("a file dialog")
        return [], ""

    def _folder(self) -> str:
        self.opened.append("a file dialog")
        return ""

    def put_away(self) -> None:
        """Esc closes every menu and list that is open."""
        for _popup in range(5):
            popup = QApplication.activePopupWidget()
            if popup is None:
                return
            self.opened.append(type(popup).__name__)
            QTest.keyClick(popup, Qt.Key.Key_Escape)
        raise AssertionError(f"Esc does not close {QApplication.activePopupWidget()}")


def work(widget: QWidget, watcher: Watcher) -> str:
    """Does with a control what its user would, by keys; says what is wrong, or nothing."""
    window = widget.window()
    if not window.isActiveWindow():
        # A dialog was closed: the system gives the keyboard back to the window below it.
        window.activateWindow()
        QApplication.processEvents()
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    if not widget.hasFocus():
        return f"{told(widget)} does not take the keyboard"
    if isinstance(widget, QAbstractButton):
        pressed: list[bool] = []
        widget.clicked.connect(lambda: pressed.append(True))
        # A menu may wait for an answer: it gets one.
        QTimer.singleShot(150, watcher.put_away)
        QTest.keyClick(widget, Qt.Key.Key_Space)
        return "" if pressed else f"{told(widget)} is not pressed by Space"
    if isinstance(widget, QComboBox):
        QTest.keyClick(widget, Qt.Key.Key_F4)
        is_open = QApplication.activePopupWidget() is not None or widget.view().isVisible()
        watcher.put_away()
        widget.hidePopup()
        return "" if is_open or not widget.count() else f"{told(widget)} does not open by F4"
    if isinstance(widget, QLineEdit) and not widget.isReadOnly():
        before = widget.text()
        QTest.keyClicks(widget, "7")
        changed = widget.text() != before or not widget.hasAcceptableInput()
        QTest.keyClick(widget, Qt.Key.Key_Escape)
        widget.setText(before)
        return "" if changed else f"nothing can be typed into {told(widget)}"
    return ""


# The file is closed, or another language chosen, in which every control is another one.
LEFT_OUT = {"Restore…", "Erase for good…"}


@pytest.mark.parametrize("key", KEYS)
def test_every_control_does_its_work_by_keys(
    qtbot: QtBot, shown: Program, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    watcher = Watcher(monkeypatch)
    page = open_page(qtbot, shown, key)
    number, wrong = 0, []
    while number < len(found := stops(page)):
        widget = found[number]
        number += 1
        if isinstance(widget, QAbstractButton) and widget.text() in LEFT_OUT:
            continue
        wrong.append(work(widget, watcher))
        qtbot.waitUntil(lambda: not shown.actions.is_busy, timeout=20_000)  # type: ignore[union-attr]
        QApplication.processEvents()
        watcher.put_away()
        shown.window.side.close_deal()
        if shown.window.page_key != key:
            page = open_page(qtbot, shown, key)
    assert [text for text in wrong if text] == []
    assert number > 0


def columns(actions: Actions) -> tuple[Column, ...]:
    """The columns of the board as the file has them."""
    return actions.ask(board.board, pipeline_id=actions.pipeline_id).columns


def test_a_day_by_keys_alone(qtbot: QtBot, shown: Program, dialogs: Dialogs) -> None:
    """A deal is added, moved, opened, given a task, found again, taken back: no mouse."""
    actions, window = shown.actions, shown.window
    assert actions is not None
    open_page(qtbot, shown, "board")

    def fill(dialog: QDialog) -> None:
        line = dialog.focusWidget()
        QTest.keyClicks(line, "Scales for the mill")
        QTest.keyClick(line, Qt.Key.Key_Return)

    dialogs.expect(fill)
    press("Ctrl+N")
    settle(qtbot, shown)
    place, made = next(
        (place, card.deal_id)
        for place, column in enumerate(columns(actions))
        for card in column.cards
        if card.title == "Scales for the mill"
    )

    def give_a_reason(dialog: QDialog) -> None:
        assert isinstance(dialog, UnmetDialog) and not dialog.confirm.isEnabled()
        QTest.keyClicks(dialog.reason, "They are in a hurry")
        QTest.keyClick(dialog.reason, Qt.Key.Key_Return)

    dialogs.expect(give_a_reason)
    press("Ctrl+Right")
    settle(qtbot, shown)
    assert made in [card.deal_id for card in columns(actions)[place + 1].cards]

    press("Return")
    settle(qtbot, shown)
    panel = window.side.panel
    assert panel is not None and panel.isVisible() and panel.deal_id == made
    line = tab_to(window, "Add a task…")
    QTest.keyClicks(line, "Call back")
    QTest.keyClick(line, Qt.Key.Key_Return)
    settle(qtbot, shown)
    sheet = actions.ask(deal_panel.deal_sheet, deal_id=made)
    assert sheet is not None and [task.title for task in sheet.tasks] == ["Call back"]
    press("Esc")
    if panel.isVisible():
        press("Esc")
    assert not panel.isVisible()

    press("Ctrl+K")
    QTest.keyClicks(focused(), "scales mill")
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    settle(qtbot, shown)
    assert panel.isVisible() and panel.deal_id == made
    press("Esc")

    for _step in range(3):
        press("Ctrl+Z")
        settle(qtbot, shown)
    assert actions.ask(deal_panel.deal_sheet, deal_id=made) is None
