"""The pages of one company, contact and product: fields, deals, story, new ones, the trash."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from revops_desktop.operations import deal_lines, trash
from revops_desktop.ui.companies.page import CompaniesPage
from revops_desktop.ui.companies.record import CompanyView
from revops_desktop.ui.contacts.page import ContactsPage
from revops_desktop.ui.contacts.record import ContactView
from revops_desktop.ui.fields.one_value import LineEditor
from revops_desktop.ui.products.page import ProductsPage
from revops_desktop.ui.products.record import ProductView
from revops_desktop.ui.tables.new_dialog import NewRecordDialog
from revops_desktop.ui.tables.records_page import RecordsPage
from tests.ui.tables.conftest import NASTY
from tests.ui.tables.shown import cell, column, panel_of


def settle(qtbot: QtBot, page: RecordsPage) -> None:
    qtbot.waitUntil(lambda: not page.actions_.is_busy, timeout=3000)


def write(page: RecordsPage, key: str, text: str) -> None:
    """Types into a field of the open record and leaves it."""
    assert page.view is not None
    made = page.view.editors[key]
    assert isinstance(made, LineEditor)
    made.line.setText(text)
    made.commit()


def test_enter_opens_and_escape_leads_back(companies_page: CompaniesPage, qtbot: QtBot) -> None:
    panel = panel_of(companies_page)
    panel.table.setFocus()
    panel.table.show_current(2)
    qtbot.keyClick(panel.table, Qt.Key.Key_Return)
    view = companies_page.view
    assert isinstance(view, CompanyView)
    settle(qtbot, companies_page)
    assert view.name.text == "青葉商事(株)"
    assert sorted(column(view.deals, "title")) == ["Second", "Third"]
    assert column(view.contacts, "name") == ["鈴木 健"]
    assert view.tabs.tabText(0) == "Deals 2"
    qtbot.keyClick(view.deals.table, Qt.Key.Key_Escape)
    assert companies_page.record_id is None
    assert panel.table.current_id() == 2


def test_a_deal_of_a_company_is_opened_by_enter(
    companies_page: CompaniesPage, qtbot: QtBot
) -> None:
    companies_page.show_record(1)
    view = companies_page.view
    assert isinstance(view, CompanyView)
    qtbot.waitUntil(lambda: len(view.deals.model.ids) == 1, timeout=3000)
    with qtbot.waitSignal(companies_page.actions_.deal_wanted) as wanted:
        view.deals.focus()
        qtbot.keyClick(view.deals.table, Qt.Key.Key_Return)
    assert wanted.args == [1]
    # Asked beside the deals: it may come later.
    qtbot.waitUntil(lambda: len(view.contacts.model.ids) == 1, timeout=3000)
    with qtbot.waitSignal(companies_page.actions_.contact_wanted) as person:
        view.contacts.table.opened.emit(view.contacts.model.ids[0])
    assert person.args == [1]


def test_fields_are_written_where_they_stand(companies_page: CompaniesPage, qtbot: QtBot) -> None:
    companies_page.show_record(4)
    view = companies_page.view
    assert view is not None
    assert view.name.text == " ".join(NASTY.split())
    write(companies_page, "name", "Renamed")
    write(companies_page, "employees", "1,234")
    write(companies_page, "tags", "A、B")
    write(companies_page, "custom:1", "2.5")
    settle(qtbot, companies_page)
    assert view.name.text == "Renamed"
    companies_page.show_list()
    settle(qtbot, companies_page)
    panel = panel_of(companies_page)
    panel.show_columns(["name", "employees", "tags", "custom:1"])
    assert cell(panel, 4, "employees") == "1,234"
    assert cell(panel, 4, "tags") == "A, B"
    assert cell(panel, 4, "custom:1") == "2.5"


def test_a_refused_field_shows_what_the_file_says(companies_page: CompaniesPage, dialogs) -> None:
    companies_page.show_record(4)
    dialogs.expect(lambda box: box.accept())
    write(companies_page, "corporate_number", "12")
    assert companies_page.view is not None
    assert companies_page.view.editors["corporate_number"].shown is None


def test_a_new_company_says_what_looks_the_same(
    companies_page: CompaniesPage, qtbot: QtBot, dialogs
) -> None:
    def fill(dialog) -> None:
        assert isinstance(dialog, NewRecordDialog)
        name = dialog.editors["name"]
        assert isinstance(name, LineEditor)
        qtbot.keyClick(dialog.editors["reading"].field, Qt.Key.Key_Return)
        assert dialog.isVisible()
        assert dialog.left_empty.text() == "“Company name” is empty. Please fill it in."
        name.line.setText("㈱青葉商事")
        assert dialog.hint.isVisible()
        name.line.setText("新しい会社")
        assert not dialog.hint.isVisible()
        dialog.editors["reading"].set_value("アタラシイ")
        dialog.accept()

    dialogs.expect(fill)
    panel_of(companies_page).focus()
    qtbot.keyClick(
        panel_of(companies_page).table, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier
    )
    settle(qtbot, companies_page)
    assert companies_page.view is not None
    assert companies_page.view.name.text == "新しい会社"
    assert companies_page.actions_.undo_text() == "Add company 新しい会社"


def test_deleting_asks_what_happens_to_deals(
    companies_page: CompaniesPage, qtbot: QtBot, dialogs
) -> None:
    def keep(box) -> None:
        assert isinstance(box, QMessageBox)
        assert "2 deals and 1 contact" in box.text()
        box.buttons()[1].click()

    panel = panel_of(companies_page)
    panel.table.setFocus()
    panel.table.show_current(2)
    dialogs.expect(keep)
    qtbot.keyClick(panel.table, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: 2 not in panel.model.ids, timeout=3000)
    panel.table.show_current(5)
    qtbot.keyClick(panel.table, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: 5 not in panel.model.ids, timeout=3000)
    companies_page.actions_.undo()
    companies_page.actions_.undo()
    qtbot.waitUntil(lambda: len(panel.model.ids) == 5, timeout=3000)


def test_a_record_that_goes_leads_back_to_the_list(
    companies_page: CompaniesPage, qtbot: QtBot
) -> None:
    companies_page.show_record(5)
    companies_page.actions_.do(trash.delete, companies=[5])
    settle(qtbot, companies_page)
    assert companies_page.record_id is None


def test_the_story_is_told_when_it_is_looked_at(
    companies_page: CompaniesPage, qtbot: QtBot
) -> None:
    companies_page.show_record(1)
    view = companies_page.view
    assert view is not None
    assert view.story is not None
    view.tabs.setCurrentIndex(2)
    story = view.story
    qtbot.waitUntil(lambda: story.is_settled and len(story.rows) > 0, timeout=3000)


def test_a_contact_and_its_company(contacts_page: ContactsPage, qtbot: QtBot) -> None:
    contacts_page.show_record(1)
    view = contacts_page.view
    assert isinstance(view, ContactView)
    settle(qtbot, contacts_page)
    assert column(view.deals, "title") == ["First"]
    assert view.mail.isEnabled()
    assert not view.call.isEnabled()
    with qtbot.waitSignal(contacts_page.actions_.company_wanted) as wanted:
        view.company.click()
    assert wanted.args == [1]
    write(contacts_page, "company", "")
    settle(qtbot, contacts_page)
    assert not view.company.isEnabled()
    write(contacts_page, "company", "㈱青葉商事")
    settle(qtbot, contacts_page)
    assert view.editors["company"].shown == "株式会社青葉商事"


def test_contacts_go_into_the_trash(contacts_page: ContactsPage, qtbot: QtBot) -> None:
    panel = panel_of(contacts_page)
    panel.table.setFocus()
    panel.table.selectAll()
    qtbot.keyClick(panel.table, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: len(panel.model.ids) == 0, timeout=3000)
    assert "no contact yet" in panel.nothing.text()
    contacts_page.actions_.undo()
    qtbot.waitUntil(lambda: len(panel.model.ids) == 3, timeout=3000)


def test_a_new_contact_of_a_company(companies_page: CompaniesPage, qtbot: QtBot, dialogs) -> None:
    companies_page.show_record(2)
    view = companies_page.view
    assert isinstance(view, CompanyView)

    def fill(dialog) -> None:
        assert dialog.editors["company"].value() == "青葉商事(株)"
        dialog.editors["name"].field.setText("田中")
        dialog.accept()

    dialogs.expect(fill)
    view.new_contact.click()
    settle(qtbot, companies_page)
    # 青葉商事(株) and 株式会社青葉商事 are one name: it goes to the company that is open.
    qtbot.waitUntil(lambda: "田中" in column(view.contacts, "name"), timeout=3000)


def test_a_new_deal_of_a_company(companies_page: CompaniesPage, qtbot: QtBot, dialogs) -> None:
    companies_page.show_record(2)
    view = companies_page.view
    assert isinstance(view, CompanyView)

    def fill(dialog) -> None:
        assert dialog.company.text() == "青葉商事(株)"
        dialog.title.setText("Fourth")
        dialog.accept()

    dialogs.expect(fill)
    view.new_deal.click()
    qtbot.waitUntil(lambda: "Fourth" in column(view.deals, "title"), timeout=3000)


def test_products_are_priced_archived_and_used_again(
    products_page: ProductsPage, qtbot: QtBot, dialogs
) -> None:
    products_page.actions_.do(deal_lines.add, deal_id=1, product_id=1)
    settle(qtbot, products_page)
    products_page.show_record(1)
    view = products_page.view
    assert isinstance(view, ProductView)
    settle(qtbot, products_page)
    assert column(view.deals, "title") == ["First"]
    write(products_page, "list_price", "4,000")
    assert not view.again.isVisible()
    dialogs.expect(lambda box: box.accept())
    view.remove.click()
    settle(qtbot, products_page)
    assert "archived" in dialogs.seen[0]
    assert view.again.isVisible()
    view.again.click()
    settle(qtbot, products_page)
    assert not view.again.isVisible()
    panel = panel_of(products_page)
    assert cell(panel, 1, "list_price") == "¥4,000"
    products_page.delete([2])
    settle(qtbot, products_page)
    assert list(panel.model.ids) == [1]
