"""The day's list in the window: worked by keys alone, followed by the mark in the navigation."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from revops_desktop.analytics import exits
from revops_desktop.analytics.today import today
from revops_desktop.app import Program
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import activities, deals
from revops_desktop.ui.board.card_painter import STEP_MARKS
from revops_desktop.ui.today import words
from revops_desktop.ui.today.page import TodayPage
from tests.ui.conftest import NOW, write_small_business

DAY = date(2026, 4, 1)
SHIFT = Qt.KeyboardModifier.ShiftModifier
Settle = Callable[[], None]


def iso(number: int) -> str:
    """The day so many days from the program's own."""
    return (DAY + timedelta(days=number)).isoformat()


def _write(made: Workspace) -> None:
    """Two tasks that are due, and a later one."""
    write_small_business(made)
    for title, day in (("Send the quote", -2), ("Ring back", 0), ("Next month", 30)):
        made.do(activities.add_task, at=NOW, title=title, due_on=iso(day), deal_id=1)


@pytest.fixture
def told() -> Callable[[Workspace], None]:
    return _write


@pytest.fixture
def settle(opened: Program, qtbot: QtBot) -> Settle:
    """Waits until every question was answered."""

    def wait() -> None:
        assert opened.actions is not None
        busy = opened.actions
        qtbot.waitUntil(lambda: not busy.is_busy, timeout=10_000)
        QApplication.processEvents()

    return wait


@pytest.fixture
def page(opened: Program, settle: Settle) -> Iterator[TodayPage]:
    """The page in front, with two due tasks and a later one."""
    opened.window.show_page("today")
    settle()
    found = opened.window.page("today")
    assert isinstance(found, TodayPage)
    found.view.setFocus()
    yield found


def shown(page: TodayPage) -> list[str]:
    """The titles of the lines, under their headings."""
    return [
        row.line.title if row.line else f"[{row.section.key if row.section else ''}]"
        for row in page.model.rows
    ]


def test_the_list_begins_with_what_is_due(page: TodayPage) -> None:
    assert shown(page)[:3] == ["[tasks]", "Send the quote", "Ring back"]
    assert shown(page)[3:] == ["[stepless]", "<A> Ltd & 株式会社"]
    assert page.line is not None and page.line.title == "Send the quote"
    assert page.header.subtitle.text() == "1 Apr 2026 · 2 due"


@pytest.mark.parametrize("key", [Qt.Key.Key_D, Qt.Key.Key_Space])
def test_one_key_completes_a_task_and_chooses_the_next(
    page: TodayPage, settle: Settle, opened: Program, key: Qt.Key
) -> None:
    QTest.keyClick(page.view, key)
    settle()
    assert shown(page)[:2] == ["[tasks]", "Ring back"]
    assert page.line is not None and page.line.title == "Ring back"
    assert "Send the quote" in page.toast.line.text()
    assert opened.actions is not None
    opened.actions.undo()
    settle()
    assert shown(page)[1] == "Send the quote"


def test_one_key_puts_a_task_off(page: TodayPage, settle: Settle) -> None:
    QTest.keyClick(page.view, Qt.Key.Key_P)
    settle()
    assert shown(page)[:2] == ["[tasks]", "Ring back"]
    assert "Send the quote" in page.toast.line.text()
    tomorrow = page.actions_.ask(today, now=page.actions_.now() + 86_400).section("tasks")
    assert [(line.title, line.day) for line in tomorrow.lines] == [
        ("Ring back", iso(0)),
        ("Send the quote", iso(1)),
    ]


@pytest.mark.parametrize(
    ("day", "name", "meant"),
    [
        (date(2026, 4, 2), "Put off to tomorrow", "2026-04-03"),
        (date(2026, 4, 3), "Put off to Monday", "2026-04-06"),
        (date(2026, 4, 4), "Put off to Monday", "2026-04-06"),
        (date(2026, 4, 5), "Put off to tomorrow", "2026-04-06"),
    ],
)
def test_what_is_put_off_lies_on_no_weekend(day: date, name: str, meant: str) -> None:
    assert words.next_weekday(day) == (name, meant)


