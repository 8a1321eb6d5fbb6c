"""Who is next is asked so that the collector leaves what is on the screen alone."""

import gc
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
    for found in gc.garbage:
        if isinstance(found, QObject) and shiboken6.isValid(found):
            focus.put_back(found)
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


def test_asked_of_the_widgets_themselves_it_is(
    window: QWidget, found_as_garbage: Callable[[], list[QObject]]
) -> None:
    table = window.findChild(QTableView)
    assert table is not None
    header = table.viewport().nextInFocusChain()
    assert header is not None
    header.previousInFocusChain()
    del header, table
    assert found_as_garbage() != []


def test_a_proxy_is_found(window: QWidget) -> None:
    box = window.findChild(QComboBox)
    assert box is not None
    inner = box.lineEdit()
    assert isinstance(inner, QLineEdit)
    assert focus.proxy_of(inner) is box and focus.proxy_of(box) is None
