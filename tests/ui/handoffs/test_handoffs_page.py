"""The inbox in the window: accepted, taken over, returned and seen by keys; the sender's side."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QTableView
from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.analytics.handoff_figures import handoff_figures
from revops_desktop.app import Program
from revops_desktop.database.tables import deal, deal_state, handoff
from revops_desktop.operations import functions, handoffs
from revops_desktop.ui.figures.menu import FigureMenu
from revops_desktop.ui.handoffs.page import HandoffsPage
from revops_desktop.ui.handoffs.return_dialog import ReturnDialog
from revops_desktop.ui.handoffs.whole_story import WholeStoryDialog
from revops_desktop.ui.today.page import TodayPage
from tests.conftest import Dialogs
from tests.handed import SATO, SUZUKI
from tests.ui.handoffs.conftest import Settle

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def page(opened: Program, settle: Settle) -> Iterator[HandoffsPage]:
    """The inbox of Suzuki of inside sales."""
    assert opened.actions is not None
    opened.actions.sit_down(SUZUKI)
    opened.window.show_page("handoffs")
    settle()
    found = opened.window.page("handoffs")
    assert isinstance(found, HandoffsPage)
    yield found


def table(page: HandoffsPage) -> QTableView:
    """The table that is seen."""
    assert page.panel is not None
    return page.panel.table


def shown(page: HandoffsPage) -> list[str]:
    """The titles of the view, in order."""
    model = table(page).model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def press(page: HandoffsPage, settle: Settle, key: Qt.Key, *held: Qt.KeyboardModifier) -> None:
    """Presses a key in the table."""
    modifiers = Qt.KeyboardModifier.NoModifier
    for one in held:
        modifiers |= one
    # A dialog that was open may have left no window active.
    page.window().activateWindow()
    QApplication.processEvents()
    table(page).setFocus()
    QTest.keyClick(table(page), key, modifiers)
    settle()


def state(session: Session) -> list[tuple[str, str | None, str | None, int | None]]:
    """Title, outcome, reason and owner of every hand-off."""
    rows = session.execute(
        select(deal.c.title, handoff.c.outcome, handoff.c.return_reason, deal.c.owner_id)
        .join(handoff, handoff.c.deal_id == deal.c.id)
        .order_by(handoff.c.id)
    )
    return [tuple(row) for row in rows]


def stage_of_the_first(session: Session) -> int | None:
    """Where the first deal stands."""
    return session.scalar(select(deal_state.c.stage_id).where(deal_state.c.deal_id == 1))


def ask(page: HandoffsPage) -> list[tuple[str, str | None, str | None, int | None]]:
    """What the file says."""
    return page.actions_.ask(state)


def test_the_most_pressing_stands_first_and_is_chosen(page: HandoffsPage) -> None:
    assert shown(page) == ["A", "B <b>", "C"]
    assert page.tabs.tabText(0) == "To accept  3"
    assert page.header.subtitle.text() == "3 to accept"
    assert page.panel is not None and page.panel.table.current_id() == 1
    cells = [page.panel.model.index(0, place).data() for place in range(8)]
    assert cells[4] == "Overdue" and cells[6] == "−1" and cells[7] == "Budget, Need"


def test_one_key_accepts_and_one_step_takes_it_back(page: HandoffsPage, settle: Settle) -> None:
    press(page, settle, Qt.Key.Key_Return, CTRL)
    assert shown(page) == ["B <b>", "C"]
    assert ask(page)[0][:2] == ("A", "accepted")
    assert page.actions_.undo_text() == "Accept “A” from Marketing"
    page.actions_.undo()
    settle()
    assert shown(page) == ["A", "B <b>", "C"]


def test_several_are_taken_over_at_once(page: HandoffsPage, settle: Settle) -> None:
    table(page).selectAll()
    assert page.accept.isEnabled() and not page.open.isEnabled()
    press(page, settle, Qt.Key.Key_Return, CTRL, SHIFT)
    assert shown(page) == []
    assert [(row[1], row[3]) for row in ask(page)] == [("accepted", SUZUKI)] * 3
    page.actions_.undo()
    settle()
    assert [(row[1], row[3]) for row in ask(page)] == [(None, None)] * 3


def test_a_return_says_why_and_its_sender_sees_it(
    page: HandoffsPage, settle: Settle, dialogs: Dialogs, opened: Program
) -> None:
    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, ReturnDialog)
        assert [name for name, box in dialog.missing.items() if box.isChecked()] == [
            "Budget",
            "Need",
        ]
        dialog.missing["Need"].setChecked(False)
        QTest.keyClicks(dialog.words, "Which year")
        QTest.keyClick(dialog.words, Qt.Key.Key_Tab)
        dialog.confirm.click()

    dialogs.expect(answer)
    press(page, settle, Qt.Key.Key_Backspace, CTRL)
    assert shown(page) == ["B <b>", "C"]
    assert ask(page)[0][:3] == ("A", "returned", "Missing: Budget\nWhich year")
    where = page.actions_.ask(
        lambda session: session.scalar(
            select(deal_state.c.stage_id).where(deal_state.c.deal_id == 1)
        )
    )
    assert where == 1

    page.actions_.sit_down(SATO)
    opened.window.show_page("today")
    settle()
    today = opened.window.page("today")
    assert isinstance(today, TodayPage)
    (line,) = (row.line for row in today.model.rows if row.line and row.line.key == "returned")
    assert line is not None and line.title == "A" and "Which year" in line.note
    opened.window.show_page("handoffs")
    settle()
    page.tabs.setCurrentIndex(2)
    settle()
    assert shown(page) == ["A"] and page.mark.isVisible()
    press(page, settle, Qt.Key.Key_Return, CTRL)
    assert shown(page) == []
    page.tabs.setCurrentIndex(3)
    settle()
    assert shown(page) == ["A"]


def test_several_are_returned_for_one_reason(
    page: HandoffsPage, settle: Settle, dialogs: Dialogs
) -> None:
    table(page).selectAll()

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, ReturnDialog) and len(dialog.missing) == 2
        assert "these 3 deals" in dialog.question.text()
        for box in dialog.missing.values():
            box.setChecked(False)
        assert not dialog.confirm.isEnabled()
        QTest.keyClicks(dialog.words, "Wrong branch")
        dialog.confirm.click()

    dialogs.expect(answer)
    press(page, settle, Qt.Key.Key_Backspace, CTRL)
    assert shown(page) == []
    assert [row[1:3] for row in ask(page)] == [("returned", "Wrong branch")] * 3
    assert page.actions_.undo_text() == "Return 3 hand-offs"
    page.actions_.undo()
    settle()
    assert len(shown(page)) == 3


def test_the_sender_sees_what_waits_and_the_receivers_do_not(
    page: HandoffsPage, settle: Settle
) -> None:
    page.tabs.setCurrentIndex(1)
    settle()
    assert shown(page) == []
    page.actions_.sit_down(SATO)
    settle()
    assert shown(page) == ["A", "B <b>", "C"]
    assert not page.accept.isVisible() and page.story.isVisible()


def test_a_function_and_everybody_have_an_inbox(page: HandoffsPage, settle: Settle) -> None:
    names = [page.whose.itemText(place) for place in range(page.whose.count())]
    assert names[0] == "Mine" and names[2] == "Inside sales" and names[-1] == "Everybody's"
    for place, number in ((2, 3), (3, 0), (len(names) - 1, 3)):
        page.whose.setCurrentIndex(place)
        page.whose.activated.emit(place)
        settle()
        assert len(shown(page)) == number


def test_the_whole_story_is_told_in_one_view(
    page: HandoffsPage, settle: Settle, dialogs: Dialogs
) -> None:
    told: list[str] = []

    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, WholeStoryDialog)
        told.extend(block.accessibleName() for block in dialog.blocks)
        settle()
        told.extend(row.accessibleName() for row in dialog.story.rows)
        QTest.keyClick(dialog, Qt.Key.Key_Escape)

    dialogs.expect(look)
    table(page).setCurrentIndex(table(page).model().index(2, 0))
    press(page, settle, Qt.Key.Key_Space, CTRL)
    assert told[0].startswith("Marketing → Inside sales · MQL, Handed over by Sato")
    assert any(line.startswith("Handed over from Marketing to Inside sales") for line in told)


def test_enter_opens_the_deal_and_there_it_is_accepted(
    page: HandoffsPage, settle: Settle, opened: Program
) -> None:
    press(page, settle, Qt.Key.Key_Return)
    panel = opened.window.side.panel
    assert panel is not None and panel.deal_id == 1
    panel.show_all()
    section = panel.sections["handoffs"]
    assert section.isVisible() and section.beside.text() == "1 item missing"
    section.deeds.accept([1])  # type: ignore[attr-defined]  # the hand-offs' own section
    settle()
    assert ask(page)[0][1] == "accepted"
    assert shown(page) == ["B <b>", "C"]


def test_the_figures_open_their_deals(page: HandoffsPage, settle: Settle, dialogs: Dialogs) -> None:
    page.tabs.setCurrentIndex(4)
    settle()
    assert page.figures is not None and page.figures.report is not None
    assert page.figures.report.whole.handed == 3
    seen: list[int] = []

    def count(dialog: QDialog) -> None:
        seen.append(dialog.model.rowCount())  # type: ignore[attr-defined]  # the deals' dialog
        dialog.reject()

    dialogs.expect(count)
    page.figures.tiles["expired"].opened.emit()
    settle()
    dialogs.expect(count)
    page.figures.pairs.opened.emit(page.figures.pairs.found.index(0, 1))
    settle()
    assert seen == [1, 3]
    for table, said in ((page.figures.pairs, "Loss rate: 1 −"), (page.figures.missing, "asks for")):
        (menu,) = table.findChildren(FigureMenu)
        about = menu.about()
        assert about is not None and about.period_text and about.n == 3
        assert said in about.meaning()


def test_the_figures_follow_what_changes(page: HandoffsPage, settle: Settle) -> None:
    def told() -> tuple[object, str]:
        settle()
        assert page.figures is not None
        report = page.figures.report
        assert report is not None
        anew = page.actions_.ask(handoff_figures, period=report.period, now=page.actions_.now())
        assert report == anew
        return report.whole.accepted, report.pairs[0].to_function

    page.tabs.setCurrentIndex(4)
    assert told() == (0, "Inside sales")
    page.actions_.do(handoffs.accept, handoff_ids=[1])
    assert told() == (1, "Inside sales")
    page.tabs.setCurrentIndex(0)
    page.actions_.do(handoffs.accept, handoff_ids=[2])
    page.tabs.setCurrentIndex(4)
    assert told() == (2, "Inside sales")
    page.actions_.do(functions.edit, function_id=2, fields={"name": "Callers"})
    assert told() == (2, "Callers")


def test_what_is_shown_is_exported_and_narrowed_down(
    page: HandoffsPage, settle: Settle, dialogs: Dialogs, tmp_path: Path
) -> None:
    panel = page.panel
    assert panel is not None
    panel.table.header.focus_column("state")
    panel.change(only=(("state", "breached"),))
    settle()
    assert shown(page) == ["A"] and panel.count_text() == "1 of 3"
    dialogs.expect_file(tmp_path / "handed.csv")
    dialogs.expect(lambda dialog: dialog.accept())
    panel.ask_export()
    settle()
    written = (tmp_path / "handed.csv").read_text(encoding="utf-8-sig").splitlines()
    assert written[0].startswith(
        "Deal,Company,Sending function,Handed over by,State,Due,Hours left"
    )
    assert written[1:] == ['A,,Marketing,Sato,Overdue,2026-04-01 14:00,-1,"Budget, Need"']