def test_a_line_has_the_sign_of_its_card(page: TodayPage) -> None:
    marks = [words.mark(row.line) for row in page.model.rows if row.line is not None]
    assert marks == [STEP_MARKS["overdue"], STEP_MARKS["today"], STEP_MARKS["none"]]


def test_a_task_is_put_off_from_the_menu(page: TodayPage, settle: Settle) -> None:
    QTest.keyClick(page.view, Qt.Key.Key_P, SHIFT)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    settle()
    assert shown(page)[:2] == ["[tasks]", "Ring back"]


def test_a_task_is_put_off_to_any_day(page: TodayPage, settle: Settle) -> None:
    QTest.keyClick(page.view, Qt.Key.Key_P, SHIFT)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(menu, key)
    form = page._form
    assert form is not None and form.day is not None
    field = form.day.field
    field.selectAll()  # type: ignore[attr-defined]  # a line edit
    QTest.keyClicks(field, iso(8))
    QTest.keyClick(field, Qt.Key.Key_Return)
    settle()
    assert page._form is None
    later = page.actions_.ask(today, now=page.actions_.now() + 8 * 86_400).section("tasks")
    assert ("Send the quote", iso(8)) in [(line.title, line.day) for line in later.lines]


def test_a_next_step_is_planned_inline(page: TodayPage, settle: Settle) -> None:
    page.view.setCurrentIndex(page.model.index(4))
    QTest.keyClick(page.view, Qt.Key.Key_N)
    form = page._form
    assert form is not None and form.text is not None
    QTest.keyClick(form.text, Qt.Key.Key_Return)
    assert page._form is form, "without a word there is no task"
    QTest.keyClicks(form.text, "Ask for the budget")
    QTest.keyClick(form.text, Qt.Key.Key_Return)
    settle()
    assert shown(page) == ["[tasks]", "Send the quote", "Ring back"]
    assert page.view.hasFocus()


def test_a_call_is_logged_by_two_keys(page: TodayPage, settle: Settle, opened: Program) -> None:
    QTest.keyClick(page.view, Qt.Key.Key_L)
    form = page._form
    assert form is not None and form.text is not None
    QTest.keyClick(form.text, Qt.Key.Key_Return)
    settle()
    assert opened.actions is not None
    assert opened.actions.undo_text() == "Log with “Data platform”: Call"


def test_escape_leaves_a_form_and_changes_nothing(
    page: TodayPage, settle: Settle, opened: Program
) -> None:
    assert opened.actions is not None
    before = opened.actions.undo_text()
    for key in (Qt.Key.Key_N, Qt.Key.Key_L):
        QTest.keyClick(page.view, key)
        form = page._form
        assert form is not None and form.text is not None
        QTest.keyClick(form.text, Qt.Key.Key_Escape)
        assert page._form is None
        assert page.view.hasFocus()
    assert opened.actions.undo_text() == before


def test_what_changes_elsewhere_waits_while_a_form_is_open(
    page: TodayPage, settle: Settle, opened: Program
) -> None:
    QTest.keyClick(page.view, Qt.Key.Key_N)
    form = page._form
    assert form is not None and form.text is not None and page.line is not None
    QTest.keyClicks(form.text, "half a wo")
    assert opened.actions is not None
    opened.actions.do(activities.complete, activity_id=page.line.activity_id)
    settle()
    assert page._form is form and form.text.text() == "half a wo"
    QTest.keyClick(form.text, Qt.Key.Key_Escape)
    settle()
    assert shown(page)[:2] == ["[tasks]", "Ring back"]


