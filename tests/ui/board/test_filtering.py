"""The board shows what the filter bar means, and follows what is written while it does."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from revops_desktop.analytics.filters import Filter
from revops_desktop.operations import bulk, members
from tests.ui.board.conftest import Hands


def quiet(hands: Hands, qtbot) -> None:
    qtbot.waitUntil(lambda: not hands.actions.is_busy, timeout=10_000)


def test_words_in_the_bar_leave_the_cards_that_say_them(hands: Hands, qtbot) -> None:
    for title in ("Green tea", "Black tea", "Coffee"):
        hands.add(title, amount=100)
    box = hands.page.filters.text_box
    box.setFocus()
    QTest.keyClicks(box, "tea")
    qtbot.waitUntil(lambda: hands.titles(0) == ["Black tea", "Green tea"], timeout=10_000)
    totals = hands.pane(0).model.totals
    assert (totals.count, totals.value) == (2, 200)
    assert hands.page.header.subtitle.text().startswith("2 open deals")
    assert not hands.page.filters.clear_button.isHidden()
    hands.page.filters.clear()
    quiet(hands, qtbot)
    assert hands.titles(0) == ["Coffee", "Black tea", "Green tea"]


def test_changes_are_followed_within_the_filter(hands: Hands, qtbot) -> None:
    owner = hands.actions.do(members.add, name="Sato")
    assert owner is not None
    mine = hands.add("Mine", owner_id=owner.value)
    hands.add("Other")
    hands.page.show_filter(Filter((("owner", owner.value),)))
    quiet(hands, qtbot)
    assert hands.titles(0) == ["Mine"]
    hands.add("Another")
    assert hands.titles(0) == ["Mine"]
    hands.page.move_card(hands.card(0), 3)
    assert hands.titles(2) == ["Mine"]
    assert [pane.model.totals.count for pane in hands.page.area.columns[:3]] == [0, 0, 1]
    hands.page.selection.take([mine])
    hands.actions.do(bulk.set_owner, deal_ids=[mine], owner_id=None)
    assert hands.titles(2) == []
    assert not hands.page.selection.ids
    assert not hands.page.nothing_yet.isVisible()
    hands.page.show_filter(None)
    assert hands.titles(0) == ["Another", "Other"]


def test_all_of_a_column_are_those_that_the_filter_means(hands: Hands, qtbot) -> None:
    for title in ("Tea one", "Tea two", "Coffee"):
        hands.add(title)
    QTest.keyClicks(hands.page.filters.text_box, "tea")
    qtbot.waitUntil(lambda: len(hands.titles(0)) == 2, timeout=10_000)
    view = hands.pane(0).view
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(hands.page.selected_deals) == 2


def test_a_kept_view_holds_the_look_of_the_board(hands: Hands) -> None:
    hands.add("Small", amount=1)
    hands.add("Large", amount=2)
    hands.add("Medium", amount=None)
    choices = hands.page.scale.choices
    choices.sort, choices.density = "amount", "compact"
    hands.page.show_choices(anew=True)
    content = hands.page.filters.content()
    choices.sort, choices.density = "manual", "normal"
    hands.page.show_choices(anew=True)
    assert hands.titles(0) == ["Medium", "Large", "Small"]
    hands.page.filters._open_view(content)
    assert hands.titles(0) == ["Large", "Small", "Medium"]
    assert hands.page.scale.choices.density == "compact"
