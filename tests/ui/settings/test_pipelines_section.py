"""Pipelines and stages in the settings, by keyboard."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from revops_desktop.analytics.river_settings import Rivers, rivers
from revops_desktop.ui.actions import Actions
from revops_desktop.ui.settings import pipelines_section
from revops_desktop.ui.settings.criteria_list import CriterionDialog
from revops_desktop.ui.settings.pipelines_section import PipelinesSection
from revops_desktop.ui.settings.river_dialogs import NewPipelineDialog, StageDialog, WhereToDialog
from tests.conftest import Dialogs
from tests.ui.settings.conftest import Show, typed
from tests.ui.settings.test_people_section import names, press

Key = Qt.Key


@pytest.fixture
def section(show: Show) -> PipelinesSection:
    return show(PipelinesSection)


def kept(actions: Actions) -> Rivers:
    return actions.ask(rivers)


def add_second(section: PipelinesSection, dialogs: Dialogs) -> None:
    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, NewPipelineDialog)
        typed("", Key.Key_Down)(dialog)
        dialog.name.setFocus()
        typed("Partners & 友人", Key.Key_Return)(dialog)

    dialogs.expect(answer)
    press(section.pipelines, Key.Key_Insert)


def test_a_pipeline_is_added_from_a_template(
    section: PipelinesSection, actions: Actions, dialogs: Dialogs
) -> None:
    add_second(section, dialogs)
    assert names(section.pipelines) == ["The Model (B2B)", "Partners & 友人"]
    assert names(section.stages)[:2] == ["Meet", "Inquiry"]
    press(section.pipelines, Key.Key_Up, alt=True)
    assert names(section.pipelines) == ["Partners & 友人", "The Model (B2B)"]
    dialogs.expect(typed("Friends", Key.Key_Return))
    press(section.pipelines, Key.Key_Return)
    assert names(section.pipelines)[0] == "Friends"


def test_deleting_a_pipeline_in_use_asks_for_each_stage(
    section: PipelinesSection, actions: Actions, dialogs: Dialogs
) -> None:
    add_second(section, dialogs)
    section.pipelines.select(1)
    assert actions.pipeline_id == 1

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, WhereToDialog)
        assert [box.currentText() for box in dialog.boxes.values()] == ["Meet", "Meet", "Contract"]
        assert not dialog.hint.isVisible()
        box = dialog.boxes[1]
        box.setCurrentIndex(box.findText("Contract"))
        assert dialog.hint.text() == "Deals that were still open count as won then."
        box.setCurrentIndex(0)
        assert not dialog.confirm.isEnabled()
        box.setCurrentIndex(box.findText("Inquiry"))
        typed("", Key.Key_Return)(dialog)

    dialogs.expect(answer)
    press(section.pipelines, Key.Key_Delete)
    assert names(section.pipelines) == ["Partners & 友人"]
    assert actions.pipeline_id == 2
    standing = {one.name: one.standing for one in kept(actions).in_use[0].stages}
    assert standing["Meet"] == 2 and standing["Inquiry"] == 1 and standing["Contract"] == 1
    actions.undo()
    assert len(names(section.pipelines)) == 2


def test_the_last_pipeline_is_refused(section: PipelinesSection, dialogs: Dialogs) -> None:
    dialogs.expect(lambda dialog: dialog.accept())
    press(section.pipelines, Key.Key_Delete)
    assert "last pipeline" in dialogs.seen[0]


def test_a_stage_is_added_behind_the_chosen_one(
    section: PipelinesSection, actions: Actions, dialogs: Dialogs
) -> None:
    section.stages.select(8)

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, StageDialog)
        assert dialog.phase.currentText() == "Opportunity"
        dialog.idle.setFocus()
        typed("14")(dialog)
        dialog.name.setFocus()
        typed("Demo", Key.Key_Return)(dialog)

    dialogs.expect(answer)
    press(section.stages, Key.Key_Insert)
    stages = kept(actions).pipelines[0].stages
    place = next(number for number, one in enumerate(stages) if one.name == "Demo")
    assert stages[place - 1].stage_id == 8
    assert (stages[place].idle_limit_days, stages[place].wip_limit) == (14, None)
    assert section.stages.key == stages[place].stage_id


def test_a_stage_is_edited_and_says_what_another_phase_does(
    section: PipelinesSection, actions: Actions, dialogs: Dialogs
) -> None:
    section.stages.select(11)

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, StageDialog)
        assert not dialog.probability.isEnabled() and not dialog.hint.isVisible()
        dialog.phase.setCurrentIndex(1)
        assert dialog.hint.text().startswith("Deals that were won are open again")
        dialog.probability.setFocus()
        typed("80.5")(dialog)
        dialog.name.setFocus()
        typed("導入前", Key.Key_Return)(dialog)

    dialogs.expect(answer)
    press(section.stages, Key.Key_Return)
    edited = kept(actions).pipelines[0].stages[10]
    assert (edited.name, edited.phase, edited.probability) == ("導入前", "opportunity", 8050)
    dialogs.expect(typed("", Key.Key_Return))
    press(section.stages, Key.Key_Return)
    undo = actions.undo_text()
    assert undo == "Edit stage Onboarding"


def test_deleting_a_stage_asks_only_what_must_be_known(
    section: PipelinesSection, actions: Actions, dialogs: Dialogs
) -> None:
    # Never used: no question. In use: where to.
    section.stages.select(4)
    press(section.stages, Key.Key_Delete)
    assert "Contact" not in names(section.stages)
    section.stages.select(2)

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, WhereToDialog)
        assert dialog.boxes[2].currentText() == "Lead"
        typed("", Key.Key_Return)(dialog)

    dialogs.expect(answer)
    press(section.stages, Key.Key_Delete)
    assert kept(actions).pipelines[0].stages[0].standing == 3
    assert "Nurturing" not in names(section.stages)
    QTest.keyClick(section.stages.archived, Key.Key_Space)
    assert "Nurturing (archived)" in names(section.stages)


def test_an_order_that_breaks_the_phases_is_refused(
    section: PipelinesSection, actions: Actions, dialogs: Dialogs
) -> None:
    before = names(section.stages)
    section.stages.select(4)
    dialogs.expect(lambda dialog: dialog.accept())
    press(section.stages, Key.Key_Down, alt=True)
    assert "follow each other" in dialogs.seen[0]
    assert names(section.stages) == before
    press(section.stages, Key.Key_Up, alt=True)
    assert names(section.stages)[2:4] == ["Contact", "Hot lead"]


def test_a_large_file_is_changed_in_the_background(
    section: PipelinesSection,
    actions: Actions,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pipelines_section, "_MANY_DEALS", 1)
    section.stages.select(4)
    with qtbot.waitSignal(actions.changed):
        press(section.stages, Key.Key_Delete)
        assert actions.running is not None
    assert "Contact" not in names(section.stages)


def test_what_a_stage_asks_for_is_changed_with_it(
    section: PipelinesSection, actions: Actions, dialogs: Dialogs
) -> None:
    def asked() -> list[tuple[str, str]]:
        found = kept(actions).pipelines[0].stages[1].criteria
        return [(one.text, one.condition) for one in found]

    (given,) = asked()
    section.stages.select(2)

    def change(dialog: QDialog) -> None:
        assert isinstance(dialog, StageDialog)

        def amount(inner: QDialog) -> None:
            assert isinstance(inner, CriterionDialog)
            assert not inner.confirm.isEnabled()
            inner.condition.setCurrentIndex(2)
            typed("", Key.Key_Return)(inner)

        dialogs.expect(amount)
        press(dialog.criteria, Key.Key_Insert)
        press(dialog.criteria, Key.Key_Up, alt=True)
        assert names(dialog.criteria) == ["The amount is above 0", given[0]]
        dialog.name.setFocus()
        typed("", Key.Key_Return)(dialog)

    dialogs.expect(change)
    press(section.stages, Key.Key_Return)
    assert asked() == [("The amount is above 0", "amount_above_zero"), given]
    actions.undo()
    assert asked() == [given]
