"""The dialog of a move: only what is missing, why, to whom; one write (domain.md §3)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from revops_desktop.analytics.unmet import Receiver, Unmet
from revops_desktop.database.asked import Asked, Handing, Lack, MissingItem
from revops_desktop.database.handed_items import Item
from revops_desktop.rules.criteria import Criterion, Level
from revops_desktop.ui import theme
from revops_desktop.ui.board.unmet_dialog import UnmetDialog
from revops_desktop.ui.board.unmet_rows import Known

Key = Qt.Key


@pytest.fixture(autouse=True)
def _light(qapp: QApplication) -> Iterator[None]:
    theme.apply(qapp, dark=False)
    yield


def lack(number: int, condition: Any = "checklist", level: Level = "warn", **more: Any) -> Lack:
    source = more.pop("source", "Phase 2")
    several = more.pop("several", False)
    criterion = Criterion(number, f"Asked {number}", condition, level=level, **more)
    return Lack(criterion, "It is not there.", (7,), source, is_one_of_several=several)


def handing(*names: tuple[str, bool]) -> Handing:
    items = tuple(
        Item(number, 1, name, number, needed, None, None)
        for number, (name, needed) in enumerate(names, 1)
    )
    missing = tuple(MissingItem(one, (7,)) for one in items)
    return Handing(1, "SQL", "", 2, (7,), "warn", items, {7: {}}, missing)


def shown(qtbot: QtBot, *lacks: Lack, handings: tuple[Handing, ...] = ()) -> UnmetDialog:
    receivers = (Receiver(3, "Mori"), Receiver(4, "Kato & Sons")) if handings else ()
    to = "Field sales <b>" if handings else ""
    unmet = Unmet(Asked(lacks, handings), to, receivers, None)
    made = UnmetDialog("Before it can go on", unmet, Known("JPY", date(2026, 4, 1)))
    qtbot.addWidget(made)
    made.show()
    return made


def texts_of(dialog: UnmetDialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]


def test_what_blocks_stops_it_whatever_the_reason(qtbot: QtBot) -> None:
    dialog = shown(qtbot, lack(1, level="block"), lack(2))
    assert dialog.blocked.isVisible() and not dialog.reason.isVisible()
    assert "Must be there before it goes on" in texts_of(dialog)
    QTest.keyClick(dialog.ticks[1], Key.Key_Space)
    # What only warns needs a reason now.
    assert not dialog.blocked.isVisible() and dialog.reason.isVisible()
    assert not dialog.confirm.isEnabled()
    QTest.keyClicks(dialog.reason, "They agreed by phone")
    QTest.keyClick(dialog.reason, Key.Key_Return)
    assert dialog.result() == UnmetDialog.DialogCode.Accepted
    assert dialog.answer == {
        "filled": {1: True},
        "handed": {},
        "override": "They agreed by phone",
        "to_member_id": None,
    }


def test_enter_asks_for_the_reason_and_for_nothing_that_may_stay_empty(qtbot: QtBot) -> None:
    dialog = shown(qtbot, lack(1, level="block"), lack(2, "field_filled", field="amount"))
    amount = next(row.first() for row in dialog.rows if row.tick is None)
    assert amount is not None
    QTest.keyClick(amount, Key.Key_Return)
    # What blocks is said already.
    assert dialog.blocked.isVisible() and not dialog.left_empty.isVisible()
    QTest.keyClick(dialog.ticks[1], Key.Key_Space)
    QTest.keyClick(amount, Key.Key_Return)
    said = "“Why go on without the rest?” is empty. Please fill it in."
    assert dialog.left_empty.isVisible() and dialog.left_empty.text() == said


def test_what_is_only_noted_needs_no_reason(qtbot: QtBot) -> None:
    dialog = shown(qtbot, lack(1), lack(2, "score_reached", level="log", least_score=100))
    assert "Only noted where it is missing" in texts_of(dialog)
    # The sentence beside a box is clicked as its own text would be.
    row = next(row for row in dialog.rows if row.tick is dialog.ticks[1])
    QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=QPoint(row.width() - 40, 8))
    assert dialog.confirm.isEnabled()
    assert dialog.override is None


def test_one_of_several_is_enough(qtbot: QtBot) -> None:
    several = [
        lack(number, "activity_logged", activity_kind=kind, rule_id=1, source="MQL", several=True)
        for number, kind in ((1, "call"), (2, "inquiry"))
    ]
    dialog = shown(qtbot, *several)
    assert "For “MQL” one of these must be true:" in texts_of(dialog)
    assert not dialog.confirm.isEnabled()
    QTest.keyClick(dialog.ticks[2], Key.Key_Space)
    assert dialog.confirm.isEnabled() and not dialog.reason.isVisible()
    assert dialog.answer["filled"] == {2: True}


def test_what_is_handed_over_and_who_receives_it(qtbot: QtBot) -> None:
    dialog = shown(qtbot, handings=(handing(("Need <i>", True), ("Competitors", False)),))
    assert "What Field sales <b> needs to know:" in texts_of(dialog)
    assert "Competitors (optional)" in texts_of(dialog)
    assert dialog.receiver is not None
    assert dialog.receiver.currentText() == "Everybody in Field sales <b>"
    assert dialog.focusWidget() is dialog.items[1]
    QTest.keyClicks(dialog.items[1], "They are slow")
    assert dialog.confirm.isEnabled()
    dialog.receiver.setCurrentIndex(2)
    dialog.confirm.click()
    assert dialog.answer["handed"] == {1: "They are slow"}
    assert dialog.answer["to_member_id"] == 4


def test_the_same_thing_is_filled_in_once(qtbot: QtBot) -> None:
    dialog = shown(
        qtbot,
        lack(1, "amount_above_zero"),
        lack(2, "field_filled", field="amount", source="Phase 3"),
    )
    assert len(dialog.rows) == 1
    line = dialog.editors[1].line
    QTest.keyClicks(line, "0")
    # Zero fills the field in, and is not above zero.
    assert not dialog.confirm.isEnabled()
    line.clear()
    QTest.keyClicks(line, "1,200")
    QTest.keyClick(line, Key.Key_Return)
    assert dialog.result() == UnmetDialog.DialogCode.Accepted
    assert dialog.answer["filled"] == {1: 1200, 2: 1200}


def test_what_cannot_be_read_keeps_it_open_and_esc_cancels(qtbot: QtBot) -> None:
    dialog = shown(qtbot, lack(1, "field_filled", field="expected_close"))
    editor = dialog.editors[1]
    QTest.keyClicks(editor.line, "someday")
    dialog.confirm.click()
    assert dialog.isVisible() and editor.problem.isVisible()
    editor.line.clear()
    QTest.keyClick(dialog, Key.Key_Escape)
    assert not dialog.isVisible()
    assert dialog.result() == UnmetDialog.DialogCode.Rejected
