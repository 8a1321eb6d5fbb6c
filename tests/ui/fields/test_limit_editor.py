"""A time limit in hours or days, typed, proposed, set."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import use_language
from revops_desktop.rules.business_clock import Limit
from revops_desktop.ui.fields.limit_editor import LimitEditor, limit_short, limit_text

Key = Qt.Key


@pytest.fixture
def editor(qtbot: QtBot) -> LimitEditor:
    made = LimitEditor("Time limit", "For running ones too")
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize("minutes", [1, 7, 20, 59, 60, 61, 100, 270, 12_345, 3_600_000])
def test_every_minute_comes_back_as_it_was(editor: LimitEditor, minutes: int) -> None:
    editor.show_limit(Limit(minutes, None))
    assert editor.limit == Limit(minutes, None)
    assert not editor.is_changed and not editor.set_.isEnabled()


@pytest.mark.parametrize(
    ("text", "unit", "limit"),
    [
        ("４．５", 0, Limit(270, None)),
        ("0.25", 0, Limit(15, None)),
        (" 2 ", 1, Limit(None, 2)),
        ("", 1, None),
        ("0", 0, None),
    ],
)
def test_what_is_typed_is_a_limit(
    editor: LimitEditor, text: str, unit: int, limit: Limit | None
) -> None:
    editor.show_limit(Limit(None, 9))
    editor.unit.setCurrentIndex(unit)
    editor.number.setText(text)
    assert editor.limit == limit


@pytest.mark.parametrize(("text", "unit"), [("1.5", 1), ("-1", 1), ("0.001", 0), ("soon", 0)])
def test_what_is_no_limit_is_said(editor: LimitEditor, text: str, unit: int, qtbot: QtBot) -> None:
    editor.unit.setCurrentIndex(unit)
    editor.number.setText("")
    QTest.keyClicks(editor.number, text)
    with pytest.raises(RuleBroken):
        _ = editor.limit
    with qtbot.assertNotEmitted(editor.wanted):
        QTest.keyClick(editor.number, Key.Key_Return)
    assert editor.problem.isVisible() and editor.number.property("problem")
    QTest.keyClick(editor.number, Key.Key_Escape)
    assert editor.limit is None and not editor.problem.isVisible()


def test_nothing_is_set_that_is_as_it_was(editor: LimitEditor, qtbot: QtBot) -> None:
    editor.show_limit(Limit(None, 2))
    with qtbot.assertNotEmitted(editor.wanted):
        QTest.keyClick(editor.number, Key.Key_Return)
    # The same one for those that run: that is something else.
    QTest.keyClick(editor.for_running, Key.Key_Space)
    with qtbot.waitSignal(editor.wanted) as told:
        QTest.keyClick(editor.number, Key.Key_Return)
    assert told.args == [Limit(None, 2), True]
    editor.propose(Limit(60, None))
    with qtbot.waitSignal(editor.wanted) as told:
        QTest.keyClick(editor.set_, Key.Key_Space)
    assert told.args == [Limit(60, None), True]


def test_a_limit_reads_in_both_languages() -> None:
    assert limit_text(Limit(270, None)) == "4 h 30 min of business time"
    assert limit_text(Limit(None, 1)) == "1 business day"
    assert (limit_short(Limit(None, 2)), limit_short(Limit(45, None))) == ("2 days", "45 min")
    assert limit_text(None) == limit_short(Limit(None, None)) == "—"
    with use_language("ja"):
        assert limit_text(Limit(None, 3)) == "3営業日"
        assert limit_text(Limit(120, None)) == "営業時間で2時間"
