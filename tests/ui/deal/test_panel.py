"""The deal beside the page: opened, edited where it stands, following, by mouse and keyboard."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QPushButton

from revops_desktop.operations import activities, deals, trash
from tests.conftest import Dialogs
from tests.ui.deal.conftest import Sitting

TAB, ENTER, ESCAPE = Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Escape


def line(sitting: Sitting, field: str) -> Any:
    return sitting.section("details").editors[field].field


def title_of(sitting: Sitting) -> Any:
    assert sitting.panel.head is not None
    return sitting.panel.head.title.box


def menu_of(sitting: Sitting) -> dict[str, Any]:
    """The actions of the menu that is open, those of its submenus as well."""
    found: dict[str, Any] = {}

    def walk(menu: QMenu) -> None:
        for action in menu.actions():
            inside = action.menu()
            if isinstance(inside, QMenu):
                walk(inside)
            elif action.text():
                found[action.text()] = action

    for menu in sitting.panel.findChildren(QMenu):
        if menu.isVisible():
            walk(menu)
            menu.close()
    return found


def test_the_head_says_what_one_must_know(sitting: Sitting) -> None:
    head = sitting.panel.head
    assert head is not None
    assert title_of(sitting).toPlainText() == "Data platform"
    assert head.company.whole == "<A> Ltd & 株式会社"
    assert head.stage.text() == "Nurturing"
    assert head.amount.text() == "—"
    assert head.step.text == "No next step"
    assert head.stay.text == "10 days here"
    assert sitting.panel.hasFocus()


def test_the_head_stays_where_it_is_while_one_scrolls(sitting: Sitting) -> None:
    head = sitting.panel.head
    assert head is not None
    place = head.pos()
    for button in sitting.jump_bar_buttons():
        sitting.click(button)
    assert sitting.panel.view.verticalScrollBar().value() > 0
    assert head.pos() == place and head.isVisible()


@pytest.mark.parametrize("leave", [ENTER, TAB])
def test_a_field_is_saved_by_enter_and_by_leaving_it(sitting: Sitting, leave: Qt.Key) -> None:
    before = sitting.steps()
    sitting.retype(line(sitting, "amount"), "1,200,000")
    sitting.press(leave)
    assert sitting.sheet().fields.amount == 1_200_000
    assert sitting.steps() == before + 1
    assert sitting.panel.head is not None
    assert sitting.panel.head.amount.text() == "¥1,200,000"
    sitting.actions.undo()
    assert sitting.sheet().fields.amount is None
    assert line(sitting, "amount").text() == ""


def test_a_click_elsewhere_saves_what_was_typed(sitting: Sitting) -> None:
    sitting.retype(line(sitting, "source"), "Referral")
    sitting.beside.setFocus()
    assert sitting.sheet().fields.source == "Referral"


def test_esc_takes_back_what_was_typed_and_then_closes(sitting: Sitting, qtbot: Any) -> None:
    before = sitting.steps()
    sitting.retype(line(sitting, "source"), "Nonsense")
    sitting.press(ESCAPE)
    assert line(sitting, "source").text() == "Trade fair"
    assert sitting.steps() == before
    with qtbot.waitSignal(sitting.panel.closed):
        sitting.press(ESCAPE)


def test_what_cannot_be_a_value_is_said_and_not_written(sitting: Sitting) -> None:
    before = sitting.steps()
    sitting.retype(line(sitting, "amount"), "a lot")
    sitting.press(ENTER)
    editor = sitting.section("details").editors["amount"]
    assert "is not an amount" in editor.problem.text()
    assert sitting.steps() == before


def test_the_same_again_is_no_step(sitting: Sitting) -> None:
    before = sitting.steps()
    sitting.retype(line(sitting, "source"), "Trade fair")
    sitting.press(ENTER)
    assert sitting.steps() == before


def test_a_title_is_edited_in_the_head_and_never_empty(sitting: Sitting, dialogs: Dialogs) -> None:
    title = title_of(sitting)
    sitting.retype(title, "Data platform 2")
    sitting.press(ENTER)
    assert sitting.sheet().fields.title == "Data platform 2"
    dialogs.expect(QDialog.accept)
    sitting.retype(title, "")
    sitting.press(ENTER)
    assert title.toPlainText() == "Data platform 2"


def test_a_company_is_named_known_or_new_or_none(sitting: Sitting) -> None:
    field = line(sitting, "company")
    sitting.retype(field, "Hikari")
    sitting.press(ENTER)
    company = sitting.sheet().company
    assert company is not None and company.name == "Hikari"
    sitting.retype(field, "")
    sitting.press(ENTER)
    assert sitting.sheet().company is None


def test_a_probability_is_the_stages_until_one_is_typed(sitting: Sitting) -> None:
    field = line(sitting, "probability_basis_points")
    assert "0%" in field.placeholderText()
    sitting.retype(field, "35")
    sitting.press(ENTER)
    assert sitting.sheet().fields.probability_basis_points == 3500
    assert field.text() == "35%"
    sitting.retype(field, "３５.0 %")
    sitting.press(ENTER)
    assert field.text() == "35%"
    sitting.retype(field, "")
    sitting.press(ENTER)
    assert sitting.sheet().fields.probability_basis_points is None


def test_a_text_of_several_lines_is_saved_by_leaving_it(sitting: Sitting) -> None:
    area = sitting.section("words").areas["promised"]
    sitting.click(area.box)
    sitting.type("Delivery in June")
    sitting.press(ENTER)
    sitting.type("Two trainings")
    sitting.press(TAB)
    assert sitting.sheet().fields.promised == "Delivery in June\nTwo trainings"


def test_tags_are_put_on_by_typing_and_taken_off_by_a_click(sitting: Sitting) -> None:
    tags = sitting.section("details").tags
    sitting.click(tags.new)
    sitting.type("Focus")
    sitting.press(ENTER)
    (tag,) = sitting.sheet().tags
    assert tag.name == "Focus"
    sitting.click(tags.chips[tag.tag_id])
    assert sitting.sheet().tags == ()
    assert tags.chips == {}


def test_a_change_elsewhere_is_shown_and_what_is_being_typed_stays(sitting: Sitting) -> None:
    field = line(sitting, "source")
    sitting.click(field)
    sitting.type(" 2026")
    cursor = field.cursorPosition()
    sitting.do(deals.edit, deal_id=sitting.deal_id, fields={"amount": 5000, "source": "Web"})
    assert line(sitting, "amount").text() == "¥5,000"
    assert field.hasFocus()
    assert field.text() == "Trade fair 2026" and field.cursorPosition() == cursor
    sitting.press(ENTER)
    assert sitting.sheet().fields.source == "Trade fair 2026"


def test_another_deal_saves_what_was_typed_for_the_first(sitting: Sitting) -> None:
    other = sitting.do(deals.create, title="Other", stage_id=1)
    sitting.retype(line(sitting, "source"), "Referral")
    sitting.panel.show_deal(other)
    assert sitting.sheet().fields.source == "Referral"
    assert sitting.panel.deal_id == other
    assert line(sitting, "source").text() == ""


def test_the_panel_closes_when_its_deal_goes_into_the_trash(sitting: Sitting, qtbot: Any) -> None:
    with qtbot.waitSignal(sitting.panel.closed):
        sitting.do(trash.delete, deals=[sitting.deal_id])


def test_a_deal_that_is_gone_is_not_shown(sitting: Sitting, qtbot: Any) -> None:
    with qtbot.waitSignal(sitting.panel.closed):
        sitting.panel.show_deal(999)


def test_the_stage_is_a_menu_of_the_river(sitting: Sitting, dialogs: Dialogs) -> None:
    def go_on(dialog: Any) -> None:
        QTest.keyClicks(dialog.reason, "They are in a hurry")
        dialog.accept()

    assert sitting.panel.head is not None
    sitting.click(sitting.panel.head.stage)
    stages = menu_of(sitting)
    assert stages["Nurturing"].isChecked()
    dialogs.expect(go_on)
    stages["Contact"].trigger()
    assert sitting.panel.head.stage.text() == "Contact"


def test_the_menu_loses_a_deal_with_a_reason(sitting: Sitting, dialogs: Dialogs) -> None:
    def because(dialog: Any) -> None:
        reasons = [one for one in sitting.actions.ask(_reasons)["lost"] if not one.asks_note]
        assert dialog.choose(reasons[0].reason_id)
        dialog.accept()

    assert sitting.panel.head is not None
    sitting.click(sitting.panel.head.menu_button)
    dialogs.expect(because)
    menu_of(sitting)["Lost…"].trigger()
    place = sitting.sheet().place
    assert place is not None and place.status == "lost"
    assert sitting.panel.head.step.text.startswith("Lost on")


def _reasons(session: Any) -> Any:
    from revops_desktop.analytics import exits

    return exits.reasons(session)


def test_the_menu_duplicates_and_deletes(sitting: Sitting, qtbot: Any) -> None:
    wanted: list[int] = []
    sitting.actions.deal_wanted.connect(wanted.append)
    assert sitting.panel.head is not None
    sitting.click(sitting.panel.head.menu_button)
    menu_of(sitting)["Duplicate"].trigger()
    assert len(wanted) == 1 and wanted[0] != sitting.deal_id
    sitting.click(sitting.panel.head.menu_button)
    with qtbot.waitSignal(sitting.panel.closed):
        menu_of(sitting)["Delete"].trigger()


def test_the_company_is_wanted_by_a_click_on_its_name(sitting: Sitting, qtbot: Any) -> None:
    assert sitting.panel.head is not None
    with qtbot.waitSignal(sitting.actions.company_wanted):
        sitting.click(sitting.panel.head.company)


def test_every_control_has_a_name(sitting: Sitting) -> None:
    sitting.section("story")
    nameless = [
        button
        for button in sitting.panel.findChildren(QPushButton)
        if not button.accessibleName() and button.isVisible()
    ]
    assert nameless == []


def test_nothing_is_wider_than_the_panel(sitting: Sitting) -> None:
    long = "とても長い名前の案件" * 20
    sitting.do(
        deals.edit,
        deal_id=sitting.deal_id,
        fields={"title": long[:190], "source": long, "note": long * 5},
        company=long[:190],
    )
    sitting.section("story")
    body = sitting.panel.view.widget()
    assert body is not None
    assert body.minimumSizeHint().width() <= sitting.panel.view.viewport().width()
    assert sitting.panel.minimumSizeHint().width() <= 440


def test_tab_goes_through_the_panel_as_one_reads_it_and_out_of_it(sitting: Sitting) -> None:
    number = sitting.do(
        activities.add_task, deal_id=sitting.deal_id, title="Send", due_on="2026-04-02"
    )
    sitting.section("story")
    row = sitting.section("todo").tasks[number]
    sitting.panel.setFocus()
    QApplication.processEvents()
    seen: list[Any] = []
    while sitting.panel.hasFocus() or sitting.panel.isAncestorOf(sitting.focus()):
        assert sitting.focus() not in seen
        seen.append(sitting.focus())
        sitting.press(TAB)
    assert sitting.beside.hasFocus()
    todo, details = sitting.section("todo"), sitting.section("details")
    head = sitting.panel.head
    assert head is not None
    expected = [
        *(head.title.box, head.menu_button, head.close_button, head.company, head.stage),
        *(todo.composer.buttons["call"], row.done, row.title.field, row.due, todo.new),
        *(details.editors["company"].field, details.editors["amount"].field, details.tags.new),
        sitting.section("links").new,
        sitting.section("story").view.chips.button(0),
    ]
    assert [one for one in expected if one not in seen] == []
    places = [seen.index(one) for one in expected]
    assert places == sorted(places)
    sitting.press(Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert sitting.panel.isAncestorOf(sitting.focus())
