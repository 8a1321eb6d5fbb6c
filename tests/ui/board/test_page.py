"""The board follows the file: a card moves as the write succeeds, and not otherwise."""

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from sqlalchemy import update

from revops_desktop.analytics import board as questions
from revops_desktop.database.tables import stage
from revops_desktop.operations import deals
from tests.ui.board.conftest import Hands

CONTROL = Qt.KeyboardModifier.ControlModifier


def press(hands: Hands, key: Qt.Key, *, control: bool = False) -> None:
    """A key in the column that holds the selected card."""
    pane = hands.page.area.current
    assert pane is not None
    QTest.keyClick(pane.view, key, CONTROL if control else Qt.KeyboardModifier.NoModifier)


def shows_the_file(hands: Hands) -> None:
    """What is on screen equals a board read anew."""
    truth = hands.actions.ask(questions.board)
    for pane, column in zip(hands.page.area.columns, truth.columns, strict=True):
        model = pane.model
        assert pane.stage == column.stage
        assert model.totals == column.totals
        shown = tuple(model.card(row) for row in range(model.rowCount()))
        assert shown == column.cards


def test_a_card_dragged_to_another_column_moves(hands: Hands) -> None:
    hands.add("One")
    hands.add("Two")
    held = hands.lift(0, row=1)
    assert hands.page.drag.carries
    hands.drop(held, hands.over(2))
    assert (hands.titles(0), hands.titles(2)) == (["Two"], ["One"])
    assert hands.selected() == "One"
    assert not hands.page.drag.carries
    shows_the_file(hands)


def test_a_move_inserts_one_row_and_removes_one(hands: Hands) -> None:
    hands.add("One")
    seen: list[str] = []
    for place in range(3):
        model = hands.pane(place).model
        model.modelReset.connect(lambda place=place: seen.append(f"reset {place}"))
        model.rowsInserted.connect(lambda *_, place=place: seen.append(f"in {place}"))
        model.rowsRemoved.connect(lambda *_, place=place: seen.append(f"out {place}"))
    hands.drop(hands.lift(0), hands.over(2))
    assert seen == ["in 2", "out 0"]


def test_escape_puts_the_card_back(hands: Hands) -> None:
    hands.add("One")
    held = hands.lift(0)
    hands.carry(held, hands.over(3))
    assert hands.page.exits.isVisible()
    QTest.keyClick(hands.pane(0).view, Qt.Key.Key_Escape)
    assert not hands.page.drag.carries
    assert not hands.page.exits.isVisible()
    hands.mouse(QEvent.Type.MouseButtonRelease, held, held.mapFromGlobal(hands.over(3)))
    assert hands.titles(0) == ["One"]
    assert hands.workspace.undo_label()[1] == {"deal": "One"}


def test_a_card_dropped_where_it_was_or_beside_the_board_stays(hands: Hands) -> None:
    hands.add("One")
    hands.drop(hands.lift(0), hands.over(0))
    hands.drop(hands.lift(0), hands.page.mapToGlobal(QPoint(5, 5)))
    assert hands.titles(0) == ["One"]
    assert hands.workspace.undo_label()[0] == deals.CREATED


def test_a_refused_move_leaves_the_card_and_says_why(hands: Hands, dialogs) -> None:
    hands.add("One")
    stage_id = hands.pane(2).stage.stage_id
    with hands.workspace.bulk(at=0) as session:
        session.execute(update(stage).where(stage.c.id == stage_id).values(archived_at=1))
    dialogs.expect(lambda box: box.accept())
    hands.drop(hands.lift(0), hands.over(2))
    assert "no longer in use" in dialogs.seen[0]
    assert hands.titles(0) == ["One"]
    assert hands.titles(2) == []


def test_undo_and_redo_bring_the_card_back_and_forth(hands: Hands) -> None:
    hands.add("One")
    hands.add("Two")
    hands.drop(hands.lift(0, row=1), hands.over(2))
    hands.actions.undo()
    assert hands.titles(0) == ["Two", "One"]
    assert hands.selected() == "One"
    shows_the_file(hands)
    hands.actions.redo()
    assert (hands.titles(0), hands.titles(2)) == (["Two"], ["One"])
    shows_the_file(hands)


def test_the_toast_names_the_move_and_takes_it_back(hands: Hands) -> None:
    hands.add("One")
    hands.drop(hands.lift(0), hands.over(2))
    assert hands.page.toast.isVisible()
    assert hands.page.toast.line.text() == "Move “One” to Hot lead"
    QTest.mouseClick(hands.page.toast.button, Qt.MouseButton.LeftButton)
    assert not hands.page.toast.isVisible()
    assert hands.titles(0) == ["One"]


