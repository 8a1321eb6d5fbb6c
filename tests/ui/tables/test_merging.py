"""What looks the same is listed with its reasons, compared field by field, and merged."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QRadioButton
from pytestqt.qtbot import QtBot

from revops_desktop.operations import companies, contacts
from revops_desktop.ui.companies.duplicates_dialog import DuplicatesDialog
from revops_desktop.ui.companies.merge_dialog import MergeDialog
from revops_desktop.ui.companies.page import CompaniesPage
from revops_desktop.ui.contacts.page import ContactsPage
from tests.river import everything
from tests.ui.tables.shown import cell, panel_of


def seen(qtbot: QtBot, page: Any, then: Callable[[DuplicatesDialog], None]) -> Any:
    def look(dialog: Any) -> None:
        assert isinstance(dialog, DuplicatesDialog)
        qtbot.waitUntil(lambda: not page.actions_.is_busy, timeout=3000)
        then(dialog)

    return look


def test_from_the_list_of_duplicates_to_one_company(
    companies_page: CompaniesPage, river, qtbot: QtBot, dialogs
) -> None:
    companies_page.actions_.do(companies.edit, company_id=1, fields={"reading": "アオバ"})
    before = everything(river)

    def merge(dialog: Any) -> None:
        assert isinstance(dialog, MergeDialog)
        assert dialog.preview is not None
        assert dialog.preview.ids == (2, 1)
        assert "1 deal · 1 contact" in dialog.moves.text()
        phone = dialog._groups["phone"]
        phone.button(1).click()
        taken, _custom = dialog.chosen()
        assert taken == {"reading": "アオバ", "phone": "03-1111-0001"}
        dialog.accept()

    def compare(dialog: DuplicatesDialog) -> None:
        assert dialog.list.topLevelItemCount() == 1
        item = dialog.list.topLevelItem(0)
        assert item is not None
        assert item.text(1) == "same name: 株式会社青葉商事"
        dialogs.expect(merge)
        dialog.compare()
        qtbot.waitUntil(lambda: dialog.list.topLevelItemCount() == 0, timeout=3000)
        assert not dialog.merge.isEnabled()
        dialog.reject()

    dialogs.expect(seen(qtbot, companies_page, compare))
    companies_page.twins.click()
    panel = panel_of(companies_page)
    qtbot.waitUntil(lambda: sorted(panel.model.ids) == [2, 3, 4, 5], timeout=3000)
    assert cell(panel, 2, "open_deals") == "3"
    assert cell(panel, 2, "reading") == "アオバ"
    assert cell(panel, 2, "tags") == "VIP"
    assert companies_page.actions_.undo_text() == "Merge into company 青葉商事(株)"
    companies_page.actions_.undo()
    qtbot.waitUntil(lambda: len(panel.model.ids) == 5, timeout=3000)
    assert everything(river) == before


def test_another_record_may_stay(companies_page: CompaniesPage, qtbot: QtBot, dialogs) -> None:
    def merge(dialog: Any) -> None:
        keepers = [
            one for one in dialog.findChildren(QRadioButton) if "stays" in one.accessibleName()
        ]
        next(one for one in keepers if one.accessibleName().startswith("株式会社")).click()
        assert dialog.preview.ids == (1, 2)
        dialog.reject()

    dialogs.expect(merge)
    companies_page.merge((1, 2))
    assert len(panel_of(companies_page).model.ids) == 5


def test_the_menu_merges_what_is_selected(companies_page: CompaniesPage) -> None:
    panel = panel_of(companies_page)
    panel.table.selectAll()
    menu = panel.table.menu_at(panel.model.index(0, 0))
    assert "Merge…" in [action.text() for action in menu.actions()]
    menu.close()


def test_contacts_that_look_the_same(contacts_page: ContactsPage, qtbot: QtBot, dialogs) -> None:
    contacts_page.actions_.do(contacts.create, name="サトウ", email="H@AOBA.jp")

    def merge(dialog: Any) -> None:
        dialog.accept()

    def compare(dialog: DuplicatesDialog) -> None:
        item = dialog.list.topLevelItem(0)
        assert item is not None
        assert item.text(1) == "same e-mail address: h@aoba.jp"
        dialogs.expect(merge)
        dialog.compare()
        dialog.reject()

    dialogs.expect(seen(qtbot, contacts_page, compare))
    contacts_page.show_duplicates()
    qtbot.waitUntil(lambda: sorted(panel_of(contacts_page).model.ids) == [1, 2, 3], timeout=3000)


def test_a_duplicate_is_opened_from_the_list(
    companies_page: CompaniesPage, qtbot: QtBot, dialogs
) -> None:
    dialogs.expect(seen(qtbot, companies_page, lambda dialog: dialog.open_record()))
    companies_page.show_duplicates()
    assert companies_page.record_id == 1
