"""The board as a PDF: the deals that are shown, by stage, with their totals."""

from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from revops_desktop.ui.board.printing import print_board
from tests.conftest import Dialogs
from tests.reports.printed import whole
from tests.ui.board.conftest import Hands


def printed(hands: Hands, qtbot, dialogs: Dialogs, path: Path) -> str:
    dialogs.expect_file(path)
    dialogs.expect(lambda box: box.accept())
    print_board(hands.page, hands.page.filter_words)
    qtbot.waitUntil(lambda: path.exists() and not hands.actions.is_busy, timeout=10_000)
    return whole(path.read_bytes())


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
    (entry,) = (one for one in menu.actions() if "PDF" in one.text())
    menu.close()
    entry.trigger()
    qtbot.waitUntil(lambda: path.exists() and not hands.actions.is_busy, timeout=10_000)
