"""Reviews of SLAs in the window: filled in, written, kept, opened again with what was agreed."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox
from pytestqt.qtbot import QtBot
from sqlalchemy import insert
from sqlalchemy.orm import Session

from revops_desktop.analytics import sla_review
from revops_desktop.analytics.sla_review import HandoffLine
from revops_desktop.app import Program
from revops_desktop.database.journal import verb
from revops_desktop.database.tables import time_limit
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import deals
from revops_desktop.rules.periods import DAY, Period
from revops_desktop.rules.shares import share
from revops_desktop.ui.figures.deals import DealsDialog
from revops_desktop.ui.sla import review_words as words
from revops_desktop.ui.sla.reviews_dialog import ReviewsDialog, open_reviews
from tests.conftest import Dialogs
from tests.ui.conftest import NOW, write_small_business

Settle = Callable[[], None]
# The file's day is Wednesday, 1 April 2026; the week before it begins on 23 March.
TUESDAY = NOW - 8 * DAY


@verb("Limit")
def set_limit(session: Session, *, at: int) -> None:
    """Leads of the first stage are answered within four hours."""
    session.execute(insert(time_limit).values(stage_id=1, made_at=0, limit_minutes=240))


def _write(file: Workspace) -> None:
    """A week with one promise kept and one broken."""
    write_small_business(file)
    file.do(set_limit, at=2)
    for number, hours in enumerate((1, 30), 3):
        file.do(deals.create, at=TUESDAY, title=f"D{number}", stage_id=1)
        file.do(
            deals.move_to_stage,
            at=TUESDAY + hours * 3600,
            deal_id=number,
            stage_id=2,
            override="because",
        )


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
def dialog(opened: Program, settle: Settle, qtbot: QtBot) -> ReviewsDialog:
    """The reviews, none held yet, over a week with one promise kept and one broken."""
    assert opened.actions is not None
    made = ReviewsDialog(opened.actions)
    qtbot.addWidget(made)
    made.refresh()
    made.begin("weekly")
    made.show()
    settle()
    return made


def cells(dialog: ReviewsDialog) -> list[tuple[str, ...]]:
    """The figures as they are shown, of the first stage."""
    model = dialog.form.figures.rules
    return [
        tuple(model.texts(rule))
        for rule in model.rows
        if rule.kind == "stage" and rule.rule_id == 1
    ]


def agree(dialog: ReviewsDialog, text: str, day: str = "", member: int = 0) -> None:
    """Writes down one more agreement, by keys."""
    dialog.form.agreed.add.click()
    row = dialog.form.agreed.rows[-1]
    QTest.keyClicks(row.text, text)
    row.member.setCurrentIndex(member)
    QTest.keyClicks(row.day.field, day)


def past(dialog: ReviewsDialog) -> list[str]:
    """The past reviews as they are listed."""
    return [dialog.list.item(place).text() for place in range(dialog.list.count())]


def test_it_opens_with_the_week_that_is_due(dialog: ReviewsDialog) -> None:
    assert dialog.title.text() == "Week of 23 Mar 2026 to 29 Mar 2026"
    assert cells(dialog)[0][2:] == ("1", "1", "0", "2", "50.0%", "")
    assert dialog.form.said.text() == "50.0% of 2 promises kept"
    assert dialog.none.isVisible() and dialog.periods.count() == sla_review.CHOICES
    assert not dialog.delete.isVisible()
    assert not dialog.form.earlier_heading.isVisible()


def test_it_is_written_kept_and_opened_again(
    dialog: ReviewsDialog, settle: Settle, opened: Program
) -> None:
    assert opened.actions is not None
    QTest.keyClicks(dialog.form.discussion, "Nobody was there on Wednesday.")
    agree(dialog, "A second person on call", "2026-04-03", 1)
    agree(dialog, "")
    dialog.keep.click()
    settle()
    assert past(dialog) == [
        "Week of 23 Mar 2026 to 29 Mar 2026\n50.0% kept · 0 of 1 agreements done"
    ]
    assert dialog.list.currentRow() == 0
    assert dialog.delete.isVisible() and not dialog.periods.isVisible()
    assert dialog.form.discussion.toPlainText() == "Nobody was there on Wednesday."
    row = dialog.form.agreed.rows[0]
    assert (row.text.text(), row.member.currentText()) == (
        "A second person on call",
        "Misaki Sato",
    )
    assert opened.actions.undo_text() == "Review the SLAs of the week from 23 Mar 2026"

    dialog.monthly.click()
    settle()
    assert dialog.title.text() == "Mar 2026"
    earlier = dialog.form.earlier
    assert [one.agreement.text for one in earlier] == ["A second person on call"]
    assert "Misaki Sato · by 3 Apr 2026 · agreed" in words.about(
        earlier[0].agreement, date(2026, 4, 1)
    )
    assert "overdue" in words.about(earlier[0].agreement, date(2026, 4, 4))
    QTest.keyClick(earlier[0].done, Qt.Key.Key_Space)
    QTest.keyClicks(earlier[0].remark, "Since Monday")
    dialog.keep.click()
    settle()
    assert past(dialog)[1].endswith("1 of 1 agreements done")
    assert dialog.form.earlier[0].done.isChecked()
    opened.actions.undo()
    opened.actions.undo()
    assert opened.actions.ask(sla_review.reviews) == ()


def test_writing_on_changes_only_words(
    dialog: ReviewsDialog, settle: Settle, opened: Program
) -> None:
    agree(dialog, "One")
    agree(dialog, "Two")
    dialog.keep.click()
    settle()
    QTest.keyClicks(dialog.form.discussion, "Later.")
    dialog.form.agreed.rows[0].remove.click()
    dialog.keep.click()
    settle()
    assert opened.actions is not None
    found = opened.actions.ask(sla_review.review, review_id=1)
    assert found is not None and found.discussion == "Later."
    assert [one.text for one in found.agreements] == ["Two"]
    assert not dialog.form.is_changed


def test_a_day_that_is_none_is_said_under_its_line(dialog: ReviewsDialog, settle: Settle) -> None:
    agree(dialog, "One", "someday")
    dialog.keep.click()
    settle()
    assert past(dialog) == []
    assert dialog.form.agreed.rows[0].day.problem.isVisible()
    dialog.form.agreed.rows[0].text.clear()


def test_another_period_is_chosen(dialog: ReviewsDialog, settle: Settle) -> None:
    dialog.periods.setCurrentIndex(2)
    settle()
    assert dialog.title.text() == "Week of 9 Mar 2026 to 15 Mar 2026"
    assert cells(dialog)[0][2:4] == ("0", "0")


@pytest.mark.parametrize(
    ("button", "visible", "kept"), [("Keep it", False, 1), ("Leave it out", False, 0)]
)
def test_closing_asks_what_becomes_of_the_words(
    dialog: ReviewsDialog,
    settle: Settle,
    dialogs: Dialogs,
    button: str,
    visible: bool,
    kept: int,
) -> None:
    QTest.keyClicks(dialog.form.discussion, "Not kept yet")

    def answer(box: QDialog) -> None:
        assert isinstance(box, QMessageBox)
        next(one for one in box.buttons() if one.text() == button).click()

    dialogs.expect(answer)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    settle()
    assert dialog.isVisible() is visible
    assert len(past(dialog)) == kept


def test_cancel_stays_with_the_words(
    dialog: ReviewsDialog, settle: Settle, dialogs: Dialogs
) -> None:
    QTest.keyClicks(dialog.form.discussion, "Not kept yet")
    for press in (dialog.monthly.click, lambda: dialog.periods.setCurrentIndex(3)):
        dialogs.expect(lambda box: box.reject())
        press()
        settle()
        assert dialog.title.text() == "Week of 23 Mar 2026 to 29 Mar 2026"
        assert dialog.form.discussion.toPlainText() == "Not kept yet"
    dialog.form.discussion.clear()


def test_it_is_deleted_after_asking(
    dialog: ReviewsDialog, settle: Settle, dialogs: Dialogs
) -> None:
    dialog.keep.click()
    settle()

    def agree_(box: QDialog) -> None:
        assert isinstance(box, QMessageBox)
        next(one for one in box.buttons() if one.text() == "Delete").click()

    dialogs.expect(agree_)
    dialog.delete.click()
    settle()
    assert past(dialog) == []
    assert dialog.form.review is not None and dialog.form.review.review_id == 0


def test_a_rule_opens_its_clocks(dialog: ReviewsDialog, settle: Settle, dialogs: Dialogs) -> None:
    seen: list[tuple[str, int]] = []

    def note(box: QDialog) -> None:
        assert isinstance(box, DealsDialog)
        seen.append((box.windowTitle(), box.model.rowCount()))
        box.accept()

    table = dialog.form.figures
    place = next(n for n, one in enumerate(table.rules.rows) if one.rule_id == 1)
    for column in (6, 2):
        table.setCurrentIndex(table.found.index(place, column))
        dialogs.expect(note)
        QTest.keyClick(table, Qt.Key.Key_Return)
        settle()
    assert seen[0][0].endswith("Week of 23 Mar 2026 to 29 Mar 2026")
    assert [number for _title, number in seen] == [2, 1]


def test_the_figures_are_sorted_and_written_into_a_file(
    dialog: ReviewsDialog, dialogs: Dialogs, tmp_path: Path
) -> None:
    table = dialog.form.figures
    first = table.shown()[0]
    assert first == table.rules.rows[0]
    table.sortByColumn(3, Qt.SortOrder.DescendingOrder)
    assert table.shown()[0].rule_id == 1
    out = tmp_path / "review.csv"
    dialogs.expect_file(out)
    dialogs.expect(lambda box: box.accept())
    dialog.form.export.click()
    lines = out.read_text("utf-8-sig").splitlines()
    assert lines[0].startswith("Promise,Function,Met,Met late")
    assert lines[1].endswith(",1,1,0,2,0.5000,")


def test_it_is_opened_by_a_past_review(
    dialog: ReviewsDialog, settle: Settle, dialogs: Dialogs, opened: Program
) -> None:
    dialog.keep.click()
    settle()
    assert opened.actions is not None
    titles: list[Any] = []

    def look(again: QDialog) -> None:
        assert isinstance(again, ReviewsDialog)
        settle()
        titles.append((again.title.text(), again.delete.isVisible()))
        again.reject()

    dialogs.expect(look)
    open_reviews(opened.window, opened.actions, 1)
    assert titles == [("Week of 23 Mar 2026 to 29 Mar 2026", True)]


def test_changes_and_handoffs_in_words() -> None:
    assert words.change(share(9, 10), share(8, 10)) == "+10.0 pt"
    assert words.change(share(7, 10), share(8, 10)) == "−10.0 pt"
    assert words.change(share(7, 10), share(7, 10)) == "±0.0 pt"
    assert words.change(share(0, 0), share(7, 10)) == words.change(share(1, 2), None) == ""
    line = HandoffLine(12, 8, 1, 1, 10, 45, 50)
    assert words.handoffs(line) == (
        "12 handed over · 8 accepted · 1 returned · 1 expired · loss rate 20.0% · "
        "items complete 90.0%"
    )
    month = Period(date(2026, 3, 1), date(2026, 3, 31))
    assert words.period_name("monthly", month) == "Mar 2026"
