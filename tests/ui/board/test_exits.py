"""The ways out of the river, by mouse and by menu, each with its reason (domain.md §3)."""

from datetime import timedelta

import pytest
from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from sqlalchemy import select

from revops_desktop.analytics import exits
from revops_desktop.analytics.exits import Reason
from revops_desktop.database.tables import deal_exit, deal_state
from revops_desktop.i18n import day
from revops_desktop.ui.board.exit_dialog import ExitDialog
from tests.ui.board.conftest import Hands


def left(hands: Hands) -> tuple:
    """How the one deal that left did so: status, reason, note, day of waking up."""

    def question(session):
        return session.execute(
            select(
                deal_state.c.status, deal_exit.c.reason_id, deal_exit.c.note, deal_exit.c.wake_on
            ).join(deal_exit, deal_exit.c.deal_id == deal_state.c.deal_id)
        ).one()

    return tuple(hands.actions.ask(question))


def every(reasons: tuple[Reason, ...]) -> list[Reason]:
    return [one for top in reasons for one in (top, *top.details)]


def a_reason(hands: Hands, kind: str, *, waits: bool | None = None, note: bool = False) -> Reason:
    """A reason of the file's own list."""
    found = every(hands.actions.ask(exits.reasons)[kind])
    return next(
        one
        for one in found
        if one.asks_note is note and (waits is None or (one.usual_wait_days is not None) is waits)
    )


def choose(reason: Reason, note: str = ""):
    """Answers the dialog with a reason."""

    def answer(dialog: ExitDialog) -> None:
        assert dialog.choose(reason.reason_id)
        dialog.note.setPlainText(note)
        dialog.confirm.click()

    return answer


def test_the_exits_appear_while_a_card_is_carried(hands: Hands) -> None:
    hands.add("One")
    hands.add("Customer", 10)
    assert not hands.page.exits.isVisible()
    held = hands.lift(0)
    assert hands.page.exits.isVisible()
    assert list(hands.page.exits.targets()) == ["lost", "recycled"]
    hands.drop(held, hands.over(0))
    assert not hands.page.exits.isVisible()
    hands.page.area.show_column(hands.pane(10))
    held = hands.lift(10)
    assert list(hands.page.exits.targets()) == ["churned"]
    hands.drop(held, hands.over(10))


@pytest.mark.parametrize("kind", ("lost", "recycled"))
def test_a_card_dropped_on_an_exit_leaves_with_its_reason(hands, dialogs, qtbot, kind) -> None:
    hands.add("One")
    hands.add("Two")
    reason = a_reason(hands, kind)
    dialogs.expect(choose(reason))
    held = hands.lift(0, row=0)
    hands.drop(held, hands.over_exit(kind))
    qtbot.waitUntil(lambda: hands.titles(0) == ["One"])
    assert left(hands)[:2] == (kind, reason.reason_id)
    assert hands.selected() == "One"
    assert reason.name in hands.page.toast.line.text()
    hands.actions.undo()
    assert hands.titles(0) == ["Two", "One"]


def test_a_cancelled_exit_leaves_the_card(hands, dialogs, qtbot) -> None:
    hands.add("One")
    dialogs.expect(lambda dialog: QTest.keyClick(dialog, Qt.Key.Key_Escape))
    hands.drop(hands.lift(0), hands.over_exit("lost"))
    qtbot.waitUntil(lambda: len(dialogs.seen) == 1)
    assert hands.titles(0) == ["One"]


def test_an_exit_is_reached_by_the_menu(hands, dialogs, qtbot) -> None:
    hands.add("Customer", 11)
    reason = a_reason(hands, "churned")
    dialogs.expect(choose(reason))
    hands.page.menus.of_cards(hands.page.mapToGlobal(QPoint(50, 50)))
    menu = next(one for one in hands.page.findChildren(QMenu) if one.isVisible())
    next(one for one in menu.actions() if one.text() == "Churned…").trigger()
    menu.close()
    assert hands.titles(11) == []
    assert left(hands)[:2] == ("churned", reason.reason_id)


def test_the_menu_moves_to_any_stage(hands) -> None:
    hands.add("One")
    hands.page.menus.of_cards(hands.page.mapToGlobal(QPoint(50, 50)))
    menu = next(one for one in hands.page.findChildren(QMenu) if one.isVisible())
    targets = next(one for one in menu.findChildren(QMenu) if one.title() == "Move to")
    stages = targets.actions()[:14]
    assert [one.isEnabled() for one in stages] == [False] + [True] * 13
    targets.actions()[7].trigger()
    menu.close()
    assert hands.titles(7) == ["One"]


