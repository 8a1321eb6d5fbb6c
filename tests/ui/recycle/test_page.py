"""The recycle page in the window: figures and lists open, deals come back by two clicks or keys."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu
from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.analytics import nurture_lists
from revops_desktop.app import Program
from revops_desktop.database.tables import deal, deal_exit, deal_state, stage_visit
from revops_desktop.operations import deals, waking
from revops_desktop.ui.companies.page import CompaniesPage
from revops_desktop.ui.figures.deals import DealsDialog
from revops_desktop.ui.figures.menu import FigureMenu
from revops_desktop.ui.funnel.period_box import period_text
from revops_desktop.ui.recycle.deeds import WakeDialog
from revops_desktop.ui.recycle.page import RecyclePage
from tests.conftest import Dialogs
from tests.ui.recycle.conftest import NASTY, Settle, shown


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
        "Waiting to come back: 4",
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
    assert page.panel.table.hasFocus()
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
    # The list is gone: the keyboard stays on the page.
    assert page.panel.search.hasFocus()
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


def test_clicking_outside_a_row_changes_nothing(page: RecyclePage) -> None:
    assert page.panel is not None
    QTest.mouseClick(page.panel.table.viewport(), Qt.MouseButton.RightButton, pos=QPoint(5, 5000))
    assert len(shown(page)) == 4


def test_what_changed_while_nobody_looked_is_seen(
    page: RecyclePage, settle: Settle, opened: Program
) -> None:
    """Of this page, and of a page of records: the same cells are there under the same ids."""
    assert opened.actions is not None and page.panel is not None
    opened.window.show_page("products")
    settle()
    opened.window.show_page("companies")
    settle()
    companies = opened.window.page("companies")
    assert isinstance(companies, CompaniesPage)
    opened.actions.do(deals.edit, deal_id=1, fields={}, company="Aoba")
    settle()
    assert companies.panel is not None
    key = [spec.key for spec in companies.panel.model.specs].index("open_deals")
    assert companies.panel.model.cell(0, key) == 0
    opened.window.show_page("board")
    settle()
    opened.actions.do(deals.edit, deal_id=2, fields={"title": "New name"})
    opened.actions.do(waking.reopen, deal_ids=[1])
    settle()
    opened.window.show_page("companies")
    settle()
    assert companies.panel.model.cell(0, key) == 1
    opened.window.show_page("recycle")
    settle()
    assert shown(page) == ["New name", "Third", "Fourth"]


def test_tiles_go_out_as_numbers_with_their_period_and_n(page: RecyclePage) -> None:
    menus = [made for tile in page.tiles for made in tile.findChildren(FigureMenu)]
    about = [made.about() for made in menus]
    rows = [one.as_rows().values[0] for one in about if one is not None]
    assert [row[1] for row in rows[:4]] == [4, 2, 0, 0]
    assert page.figures is not None
    period = period_text(page.figures.period)
    assert [row[2] for row in rows] == ["as of now", "as of now", *[period] * 4]
    assert [row[3] for row in rows[4:]] == [0, 0]
    # Those of now are the list below; of a period, the deals are behind the figure.
    assert [one is not None and one.deals is not None for one in about] == [False] * 2 + [True] * 4