def test_enter_opens_the_deal(page: TodayPage, opened: Program, settle: Settle) -> None:
    assert opened.actions is not None
    wanted: list[int] = []
    opened.actions.deal_wanted.connect(wanted.append)
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    settle()
    assert wanted == [1]


def test_the_arrows_pass_over_headings(page: TodayPage) -> None:
    passed = []
    for _step in range(4):
        passed.append(page.line.title if page.line else None)
        QTest.keyClick(page.view, Qt.Key.Key_Down)
    assert passed == ["Send the quote", "Ring back", "<A> Ltd & 株式会社", "<A> Ltd & 株式会社"]


def test_the_rest_of_a_section_comes_when_asked_for(
    page: TodayPage, settle: Settle, opened: Program
) -> None:
    assert opened.actions is not None
    for number in range(12):
        opened.actions.do(activities.add_task, title=f"{number}", due_on=iso(0), deal_id=1)
    settle()
    place = next(place for place, row in enumerate(page.model.rows) if row.is_rest)
    assert page.model.data(page.model.index(place)) == "Show all 14"
    page.view.setCurrentIndex(page.model.index(place))
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    settle()
    assert len([row for row in page.model.rows if row.line and row.line.key == "tasks"]) == 14


def test_the_navigation_says_how_much_is_due(
    page: TodayPage, settle: Settle, opened: Program
) -> None:
    # As after the first frame.
    opened.windows.count_due()
    settle()
    assert opened.window._counts["today"] == 2
    QTest.keyClick(page.view, Qt.Key.Key_D)
    settle()
    assert opened.window._counts["today"] == 1


def test_mine_and_everybodys(page: TodayPage, settle: Settle, opened: Program) -> None:
    assert opened.actions is not None
    assert page.everybody.isChecked()
    opened.actions.do(activities.add_task, title="Misaki's", due_on=iso(0), deal_id=1, member_id=1)
    opened.actions.sit_down(2)
    settle()
    assert page.mine.isChecked()
    assert "Misaki's" not in shown(page)
    QTest.mouseClick(page.everybody, Qt.MouseButton.LeftButton)
    settle()
    assert "Misaki's" in shown(page)


def test_a_day_without_anything_says_so(opened: Program, settle: Settle) -> None:
    assert opened.actions is not None
    for task_id in (1, 2):
        opened.actions.do(activities.delete, activity_id=task_id)
    opened.actions.do(activities.add_task, title="Later", due_on=iso(9), deal_id=2)
    opened.window.show_page("today")
    settle()
    found = opened.window.page("today")
    assert isinstance(found, TodayPage)
    assert found.nothing.isVisible()
    assert not found.view.isVisible()


def test_a_deal_that_wakes_up_is_reopened_by_two_keys(
    page: TodayPage, settle: Settle, opened: Program
) -> None:
    assert opened.workspace is not None
    file = opened.workspace
    reasons = file.ask(exits.reasons)["recycled"]
    file.do(deals.move_to_stage, at=NOW - 60, deal_id=2, stage_id=2, override="x")
    file.do(
        deals.leave_river,
        at=NOW - 50,
        deal_id=2,
        kind="recycled",
        reason_id=reasons[0].reason_id,
        note="later",
        wake_on=iso(0),
    )
    page.refresh()
    settle()
    place = next(
        place for place, row in enumerate(page.model.rows) if row.line and row.line.key == "waking"
    )
    page.view.setCurrentIndex(page.model.index(place))
    assert page.done.accessibleName() == "Reopen"
    QTest.keyClick(page.view, Qt.Key.Key_D)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    chosen = menu.activeAction().text()
    QTest.keyClick(menu, Qt.Key.Key_Return)
    settle()
    assert "[waking]" not in shown(page)
    assert opened.actions is not None
    # In the stage it left from, unless another is chosen.
    assert opened.actions.undo_text() == f"Reopen “<A> Ltd & 株式会社” in {chosen}"
    assert chosen == "Inquiry"
