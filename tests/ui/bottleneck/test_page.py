"""The bottleneck page over a real file: the verdict, its evidence, a target, the other tabs."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from sqlalchemy import select

from revops_desktop import i18n
from revops_desktop.database import tables
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import deals
from revops_desktop.ui.actions import Actions
from revops_desktop.ui.bottleneck import judged_list, step_list, verdict_panel
from revops_desktop.ui.bottleneck.page import OPTIMA, SOURCES, BottleneckPage
from revops_desktop.ui.bottleneck.target_dialog import TargetDialog
from revops_desktop.ui.figures.explain import Explained
from revops_desktop.ui.figures.menu import FigureMenu
from tests import prepared
from tests.analytics.function_rivers import NOW, Month, even, tell_months
from tests.river import make_river, set_up

USUAL = Month(leads=30, qualified=18, won=12)
NARROW = Month(leads=30, qualified=6, won=4)


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    """Fewer leads than ever qualified in the last five months."""
    made = prepared.opened(tmp_path / "a.revops", "narrowed", _narrowed)
    yield made
    made.close()


def _narrowed(made: Workspace) -> None:
    months = even(14, USUAL)
    months[-5:] = [(month, NARROW) for month, _told in months[-5:]]
    made.do(set_up, at=1)
    made.do(tell_months, at=2, months=months)


def shown(river: Workspace, qtbot: Any) -> BottleneckPage:
    actions = Actions(river, clock=lambda: NOW)
    actions.pipeline_id = 1
    made = BottleneckPage(actions)
    made.build_whole()
    qtbot.addWidget(made)
    made.resize(1090, 760)
    actions.changed.connect(made.notice)
    made.show()
    qtbot.waitUntil(lambda: made.verdict.answer is not None and not actions.is_busy)
    return made


@pytest.fixture
def page(river: Workspace, qtbot: Any) -> Iterator[BottleneckPage]:
    made = shown(river, qtbot)
    yield made
    made.actions_.close()


@pytest.fixture
def dialogs(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The dialogs that were opened, none of which waits for anybody."""
    opened: list[Any] = []

    def take(dialog: QDialog) -> int:
        opened.append(dialog)
        return 1

    monkeypatch.setattr(QDialog, "exec", take)
    return opened


def settle(page: BottleneckPage, qtbot: Any) -> None:
    QApplication.processEvents()
    qtbot.waitUntil(lambda: not page.actions_.is_busy)


def test_the_sentence_its_evidence_and_its_plays(page: BottleneckPage) -> None:
    tab = page.verdict
    assert tab.answer is not None and tab.answer.verdict == "named"
    assert tab.panel.headline.text().startswith("The bottleneck is “Lead → Qualified”: 20.0%")
    assert tab.panel.tiles[verdict_panel.NOW].accessibleName() == "Conversion now: 20.0%. 18 / 90"
    assert tab.evidence.isVisible()
    assert tab.evidence.heading.text() == "Evidence: Lead → Qualified"
    assert all(tile.isVisible() for tile in (*tab.panel.tiles, *tab.evidence.tiles))
    assert tab.evidence.leaks.rows().texts == [["lost · Lost", "72"]]
    assert tab.plays.isVisible() and tab.plays.plays
    steps = [tab.steps.texts(row) for row in tab.steps.rows]
    assert steps[0][step_list.STEP] == "Lead → Qualified"
    few = "Too few to say"
    assert [row[step_list.FINDING] for row in steps] == ["The bottleneck", few, few]
    newest = tab.months.texts(tab.months.rows[0])
    assert newest[:3] == ["Mar 2026", "Named", "Lead → Qualified"]
    assert len(tab.deals.rows) == 10


def test_every_figure_opens_its_deals(page: BottleneckPage, qtbot: Any, dialogs: list[Any]) -> None:
    tab = page.verdict
    step = tab.steps.rows[0]
    for column in (step_list.REACHED, step_list.NOW, step_list.BEFORE, step_list.FINDING):
        tab.opening.open_step(step, column)
        settle(page, qtbot)
    assert [dialog.model.rowCount() for dialog in dialogs] == [90, 18, 300, 72]
    dialogs.clear()
    for place in range(len(tab.evidence.tiles)):
        tab.evidence.base_opened.emit(place)
        settle(page, qtbot)
    assert len(dialogs) == len(tab.evidence.tiles)
    dialogs.clear()
    for chart in (tab.evidence.trend, tab.evidence.leaks, tab.evidence.holders):
        for mark in chart.marks()[:1]:
            chart.opened.emit(mark.key)
            settle(page, qtbot)
    for place in range(4):
        tab.panel.opened.emit(place)
        settle(page, qtbot)
    tab.panel.deals.click()
    settle(page, qtbot)
    tab.opening.open_month(tab.months.rows[0])
    settle(page, qtbot)
    assert all(dialog.table.found.rowCount() for dialog in dialogs)
    assert len(dialogs) >= 8


