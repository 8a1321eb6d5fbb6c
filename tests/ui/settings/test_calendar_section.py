"""The business calendar in the settings, by keyboard."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from revops_desktop.analytics.business_clocks import clock_book
from revops_desktop.database.tables import business_calendar
from revops_desktop.rules.business_calendar import CalendarContent
from revops_desktop.ui.actions import Actions
from revops_desktop.ui.settings.calendar_dialogs import CLOSED, OTHER_HOURS, DaysDialog, WeekDialog
from revops_desktop.ui.settings.calendar_section import CalendarSection
from tests.conftest import Dialogs
from tests.ui.settings.conftest import Show
from tests.ui.settings.test_people_section import names, press

Key = Qt.Key
Settle = Callable[[], None]


@pytest.fixture
def settle(qtbot: QtBot, actions: Actions) -> Settle:
    """Waits until everything asked in the background is shown."""
    return lambda: qtbot.waitUntil(lambda: not actions.is_busy)


@pytest.fixture
def section(show: Show, settle: Settle) -> CalendarSection:
    """The clock stands at 1 April 2026, 08:33 in Tokyo."""
    shown = show(CalendarSection)
    settle()
    return shown


def content(actions: Actions) -> CalendarContent:
    found: CalendarContent = actions.ask(clock_book).current
    return found


def for_running(actions: Actions) -> list[int]:
    """Of each version, whether it holds for running clocks too."""

    def read(session: Any) -> list[int]:
        return list(session.scalars(select(business_calendar.c.for_running)))

    return actions.ask(read)


def test_the_week_is_changed_by_one_step(
    section: CalendarSection, actions: Actions, dialogs: Dialogs, settle: Settle
) -> None:
    assert [label.text() for label in section.week.hours] == ["09:00–18:00"] * 5 + ["Closed"] * 2
    assert "The next is Showa Day, Wed 29 Apr." in section.week.holidays.text()

    def with_lunch(dialog: QDialog) -> None:
        assert isinstance(dialog, WeekDialog)
        for text, confirmed in (("9-12 11-18", False), ("x", False), ("9-12, 13-18", True)):
            dialog.days[0].setText(text)
            assert dialog.confirm.isEnabled() is confirmed
            assert ("Mon: please write" in dialog.hint.text()) is not confirmed
        dialog.same.click()
        dialog.days[5].setText("10–15")
        dialog.running.setChecked(True)
        QTest.keyClick(dialog.days[5], Key.Key_Return)

    dialogs.expect(with_lunch)
    QTest.keyClick(section.week.edit, Key.Key_Space)
    settle()
    lunch = ((540, 720), (780, 1080))
    assert content(actions).weekly == (*([lunch] * 5), ((600, 900),), ())
    assert for_running(actions) == [1]
    assert section.week.hours[5].text() == "10:00–15:00"
    assert section.month.total.text().startswith("25 business days · ")
    actions.undo()
    settle()
    assert section.week.hours[5].text() == "Closed" and for_running(actions) == []

    def never(dialog: QDialog) -> None:
        assert isinstance(dialog, WeekDialog)
        for field in dialog.days:
            field.clear()
        assert not dialog.confirm.isEnabled() and "needs hours" in dialog.hint.text()
        QTest.keyClick(dialog, Key.Key_Escape)

    dialogs.expect(never)
    section.edit_week()
    assert for_running(actions) == []


def test_an_offer_is_taken_and_then_no_longer_made(
    section: CalendarSection, actions: Actions, dialogs: Dialogs, settle: Settle
) -> None:
    offered = [button.text() for button in section.offers.buttons]
    assert offered == [
        "Obon closing: Thu 13 Aug – Sun 16 Aug…",
        "Year-end closing: Tue 29 Dec – Sun 3 Jan…",
    ]

    def as_it_is(dialog: QDialog) -> None:
        assert isinstance(dialog, DaysDialog)
        assert dialog.running.isChecked() and not dialog.hours.isEnabled()
        QTest.keyClick(dialog.name, Key.Key_Return)

    dialogs.expect(as_it_is)
    section.offers.buttons[0].click()
    settle()
    assert names(section.special) == ["13–16 Aug 2026"]
    assert content(actions).exceptions["2026-08-15"].name == "Obon closing"
    assert for_running(actions) == [1]
    assert len(section.offers.buttons) == 1
    dialogs.expect(as_it_is)
    section.offers.buttons[0].click()
    settle()
    assert names(section.special) == ["13–16 Aug 2026", "29 Dec – 3 Jan 2027"]
    assert not section.offers.isVisible()
    actions.undo()
    settle()
    assert section.offers.isVisible() and len(section.offers.buttons) == 1


def test_special_days_are_moved_opened_and_taken_out(
    section: CalendarSection, actions: Actions, dialogs: Dialogs, settle: Settle
) -> None:
    def closed(dialog: QDialog) -> None:
        assert isinstance(dialog, DaysDialog)
        assert dialog.first.shown == "2026-04-01"
        dialog.first.line.setText("2026-04-20")  # type: ignore[attr-defined]  # a line of a day
        assert dialog.first.commit() and dialog.last.shown == "2026-04-20"
        dialog.name.setText("<b>Trip</b>")
        QTest.keyClick(dialog.name, Key.Key_Return)

    dialogs.expect(closed)
    press(section.special, Key.Key_Insert)
    settle()
    assert names(section.special) == ["20 Apr 2026"]

    def opened(dialog: QDialog) -> None:
        assert isinstance(dialog, DaysDialog)
        assert dialog.kind.currentData() == CLOSED and dialog.name.text() == "<b>Trip</b>"
        dialog.kind.setCurrentIndex(dialog.kind.findData(OTHER_HOURS))
        assert dialog.hours.text() == "09:00–18:00"
        dialog.hours.setText("25")
        assert not dialog.confirm.isEnabled() and dialog.hint.isVisible()
        dialog.hours.setText("9-12")
        dialog.first.line.setText("2026-04-25")  # type: ignore[attr-defined]  # a line of a day
        dialog.first.commit()
        QTest.keyClick(dialog.name, Key.Key_Return)

    dialogs.expect(opened)
    press(section.special, Key.Key_Return)
    settle()
    assert sorted(content(actions).exceptions) == ["2026-04-25"]
    assert content(actions).exceptions["2026-04-25"].ranges == ((540, 720),)
    actions.undo()
    settle()
    assert sorted(content(actions).exceptions) == ["2026-04-20"]
    actions.redo()
    settle()
    press(section.special, Key.Key_Delete)
    settle()
    assert names(section.special) == [] and not content(actions).exceptions


def test_a_month_is_walked_and_a_day_changed_by_keyboard(
    section: CalendarSection, actions: Actions, dialogs: Dialogs, settle: Settle
) -> None:
    days = section.month.days
    assert section.month.title.text() == "Apr 2026"
    assert section.month.chosen == date(2026, 4, 1)
    assert section.month.total.text() == "21 business days · 189 h"
    # Days follow each other over the ends of weeks and months.
    for key, day in (
        *((Key.Key_Left, date(2026, 3, 31)), (Key.Key_Down, date(2026, 4, 7))),
        *((Key.Key_Up, date(2026, 3, 31)), (Key.Key_Right, date(2026, 4, 1))),
    ):
        QTest.keyClick(days, key)
        settle()
        assert section.month.chosen == day
    for _day in range(5):
        QTest.keyClick(days, Key.Key_Right)
    assert section.month.chosen == date(2026, 4, 6)
    section.month.days.setCurrentCell(0, 2)
    QTest.keyClick(days, Key.Key_PageDown)
    settle()
    assert section.month.title.text() == "May 2026" and section.month.chosen == date(2026, 5, 1)
    assert "Greenery Day · Closed" in days.model().index(1, 0).data()
    QTest.keyClick(days, Key.Key_Right)
    assert section.month.chosen == date(2026, 5, 2)

    def saturday(dialog: QDialog) -> None:
        assert isinstance(dialog, DaysDialog)
        dialog.kind.setCurrentIndex(1)
        QTest.keyClick(dialog.hours, Key.Key_Return)

    dialogs.expect(saturday)
    QTest.keyClick(days, Key.Key_Return)
    settle()
    assert content(actions).exceptions["2026-05-02"].ranges == ((540, 1080),)
    assert section.month.title.text() == "May 2026" and section.month.chosen == date(2026, 5, 2)
    QTest.keyClick(days, Key.Key_Delete)
    settle()
    assert not content(actions).exceptions
    # A usual day has nothing to take out.
    QTest.keyClick(days, Key.Key_Delete)
    assert len(for_running(actions)) == 2
    # Two at once, before the first is answered.
    QTest.keyClick(days, Key.Key_PageUp)
    QTest.keyClick(days, Key.Key_PageUp)
    settle()
    assert section.month.title.text() == "Mar 2026"
    assert section.month.month == "2026-03" and section.month.now.isEnabled()
    section.month.now.click()
    settle()
    assert section.month.month == "2026-04" and not section.month.now.isEnabled()


def test_any_deadline_is_explained_as_one_types(
    section: CalendarSection, actions: Actions, settle: Settle
) -> None:
    panel = section.deadline
    settle()
    assert panel.start.text() == "2026-04-01 08:33"
    assert panel.due.text() == "Due Thu 2 Apr, 10:00"
    panel.start.clear()
    QTest.keyClicks(panel.start, "2026-05-01 17:00")
    panel.limit.number.selectAll()
    QTest.keyClicks(panel.limit.number, "2")
    settle()
    assert panel.due.text() == "Due Thu 7 May, 10:00"
    told = [panel.steps.model().index(row, 1).data() for row in range(panel.steps.rowCount())]
    assert told[:3] == [
        "1 h run, 1 h left.",
        "Weekend: closed.",
        "Public holiday: Constitution Day.",
    ]
    panel.limit.unit.setCurrentIndex(1)
    settle()
    assert panel.due.text() == "Due Fri 8 May, 17:00"
    for text, said in (("soon", "is not a day and time"), ("", "is not a day and time")):
        panel.start.setText(text)
        panel.ask()
        settle()
        assert said in panel.problem.text() and panel.problem.isVisible()
        assert not panel.due.isVisible()
    panel.limit.number.clear()
    panel.limit.typed.emit()
    assert "Without a time limit" in panel.problem.text()
