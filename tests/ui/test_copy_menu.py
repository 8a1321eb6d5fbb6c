"""Whatever is read can be copied: by a right click, or by the Menu key."""

from PySide6.QtCore import QPoint
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QMenu, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from revops_desktop.app import Program
from revops_desktop.ui import texts
from revops_desktop.ui.copy_menu import copy_menu, row_at, text_at


def _event(window: QWidget, target: QWidget, by_key: bool = False) -> QContextMenuEvent:
    reason = QContextMenuEvent.Reason.Keyboard if by_key else QContextMenuEvent.Reason.Mouse
    where = target.mapTo(window, target.rect().center())
    return QContextMenuEvent(reason, where, window.mapToGlobal(where))


def test_a_label_s_text_is_copied(qtbot: QtBot, opened: Program) -> None:
    window = opened.window
    title = next(
        one for one in window.page("board").findChildren(texts.Label) if one.text() == "Board"
    )
    menu = copy_menu(window, _event(window, title))
    assert menu is not None
    (action,) = menu.actions()
    assert action.text() == "Copy “Board”"
    action.trigger()
    assert QGuiApplication.clipboard().text() == "Board"
    menu.close()


def test_a_right_click_brings_the_menu(qtbot: QtBot, opened: Program) -> None:
    window = opened.window
    title = next(
        one for one in window.page("board").findChildren(texts.Label) if one.text() == "Board"
    )
    window.contextMenuEvent(_event(window, title))
    (menu,) = [one for one in window.findChildren(QMenu) if one.isVisible()]
    menu.close()


def test_by_key_it_is_what_has_the_keyboard(qtbot: QtBot, opened: Program) -> None:
    window = opened.window
    button = texts.button("R&D <b>", "plain")
    page = window.page("board")
    button.setParent(page)
    button.show()
    button.setFocus()
    menu = copy_menu(window, _event(window, page, by_key=True))
    assert menu is not None
    menu.actions()[0].trigger()
    assert QGuiApplication.clipboard().text() == "R&D <b>"
    menu.close()


def test_a_cell_and_its_whole_row_are_copied(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    table = QTableWidget(1, 2)
    first = QTableWidgetItem("青葉商事")
    table.setItem(0, 0, first)
    table.setItem(0, 1, QTableWidgetItem("¥1,000"))
    QVBoxLayout(window).addWidget(table)
    window.show()
    where = table.viewport().mapTo(window, table.visualItemRect(first).center())
    assert text_at(window, where) == "青葉商事"
    assert row_at(window, where) == "青葉商事\t¥1,000"
    assert text_at(window, QPoint(window.width() - 20, window.height() - 20)) == ""
