"""The funnel page over a real file: live, explained, each figure opening its deals."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import deals
from revops_desktop.ui.actions import Actions
from revops_desktop.ui.funnel.deals_dialog import DealsDialog
from revops_desktop.ui.funnel.page import FunnelPage
from tests.river import LOST, make_river

NOW = 1_775_000_000
DAY = 86400
NASTY = '<b>Bold</b> & <img src="file:///etc/passwd">'


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    """Ten deals: eight reach Qualified, two of them Customer; one is lost."""
    made = make_river(tmp_path / "a.revops")
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
    yield made
    made.close()


@pytest.fixture
def page(river: Workspace, qtbot) -> Iterator[FunnelPage]:
    actions = Actions(river, clock=lambda: NOW)
    made = FunnelPage(actions)
    qtbot.addWidget(made)
    made.resize(1090, 760)
    actions.changed.connect(made.notice)
    made.show()
    qtbot.waitUntil(lambda: made.funnel is not None and made.tiles[0].accessibleName() != "")
    yield made
    actions.close()


def cells(page: FunnelPage, row: int) -> list[str]:
    return [cell.text for cell in page.view.model_.rows[row].cells]


def test_the_funnel_in_words(page: FunnelPage) -> None:
    assert cells(page, 0) == ["10", "80.0%", "80.0%", "1", "1", "1"]
    assert cells(page, 1)[0] == "8"
    assert cells(page, 1)[1] == "25.0%"
    assert page.tiles[0].accessibleName().startswith("Won deals: 2")


def test_a_move_shows_in_the_open_funnel(page: FunnelPage, qtbot) -> None:
    page.actions_.do(deals.move_to_stage, deal_id=9, stage_id=2)
    qtbot.waitUntil(lambda: cells(page, 1)[0] == "9", timeout=2000)
    page.actions_.undo()
    qtbot.waitUntil(lambda: cells(page, 1)[0] == "8", timeout=2000)


def test_a_burst_of_changes_is_drawn_once_or_twice(page: FunnelPage, qtbot) -> None:
    drawn = []
    page.view.model_.dataChanged.connect(lambda *_: drawn.append(1))
    for number in range(10):
        page.actions_.do(deals.move_to_stage, deal_id=9, stage_id=1 + number % 2 + 1)
    qtbot.waitUntil(lambda: cells(page, 2)[5] == "1", timeout=2000)
    qtbot.wait(100)
    assert len(drawn) <= 2


def test_few_deals_are_greyed_and_say_why(page: FunnelPage) -> None:
    last_step = page.view.model_.rows[3].cells[1]
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


def test_bars_by_amount(page: FunnelPage, qtbot) -> None:
    page._choose_basis("amount")
    assert cells(page, 0)[0] == "¥1,000"
    assert page.view.model_.rows[0].width == 1.0
