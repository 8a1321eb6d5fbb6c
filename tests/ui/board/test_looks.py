"""Fields, density, folds, sections, limits: as the person likes them, and remembered."""

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from sqlalchemy import insert, update

from revops_desktop.app import Program
from revops_desktop.database.tables import member, stage
from revops_desktop.operations import activities, bulk
from revops_desktop.rules.board import SORTS, Card, Stage
from revops_desktop.ui.board import words
from revops_desktop.ui.board.card_painter import plan
from revops_desktop.ui.board.choices import DENSITIES, FIELDS, Choices
from revops_desktop.ui.board.limits_dialog import LimitsDialog
from tests.ui.board.conftest import Hands

STAGE = Stage(1, "Lead", "lead", "#336699", "", None, None, None, 2, 14)


def menu_of(hands: Hands) -> QMenu:
    return next(one for one in hands.page.findChildren(QMenu) if one.isVisible())


def take(menu: QMenu, text: str) -> None:
    """Takes an entry of a menu or of one inside it."""
    inside = [menu, *menu.findChildren(QMenu)]
    found = [one for each in inside for one in each.actions() if one.text() == text]
    found[0].trigger()
    menu.close()


def choose(hands: Hands, *texts: str) -> None:
    """Takes entries of the menu “View”, one after the other."""
    for text in texts:
        hands.page.menus.of_view(hands.page.mapToGlobal(QPoint(9, 9)))
        take(menu_of(hands), text)


def test_choices_are_read_back_and_rubbish_is_as_at_first() -> None:
    liked = Choices(frozenset(("owner", "close")), "compact", "step", 3, {4, 11})
    assert Choices.from_text(liked.as_text()) == liked
    assert Choices.from_text("") == Choices()
    assert Choices.from_text("x;y;z;-;q").sort == "manual"
    for sort in SORTS:
        assert Choices.from_text(Choices(sort=sort).as_text()).sort == sort


def test_every_field_and_density_can_be_painted(hands: Hands) -> None:
    deal_id = hands.add("One", amount=5, monthly_amount=7, expected_close="2026-05-01")
    hands.actions.do(bulk.change_tags, deal_ids=[deal_id], new=("Hot", "Key"))
    choices, view = hands.page.scale.choices, hands.pane(0).view
    for choices.density in DENSITIES:
        for wanted in (frozenset(FIELDS), *(frozenset((one,)) for one in FIELDS)):
            choices.fields = wanted
            hands.page.show_choices()
            needed = hands.page.delegate.plan.height_of(hands.card(0), hands.page.scale)
            assert view.card_rect(0).height() == needed
            assert not view.grab().isNull()


def test_fewer_fields_and_less_room_make_lower_cards(hands: Hands) -> None:
    hands.add("Plain")
    deal_id = hands.add("One", amount=5, expected_close="2026-05-01")
    hands.actions.do(bulk.change_tags, deal_ids=[deal_id], new=("Hot",))
    tagged, plain = hands.card(0), hands.card(0, 1)

    def height(card: Card = tagged, **chosen) -> int:
        scale = words.Scale("JPY", "Asia/Tokyo", 0, Choices(**chosen))
        return plan(scale).height_of(card, scale)

    full = height()
    # No line is kept for what a card does not have.
    assert height(plain) < full
    assert height(plain, fields=frozenset(("tags", "close"))) == height(plain, fields=frozenset())
    assert height(density="compact") < full < height(density="roomy")
    assert height(fields=frozenset(("company",))) < full
    assert height(fields=frozenset(("company", "tags"))) > height(fields=frozenset(("company",)))
    assert height(fields=frozenset(FIELDS)) > full


def test_each_row_is_as_high_as_its_card_wherever_it_goes(hands: Hands) -> None:
    ids = [hands.add(f"Deal {one}") for one in range(4)]
    view = hands.pane(0).view

    def fits() -> list[int]:
        model, delegate = view.stage_model, hands.page.delegate
        heights = [view.card_rect(row).height() for row in range(model.rowCount())]
        cards = [model.card(row) for row in range(model.rowCount())]
        assert heights == [delegate.plan.height_of(card, hands.page.scale) for card in cards]
        return heights

    assert len(set(fits())) == 1
    hands.actions.do(bulk.change_tags, deal_ids=[ids[1]], new=("Hot",))
    low, high = min(fits()), max(fits())
    assert (fits().count(high), high > low) == (1, True)
    hands.page.move_card(hands.card(0, hands.pane(0).model.row_of(ids[1])), 2)
    assert fits() == [low] * 3
    there = next(one for one in hands.page.area.columns if one.model.row_of(ids[1]) >= 0)
    assert there.view.rowHeight(0) == high + hands.page.delegate.plan.gap
    hands.actions.undo()
    assert fits().count(high) == 1
    hands.actions.undo()
    assert fits() == [low] * 4
    hands.actions.redo()
    hands.page.refresh()
    assert fits().count(high) == 1


