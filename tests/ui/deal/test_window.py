"""The deal panel in the program's own window: opened from the board, undone, closed."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from revops_desktop.analytics import deal_panel
from revops_desktop.app import Program
from revops_desktop.ui.deal.panel import DealPanel

ENTER, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Escape
CONTROL = Qt.KeyboardModifier.ControlModifier


def press(key: Qt.Key, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key, keys)


def type_in(text: str) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClicks(focused, text)


@pytest.fixture
def panel(opened: Program, qtbot: Any) -> DealPanel:
    """The panel of the first card of the board, opened from there by Enter."""
    window = opened.window
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.show_page("board")
    page: Any = window.page("board")
    page.area.reveal(page.area.columns[0], 1)
    page.area.columns[0].view.setFocus()
    press(ENTER)
    made = window.side.panel
    assert made is not None and made.isVisible()
    made.show_all()
    return made


def amount(panel: DealPanel) -> int | None:
    sheet = panel.actions_.ask(deal_panel.deal_sheet, deal_id=panel.deal_id)
    assert sheet is not None
    return sheet.fields.amount


def test_control_z_takes_back_what_was_saved_though_one_is_still_in_the_field(
    panel: DealPanel,
) -> None:
    field: Any = panel.sections["details"].editors["amount"].field  # type: ignore[attr-defined]
    before = amount(panel)
    field.setFocus()
    field.selectAll()
    type_in("77")
    # While one types, it is the typing that is taken back.
    press(Qt.Key.Key_Z, CONTROL)
    assert amount(panel) == before and field.text() != "77"
    field.selectAll()
    type_in("77")
    press(ENTER)
    assert amount(panel) == 77
    QApplication.processEvents()
    press(Qt.Key.Key_Z, CONTROL)
    assert amount(panel) == before
    assert field.hasFocus() and field.text() == "¥1,000,000"
    press(Qt.Key.Key_Y, CONTROL)


def test_esc_hands_the_keyboard_back_to_the_board(panel: DealPanel, opened: Program) -> None:
    assert panel.hasFocus()
    press(ESCAPE)
    assert not panel.isVisible()
    board = opened.window.page("board")
    focused = QApplication.focusWidget()
    assert focused is board or (focused is not None and board.isAncestorOf(focused))


def test_a_call_is_logged_from_the_board_by_keys_alone(panel: DealPanel, qtbot: Any) -> None:
    press(Qt.Key.Key_C)
    type_in("Asked again")
    press(ENTER)
    view = panel.sections["story"].view  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: view.is_settled and bool(view.rows))
    assert view.rows[0].entry.title == "Asked again"


def test_the_language_may_change_while_a_deal_is_open(panel: DealPanel, opened: Program) -> None:
    opened.set_language("ja")
    QApplication.processEvents()
    assert opened.window.actions_ is not None
    opened.window.actions_.deal_wanted.emit(1)
    shown = opened.window.side.panel
    assert shown is not None and shown.head is not None
    assert "次の" in shown.head.step.text
