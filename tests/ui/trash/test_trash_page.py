"""The trash in the window: worked by keys, and what erasing says before it is done."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.app import Program
from revops_desktop.database.tables import contact, deal
from revops_desktop.operations import deals, trash
from revops_desktop.rules.periods import DAY
from revops_desktop.ui.trash.page import TrashPage
from revops_desktop.ui.trash.purging import purge_when_due
from tests.conftest import Dialogs
from tests.people import add_contact
from tests.ui.conftest import NOW

Settle = Callable[[], None]


@pytest.fixture
def settle(opened: Program, qtbot: QtBot) -> Settle:
    """Waits until every question was answered and every work done."""

    def wait() -> None:
        assert opened.actions is not None
        busy = opened.actions
        qtbot.waitUntil(lambda: not busy.is_busy, timeout=10_000)
        QApplication.processEvents()

    return wait


@pytest.fixture
def page(opened: Program, settle: Settle) -> TrashPage:
    """The page in front, with a deal deleted just now, a person yesterday, a company before."""
    assert opened.workspace is not None
    file = opened.workspace
    file.do(deals.create, at=NOW - 60, title="Gone", stage_id=1, company="Old Ltd")
    file.do(add_contact, at=NOW - 50, name="Hanako Midorikawa", email="hm@example.org")
    file.do(trash.delete, at=NOW - 60 * DAY, companies=[1])
    file.do(trash.restore, at=NOW - 59 * DAY, deals=[3])
    file.do(trash.delete, at=NOW - 40 * DAY, companies=[1])
    file.do(trash.delete, at=NOW - DAY, contacts=[1])
    file.do(trash.delete, at=NOW - 5, deals=[1])
    opened.window.show_page("trash")
    settle()
    found = opened.window.page("trash")
    assert isinstance(found, TrashPage)
    found.table.setFocus()
    return found


def cells(page: TrashPage) -> list[list[str]]:
    """Every cell as it is shown."""
    return [
        [page.model.data(page.model.index(row, column)) for column in range(5)]
        for row in range(page.model.rowCount())
    ]


def live(session: Session) -> list[str]:
    """The titles of the deals that are not in the trash."""
    return list(session.scalars(select(deal.c.title).where(deal.c.deleted_at.is_(None))))


def test_it_lists_the_latest_first_with_the_days_left(page: TrashPage) -> None:
    assert cells(page) == [
        ["Data platform", "Deal", "", "1 Apr 2026", "89 days left"],
        ["Hanako Midorikawa", "Contact", "", "31 Mar 2026", "89 days left"],
        ["Old Ltd", "Company", "", "20 Feb 2026", "50 days left"],
        ["Gone", "Deal", "Old Ltd", "20 Feb 2026", "50 days left"],
    ]
    assert page.header.subtitle.text() == "4 records"


def test_enter_puts_a_record_back(page: TrashPage, settle: Settle, opened: Program) -> None:
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    settle()
    assert next(row[0] for row in cells(page)) == "Hanako Midorikawa"
    assert "Data platform" in page.toast.line.text()
    assert opened.actions is not None
    assert "Data platform" in opened.actions.ask(live)
    opened.actions.undo()
    settle()
    assert len(cells(page)) == 4


def test_several_are_put_back_by_one_step(page: TrashPage, settle: Settle, opened: Program) -> None:
    page.table.selectAll()
    page.restore_button.click()
    settle()
    assert cells(page) == []
    assert page.nothing.isVisible()
    assert opened.actions is not None
    assert opened.actions.undo_text() == "Restore 4 records"


def test_erasing_says_what_it_means_and_does_it(
    page: TrashPage, settle: Settle, opened: Program, dialogs: Dialogs
) -> None:
    said: list[str] = []

    def agree(dialog: QDialog) -> None:
        said.extend(label.text() for label in dialog.findChildren(QLabel))
        dialog.agree.click()  # type: ignore[attr-defined]  # of EraseDialog

    select_row(page, 1)
    dialogs.expect(agree)
    QTest.keyClick(page.table, Qt.Key.Key_Delete)
    settle()
    assert said[0] == "Erase “Hanako Midorikawa” for good?"
    assert any("undone" in text for text in said)
    assert any("backup" in text.lower() for text in said)
    assert "Hanako Midorikawa" not in [row[0] for row in cells(page)]
    assert opened.workspace is not None
    assert b"Midorikawa" not in opened.workspace.path.read_bytes()
    assert opened.actions is not None
    assert opened.actions.undo_text() is None


def test_cancelling_erases_nothing(
    page: TrashPage, settle: Settle, opened: Program, dialogs: Dialogs
) -> None:
    assert opened.actions is not None
    before = opened.actions.undo_text()
    dialogs.expect(lambda dialog: dialog.reject())
    page.erase_button.click()
    settle()
    assert len(cells(page)) == 4
    assert opened.actions.undo_text() == before


def select_row(page: TrashPage, row: int) -> None:
    """Chooses one row, and no other."""
    page.table.selectionModel().setCurrentIndex(
        page.model.index(row, 0),
        QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows,
    )


def test_what_is_due_goes_when_the_file_is_opened(
    page: TrashPage, settle: Settle, opened: Program
) -> None:
    assert opened.actions is not None and opened.workspace is not None
    purge_when_due(opened.actions)
    settle()
    assert len(cells(page)) == 4, "nothing is due yet"
    opened.actions._clock = lambda: NOW + 60 * DAY
    purge_when_due(opened.actions)
    settle()
    assert [row[0] for row in cells(page)] == ["Data platform", "Hanako Midorikawa"]
    names = opened.workspace.ask(lambda session: list(session.scalars(select(contact.c.name))))
    assert names == ["Hanako Midorikawa"]


@pytest.mark.parametrize("key", ["contacts", "companies"])
def test_somebody_is_erased_from_their_own_page(
    page: TrashPage, settle: Settle, opened: Program, dialogs: Dialogs, key: str
) -> None:
    assert opened.workspace is not None
    file = opened.workspace
    file.do(trash.restore, at=NOW, contacts=[1], companies=[1])
    opened.window.show_page(key)
    found: Any = opened.window.page(key)
    settle()
    found.show_record(1)
    settle()
    dialogs.expect(lambda dialog: dialog.agree.click())  # type: ignore[attr-defined]  # EraseDialog
    found.view.erase.click()
    settle()
    assert found.record_id is None
    name = {"contacts": b"Midorikawa", "companies": b"Old Ltd"}[key]
    assert name not in file.path.read_bytes()