def test_a_narrow_card_keeps_the_median_and_marks_what_is_long(hands: Hands, monkeypatch) -> None:
    from revops_desktop.ui import icons
    from revops_desktop.ui.board import card_painter, lines

    hands.add("One", amount=123_456_789, monthly_amount=98_765_432)
    scale, card = hands.page.scale, hands.card(0)
    scale.medians = {card_stage(hands): 3.0}
    drawn: list[str] = []
    shapes: list[str] = []
    draw, icon = lines.draw, icons.draw
    monkeypatch.setattr(lines, "draw", lambda *a, **b: (drawn.append(a[2]), draw(*a, **b))[1])
    monkeypatch.setattr(icons, "draw", lambda *a: (shapes.append(a[1]), icon(*a))[1])

    def paint(width: int) -> None:
        drawn.clear()
        shapes.clear()
        lay = hands.page.delegate.plan
        size = QSize(width, lay.height_of(card, scale))
        hands.page.delegate.renew()
        hands.page.delegate.picture(card, hands.pane(0).stage, size, card_painter.Look(), 1.0)

    paint(191)
    assert "/ 3d" in drawn
    assert words.amounts(card, scale.currency, short=True)[0] in drawn
    assert "hourglass" not in shapes
    scale.now += 30 * 86_400
    paint(191)
    assert "/ 3d" in drawn
    assert "30d" in drawn
    assert "hourglass" in shapes
    paint(420)
    assert words.amounts(card, scale.currency)[0] in drawn


def card_stage(hands: Hands) -> int:
    return hands.pane(0).stage.stage_id


def test_the_menu_chooses_fields_density_and_order(hands: Hands) -> None:
    hands.add("Small", amount=1)
    hands.add("Large", amount=9)
    hands.add("None")
    choose(hands, "Compact", "Owner", "Amount, largest first")
    choices = hands.page.scale.choices
    assert choices.density == "compact"
    assert "owner" not in choices.fields
    assert hands.titles(0) == ["Large", "Small", "None"]
    choose(hands, "By hand")
    assert hands.titles(0) == ["None", "Large", "Small"]


def test_a_folded_column_still_counts_and_takes_cards(hands: Hands) -> None:
    hands.add("One")
    pane = hands.pane(2)
    hands.page.menus.of_column(pane.stage.stage_id, hands.page.mapToGlobal(QPoint(9, 9)))
    hands.page.area.columns[2].view.setFocus()
    take(menu_of(hands), "Fold")
    assert pane.folded
    assert pane.head.hasFocus()
    assert pane.width() < 60
    hands.drop(hands.lift(0), hands.over(2))
    assert pane.model.totals.count == 1
    pane.head.describe()
    assert "1 deal" in pane.head.accessibleName()
    assert hands.titles(2) == ["One"]
    QTest.mouseClick(pane.head, Qt.MouseButton.LeftButton)
    assert not pane.folded
    assert pane.view.isVisible()


def test_a_folded_column_is_unfolded_by_keys(hands: Hands) -> None:
    hands.page.area.fold(hands.pane(1).stage.stage_id)
    head = hands.pane(1).head
    assert head.focusPolicy() & Qt.FocusPolicy.TabFocus
    QTest.keyClick(head, Qt.Key.Key_Return)
    assert not hands.pane(1).folded


def test_my_section_unfolds_the_stages_of_my_function(hands: Hands) -> None:
    function_id = hands.page.stages[3].function_id
    with hands.workspace.bulk(at=1) as session:
        session.execute(
            insert(member).values(id=9, name="Sato", match_key="sato", function_id=function_id)
        )
    hands.workspace.member_id = 9
    QTest.mouseClick(hands.page.header.section, Qt.MouseButton.LeftButton)
    mine = [one.stage.name for one in hands.page.area.columns if not one.folded]
    assert mine == ["Contact", "Qualified"]
    assert hands.page.header.section.isChecked()
    hands.page.area.fold(hands.page.stages[0].stage_id)
    assert not hands.pane(0).folded
    QTest.mouseClick(hands.page.header.section, Qt.MouseButton.LeftButton)
    assert not any(one.folded for one in hands.page.area.columns)


