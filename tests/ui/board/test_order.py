"""Dropped between cards, a card stays there; sorted, there are no places."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from revops_desktop.operations import activities, contacts, deals, score_rules
from revops_desktop.rules.board import SORTS, Sort
from tests.score_rules import no_rules
from tests.ui.board.conftest import Hands
from tests.ui.board.test_page import shows_the_file


def below(hands: Hands, place: int, row: int) -> QPoint:
    """A global position over the lower half of a card."""
    view = hands.pane(place).view
    rect = view.card_rect(row)
    return view.viewport().mapToGlobal(QPoint(rect.center().x(), rect.bottom() - 4))


def above(hands: Hands, place: int, row: int) -> QPoint:
    """A global position over the upper half of a card."""
    view = hands.pane(place).view
    rect = view.card_rect(row)
    return view.viewport().mapToGlobal(QPoint(rect.center().x(), rect.top() + 4))


def test_a_card_dropped_between_two_stays_there(hands: Hands) -> None:
    for title in ("One", "Two", "Three"):
        hands.add(title)
    hands.drop(hands.lift(0, row=2), below(hands, 0, 0))
    assert hands.titles(0) == ["Three", "One", "Two"]
    assert hands.selected() == "One"
    assert hands.page.toast.line.text() == "Put “One” elsewhere in Lead"
    shows_the_file(hands)
    hands.page.refresh()
    assert hands.titles(0) == ["Three", "One", "Two"]
    hands.actions.undo()
    assert hands.titles(0) == ["Three", "Two", "One"]


def test_a_card_dropped_between_two_of_another_column_moves_there(hands: Hands) -> None:
    for title in ("One", "Two"):
        hands.add(title, 1)
    hands.add("Moved")
    hands.drop(hands.lift(0), above(hands, 1, 1))
    assert hands.titles(1) == ["Two", "Moved", "One"]
    assert hands.page.toast.line.text() == "Move “Moved” to Nurturing"
    shows_the_file(hands)


def test_a_line_shows_the_place_while_a_card_is_carried(hands: Hands) -> None:
    for title in ("One", "Two"):
        hands.add(title, 1)
    hands.add("Moved")
    held = hands.lift(0)
    hands.carry(held, above(hands, 1, 1))
    line = hands.pane(1).view._line
    assert line is not None
    assert line.isVisible()
    assert line.y() < hands.pane(1).view.card_rect(1).top()
    hands.carry(held, hands.over(2))
    assert not line.isVisible()
    hands.page.drag.cancel()


@pytest.mark.parametrize("sort", [one for one in SORTS if one != "manual"])
def test_a_sorted_board_is_in_order_and_a_drop_only_moves(hands: Hands, sort: Sort) -> None:
    days = ("2026-04-09", None, "2026-04-02")
    no_rules(hands.workspace)
    hands.actions.do(score_rules.add, name="Call", points=10, activity_kind="call")
    for number, day in enumerate(days):
        fields = {"amount": (5, 900, None)[number], "expected_close": day}
        deal_id = hands.add(f"Deal {number}", 1, **fields)
        if day:
            hands.actions.do(activities.add_task, title="t", deal_id=deal_id, due_on=day)
        call_often(hands, deal_id, (1, 3, 2)[number])
    hands.page.scale.choices.sort = sort
    hands.page.show_choices(anew=True)
    expected = {
        "amount": ["Deal 1", "Deal 0", "Deal 2"],
        "age": ["Deal 0", "Deal 1", "Deal 2"],
        "close": ["Deal 2", "Deal 0", "Deal 1"],
        "step": ["Deal 2", "Deal 0", "Deal 1"],
        "score": ["Deal 1", "Deal 2", "Deal 0"],
    }[sort]
    assert hands.titles(1) == expected
    hands.drop(hands.lift(1, row=2), above(hands, 1, 0))
    assert hands.titles(1) == expected
    hands.add("New", amount=100, expected_close="2026-04-05")
    hands.drop(hands.lift(0), below(hands, 1, 2))
    assert "New" in hands.titles(1)
    where = hands.titles(1).index("New")
    # On its own place in the order, wherever it was dropped.
    assert where == {"amount": 1, "age": 3, "close": 1, "step": 2, "score": 3}[sort]


def call_often(hands: Hands, deal_id: int, times: int) -> None:
    """A contact for a deal, called so often, each time for ten points."""
    contact = hands.actions.do(contacts.create, name=f"Person {deal_id}")
    assert contact is not None
    hands.actions.do(deals.edit, deal_id=deal_id, fields={"contact_id": contact.value})
    for _ in range(times):
        hands.actions.do(activities.log, kind="call", title="c", contact_id=contact.value)


def test_an_edit_puts_a_card_where_the_order_wants_it(hands: Hands) -> None:
    ids = [hands.add(f"Deal {one}", amount=one) for one in range(4)]
    hands.page.scale.choices.sort = "amount"
    hands.page.show_choices(anew=True)
    assert hands.titles(0) == ["Deal 3", "Deal 2", "Deal 1", "Deal 0"]
    hands.actions.do(deals.edit, deal_id=ids[0], fields={"amount": 99})
    assert hands.titles(0) == ["Deal 0", "Deal 3", "Deal 2", "Deal 1"]


def test_ctrl_up_and_down_put_a_card_elsewhere(hands: Hands) -> None:
    for title in ("One", "Two", "Three"):
        hands.add(title)
    view = hands.pane(0).view
    view.setFocus()
    view.select_row(2)
    for titles in (["Three", "One", "Two"], ["One", "Three", "Two"], ["One", "Three", "Two"]):
        QTest.keyClick(view, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
        assert hands.titles(0) == titles
        assert hands.selected() == "One"
    for titles in (["Three", "One", "Two"], ["Three", "Two", "One"], ["Three", "Two", "One"]):
        QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
        assert hands.titles(0) == titles
    shows_the_file(hands)
