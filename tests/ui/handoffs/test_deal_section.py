"""The hand-offs of a deal in its panel: what is missing is seen and filled in before it is sent."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from revops_desktop.analytics.handoffs import HandoffSheet, handoff_sheet
from revops_desktop.app import Program
from revops_desktop.operations import deals
from revops_desktop.ui.actions import Actions
from revops_desktop.ui.deal.handoffs_section import HandoffsSection
from tests.handed import BUDGET, NEED, SUZUKI
from tests.ui.handoffs.conftest import NOW, Settle

EXPECTED = 3


@pytest.fixture
def actions(opened: Program, settle: Settle) -> Actions:
    """What the window asks and does."""
    assert opened.actions is not None
    opened.actions.sit_down(SUZUKI)
    settle()
    return opened.actions


@pytest.fixture
def fresh(opened: Program, actions: Actions, settle: Settle) -> Iterator[HandoffsSection]:
    """The section of a deal that was never handed over."""
    done = actions.do(deals.create, title="New", stage_id=1)
    assert done is not None
    yield section(opened, done.value, settle)


def section(opened: Program, deal_id: int, settle: Settle) -> HandoffsSection:
    """The section of a deal, opened in its panel."""
    assert opened.actions is not None
    opened.actions.deal_wanted.emit(deal_id)
    panel = opened.window.side.panel
    assert panel is not None
    panel.show_all()
    settle()
    found = panel.sections["handoffs"]
    assert isinstance(found, HandoffsSection)
    return found


def sheet(shown: HandoffsSection) -> HandoffSheet:
    """What the file says."""
    return shown.desk.actions.ask(handoff_sheet, deal_id=shown.desk.deal_id)


def test_what_is_missing_is_filled_in_before_it_is_sent(
    fresh: HandoffsSection, actions: Actions, settle: Settle
) -> None:
    assert fresh.isVisible() and fresh.beside.text() == "2 items missing"
    (owed,) = fresh.owed
    assert set(owed.editors) == {BUDGET, NEED, EXPECTED}
    for item_id, words in ((BUDGET, "300万円"), (NEED, "急ぎ")):
        field = owed.editors[item_id].field
        field.setFocus()
        field.insertPlainText(words)  # type: ignore[attr-defined]  # a text of several lines
        QTest.keyClick(field, Qt.Key.Key_Tab)
        settle()
    assert fresh.beside.text() == ""
    assert sheet(fresh).sending[0].missing == ()
    assert actions.undo_text() == "Note what to hand over with “New”"
    actions.undo()
    settle()
    assert fresh.beside.text() == "1 item missing"
    assert sheet(fresh).sending[0].missing == ("Need",)


def test_a_field_of_the_deal_is_filled_in_where_it_belongs(
    fresh: HandoffsSection, settle: Settle
) -> None:
    day = fresh.owed[0].editors[EXPECTED]
    day.field.setFocus()
    QTest.keyClicks(day.field, "2026-05-01")
    QTest.keyClick(day.field, Qt.Key.Key_Return)
    settle()
    assert fresh.desk.sheet.fields.expected_close == "2026-05-01"
    (sending,) = sheet(fresh).sending
    assert [one.value for one in sending.items] == [None, None, "1 May 2026"]


def test_what_was_handed_over_is_kept_in_the_panel(
    opened: Program, actions: Actions, settle: Settle, fresh: HandoffsSection
) -> None:
    done = actions.do(deals.move_to_stage, deal_id=fresh.desk.deal_id, stage_id=2, override="x")
    assert done is not None
    settle()
    # Whoever moved it belongs to the receiving function: accepted at once.
    assert [one.one.outcome for one in fresh.blocks] == ["accepted"]
    assert [rows.accessibleName() for rows in fresh.owed] == ["Before it goes to Field sales: SQL"]
    waiting = section(opened, 3, settle)
    (block,) = waiting.blocks
    assert [part.value for part in block.one.items[:2]] == ["300万円", "急ぎ"]
    names = {one.accessibleName() for one in waiting.findChildren(QPushButton) if one.isVisible()}
    assert {"Accept", "Accept and take over", "Return…", "Whole story…"} <= names
    accept = next(
        one
        for one in waiting.findChildren(QPushButton)
        if one.isVisible() and one.accessibleName() == "Accept and take over"
    )
    accept.click()
    settle()
    handed = sheet(waiting).handoffs[0]
    assert (handed.outcome, handed.decider, handed.decided_at) == ("accepted", "Suzuki", NOW)
    assert waiting.desk.sheet.fields.owner_id == SUZUKI


def test_a_deal_without_any_has_no_section(
    opened: Program, actions: Actions, settle: Settle
) -> None:
    done = actions.do(deals.create, title="Customer", stage_id=5)
    assert done is not None
    assert not section(opened, done.value, settle).isVisible()
