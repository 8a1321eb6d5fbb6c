"""The funnel page over a real file: live, explained, each figure opening its deals."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import update
from sqlalchemy.orm import Session

from revops_desktop import i18n
from revops_desktop.database import tables
from revops_desktop.database.journal import verb
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import deals, stages
from revops_desktop.operations.targets import TargetEntry, set_many
from revops_desktop.ui.actions import Actions
from revops_desktop.ui.figures.deals import DealsDialog
from revops_desktop.ui.figures.menu import FigureMenu
from revops_desktop.ui.funnel import behind
from revops_desktop.ui.funnel.page import SHEETS, FunnelPage
from revops_desktop.ui.funnel.rows import headings
from revops_desktop.ui.preferences import Preferences
from tests.river import LOST, make_river

NOW = 1_775_000_000
DAY = 86400
NASTY = '<b>Bold</b> & <img src="file:///etc/passwd">'


@verb("Limit idleness")
def limit_idleness(session: Session, *, at: int, stage_id: int, days: int) -> None:
    session.execute(
        update(tables.stage).where(tables.stage.c.id == stage_id).values(idle_limit_days=days)
    )


def _fill(made: Workspace) -> None:
    """Ten deals: eight reach Qualified, two of them Customer; one is lost."""
    for number in range(10):
        title = NASTY if number == 0 else f"Deal {number}"
        deal_id = made.do(
            deals.create, at=NOW - 20 * DAY, title=title, stage_id=1, amount=100
        ).value
        if number < 8:
            made.do(deals.move_to_stage, at=NOW - 10 * DAY, deal_id=deal_id, stage_id=2)
        if number < 2:
            made.do(deals.move_to_stage, at=NOW - DAY, deal_id=deal_id, stage_id=4)
        if number == 9:
            made.do(deals.leave_river, at=NOW - DAY, deal_id=deal_id, kind="lost", reason_id=LOST)


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    made = make_river(tmp_path / "a.revops", _fill)
    yield made
    made.close()


@pytest.fixture
def page(river: Workspace, qtbot) -> Iterator[FunnelPage]:
    actions = Actions(river, clock=lambda: NOW)
    made = FunnelPage(actions)
    made.build_whole()
    qtbot.addWidget(made)
    made.resize(1090, 760)
    actions.changed.connect(made.notice)
    made.show()
    qtbot.waitUntil(lambda: made.tiles[0].figure is not None and not actions.is_busy)
    yield made
    actions.close()


def cells(page: FunnelPage, row: int) -> list[str]:
    return [cell.text for cell in page.view.model_.rows[row].cells]


def test_the_funnel_in_words(page: FunnelPage) -> None:
    # Eight of ten went on; of the nine that are through with the stage, eight.
    shares = ["80.0%", "80.0%", "88.9%", "88.9%"]
    assert cells(page, 0) == ["10", "¥1,000", *shares, "1", "1", "1"]
    assert cells(page, 1)[:4] == ["8", "¥800", "25.0%", "25.0%"]
    # All that ended went on; six are open beside it.
    assert cells(page, 1)[4] == "100.0%"
    assert "6 still open" in page.view.model_.rows[1].cells[4].tip


def test_a_period_sets_other_deals_side_by_side(page: FunnelPage, qtbot) -> None:
    page.conversion.views._choose("period")
    qtbot.waitUntil(lambda: len(page.view.model_.rows[0].cells) == 8, timeout=2000)
    assert cells(page, 0)[:4] == ["10", "¥1,000", "80.0%", "80.0%"]
    heading = page.view.model_.heading(4)
    assert heading is not None and "not the same deals" in heading.tip


def test_tiles_in_words(page: FunnelPage) -> None:
    # The deal that was lost as a lead is in no win rate, and so not beside it.
    assert page.tiles[0].accessibleName() == "Won deals: 2. 0 lost"
    assert page.tiles[0].figure is not None
    assert "1 lead lost before the opportunity phase" in page.tiles[0].figure.tip
    assert page.tiles[2].figure is not None
    assert page.tiles[2].figure.note.startswith("n = 2 · amount ")


def test_a_tile_goes_out_unrounded_with_its_n(page: FunnelPage) -> None:
    assert page._tiles_of is not None
    lines = [
        behind.of_tile(page._tiles_of, figure, place).as_rows().values[0]
        for place, figure in enumerate(page._figures)
    ]
    period = lines[0][2]
    assert [line[1] for line in lines[:2]] == [2, Decimal(200)]
    assert [line[3] for line in lines] == [2, 2, 2, 2, 2, 2, 7]
    assert lines[3][1:] == (Decimal(100), period, 2)


def test_a_move_shows_in_the_open_funnel(page: FunnelPage, qtbot) -> None:
    page.actions_.do(deals.move_to_stage, deal_id=9, stage_id=2)
    qtbot.waitUntil(lambda: cells(page, 1)[0] == "9", timeout=2000)
    page.actions_.undo()
    qtbot.waitUntil(lambda: cells(page, 1)[0] == "8", timeout=2000)


def test_a_burst_of_changes_is_drawn_once_or_twice(
    page: FunnelPage, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = []
    model = page.view.model_
    show = model.show
    monkeypatch.setattr(model, "show", lambda *rows: (drawn.append(1), show(*rows)))
    for number in range(10):
        page.actions_.do(deals.move_to_stage, deal_id=9, stage_id=1 + number % 2 + 1)
    qtbot.waitUntil(lambda: cells(page, 2)[8] == "1", timeout=2000)
    qtbot.wait(100)
    assert 1 <= len(drawn) <= 2


def test_few_deals_are_greyed_and_say_why(page: FunnelPage) -> None:
    last_step = page.view.model_.rows[3].cells[2]
    assert last_step.weak
    assert "Fewer than 5" in last_step.tip


def test_a_stage_opens_its_deals_by_keyboard(page: FunnelPage, qtbot, dialogs) -> None:
    seen: list[list[str]] = []

    def look(dialog) -> None:
        assert isinstance(dialog, DealsDialog)
        seen.append([deal.title for deal in dialog.model.rows])
        dialog.search.setText("ＢＯＬＤ")
        assert dialog.found.rowCount() == 1
        dialog.accept()

    dialogs.expect(look)
    page.view.setFocus()
    page.view.setCurrentIndex(page.view.model_.index(1, 2))
    qtbot.keyClick(page.view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(seen), timeout=2000)
    assert len(seen[0]) == 8
    assert NASTY in seen[0]


def test_the_list_is_written_as_it_is_shown(page: FunnelPage, qtbot, dialogs, tmp_path) -> None:
    target = tmp_path / "won.csv"
    done = []

    def save(dialog) -> None:
        dialogs.expect_file(target)
        dialog.export()
        dialog.accept()
        done.append(1)

    dialogs.expect(save)
    page.tiles[0].opened.emit()
    qtbot.waitUntil(lambda: bool(done), timeout=2000)
    lines = target.read_bytes().decode("utf-8-sig").split("\r\n")
    assert lines[0] == "Deal,Company,Owner,Stage,State,Amount,Date"
    assert len([line for line in lines if line]) == 3
    assert any("100,2026-03-31" in line for line in lines)


def test_what_left_in_a_period_opens_its_deals(page: FunnelPage, qtbot, dialogs) -> None:
    page.conversion.views._choose("period")
    qtbot.waitUntil(lambda: len(page.view.model_.rows[0].cells) == 8, timeout=2000)
    seen: list[list[str]] = []

    def look(dialog) -> None:
        seen.append([deal.title for deal in dialog.model.rows])
        dialog.accept()

    dialogs.expect(look)
    page.view.opened.emit(0, 8)
    qtbot.waitUntil(lambda: bool(seen), timeout=2000)
    assert seen == [["Deal 9"]]


def test_the_choices_are_there_again(page: FunnelPage, river: Workspace, qtbot, tmp_path) -> None:
    class Around:
        preferences = Preferences(tmp_path)

    page.program = Around()  # type: ignore[assignment]  # a page asks no more of it
    page.conversion.views._choose("period")
    page.period_box.names.setCurrentIndex(page.period_box.names.findData("all_time"))
    again = FunnelPage(page.actions_)
    again.build_whole()
    again.program = page.program
    qtbot.addWidget(again)
    again.show()
    qtbot.waitUntil(lambda: again.funnel is not None)
    assert again.funnel is not None and again.funnel.period.is_all_time
    assert again.conversion.views.choice == "period"


def sheet(page: FunnelPage, key: str, qtbot) -> Any:
    """The tab of that key, in front and answered."""
    place = [one.key for one in SHEETS].index(key)
    page.tabs.setCurrentIndex(place)
    found = page.sheet(place)
    qtbot.waitUntil(lambda: found.shown is not None, timeout=3000)
    return found


def opened_by(emit: Any, qtbot, dialogs) -> list[str]:
    """The deals in the dialog that it opens."""
    seen: list[list[str]] = []

    def look(dialog) -> None:
        assert isinstance(dialog, DealsDialog)
        seen.append(sorted(row.title for row in dialog.model.rows))
        dialog.accept()

    dialogs.expect(look)
    emit()
    qtbot.waitUntil(lambda: bool(seen), timeout=2000)
    return seen[0]


def test_time_in_stage_beside_the_age_of_those_here(page: FunnelPage, qtbot, dialogs) -> None:
    time = sheet(page, "time", qtbot)
    row = [cell.text for cell in time.view.model_.rows[0].cells]
    # Eight went on after 10 days, one was lost after 19; one stands there for 20 days.
    assert row[0] == "9" and row[2] == "10 days" and row[5:] == ["1", "20 days"]
    assert "Deal 9" in opened_by(lambda: time.view.opened.emit(0, 2), qtbot, dialogs)
    assert opened_by(lambda: time.view.opened.emit(0, 7), qtbot, dialogs) == ["Deal 8"]
    time.units._choose("hours")
    assert "h" in time.view.model_.rows[0].cells[2].text


def test_leaks_by_stage_and_by_reason(page: FunnelPage, qtbot, dialogs) -> None:
    leaks = sheet(page, "leaks", qtbot)
    assert [cell.text for cell in leaks.view.model_.rows[0].cells] == ["1", "¥100", "1", "0", "0"]
    assert leaks.reasons.texts(leaks.reasons.rows[0])[:3] == ["lost", "Lost", "1"]
    assert opened_by(lambda: leaks.view.opened.emit(0, 4), qtbot, dialogs) == ["Deal 9"]
    index = leaks.table.found.index(0, 0)
    assert opened_by(lambda: leaks.table.opened.emit(index), qtbot, dialogs) == ["Deal 9"]
    leaks.stages.setCurrentIndex(1)
    assert leaks.stages.currentText() == "Lead" and leaks.table.found.rowCount() == 1


def test_what_is_stuck_now(page: FunnelPage, river: Workspace, qtbot, dialogs) -> None:
    river.do(limit_idleness, at=NOW, stage_id=1, days=5)
    stuck = sheet(page, "stuck", qtbot)
    page._soon.start()
    qtbot.waitUntil(lambda: stuck.view.model_.rows[0].cells[0].text == "1", timeout=2000)
    assert opened_by(lambda: stuck.view.opened.emit(0, 2), qtbot, dialogs) == ["Deal 8"]


def test_the_hidden_tab_asks_when_it_comes_to_the_front(page: FunnelPage, qtbot) -> None:
    leaks = sheet(page, "leaks", qtbot)
    page.actions_.do(deals.leave_river, deal_id=9, kind="lost", reason_id=LOST)
    qtbot.waitUntil(lambda: leaks.view.model_.rows[0].cells[0].text == "2", timeout=2000)
    assert cells(page, 0)[7] == "1"
    page.tabs.setCurrentIndex(0)
    qtbot.waitUntil(lambda: cells(page, 0)[7] == "2", timeout=2000)


def test_trends_of_the_river_and_of_a_stage(page: FunnelPage, qtbot, dialogs) -> None:
    trends = sheet(page, "trends", qtbot)
    cards = {card.key: card for card in trends.cards}
    # In Tokyo it is April already, and all happened in March: what runs stands beside it.
    trend = cards["won"].trend
    assert [(one.month, one.value) for one in trend.points[-1:]] == [("2026-03", 2.0)]
    assert (trend.running.month, trend.running.value) == ("2026-04", 0)
    assert "Apr 2026, so far" in cards["won"].chart.rows().texts[-1][0]
    entry = TargetEntry("2026-04", "won", 7, pipeline_id=1)
    step = TargetEntry("2026-03", "conversion", 9000, pipeline_id=1, stage_id=1)
    page.actions_.do(set_many, entries=[entry, step])
    qtbot.waitUntil(lambda: cards["won"].chart.rows().texts[-1][-1] == "7", timeout=3000)
    opened = opened_by(lambda: cards["won"].chart.opened.emit("2026-03"), qtbot, dialogs)
    assert opened == [NASTY, "Deal 1"]
    trends.stages.setCurrentIndex(1)
    qtbot.waitUntil(lambda: trends.answer.stage is not None, timeout=3000)
    cards = {card.key: card for card in trends.cards}
    assert cards["conversion"].trend.last.value == 0.8
    assert cards["conversion"].chart.rows().texts[-2][-1] == "90.0%"
    opened = opened_by(lambda: cards["conversion"].chart.opened.emit("2026-03"), qtbot, dialogs)
    assert len(opened) == 8
    for key, card in cards.items():
        assert card.chart.accessibleName(), key
        opened_by(lambda card=card: card.chart.opened.emit("2026-03"), qtbot, dialogs)


def test_a_win_of_the_month_that_runs_is_something(tmp_path: Path, qtbot) -> None:
    with make_river(tmp_path / "new.revops") as new:
        deal_id = new.do(deals.create, at=NOW - 60, title="First", stage_id=1).value
        new.do(deals.move_to_stage, at=NOW - 30, deal_id=deal_id, stage_id=4)
        actions = Actions(new, clock=lambda: NOW)
        made = FunnelPage(actions)
        made.build_whole()
        qtbot.addWidget(made)
        made.show()
        qtbot.waitUntil(lambda: made.funnel is not None)
        trends = sheet(made, "trends", qtbot)
        assert not trends.empty.isVisible()
        card = next(one for one in trends.cards if one.key == "won")
        assert card.chart.rows().texts[-1][:2] == ["Apr 2026, so far", "1"]
        # The n is of all the months that are named, not of the last whole one.
        (menu,) = card.chart.findChildren(FigureMenu)
        about = menu.about()
        assert about.period_text.endswith("to Apr 2026") and about.n == 1
        qtbot.waitUntil(lambda: not actions.is_busy)
        actions.close()


def test_values_side_by_side(page: FunnelPage, qtbot, dialogs) -> None:
    compare = sheet(page, "compare", qtbot)
    for place in range(compare.by.count()):
        compare.by.setCurrentIndex(place)
        by = compare.by.currentData()
        qtbot.waitUntil(lambda by=by: compare.list.by == by, timeout=3000)
        expected = "New business" if by == "kind" else "Not recorded"
        assert compare.list.texts(compare.list.rows[0])[:4] == [expected, "10", "20.0%", "2"]
    index = compare.table.found.index(0, 3)
    assert opened_by(lambda: compare.table.opened.emit(index), qtbot, dialogs) == [NASTY, "Deal 1"]
    about = (compare._of_cell(compare.list.rows[0], 7), compare._whole(), compare._drawn())
    said = [one.meaning() if one is not None else "" for one in about]
    assert said[0].startswith("Mean amount") and said[1].startswith("The key figures")


def test_conversions_side_by_side(page: FunnelPage, qtbot, dialogs) -> None:
    compare = sheet(page, "compare", qtbot)
    compare.what._choose("count")
    qtbot.waitUntil(
        lambda: compare.list.headings[1:3] == ["New deals", "→ Qualified"], timeout=3000
    )
    said = compare.list.texts(compare.list.rows[0])
    assert said == ["Not recorded", "10", "80.0%", "25.0%", "100.0%", "0.0%"]
    compare.what._choose("amount")
    assert compare.list.texts(compare.list.rows[0]) == said
    index = compare.table.found.index(0, 2)
    assert len(opened_by(lambda: compare.table.opened.emit(index), qtbot, dialogs)) == 8


def test_each_tab_says_which_deals_it_counts(page: FunnelPage, qtbot) -> None:
    qtbot.waitUntil(lambda: page.sheet(0).counted.isVisible(), timeout=2000)
    assert "reached it in the period, followed until now" in page.sheet(0).counted.text()
    leaks = sheet(page, "leaks", qtbot)
    assert "left the river in the period, whenever they came" in leaks.counted.text()
    stuck = sheet(page, "stuck", qtbot)
    # Two of the nine that stand somewhere are customers.
    assert "0 of 7 open deals are stuck, and 0 of 2 that are won" in stuck.counted.text()


def test_the_rows_behind_a_share_are_named(page: FunnelPage) -> None:
    row = page.view.model_.rows[0]
    said = {}
    for place in (2, 4):
        cell = row.cells[place]
        said[cell.key] = page.conversion.figure(0, row, cell, "").listing()
    assert said == {
        "advanced": "Listed: the deals that went on (the numerator of the share).",
        "resolved": "Listed: the deals that went on (the numerator of the share).",
    }
    assert page._tiles_of is not None
    rate = behind.of_tile(page._tiles_of, page._figures[2], 2)
    assert rate.listing() == "Listed: the deals won and lost (the denominator of the share)."
    won = behind.of_tile(page._tiles_of, page._figures[0], 0)
    assert won.listing() == ""


def test_names_of_stages_have_their_room_beside_narrow_figures(page: FunnelPage, qtbot) -> None:
    from revops_desktop.ui.funnel.stage_table import BAR, STAGE

    page.resize(1050, 760)
    leaks = sheet(page, "leaks", qtbot)
    page.actions_.do(stages.edit, stage_id=1, fields={"name": "Onboarding here"})
    qtbot.waitUntil(lambda: leaks.view.model_.rows[0].name == "Onboarding here", timeout=3000)
    header = leaks.view.horizontalHeader()
    wide = leaks.view.fontMetrics().horizontalAdvance("Onboarding here")
    assert header.sectionSize(STAGE) >= wide + 20
    assert header.sectionSize(BAR) >= 56


def test_headings_of_two_lines_go_out_on_one_as_the_language_writes(page: FunnelPage) -> None:
    assert page.view.model_.as_rows().headings[3] == "Next (count)"
    with i18n.use_language("ja"):
        page.view.model_.show(page.view.model_.rows, headings("cohort"))
        assert page.view.model_.as_rows().headings[3] == "次へ（件数）"