def test_each_tile_explains_its_period_n_and_rows(page: BottleneckPage) -> None:
    tab = page.verdict
    said = []
    for tile in (*tab.panel.tiles, *tab.evidence.tiles):
        menu = tile.findChild(FigureMenu)
        about = None if menu is None else menu.about()
        assert about is not None and tile.figure is not None
        assert about.meaning() and about.period_text and about.value_text == tile.figure.value
        assert about.deals is not None or about.rows is not None
        assert about.picture is tile
        said.append((about.title, about.n))
    assert said[verdict_panel.NOW] == ("Lead → Qualified", 90)


def test_charts_and_tables_of_the_evidence_say_of_when_and_of_how_many(
    page: BottleneckPage,
) -> None:
    tab = page.verdict

    def about(widget: QWidget) -> Explained:
        menu = widget.findChild(FigureMenu)
        made = None if menu is None else menu.about()
        assert made is not None and made.meaning()
        return made

    evidence = tab.evidence.evidence
    assert evidence is not None
    held = about(tab.evidence.holders)
    assert held.period_text == "as of now"
    assert held.n == sum(one.here.count for one in evidence.holders)
    assert about(tab.evidence.leaks).n == sum(one.tally.count for one in evidence.leaks)
    assert about(tab.evidence.waiting).n == evidence.durations.days.n
    months = [i18n.month(one.month) for one in evidence.months]
    assert about(tab.evidence.trend).period_text == f"{months[0]} to {months[-1]}"
    newest, *_others, oldest = tab.months.rows
    ends = f"{i18n.month(oldest.month)} to {i18n.month(newest.month)}"
    assert about(tab.month_table).period_text == ends
    assert about(tab.deal_table).n == evidence.stopped.total


def test_another_step_shows_its_own_evidence(page: BottleneckPage, qtbot: Any) -> None:
    tab = page.verdict
    tab.step_table.setCurrentIndex(tab.step_table.found.index(1, step_list.STEP))
    settle(page, qtbot)
    assert tab.evidence.heading.text() == "Evidence: Qualified → Proposal"


