"""Several cards at once, by mouse and keys; what is chosen is what is meant."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from revops_desktop.analytics import exits
from tests.ui.board.conftest import Hands
from tests.ui.board.test_page import shows_the_file

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def click(hands: Hands, place: int, row: int, held=Qt.KeyboardModifier.NoModifier) -> None:
    view = hands.pane(place).view
    at = view.card_rect(row).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, held, at)


def chosen(hands: Hands) -> list[str]:
    """The titles of the deals that are meant."""
    names = {
        hands.card(place, row).deal_id: title
        for place in range(len(hands.page.stages))
        for row, title in enumerate(hands.titles(place))
    }
    return [names[one] for one in hands.page.selected_deals]


def fill(hands: Hands, number: int = 5) -> list[int]:
    """Cards 0 (at the bottom) to number − 1 (on top) in the first column, one in the third."""
    ids = [hands.add(str(one)) for one in range(number)]
    hands.add("other", 2)
    return ids


def test_clicks_with_ctrl_and_shift_choose_across_columns(hands: Hands) -> None:
    fill(hands)
    click(hands, 0, 0)
    assert chosen(hands) == ["4"]
    click(hands, 0, 2, CONTROL)
    click(hands, 2, 0, CONTROL)
    assert chosen(hands) == ["4", "2", "other"]
    click(hands, 0, 2, CONTROL)
    assert chosen(hands) == ["4", "other"]
    click(hands, 0, 1)
    assert chosen(hands) == ["3"]
    click(hands, 0, 3, SHIFT)
    assert chosen(hands) == ["3", "2", "1"]
    model = hands.pane(0).model
    heard = [model.data(model.index(row, 0), Qt.ItemDataRole.AccessibleTextRole) for row in (0, 1)]
    assert [one.endswith(", chosen") for one in heard] == [False, True]
    assert hands.page.bar.isVisible()
    assert hands.page.bar.label.text() == "3 deals chosen"
    click(hands, 0, 3)
    assert chosen(hands) == ["1"]
    assert not hands.page.bar.isVisible()


def test_keys_choose_a_stretch_one_by_one_all_and_none(hands: Hands) -> None:
    fill(hands)
    view = hands.pane(0).view
    view.setFocus()
    view.select_row(1)
    QTest.keyClick(view, Qt.Key.Key_Down, SHIFT)
    QTest.keyClick(view, Qt.Key.Key_Down, SHIFT)
    QTest.keyClick(view, Qt.Key.Key_Up, SHIFT)
    assert chosen(hands) == ["3", "2"]
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert chosen(hands) == ["2"]
    QTest.keyClick(view, Qt.Key.Key_Space)
    QTest.keyClick(view, Qt.Key.Key_End)
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert chosen(hands) == ["2", "0"]
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert chosen(hands) == ["2"]
    QTest.keyClick(view, Qt.Key.Key_A, CONTROL)
    assert sorted(chosen(hands)) == ["0", "1", "2", "3", "4"]


def test_all_of_a_column_are_more_than_those_loaded(hands: Hands) -> None:
    with hands.workspace.bulk(at=1) as session:
        from sqlalchemy import insert

        from revops_desktop.database.tables import deal, stage_visit

        rows = [{"title": "d", "pipeline_id": 1, "created_at": 1} for _one in range(300)]
        session.execute(insert(deal), rows)
        visits = [
            {"deal_id": one, "stage_id": 1, "sequence": 1, "entered_at": one}
            for one in range(1, 301)
        ]
        session.execute(insert(stage_visit), visits)
    hands.page.refresh()
    assert hands.pane(0).model.rowCount() < 300
    hands.page.choose_all(hands.pane(0).stage.stage_id)
    assert len(hands.page.selected_deals) == 300


def test_chosen_cards_move_as_one_step_and_stay_chosen(hands: Hands) -> None:
    ids = fill(hands)
    hands.page.selection.take(ids[:3])
    hands.pane(0).view.select_row(4)
    hands.page.move_selected(1)
    assert sorted(hands.titles(1)) == ["0", "1", "2"]
    assert hands.page.toast.line.text() == "Move 3 deals to Nurturing"
    assert sorted(chosen(hands)) == ["0", "1", "2"]
    shows_the_file(hands)
    hands.actions.undo()
    assert hands.titles(0) == ["4", "3", "2", "1", "0"]
    shows_the_file(hands)


def test_chosen_cards_are_carried_together_and_a_stranger_alone(hands: Hands) -> None:
    ids = fill(hands)
    hands.page.selection.take(ids[3:])
    held = hands.lift(0, row=0)
    assert hands.page.delegate.lifted == set(ids[3:])
    hands.drop(held, hands.over(1))
    assert sorted(hands.titles(1)) == ["3", "4"]
    hands.drop(hands.lift(0, row=0), hands.over(2))
    assert hands.titles(2)[-1] == "2"
    assert chosen(hands) == ["2"]


def test_deals_that_leave_are_no_longer_chosen(hands: Hands, dialogs) -> None:
    ids = fill(hands)
    hands.page.selection.take(ids[:2])
    reason = next(one for one in hands.actions.ask(exits.reasons)["lost"] if not one.asks_note)

    def answer(dialog) -> None:
        dialog.choose(reason.reason_id)
        dialog.confirm.click()

    dialogs.expect(answer)
    hands.page.bar.left.emit("lost")
    assert hands.titles(0) == ["4", "3", "2"]
    assert not hands.page.selection.ids
    assert not hands.page.bar.isVisible()


def test_the_menu_is_about_all_that_are_chosen(hands: Hands) -> None:
    ids = fill(hands)
    hands.pane(0).view.select_row(0)
    hands.page.selection.take([*ids[:2], ids[4]])
    hands.page.menus.of_cards(hands.page.mapToGlobal(QPoint(50, 50)))
    menu = next(one for one in hands.page.findChildren(QMenu) if one.isVisible())
    texts = [one.text() for one in menu.actions()]
    assert "3 deals chosen" in texts
    assert "Duplicate" not in texts
    targets = next(one for one in menu.findChildren(QMenu) if one.title() == "Move to")
    targets.actions()[4].trigger()
    menu.close()
    assert sorted(hands.titles(4)) == ["0", "1", "4"]


def test_delete_and_duplicate_by_the_menu(hands: Hands) -> None:
    fill(hands, 1)
    hands.pane(0).view.select_row(0)
    hands.page.menus.of_cards(hands.page.mapToGlobal(QPoint(50, 50)))
    menu = next(one for one in hands.page.findChildren(QMenu) if one.isVisible())
    actions = {one.text(): one for one in menu.actions()}
    actions["Duplicate"].trigger()
    assert hands.titles(0) == ["0 (copy)", "0"]
    actions["Delete"].trigger()
    menu.close()
    assert hands.titles(0) == ["0 (copy)"]
    hands.actions.undo()
    assert hands.titles(0) == ["0 (copy)", "0"]
