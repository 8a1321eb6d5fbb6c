"""The sheet of a stage: what is typed is seen at once and written by leaving, as one step."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from revops_desktop.analytics.time_limits import LimitBook, limit_book
from revops_desktop.operations import deals, stages
from revops_desktop.rules.business_clock import Limit
from revops_desktop.ui.actions import Actions
from revops_desktop.ui.settings.criterion_dialog import CriterionDialog
from revops_desktop.ui.settings.pipelines_section import PipelinesSection
from revops_desktop.ui.settings.stage_sheet import CRITERIA, LIMITS
from tests.conftest import NOW, Dialogs
from tests.river import everything
from tests.ui.settings.conftest import Show, typed
from tests.ui.settings.test_people_section import names, press
from tests.ui.settings.test_pipelines_section import drag, settle, stage

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def section(show: Show) -> PipelinesSection:
    return show(PipelinesSection)


def test_what_is_typed_is_seen_at_once_and_written_by_leaving(
    section: PipelinesSection, actions: Actions
) -> None:
    before = everything(actions.workspace)  # type: ignore[arg-type]  # a real one here
    section.stages.select(7)
    press(section.stages, Key.Key_Return)
    name = section.sheet.facts.name.line
    assert QApplication.focusWidget() is name and name.selectedText() == "Phase 2"
    name.insert("課題の合意 & <b>")
    assert [one.name for one in section.preview.stages][6] == "課題の合意 & <b>"
    assert stage(actions, 7).name == "Phase 2"
    QTest.keyClick(name, Key.Key_Escape)
    assert [one.name for one in section.preview.stages][6] == "Phase 2"
    name.selectAll()
    name.insert("課題の合意 & <b>")
    QTest.keyClick(name, Key.Key_Tab)
    assert stage(actions, 7).name == "課題の合意 & <b>"
    assert names(section.stages)[6] == "課題の合意 & <b>"
    assert actions.undo_text() == "Rename stage Phase 2 to 課題の合意 & <b>"
    chance = section.sheet.facts.probability.line
    chance.setFocus()
    chance.selectAll()
    chance.insert("１２．５％")
    QTest.keyClick(chance, Key.Key_Return)
    assert actions.undo_text() == "Set the probability of stage 課題の合意 & <b>"
    assert stage(actions, 7).probability == 1250 and chance.text() == "12.5%"
    for text in ("101", "", "x"):
        chance.selectAll()
        chance.insert(text) if text else chance.clear()
        QTest.keyClick(chance, Key.Key_Return)
        assert section.sheet.facts.probability.problem.isVisible()
        QTest.keyClick(chance, Key.Key_Escape)
    for _step in range(2):
        actions.undo()
    assert everything(actions.workspace) == before  # type: ignore[arg-type]
    assert name.text() == "Phase 2"


def test_a_stage_gets_another_colour_function_and_definition(
    section: PipelinesSection, actions: Actions
) -> None:
    section.stages.select(1)
    facts = section.sheet.facts
    for made, value in ((facts.colour, "#7a649e"), (facts.function, 2), (facts.function, None)):
        place = made.box.findData(value) if value else 0
        # Pointing at it shows it.
        made.box.highlighted.emit(place)
        drawn = section.preview.stages[0]
        assert drawn.colour == value if made is facts.colour else drawn.function_id == value
        made.box.setCurrentIndex(place)
        made.box.activated.emit(place)
    written = stage(actions, 1)
    assert (written.colour, written.function_id, written.function) == ("#7a649e", None, "")
    facts.definition.box.setFocus()
    facts.definition.box.setPlainText("We know who they are.")
    QTest.keyClick(facts.definition.box, Key.Key_Tab)
    assert stage(actions, 1).definition == "We know who they are."


def test_another_phase_asks_where_deals_stand(
    section: PipelinesSection, actions: Actions, dialogs: Dialogs
) -> None:
    section.stages.select(11)
    facts = section.sheet.facts
    assert not facts.probability.field.isEnabled() and facts.new_sale.isVisible()

    def to(phase: str) -> None:
        place = facts.phase.box.findData(phase)
        facts.phase.box.setCurrentIndex(place)
        facts.phase.box.activated.emit(place)

    dialogs.expect(lambda dialog: QTest.keyClick(dialog, Key.Key_Escape))
    to("opportunity")
    assert "are won no longer" in dialogs.seen[0]
    assert facts.phase.value() == "customer" and stage(actions, 11).phase == "customer"
    dialogs.expect(lambda dialog: QTest.keyClick(dialog, Key.Key_Return))
    to("opportunity")
    assert stage(actions, 11).phase == "opportunity" and facts.probability.field.isEnabled()
    # What breaks the order of the phases is refused, and shown as it is.
    section.stages.select(3)
    dialogs.expect(lambda dialog: dialog.accept())
    to("customer")
    assert facts.phase.value() == "lead"


def test_the_measured_chance_is_shown_and_used(
    section: PipelinesSection, actions: Actions, qtbot: QtBot
) -> None:
    facts = section.sheet.facts
    section.stages.select(7)
    settle(qtbot, actions)
    assert facts.measured.text.startswith("Measured 31.82%: 1 of 1 deal that came this far")
    assert "no conclusion" in facts.measured.text
    assert not facts.use_measured.isEnabled()
    for number in range(6):
        made = actions.do(deals.create, title=f"{number}", stage_id=7)
        assert made is not None
        actions.do(deals.move_to_stage, deal_id=made.value, stage_id=11, override="Quick")
    settle(qtbot, actions)
    # (7 + 10 × 25 %) ÷ 17
    assert facts.measured.text.startswith("Measured 55.88%: 7 of 7 deals")
    QTest.keyClick(facts.use_measured, Key.Key_Space)
    assert stage(actions, 7).probability == 5588
    settle(qtbot, actions)
    assert facts.probability.line.text() == "55.88%"


def test_limits_are_set_each_as_one_step(
    section: PipelinesSection, actions: Actions, qtbot: QtBot
) -> None:
    section.stages.select(4)
    section.sheet.tabs.setCurrentIndex(LIMITS)
    limits = section.sheet.limits
    settle(qtbot, actions)
    actions.do(stages.edit, stage_id=4, fields={}, time_limit=stages.WantedLimit(None))
    settle(qtbot, actions)
    limits.time.number.setFocus()
    QTest.keyClicks(limits.time.number, "4.5")
    drawn = section.preview.stages[3].limit
    assert drawn == Limit(270, None) and stage(actions, 4).limit is None
    QTest.keyClick(limits.time.for_running, Key.Key_Space)
    QTest.keyClick(limits.time.number, Key.Key_Return)
    assert stage(actions, 4).limit == Limit(270, None)
    book: LimitBook = actions.ask(limit_book)
    assert book.stage_versions(4)[-1].for_running
    settle(qtbot, actions)
    assert limits.in_force.text.startswith("4 h 30 min of business time since 1 Apr 2026.")
    # The same unit in days; no part of a day, and not more than anybody means.
    limits.time.unit.setCurrentIndex(1)
    QTest.keyClick(limits.time.number, Key.Key_Return)
    assert limits.time.problem.isVisible()
    limits.time.number.setText("")
    QTest.keyClicks(limits.time.number, "2")
    QTest.keyClick(limits.time.number, Key.Key_Return)
    assert stage(actions, 4).limit == Limit(None, 2)
    for made, field in ((limits.idle, "idle_limit_days"), (limits.wip, "wip_limit")):
        made.line.setFocus()
        made.line.selectAll()
        QTest.keyClicks(made.line, "3")
        assert getattr(section.preview.stages[3], field) == 3
        QTest.keyClick(made.line, Key.Key_Tab)
        assert getattr(stage(actions, 4), field) == 3
    limits.wip.line.setFocus()
    limits.wip.line.selectAll()
    QTest.keyClick(limits.wip.line, Key.Key_Delete)
    QTest.keyClick(limits.wip.line, Key.Key_Tab)
    assert stage(actions, 4).wip_limit is None
    limits.time.number.selectAll()
    QTest.keyClick(limits.time.number, Key.Key_Delete)
    QTest.keyClick(limits.time.number, Key.Key_Return)
    assert stage(actions, 4).limit is None
    for _step in range(6):
        actions.undo()
    assert stage(actions, 4).limit is None and stage(actions, 4).idle_limit_days is not None


def test_a_limit_is_tried_before_it_is_set(
    section: PipelinesSection, actions: Actions, qtbot: QtBot
) -> None:
    for number in range(6):
        made = actions.workspace.do(
            deals.create, at=NOW - 40 * 86_400, title=f"{number}", stage_id=4
        )
        actions.workspace.do(
            deals.move_to_stage,
            at=NOW - (30 + number) * 86_400,
            deal_id=made.value,
            stage_id=5,
            override="Quick",
        )
    section.refresh()
    section.stages.select(4)
    section.sheet.tabs.setCurrentIndex(LIMITS)
    limits = section.sheet.limits
    settle(qtbot, actions)
    ladder = limits.ladder.table
    # The deadline of the longest limit is still to come.
    stays = [cell.text() for row in range(ladder.rowCount()) if (cell := ladder.item(row, 2))]
    assert stays == ["6"] * 10 + ["0"]
    ladder.setFocus()
    ladder.selectRow(6)
    QTest.keyClick(ladder, Key.Key_Return)
    assert (limits.time.number.text(), limits.time.unit.currentIndex()) == ("3", 1)
    assert limits.trial.text == "In the last 12 months 33.3% of 6 stays would have kept it."
    limits.time.number.selectAll()
    QTest.keyClicks(limits.time.number, "7")
    qtbot.waitUntil(lambda: "100.0%" in limits.trial.text)
    assert stage(actions, 4).limit != Limit(None, 7)
    QTest.keyClick(limits.time.number, Key.Key_Escape)
    assert limits.time.limit == stage(actions, 4).limit


def test_what_a_stage_asks_for_is_changed_at_every_level(
    section: PipelinesSection, actions: Actions, dialogs: Dialogs
) -> None:
    def asked() -> list[tuple[Any, ...]]:
        return [(one.condition, one.least_score, one.level) for one in stage(actions, 6).criteria]

    section.stages.select(6)
    section.sheet.tabs.setCurrentIndex(CRITERIA)
    given, listed = asked(), section.sheet.criteria

    def score(dialog: QDialog) -> None:
        assert isinstance(dialog, CriterionDialog)
        assert not dialog.confirm.isEnabled()
        dialog.condition.setCurrentIndex(dialog.condition.findData("score_reached"))
        dialog.score.setValue(120)
        dialog.level.setCurrentIndex(dialog.level.findData("block"))
        assert dialog.hint.text() == "No deal goes on before it is true."
        typed("", Key.Key_Return)(dialog)

    dialogs.expect(score)
    press(listed, Key.Key_Insert)
    assert asked() == [*given, ("score_reached", 120, "block")]
    assert names(listed)[-1] == "Lead score from 120 on" and listed.key == len(given) + 1
    if given:
        press(listed, Key.Key_Up, alt=True)
        assert asked()[-2] == ("score_reached", 120, "block")
        drag(listed, len(given) - 1, len(given))
        assert asked()[-1] == ("score_reached", 120, "block")

    def only_note(dialog: QDialog) -> None:
        assert isinstance(dialog, CriterionDialog) and dialog.score.value() == 120
        dialog.level.setCurrentIndex(dialog.level.findData("log"))
        typed("", Key.Key_Return)(dialog)

    listed.select(len(given) + 1)
    dialogs.expect(only_note)
    press(listed, Key.Key_Return)
    assert asked()[-1] == ("score_reached", 120, "log")
    # What was not changed is no step.
    before = actions.undo_text()
    dialogs.expect(typed("", Key.Key_Return))
    press(listed, Key.Key_Return)
    press(listed, Key.Key_Delete)
    assert asked() == given and actions.undo_text() == before
    for _step in range(5 if given else 3):
        actions.undo()
    assert asked() == given
