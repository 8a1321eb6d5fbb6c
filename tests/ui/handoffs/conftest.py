"""The program on a file with three hand-offs that wait."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from revops_desktop.app import Program
from revops_desktop.database.workspace import Workspace
from tests.handed import BUDGET, HOUR, NEED, OPEN, hand, write_rules
from tests.river import make_river

NOW = OPEN + 5 * HOUR
Settle = Callable[[], None]


def _hand_over(made: Workspace) -> None:
    write_rules(made)
    hand(made, "A", OPEN)
    hand(made, "B <b>", OPEN + 2 * HOUR)
    hand(made, "C", OPEN + 3 * HOUR, answers={BUDGET: "300万円", NEED: "急ぎ"})


@pytest.fixture
def opened(program: Program, tmp_path: Path) -> Program:
    """The program with three hand-offs that wait: A is overdue, C is complete."""
    path = tmp_path / "handed.revops"
    make_river(path, _hand_over).close()
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
