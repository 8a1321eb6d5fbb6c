"""The overview page over a real file: figures beside targets, what stands out, all live."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from revops_desktop.app import Program
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import deals, pods, targets
from revops_desktop.operations.targets import TargetEntry
from revops_desktop.rules.filtering import Condition
from revops_desktop.rules.periods import months_before, start_of_day
from revops_desktop.ui.actions import Actions
from revops_desktop.ui.figures import beforehand
from revops_desktop.ui.figures.explain import FigureDialog
from revops_desktop.ui.overview.behind import OPEN
from revops_desktop.ui.overview.card import Card
from revops_desktop.ui.overview.page import OverviewPage
from revops_desktop.ui.turns import Turns
from tests.conftest import Dialogs
from tests.river import LOST, RECYCLED, ZONE, make_river

DAY = 86_400
MONTH = "2026-03"
# The middle of the month; what came in each of the months before.
NOON = 14 * DAY
USUAL, NOW_ONES = (3, 4, 3, 4, 3, 4, 3, 4, 3, 4, 3), 9


def start(month: str) -> int:
    """The first instant of a month."""
    from datetime import date

    return start_of_day(date.fromisoformat(f"{month}-01"), ZONE)


def _fill(made: Workspace) -> None:
    """Twelve months with three or four wins each, and nine in March, of a million each."""
    for back, number in enumerate((NOW_ONES, *USUAL)):
        at = start(months_before(MONTH, back)) + NOON
        for place in range(number):
            fields = {"title": f"Deal {back} {place}", "stage_id": 1, "amount": 1_000_000}
            deal_id = made.do(deals.create, at=at, **fields).value
            made.do(deals.move_to_stage, at=at + DAY, deal_id=deal_id, stage_id=2)
            made.do(deals.move_to_stage, at=at + 2 * DAY, deal_id=deal_id, stage_id=4)
    entry = TargetEntry(MONTH, "won_amount", 12_000_000, pipeline_id=1)
    made.do(targets.set_target, at=start(MONTH), entry=entry)


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    made = make_river(tmp_path / "a.revops", _fill)
    yield made
    made.close()


def shown(river: Workspace, qtbot: QtBot, now: int) -> OverviewPage:
    actions = Actions(river, clock=lambda: now)
    actions.pipeline_id = 1
    made = OverviewPage(actions)
    made.build_whole()
    qtbot.addWidget(made)
    made.resize(1090, 760)
    actions.changed.connect(made.notice)
    made.show()
    settled(qtbot, made)
    return made


def settled(qtbot: QtBot, page: OverviewPage) -> None:
    qtbot.waitUntil(
        lambda: (
            page.overview is not None
            and page.sentence.isVisible()
            and not page._soon.isActive()
            and not page.actions_.is_busy
        ),
        timeout=10_000,
    )


@pytest.fixture
def page(river: Workspace, qtbot: QtBot) -> Iterator[OverviewPage]:
    """As seen on the second day of April: March is told."""
    made = shown(river, qtbot, start("2026-04") + DAY)
    yield made
    made.actions_.close()


def said(page: OverviewPage, key: str) -> str:
    return page.tiles[key].accessibleName()


def test_no_value_is_cut_in_a_low_window(river: Workspace, qtbot: QtBot) -> None:
    page = shown(river, qtbot, start(MONTH) + NOON)
    try:
        # As low as the page says it may be: its parts must not ask for more than that.
        page.resize(1090, page.minimumSizeHint().height())
        for tile in page.tiles.values():
            assert tile.height() >= tile.minimumSizeHint().height()
    finally:
        page.actions_.close()


def test_the_month_beside_target_and_history(page: OverviewPage) -> None:
    assert page.months.currentData() == MONTH
    # The month that has just begun may be chosen as well.
    assert page.months.itemData(0) == "2026-04"
    assert said(page, "won_amount") == (
        "Won amount: ¥9M. +170% against the 3 months before. target ¥12M · 75.0%. "
        "Target not reached"
    )
    assert said(page, "won").startswith("Won deals: 9. +170% against the 3 months before")
    assert said(page, "won").endswith("no target set")
    assert page.changes.sentences()[0].startswith("Won amount: ¥9M, above the usual")
    assert "too little" in page.sentence.sentence.text()


def test_what_stands_out_shows_its_months(page: OverviewPage, qtbot: QtBot) -> None:
    page.changes.opened.emit("won")
    assert page.figures.currentText() == "Won deals"
    rows = page.chart.rows()
    assert [row[1] for row in rows.texts][-2:] == ["3", "9"]


def test_every_figure_stands_beside_the_month_before(
    page: OverviewPage, qtbot: QtBot, dialogs: Dialogs
) -> None:
    table = page.changes.table
    assert table.list.headings == ["Figure", "Mar", "Feb", "Usual"]
    rows = [table.list.texts(row) for row in table.shown()]
    assert rows[1][:3] == ["Won deals", "9", "3"]
    assert [row[0] for row in rows][:2] == ["Won amount", "Won deals"]
    seen: list[int] = []

    def look(dialog: Any) -> None:
        seen.append(len(dialog.model.rows))
        dialog.accept()

    dialogs.expect(look)
    table.setCurrentIndex(table.model().index(1, 2))
    qtbot.keyClick(table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(seen), timeout=5000)
    assert seen == [3]
    assert page.figures.currentText() == "Won deals"


def test_what_leaves_is_watched_as_well(river: Workspace, qtbot: QtBot, dialogs: Dialogs) -> None:
    """Nine are lost and eight recycled in March, where none ever was."""
    at = start(MONTH) + NOON
    for place in range(17):
        deal_id = river.do(deals.create, at=at, title=f"Gone {place}", stage_id=1).value
        kind, reason = ("lost", LOST) if place < 9 else ("recycled", RECYCLED)
        wake = {} if kind == "lost" else {"wake_on": "2026-09-01"}
        leave = {"deal_id": deal_id, "kind": kind, "reason_id": reason, **wake}
        river.do(deals.leave_river, at=at + DAY, **leave)
    page = shown(river, qtbot, start("2026-04") + DAY)
    try:
        table = page.changes.table
        rows = {table.list.texts(row)[0]: row for row in table.shown()}
        assert table.list.texts(rows["Lost deals"])[1:] == ["9", "0", "0 – 0"]
        assert table.list.texts(rows["Recycled deals"])[1:] == ["8", "0", "0 – 0"]
        assert table.list.icon(rows["Lost deals"], 0) == ("trending-up", "bad")
        assert table.list.icon(rows["Recycled deals"], 0) == ("trending-up", "text_muted")
        assert page.overview is not None
        assert {"lost", "recycled"} <= {one.key for one in page.overview.standing_out}
        seen: list[int] = []

        def look(dialog: Any) -> None:
            seen.append(len(dialog.model.rows))
            dialog.accept()

        for name, number in (("Lost deals", 9), ("Recycled deals", 8)):
            dialogs.expect(look)
            page._on_cell(rows[name], 1)
            qtbot.waitUntil(lambda: len(dialogs.unasked()) == 0, timeout=5000)
            assert seen[-1] == number
    finally:
        page.actions_.close()


def test_of_an_empty_month_numbers_are_0_and_what_rests_on_deals_is_not_known(
    river: Workspace, qtbot: QtBot
) -> None:
    """As on the funnel page, also before the first record."""
    page = shown(river, qtbot, start(months_before(MONTH, 11)) - DAY)
    try:
        values = {key: tile.figure.value for key, tile in page.tiles.items() if tile.figure}
        numbers = {"won_amount": "¥0", "won": "0", "entered": "0"}
        assert {key: values[key] for key in numbers} == numbers
        assert {values[key] for key in ("win_rate", "average_deal", "lead_time")} == {"—"}
        rows = [page.changes.table.list.texts(row) for row in page.changes.table.shown()]
        assert [row[1] for row in rows] == ["¥0", "0", "—", "—", "0", "—", "—", "0", "0"]
    finally:
        page.actions_.close()


def test_what_is_usual_goes_out_as_two_figures(page: OverviewPage) -> None:
    about = page._table_explained()
    assert about is not None
    rows = about.as_rows()
    assert rows.headings == ["Figure", "Mar", "Feb", "Usual, from", "Usual, to"]
    assert rows.texts[1] == ["Won deals", "9", "3", "3", "4"]
    assert rows.values[0][1:] == [9_000_000, 3_000_000, 3_000_000, 4_000_000]
    shares = next(row for row in rows.values if row[0] == "Win rate")
    # Too few months are known to call anything usual.
    assert shares[1:] == [Decimal("1.0"), Decimal("1.0"), None, None]


def test_open_deals_without_amounts_are_worth_nothing_that_is_known(
    page: OverviewPage, qtbot: QtBot
) -> None:
    page.actions_.do(deals.create, title="No amount", stage_id=2)
    card = page.tiles[OPEN]
    qtbot.waitUntil(lambda: "1 open · —" in card.accessibleName(), timeout=5000)


def test_a_tile_opens_its_deals(page: OverviewPage, qtbot: QtBot, dialogs: Dialogs) -> None:
    seen: list[Any] = []

    def look(dialog: Any) -> None:
        assert isinstance(dialog, FigureDialog)
        seen.append(sorted(row.title for row in dialog.model.rows))
        dialog.accept()

    for key in ("won_amount", "entered", "win_rate"):
        dialogs.expect(look)
        qtbot.keyClick(page.tiles[key], Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: len(dialogs.unasked()) == 0, timeout=5000)
    assert seen == [[f"Deal 0 {place}" for place in range(NOW_ONES)]] * 3


def test_a_month_of_the_chart_opens_its_deals(
    page: OverviewPage, qtbot: QtBot, dialogs: Dialogs
) -> None:
    seen: list[int] = []

    def look(dialog: Any) -> None:
        seen.append(len(dialog.model.rows))
        dialog.accept()

    dialogs.expect(look)
    page.chart.opened.emit("2026-02")
    qtbot.waitUntil(lambda: bool(seen), timeout=5000)
    assert seen == [3]


def test_every_change_is_followed(page: OverviewPage, qtbot: QtBot) -> None:
    page.actions_.do(deals.edit, deal_id=1, fields={"amount": 4_000_000})
    entry = TargetEntry(MONTH, "won_amount", 8_000_000, pipeline_id=1)
    page.actions_.do(targets.set_target, entry=entry)
    settled(qtbot, page)
    assert said(page, "won_amount").endswith("Target reached")
    assert page.overview is not None
    page.actions_.undo()
    settled(qtbot, page)
    assert said(page, "won_amount").endswith("Target not reached")


def test_what_is_written_meanwhile_is_followed(
    page: OverviewPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, asked, ask = page.overview, [], Workspace.ask

    def heard(workspace: Workspace, question: Any, /, **wanted: Any) -> Any:
        asked.append((question.__name__, wanted))
        return ask(workspace, question, **wanted)

    monkeypatch.setattr(Workspace, "ask", heard)
    page.hide()
    made = page.actions_.do(deals.create, title="Meanwhile", stage_id=1, amount=3)
    assert made is not None and known is not None
    page.show()
    qtbot.waitUntil(lambda: page.overview is not known)
    settled(qtbot, page)
    (wanted,) = (wanted for name, wanted in asked if name == "overview")
    assert (wanted["before"], wanted["touched"]) == (known, {made.value})
    assert page.overview is not None and page.overview.open.count == known.open.count + 1
    page.hide()
    page.actions_.do(pods.add, name="South")
    page.show()
    qtbot.waitUntil(lambda: sum(name == "overview" for name, _wanted in asked) == 2)
    settled(qtbot, page)
    assert [wanted["before"] for name, wanted in asked if name == "overview"] == [known, None]


def test_a_running_month_draws_no_conclusions(river: Workspace, qtbot: QtBot) -> None:
    page = shown(river, qtbot, start(MONTH) + 20 * DAY)
    assert page.header.subtitle.text() == "Mar 2026: day 21 of 31"
    assert page.changes.sentences() == []
    assert said(page, "won") == "Won deals: 9. so far. no target set"
    page.move_month(1)
    settled(qtbot, page)
    assert page.overview is not None
    assert page.overview.month == "2026-02"
    assert page.header.subtitle.text() == ""
    page.actions_.close()


def test_an_empty_file_says_so(tmp_path: Path, qtbot: QtBot) -> None:
    empty = make_river(tmp_path / "empty.revops")
    page = shown(empty, qtbot, start("2026-04") + 10 * DAY)
    assert said(page, "won_amount") == "Won amount: ¥0. no target set"
    assert page.months.count() == 1
    page.actions_.close()
    empty.close()


def test_setting_targets_names_the_month_that_is_shown(page: OverviewPage, qtbot: QtBot) -> None:
    told: list[str] = []
    page.actions_.page_wanted.connect(told.append)
    page.actions_.targets_wanted.connect(told.append)
    page.move_month(1)
    page.targets_button.click()
    assert told == ["plan", "2026-02"]


def test_under_five_a_figure_is_greyed_and_still_seen(page: OverviewPage, qtbot: QtBot) -> None:
    page.move_month(1)
    qtbot.waitUntil(lambda: page.overview is not None and page.overview.month == "2026-02")
    settled(qtbot, page)
    assert page.overview is not None
    average = page.overview.figure("average_deal")
    assert average is not None
    assert (average.now.value, average.now.shown, average.now.n) == (None, 1_000_000.0, 3)
    tile = page.tiles["average_deal"].figure
    assert tile is not None
    assert (tile.value, tile.note, tile.weak) == ("¥1M", "too few: n = 3", True)
    table = page.changes.figures
    assert table.texts(average)[1] == "¥1M"
    assert table.is_weak(average, 1)
    about = page._table_explained()
    assert about is not None
    assert about.meaning().startswith("Each figure of the month beside the month before it")


def test_an_owner_is_compared_with_the_own_target(page: OverviewPage, qtbot: QtBot) -> None:
    own = TargetEntry(MONTH, "won_amount", 5_000_000, pipeline_id=1, member_id=1)
    page.actions_.do(targets.set_target, entry=own)
    page.filters.set_filter([Condition("owner", (1,))])
    qtbot.waitUntil(
        lambda: page.overview is not None and page.overview.only.conditions != (), timeout=5000
    )
    settled(qtbot, page)
    assert page.overview is not None
    figure = page.overview.figure("won_amount")
    assert figure is not None
    assert figure.target == 5_000_000


def test_an_answer_comes_onto_the_page_in_short_turns(
    page: OverviewPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_turn: list[int] = [0]
    show_card, turn = Card.show_card, Turns._turn

    def show(self: Card, *given: Any) -> None:
        a_turn[-1] += 1
        show_card(self, *given)

    def take_turn(self: Turns) -> None:
        a_turn.append(0)
        turn(self)

    monkeypatch.setattr(Card, "show_card", show)
    turns = page.actions_.turns
    turns._next.timeout.disconnect()
    turns._next.timeout.connect(lambda: take_turn(turns))
    page.move_month(1)
    settled(qtbot, page)
    assert len(page.tiles) > 4 and sum(a_turn) == len(page.tiles)
    assert max(a_turn) <= 4 and a_turn[0] == 0


def test_the_page_before_stays_until_it_is_built(opened: Program, qtbot: QtBot) -> None:
    window, actions = opened.window, opened.actions
    assert actions is not None
    qtbot.waitUntil(lambda: not actions.is_busy)
    beforehand.bring_in_page("overview")
    window.show_page("overview")
    assert window.page_key == "overview"
    found = window.findChild(OverviewPage)
    assert found is not None and not found.is_whole and not found.isVisible()
    qtbot.waitUntil(found.isVisible)
    assert found.is_whole and found.isAncestorOf(window.focusWidget())
    qtbot.waitUntil(lambda: found.overview is not None or not actions.pipeline_id)


def test_another_page_that_is_wanted_meanwhile_is_the_one(opened: Program, qtbot: QtBot) -> None:
    window, actions = opened.window, opened.actions
    assert actions is not None
    window.show_page("overview")
    window.show_page("plan")
    qtbot.waitUntil(lambda: not actions.is_busy)
    assert window.page("plan").isVisible() and not window.page("overview").isVisible()
