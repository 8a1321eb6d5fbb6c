"""Members, pods and functions in the settings, by keyboard."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QMenu
from pytestqt.qtbot import QtBot

from revops_desktop.analytics.people import People, people
from revops_desktop.operations import deals, members
from revops_desktop.ui.actions import Actions
from revops_desktop.ui.settings.people_dialogs import GoesToDialog, PersonDialog, TakeOverDialog
from revops_desktop.ui.settings.people_section import PeopleSection
from revops_desktop.ui.settings.rows_panel import RESTORE, RowsPanel
from tests.conftest import Dialogs
from tests.ui.settings.conftest import Show, typed

Key = Qt.Key


@pytest.fixture
def section(show: Show) -> PeopleSection:
    return show(PeopleSection)


def names(panel: RowsPanel) -> list[str]:
    """What stands in the first column."""
    items = [panel.table.item(row, 0) for row in range(panel.table.rowCount())]
    return [item.text() for item in items if item is not None]


def kept(actions: Actions) -> People:
    return actions.ask(people)


def press(panel: RowsPanel, key: Qt.Key, *, alt: bool = False) -> None:
    """A key in the table."""
    held = Qt.KeyboardModifier.AltModifier if alt else Qt.KeyboardModifier.NoModifier
    QTest.keyClick(panel.table, key, held)


def test_a_member_is_added_and_edited(
    section: PeopleSection, actions: Actions, dialogs: Dialogs
) -> None:
    dialogs.expect(typed("<b>Anna</b> & 翔子", Key.Key_Return))
    press(section.members, Key.Key_Insert)
    assert names(section.members) == ["<b>Anna</b> & 翔子", "Misaki Sato", "髙橋 翔"]
    assert section.members.key == 3

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, PersonDialog)
        dialog.function.setCurrentIndex(2)
        dialog.quota.setFocus()
        typed("1,200,000")(dialog)
        dialog.email.setFocus()
        typed("anna@example.co.jp", Key.Key_Return)(dialog)

    dialogs.expect(fill)
    press(section.members, Key.Key_Return)
    made = kept(actions).member(3)
    assert made is not None
    assert (made.function, made.monthly_quota) == ("Inside sales", 1_200_000)
    assert made.email == "anna@example.co.jp"
    for _step in range(2):
        actions.undo()
    assert names(section.members) == ["Misaki Sato", "髙橋 翔"]


def test_a_refusal_leaves_the_dialog_open(
    section: PeopleSection, actions: Actions, dialogs: Dialogs
) -> None:
    def twice(dialog: QDialog) -> None:
        dialogs.expect(lambda said: said.accept())
        typed("ＭＩＳＡＫＩ　sato", Key.Key_Return)(dialog)
        assert dialog.isVisible() and "already" in dialogs.seen[-1]
        typed("", Key.Key_Escape)(dialog)

    dialogs.expect(twice)
    press(section.members, Key.Key_Insert)
    assert len(kept(actions).members) == 2


def test_who_holds_deals_hands_them_over_first(
    section: PeopleSection, actions: Actions, dialogs: Dialogs
) -> None:
    # Something was done under that name, so that it is archived and not deleted.
    actions.workspace.member_id = 1
    actions.do(deals.move_to_stage, deal_id=2, stage_id=3, override="Heard it by phone")
    actions.workspace.member_id = None
    section.members.select(1)

    def hand_over(dialog: QDialog) -> None:
        assert isinstance(dialog, TakeOverDialog)
        assert dialog.said.text() == "3 open deals need an owner."
        assert not dialog.confirm.isEnabled()
        typed("", Key.Key_Down)(dialog)
        assert dialog.who.currentText() == "髙橋 翔"
        QTest.keyClick(dialog.customers, Key.Key_Space)
        typed("", Key.Key_Return)(dialog)

    dialogs.expect(hand_over)
    press(section.members, Key.Key_Delete)
    assert names(section.members) == ["髙橋 翔"]
    taker = kept(actions).member(2)
    assert taker is not None and (taker.open_deals, taker.customers) == (3, 1)
    # The archived one is shown on demand, and brought back.
    QTest.keyClick(section.members.archived, Key.Key_Space)
    assert names(section.members) == ["髙橋 翔", "Misaki Sato (archived)"]
    section.members.select(1)
    QTest.keyClick(section.members.buttons[RESTORE], Key.Key_Space)
    assert names(section.members) == ["Misaki Sato", "髙橋 翔"]


def test_one_who_did_nothing_is_deleted_after_a_question(
    section: PeopleSection, actions: Actions, dialogs: Dialogs
) -> None:
    section.members.select(2)
    dialogs.expect(lambda dialog: QTest.keyClick(dialog, Key.Key_Escape))
    press(section.members, Key.Key_Delete)
    dialogs.expect(lambda dialog: QTest.keyClick(dialog, Key.Key_Return))
    press(section.members, Key.Key_Delete)
    assert names(section.members) == ["Misaki Sato"]


def test_who_sits_here_is_refused(
    section: PeopleSection, actions: Actions, dialogs: Dialogs
) -> None:
    actions.workspace.member_id = 1
    section.members.select(1)
    dialogs.expect(lambda dialog: dialog.accept())
    press(section.members, Key.Key_Delete)
    assert "sits at this screen" in dialogs.seen[0]
    assert len(names(section.members)) == 2


def test_pods_are_added_ordered_renamed_and_deleted(
    section: PeopleSection, actions: Actions, dialogs: Dialogs
) -> None:
    for name in ("SMB", "大企業"):
        dialogs.expect(typed(name, Key.Key_Return))
        press(section.pods, Key.Key_Insert)
    section.pods.select(2)
    press(section.pods, Key.Key_Up, alt=True)
    assert names(section.pods) == ["大企業", "SMB"] and section.pods.key == 2
    press(section.pods, Key.Key_Up, alt=True)
    dialogs.expect(typed("Enterprise", Key.Key_Return))
    press(section.pods, Key.Key_F2)
    assert names(section.pods) == ["Enterprise", "SMB"]
    actions.do(members.edit, member_id=1, fields={"pod_id": 2})

    def goes_to(dialog: QDialog) -> None:
        assert isinstance(dialog, GoesToDialog) and dialog.to.currentText() == "SMB"
        typed("", Key.Key_Return)(dialog)

    dialogs.expect(goes_to)
    press(section.pods, Key.Key_Delete)
    assert [one.pod for one in kept(actions).members] == ["SMB", ""]


def test_functions_keep_their_stages_when_one_is_deleted(
    section: PeopleSection, actions: Actions, dialogs: Dialogs
) -> None:
    before = [(one.name, one.stages) for one in kept(actions).functions]

    def goes_to(dialog: QDialog) -> None:
        assert isinstance(dialog, GoesToDialog)
        typed("", Key.Key_Down, Key.Key_Return)(dialog)

    dialogs.expect(goes_to)
    section.functions.select(1)
    press(section.functions, Key.Key_Delete)
    after = [(one.name, one.stages) for one in kept(actions).functions]
    assert after == [before[1], (before[2][0], before[2][1] + before[0][1]), before[3]]


def test_the_menu_offers_what_the_buttons_do(qtbot: QtBot, section: PeopleSection) -> None:
    section.members.show_menu(QPoint(10, 10))
    menus = section.members.findChildren(QMenu)
    assert [one.text() for one in menus[0].actions()][:3] == [
        "Add member…",
        "Edit…",
        "Delete…",
    ]
    menus[0].close()
