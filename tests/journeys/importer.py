"""Somebody before the window with lists of their own, working by mouse and by keys."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QWidget

from revops_desktop.app import Program
from revops_desktop.ui.exchange.assistant import Assistant
from revops_desktop.ui.exchange.draft import needs
from revops_desktop.ui.exchange.page import ExchangePage

MOST_TABS = 60


class Person:
    """Somebody before the window with a list of their own."""

    def __init__(self, program: Program, qtbot: Any) -> None:
        self.window = program.window
        self._qtbot = qtbot

    @property
    def page(self) -> ExchangePage:
        """The page that files are handed to."""
        page = self.window.page("exchange")
        assert isinstance(page, ExchangePage)
        return page

    @property
    def assistant(self) -> Assistant:
        """The assistant on it."""
        return self.page.assistant

    def drop(self, *files: Path) -> None:
        """Lets files go anywhere on the window, and waits until they were looked at."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in files])
        action, left, none = (
            Qt.DropAction.CopyAction,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        place = QPoint(30, 30)
        enter = QDragEnterEvent(place, action, data, left, none)
        self.window.dragEnterEvent(enter)
        assert enter.isAccepted()
        self.window.dropEvent(QDropEvent(QPointF(place), action, data, left, none))
        self.until(lambda: self.window.page_key == "exchange" and self.assistant.isVisible())
        self.settle()

    def until(self, ready: Callable[[], bool]) -> None:
        """Waits for what the program does by itself."""
        self._qtbot.waitUntil(ready, timeout=20_000)

    def settle(self) -> None:
        """Waits until nothing is being worked out."""
        actions, work = self.page.actions_, self.assistant.work

        def is_settled() -> bool:
            waits = bool(needs(work.draft)) and not work.was_stopped and work.done is None
            return not (waits or actions.is_busy or work.is_importing)

        self.until(is_settled)
        # What follows an answer is drawn.
        self._qtbot.wait(20)
        self.until(is_settled)

    def press(self, key: Qt.Key) -> None:
        """A key, to whatever holds the keyboard."""
        held = self.window.focusWidget()
        assert isinstance(held, QWidget)
        QTest.keyClick(held, key)
        self.settle()

    def click(self, widget: QWidget) -> None:
        """The left button of the mouse, in the middle of something that is seen."""
        assert widget.isVisible() and widget.isEnabled()
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
        self.settle()

    def tab_to(self, widget: QWidget) -> None:
        """Tab, as often as it takes."""
        for _stop in range(MOST_TABS):
            if widget.hasFocus():
                return
            held = self.window.focusWidget()
            assert isinstance(held, QWidget)
            QTest.keyClick(held, Qt.Key.Key_Tab)
        raise AssertionError(f"Tab does not reach {widget}")

    def choose(self, box: QComboBox, label: str) -> None:
        """Another line of a list that opens, by the arrow keys."""
        place = box.findText(label)
        assert place >= 0, [box.itemText(one) for one in range(box.count())]
        self.tab_to(box)
        box.setCurrentIndex(place)
        box.activated.emit(place)
        self.settle()

    def rows(self, *names: str) -> list[int]:
        """The numbers of the check: how many rows are new, changed, there already, refused."""
        checked = self.assistant.work.draft.checked
        assert checked is not None, self.assistant.work.draft.refusal
        return [getattr(checked, name) for name in names]

    def step(self, key: str) -> Any:
        """A page of the assistant."""
        return self.assistant.pages[key]  # type: ignore[index]  # tests name steps by their text
