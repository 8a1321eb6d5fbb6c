"""The filter bar on a page over a real file: chips, popups by keyboard, text, views."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from revops_desktop import i18n
from revops_desktop.analytics.filters import EVERYTHING
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import custom_fields, deals, members
from revops_desktop.rules.filtering import Condition
from revops_desktop.ui.actions import Actions
from revops_desktop.ui.filters.popups import (
    AnyOfPanel,
    BoundsPanel,
    ConditionPanel,
    WhatPanel,
    WordsPanel,
)
from revops_desktop.ui.filters.text_box import DEBOUNCE
from revops_desktop.ui.filters.views_dialogs import NameDialog, ViewsDialog
from revops_desktop.ui.funnel.page import FunnelPage
from revops_desktop.ui.preferences import Preferences
from revops_desktop.ui.shortcut_sheet import page_rows
from tests.conftest import NOW
from tests.river import make_river
from tests.ui.test_accessible import nameless

NASTY = '<b>Bold</b> & <img src="file:///etc/passwd">'


def _fill(made: Workspace) -> None:
    """Nine deals of Sato, Suzuki and nobody; a custom field and a nastily named member."""
    made.do(members.add, at=NOW, name=NASTY)
    made.do(
        custom_fields.define, at=NOW, subject="deal", name="ランク", kind="choice", choices="ABC"
    )
    for number in range(9):
        deal_id = made.do(
            deals.create,
            at=NOW,
            title=f"案件 {number}" if number else NASTY,
            stage_id=1,
            amount=number * 100_000,
            owner_id=(1, 2, None)[number % 3],
        ).value
        made.do(custom_fields.set_value, at=NOW, field_id=1, record_id=deal_id, value=1)


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    made = make_river(tmp_path / "a.revops", _fill)
    yield made
    made.close()


@pytest.fixture
def page(river: Workspace, qtbot: QtBot) -> Iterator[FunnelPage]:
    actions = Actions(river, clock=lambda: NOW)
    made = FunnelPage(actions)
    made.build_whole()
    qtbot.addWidget(made)
    made.resize(1090, 760)
    actions.changed.connect(made.notice)
    made.show()
    qtbot.waitUntil(lambda: made.funnel is not None)
    yield made
    actions.close()


def entered(page: FunnelPage) -> int:
    return int(page.view.model_.rows[0].cells[0].text)


def wait_for(page: FunnelPage, qtbot: QtBot, number: int) -> None:
    qtbot.waitUntil(lambda: entered(page) == number, timeout=3000)


def chips(page: FunnelPage) -> list[str]:
    return [chip.button.accessibleName() for chip in page.filters._chips]


def key(widget: object, *keys: Qt.Key) -> None:
    for one in keys:
        QTest.keyClick(widget, one)  # type: ignore[call-overload]  # any widget


def close(page: FunnelPage) -> None:
    assert page.filters.popup is not None
    page.filters.popup.leave()


def open_condition(page: FunnelPage, about: str) -> ConditionPanel:
    return page.filters.open_condition(about, page.filters.add_button)


def test_a_filter_is_added_changed_and_taken_away_by_keyboard(page: FunnelPage, qtbot) -> None:
    bar = page.filters
    bar.add_button.setFocus()
    key(bar.add_button, Qt.Key.Key_Space)
    what = bar.popup and bar.popup.panel
    assert isinstance(what, WhatPanel)
    QTest.keyClicks(what.list.search, "owner")
    key(what.list.search, Qt.Key.Key_Return)
    popup = bar.popup and bar.popup.panel
    assert isinstance(popup, AnyOfPanel)
    # Me, three members, not recorded: short enough to have no search line.
    assert popup.list.list.count() == 5
    key(popup.list.list, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Space)
    wait_for(page, qtbot, 3)
    key(popup.list.list, Qt.Key.Key_Down, Qt.Key.Key_Space)
    wait_for(page, qtbot, 6)
    key(popup.list.list, Qt.Key.Key_Return)
    assert bar.popup is None
    assert chips(page) == ["Filter: Owner: Sato or Suzuki"]
    assert page.filters.clear_button.isVisible()
    chip = bar._chips[0]
    key(chip.button, Qt.Key.Key_Return)
    popup = bar.popup and bar.popup.panel
    assert isinstance(popup, AnyOfPanel)
    assert popup.list.ticked() == (1, 2)
    key(popup.list.list, Qt.Key.Key_Escape)
    key(chip.button, Qt.Key.Key_Delete)
    wait_for(page, qtbot, 9)
    assert bar.chosen == EVERYTHING
    assert not bar.clear_button.isVisible()


def test_the_lines_are_in_the_order_of_members(page: FunnelPage) -> None:
    popup = open_condition(page, "owner")
    assert isinstance(popup, AnyOfPanel)
    listed = [popup.list.list.item(row).text() for row in range(popup.list.list.count())]
    assert listed[0] == "Me"
    assert listed[-1] == "Not recorded"
    assert NASTY in listed
    close(page)


def test_text_is_looked_for_after_a_pause_and_at_once_on_enter(page: FunnelPage, qtbot) -> None:
    box = page.filters.text_box
    QTest.keyClicks(box, "bold")
    assert page.filters.text == ""
    wait_for(page, qtbot, 1)
    box.setText("案件 ５")
    key(box, Qt.Key.Key_Return)
    assert page.filters.text == "案件 ５"
    wait_for(page, qtbot, 1)
    key(box, Qt.Key.Key_Escape)
    wait_for(page, qtbot, 9)
    assert DEBOUNCE < 200


def test_a_key_leads_to_the_text_box(page: FunnelPage) -> None:
    page.view.setFocus()
    QTest.keyClick(page.view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.filters.text_box.hasFocus()
    assert ("Ctrl+F", "Filter by text") in page_rows(page)


def test_amounts_days_and_words(page: FunnelPage, qtbot, river: Workspace) -> None:
    popup = open_condition(page, "amount")
    assert isinstance(popup, BoundsPanel)
    popup.first.field.setFocus()
    QTest.keyClicks(popup.first.field, "700000")
    key(popup.first.field, Qt.Key.Key_Tab)
    popup.last.setFocus()
    wait_for(page, qtbot, 2)
    close(page)
    assert chips(page) == ["Filter: Amount: from ¥700K"]
    page.filters.clear()
    wait_for(page, qtbot, 9)
    popup = open_condition(page, "created")
    assert isinstance(popup, BoundsPanel)
    assert popup.spans is not None
    key(popup.spans.list, Qt.Key.Key_Space)
    assert popup.condition == Condition("created", span="today")
    key(popup.spans.list, Qt.Key.Key_Space)
    assert page.filters.conditions == ()
    close(page)
    river.do(custom_fields.define, at=NOW, subject="deal", name="備考", kind="text")
    popup = open_condition(page, "custom:deal:text:2")
    assert isinstance(popup, WordsPanel)
    QTest.keyClicks(popup.line, "x")
    close(page)
    wait_for(page, qtbot, 0)
    assert "No deal is meant" in page.conversion.empty.text()


def test_me_is_whoever_sits_here(page: FunnelPage, qtbot) -> None:
    page.filters.set_filter([Condition("owner", ("me",))])
    wait_for(page, qtbot, 0)
    page.actions_.sit_down(2)
    wait_for(page, qtbot, 3)
    assert chips(page) == ["Filter: Owner: Me"]


def test_the_deals_behind_a_filtered_figure_are_those_deals(page, qtbot, dialogs) -> None:
    seen = []
    page.filters.set_filter([Condition("owner", (1,))])
    wait_for(page, qtbot, 3)

    def look(dialog) -> None:
        seen.append(sorted(deal.owner for deal in dialog.model.rows))
        wanted: list[int] = []
        page.actions_.deal_wanted.connect(wanted.append)
        dialog.table.activated.emit(dialog.found.index(0, 0))
        seen.append(wanted)

    dialogs.expect(look)
    page.view.setCurrentIndex(page.view.model_.index(0, 2))
    key(page.view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert seen[0] == ["Sato"] * 3
    assert len(seen[1]) == 1


def test_a_deleted_field_asks_for_nothing_any_more(page: FunnelPage, qtbot) -> None:
    page.filters.set_filter([Condition("custom:deal:choice:1", (2,))])
    wait_for(page, qtbot, 0)
    assert chips(page) == ["Filter: ランク: B"]
    page.actions_.do(custom_fields.remove, field_id=1)
    wait_for(page, qtbot, 9)
    assert chips(page) == []


def test_a_view_is_saved_opened_changed_and_deleted(page: FunnelPage, qtbot, dialogs) -> None:
    bar = page.filters

    def name_it(dialog) -> None:
        assert isinstance(dialog, NameDialog)
        assert list(nameless(dialog)) == []
        dialog.name.setText("佐藤 & <b>")
        dialog.accept()

    bar.set_filter([Condition("owner", (1,))], "案件")
    dialogs.expect(name_it)
    bar.views.save_as()
    assert bar.views.view is not None
    assert not bar.views.is_edited
    bar.set_filter([Condition("owner", (2,))], "案件")
    assert bar.views.accessibleName() == "View: 佐藤 & <b> (changed)"
    bar.views.save()
    assert not bar.views.is_edited
    bar.clear()
    wait_for(page, qtbot, 9)
    menu = bar.views.menu_()
    assert menu.actions()[0].text() == "佐藤 && <b>"
    menu.actions()[0].trigger()
    assert chips(page) == ["Filter: Owner: Suzuki"]
    assert bar.text_box.text() == "案件"
    wait_for(page, qtbot, 3)

    def manage(dialog) -> None:
        assert isinstance(dialog, ViewsDialog)
        assert list(nameless(dialog)) == []
        dialog.list.item(0).setText("Suzuki")
        assert dialog.list.item(0).text() == "Suzuki"
        dialog.delete.click()
        assert dialog.list.count() == 0
        dialog.reject()

    dialogs.expect(manage)
    bar.views.manage()
    assert bar.views.view is None
    page.actions_.undo()
    assert [view.name for view in bar.views.views()] == ["Suzuki"]


def test_a_page_keeps_its_own_state_with_a_view(page: FunnelPage, dialogs) -> None:
    told: list[object] = []
    page.filters.page_state = lambda: {"sort": "amount"}
    page.filters.view_opened.connect(told.append)
    dialogs.expect(lambda dialog: (dialog.name.setText("A"), dialog.accept()))
    page.filters.views.save_as()
    view = page.filters.views.view
    assert view is not None
    page.filters.views.open_view(view)
    assert told == [{"sort": "amount"}]


def test_the_filter_is_there_again(page: FunnelPage, river: Workspace, tmp_path, qtbot) -> None:
    memory = Preferences(tmp_path)
    page.filters.recall(memory)
    page.filters.set_filter([Condition("owner", (2,))], "案件")
    again = FunnelPage(page.actions_)
    again.build_whole()
    qtbot.addWidget(again)
    told = []
    again.filters.changed.connect(lambda: told.append(1))
    again.filters.recall(memory)
    assert again.filters.content() == page.filters.content()
    assert told == []
    page.filters.clear()
    assert not memory.remembered(page.filters._name())


def test_everything_has_a_name_in_both_languages(page: FunnelPage) -> None:
    for language in ("en", "ja"):
        i18n.set_language(language)
        page.filters.set_filter([Condition("owner", (1, 2, 3)), Condition("amount", low=5)])
        assert list(nameless(page.filters)) == []
        for about in ("owner", "amount", "created", "next_step", "custom:deal:choice:1"):
            popup = open_condition(page, about)
            assert list(nameless(popup)) == []
            close(page)
