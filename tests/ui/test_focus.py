"""Who is next is asked so that the collector leaves what is on the screen alone."""

import gc
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QComboBox, QLineEdit, QTableView, QWidget
from pytestqt.qtbot import QtBot

from revops_desktop.ui import focus


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    QTableView(made)
    QTableView(made)
    QComboBox(made).setEditable(True)
    made.show()
    return made


@pytest.fixture
def found_as_garbage() -> Iterator[Callable[[], list[QObject]]]:
    """What the collector would delete of what is alive, and leaves here."""

    def find() -> list[QObject]:
        gc.set_debug(gc.DEBUG_SAVEALL)
        gc.collect()
        gc.set_debug(0)
        return [o for o in gc.garbage if isinstance(o, QObject) and shiboken6.isValid(o)]

    gc.collect()
    yield find
    gc.garbage.clear()


def around(window: QWidget, follow: Callable[[QWidget], QWidget | None]) -> int:
    """How many widgets one comes by until one is back."""
    steps, found = 1, follow(window)
    while found is not None and found is not window:
        steps, found = steps + 1, follow(found)
    return steps


def test_a_way_around_the_window_is_no_garbage(
    window: QWidget, found_as_garbage: Callable[[], list[QObject]]
) -> None:
    assert around(window, lambda one: focus.beside(one, forward=True)) > 10
    assert around(window, lambda one: focus.beside(one, forward=False)) > 10
    assert found_as_garbage() == []


# Asked of the widgets themselves; in a process of its own, since what follows is a crash.
PLANTED = """
import gc, os, shiboken6
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QTableView
application = QApplication([])
table = QTableView()
table.viewport().nextInFocusChain().previousInFocusChain()
gc.set_debug(gc.DEBUG_SAVEALL)
gc.collect()
alive = [one for one in gc.garbage if isinstance(one, QObject) and shiboken6.isValid(one)]
print(len(alive), flush=True)
os._exit(0)
"""


def test_asked_of_the_widgets_themselves_it_is() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PLANTED], capture_output=True, text=True, timeout=60, check=True
    )
    assert int(done.stdout) > 0


def test_a_proxy_is_found(window: QWidget) -> None:
    box = window.findChild(QComboBox)
    assert box is not None
    inner = box.lineEdit()
    assert isinstance(inner, QLineEdit)
    assert focus.proxy_of(inner) is box and focus.proxy_of(box) is None
