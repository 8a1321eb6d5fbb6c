"""Custom fields in Settings: defined, edited, ordered, put away and deleted, also by keyboard."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from revops_desktop.analytics import custom_fields as question
from revops_desktop.app import Program
from revops_desktop.operations import custom_fields, score_rules
from revops_desktop.ui.actions import Actions
from revops_desktop.ui.settings.field_dialog import FieldDialog
from revops_desktop.ui.settings.fields_section import FieldsSection
from revops_desktop.ui.settings.page import SettingsPage
from revops_desktop.ui.settings.rows_panel import DELETE, EDIT, RESTORE
from tests.ui.test_accessible import nameless


@pytest.fixture
def actions(opened: Program) -> Actions:
    assert opened.actions is not None
    return opened.actions


@pytest.fixture
def section(opened: Program, qtbot: QtBot) -> FieldsSection:
    opened.window.show_page("settings")
    page = opened.window.page("settings")
    assert isinstance(page, SettingsPage)
    qtbot.waitUntil(page.isVisible)
    found = page.section(FieldsSection)
    assert isinstance(found, FieldsSection)
    return found


def cells(section: FieldsSection, row: int) -> list[str]:
    table = section.panels["deal"].table
    items = [table.item(row, column) for column in range(table.columnCount())]
    return [item.text() for item in items if item is not None]


def test_a_choice_is_defined_edited_and_shown(section, actions, dialogs, file: Path) -> None:
    def define(dialog) -> None:
        assert isinstance(dialog, FieldDialog)
        assert list(nameless(dialog)) == []
        dialog.name.setText("ランク & <b>")
        assert not dialog.choices.isVisible()
        dialog.kind.setCurrentIndex(dialog.kind.findData("choice"))
        assert dialog.choices.isVisible()
        for name in ("Gold", "Silver"):
            QTest.keyClick(dialog.choices.list, Qt.Key.Key_Insert)
            item = dialog.choices.list.currentItem()
            item.setText(name)
        dialog.choices.move_by(-1)
        dialog.on_card.setChecked(True)
        assert dialog.before is not None
        dialog.before.tick([2, 3])
        dialog.confirm.click()

    dialogs.expect(define)
    QTest.keyClick(section.panels["deal"].table, Qt.Key.Key_Insert)
    kept = actions.ask(question.fields)[0]
    assert (kept.name, kept.before, kept.on_card) == ("ランク & <b>", (2, 3), True)
    assert [one.name for one in kept.choices] == ["Silver", "Gold"]
    assert cells(section, 0)[:2] == ["ランク & <b>", "Choice: Silver, Gold"]

    def edit(dialog) -> None:
        assert not dialog.kind.isEnabled()
        assert dialog.before.ticked() == (2, 3)
        dialog.name.setText("Rank")
        dialog.choices.list.setCurrentRow(0)
        QTest.keyClick(dialog.choices.list, Qt.Key.Key_Delete)
        dialog.accept()

    dialogs.expect(edit)
    section.panels["deal"].want(EDIT)
    kept = actions.ask(question.fields)[0]
    assert (kept.name, [one.name for one in kept.choices]) == ("Rank", ["Gold"])
    actions.undo()
    assert cells(section, 0)[0] == "ランク & <b>"


def test_what_is_refused_leaves_the_dialog_open(section, actions, dialogs) -> None:
    actions.do(custom_fields.define, subject="deal", name="Rank", kind="text")

    def twice(dialog) -> None:
        dialog.name.setText("ｒａｎｋ")
        dialogs.expect(lambda message: message.accept())
        dialog.accept()
        assert dialog.isVisible()
        dialog.reject()

    dialogs.expect(twice)
    section.panels["deal"].want("add")
    assert len(actions.ask(question.fields)) == 1


def test_a_field_that_is_filled_in_is_put_away_or_deleted(section, actions, dialogs) -> None:
    for name in ("A", "B"):
        actions.do(custom_fields.define, subject="deal", name=name, kind="text")
    actions.do(custom_fields.set_value, field_id=1, record_id=1, value="x")
    panel = section.panels["deal"]
    panel.order_wanted.emit([2, 1])
    assert cells(section, 0)[0] == "B"
    panel.select(1)
    assert cells(section, 1)[3] == "1"
    dialogs.expect(lambda box: box.buttons()[0].click())
    panel.want(DELETE)
    assert [one.name for one in actions.ask(question.fields)] == ["B"]
    assert [one.name for one in actions.ask(question.fields, archived=True)] == ["B", "A"]
    panel.archived.setChecked(True)
    panel.select(1)
    panel.want(RESTORE)
    panel.select(1)
    dialogs.expect(lambda box: box.buttons()[1].click())
    panel.want(DELETE)
    assert [one.name for one in actions.ask(question.fields, archived=True)] == ["B"]
    # Nobody filled it in: nothing is asked.
    panel.want(DELETE)
    assert actions.ask(question.fields, archived=True) == ()
    actions.undo()
    actions.undo()
    assert actions.ask(question.values, subject="deal", record_id=1) == {1: "x"}


def test_a_field_of_companies_has_no_card_and_no_stage(section, actions, dialogs) -> None:
    def define(dialog) -> None:
        assert dialog.before is None
        assert not dialog.on_card.isVisible()
        dialog.name.setText("与信")
        dialog.accept()

    dialogs.expect(define)
    section.panels["company"].want("add")
    assert actions.ask(question.fields, subject="company")[0].name == "与信"
    assert list(nameless(section)) == []


def test_a_score_rule_that_looks_at_a_field_is_named(section, actions, dialogs) -> None:
    rule = {"name": "Wants <b>", "points": 30, "comparison": "filled"}
    made = actions.do(custom_fields.define, subject="contact", name="Wish", kind="text")
    actions.do(score_rules.add, attribute=f"custom:{made.value}", **rule)
    panel = section.panels["contact"]
    dialogs.expect(lambda dialog: dialog.reject())
    panel.want(DELETE)
    assert "The score rule “Wants <b>” looks at “Wish”." in dialogs.seen[-1]
    assert actions.ask(question.fields, subject="contact")
    dialogs.expect(lambda dialog: QTest.keyClick(dialog, Qt.Key.Key_Return))
    panel.want(DELETE)
    assert not actions.ask(question.fields, subject="contact")
    assert actions.ask(question.scored_by, field_id=made.value) == ()
    actions.undo()
    assert actions.ask(question.scored_by, field_id=made.value) == ("Wants <b>",)
