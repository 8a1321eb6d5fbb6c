"""Editors of one value: typed, checked, taken back, chosen by keyboard."""

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from revops_desktop import i18n
from revops_desktop.ui.fields.day_editor import CalendarPopup, DayEditor
from revops_desktop.ui.fields.editors import editor
from revops_desktop.ui.fields.one_value import ChoiceEditor, FieldEditor, LineEditor
from tests.ui.test_accessible import nameless

TODAY = date(2026, 4, 1)
CHOICES = ((1, "Gold & <b>"), (2, "Silver"))


class Shown:
    """An editor in a window with another field behind it, and what it told."""

    def __init__(self, qtbot: QtBot, kind: Any, value: Any = None, **more: Any) -> None:
        self.window = QWidget()
        qtbot.addWidget(self.window)
        layout = QVBoxLayout(self.window)
        self.editor = editor(
            kind, "Field", currency="JPY", today=lambda: TODAY, choices=CHOICES, **more
        )
        self.editor.set_value(value)
        layout.addWidget(self.editor)
        self.other = QLineEdit()
        self.other.setAccessibleName("Other")
        layout.addWidget(self.other)
        self.window.show()
        self.editor.setFocus()
        self.told: list[Any] = []
        self.editor.committed.connect(self.told.append)

    def type(self, text: str, key: Qt.Key = Qt.Key.Key_Return) -> None:
        line = self.line
        line.setFocus()
        line.selectAll()
        QTest.keyClick(line, Qt.Key.Key_Delete)
        line.insert(text)
        line.textEdited.emit(line.text())
        QTest.keyClick(line, key)

    @property
    def line(self) -> QLineEdit:
        assert isinstance(self.editor, LineEditor)
        return self.editor.line


@pytest.mark.parametrize(
    ("kind", "text", "value", "written"),
    [
        ("text", "稟議 <b>", "稟議 <b>", "稟議 <b>"),
        ("number", "１２３４.5", 1_234_500_000, "1,234.5"),
        ("money", "120000", 120_000, "¥120,000"),
        ("date", "2026/4/2", "2026-04-02", "2 Apr 2026"),
    ],
)
def test_a_typed_value_is_told_once_and_written_out(qtbot, kind, text, value, written) -> None:
    shown = Shown(qtbot, kind)
    shown.type(text)
    shown.other.setFocus()
    assert shown.told == [value]
    assert shown.line.text() == written
    assert shown.editor.shown == value
    # Nothing was typed since: nothing is told.
    assert shown.editor.commit()
    assert shown.told == [value]


def test_an_emptied_field_is_told_as_none(qtbot: QtBot) -> None:
    shown = Shown(qtbot, "money", 5)
    shown.type("")
    assert shown.told == [None]


def test_what_cannot_be_stays_with_a_sentence(qtbot: QtBot) -> None:
    shown = Shown(qtbot, "number", 3_000_000)
    shown.type("many")
    assert shown.told == []
    assert shown.editor.problem.isVisible()
    assert "not a number" in shown.editor.problem.text()
    assert shown.line.accessibleDescription() == shown.editor.problem.text()
    assert shown.line.text() == "many"
    QTest.keyClick(shown.line, Qt.Key.Key_Escape)
    assert shown.line.text() == "3"
    assert shown.editor.problem.isHidden()


def test_esc_takes_back_and_then_leaves(qtbot: QtBot) -> None:
    shown = Shown(qtbot, "text", "before")
    left = []
    shown.editor.cancelled.connect(lambda: left.append(1))
    shown.line.insert("more ")
    QTest.keyClick(shown.line, Qt.Key.Key_Escape)
    assert (shown.line.text(), left, shown.told) == ("before", [], [])
    QTest.keyClick(shown.line, Qt.Key.Key_Escape)
    assert left == [1]


@pytest.mark.parametrize(("kind", "value"), [("choice", 2), ("yes_no", 0)])
def test_a_choice_is_taken_by_keyboard(qtbot: QtBot, kind: Any, value: int) -> None:
    shown = Shown(qtbot, kind)
    assert isinstance(shown.editor, ChoiceEditor)
    box = shown.editor.box
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert box.view().isVisible()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(box.view(), key)
    assert shown.told == [value]


def test_a_choice_that_was_put_away_shows_only_where_it_is_held(qtbot: QtBot) -> None:
    shown = Shown(qtbot, "choice", 9, kept=((9, "Old"),))
    assert isinstance(shown.editor, ChoiceEditor)
    assert shown.editor.box.currentText() == "Old"
    shown.editor.set_value(1)
    names = [shown.editor.box.itemText(n) for n in range(shown.editor.box.count())]
    assert names == ["—", "Gold & <b>", "Silver"]


def test_a_day_is_taken_from_the_calendar(qtbot: QtBot) -> None:
    shown = Shown(qtbot, "date")
    assert isinstance(shown.editor, DayEditor)
    QTest.keyClick(shown.line, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    popup = shown.editor.findChild(CalendarPopup)
    assert popup is not None
    assert popup.isVisible()
    view = popup.calendar.focusWidget()
    QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert shown.told == ["2026-04-02"]


def test_in_japanese_a_day_is_written_as_there(qtbot: QtBot) -> None:
    i18n.set_language("ja")
    shown = Shown(qtbot, "date", "2026-04-02")
    assert shown.line.text() == "2026年4月2日"
    shown.type("4月3日")
    assert shown.told == ["2026-04-03"]


@pytest.mark.parametrize("kind", ["text", "number", "money", "date", "choice", "yes_no"])
def test_every_editor_has_a_name(qtbot: QtBot, kind: Any) -> None:
    shown = Shown(qtbot, kind)
    assert list(nameless(shown.window)) == []
    compact: FieldEditor = editor(kind, "Field", choices=CHOICES, compact=True)
    qtbot.addWidget(compact)
    compact.set_value(None)
    compact.show()
    assert list(nameless(compact)) == []


def test_a_line_proposes_words_and_takes_any_other(qtbot: QtBot) -> None:
    shown = Shown(qtbot, "text", "SMB")
    made = shown.editor
    assert isinstance(made, LineEditor)
    made.propose(["Large & <b>", "SMB", "Public"])
    qtbot.waitUntil(made.line.hasFocus)
    completer = made.line.completer()
    QTest.keyClick(made.line, Qt.Key.Key_Down)
    popup = completer.popup()
    assert popup is not None
    assert popup.isVisible()
    assert completer.completionCount() == 3
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert made.line.text() == "Large & <b>"
    made.line.selectAll()
    QTest.keyClicks(made.line, "Other")
    QTest.keyClick(made.line, Qt.Key.Key_Return)
    assert shown.told[-1] == "Other"
