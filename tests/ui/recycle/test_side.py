"""Beside the list: calendar and parts of the pool, each opens its deals; the words they use."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from revops_desktop import i18n
from revops_desktop.analytics.recycle import Group
from revops_desktop.analytics.tally import Tally
from revops_desktop.ui.recycle import words
from revops_desktop.ui.recycle.page import RecyclePage
from tests.conftest import Dialogs
from tests.ui.recycle.conftest import Settle, shown


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
