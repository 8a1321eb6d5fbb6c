"""Where deals are and what they reached, beside a slow reading of the visits (domain.md §3, §5)."""

import random
from pathlib import Path
from typing import Any

import pytest

from revops_desktop.database import derived, tables
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import deals
from tests.river import CHURNED, LOST, RECYCLED, STAGES, everything, make_river, rows


def reached(workspace: Workspace, deal_id: int) -> dict[int, int | None]:
    return {row[1]: row[2] for row in everything(workspace)["deal_reached"] if row[0] == deal_id}


def events(workspace: Workspace, deal_id: int) -> list[tuple[str, int | None]]:
    return [(row[2], row[3]) for row in everything(workspace)["deal_event"] if row[0] == deal_id]


def state(workspace: Workspace, deal_id: int) -> dict[str, Any]:
    for row in everything(workspace)["deal_state"]:
        if row[0] == deal_id:
            return dict(zip(tables.deal_state.c.keys(), row, strict=True))
    raise AssertionError(deal_id)


def test_worked_example_of_the_funnel(tmp_path: Path) -> None:
    """A: 1→2→3→won. B: 1→3→lost. C: 1→2, open. Reached 3 / 3 / 2, won 1."""
    with make_river(tmp_path / "a.revops") as workspace:
        a, b, c = (
            workspace.do(deals.create, at=10, title=name, stage_id=1).value for name in "ABC"
        )
        for deal_id, stage_id, at in ((a, 2, 20), (a, 3, 30), (a, 4, 40), (b, 3, 50), (c, 2, 60)):
            workspace.do(deals.move_to_stage, at=at, deal_id=deal_id, stage_id=stage_id)
        workspace.do(deals.leave_river, at=70, deal_id=b, kind="lost", reason_id=LOST)
        counts = [
            sum(stage in reached(workspace, deal) for deal in (a, b, c)) for stage in (1, 2, 3, 4)
        ]
        assert counts == [3, 3, 2, 1]
        assert reached(workspace, b) == {1: 10, 2: 50, 3: 50}
        assert state(workspace, a)["won_at"] == 40
        assert state(workspace, b)["status"] == "lost"


def test_going_back_and_forth_counts_once(tmp_path: Path) -> None:
    with make_river(tmp_path / "a.revops") as workspace:
        deal_id = workspace.do(deals.create, at=10, title="A", stage_id=1).value
        for at, stage_id in ((20, 2), (30, 1), (40, 2)):
            workspace.do(deals.move_to_stage, at=at, deal_id=deal_id, stage_id=stage_id)
        assert reached(workspace, deal_id) == {1: 10, 2: 20}


def test_moving_back_out_of_the_customer_phase_takes_the_won_date_away(tmp_path: Path) -> None:
    with make_river(tmp_path / "a.revops") as workspace:
        deal_id = workspace.do(deals.create, at=10, title="A", stage_id=1, amount=5).value
        workspace.do(deals.move_to_stage, at=20, deal_id=deal_id, stage_id=4)
        assert events(workspace, deal_id) == [("won", 20)]
        workspace.do(deals.edit, at=25, deal_id=deal_id, fields={"amount": 9})
        assert state(workspace, deal_id)["value"] == 5, "the value as of the win"
        workspace.do(deals.move_to_stage, at=30, deal_id=deal_id, stage_id=3)
        assert state(workspace, deal_id)["won"] == 0
        assert state(workspace, deal_id)["value"] == 9
        assert events(workspace, deal_id) == []
        workspace.do(deals.move_to_stage, at=40, deal_id=deal_id, stage_id=5)
        assert events(workspace, deal_id) == [("won", 40)]


def test_a_recycled_deal_reopens_as_a_new_visit(tmp_path: Path) -> None:
    with make_river(tmp_path / "a.revops") as workspace:
        deal_id = workspace.do(deals.create, at=10, title="A", stage_id=2).value
        workspace.do(
            deals.leave_river,
            at=20,
            deal_id=deal_id,
            kind="recycled",
            reason_id=RECYCLED,
            wake_on="2026-06-01",
        )
        assert state(workspace, deal_id)["status"] == "recycled"
        workspace.do(deals.move_to_stage, at=30, deal_id=deal_id, stage_id=1)
        assert events(workspace, deal_id) == [("recycled", 20), ("reopened", 30)]
        assert state(workspace, deal_id)["status"] == "open"


def test_churn_leaves_the_win_standing(tmp_path: Path) -> None:
    with make_river(tmp_path / "a.revops") as workspace:
        deal_id = workspace.do(deals.create, at=10, title="A", stage_id=4, amount=7).value
        workspace.do(deals.leave_river, at=20, deal_id=deal_id, kind="churned", reason_id=CHURNED)
        assert events(workspace, deal_id) == [("won", 10), ("churned", 20)]
        assert (state(workspace, deal_id)["won"], state(workspace, deal_id)["value"]) == (1, 7)


def slow_reached(visits: list[dict[str, Any]]) -> dict[int, int]:
    """reached(d, s) exactly as domain.md §5 says it, by looking at everything."""
    found: dict[int, int] = {}
    for stage_id in range(1, len(STAGES) + 1):
        later = [visit["entered_at"] for visit in visits if visit["stage_id"] >= stage_id]
        if later:
            found[stage_id] = min(later)
    return found


def slow_won(visits: list[dict[str, Any]]) -> int | None:
    """Walk the visits: entering the customer phase wins, moving back out takes that win away."""
    wins: list[int] = []
    before: dict[str, Any] | None = None
    for visit in visits:
        customer = STAGES[visit["stage_id"] - 1][1] == "customer"
        was_customer = before is not None and STAGES[before["stage_id"] - 1][1] == "customer"
        if customer and not was_customer:
            wins.append(visit["entered_at"])
        elif not customer and was_customer and before and before["outcome"] == "went_back":
            wins.pop()
        before = visit
    return wins[-1] if wins else None


@pytest.mark.parametrize(
    "seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.nightly) for seed in range(2, 5))]
)
def test_random_histories_agree_with_the_slow_reading(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    with make_river(tmp_path / "a.revops") as workspace:
        known = [
            workspace.do(deals.create, at=10, title=str(n), stage_id=chance.randint(1, 3)).value
            for n in range(6)
        ]
        for at in range(20, 80):
            deal_id = chance.choice(known)
            now = state(workspace, deal_id)
            if chance.random() < 0.25 and now["status"] in ("open", "customer"):
                kind = "churned" if now["status"] == "customer" else "lost"
                reason = CHURNED if kind == "churned" else LOST
                workspace.do(deals.leave_river, at=at, deal_id=deal_id, kind=kind, reason_id=reason)
            else:
                stage_id = chance.randint(1, 5)
                workspace.do(deals.move_to_stage, at=at, deal_id=deal_id, stage_id=stage_id)
        names = tables.stage_visit.c.keys()
        all_visits = [
            dict(zip(names, row, strict=True)) for row in everything(workspace)["stage_visit"]
        ]
        for deal_id in known:
            visits = [visit for visit in all_visits if visit["deal_id"] == deal_id]
            visits.sort(key=lambda visit: visit["sequence"])
            assert reached(workspace, deal_id) == slow_reached(visits)
            assert state(workspace, deal_id)["won_at"] == slow_won(visits)
        followed = workspace.ask(rows, wanted=tables.DERIVED)
        workspace.raw.execute("BEGIN")
        derived.rebuild(workspace.raw)
        workspace.raw.execute("COMMIT")
        assert workspace.ask(rows, wanted=tables.DERIVED) == followed
