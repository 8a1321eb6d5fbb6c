"""A deadline beside a deal is explained in a dialog, by keyboard."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from revops_desktop.app import Program
from revops_desktop.database.journal import verb
from revops_desktop.operations import time_limits
from revops_desktop.rules.business_clock import Limit
from revops_desktop.ui.deadline_steps import DeadlineDialog, show_deadline
from revops_desktop.ui.sla.clock_rows import ClockRow
from tests.conftest import Dialogs


def test_the_clock_beside_a_deal_says_why(qtbot: QtBot, opened: Program, dialogs: Dialogs) -> None:
    actions = opened.actions
    assert actions is not None
    limit = verb("Limit")(time_limits.write)
    assert actions.do(limit, stage_id=1, limit=Limit(600, None), for_running=True)
    actions.deal_wanted.emit(1)
    qtbot.waitUntil(lambda: bool(opened.window.findChildren(ClockRow)))
    (row,) = opened.window.findChildren(ClockRow)

    def seen(dialog: QDialog) -> None:
        assert isinstance(dialog, DeadlineDialog)
        # It began on 1 April at 08:32, before the day's opening.
        assert dialog.due.text() == "Due Thu 2 Apr, 10:00"
        assert dialog.begins.text() == "Begun 1 Apr 2026 08:32"
        told = [dialog.steps.model().index(line, 1).data() for line in range(4)]
        assert told[0].startswith("Outside business hours") and told[-1] == "Due."
        QTest.keyClick(dialog.confirm, Qt.Key.Key_Return)

    dialogs.expect(seen)
    QTest.keyClick(row.why, Qt.Key.Key_Space)
    assert row.why.accessibleName().startswith("Why this deadline? ")
    # A clock that ended meanwhile.
    dialogs.expect(lambda dialog: QTest.keyClick(dialog, Qt.Key.Key_Return))
    show_deadline(opened.window, actions, "Gone", kind="handoff", clock_id=99)
    assert "does not run any more" in dialogs.seen[-1]