def test_a_reason_is_needed_and_a_note_where_it_asks_for_one(hands, qtbot) -> None:
    reasons = hands.actions.ask(exits.reasons)
    dialog = ExitDialog("lost", "One", reasons, hands.page.scale.today, hands.page)
    assert not dialog.confirm.isEnabled()
    dialog.accept()
    assert dialog.result() == 0
    dialog.choose(a_reason(hands, "lost", note=True).reason_id)
    assert not dialog.confirm.isEnabled()
    dialog.note.setPlainText("  ")
    assert not dialog.confirm.isEnabled()
    dialog.note.setPlainText("because")
    assert dialog.confirm.isEnabled()


def test_no_reason_is_chosen_before_somebody_chose_one(hands, qtbot) -> None:
    reasons = hands.actions.ask(exits.reasons)
    dialog = ExitDialog("lost", "One", reasons, hands.page.scale.today, hands.page)
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    dialog.tree.setFocus()
    assert dialog.reason is None and not dialog.confirm.isEnabled()
    QTest.keyClick(dialog.tree, Qt.Key.Key_Return)
    assert dialog.isVisible()
    QTest.keyClick(dialog.tree, Qt.Key.Key_Down)
    assert dialog.reason is not None


def test_recycling_proposes_the_day_that_the_reason_usually_needs(hands) -> None:
    reasons = hands.actions.ask(exits.reasons)
    today = hands.page.scale.today
    dialog = ExitDialog("recycled", "One", reasons, today, hands.page)
    reason = a_reason(hands, "recycled", waits=True)
    dialog.choose(reason.reason_id)
    assert reason.usual_wait_days is not None
    wanted = today + timedelta(days=reason.usual_wait_days)
    assert dialog.answer().wake_on == wanted.isoformat()
    dialog.wake_on.setDate(QDate(2027, 1, 2))
    dialog.wake_on.userDateChanged.emit(QDate(2027, 1, 2))
    other = [one for one in every(reasons["recycled"]) if one is not reason][-1]
    dialog.choose(other.reason_id)
    assert dialog.answer().wake_on == "2027-01-02"


def test_a_lost_deal_that_may_come_back_is_offered_recycling(hands, dialogs) -> None:
    hands.add("One")
    reason = a_reason(hands, "lost", waits=True)

    def answer(dialog: ExitDialog) -> None:
        dialog.choose(reason.reason_id)
        assert dialog.offer.isVisible()
        dialog.recycle.click()
        assert dialog.kind == "recycled"
        assert not dialog.offer.isVisible()
        if dialog.reason is None:
            dialog.choose(a_reason(hands, "recycled").reason_id)
        dialog.confirm.click()

    dialogs.expect(answer)
    hands.page.deeds.leave((hands.card(0).deal_id,), "lost")
    status, _reason, _note, wake_on = left(hands)
    assert status == "recycled"
    assert wake_on is not None


def test_the_day_that_was_offered_for_a_lost_deal_holds(hands) -> None:
    """The lists of reasons differ: choosing the one for recycling must not undo the offer."""
    reasons = hands.actions.ask(exits.reasons)
    today = hands.page.scale.today
    dialog = ExitDialog("lost", "One", reasons, today, hands.page)
    reason = next(one for one in every(reasons["lost"]) if one.usual_wait_days == 275)
    dialog.choose(reason.reason_id)
    offered = today + timedelta(days=275)
    assert day(offered) in dialog.offer_text.text()
    dialog.recycle.click()
    other = next(one for one in every(reasons["recycled"]) if one.usual_wait_days == 180)
    dialog.choose(other.reason_id)
    assert dialog.answer().wake_on == offered.isoformat()


def test_a_recycled_deal_rests_on_a_nurturing_list(hands) -> None:
    reasons = hands.actions.ask(exits.reasons)
    today = hands.page.scale.today
    bare = ExitDialog("recycled", "One", reasons, today, hands.page)
    assert bare.list_row.isHidden()
    lists = ((7, "Newsletter"), (8, "<b>R&D</b>"))
    dialog = ExitDialog("recycled", "One", reasons, today, hands.page, lists=lists)
    assert not dialog.list_row.isHidden()
    dialog.choose(a_reason(hands, "recycled").reason_id)
    assert dialog.answer().nurture_list_id is None
    dialog.list.setCurrentIndex(2)
    assert dialog.answer().nurture_list_id == 8
    lost = ExitDialog("lost", "One", reasons, today, hands.page, lists=lists)
    assert lost.list_row.isHidden()
    lost.choose(a_reason(hands, "lost").reason_id)
    assert lost.answer().nurture_list_id is None
