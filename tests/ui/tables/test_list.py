"""The table of companies: order, filters, columns, editing, copying, by keyboard."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from revops_desktop.operations import companies, custom_fields
from revops_desktop.ui.companies.page import CompaniesPage
from revops_desktop.ui.preferences import Preferences
from revops_desktop.ui.tables.columns_dialog import ColumnsDialog
from revops_desktop.ui.tables.record_panel import RecordPanel
from tests.ui.tables.conftest import NASTY, NOW
from tests.ui.tables.shown import cell, column, panel_of


@pytest.fixture
def panel(companies_page: CompaniesPage, qtbot: QtBot) -> RecordPanel:
    return panel_of(companies_page)


def settle(qtbot: QtBot, page: CompaniesPage) -> None:
    qtbot.waitUntil(lambda: not page.actions_.is_busy, timeout=3000)


def put(panel: RecordPanel, record_id: int, key: str) -> None:
    """Puts the keyboard on a cell."""
    place = [spec.key for spec in panel.model.specs].index(key)
    panel.table.setFocus()
    panel.table.setCurrentIndex(panel.model.index(panel.model.row_of(record_id), place))


def test_names_are_shown_as_they_are(companies_page: CompaniesPage, panel: RecordPanel) -> None:
    assert sorted(column(panel, "name"))[0] == NASTY
    assert cell(panel, 1, "owner") == "Sato"
    assert cell(panel, 1, "open_amount") == "¥100"
    assert cell(panel, 2, "open_deals") == "2"
    assert cell(panel, 1, "tags") == "VIP"
    assert companies_page.header.subtitle.text() == "5"


def test_a_heading_sorts_and_sorts_back(
    companies_page: CompaniesPage, panel: RecordPanel, qtbot: QtBot
) -> None:
    place = [spec.key for spec in panel.model.specs].index("open_deals")
    put(panel, 4, "name")
    panel.table.header.sectionClicked.emit(place)
    settle(qtbot, companies_page)
    assert column(panel, "open_deals") == ["0", "0", "0", "1", "2"]
    assert panel.table.current_id() == 4
    panel.table.header.sectionClicked.emit(place)
    settle(qtbot, companies_page)
    assert column(panel, "open_deals") == ["2", "1", "0", "0", "0"]


def test_words_and_columns_narrow_down(
    companies_page: CompaniesPage, panel: RecordPanel, qtbot: QtBot
) -> None:
    panel.search.setText("ｱｵﾊﾞ 0002")
    qtbot.waitUntil(lambda: list(panel.model.ids) == [], timeout=3000)
    panel.search.setText("青葉 0002")
    qtbot.waitUntil(lambda: list(panel.model.ids) == [2], timeout=3000)
    assert companies_page.header.subtitle.text() == "1 of 5"
    panel.show_all()
    qtbot.waitUntil(lambda: len(panel.model.ids) == 5, timeout=3000)
    panel.narrow.click()
    box = panel.table.header._boxes["open_deals"]
    assert isinstance(box, QLineEdit)
    qtbot.keyClicks(box, ">=1")
    qtbot.waitUntil(lambda: sorted(panel.model.ids) == [1, 2], timeout=3000)
    qtbot.keyClicks(box, "x")
    qtbot.waitUntil(lambda: bool(box.property("problem")), timeout=3000)
    assert sorted(panel.model.ids) == [1, 2]
    panel.narrow.click()
    qtbot.waitUntil(lambda: len(panel.model.ids) == 5, timeout=3000)


def test_nothing_found_says_so_and_leads_back(
    companies_page: CompaniesPage, panel: RecordPanel, qtbot: QtBot
) -> None:
    panel.search.setText("no such company")
    qtbot.waitUntil(panel.clear.isVisible, timeout=3000)
    assert "matches" in panel.nothing.text()
    panel.clear.click()
    qtbot.waitUntil(lambda: len(panel.model.ids) == 5, timeout=3000)


def test_a_cell_is_edited_by_keyboard_alone(
    companies_page: CompaniesPage, panel: RecordPanel, qtbot: QtBot
) -> None:
    put(panel, 3, "segment")
    qtbot.keyClick(panel.table, Qt.Key.Key_F2)
    editor = panel.table.findChild(QLineEdit, options=Qt.FindChildOption.FindChildrenRecursively)
    line = next(one for one in panel.table.viewport().findChildren(QLineEdit) if one.isVisible())
    assert editor is not None
    qtbot.keyClicks(line, "SMB")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    settle(qtbot, companies_page)
    assert cell(panel, 3, "segment") == "SMB"
    assert companies_page.actions_.undo_text() == "Edit company みどり建設"
    companies_page.actions_.undo()
    settle(qtbot, companies_page)
    assert cell(panel, 3, "segment") == ""


def test_escape_leaves_a_cell_as_it_was(
    companies_page: CompaniesPage, panel: RecordPanel, qtbot: QtBot
) -> None:
    panel.show_columns(["name", "phone"])
    put(panel, 3, "phone")
    qtbot.keyClick(panel.table, Qt.Key.Key_F2)
    line = next(one for one in panel.table.viewport().findChildren(QLineEdit) if one.isVisible())
    qtbot.keyClicks(line, "999")
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert cell(panel, 3, "phone") == "03-1111-0003"


def test_tags_and_custom_fields_are_edited_in_their_cells(
    companies_page: CompaniesPage, panel: RecordPanel, qtbot: QtBot
) -> None:
    panel.show_columns(["name", "tags", "employees", "custom:1"])
    for key, value, shown in (
        ("tags", ["VIP", "New"], {"VIP, New", "New, VIP"}),
        ("custom:1", 2_500_000, {"2.5"}),
        ("employees", 12, {"12"}),
    ):
        place = [spec.key for spec in panel.model.specs].index(key)
        index = panel.model.index(panel.model.row_of(1), place)
        assert panel.model.setData(index, value)
        settle(qtbot, companies_page)
        assert cell(panel, 1, key) in shown


def test_a_refusal_is_said_and_changes_nothing(
    companies_page: CompaniesPage, panel: RecordPanel, dialogs
) -> None:
    dialogs.expect(lambda box: box.accept())
    index = panel.model.index(panel.model.row_of(3), 0)
    assert not panel.model.setData(index, None)
    assert cell(panel, 3, "name") == "みどり建設"
    assert "needs a name" in dialogs.seen[0]


def test_columns_are_chosen_moved_and_remembered(
    companies_page: CompaniesPage, actions, qtbot: QtBot, dialogs, tmp_path: Path
) -> None:
    preferences = Preferences(tmp_path)
    panel = RecordPanel(actions, companies_page.listing(), companies_page.words, preferences, None)
    qtbot.addWidget(panel)

    def choose(dialog) -> None:
        assert isinstance(dialog, ColumnsDialog)
        dialog.move_current(1)
        last = dialog.list.item(dialog.list.count() - 1)
        assert last.text() == "Rank"
        last.setCheckState(Qt.CheckState.Checked)
        dialog.accept()

    dialogs.expect(choose)
    panel.choose_columns()
    assert [spec.key for spec in panel.model.specs][:2] == ["reading", "name"]
    panel.table.setColumnWidth(0, 222)
    panel.table.sort_asked.emit("employees", True)
    panel.table.header._typed = {"open_deals": ">= 1"}
    panel.table.header.filtered.emit()
    panel._remember()
    again = RecordPanel(actions, companies_page.listing(), companies_page.words, preferences, None)
    qtbot.addWidget(again)
    assert again.table.keys_in_order() == panel.table.keys_in_order()
    assert again.table.keys_in_order()[-1] == "custom:1"
    assert again.table.widths()[0] == 222
    assert (again.wanted.sort, again.wanted.descending) == ("employees", True)
    assert again.wanted.only == (("open_deals", ">= 1"),)
    assert again.narrow.isChecked()
    preferences.remember("table/companies", "[nonsense")
    third = RecordPanel(actions, companies_page.listing(), companies_page.words, preferences, None)
    qtbot.addWidget(third)
    assert third.table.keys_in_order()[0] == "name"


def test_what_is_written_elsewhere_is_shown(
    companies_page: CompaniesPage, panel: RecordPanel, qtbot: QtBot
) -> None:
    panel.show_columns(["name", "phone"])
    put(panel, 3, "phone")
    actions = companies_page.actions_
    actions.do(companies.create, name="あいう")
    actions.do(companies.edit, company_id=3, fields={"phone": "1"})
    settle(qtbot, companies_page)
    assert len(panel.model.ids) == 6
    assert cell(panel, 3, "phone") == "1"
    assert panel.table.current_id() == 3
    actions.do(custom_fields.define, subject="company", name="Visited", kind="date")
    assert "custom:2" in [spec.key for spec in companies_page.columns()]


def test_rows_are_copied_as_a_spreadsheet_pastes_them(
    companies_page: CompaniesPage, panel: RecordPanel, qtbot: QtBot
) -> None:
    panel.show_columns(["name", "open_amount"])
    panel.table.setFocus()
    panel.table.selectAll()
    qtbot.keyClick(panel.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[0] == "Company name\tOpen amount"
    assert len(lines) == 6
    assert "青葉商事(株)\t¥200" in lines


def test_what_is_shown_is_written_as_it_is_shown(
    companies_page: CompaniesPage, panel: RecordPanel, qtbot: QtBot, dialogs, tmp_path: Path
) -> None:
    panel.show_columns(["employees", "name", "created_at"])
    panel.change(sort="employees", descending=True)
    settle(qtbot, companies_page)
    for name in ("out", "out.xlsx"):
        dialogs.expect_file(tmp_path / name)
        dialogs.expect(lambda box: box.accept())
        panel.export.click()
        qtbot.waitUntil(lambda: companies_page.actions_.running is None, timeout=3000)
    text = (tmp_path / "out.csv").read_bytes().decode("utf-8-sig")
    lines = text.split("\r\n")
    assert lines[0] == "Employees,Company name,Created"
    assert lines[1] == "50,Zebra,2026-04-01"
    assert lines[2].startswith("40,")
    assert (tmp_path / "out.xlsx").read_bytes().startswith(b"PK")


def test_typing_goes_to_the_search_box(panel: RecordPanel, qtbot: QtBot) -> None:
    put(panel, 3, "name")
    qtbot.keyClicks(panel.table, "z")
    assert panel.search.text() == "z"
    qtbot.waitUntil(lambda: list(panel.model.ids) == [5], timeout=3000)


def test_the_menu_of_a_cell(companies_page: CompaniesPage, panel: RecordPanel) -> None:
    put(panel, 2, "owner")
    menu = panel.table.menu_at(panel.table.currentIndex())
    names = [action.text() for action in menu.actions() if action.text()]
    assert names[0] == "Open it"
    assert any(name.startswith("Edit this cell") for name in names)
    assert "Sort by “Owner”, descending" in names
    menu.close()


def test_only_what_is_seen_is_read(companies_page: CompaniesPage, actions, qtbot: QtBot) -> None:
    def many(session, *, at: int) -> None:
        from sqlalchemy import insert

        from revops_desktop.database.tables import company

        session.execute(
            insert(company),
            [{"name": f"C{n}", "match_key": f"c{n}", "created_at": at} for n in range(3000)],
        )

    many.label = "Many"  # type: ignore[attr-defined]  # a verb is any labelled function
    companies_page.actions_.do(many)
    panel = panel_of(companies_page)
    qtbot.waitUntil(lambda: len(panel.model.ids) == 3005, timeout=3000)
    panel.table.viewport().repaint()
    panel.table.scrollToBottom()
    panel.table.viewport().repaint()
    assert 0 < len(panel.model._known) < 600
    assert NOW


def test_room_that_is_left_over_goes_to_words_that_nobody_narrowed(
    companies_page: CompaniesPage, qtbot: QtBot
) -> None:
    actions = companies_page.actions_
    panel = RecordPanel(actions, companies_page.listing(), companies_page.words, None, None)
    qtbot.addWidget(panel)
    table = panel.table
    own = [spec.width for spec in panel.model.specs]
    kinds = [spec.kind for spec in panel.model.specs]
    assert table.widths() == own
    panel.resize(sum(own) + 400, 400)
    panel.show()
    figures = kinds.index("money")
    qtbot.waitUntil(lambda: table.columnWidth(0) > own[0])
    assert table.columnWidth(figures) == own[figures] and table.widths() == own
    table.setColumnWidth(0, own[0] - 20)
    panel.resize(sum(own) + 500, 400)
    qtbot.waitUntil(lambda: table.viewport().width() > sum(own) + 450)
    assert table.columnWidth(0) == own[0] - 20 == table.widths()[0]
    panel.resize(sum(own) - 100, 400)
    qtbot.waitUntil(lambda: table.columnWidth(1) == own[1])
