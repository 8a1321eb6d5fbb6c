"""A dialog that asks: what is still missing is said, wherever Enter is pressed."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from revops_desktop import i18n
from revops_desktop.ui import texts
from revops_desktop.ui.board.bulk_day import CloseDayDialog, TaskDialog
from revops_desktop.ui.question_dialog import QuestionDialog
from revops_desktop.ui.recycle.deeds import WakeDialog
from revops_desktop.ui.settings.calendar_dialogs import DaysDialog
from revops_desktop.ui.settings.people_dialogs import NameDialog

TODAY = date(2026, 4, 1)


def shown(qtbot: QtBot, dialog: QuestionDialog) -> QuestionDialog:
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    return dialog


def enter(field: QWidget) -> None:
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Return)


def said(dialog: QuestionDialog) -> str:
    return dialog.left_empty.text() if dialog.left_empty.isVisible() else ""


def test_enter_on_an_empty_name_says_what_is_missing(qtbot: QtBot) -> None:
    saved: list[object] = []

    def save(values: object) -> bool:
        saved.append(values)
        return True

    with i18n.use_language("ja"):
        dialog = NameDialog("新しいPod", "名前", save)
        shown(qtbot, dialog)
        enter(dialog.name)
        assert said(dialog) == "「名前」が空欄です。入力してください。"
    assert dialog.name.accessibleDescription() == said(dialog)
    QTest.keyClicks(dialog.name, "SMB")
    assert said(dialog) == dialog.name.accessibleDescription() == ""
    QTest.keyClick(dialog.name, Qt.Key.Key_Return)
    assert saved == [{"name": "SMB"}]


@pytest.mark.parametrize("kind", ["task", "wake", "days"])
def test_a_day_that_is_needed_is_asked_for(qtbot: QtBot, kind: str) -> None:
    dialog: TaskDialog | WakeDialog | DaysDialog
    if kind == "task":
        dialog = TaskDialog("Task", (), TODAY, several=False)
        dialog.title.setText("Call")
        day = dialog.day
    elif kind == "wake":
        dialog = WakeDialog(2, TODAY)
        day = dialog.day
    else:
        dialog = DaysDialog("Day", lambda _v: True, today=TODAY, first=TODAY, last=TODAY)
        day = dialog.first
    shown(qtbot, dialog)
    day.field.setFocus()
    assert isinstance(day.field, QLineEdit)
    day.field.clear()
    enter(day.field)
    assert dialog.isVisible()
    assert said(dialog) == f"“{day.field.accessibleName()}” is empty. Please fill it in."
    QTest.keyClicks(day.field, "2026-04-02")
    assert said(dialog) == ""
    QTest.keyClick(day.field, Qt.Key.Key_Return)
    assert not dialog.isVisible()


def test_a_day_that_nobody_knows_is_none(qtbot: QtBot) -> None:
    dialog = CloseDayDialog("Close", "2026-04-30", TODAY)
    shown(qtbot, dialog)
    assert isinstance(dialog.day.field, QLineEdit)
    dialog.day.field.clear()
    enter(dialog.day.field)
    assert not dialog.isVisible()
    assert dialog.day.shown is None


def test_a_choice_that_nobody_made_is_asked_for(qtbot: QtBot) -> None:
    dialog = QuestionDialog("Delete", "Who takes over?", "Delete")
    box = QComboBox()
    box.addItem("Please choose", None)
    box.addItem("Sato", 1)
    dialog.body.addWidget(texts.field_label("New owner", box))
    dialog.body.addWidget(box)
    dialog.confirm.setEnabled(False)
    shown(qtbot, dialog)
    enter(box)
    assert said(dialog) == "“New owner” is empty. Please fill it in."
    box.setCurrentIndex(1)
    assert said(dialog) == ""
