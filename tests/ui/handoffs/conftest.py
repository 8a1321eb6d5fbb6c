"""The program on a file with three hand-offs that wait."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from revops_desktop.app import Program
from tests.handed import BUDGET, HOUR, NEED, OPEN, hand, make_handed

NOW = OPEN + 5 * HOUR
Settle = Callable[[], None]


@pytest.fixture
def opened(program: Program, tmp_path: Path) -> Program:
    """The program with three hand-offs that wait: A is overdue, C is complete."""
    path = tmp_path / "handed.revops"
    with make_handed(path) as made:
        hand(made, "A", OPEN)
        hand(made, "B <b>", OPEN + 2 * HOUR)
        hand(made, "C", OPEN + 3 * HOUR, answers={BUDGET: "300万円", NEED: "急ぎ"})
    program.clock = lambda: NOW
    assert program.open_file(path)
    program.window.show()
    return program


@pytest.fixture
def settle(opened: Program, qtbot: QtBot) -> Settle:
    """Waits until every question was answered."""

    def wait() -> None:
        assert opened.actions is not None
        busy = opened.actions
        qtbot.waitUntil(lambda: not busy.is_busy, timeout=10_000)
        QApplication.processEvents()

    return wait
