"""The health page over a real file: live, every figure opens its deals, the waterfall adds up."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from revops_desktop.app import Program
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import deals, trash
from revops_desktop.ui.actions import Actions
from revops_desktop.ui.figures.deals import DealsDialog
from revops_desktop.ui.figures.menu import FigureMenu
from revops_desktop.ui.health.page import HealthPage
from revops_desktop.ui.health.tables_panel import SLIPPING
from revops_desktop.ui.health.words import MEASURED
from tests.analytics.test_key_figures import add, leave, move, noon
from tests.conftest import Dialogs
from tests.river import make_river

NOW = noon(3, 20)
NASTY = '<b>Bold</b> & <img src="file:///etc/passwd">'


def _fill(made: Workspace) -> None:
    """Five deals that should close in March: one won, one lost, one late, one pushed, one new."""
    fields: dict[str, Any] = {"amount": 1_000, "expected_close": "2026-03-25"}
    for _number in range(3):
        add(made, noon(2, 10), 2, **fields)
    move(made, noon(3, 2), 1, 4)
    leave(made, noon(3, 3), 2, "lost")
    made.do(deals.edit, at=noon(3, 4), deal_id=3, fields={"expected_close": "2026-04-20"})
    made.do(deals.edit, at=noon(3, 4), deal_id=3, fields={"title": NASTY})
    add(made, noon(3, 5), 2, amount=70, expected_close="2026-03-06")
    add(made, noon(3, 5), 3, amount=500)


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    made = make_river(tmp_path / "a.revops", _fill)
    yield made
    made.close()


@pytest.fixture
def page(river: Workspace, qtbot: QtBot) -> Iterator[HealthPage]:
    actions = Actions(river, clock=lambda: NOW)
    actions.pipeline_id = 1
    made = HealthPage(actions)
    made.build_whole()
    qtbot.addWidget(made)
    made.resize(1090, 760)
    actions.changed.connect(made.notice)
    made.show()
    settle(made, qtbot)
    yield made
    actions.close()


def settle(page: HealthPage, qtbot: QtBot) -> None:
    """Waits until everything that was asked is shown."""
    QTest.qWait(10)
    qtbot.waitUntil(
        lambda: page.waterfall.answer is not None and not page.actions_.is_busy, timeout=5000
    )


def steps(page: HealthPage) -> dict[str, str]:
    """The steps of the waterfall that are not 0, as they are written."""
    rows = page.waterfall.chart.rows()
    return {str(row[0]): row[1] for row in rows.texts if row[1] not in ("¥0", "0")}


def looked(page: HealthPage, qtbot: QtBot, dialogs: Dialogs, work: Any) -> list[list[str]]:
    """The rows of the dialog that `work` opens."""
    seen: list[list[str]] = []

    def look(dialog: Any) -> None:
        assert isinstance(dialog, DealsDialog)
        seen.extend(dialog.model.texts(row) for row in dialog.table.shown())
        dialog.reject()

    dialogs.expect(look)
    work()
    settle(page, qtbot)
    return seen


def test_the_page_says_what_the_river_does(page: HealthPage) -> None:
    values = [tile.figure.value for tile in page.tiles if tile.figure is not None]
    assert values == ["—", "50.0%", "—", "100.0%", "0.50", "63.6%", "¥471"]
    assert steps(page) == {
        **{"Start": "¥3,000", "New": "+¥70", "Pushed out": "−¥1,000"},
        **{"Won": "−¥1,000", "Lost": "−¥1,000", "End": "¥70"},
    }
    assert page.waterfall.dateless.text() == "1 without an expected close"
    assert page.header.subtitle.text() == "1 Mar 2026 to 31 Mar 2026"


def test_a_file_keeps_the_tiles_unrounded_with_their_n(page: HealthPage) -> None:
    figures = [tile.figure for tile in page.tiles if tile.figure is not None]
    assert [figure.n for figure in figures] == [3, 2, 0, 3, 2, 3, 3]
    exact = [None if figure.exact is None else float(str(figure.exact)) for figure in figures]
    assert exact == [None, 0.5, None, 1, 0.5, pytest.approx(0.636132, abs=1e-6), 471]
    (menu,) = page.tiles[1].findChildren(FigureMenu)
    about = menu.about()
    assert about is not None
    assert [str(value) for value in about.as_rows().values[0][1:]] == [
        "0.5",
        about.period_text,
        "2",
    ]
    # No stage of this river has an idle limit: 0 of 0 would say that none is idle.
    assert figures[2].note == "No idle limit is set"


def test_by_count(page: HealthPage) -> None:
    page.waterfall.buttons["count"].click()
    assert steps(page) == {
        **{"Start": "3", "New": "+1", "Pushed out": "−1", "Won": "−1", "Lost": "−1", "End": "1"},
    }


def test_it_follows_what_is_done_and_undone(page: HealthPage, qtbot: QtBot) -> None:
    act = page.actions_
    act.do(deals.move_to_stage, deal_id=4, stage_id=4)
    settle(page, qtbot)
    assert steps(page)["Won"] == "−¥1,070"
    assert "End" not in steps(page)
    act.undo()
    settle(page, qtbot)
    assert (steps(page)["Won"], steps(page)["End"]) == ("−¥1,000", "¥70")
    act.do(trash.delete, deals=[4])
    settle(page, qtbot)
    assert steps(page)["Removed"] == "−¥70"
    act.do(deals.edit, deal_id=3, fields={"expected_close": "2026-03-31", "amount": 900})
    settle(page, qtbot)
    assert (steps(page)["Decreased"], steps(page)["End"]) == ("−¥100", "¥900")


def test_an_old_answer_drops_no_newer_change_of_the_same_deal(
    page: HealthPage, qtbot: QtBot
) -> None:
    act = page.actions_
    act.do(deals.edit, deal_id=4, fields={"amount": 80})
    page._ask()
    # Answered, but not told yet, when the deal changes once more.
    act.file.pool.waitForDone()
    act.do(deals.edit, deal_id=4, fields={"amount": 90})
    settle(page, qtbot)
    assert steps(page)["End"] == "¥90"


def test_every_step_opens_its_deals(page: HealthPage, qtbot: QtBot, dialogs: Dialogs) -> None:
    def click(name: str) -> None:
        mark = next(mark for mark in page.waterfall.chart.marks() if mark.key == name)
        place = mark.area.center().toPoint()
        QTest.mouseClick(page.waterfall.chart, Qt.MouseButton.LeftButton, pos=place)

    (pushed,) = looked(page, qtbot, dialogs, lambda: click("pushed_out"))
    assert (pushed[0], pushed[3], pushed[4]) == (NASTY, "Open", "−¥1,000")
    assert pushed[7:] == ["25 Mar 2026", "20 Apr 2026"]
    assert len(looked(page, qtbot, dialogs, lambda: click("start"))) == 3
    assert len(looked(page, qtbot, dialogs, page.waterfall.dateless.click)) == 1
    page.actions_.do(trash.delete, deals=[4])
    settle(page, qtbot)
    (gone,) = looked(page, qtbot, dialogs, lambda: click("removed"))
    assert gone[3] == "Deleted"


def test_tiles_and_stages_open_their_deals(
    page: HealthPage, qtbot: QtBot, dialogs: Dialogs
) -> None:
    rows = looked(page, qtbot, dialogs, lambda: page.tiles[1].opened.emit())
    assert [(row[4], row[7]) for row in rows] == [("¥70", "14")]
    rows = looked(page, qtbot, dialogs, lambda: page.tiles[4].opened.emit())
    assert [(row[0], row[8]) for row in rows] == [(NASTY, "1")]
    rows = looked(page, qtbot, dialogs, lambda: page.tiles[3].opened.emit())
    assert len(rows) == 3
    stages = page.tables.stages
    index = stages.found.index(1, 4)
    assert stages.list.texts(stages.row(index))[:5] == ["Qualified", "2", "¥1,070", "¥268", "1"]
    rows = looked(page, qtbot, dialogs, lambda: stages.opened.emit(index))
    assert [row[4] for row in rows] == ["¥70"]


def test_deals_without_amounts_are_worth_nothing_that_is_known(
    page: HealthPage, qtbot: QtBot
) -> None:
    page.actions_.do(deals.create, title="No amount", stage_id=1)
    settle(page, qtbot)
    stages = page.tables.stages
    lead = stages.row(stages.found.index(0, 0))
    assert stages.list.texts(lead)[:4] == ["Lead", "1", "—", "—"]
    assert stages.list.values(lead)[:4] == ["Lead", 1, None, None]


def test_slipping_deals_open(page: HealthPage, qtbot: QtBot) -> None:
    page.tables.buttons[SLIPPING].click()
    assert page.tables.buttons[SLIPPING].text() == "Slipped and pushed (2)"
    table = page.tables.slipping
    assert [row.deal_id for row in table.shown()] == [4, 3]
    assert table.list.texts(table.shown()[0])[5:] == ["6 Mar 2026", "6 Mar 2026", "14", "0", "0"]
    with qtbot.waitSignal(page.actions_.deal_wanted) as wanted:
        table.activated.emit(table.found.index(1, 0))
    assert wanted.args == [3]


def test_the_waterfall_is_copied_and_explained(
    page: HealthPage, qtbot: QtBot, dialogs: Dialogs
) -> None:
    (menu,) = page.waterfall.chart.findChildren(FigureMenu)
    menu.copy()
    copied = QGuiApplication.clipboard().text()
    assert copied.splitlines()[:2] == ["Movement\tAmount\tDeals", "Start\t¥3,000\t3"]
    rows = looked(page, qtbot, dialogs, menu.explain)
    assert (rows[0][0], rows[-1][0]) == ("Start", "End")
    assert page.waterfall.chart.hit(QPointF(-5, -5)) is None


def test_choices_are_remembered(opened: Program, qtbot: QtBot) -> None:
    def shown() -> HealthPage:
        opened.window.show_page("health")
        found = opened.window.page("health")
        assert isinstance(found, HealthPage)
        settle(found, qtbot)
        return found

    page = shown()
    assert page.period_box.state() == "last_month", "of a month that has just begun"
    page.period_box.recall("last_quarter")
    page.waterfall.buttons["count"].click()
    page.tables.buttons[SLIPPING].click()
    opened.set_language("ja")
    qtbot.waitUntil(lambda: not isValid(page) and not opened.window.is_frozen)
    again = shown()
    assert (again.period_box.state(), again.waterfall.basis) == ("last_quarter", "count")
    assert again.tables.place == SLIPPING
    assert again.waterfall.chart.is_empty()


def test_open_deals_weighed_by_what_came_of_such_deals(
    page: HealthPage, qtbot: QtBot, dialogs: Dialogs
) -> None:
    tile = page.tiles[MEASURED]
    # (1 + 2.5) ÷ 12 of 1,000 and of 70, (1 + 2.5) ÷ 11 of 500; two deals have ended.
    assert tile.figure is not None
    assert (tile.figure.value, tile.figure.weak) == ("¥471", True)
    assert tile.figure.note == "As configured: ¥393"
    assert "Measured on 2 deals that were won or lost." in tile.figure.tip
    rows = looked(page, qtbot, dialogs, tile.opened.emit)
    assert len(rows) == tile.figure.n == 3
    page.actions_.do(deals.move_to_stage, deal_id=5, stage_id=4, override="So it is")
    settle(page, qtbot)
    # (2 + 2.5) ÷ 13 of 1,000 and of 70.
    assert tile.figure.value == "¥370"
