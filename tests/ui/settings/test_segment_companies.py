"""The figure beside a segment opens the companies that it counts, however they spell it."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from revops_desktop.app import Program
from revops_desktop.operations import companies, segments
from revops_desktop.ui.companies.page import CompaniesPage
from revops_desktop.ui.settings.page import SettingsPage
from revops_desktop.ui.settings.people_section import PeopleSection
from revops_desktop.ui.settings.rows_panel import DEALS
from revops_desktop.ui.settings.segments_panel import SegmentsPanel


def of_window(opened: Program, qtbot: QtBot) -> SegmentsPanel:
    opened.window.show_page("settings")
    page = opened.window.page("settings")
    assert isinstance(page, SettingsPage)
    qtbot.waitUntil(page.isVisible)
    found = page.section(PeopleSection)
    assert isinstance(found, PeopleSection)
    return found.segments


def listed(opened: Program, qtbot: QtBot, number: int) -> set[str]:
    """The companies on the page once there are so many."""
    page = opened.window.page("companies")
    assert isinstance(page, CompaniesPage) and opened.window.page_key == "companies"
    panel = page.panel
    assert panel is not None
    qtbot.waitUntil(lambda: panel.model.rowCount() == number, timeout=5000)
    return {str(panel.model.index(row, 0).data()) for row in range(number)}


def test_a_click_on_the_figure_opens_its_companies(opened: Program, qtbot: QtBot) -> None:
    actions = opened.actions
    assert actions is not None
    for name, segment in (("A", "SMB"), ("B", "ＳＭＢ"), ("C", "Large"), ("D", "")):
        actions.do(companies.create, name=f"Company {name}", segment=segment)
    for name in ("SMB", "Large", "Nobody"):
        actions.do(segments.add, name=name)
    # However the page was left, it shows what was counted.
    opened.window.show_page("companies")
    page = opened.window.page("companies")
    assert isinstance(page, CompaniesPage) and page.panel is not None
    page.panel.search.setText("nothing is called so")
    qtbot.waitUntil(lambda: page.panel is not None and not page.panel.model.rowCount())
    panel = of_window(opened, qtbot)
    items = {}
    for row in range(panel.table.rowCount()):
        first, number = panel.table.item(row, 0), panel.table.item(row, 1)
        assert first is not None and number is not None
        items[first.text()] = number
    assert items["SMB"].text() == "2"
    table = panel.table
    where = table.visualItemRect(items["SMB"]).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert listed(opened, qtbot, 2) == {"Company A", "Company B"}
    assert page.panel.filters is not None
    assert [one.about for one in page.panel.filters.conditions] == ["segment"]
    # The same by its button; where nothing is counted there is nothing to open.
    panel = of_window(opened, qtbot)
    panel.table.setCurrentItem(items["Large"])
    panel.buttons[DEALS].click()
    assert listed(opened, qtbot, 1) == {"Company C"}
    panel = of_window(opened, qtbot)
    table.setCurrentItem(items["Nobody"])
    assert not panel.buttons[DEALS].isEnabled()
