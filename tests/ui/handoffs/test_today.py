"""Hand-offs in Today: accepted by D, returned by R, seen by their sender."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from revops_desktop.app import Program
from revops_desktop.ui.handoffs.return_dialog import ReturnDialog
from revops_desktop.ui.today import words
from revops_desktop.ui.today.page import TodayPage
from tests.conftest import Dialogs
from tests.handed import SATO, SUZUKI
from tests.ui.handoffs.conftest import Settle

Sit = Callable[[int], None]


@pytest.fixture
def page(opened: Program, settle: Settle) -> Iterator[TodayPage]:
    """The day of Suzuki of inside sales."""
    assert opened.actions is not None
    opened.actions.sit_down(SUZUKI)
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


def test_the_day_begins_with_what_waits_for_me(page: TodayPage) -> None:
    assert shown(page)[:4] == ["[handoffs]", "A", "B <b>", "C"]
    assert page.header.subtitle.text() == "1 Apr 2026 · 3 due"
    line = page.line
    assert line is not None
    assert words.when(line) == "1 h over" and words.mark(line).colour == "bad"
    assert words.about(line) == "Qualified · from Marketing · Missing: Budget, Need"
    assert page.done.accessibleName() == "Accept"
    assert page.back.isVisible() and not page.soon.isVisible()


def test_one_key_accepts_and_the_count_follows(
    page: TodayPage, settle: Settle, opened: Program
) -> None:
    opened.windows.count_due()
    settle()
    assert opened.window._counts == {"today": 3, "handoffs": 3}
    QTest.keyClick(page.view, Qt.Key.Key_D)
    settle()
    assert shown(page)[:3] == ["[handoffs]", "B <b>", "C"]
    assert "Accept “A” from Marketing" in page.toast.line.text()
    assert opened.window._counts == {"today": 2, "handoffs": 2}
    page.actions_.undo()
    settle()
    assert shown(page)[1] == "A"


def test_a_logged_call_accepts_too(page: TodayPage, settle: Settle) -> None:
    QTest.keyClick(page.view, Qt.Key.Key_L)
    assert page._form is not None and page._form.text is not None
    QTest.keyClick(page._form.text, Qt.Key.Key_Return)
    settle()
    assert shown(page)[:3] == ["[handoffs]", "B <b>", "C"]


def test_a_return_comes_into_the_senders_day_until_it_was_seen(
    page: TodayPage, settle: Settle, dialogs: Dialogs
) -> None:
    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, ReturnDialog)
        QTest.keyClick(dialog.confirm, Qt.Key.Key_Return)

    dialogs.expect(answer)
    QTest.keyClick(page.view, Qt.Key.Key_R)
    settle()
    assert shown(page)[:3] == ["[handoffs]", "B <b>", "C"]
    page.actions_.sit_down(SATO)
    settle()
    assert shown(page)[:2] == ["[returned]", "A"]
    assert page.line is not None and page.line.note == "Missing: Budget, Need"
    assert page.done.accessibleName() == "Seen"
    QTest.keyClick(page.view, Qt.Key.Key_D)
    settle()
    assert "[returned]" not in shown(page)


def test_what_was_agreed_is_done_or_its_review_opened(
    page: TodayPage, settle: Settle, dialogs: Dialogs
) -> None:
    from revops_desktop.operations import sla_reviews
    from revops_desktop.operations.sla_reviews import Agreed
    from revops_desktop.ui.sla.reviews_dialog import ReviewsDialog

    done = page.actions_.do(
        sla_reviews.hold,
        cadence="weekly",
        first_day="2026-03-23",
        last_day="2026-03-29",
        discussion="",
        figures="{}",
        agreements=[Agreed("Ring back the same day", SUZUKI, "2026-04-01")],
    )
    assert done is not None
    settle()
    place = shown(page).index("Ring back the same day")
    page.view.setCurrentIndex(page.model.index(place))
    assert page.open.accessibleName() == "Open the review" and not page.call.isEnabled()

    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, ReviewsDialog)
        dialog.reject()

    dialogs.expect(look)
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    settle()
    QTest.keyClick(page.view, Qt.Key.Key_D)
    settle()
    assert "Ring back the same day" not in shown(page)