def test_a_board_worked_by_keys_alone(hands: Hands) -> None:
    for title in ("One", "Two", "Three"):
        hands.add(title)
    hands.add("Four", 2)
    hands.page.setFocus()
    assert hands.selected() == "Four"
    press(hands, Qt.Key.Key_Left)
    assert hands.selected() == "Three"
    press(hands, Qt.Key.Key_Down)
    press(hands, Qt.Key.Key_Down)
    assert hands.selected() == "One"
    hands.clock[0] += 60
    press(hands, Qt.Key.Key_Right, control=True)
    assert hands.titles(1) == ["One"]
    assert hands.selected() == "One"
    press(hands, Qt.Key.Key_Left, control=True)
    assert hands.titles(0) == ["One", "Three", "Two"]
    press(hands, Qt.Key.Key_Left, control=True)
    press(hands, Qt.Key.Key_Left)
    press(hands, Qt.Key.Key_Delete)
    assert hands.titles(0) == ["Three", "Two"]
    hands.actions.undo()
    assert hands.titles(0) == ["One", "Three", "Two"]
    press(hands, Qt.Key.Key_End)
    press(hands, Qt.Key.Key_Right)
    assert hands.selected() == "Four"
    press(hands, Qt.Key.Key_Home)
    shows_the_file(hands)


def test_a_card_can_be_walked_to_the_last_column_and_stays_in_view(hands: Hands) -> None:
    hands.add("One")
    last = len(hands.page.stages) - 1
    for _step in range(last + 2):
        press(hands, Qt.Key.Key_Right, control=True)
    assert hands.titles(last) == ["One"]
    seen = hands.page.area.viewport()
    pane = hands.pane(last)
    assert seen.rect().contains(pane.mapTo(seen, QPoint(0, 0)))
    assert pane.mapTo(seen, QPoint(pane.width() - 1, 0)).x() <= seen.width()


def test_holding_a_card_at_the_edge_scrolls_the_board(hands: Hands, qtbot) -> None:
    hands.add("One")
    held = hands.lift(0)
    seen = hands.page.area.viewport()
    hands.carry(held, seen.mapToGlobal(QPoint(seen.width() - 5, 200)))
    bar = hands.page.area.horizontalScrollBar()
    qtbot.waitUntil(lambda: bar.value() == bar.maximum(), timeout=20_000)
    hands.drop(held, seen.mapToGlobal(QPoint(seen.width() - 60, 200)))
    assert hands.titles(len(hands.page.stages) - 1) == ["One"]


def test_the_head_counts_open_deals_and_weighs_them(hands: Hands) -> None:
    assert hands.page.header.subtitle.text() == "0 open deals"
    hands.add("One", 6, amount=1_000_000)
    hands.add("Two", 7)
    hands.add("Won", 10, amount=5_000_000)
    text = hands.page.header.subtitle.text()
    assert text == "2 open deals  ·  ¥1M  ·  weighted ¥250K"
    totals = hands.pane(6).model.totals
    assert (totals.count, totals.value, totals.weighted) == (1, 1_000_000, 250_000)


def test_an_edit_elsewhere_repaints_the_card_alone(hands: Hands) -> None:
    deal_id = hands.add("One", amount=100)
    hands.add("Two")
    hands.actions.do(deals.edit, deal_id=deal_id, fields={"title": "Uno", "amount": 300})
    assert hands.titles(0) == ["Two", "Uno"]
    assert hands.pane(0).model.totals.value == 300
    shows_the_file(hands)


def test_a_renamed_stage_shows_at_once(hands: Hands) -> None:
    hands.add("One")
    stage_id = hands.pane(0).stage.stage_id

    def rename(session, *, at):
        session.execute(update(stage).where(stage.c.id == stage_id).values(name="Fresh"))

    rename.label = "Rename"  # type: ignore[attr-defined]  # what @verb does
    hands.actions.do(rename)
    assert hands.pane(0).stage.name == "Fresh"
    assert hands.titles(0) == ["One"]
    assert hands.selected() == "One"


def test_a_hidden_board_asks_only_when_it_is_seen_again(hands: Hands) -> None:
    hands.page.hide()
    hands.add("One")
    assert hands.titles(0) == []
    hands.page.show()
    assert hands.titles(0) == ["One"]


def test_the_notice_stands_over_an_empty_board_only(hands: Hands) -> None:
    assert hands.page.nothing_yet.isVisible()
    hands.add("One")
    assert not hands.page.nothing_yet.isVisible()


@pytest.mark.parametrize("number", (1, 3))
def test_several_changes_at_once_are_followed(hands: Hands, number: int) -> None:
    moved = [hands.add(f"Deal {each}") for each in range(5)][:number]
    stage_id = hands.pane(4).stage.stage_id

    def move_all(session, *, at):
        for deal_id in moved:
            deals.move_to_stage(session, at=at, deal_id=deal_id, stage_id=stage_id)

    move_all.label = "Move all"  # type: ignore[attr-defined]  # what @verb does
    hands.actions.do(move_all)
    assert len(hands.titles(4)) == number
    shows_the_file(hands)
