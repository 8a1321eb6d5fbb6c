"""How often deals went on without what a stage asks for, beside each criterion, with its deals."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from revops_desktop.operations import bulk, deals, stages
from revops_desktop.operations.criteria import WantedCriterion
from revops_desktop.ui.actions import Actions
from revops_desktop.ui.figures.deals import DealsDialog
from revops_desktop.ui.settings.pipelines_section import PipelinesSection
from revops_desktop.ui.settings.rows_panel import DEALS
from revops_desktop.ui.settings.stage_sheet import CRITERIA
from tests.conftest import NOW, Dialogs
from tests.river import ask_nothing
from tests.ui.settings.conftest import Show
from tests.ui.settings.test_pipelines_section import settle


@pytest.fixture
def section(show: Show, actions: Actions) -> PipelinesSection:
    """Phase 2 asks for two things; two deals went on without the first."""
    file = actions.workspace
    file.do(ask_nothing, at=NOW - 60)
    asked = [WantedCriterion(None, text, "checklist") for text in ("BANT <b>", "Order")]
    file.do(stages.edit, at=NOW - 60, stage_id=7, fields={}, criteria=asked)
    for number in range(2):
        made: Any = file.do(deals.create, at=NOW - 50, title=f"Deal {number}", stage_id=7)
        file.do(bulk.move_many, at=NOW - 40, deal_ids=[made.value], stage_id=8, override="Sure")
    found: PipelinesSection = show(PipelinesSection)
    return found


def test_each_criterion_says_how_often_it_was_gone_over(
    section: PipelinesSection, actions: Actions, dialogs: Dialogs, qtbot: QtBot
) -> None:
    section.stages.select(7)
    section.sheet.tabs.setCurrentIndex(CRITERIA)
    listed = section.sheet.criteria
    settle(qtbot, actions)
    items = [listed.table.item(row, 3) for row in range(listed.table.rowCount())]
    assert [item and item.text() for item in items] == ["2 times", "2 times"]
    assert listed.buttons[DEALS].isEnabled()
    seen: list[list[str]] = []

    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, DealsDialog)
        assert dialog.windowTitle() == "Phase 2 · BANT <b>"
        assert dialog.count.text() == "2 times"
        seen.extend(dialog.model.texts(row)[3:5] for row in dialog.model.rows)
        dialog.accept()

    def on_figure() -> None:
        item = listed.table.item(0, 3)
        assert item is not None
        where = listed.table.visualItemRect(item).center()
        QTest.mouseClick(listed.table.viewport(), Qt.MouseButton.LeftButton, pos=where)

    for work in (listed.buttons[DEALS].click, on_figure):
        seen.clear()
        dialogs.expect(look)
        work()
        qtbot.waitUntil(lambda: bool(seen))
        assert seen == [["BANT <b>", "Sure"]] * 2


def test_where_nothing_was_gone_over_there_is_nothing_to_open(
    section: PipelinesSection, actions: Actions, qtbot: QtBot
) -> None:
    for _step in range(4):
        actions.undo()
    section.stages.select(7)
    section.sheet.tabs.setCurrentIndex(CRITERIA)
    listed = section.sheet.criteria
    settle(qtbot, actions)
    item = listed.table.item(0, 3)
    assert item is not None and item.text() == "0 times"
    assert item.textAlignment() & Qt.AlignmentFlag.AlignRight
    assert not listed.buttons[DEALS].isEnabled()