def test_a_target_is_set_undone_and_judged_by(
    page: BottleneckPage, river: Workspace, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(dialog: TargetDialog) -> int:
        dialog.step.setCurrentIndex(1)
        dialog.share.setText("abc")
        assert not dialog.confirm.isEnabled() and dialog.problem.isVisibleTo(dialog)
        dialog.share.setText("90%")
        assert dialog.confirm.isEnabled()
        return 1

    monkeypatch.setattr(TargetDialog, "exec", answer)
    page.verdict.panel.target.click()
    settle(page, qtbot)
    target = tables.target.c

    def targets(session: Any) -> list[tuple[Any, ...]]:
        rows = session.execute(select(target.stage_id, target.value, target.figure))
        return [tuple(row) for row in rows]

    assert river.ask(targets) == [(2, 9000, "conversion")]
    answered = page.verdict.answer
    assert answered is not None and answered.steps[1].is_target
    page.actions_.undo()
    settle(page, qtbot)
    assert river.ask(targets) == []
    answered = page.verdict.answer
    assert answered is not None and not answered.steps[1].is_target


def test_the_functions_and_the_correlations(
    page: BottleneckPage, qtbot: Any, dialogs: list[Any]
) -> None:
    page.tabs.setCurrentIndex(OPTIMA)
    settle(page, qtbot)
    tab = page.optima
    assert tab.finding.text() == "No function wins at the cost of the next one."
    assert len(tab.checks.rows) == 4
    assert not tab.own.is_empty()
    (menu,) = tab.own.findChildren(FigureMenu)
    about, months = menu.about(), tab.checks.rows[0].months
    assert about is not None
    ends = [i18n.month(point.month) for point in (months[0], months[-1])]
    assert about.period_text == f"{ends[0]} to {ends[1]}"
    for table in (tab.check_table, tab.series_table):
        (menu,) = table.findChildren(FigureMenu)
        about = menu.about()
        assert about is not None and about.meaning()
        assert " 2025 to " in about.period_text and about.period_text.endswith(" 2026")
        assert about.note.startswith("n = ") and about.note.endswith(" months")
    for column in (2, 3, 5, 6):
        tab.check_table.opened.emit(tab.check_table.found.index(0, column))
        settle(page, qtbot)
    check = tab.checks.rows[0]
    assert check.recent is not None and check.before is not None
    assert [dialog.model.rowCount() for dialog in dialogs] == [
        check.recent.handed_on,
        check.before.handed_on,
        check.recent.next.denominator - check.recent.next.numerator,
        check.before.next.denominator - check.before.next.numerator,
    ]
    tab.series_table.opened.emit(tab.series_table.found.index(0, 3))
    settle(page, qtbot)
    assert dialogs[-1].table.found.rowCount() == 12


def test_the_sources_open_their_deals(page: BottleneckPage, qtbot: Any, dialogs: list[Any]) -> None:
    page.tabs.setCurrentIndex(SOURCES)
    settle(page, qtbot)
    tab = page.sources
    assert [tab.list.name(row) for row in tab.list.rows] == ["web"]
    entered = tab.list.rows[0].entered.count
    tab.table.opened.emit(tab.table.found.index(0, judged_list.ENTERED))
    settle(page, qtbot)
    assert dialogs[-1].model.rowCount() == entered > 100
    cost = tab.list.cost(tab.list.rows[0])
    assert cost is not None and cost.cac is None
    assert tab.list.texts(tab.list.rows[0])[judged_list.CAC] == "—"
    tab.table.opened.emit(tab.table.found.index(0, judged_list.CAC))
    settle(page, qtbot)
    assert dialogs[-1].model.rowCount() == cost.customers > 0
    tab.table.sortByColumn(judged_list.CAC, Qt.SortOrder.DescendingOrder)
    tab.buttons.buttons()[1].click()
    settle(page, qtbot)
    # Only sources cost something.
    assert tab.list.columnCount() == judged_list.CAC
    assert [tab.list.name(row) for row in tab.list.rows] == ["Sato"]


def test_what_a_few_new_deals_brought_is_grey(page: BottleneckPage, qtbot: Any) -> None:
    page.tabs.setCurrentIndex(SOURCES)
    settle(page, qtbot)
    shown = page.sources.list
    row = shown.rows[0]
    for count, is_weak in ((4, True), (5, False)):
        few = replace(row, entered=replace(row.entered, count=count))
        assert shown.is_weak(few, judged_list.WORTH) == is_weak


def test_the_verdict_follows_a_change(page: BottleneckPage, river: Workspace, qtbot: Any) -> None:
    before = page.verdict.answer
    page.actions_.do(deals.create, title="New", stage_id=1, amount=5)
    settle(page, qtbot)
    assert page.verdict.answer is not before


def test_an_empty_river_says_what_is_missing(tmp_path: Path, qtbot: Any) -> None:
    empty = make_river(tmp_path / "b.revops")
    page = shown(empty, qtbot)
    tab = page.verdict
    assert tab.panel.headline.text() == "There is too little yet to name a bottleneck."
    assert "needed" in tab.panel.reasons.text()
    assert not tab.evidence.isVisible() and not tab.panel.deals.isVisible()
    for place in (OPTIMA, SOURCES):
        page.tabs.setCurrentIndex(place)
        settle(page, qtbot)
    assert page.optima.moves.text().startswith("A correlation needs 12 whole months")
    assert page.sources.finding.text() == "No deal entered or ended in this period."
    page.actions_.close()
    empty.close()


def test_the_keyboard_walks_the_charts(
    page: BottleneckPage, qtbot: Any, dialogs: list[Any]
) -> None:
    chart = page.verdict.evidence.trend
    chart.setFocus()
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Return):
        qtbot.keyClick(chart, key)
    settle(page, qtbot)
    assert dialogs[0].model.rowCount() == 30


def test_where_none_is_named_the_river_stands_alone(tmp_path: Path, qtbot: Any) -> None:
    even_river = make_river(tmp_path / "c.revops")
    even_river.do(tell_months, at=2, months=even(14, USUAL))
    page = shown(even_river, qtbot)
    panel = page.verdict.panel
    assert page.verdict.answer is not None and page.verdict.answer.verdict == "none"
    assert [tile.isVisible() for tile in panel.tiles] == [False, False, False, True]
    assert panel.tiles[verdict_panel.RIVER].x() == 0
    assert "target" in panel.change.text()
    page.actions_.close()
    even_river.close()
