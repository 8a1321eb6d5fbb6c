"""Exit reasons, nurturing lists and segments in the settings, by keyboard."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from revops_desktop.analytics import exit_reasons, exits, nurture_lists, segments
from revops_desktop.operations import companies, deals
from revops_desktop.ui.actions import Actions
from revops_desktop.ui.figures.deals import DealsDialog
from revops_desktop.ui.settings.people_section import PeopleSection
from revops_desktop.ui.settings.reasons_dialog import ReasonDialog
from revops_desktop.ui.settings.reasons_section import ReasonsSection
from revops_desktop.ui.settings.segments_panel import MergeDialog
from tests.conftest import Dialogs
from tests.ui.settings.conftest import Show, typed
from tests.ui.settings.test_people_section import names, press

Key = Qt.Key


@pytest.fixture
def section(show: Show) -> ReasonsSection:
    return show(ReasonsSection)


def offered(actions: Actions, kind: str = "lost") -> dict[str, tuple[int | None, bool, int]]:
    """What an exit offers: wait, note, how many below."""
    return {
        one.name: (one.usual_wait_days, one.asks_note, len(one.details))
        for one in actions.ask(exits.reasons)[kind]
    }


def test_a_reason_is_added_detailed_and_edited(
    section: ReasonsSection, actions: Actions, dialogs: Dialogs
) -> None:
    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, ReasonDialog)
        assert not dialog.confirm.isEnabled()
        dialog.name.setText("方針 <b>&")
        dialog.wait.field.setFocus()
        typed("120", Key.Key_Return)(dialog)

    dialogs.expect(fill)
    press(section.first, Key.Key_Insert)
    assert offered(actions)["方針 <b>&"] == (120, False, 0)
    assert section.second.heading.text() == "In detail: 方針 <b>&"
    dialogs.expect(typed("Merger", Key.Key_Return))
    press(section.second, Key.Key_Insert)
    assert names(section.second) == ["Merger"]

    def ask_for_note(dialog: QDialog) -> None:
        assert isinstance(dialog, ReasonDialog)
        dialog.note.click()
        typed("Policy", Key.Key_Return)(dialog)

    dialogs.expect(ask_for_note)
    press(section.first, Key.Key_Return)
    assert offered(actions)["Policy"] == (120, True, 1)
    press(section.first, Key.Key_Up, alt=True)
    assert names(section.first)[-2:] == ["Policy", "Other"]
    dialogs.expect(lambda dialog: QTest.keyClick(dialog, Key.Key_Return))
    press(section.first, Key.Key_Delete)
    assert "1 reason below it goes with it." in dialogs.seen[-1]
    assert "Policy" not in offered(actions)
    actions.undo()
    assert offered(actions)["Policy"] == (120, True, 1)


def test_what_deals_left_for_is_archived_and_each_way_out_has_its_own(
    section: ReasonsSection, actions: Actions, dialogs: Dialogs, qtbot: QtBot
) -> None:
    budget = next(
        one for one in actions.ask(exit_reasons.reasons) if one.name == "No budget could be found"
    )
    actions.do(deals.leave_river, deal_id=1, kind="lost", reason_id=budget.reason_id)
    assert section.first.line is not None and section.first.line.cells[3] == "1"
    shown: list[str] = []

    def read(dialog: QDialog) -> None:
        assert isinstance(dialog, DealsDialog)
        shown.append(f"{dialog.windowTitle()}: {dialog.model.rowCount()}")
        dialog.reject()

    dialogs.expect(read)
    section.first.buttons["deals"].click()
    qtbot.waitUntil(lambda: bool(shown))
    assert shown == ["Left for “Budget”: 1"]
    dialogs.expect(lambda dialog: QTest.keyClick(dialog, Key.Key_Return))
    press(section.first, Key.Key_Delete)
    assert "1 deal left for it" in dialogs.seen[-1]
    assert "Budget" not in names(section.first)
    section.first.archived.click()
    assert names(section.first)[-1] == "Budget (archived)"
    section.first.select(budget.parent_id or 0)
    assert not section.second.isEnabled()
    section.first.buttons["restore"].click()
    assert "Budget" in names(section.first)
    section.kinds.setCurrentIndex(2)
    assert names(section.first)[0] == "Value and use"


def test_nurturing_lists_are_kept(
    section: ReasonsSection, actions: Actions, dialogs: Dialogs
) -> None:
    dialogs.expect(typed("Phone", Key.Key_Return))
    press(section.lists, Key.Key_Insert)
    dialogs.expect(typed("Telephone", Key.Key_Return))
    press(section.lists, Key.Key_Return)
    assert names(section.lists)[-1] == "Telephone"
    press(section.lists, Key.Key_Up, alt=True)
    press(section.lists, Key.Key_Delete)
    assert [one.name for one in actions.ask(nurture_lists.lists)] == [
        *("Newsletter", "A call each quarter", "Seminar invitations"),
    ]


@pytest.fixture
def people(show: Show, actions: Actions) -> Any:
    for name, segment in (("A", "SMB"), ("B", "Large"), ("C", "Large")):
        actions.do(companies.create, name=name, segment=segment)
    return show(PeopleSection)


def test_segments_are_taken_up_renamed_and_merged(
    people: PeopleSection, actions: Actions, dialogs: Dialogs
) -> None:
    panel = people.segments
    assert panel.take_up.isVisible()
    panel.take_up.click()
    assert names(panel) == ["Large", "SMB"]
    assert not panel.take_up.isVisible()
    dialogs.expect(typed("Enterprise", Key.Key_Return))
    press(panel, Key.Key_Return)
    assert actions.ask(segments.offered) == ("Enterprise", "SMB")

    def into(dialog: QDialog) -> None:
        assert isinstance(dialog, MergeDialog)
        assert [dialog.into.itemText(n) for n in range(dialog.into.count())] == ["SMB"]
        QTest.keyClick(dialog, Key.Key_Return)

    dialogs.expect(into)
    panel.merge.click()
    listed = actions.ask(segments.segments).listed
    assert [tuple(one)[1:] for one in listed] == [("SMB", 0, 3, ("SMB",))]
    assert not panel.merge.isEnabled()
    actions.undo()
    assert names(panel) == ["Enterprise", "SMB"]
    panel.select(1)
    dialogs.expect(lambda dialog: QTest.keyClick(dialog, Key.Key_Return))
    press(panel, Key.Key_Delete)
    assert "2 companies have it and keep it" in dialogs.seen[-1]
    assert actions.ask(segments.offered) == ("SMB",)
