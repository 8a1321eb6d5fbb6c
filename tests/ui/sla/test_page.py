"""The SLA page over a real file: every figure opens the clocks that it counts."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from revops_desktop.database.journal import verb
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import bulk, clocks, deals, stages, time_limits
from revops_desktop.operations.criteria import WantedCriterion
from revops_desktop.rules.business_clock import Limit
from revops_desktop.ui.actions import Actions
from revops_desktop.ui.figures.deals import DealsDialog
from revops_desktop.ui.figures.explain import FigureDialog
from revops_desktop.ui.figures.menu import FigureMenu
from revops_desktop.ui.funnel.period_box import period_text
from revops_desktop.ui.sla.page import SlaPage
from tests.conftest import Dialogs
from tests.river import make_river

HOUR, DAY = 3600, 86_400
# Wednesday, 1 April 2026, 09:00 in Tokyo.
OPENING = 1_775_001_600
NASTY = '<b>Bold</b> & <img src="file:///etc/passwd">'


@verb("Limit")
def limit(session: Session, *, at: int) -> None:
    """Four hours for stage 2."""
    time_limits.write(session, at=at, stage_id=2, limit=Limit(240, None), for_running=False)


def _fill(made: Workspace) -> None:
    """Of six deals four are answered in time, one late, one not at all; one runs, one is paused."""
    made.do(limit, at=OPENING - DAY)
    for number in range(6):
        title = NASTY if number == 4 else f"Deal {number}"
        fields = {"title": title, "stage_id": 2, "owner_id": number % 2 + 1}
        made.do(deals.create, at=OPENING, **fields)
        if number < 5:
            late = 3 * HOUR if number == 4 else 0
            left = OPENING + (number + 1) * HOUR // 2 + late
            made.do(deals.move_to_stage, at=left, deal_id=number + 1, stage_id=3)
    for number in (6, 7):
        made.do(deals.create, at=OPENING + DAY, title=f"Deal {number}", stage_id=2)
    made.do(clocks.pause, at=OPENING + DAY + 1, visit_id=13, reason="Customer")


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    made = make_river(tmp_path / "a.revops", _fill)
    yield made
    made.close()


@pytest.fixture
def page(river: Workspace, qtbot: QtBot) -> Iterator[SlaPage]:
    actions = Actions(river, clock=lambda: OPENING + DAY + HOUR)
    made = SlaPage(actions)
    made.build_whole()
    qtbot.addWidget(made)
    made.resize(1090, 760)
    actions.changed.connect(made.notice)
    made.show()
    qtbot.waitUntil(lambda: made.answer is not None and not actions.is_busy, timeout=5000)
    yield made
    actions.close()


def shown(page: SlaPage) -> list[list[str]]:
    """The rows of the table as they stand there."""
    table = page.groups.table
    return [table.list.texts(row) for row in table.shown()]


def opened(page: SlaPage, qtbot: QtBot, dialogs: Dialogs, work: Any) -> list[str]:
    """The deals of the dialog that `work` opens."""
    seen: list[list[str]] = []

    def look(dialog: Any) -> None:
        assert isinstance(dialog, DealsDialog)
        seen.append(sorted(row.deal for row in dialog.model.rows))
        dialog.accept()

    dialogs.expect(look)
    work()
    qtbot.waitUntil(lambda: bool(seen), timeout=5000)
    return seen[0]


def test_the_figures_in_words(page: SlaPage) -> None:
    said = [tile.accessibleName() for tile in page.tiles]
    assert said[0] == "SLA compliance: 66.7%. 4 of 6 met"
    assert said[1].startswith("Response time: 1 h 30 min.")
    assert said[2] == "At risk now: 0. 2 running · 1 paused"
    assert said[3] == "Overdue: 1. 1 met late"
    assert said[4] == "Hand-off loss rate: —. 0 returned, 0 expired"
    assert shown(page) == [
        ["Qualified", "66.7%", "4", "1", "1", "2", "0", "1 h 30 min", "4 h", "—", "—"]
    ]
    assert not page.nothing.isVisible()


def test_the_table_is_cut_and_searched(page: SlaPage) -> None:
    page.groups.show_cut("member")
    assert [row[:5] for row in shown(page)] == [
        ["Sato", "66.7%", "2", "1", "0"],
        ["Suzuki", "66.7%", "2", "0", "1"],
        ["Nobody", "—", "0", "0", "0"],
    ]
    page.groups.search.setText("ＳＵＺ")
    assert [row[0] for row in shown(page)] == ["Suzuki"]
    page.groups.search.clear()
    page.groups.show_cut("week")
    assert [row[0] for row in shown(page)] == ["Week of 30 Mar 2026"]


def test_a_figure_opens_its_clocks_by_keyboard(
    page: SlaPage, qtbot: QtBot, dialogs: Dialogs
) -> None:
    table = page.groups.table
    table.setFocus()
    table.setCurrentIndex(table.found.index(0, 3))
    work = lambda: qtbot.keyClick(table, Qt.Key.Key_Return)  # noqa: E731  one key
    assert opened(page, qtbot, dialogs, work) == [NASTY]
    table.setCurrentIndex(table.found.index(0, 5))
    assert opened(page, qtbot, dialogs, work) == ["Deal 6", "Deal 7"]


def test_tiles_and_bars_open_their_clocks(page: SlaPage, qtbot: QtBot, dialogs: Dialogs) -> None:
    assert opened(page, qtbot, dialogs, page.tiles[3].opened.emit) == ["Deal 5"]
    assert len(opened(page, qtbot, dialogs, lambda: page.trend.opened.emit(11))) == 6
    assert opened(page, qtbot, dialogs, lambda: page.taken.opened.emit(0)) == ["Deal 0"]
    assert opened(page, qtbot, dialogs, page.worst.all_button.click) == sorted((NASTY, "Deal 5"))
    spoken = page.trend.bars.index(0, 11).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Week of 30 Mar 2026: 66.7%, 4 met, 1 met late, 1 overdue"


def test_the_furthest_over_opens_its_deal(page: SlaPage, qtbot: QtBot) -> None:
    seen: list[int] = []
    page.actions_.deal_wanted.connect(seen.append)
    table = page.worst.table
    assert [row.deal for row in table.shown()] == ["Deal 5", NASTY]
    table.setFocus()
    table.setCurrentIndex(table.found.index(1, 0))
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert seen == [5]


def test_the_table_is_written_as_it_is_shown(
    page: SlaPage, dialogs: Dialogs, tmp_path: Path
) -> None:
    target = tmp_path / "sla.csv"
    dialogs.expect_file(target)
    dialogs.expect(lambda box: box.accept())
    page._export()
    first, second, *_rest = target.read_bytes().decode("utf-8-sig").split("\r\n")
    assert first.startswith("Promise,Compliance,Met,Met late,Overdue,Not due yet,At risk,")
    assert second == "Qualified,0.666667,4,1,1,2,0,90,246,,"


def test_it_follows_what_is_written(page: SlaPage, qtbot: QtBot) -> None:
    page.actions_.do(deals.move_to_stage, deal_id=7, stage_id=3)
    qtbot.waitUntil(lambda: shown(page)[0][2:6] == ["5", "1", "1", "1"], timeout=5000)
    page.actions_.undo()
    qtbot.waitUntil(lambda: shown(page)[0][2:6] == ["4", "1", "1", "2"], timeout=5000)


def test_months_instead_of_weeks(page: SlaPage, qtbot: QtBot) -> None:
    months = page._units.buttons()[1]
    qtbot.mouseClick(months, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.trend.bars.bars[-1].mark == "4", timeout=5000)
    assert [bar.mark for bar in page.trend.bars.bars][:2] == ["5", "6"]


def test_without_limits_it_says_what_to_do(tmp_path: Path, qtbot: QtBot) -> None:
    with make_river(tmp_path / "empty.revops") as empty:
        actions = Actions(empty, clock=lambda: OPENING)
        made = SlaPage(actions)
        made.build_whole()
        qtbot.addWidget(made)
        made.show()
        qtbot.waitUntil(lambda: made.answer is not None, timeout=5000)
        assert made.nothing.isVisible()
        assert made.tiles[0].accessibleName() == "SLA compliance: —. 0 of 0 met"
        actions.close()


def test_what_deals_went_on_without_is_counted_and_opened(
    page: SlaPage, river: Workspace, qtbot: QtBot, dialogs: Dialogs
) -> None:
    button = page.worst.overrides
    assert button.text() == "Moved on with criteria unmet: 0 times"
    assert not button.isEnabled()
    budget = [WantedCriterion(None, "Budget")]
    page.actions_.do(stages.edit, stage_id=3, fields={}, criteria=budget)
    page.actions_.do(bulk.move_many, deal_ids=[1, 2], stage_id=4, override="They know it")
    qtbot.waitUntil(button.isEnabled, timeout=5000)
    assert button.accessibleName() == "Moved on with criteria unmet: 2 times"
    assert opened(page, qtbot, dialogs, button.click) == ["Deal 0", "Deal 1"]
    page.actions_.undo()
    qtbot.waitUntil(lambda: not button.isEnabled(), timeout=5000)


def test_tiles_go_out_as_numbers_with_their_period_and_n(page: SlaPage) -> None:
    about = [made.about() for tile in page.tiles for made in tile.findChildren(FigureMenu)]
    rows = [one.as_rows().values[0] for one in about if one is not None]
    assert [row[1] for row in rows[:4]] == [Decimal("0.666667"), Decimal("1.5"), 0, 1]
    assert [row[3] for row in rows[:4]] == [6, 5, None, 6]
    period = period_text(page.period_box.period())
    assert [row[2] for row in rows[:4]] == [period, period, "as of now", period]
    # The period stands beside the value: once.
    assert about[0] is not None and period not in about[0].meaning()


def test_tiles_charts_and_the_table_explain_themselves(
    page: SlaPage, qtbot: QtBot, dialogs: Dialogs
) -> None:
    seen: list[tuple[str, int]] = []

    def look(dialog: Any) -> None:
        assert isinstance(dialog, FigureDialog)
        seen.append((dialog.windowTitle(), dialog.model.rowCount()))
        dialog.accept()

    for widget in (page.tiles[0], page.trend, page.groups.table):
        (made,) = widget.findChildren(FigureMenu)
        dialogs.expect(look)
        made.explain()
        qtbot.waitUntil(lambda: not dialogs.unasked(), timeout=5000)
    assert seen == [
        ("SLA compliance", 6),
        ("Compliance of the last 12 periods", 12),
        ("SLA figures · Per rule", 1),
    ]


def test_the_table_and_the_charts_say_what_they_are_and_of_when(page: SlaPage) -> None:
    menus = [
        one
        for part in (page.groups.table, page.trend, page.taken)
        for one in part.findChildren(FigureMenu)
    ]
    about = [made.about() for made in menus]
    assert all(one is not None and one.meaning() and one.period_text for one in about)
    assert about[0] is not None and about[0].n == 6
    assert "Compliance: Met ÷" in about[0].meaning() and "Loss rate: 1 −" in about[0].meaning()


def test_a_single_figure_says_what_it_is_of_when_and_of_how_many(
    page: SlaPage, qtbot: QtBot, dialogs: Dialogs
) -> None:
    said: list[list[str]] = []

    def look(dialog: Any) -> None:
        assert isinstance(dialog, FigureDialog)
        labels = [one.text() for one in dialog.findChildren(QLabel) if one.text()]
        said.append([dialog.windowTitle(), dialog.value.text(), *labels])
        dialog.accept()

    def opened_by(work: Any) -> list[str]:
        said.clear()
        dialogs.expect(look)
        work()
        qtbot.waitUntil(lambda: bool(said), timeout=5000)
        return said[0]

    table = page.groups.table
    period = period_text(page.period_box.period())

    def cell(column: int) -> Any:
        return lambda: table.opened.emit(table.found.index(0, column))

    share = opened_by(cell(1))
    assert share[:2] == ["Qualified · Compliance", "66.7%"]
    assert f"{period} · n = 6" in share
    assert any(line.startswith("Met ÷") for line in share)
    assert any("denominator" in line for line in share)
    running = opened_by(cell(5))
    assert running[:2] == ["Qualified · Not due yet", "2"] and "as of now" in running
    assert opened_by(cell(7))[:2] == ["Qualified · Response time", "1 h 30 min"]
    assert f"{period} · n = 6" in opened_by(cell(0))
    assert opened_by(lambda: page.trend.opened.emit(11))[1] == "66.7%"
    assert opened_by(page.worst.all_button.click)[:2] == ["Past the deadline", "2"]


def test_the_furthest_over_goes_out_like_any_table(page: SlaPage) -> None:
    (made,) = page.worst.table.findChildren(FigureMenu)
    about = made.about()
    assert about is not None and about.n == 6 and about.meaning()
    rows = about.as_rows()
    assert rows.texts[0][:2] == ["Deal 5", "Qualified"]
    assert rows.written[2] == "Over (minutes)" and isinstance(rows.values[0][2], int)
    made.copy()
    assert QGuiApplication.clipboard().text().startswith("Deal\tPromise\tOver\nDeal 5\t")
