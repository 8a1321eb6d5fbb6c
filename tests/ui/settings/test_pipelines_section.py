"""Pipelines and stages in the settings: by keyboard, by mouse, each edit one step."""

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from revops_desktop.analytics.river_settings import Rivers, StageSettings, rivers
from revops_desktop.ui.actions import Actions
from revops_desktop.ui.settings import river_writer
from revops_desktop.ui.settings.pipelines_dialog import PipelinesDialog
from revops_desktop.ui.settings.pipelines_section import PipelinesSection
from revops_desktop.ui.settings.river_dialogs import (
    NewPipelineDialog,
    NewStageDialog,
    WhereToDialog,
)
from revops_desktop.ui.settings.rows_panel import RowsPanel
from tests.conftest import Dialogs
from tests.ui.settings.conftest import Show, typed
from tests.ui.settings.test_people_section import names, press

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton


def kept(actions: Actions) -> Rivers:
    return actions.ask(rivers)


def stage(actions: Actions, stage_id: int) -> StageSettings:
    """A stage of the first pipeline, as the file has it."""
    found = kept(actions).pipelines[0].stages
    return next(one for one in found if one.stage_id == stage_id)


def settle(qtbot: QtBot, actions: Actions) -> None:
    """Waits for what was asked in the background."""
    qtbot.waitUntil(lambda: not actions.is_busy)


def drag(panel: RowsPanel, row: int, to: int, *, let_go: bool = True) -> None:
    """A row carried by the mouse behind (or, upwards, before) another one."""
    table = panel.table

    def middle(at: int, more: int = 0) -> QPoint:
        top = table.rowViewportPosition(at) + table.rowHeight(at) // 2
        return QPoint(60, top + more)

    QTest.mousePress(table.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, middle(row))
    for place in (middle(row, 14), middle(to, 8 if to > row else -8)):
        QTest.mouseMove(table.viewport(), place)
    if let_go:
        QTest.mouseRelease(
            table.viewport(),
            LEFT,
            Qt.KeyboardModifier.NoModifier,
            middle(to, 8 if to > row else -8),
        )


@pytest.fixture
def section(show: Show) -> PipelinesSection:
    return show(PipelinesSection)


def manage(section: PipelinesSection, dialogs: Dialogs, do: Any) -> None:
    """Opens the list of all pipelines, does something there, closes it."""

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, PipelinesDialog)
        do(dialog.pipelines)
        QTest.keyClick(dialog, Key.Key_Escape)

    dialogs.expect(answer)
    QTest.keyClick(section.all_pipelines, Key.Key_Space)


def add_second(panel: RowsPanel, dialogs: Dialogs) -> None:
    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, NewPipelineDialog)
        typed("", Key.Key_Down)(dialog)
        dialog.name.setFocus()
        typed("Partners & 友人", Key.Key_Return)(dialog)

    dialogs.expect(answer)
    press(panel, Key.Key_Insert)


def test_pipelines_are_added_ordered_and_renamed(
    section: PipelinesSection, actions: Actions, dialogs: Dialogs
) -> None:
    def do(panel: RowsPanel) -> None:
        add_second(panel, dialogs)
        assert names(panel) == ["The Model (B2B)", "Partners & 友人"]
        press(panel, Key.Key_Up, alt=True)
        assert names(panel) == ["Partners & 友人", "The Model (B2B)"]
        drag(panel, 0, 1)
        assert names(panel) == ["The Model (B2B)", "Partners & 友人"]
        panel.select(2)
        dialogs.expect(typed("Friends", Key.Key_Return))
        press(panel, Key.Key_Return)
        assert names(panel)[1] == "Friends"

    manage(section, dialogs, do)
    # The new one is shown.
    assert section.pipeline.currentText() == "Friends"
    assert names(section.stages)[:2] == ["Meet", "Inquiry"]
    for _step in range(4):
        actions.undo()
    assert [one.name for one in kept(actions).pipelines] == ["The Model (B2B)"]
    assert names(section.stages)[0] == "Lead"


