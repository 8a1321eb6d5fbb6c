"""The settings of the lead score: rules and threshold, each a verb, and who is hot by them."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit
from pytestqt.qtbot import QtBot

from revops_desktop.analytics import score_trial
from revops_desktop.operations import activities, companies, contacts, custom_fields, score_rules
from revops_desktop.rules.custom_fields import MILLION
from revops_desktop.rules.lead_score import ScoreRule
from revops_desktop.ui.actions import Actions
from revops_desktop.ui.settings.rows_panel import ADD, DELETE, EDIT
from revops_desktop.ui.settings.score_rule_dialog import ScoreRuleDialog
from revops_desktop.ui.settings.score_section import ScoreSection
from tests.conftest import NOW, Dialogs
from tests.score_rules import no_rules
from tests.ui.settings.conftest import Show, write_people


def _write(workspace: Any) -> None:
    """Three people: one asked and is a boss, one asked, one did nothing; 60 points an inquiry."""
    write_people(workspace)
    no_rules(workspace)
    workspace.do(companies.add, at=NOW, name="Aoba <b>")
    for name, role in (("Hanako", "Boss"), ("Jiro", None), ("Ito", "Boss")):
        fields = {"role": role, "company": "Aoba <b>"}
        workspace.do(contacts.create, at=NOW, name=name, **fields)
    for contact_id in (1, 2):
        workspace.do(activities.log, at=NOW, kind="inquiry", title="i", contact_id=contact_id)
    rule = {"name": "Asked", "points": 60, "activity_kind": "inquiry", "half_life_days": 30}
    workspace.do(score_rules.add, at=NOW, **rule)


@pytest.fixture
def written() -> Callable[[Any], None]:
    return _write


@pytest.fixture
def section(actions: Actions, show: Show, qtbot: QtBot) -> ScoreSection:
    made = show(ScoreSection)
    settled(actions, qtbot)
    return made


def settled(actions: Actions, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not actions.is_busy, timeout=5000)


def rows(section: ScoreSection) -> list[list[str]]:
    table = section.rules.table
    return [
        [item.text() if (item := table.item(row, column)) else "" for column in range(5)]
        for row in range(table.rowCount())
    ]


def hot(section: ScoreSection) -> list[int]:
    return list(section.hot.list.model.ids)


def rules(actions: Actions) -> list[ScoreRule]:
    return [one.rule for one in actions.ask(score_trial.rules)]


def test_rules_are_listed_with_whom_they_reach(section: ScoreSection) -> None:
    assert rows(section) == [["Asked", "+60", "Inquiry, each time", "30 days", "2"]]


def test_a_threshold_shows_who_is_hot_before_it_is_kept(
    section: ScoreSection, actions: Actions, qtbot: QtBot
) -> None:
    panel = section.hot
    assert panel.said.text() == "0 contacts are hot." and hot(section) == []
    panel.threshold.setFocus()
    panel.threshold.setValue(50)
    qtbot.waitUntil(lambda: hot(section) == [2, 1], timeout=3000)
    assert panel.said.text() == "From 50 on 2 contacts would be hot. Enter keeps it."
    QTest.keyClick(panel.threshold, Qt.Key.Key_Return)
    settled(actions, qtbot)
    assert panel.said.text() == "2 contacts are hot."
    actions.undo()
    settled(actions, qtbot)
    assert panel.threshold.value() == 100
    qtbot.waitUntil(lambda: panel.said.text() == "0 contacts are hot.", timeout=3000)


def test_a_rule_is_added_by_keyboard_and_shows_who_becomes_hot(
    section: ScoreSection, actions: Actions, qtbot: QtBot, dialogs: Dialogs
) -> None:
    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, ScoreRuleDialog)
        QTest.keyClicks(dialog.focusWidget(), "45")
        dialog.about.setCurrentIndex(dialog.about.findData("role"))
        assert dialog.value.isVisible() and not dialog.most.isVisible()
        assert not dialog.confirm.isEnabled()
        assert dialog.editor is not None
        field = dialog.editor.field
        assert isinstance(field, QLineEdit)
        field.setFocus()
        QTest.keyClicks(field, "boss")
        assert dialog.name.text() == "Role in the purchase is “boss”"
        said, would = dialog.trial.said, "With this rule it would be 1"
        qtbot.waitUntil(lambda: would in said.text(), timeout=3000)
        assert said.text().startswith("0 of 3 contacts are hot now.")
        assert first_row(dialog) == ["Hanako", "Aoba <b>", "60", "105"]
        QTest.keyClick(field, Qt.Key.Key_Return)

    dialogs.expect(fill)
    section.rules.want(ADD)
    assert rules(actions)[1] == ScoreRule(
        rules(actions)[1].rule_id,
        "Role in the purchase is “boss”",
        45,
        attribute="role",
        comparison="is",
        value="boss",
    )
    qtbot.waitUntil(lambda: hot(section) == [1], timeout=3000)
    assert section.rules.key == rules(actions)[1].rule_id
    actions.undo()
    assert len(rules(actions)) == 1


def test_tab_goes_down_the_form_also_to_what_is_compared_with(
    section: ScoreSection, dialogs: Dialogs
) -> None:
    def walk(dialog: QDialog) -> None:
        assert isinstance(dialog, ScoreRuleDialog)
        dialog.about.setCurrentIndex(dialog.about.findData("role"))
        assert dialog.editor is not None
        dialog.comparison.setFocus()
        QTest.keyClick(dialog.comparison, Qt.Key.Key_Tab)
        assert dialog.focusWidget() is dialog.editor.field
        QTest.keyClick(dialog.editor.field, Qt.Key.Key_Tab)
        assert dialog.focusWidget() is dialog.name
        dialog.reject()

    dialogs.expect(walk)
    section.rules.want(ADD)


def first_row(dialog: ScoreRuleDialog) -> list[str]:
    """Who becomes hot first."""
    cells = (dialog.trial.table.item(0, column) for column in range(4))
    return [cell.text() if cell is not None else "" for cell in cells]


FIELD_VALUES = {
    "number": ("5", str(5 * MILLION), "at_least"),
    "money": ("1,000", "1000", "at_least"),
    "date": ("2026-04-01", "2026-04-01", "at_least"),
    "text": ("gold", "gold", "is"),
}


@pytest.mark.parametrize("kind", FIELD_VALUES)
def test_a_rule_on_a_custom_field_is_kept_and_shown_again(
    section: ScoreSection, actions: Actions, dialogs: Dialogs, kind: str
) -> None:
    typed, kept, comparison = FIELD_VALUES[kind]
    done = actions.do(custom_fields.define, subject="company", name="Rank & file", kind=kind)
    assert done is not None

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, ScoreRuleDialog)
        dialog.about.setCurrentIndex(dialog.about.findData(f"custom:{done.value}"))
        assert dialog.editor is not None
        field = dialog.editor.field
        line = field if isinstance(field, QLineEdit) else field.findChild(QLineEdit)
        assert isinstance(line, QLineEdit)
        line.setText(typed)
        QTest.keyClick(line, Qt.Key.Key_Return)
        if dialog.isVisible():
            dialog.accept()

    dialogs.expect(fill)
    section.rules.want(ADD)
    made = rules(actions)[-1]
    assert (made.attribute, made.comparison, made.value) == (
        f"custom:{done.value}",
        comparison,
        kept,
    )
    assert rows(section)[-1][2].startswith("Rank & file is ")

    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, ScoreRuleDialog)
        assert dialog.entered() == made
        dialog.reject()

    dialogs.expect(look)
    section.rules.want(EDIT)


def chooses(text: str) -> Callable[[QDialog], None]:
    def choose(dialog: QDialog) -> None:
        from PySide6.QtWidgets import QMessageBox

        assert isinstance(dialog, QMessageBox)
        next(one for one in dialog.buttons() if one.text() == text).click()

    return choose


def test_a_rule_is_put_away_brought_back_and_deleted(
    section: ScoreSection, actions: Actions, qtbot: QtBot, dialogs: Dialogs
) -> None:
    dialogs.expect(chooses("Put away"))
    section.rules.want(DELETE)
    settled(actions, qtbot)
    assert rows(section) == []
    section.rules.archived.setChecked(True)
    assert rows(section)[0][0] == "Asked (archived)"
    section.rules.want("restore")
    assert rows(section)[0][0] == "Asked"
    dialogs.expect(chooses("Delete"))
    QTest.keyClick(section.rules.table, Qt.Key.Key_Delete)
    assert rules(actions) == []
    actions.undo()
    assert [one.name for one in rules(actions)] == ["Asked"]


def test_rules_are_put_in_order_by_keyboard(section: ScoreSection, actions: Actions) -> None:
    actions.do(score_rules.add, name="Second", points=5, activity_kind="call")
    section.rules.select(rules(actions)[1].rule_id)
    QTest.keyClick(section.rules.table, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert [one.name for one in rules(actions)] == ["Second", "Asked"]
    QApplication.processEvents()


def test_a_contact_is_opened_from_the_hot_ones(
    section: ScoreSection, actions: Actions, qtbot: QtBot
) -> None:
    actions.do(score_rules.set_hot_score, score=60)
    qtbot.waitUntil(lambda: hot(section) == [2, 1], timeout=3000)
    with qtbot.waitSignal(actions.contact_wanted) as opened:
        section.hot.list.table.opened.emit(1)
    assert opened.args == [1]
