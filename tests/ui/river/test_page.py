"""The river page over a real file: live, walked by keys, each part opening its deals."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt

from revops_desktop.analytics.river_frame import Mark
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import deals
from revops_desktop.rules.periods import Period, month_period
from revops_desktop.ui.actions import Actions
from revops_desktop.ui.charts.pictures import write_picture
from revops_desktop.ui.river import behind, words
from revops_desktop.ui.river.chart import RiverChart
from revops_desktop.ui.river.comparing import BEFORE, before, year_before
from revops_desktop.ui.river.page import RiverPage
from tests.river import LOST, RECYCLED, make_river

NOW = 1_775_000_000
DAY = 86400
NASTY = '<b>Bold</b> & <img src="file:///etc/passwd">'


def _fill(made: Workspace) -> None:
    """Ten deals: eight reach Qualified, two of them Customer; one is lost, two recycled."""
    for number in range(10):
        title = NASTY if number == 0 else f"Deal {number}"
        deal_id = made.do(
            deals.create, at=NOW - 20 * DAY, title=title, stage_id=1, amount=100, source="Fair"
        ).value
        if number < 8:
            made.do(deals.move_to_stage, at=NOW - 10 * DAY, deal_id=deal_id, stage_id=2)
        if number < 2:
            made.do(deals.move_to_stage, at=NOW - DAY, deal_id=deal_id, stage_id=4)
        leaves = {7: ("recycled", RECYCLED), 8: ("recycled", RECYCLED), 9: ("lost", LOST)}
        if number in leaves:
            kind, reason = leaves[number]
            more = {"wake_on": "2026-09-01"} if kind == "recycled" else {}
            leave = {"deal_id": deal_id, "kind": kind, "reason_id": reason, **more}
            made.do(deals.leave_river, at=NOW - DAY, **leave)


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    made = make_river(tmp_path / "a.revops", _fill)
    yield made
    made.close()


@pytest.fixture
def page(river: Workspace, qtbot) -> Iterator[RiverPage]:
    actions = Actions(river, clock=lambda: NOW)
    made = RiverPage(actions)
    made.build_whole()
    qtbot.addWidget(made)
    made.resize(1090, 760)
    actions.changed.connect(made.notice)
    made.show()
    qtbot.waitUntil(lambda: made.chart.picture is not None and not made.verdict.isHidden())
    qtbot.waitUntil(lambda: not actions.is_busy)
    yield made
    actions.close()


def reached(page: RiverPage) -> list[int]:
    assert page.chart.picture is not None
    return [one.reached.count for one in page.chart.picture.stages]


def keys(chart: RiverChart) -> list[Mark]:
    return [mark.key for mark in chart.marks() if isinstance(mark.key, Mark)]


def middle(chart: RiverChart, part: Mark) -> QPointF:
    return next(mark.area.center() for mark in chart.marks() if mark.key == part)


def test_the_river_and_what_is_said_about_it(page: RiverPage) -> None:
    assert reached(page) == [10, 8, 2, 2, 0]
    assert "too little" in page.verdict.sentence.text()
    rows = page.chart.rows()
    assert rows.texts[0][:7] == ["Lead", "10", "8", "0", "1", "1", "0"]
    assert rows.values[1][:3] == ["Qualified", 8, 2]
    assert (rows.texts[0][-1], rows.values[0][-1]) == ("80.0%", Decimal("0.8"))


def test_the_words_stand_in_the_middle_of_the_bar(page: RiverPage) -> None:
    bar = page.verdict
    above = bar.sentence.geometry().top()
    below = bar.height() - 1 - bar.reason.geometry().bottom()
    assert abs(above - below) <= 1
    assert abs(bar.button.geometry().center().y() - bar.rect().center().y()) <= 1


def test_a_move_shows_in_the_open_river(page: RiverPage, qtbot) -> None:
    page.actions_.do(deals.move_to_stage, deal_id=4, stage_id=3)
    qtbot.waitUntil(lambda: reached(page)[2] == 3, timeout=2000)
    page.actions_.undo()
    qtbot.waitUntil(lambda: reached(page)[2] == 2, timeout=2000)


def test_a_click_on_the_water_opens_its_deals(page: RiverPage, qtbot) -> None:
    opened: list[Mark] = []
    page.chart.opened.disconnect()
    page.chart.opened.connect(opened.append)
    for part in (Mark("source", 0), Mark("step", 0), Mark("stage", 1)):
        point = middle(page.chart, part).toPoint()
        qtbot.mouseClick(page.chart, Qt.MouseButton.LeftButton, pos=point)
    assert opened == [Mark("source", 0), Mark("step", 0), Mark("stage", 1)]


def test_every_part_has_as_many_deals_as_it_says(page: RiverPage) -> None:
    from revops_desktop.analytics.river_deals import river_deals

    layout = page.chart.shown()
    parts = keys(page.chart)
    assert {part.kind for part in parts} >= {"source", "stage", "step", "lost", "recycled"}
    for part in parts:
        answer = page.actions_.ask(river_deals, **behind.wanted(part, layout))
        assert answer.total == words.deals_of(part, layout).count, part


def test_the_arrows_walk_along_and_across(page: RiverPage, qtbot) -> None:
    chart = page.chart
    chart.setFocus()
    qtbot.keyClick(chart, Qt.Key.Key_Home)
    assert chart.current is not None
    assert chart.current.key == Mark("source", 0)
    assert "Fair" in chart.accessibleDescription()
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    first = chart.current.key
    assert first == Mark("stage", 0)
    qtbot.keyClick(chart, Qt.Key.Key_Down)
    assert chart.current.key != first
    chosen: list[Mark] = []
    chart.opened.disconnect()
    chart.opened.connect(chosen.append)
    qtbot.keyClick(chart, Qt.Key.Key_Return)
    assert chosen == [chart.current.key]


def test_what_is_said_on_hover_is_plain_text_and_holds_the_figures(page: RiverPage) -> None:
    said = words.explained(Mark("step", 0), page.chart.shown())
    assert said.startswith("Lead → Qualified\n8 deals · ¥800")
    assert "80.0% of 10" in said


def test_a_hover_says_that_nothing_is_concluded_from_few(page: RiverPage) -> None:
    few, layout = "Fewer than 5 deals", page.chart.shown()
    assert few not in words.explained(Mark("waiting", 1), layout)
    assert few in words.explained(Mark("waiting", 3), layout)
    picture = page.chart.picture
    assert picture is not None
    page.chart.set_data(picture, "count", picture, None)
    said = [words.explained(Mark("step", place), page.chart.shown()) for place in (0, 2)]
    assert "Compared: 8 deals · ¥800 · 80.0% of 10" in said[0] and few not in said[0]
    assert said[1].endswith("100.0% of 2 · Fewer than 5 deals: no conclusion is drawn.")


def test_a_hover_tells_the_part_below_it(page: RiverPage, qtbot) -> None:
    point = middle(page.chart, Mark("stage", 1)).toPoint()
    qtbot.mouseMove(page.chart, point)
    qtbot.waitUntil(lambda: "Qualified · reached" in page.chart.toolTip())
    assert "5 waiting" in page.chart.toolTip()


def test_a_line_below_the_river_tells_its_signs(page: RiverPage) -> None:
    words_ = [one.lines[0] for one in page.chart.shown().labels if one.mark.kind == "legend"]
    assert words_[:3] == ["width: number of deals", "waiting", "left the river"]
    assert not any(mark.kind == "legend" for mark in keys(page.chart))


def test_what_rests_is_not_told_as_all_that_was_ever_recycled(page: RiverPage) -> None:
    said = words.explained(Mark("stage", 0), page.chart.shown())
    assert "8 went on · 0 waiting · 1 left · 1 resting" in said


def test_by_amount_and_compared(page: RiverPage, qtbot) -> None:
    qtbot.mouseClick(page._buttons["amount"], Qt.MouseButton.LeftButton)
    assert page.chart.rows().texts[0][1] == "¥1,000"
    page.compare.choose(BEFORE)
    qtbot.waitUntil(lambda: "no deal came in" in page.header.subtitle.text())
    assert page.chart.other is None
    box = page.period_box
    box.names.setCurrentIndex(box.names.findData("this_month"))
    qtbot.waitUntil(lambda: "dashed" in page.header.subtitle.text())
    box.names.setCurrentIndex(box.names.findData("twelve_months"))
    qtbot.waitUntil(lambda: not page.chart.is_empty())
    box.names.setCurrentIndex(box.names.findData("all_time"))
    # Before all time nothing was.
    nothing = "The period before: all time has none"
    qtbot.waitUntil(lambda: nothing in page.header.subtitle.text())
    assert page.chart.other is None


def test_by_amount_is_painted_as_soon_as_it_is_asked_for(page: RiverPage, qtbot) -> None:
    qtbot.waitUntil(lambda: page.chart._is_painted)
    counted = page.chart.grab().toImage()
    qtbot.mouseClick(page._buttons["amount"], Qt.MouseButton.LeftButton)
    assert page.chart.shown().wanted.basis == "amount"
    # The old picture stays until the new one is whole.
    assert page.chart.grab().toImage() == counted
    qtbot.waitUntil(lambda: page.chart.grab().toImage() != counted)
    assert page.chart._is_painted
    qtbot.mouseClick(page._buttons["count"], Qt.MouseButton.LeftButton)
    assert page.chart.shown().wanted.basis == "count"


def test_the_other_river_is_an_outline(page: RiverPage) -> None:
    picture = page.chart.picture
    assert picture is not None
    page.chart.set_data(picture, "count", picture, 0)
    layout = page.chart.shown()
    assert {"ghost", "pinch", "narrow"} <= {shape.role for shape in layout.shapes}
    assert {"flag", "narrow", "other"} <= {label.role for label in layout.labels}
    assert "Compared: 8 deals" in words.explained(Mark("step", 0), layout)


def test_an_empty_river_says_why(page: RiverPage, qtbot) -> None:
    box = page.period_box
    box.names.setCurrentIndex(box.names.findData("this_month"))
    qtbot.waitUntil(lambda: page.chart.is_empty() and not page.actions_.is_busy)
    assert "period" in page.chart.accessibleDescription()


def test_of_an_old_river_all_time_is_a_click_away(page: RiverPage, qtbot) -> None:
    assert page.all_time.isHidden()
    box = page.period_box
    box.names.setCurrentIndex(box.names.findData("this_month"))
    qtbot.waitUntil(lambda: page.chart.is_empty() and not page.actions_.is_busy)
    assert page.all_time.isVisible()
    page.all_time.click()
    qtbot.waitUntil(lambda: not page.chart.is_empty() and not page.actions_.is_busy)
    assert page.all_time.isHidden()
    assert box.names.currentData() == "all_time"


def test_of_a_river_without_any_deal_no_other_time_is_offered(tmp_path: Path, qtbot) -> None:
    with make_river(tmp_path / "empty.revops") as empty:
        actions = Actions(empty, clock=lambda: NOW)
        made = RiverPage(actions)
        made.build_whole()
        qtbot.addWidget(made)
        made.show()
        qtbot.waitUntil(lambda: made.chart.picture is not None and not actions.is_busy)
        assert made.all_time.isHidden()
        assert made.chart.empty.startswith("No deal yet.")
        empty.do(deals.create, at=NOW - 900 * DAY, title="Old", stage_id=1)
        made.refresh()
        qtbot.waitUntil(lambda: made.all_time.isVisible(), timeout=3000)
        assert "in this period" in made.chart.empty
        qtbot.waitUntil(lambda: not actions.is_busy)
        actions.close()


def test_it_is_saved_as_a_picture(page: RiverPage, tmp_path: Path) -> None:
    for name in ("river.png", "river.svg"):
        write_picture(tmp_path / name, page.chart, "River", "2026")
        assert (tmp_path / name).stat().st_size > 10_000


def test_the_period_before() -> None:
    march = month_period("2026-03")
    assert before(march) == month_period("2026-02")
    assert year_before(march) == month_period("2025-03")
    assert before(Period()) is None
    week = Period(date(2026, 3, 1), date(2026, 3, 7))
    assert before(week) == Period(date(2026, 2, 22), date(2026, 2, 28))