def test_deleting_a_pipeline_in_use_asks_for_each_stage(
    section: PipelinesSection, actions: Actions, dialogs: Dialogs
) -> None:
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

    def do(panel: RowsPanel) -> None:
        add_second(panel, dialogs)
        panel.select(1)
        dialogs.expect(answer)
        press(panel, Key.Key_Delete)
        assert names(panel) == ["Partners & 友人"]

    manage(section, dialogs, do)
    assert actions.pipeline_id == 2
    standing = {one.name: one.standing for one in kept(actions).in_use[0].stages}
    assert standing["Meet"] == 2 and standing["Inquiry"] == 1 and standing["Contract"] == 1
    actions.undo()
    assert section.pipeline.count() == 2


def test_the_last_pipeline_is_refused(section: PipelinesSection, dialogs: Dialogs) -> None:
    def do(panel: RowsPanel) -> None:
        dialogs.expect(lambda dialog: dialog.accept())
        press(panel, Key.Key_Delete)

    manage(section, dialogs, do)
    assert "last pipeline" in dialogs.seen[1]


def test_a_stage_is_added_behind_the_chosen_one(
    section: PipelinesSection, actions: Actions, dialogs: Dialogs
) -> None:
    section.stages.select(8)

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, NewStageDialog)
        assert dialog.phase.currentText() == "Opportunity"
        assert not dialog.confirm.isEnabled()
        typed("Demo", Key.Key_Return)(dialog)

    dialogs.expect(answer)
    press(section.stages, Key.Key_Insert)
    found = kept(actions).pipelines[0].stages
    place = next(number for number, one in enumerate(found) if one.name == "Demo")
    assert found[place - 1].stage_id == 8
    assert found[place].probability == found[place - 1].probability
    assert section.stages.key == found[place].stage_id
    assert section.sheet.stage == found[place]


def test_stages_are_dragged_into_another_order(
    section: PipelinesSection, actions: Actions, dialogs: Dialogs
) -> None:
    before = names(section.stages)
    drag(section.stages, 0, 2, let_go=False)
    # The preview shows the order while the row is carried, and Esc puts it back.
    shown = [before[1], before[2], before[0]]
    assert [one.name for one in section.preview.stages][:3] == shown
    QTest.keyClick(section.stages.table, Key.Key_Escape)
    assert [one.name for one in section.preview.stages] == before
    assert names(section.stages) == before and actions.undo_text() != "Reorder"
    drag(section.stages, 0, 2)
    assert names(section.stages)[:3] == shown
    drag(section.stages, 2, 0)
    assert names(section.stages) == before
    # An order that breaks the phases is refused: the row lies where it lay.
    dialogs.expect(lambda dialog: dialog.accept())
    drag(section.stages, 3, 5)
    assert "follow each other" in dialogs.seen[0]
    assert names(section.stages) == before
    assert [one.name for one in section.preview.stages] == before
    actions.undo()
    assert names(section.stages)[:3] == shown


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
    # An archived one is only looked at, and brought back; rows are carried past it.
    section.stages.select(2)
    assert not section.sheet.facts.isEnabled() and section.sheet.restore.isVisible()
    drag(section.stages, 0, 2)
    assert names(section.stages)[:3] == ["Hot lead", "Lead", "Nurturing (archived)"]
    section.stages.select(2)
    QTest.keyClick(section.sheet.restore, Key.Key_Space)
    assert "Nurturing" in names(section.stages) and section.sheet.facts.isEnabled()


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
    monkeypatch.setattr(river_writer, "MANY_DEALS", 1)
    section.stages.select(4)
    with qtbot.waitSignal(actions.changed):
        press(section.stages, Key.Key_Delete)
        assert actions.running is not None
    assert "Contact" not in names(section.stages)
    # What touches no deal is written at once.
    section.sheet.facts.name.line.setText("Hello")
    section.sheet.facts.name.commit()
    assert actions.running is None and "Hello" in names(section.stages)


def test_a_click_in_the_preview_chooses_a_stage(section: PipelinesSection) -> None:
    spans = section.preview.columns.spans()
    stage_of, left, width = spans[2]
    QTest.mouseClick(
        section.preview.columns,
        LEFT,
        Qt.KeyboardModifier.NoModifier,
        QPoint(left + width // 2, 20),
    )
    assert section.stages.key == stage_of.stage_id == 3
