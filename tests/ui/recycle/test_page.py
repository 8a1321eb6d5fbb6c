"""The recycle page in the window: figures and lists open, deals come back by two clicks or keys."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop import i18n
from revops_desktop.analytics import exits, nurture_lists
from revops_desktop.analytics.recycle import Group
from revops_desktop.analytics.tally import Tally
from revops_desktop.app import Program
from revops_desktop.database.tables import deal, deal_exit, deal_state, stage_visit
from revops_desktop.operations import bulk, deals
from revops_desktop.operations import nurture_lists as list_verbs
from revops_desktop.rules.periods import DAY
from revops_desktop.ui.funnel.deals_dialog import DealsDialog
from revops_desktop.ui.recycle import words
from revops_desktop.ui.recycle.deeds import WakeDialog
from revops_desktop.ui.recycle.page import RecyclePage
from tests.conftest import Dialogs
from tests.ui.conftest import NOW

Settle = Callable[[], None]
NASTY = "<A> Ltd & 株式会社"


@pytest.fixture
def settle(opened: Program, qtbot: QtBot) -> Settle:
    """Waits until every question was answered and every work done."""

    def wait() -> None:
        assert opened.actions is not None
        busy = opened.actions
        for _twice in range(2):
            qtbot.waitUntil(lambda: not busy.is_busy, timeout=10_000)
            QApplication.processEvents()

    return wait


@pytest.fixture
def page(opened: Program, settle: Settle) -> RecyclePage:
    """The page in front: four deals wait, of which two are due (the file's day is 1 April)."""
    file = opened.workspace
    assert file is not None
    reasons = file.ask(exits.reasons)["recycled"]
    number = file.do(list_verbs.add, at=NOW - 65, name="Spring letter").value
    waits = (("2026-03-30", 0), ("2026-04-01", 1), ("2026-04-20", 0), ("2026-05-07", 1))
    for title in ("Third", "Fourth"):
        file.do(deals.create, at=NOW - 60 * DAY, title=title, stage_id=2, source="web & fair")
    for place, (day, reason) in enumerate(waits, 1):
        file.do(
            bulk.leave_many,
            at=NOW - 40 * DAY + place,
            deal_ids=[place],
            kind="recycled",
            reason_id=reasons[reason].reason_id,
            note="次年度",
            wake_on=day,
            nurture_list_id=number if place == 1 else None,
        )
    opened.window.show_page("recycle")
    settle()
    found = opened.window.page("recycle")
    assert isinstance(found, RecyclePage) and found.panel is not None
    return found


def shown(page: RecyclePage) -> list[str]:
    """The titles of the deals that are listed."""
    assert page.panel is not None
    model = page.panel.model
    return [str(model.cell(row, 0)) for row in range(model.rowCount())]


def choose(page: RecyclePage, *rows: int) -> None:
    """Chooses rows of the list."""
    assert page.panel is not None
    picked = page.panel.table.selectionModel()
    flags = QItemSelectionModel.SelectionFlag
    picked.clearSelection()
    for row in rows:
        index = page.panel.model.index(row, 0)
        picked.setCurrentIndex(index, flags.Select | flags.Rows)


def states(session: Session) -> list[tuple[str, str, int]]:
    """Title, status and stage of every deal, by id."""
    rows = session.execute(
        select(deal.c.title, deal_state.c.status, deal_state.c.stage_id)
        .join(deal_state, deal_state.c.deal_id == deal.c.id)
        .order_by(deal.c.id)
    )
    return [tuple(row) for row in rows]


def days(session: Session) -> list[str | None]:
    return list(session.scalars(select(deal_exit.c.wake_on).order_by(deal_exit.c.deal_id)))


def menu_entry(text: str) -> Any:
    """The entry of the menu that is open which begins so."""
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    entry = next(one for one in menu.actions() if one.text().startswith(text))
    return menu, entry


def take(text: str) -> None:
    """Takes an entry of the menu that is open."""
    menu, entry = menu_entry(text)
    entry.trigger()
    menu.close()


def test_it_lists_who_waits_the_soonest_first(page: RecyclePage) -> None:
    assert shown(page) == ["Data platform", NASTY, "Third", "Fourth"]
    assert page.header.subtitle.text() == "4 deals wait · 2 due"
    assert [tile.accessibleName().partition(".")[0] for tile in page.tiles[:3]] == [
        "Waiting: 4",
        "Due today: 2",
        "Reopened: 0",
    ]
    assert page.selected == [1]
    assert page.panel is not None and page.panel.table.hasFocus()


def test_a_click_on_the_deal_and_one_on_the_button_reopen_it(
    page: RecyclePage, settle: Settle, opened: Program
) -> None:
    """Two clicks, and the toast takes it back."""
    assert page.panel is not None and opened.actions is not None
    place = page.panel.table.visualRect(page.panel.model.index(2, 0)).center()
    QTest.mouseClick(page.panel.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseClick(page.reopen_button, Qt.MouseButton.LeftButton)
    settle()
    assert opened.actions.ask(states)[2] == ("Third", "open", 2)
    assert shown(page) == ["Data platform", NASTY, "Fourth"]
    assert page.toast.said == "Reopen “Third” in Inquiry"
    assert page.header.subtitle.text() == "3 deals wait · 2 due"
    page.toast.button.click()
    settle()
    assert len(shown(page)) == 4


def test_several_at_once_by_keys_each_where_it_left(
    page: RecyclePage, settle: Settle, opened: Program
) -> None:
    assert page.panel is not None and opened.actions is not None
    before = opened.actions.ask(states)
    QTest.keyClick(page.panel.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(page.panel.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert [row[1:] for row in opened.actions.ask(states)] == [("open", 1)] * 2 + [("open", 2)] * 2
    assert opened.actions.undo_text() == "Reopen 4 deals where they left"
    assert page.panel.nothing.isVisible()
    assert not page.reopen_button.isEnabled()
    opened.actions.undo()
    settle()
    assert opened.actions.ask(states) == before


def test_the_stage_can_be_chosen_and_the_one_left_comes_first(
    page: RecyclePage, settle: Settle, opened: Program
) -> None:
    assert opened.actions is not None
    choose(page, 2)
    page.stage_button.click()
    menu, first = menu_entry("Inquiry (left from here)")
    assert menu.activeAction() is first
    assert [one.text() for one in menu.actions() if one.text()][1:] == [
        "Inquiry (left from here)",
        "Meet",
        "Proposal",
    ]
    take("Proposal")
    settle()
    assert opened.actions.ask(states)[2] == ("Third", "open", 3)

    def again(session: Session) -> int:
        visit = stage_visit.c
        wanted = select(visit.is_reentry).where(visit.deal_id == 3, visit.stage_id == 3)
        return int(session.scalars(wanted).one())

    assert opened.actions.ask(again) == 1
    choose(page, 0, 1, 2)
    page.stage_button.click()
    menu, first = menu_entry("Where each left from")
    assert menu.activeAction() is first
    take("Where each left from")
    settle()
    assert shown(page) == []


def test_they_are_put_off_by_menu_and_to_a_date(
    page: RecyclePage, settle: Settle, opened: Program, dialogs: Dialogs
) -> None:
    assert opened.actions is not None
    choose(page, 0, 1)
    page.later_button.click()
    take("In a month (1 May 2026)")
    settle()
    assert opened.actions.ask(days) == ["2026-05-01", "2026-05-01", "2026-04-20", "2026-05-07"]
    assert opened.actions.undo_text() == "Let 2 deals wait until 1 May 2026"
    assert page.header.subtitle.text() == "4 deals wait"

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, WakeDialog)
        line = dialog.day.field
        line.selectAll()  # type: ignore[attr-defined]  # a line edit
        QTest.keyClicks(line, "soon")
        dialog.confirm.click()
        assert dialog.isVisible()
        line.selectAll()  # type: ignore[attr-defined]  # a line edit
        QTest.keyClicks(line, "2027-01-04")
        QTest.keyClick(line, Qt.Key.Key_Return)
        if dialog.isVisible():
            dialog.confirm.click()

    choose(page, 0)
    dialogs.expect(answer)
    page.later_button.click()
    take("A date")
    settle()
    assert opened.actions.ask(days)[2] == "2027-01-04"


def test_the_nurturing_list_is_changed(page: RecyclePage, settle: Settle, opened: Program) -> None:
    assert opened.actions is not None
    choose(page, 1, 2)
    page.list_button.click()
    take("Spring letter")
    settle()
    resting = {one.name: one.resting for one in opened.actions.ask(nurture_lists.lists)}
    assert resting["Spring letter"] == 3
    choose(page, 0)
    page.list_button.click()
    take("On no list")
    settle()
    assert opened.actions.undo_text() == "Take “Data platform” off its nurturing list"


def test_figures_narrow_the_list(page: RecyclePage, settle: Settle) -> None:
    page.tiles[1].opened.emit()
    settle()
    assert shown(page) == ["Data platform", NASTY]
    assert page.panel is not None and page.panel.narrow.isChecked()
    page.tiles[0].opened.emit()
    settle()
    assert len(shown(page)) == 4


def test_the_calendar_opens_the_deals_of_a_day(page: RecyclePage, settle: Settle) -> None:
    calendar = page.calendar
    assert calendar.title.text() == "Apr 2026"
    index = calendar.model.place(date(2026, 4, 20))
    assert calendar.model.number(index) == 1
    calendar.grid.setCurrentIndex(index)
    QTest.keyClick(calendar.grid, Qt.Key.Key_Return)
    settle()
    assert shown(page) == ["Third"]
    QTest.keyClick(calendar.grid, Qt.Key.Key_PageDown)
    settle()
    assert calendar.title.text() == "May 2026"
    place = calendar.grid.visualRect(calendar.model.place(date(2026, 5, 7))).center()
    QTest.mouseClick(calendar.grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    settle()
    assert shown(page) == ["Fourth"]
    calendar.now.click()
    settle()
    assert calendar.title.text() == "Apr 2026"


@pytest.mark.parametrize(
    ("by", "row", "titles"),
    [
        ("reason", 0, 2),
        ("age", 0, 4),
        ("amount", 0, 2),
        ("source", 0, 2),
        ("list", 0, 1),
        ("list", 1, 3),
    ],
)
def test_every_part_of_the_pool_opens_its_deals(
    page: RecyclePage, settle: Settle, by: str, row: int, titles: int
) -> None:
    page.parts.by_box.setCurrentIndex(page.parts.by_box.findData(by))
    settle()
    group = page.parts.table.shown()[row]
    assert group.deals.count == titles
    page.parts.table.setCurrentIndex(page.parts.table.found.index(row, 0))
    QTest.keyClick(page.parts.table, Qt.Key.Key_Return)
    settle()
    assert len(shown(page)) == titles


def test_the_parts_are_sorted_and_written_into_a_file(
    page: RecyclePage, settle: Settle, dialogs: Dialogs, tmp_path: Path
) -> None:
    page.parts.by_box.setCurrentIndex(page.parts.by_box.findData("list"))
    settle()
    table = page.parts.table
    assert [one.deals.count for one in table.shown()] == [1, 3]
    table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    assert [one.deals.count for one in table.shown()] == [3, 1]
    out = tmp_path / "parts.csv"
    dialogs.expect_file(out)
    dialogs.expect(lambda box: box.accept())
    page.parts.export.click()
    lines = out.read_text("utf-8-sig").splitlines()
    assert lines == [
        "Nurturing list,Deals,Amount",
        "On no list,3,1000000",
        "Spring letter,1,1000000",
    ]
    page.parts.by_box.setCurrentIndex(page.parts.by_box.findData("amount"))
    settle()
    table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    assert [one.typed for one in table.shown()] == [">= 1000000", "="]


def test_the_figures_of_the_period_open_their_deals(
    page: RecyclePage, settle: Settle, opened: Program, dialogs: Dialogs
) -> None:
    assert opened.actions is not None
    page.reopen()
    settle()
    opened.actions.do(deals.move_to_stage, deal_id=1, stage_id=4, override="because")
    settle()
    figures = page.figures
    assert (figures.reopened.count, figures.won_reopened.count) == (1, 1)
    seen: list[tuple[str, int]] = []

    def note(dialog: QDialog) -> None:
        assert isinstance(dialog, DealsDialog)
        seen.append((dialog.windowTitle(), dialog.model.rowCount()))
        dialog.accept()

    for place, entry in (
        (2, ""),
        (3, ""),
        (4, "Won and lost, reopened"),
        (4, "Won and lost, fresh"),
    ):
        dialogs.expect(note)
        page.tiles[place].opened.emit()
        if entry:
            take(entry)
        settle()
    assert seen == [
        ("Reopened deals", 1),
        ("Won after reopening", 1),
        ("Won and lost, reopened before", 1),
        ("Won and lost, fresh", 0),
    ]


def test_enter_opens_the_deal_and_the_side_makes_room(
    page: RecyclePage, settle: Settle, opened: Program
) -> None:
    assert page.panel is not None
    assert page.side.isVisible()
    QTest.keyClick(page.panel.table, Qt.Key.Key_Return)
    settle()
    panel = opened.window.side.panel
    assert panel is not None and panel.isVisible()
    assert not page.side.isVisible()


def test_the_menu_of_a_row_reopens_it(page: RecyclePage, settle: Settle, opened: Program) -> None:
    """A right click and a click: two clicks, whatever was chosen before."""
    assert page.panel is not None and opened.actions is not None
    menu = page.panel.table.menu_at(page.panel.model.index(3, 0))
    next(one for one in menu.actions() if one.text().startswith("Reopen where")).trigger()
    menu.close()
    settle()
    assert opened.actions.ask(states)[3] == ("Fourth", "open", 2)


def test_the_list_is_exported_as_it_is_shown(
    page: RecyclePage, settle: Settle, dialogs: Dialogs, tmp_path: Path
) -> None:
    assert page.panel is not None
    page.tiles[1].opened.emit()
    settle()
    out = tmp_path / "waiting.csv"
    dialogs.expect_file(out)
    dialogs.expect(lambda dialog: dialog.accept())
    page.panel.ask_export()
    settle()
    lines = out.read_text("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert lines[0].startswith("Deal,Wakes up on,Reason")
    assert lines[1].startswith("Data platform,2026-03-30,")


def test_it_speaks_japanese(page: RecyclePage, opened: Program, settle: Settle) -> None:
    opened.set_language("ja")
    settle()
    again = opened.window.page("recycle")
    assert isinstance(again, RecyclePage)
    assert again.calendar.title.text() == "2026年4月"


def test_groups_in_words() -> None:
    def named(by: Any, low: int | None, high: int | None, name: str = "") -> str:
        return words.group_name(by, Group(name, "", Tally(), low, high), "JPY")

    assert named("reason", None, None, "a\nb") == "a b"
    assert named("reason", None, None) == "No reason given"
    assert [named("age", *pair) for pair in ((0, 30), (31, 90), (366, None), (None, None))] == [
        "up to 30 days",
        "31 to 90 days",
        "more than 365 days",
        "Not known",
    ]
    pairs = ((None, 0), (1, 99_999), (100_000, 999_999), (10_000_000, None))
    assert [named("amount", *pair) for pair in pairs] == [
        "¥0",
        "below ¥100K",
        "¥100K to ¥1M",
        "¥10M or more",
    ]


def test_months_later_end_where_a_month_is_shorter() -> None:
    assert words.months_on(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert words.months_on(date(2027, 11, 30), 3) == date(2028, 2, 29)
    assert words.months_on(date(2026, 12, 15), 6) == date(2027, 6, 15)
    assert i18n.language() == "en"


def test_clicking_outside_a_row_changes_nothing(page: RecyclePage) -> None:
    assert page.panel is not None
    QTest.mouseClick(page.panel.table.viewport(), Qt.MouseButton.RightButton, pos=QPoint(5, 5000))
    assert len(shown(page)) == 4
