"""The board as a file: the deals that are shown, by stage, as PDF, CSV and workbook."""

import csv
from datetime import date
from pathlib import Path

import openpyxl
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from revops_desktop.ui.board.export import export_board
from tests.conftest import Dialogs
from tests.reports.printed import whole
from tests.ui.board.conftest import Hands


def exported(hands: Hands, qtbot, dialogs: Dialogs, path: Path) -> Path:
    dialogs.expect_file(path)
    dialogs.expect(lambda box: box.accept())
    export_board(hands.page, hands.page.filter_words)
    qtbot.waitUntil(lambda: path.exists() and not hands.actions.is_busy, timeout=10_000)
    return path


def printed(hands: Hands, qtbot, dialogs: Dialogs, path: Path) -> str:
    return whole(exported(hands, qtbot, dialogs, path).read_bytes())


def listed(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_stages_deals_and_totals_are_printed(
    hands: Hands, qtbot, dialogs: Dialogs, tmp_path: Path
) -> None:
    hands.add("Green <b>tea</b>", amount=1200)
    hands.add("Coffee", amount=300)
    said = printed(hands, qtbot, dialogs, tmp_path / "board.pdf")
    assert "Green <b>tea</b>" in said
    assert "2 deals" in said
    assert "¥1,500" in said
    assert "All stages" in said
    assert all(pane.stage.name in said for pane in hands.page.area.columns)


def test_only_what_the_filter_leaves_is_printed_and_the_filter_is_named(
    hands: Hands, qtbot, dialogs: Dialogs, tmp_path: Path
) -> None:
    hands.add("Green tea", amount=1200)
    hands.add("Coffee", amount=300)
    QTest.keyClicks(hands.page.filters.text_box, "tea")
    qtbot.waitUntil(lambda: hands.titles(0) == ["Green tea"], timeout=10_000)
    said = printed(hands, qtbot, dialogs, tmp_path / "board.pdf")
    assert "Green tea" in said
    assert "Coffee" not in said
    assert "contains “tea”" in said


def test_the_menu_of_the_view_offers_it(
    hands: Hands, qtbot, dialogs: Dialogs, tmp_path: Path
) -> None:
    hands.add("Green tea", amount=1200)
    path = tmp_path / "board.pdf"
    hands.page.menus.of_view(hands.page.mapToGlobal(QPoint(9, 9)))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    dialogs.expect_file(path)
    dialogs.expect(lambda box: box.accept())
    (entry,) = (one for one in menu.actions() if "Export" in one.text())
    menu.close()
    entry.trigger()
    qtbot.waitUntil(lambda: path.exists() and not hands.actions.is_busy, timeout=10_000)


def test_csv_holds_a_row_for_each_deal_in_the_order_of_the_cards(
    hands: Hands, qtbot, dialogs: Dialogs, tmp_path: Path
) -> None:
    hands.add("=cmd()", amount=-5, expected_close="2026-05-01")
    hands.add("Coffee & <b>tea</b>", amount=300, company="青葉商事", source="Fair")
    hands.add("No amount", place=5)
    path = exported(hands, qtbot, dialogs, tmp_path / "board.csv")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = listed(path)
    assert [one["Deal"] for one in rows] == [*hands.titles(0)[:1], "'=cmd()", *hands.titles(5)]
    assert (rows[0]["Company"], rows[0]["Source"]) == ("青葉商事", "Fair")
    assert [one["Amount"] for one in rows] == ["300", "-5", ""]
    assert rows[0]["Stage"] == hands.page.stages[0].name
    assert rows[2]["Stage"] == hands.page.stages[5].name
    assert rows[1]["Expected close"] == "2026-05-01"


def test_more_deals_than_are_read_at_a_time_are_all_written_once(
    hands: Hands, qtbot, dialogs: Dialogs, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr("revops_desktop.analytics.board._CHUNK", 2)
    for number in range(5):
        hands.add(f"Deal {number}", amount=(number * 7) % 5 or None)
    hands.page.scale.choices.sort = "amount"
    rows = listed(exported(hands, qtbot, dialogs, tmp_path / "board.csv"))
    assert [one["Deal"] for one in rows] == [f"Deal {one}" for one in (2, 4, 1, 3, 0)]


def test_the_workbook_keeps_numbers_days_and_texts(
    hands: Hands, qtbot, dialogs: Dialogs, tmp_path: Path
) -> None:
    hands.add("=cmd()", amount=1200, expected_close="2026-05-01")
    path = exported(hands, qtbot, dialogs, tmp_path / "board.xlsx")
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None and sheet.freeze_panes == "A2"
    heads, row = ([cell.value for cell in one] for one in sheet.iter_rows())
    said = dict(zip(heads, row, strict=True))
    assert (said["Deal"], said["Amount"]) == ("=cmd()", 1200)
    assert said["Expected close"].date() == date(2026, 5, 1)


def test_only_what_the_filter_and_the_section_leave_is_written(
    hands: Hands, qtbot, dialogs: Dialogs, tmp_path: Path
) -> None:
    hands.add("Green tea")
    hands.add("Coffee")
    hands.add("Black tea", place=5)
    QTest.keyClicks(hands.page.filters.text_box, "tea")
    qtbot.waitUntil(lambda: hands.titles(0) == ["Green tea"], timeout=10_000)
    rows = listed(exported(hands, qtbot, dialogs, tmp_path / "all.csv"))
    assert [one["Deal"] for one in rows] == ["Green tea", "Black tea"]
    hands.page.scale.choices.section = hands.page.stages[0].function_id or 0
    rows = listed(exported(hands, qtbot, dialogs, tmp_path / "section.csv"))
    assert [one["Deal"] for one in rows] == ["Green tea"]
