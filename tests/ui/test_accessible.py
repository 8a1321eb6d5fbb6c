"""Everything one can reach by keyboard says what it is."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from revops_desktop.app import Program
from revops_desktop.ui import texts
from revops_desktop.ui.members import MemberDialog
from revops_desktop.ui.navigation import PAGES
from revops_desktop.ui.start.new_dialog import NewDialog
from revops_desktop.ui.start.page import StartPage


def nameless(root: QWidget) -> Iterator[str]:
    """What takes the focus and would be read out as nothing."""
    named = {label.buddy() for label in root.findChildren(texts.Label)}
    for widget in root.findChildren(QWidget):
        if not widget.isVisible() or not widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            continue
        # The line inside a combo box, a spin box or a table's cell speaks for what it is in.
        if isinstance(widget.parent(), QComboBox | QAbstractSpinBox):
            continue
        if isinstance(widget, QAbstractScrollArea) and widget.focusProxy() is not None:
            continue
        text = widget.text() if isinstance(widget, QAbstractButton) else ""
        if not (widget.accessibleName() or text or widget in named):
            yield f"{type(widget).__name__} in {type(widget.parent()).__name__}"


def test_a_nameless_field_is_found(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    QLineEdit(widget)
    widget.show()
    assert list(nameless(widget)) == ["QLineEdit in QWidget"]


@pytest.mark.parametrize("key", [entry.key for entry in PAGES])
def test_everything_on_a_page_has_a_name(qtbot: QtBot, opened: Program, key: str) -> None:
    opened.window.show_page(key)
    page = opened.window.page(key)
    qtbot.waitUntil(page.isVisible)
    qtbot.waitUntil(lambda: opened.actions is not None and not opened.actions.is_busy)
    assert list(nameless(opened.window)) == []


def test_the_start_page_and_dialogs_too(qtbot: QtBot, opened: Program) -> None:
    assert opened.actions is not None
    for dialog in (NewDialog(opened), MemberDialog(opened.actions)):
        qtbot.addWidget(dialog)
        dialog.show()
        assert list(nameless(dialog)) == []
        dialog.close()
    opened.close_file()
    page = opened.window.centralWidget()
    assert isinstance(page, StartPage)
    qtbot.waitUntil(page.isVisible)
    assert list(nameless(opened.window)) == []
