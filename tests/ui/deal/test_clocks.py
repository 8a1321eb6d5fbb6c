"""The clocks of a deal in its panel: how they stand, paused with a reason, and let go on."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from revops_desktop.database.journal import verb
from revops_desktop.operations import deals, time_limits
from revops_desktop.rules.business_clock import Limit
from revops_desktop.ui.sla.clock_rows import ClockRow, PauseDialog
from tests.conftest import NOW, Dialogs
from tests.ui.deal.conftest import DAY, Sitting


@verb("Limit")
def limit(session: Session, *, at: int, minutes: int | None) -> None:
    """A time limit of the second stage, for what stands there too; none for the third."""
    wanted = None if minutes is None else Limit(minutes, None)
    time_limits.write(session, at=at, stage_id=2, limit=wanted, for_running=True)
    time_limits.write(session, at=at, stage_id=3, limit=None, for_running=True)


@pytest.fixture
def clocked(sitting: Sitting, qtbot: QtBot) -> Sitting:
    """The deal stands in the second stage for eight business days; 80 hours are allowed there."""
    sitting.do(limit, minutes=80 * 60)
    settle(sitting, qtbot)
    return sitting


def settle(sitting: Sitting, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not sitting.actions.is_busy, timeout=5000)


def rows(sitting: Sitting) -> list[ClockRow]:
    assert sitting.panel.head is not None
    return sitting.panel.head.clocks.rows


def test_a_clock_is_paused_and_let_go_on(clocked: Sitting, qtbot: QtBot, dialogs: Dialogs) -> None:
    (row,) = rows(clocked)
    before = row.words.text
    assert " left · due " in before
    steps = clocked.steps()

    def answer(dialog: Any) -> None:
        assert isinstance(dialog, PauseDialog)
        assert dialog.reason.text() == "Waiting for the customer"
        dialog.reason.clear()
        assert not dialog.confirm.isEnabled()
        dialog.reason.setText("Customer is away")
        qtbot.keyClick(dialog, Qt.Key.Key_Return)

    dialogs.expect(answer)
    row.button.setFocus()
    clocked.press(Qt.Key.Key_Space)
    settle(clocked, qtbot)
    assert rows(clocked)[0].words.text.startswith("Paused, ")
    assert rows(clocked)[0].words.text.endswith(" · Customer is away")
    assert clocked.steps() == steps + 1
    clocked.click(rows(clocked)[0].button)
    settle(clocked, qtbot)
    assert rows(clocked)[0].words.text == before
    clocked.actions.undo()
    clocked.actions.undo()
    settle(clocked, qtbot)
    assert rows(clocked)[0].words.text == before


def test_a_dialog_put_away_pauses_nothing(clocked: Sitting, qtbot: QtBot, dialogs: Dialogs) -> None:
    steps = clocked.steps()
    dialogs.expect(lambda dialog: dialog.reject())
    clocked.click(rows(clocked)[0].button)
    assert clocked.steps() == steps


def test_no_clock_no_row(clocked: Sitting, qtbot: QtBot) -> None:
    assert clocked.panel.head is not None
    assert clocked.panel.head.clocks.isVisible()
    clocked.do(deals.move_to_stage, deal_id=clocked.deal_id, stage_id=3, override="Test")
    settle(clocked, qtbot)
    kinds = [line.kind for line in clocked.panel.head.clocks.lines]
    assert "stage" not in kinds


def test_it_says_when_it_is_over(clocked: Sitting, qtbot: QtBot) -> None:
    clocked.clock[0] = NOW + 20 * DAY
    assert clocked.panel.head is not None
    clocked.panel.head.clocks._on_tick()
    settle(clocked, qtbot)
    (row,) = rows(clocked)
    assert " over · was due " in row.words.text
    assert row.words.label.property("kind") == "bad"