def test_a_section_is_asked_for_where_nobody_said_who_sits_here(hands: Hands) -> None:
    QTest.mouseClick(hands.page.header.section, Qt.MouseButton.LeftButton)
    assert not hands.page.header.section.isChecked()
    take(menu_of(hands), "Field sales")
    shown = [one.stage.name for one in hands.page.area.columns if not one.folded]
    assert shown[0] == "Phase 1"
    assert len(shown) == 5
    span = next(one for one in hands.page.area._spans() if one[0].name == "Lead")
    at = QPoint(span[1] + 5, 4)
    QTest.mouseClick(hands.page.area.bands, Qt.MouseButton.LeftButton, pos=at)
    shown = [one.stage.name for one in hands.page.area.columns if not one.folded]
    assert shown == ["Lead", "Nurturing", "Hot lead"]


def test_limits_are_asked_for_and_shown(hands: Hands, dialogs) -> None:
    hands.add("One")
    hands.add("Two")

    def answer(dialog: LimitsDialog) -> None:
        assert not dialog.wip_number.isEnabled()
        dialog.wip.click()
        dialog.wip_number.setValue(1)
        assert dialog.idle.isChecked()
        QTest.keyClick(dialog.confirm, Qt.Key.Key_Return)

    dialogs.expect(answer)
    hands.page.menus.of_column(hands.page.stages[0].stage_id, hands.page.mapToGlobal(QPoint(9, 9)))
    take(menu_of(hands), "Limits…")
    stage_ = hands.pane(0).stage
    assert (stage_.wip_limit, stage_.idle_limit_days) == (1, 14)
    assert words.column_number(stage_, hands.pane(0).model.totals) == "2/1"
    hands.pane(0).head.describe()
    assert "Limit: 1 (1 too many)" in hands.pane(0).head.accessibleName()
    assert hands.page.toast.line.text() == "Set a limit of stage Lead"
    hands.actions.undo()
    assert hands.pane(0).stage.wip_limit is None


def test_a_card_says_its_next_step_and_that_it_goes_cold(hands: Hands) -> None:
    deal_id = hands.add("One")
    with hands.workspace.bulk(at=1) as session:
        session.execute(update(stage).values(idle_limit_days=14))
    hands.page.refresh()
    scale = hands.page.scale

    def said() -> str:
        return ", ".join(words.details(hands.card(0), scale, hands.pane(0).stage))

    assert "no next step" in said()
    assert "going cold" not in said()
    hands.clock[0] += 15 * 86_400
    scale.now = hands.clock[0]
    assert "going cold" in said()
    hands.actions.do(activities.add_task, title="Call", deal_id=deal_id, due_on="2026-04-16")
    assert "next step due today" in said()
    assert "going cold" not in said()
    hands.clock[0] += 86_400
    scale.now = hands.clock[0]
    assert "next step overdue since 16 Apr 2026" in said()
    assert "going cold" in said()


def test_each_next_step_has_a_shape_of_its_own() -> None:
    from revops_desktop.ui.board.card_painter import STEP_MARKS

    assert len({icon for icon, _colour in STEP_MARKS.values()}) == 4
    assert len({colour for _icon, colour in STEP_MARKS.values()}) == 4
    card = Card(1, "d", None, None, None, None, None, 0, None, next_due="2026-04-01")
    assert card.next_step("2026-04-01") == "today"
    assert card.next_step("2026-04-02") == "overdue"
    assert card.next_step("2026-03-31") == "later"


def test_the_median_of_the_stage_stands_beside_the_age(hands: Hands, qtbot) -> None:
    for one in range(6):
        hands.add(f"Deal {one}")
    for _one in range(5):
        hands.clock[0] += 4 * 86_400
        hands.page.move_card(hands.card(0, hands.pane(0).model.rowCount() - 1), 2)
    number = hands.page.stages[0].stage_id
    qtbot.waitUntil(lambda: number in hands.page.scale.medians)
    # 4, 8, 12, 16 and 20 days, but for the minutes between.
    assert hands.page.scale.medians[number] == pytest.approx(12, abs=0.1)
    said = words.details(hands.card(0), hands.page.scale, hands.pane(0).stage)
    assert any(one.startswith("median of this stage: 12") for one in said)


def test_the_board_is_remembered_for_each_file(opened: Program) -> None:
    page = opened.window.page("board")
    choices = page.scale.choices  # type: ignore[attr-defined]  # a BoardPage
    choices.sort, choices.density = "amount", "compact"
    page.show_choices(anew=True)  # type: ignore[attr-defined]  # a BoardPage
    path = opened.workspace.path  # type: ignore[union-attr]  # there is one
    opened.close_file()
    assert opened.open_file(path)
    again = opened.window.page("board")
    assert again.scale.choices == choices  # type: ignore[attr-defined]  # a BoardPage
    assert again.board.sort == "amount"  # type: ignore[attr-defined]  # a BoardPage
