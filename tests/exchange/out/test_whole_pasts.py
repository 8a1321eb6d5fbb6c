"""What deals were worth, and when they should have closed, goes out and comes back, day by day."""

import random
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.analytics.close_dates import pushes, slipping
from revops_desktop.analytics.pipeline_health import pipeline_health
from revops_desktop.analytics.standing import standing_at
from revops_desktop.analytics.waterfall import waterfall
from revops_desktop.database import check, tables
from revops_desktop.database.deal_images import FIELDS
from revops_desktop.database.workspace import Workspace
from revops_desktop.exchange.out.coming_back import import_workspace
from revops_desktop.exchange.out.whole import export_workspace
from revops_desktop.operations import trash
from revops_desktop.rules.periods import DAY, Period, month_period
from tests.analytics.test_key_figures import add, leave, move
from tests.analytics.test_waterfall import BEGIN, CLOSES, alive, edit, last_action, listed
from tests.database.test_journal import delete_deal
from tests.exchange.out.test_whole import told
from tests.river import everything, make_river

SEEDS = [0, *(pytest.param(seed, marks=pytest.mark.nightly) for seed in range(1, 60))]
PERIODS = (
    *(month_period(f"2026-0{month}") for month in (1, 2, 3)),
    *(Period(), Period(date(2026, 1, 20), date(2026, 2, 17))),
)


def were(session: Session) -> list[tuple[Any, ...]]:
    deal = tables.deal.c
    fields = [deal[name] for name in FIELDS]
    return [tuple(row) for row in session.execute(select(deal.id, *fields).order_by(deal.id))]


def pictures(workspace: Workspace, now: int, instants: list[int]) -> dict[Any, Any]:
    """Every figure that reads what deals were."""
    river: dict[str, Any] = {"pipeline_id": 1, "now": now}
    found: dict[Any, Any] = {
        period: workspace.ask(waterfall, **river, period=period) for period in PERIODS
    }
    found |= {(period, "deals"): listed(found[period].entries) for period in PERIODS}
    for ask in (pipeline_health, pushes, slipping):
        found[ask.__name__] = workspace.ask(ask, **river)
    for at in instants:
        then: dict[str, Any] = {"as_of": at, "pipeline_id": 1, "now": at - 1}
        # Of the rest of the health as of then, tasks are known only as they are now.
        whole = workspace.ask(pipeline_health, **then).whole
        stood = workspace.ask(standing_at, pipeline_id=1, at=at)
        assert stood is None or (stood.open, stood.weighted) == (whole.open, whole.weighted)
        found[at] = (
            workspace.ask(were, as_of=at),
            workspace.ask(pushes, **then),
            *(
                whole.open,
                whole.weighted,
                whole.dated,
                whole.past_close,
                whole.pushed,
                whole.pushed_times,
            ),
            workspace.ask(waterfall, **then, period=PERIODS[1]),
        )
    return found


def make_used(path: Path) -> Workspace:
    """A file with stages of its own, from which everything was deleted again."""
    made = make_river(path)
    deal_id = add(made, 5, amount=3, expected_close="2026-02-10")
    edit(made, 6, deal_id, amount=4)
    made.do(delete_deal, at=7, deal_id=deal_id)
    return made


def comes_back(
    folder: Path, first: Workspace, now: int, instants: list[int], forms: tuple[str, ...] = ("csv",)
) -> Workspace:
    """Into a second file, and from there into a third; the last of them."""
    expected = pictures(first, now, instants)
    last = first
    for number, form in enumerate(forms):
        export_workspace(last, folder / form, forms=(form,))
        if last is not first:
            last.close()
        last = make_used(folder / f"{number}.revops")
        import_workspace(last, folder / form, at=now)
        assert pictures(last, now, instants) == expected
        assert told(last) == told(first)
    return last


