"""Hand-off rules in the settings: added, edited part by part, deleted and brought back."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from revops_desktop.analytics.handoff_rules import RuleOf, handoff_rules
from revops_desktop.rules.business_clock import Limit
from revops_desktop.ui.actions import Actions
from revops_desktop.ui.settings.criterion_dialog import CriterionDialog
from revops_desktop.ui.settings.handoff_items_list import ItemDialog
from revops_desktop.ui.settings.handoffs_section import HandoffsSection, NewRuleDialog
from revops_desktop.ui.settings.rows_panel import ADD, DELETE, DOWN, EDIT, RESTORE
from tests.conftest import Dialogs

Show = Callable[[type[HandoffsSection]], HandoffsSection]


def rule(actions: Actions, name: str) -> RuleOf:
    """The rule of this name, as the file has it."""
    return next(one for one in actions.ask(handoff_rules).rules if one.name == name)


def undone(actions: Actions, steps: int, was: RuleOf) -> None:
    """Each change was one step."""
    for _step in range(steps):
        actions.undo()
    assert rule(actions, was.name) == was


def test_the_template_rules_are_there_in_river_order(show: Show) -> None:
    section = show(HandoffsSection)
    table = section.rules.table
    names = [table.item(row, 0).text() for row in range(table.rowCount())]  # type: ignore[union-attr]  # every row has cells
    assert names == ["MQL", "SQL", "Won deal"]
    assert section.detail.heading.text == "Marketing → Inside sales"
    assert section.detail.limit.limit == Limit(240, None)
    assert section.detail.items.table.rowCount() == 3


def test_fields_and_limit_are_written_one_by_one(show: Show, actions: Actions) -> None:
    section, was = show(HandoffsSection), rule(actions, "MQL")
    detail = section.detail
    detail.name.field.selectAll()  # type: ignore[attr-defined]  # a line edit
    QTest.keyClicks(detail.name.field, "Hot lead")
    QTest.keyClick(detail.name.field, Qt.Key.Key_Return)
    detail.ready.setCurrentIndex(0)
    detail.ready.activated.emit(0)
    detail.limit.number.setFocus()
    detail.limit.number.selectAll()
    QTest.keyClicks(detail.limit.number, "6")
    QTest.keyClick(detail.limit.number, Qt.Key.Key_Return)
    now = rule(actions, "Hot lead")
    assert (now.ready_when, now.limit) == ("all", Limit(360, None))
    assert (now.items, now.conditions) == (was.items, was.conditions)
    undone(actions, 3, was)
    assert detail.name.shown == "MQL"


def test_items_are_added_edited_ordered_and_deleted(
    show: Show, actions: Actions, dialogs: Dialogs
) -> None:
    section, was = show(HandoffsSection), rule(actions, "SQL")
    section.rules.select(was.rule_id)
    items = section.detail.items

    def add(dialog: QDialog) -> None:
        assert isinstance(dialog, ItemDialog) and not dialog.confirm.isEnabled()
        dialog.place.setCurrentIndex(dialog.place.findData("promised"))
        dialog.required.setChecked(False)
        QTest.keyClick(dialog.name, Qt.Key.Key_Return)

    dialogs.expect(add)
    items.want(ADD)
    made = rule(actions, "SQL").items[-1]
    assert (made.name, made.field, made.is_required) == ("What was promised", "promised", False)

    def rename(dialog: QDialog) -> None:
        assert isinstance(dialog, ItemDialog)
        dialog.name.selectAll()
        QTest.keyClicks(dialog.name, "Promises")
        QTest.keyClick(dialog.name, Qt.Key.Key_Return)

    dialogs.expect(rename)
    items.want(EDIT)
    assert rule(actions, "SQL").items[-1].name == "Promises"
    items.select(1)
    items.want(DOWN)
    first, second = was.items[:2]
    assert rule(actions, "SQL").items[:2] == (second, first)
    items.want(DELETE)
    assert first not in rule(actions, "SQL").items
    undone(actions, 4, was)


def test_conditions_have_no_level(show: Show, actions: Actions, dialogs: Dialogs) -> None:
    section, was = show(HandoffsSection), rule(actions, "MQL")
    section.rules.select(was.rule_id)

    def add(dialog: QDialog) -> None:
        assert isinstance(dialog, CriterionDialog) and dialog.level.isHidden()
        assert dialog.condition.findData("handoff_ready") < 0
        dialog.condition.setCurrentIndex(dialog.condition.findData("score_reached"))
        dialog.score.setValue(80)
        dialog.confirm.click()

    dialogs.expect(add)
    section.detail.conditions.want(ADD)
    made = rule(actions, "MQL").conditions[-1]
    assert (made.condition, made.least_score) == ("score_reached", 80)
    undone(actions, 1, was)


def test_a_rule_is_added_between_two_functions(
    show: Show, actions: Actions, dialogs: Dialogs
) -> None:
    section = show(HandoffsSection)

    def add(dialog: QDialog) -> None:
        assert isinstance(dialog, NewRuleDialog)
        QTest.keyClicks(dialog.name, "Reference")
        dialog.giver.setCurrentIndex(0)
        dialog.taker.setCurrentIndex(0)
        assert "to itself" in dialog.hint.text() and not dialog.confirm.isEnabled()
        dialog.taker.setCurrentIndex(1)
        assert "already" in dialog.hint.text()
        dialog.giver.setCurrentIndex(3)
        dialog.taker.setCurrentIndex(0)
        dialog.confirm.click()

    dialogs.expect(add)
    section.rules.want(ADD)
    assert rule(actions, "Reference").from_function == "Customer success"
    assert section.rule is not None and section.rule.name == "Reference"
    section.rules.want(DELETE)
    assert [one.name for one in actions.ask(handoff_rules).rules] == ["MQL", "SQL", "Won deal"]


def test_an_archived_rule_comes_back(show: Show, actions: Actions) -> None:
    from revops_desktop.operations import handoff_rules as verbs
    from revops_desktop.operations import handoffs

    section, was = show(HandoffsSection), rule(actions, "MQL")
    words = next(one for one in was.items if one.field is None)
    actions.do(handoffs.answer, deal_id=1, answers={words.item_id: "x"})
    actions.do(verbs.remove, rule_id=was.rule_id)
    assert rule(actions, "MQL").is_archived and section.rules.archived.isVisible()
    section.rules.archived.setChecked(True)
    section.rules.select(was.rule_id)
    assert not section.detail.isVisible()
    section.rules.want(RESTORE)
    assert not rule(actions, "MQL").is_archived and section.detail.isVisible()
