"""Qt's wheel does not steal references to None.

With PySide6 6.12.0 on Python 3.11 nearly every call that returns None takes one reference away;
after some thousands the process dies.
"""

import sys

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")
def test_the_references_to_none_do_not_fall(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    thing = QObject()
    # Few enough that a wheel that steals is caught before the process dies.
    before = sys.getrefcount(None)
    for number in range(500):
        widget.setWindowTitle("")
        widget.resize(100, 100 + number % 2)
        thing.setObjectName("")
    assert sys.getrefcount(None) > before - 100