def live(workspace: Workspace, chance: random.Random, known: list[int], at: int) -> None:
    """One thing that a person does; of what is undone, only edits."""
    act, deal_id = chance.random(), chance.choice(known or [0])
    if act < 0.25 or not known:
        fields = {"amount": chance.choice((None, 0, 70)), "expected_close": chance.choice(CLOSES)}
        known.append(add(workspace, at, chance.choice((1, 2, 2, 3)), **fields))
    elif act < 0.4:
        move(workspace, at, deal_id, chance.choice((1, 2, 3, 3, 4)))
    elif act < 0.75:
        changes: dict[str, Callable[[], Any]] = {
            "amount": lambda: chance.choice((None, 1, 500)),
            "monthly_amount": lambda: chance.choice((None, 3)),
            "expected_close": lambda: chance.choice(CLOSES),
        }
        name = chance.choice(("expected_close", *changes))
        before = last_action(workspace)
        edit(workspace, at, deal_id, **{name: changes[name]()})
        # An edit that changed nothing is no action: what is undone then is a move.
        if last_action(workspace) > before and chance.random() < 0.3:
            workspace.undo(at=at + 60)
            if chance.random() < 0.4:
                workspace.redo(at=at + 90)
    elif act < 0.85:
        if status(workspace, deal_id) == "open":
            leave(workspace, at, deal_id, chance.choice(("lost", "recycled")))
    else:
        workspace.do(trash.delete, at=at, deals=[deal_id])
        if chance.random() < 0.7:
            workspace.do(trash.restore, at=at + 1, deals=[deal_id])
    known[:] = alive(workspace)


def status(workspace: Workspace, deal_id: int) -> str:
    rows = workspace.raw.execute("SELECT status FROM deal_state WHERE deal_id = ?", (deal_id,))
    return str(rows.fetchone()[0])


@pytest.mark.parametrize("seed", SEEDS)
def test_the_past_of_deals_comes_back(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    with make_river(tmp_path / "a.revops") as workspace:
        known: list[int] = []
        at = BEGIN
        for _number in range(70):
            at += chance.randrange(DAY // 8, 2 * DAY)
            live(workspace, chance, known, at)
        instants = [chance.randrange(BEGIN, at) for _one in range(2)]
        comes_back(tmp_path, workspace, at + DAY, instants).close()


def test_the_past_of_the_demo_comes_back(tmp_path: Path, demo_file: Path) -> None:
    shutil.copy(demo_file, tmp_path / "demo.revops")
    with Workspace.open(tmp_path / "demo.revops") as workspace:
        (now,) = workspace.raw.execute("SELECT max(at) FROM action").fetchone()
        assert workspace.ask(pipeline_health, pipeline_id=1, now=now).whole.pushed_times
        comes_back(tmp_path, workspace, now + 1, [now - 40 * DAY], ("xlsx",)).close()


def test_what_is_done_afterwards_goes_on_from_it(tmp_path: Path) -> None:
    """Told once, seen since, told again: a deal's past is one."""
    with make_river(tmp_path / "a.revops") as first:
        deal_id = add(first, BEGIN, amount=10, expected_close="2026-02-10")
        edit(first, BEGIN + 10 * DAY, deal_id, amount=20, expected_close="2026-03-10")
        export_workspace(first, tmp_path / "one", forms=("csv",))
        with make_river(tmp_path / "b.revops") as second:
            import_workspace(second, tmp_path / "one", at=BEGIN + 20 * DAY)
            before = everything(second)
            assert len(before["deal_history"]) == 1
            assert second.undo(at=BEGIN + 21 * DAY)
            assert everything(second)["deal_history"] == []
            assert second.redo(at=BEGIN + 22 * DAY)
            assert everything(second) == before
            for workspace in (first, second):
                at = BEGIN + 30 * DAY
                edit(workspace, at, deal_id, amount=30, expected_close="2026-04-10")
            now = BEGIN + 40 * DAY
            instants = [BEGIN + 15 * DAY, BEGIN + 25 * DAY]
            assert pictures(second, now, instants) == pictures(first, now, instants)
            assert second.ask(pipeline_health, pipeline_id=1, now=now).whole.pushed_times == 2
            comes_back(tmp_path, second, now, instants, ("csv", "xlsx")).close()
    assert check.check_file(tmp_path / "1.revops").is_sound
