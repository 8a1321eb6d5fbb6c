"""The figures as of an instant equal those that were asked at it (domain.md §10)."""

import random
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from revops_desktop.analytics.breakdown import breakdown
from revops_desktop.analytics.cohorts import cohorts
from revops_desktop.analytics.figure_trends import figure_trends, stage_trends
from revops_desktop.analytics.funnel import funnel
from revops_desktop.analytics.key_figures import key_figures
from revops_desktop.analytics.leaks import leaks
from revops_desktop.analytics.period_flow import stage_conversions
from revops_desktop.analytics.stage_durations import durations_by_stage
from revops_desktop.analytics.stuck import stuck
from revops_desktop.analytics.trend import trend
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import deals
from revops_desktop.rules.periods import DAY, Period, local_day, month_of, month_period
from tests.database.test_journal import delete_deal, raise_amounts
from tests.river import CHURNED, LOST, RECYCLED, ZONE, make_river

BEGIN = 1_767_200_000
STEP = DAY // 2
SEEDS = [*range(3), *(pytest.param(seed, marks=pytest.mark.nightly) for seed in range(3, 40))]


def everything(session: Session, *, month: str, now: int) -> tuple:
    """Every answer about the river."""
    answers = [
        question(session, pipeline_id=1, period=period)
        for period in (Period(), month_period(month))
        for question in (funnel, key_figures, stage_conversions, leaks)
    ]
    parts = breakdown(session, pipeline_id=1, period=Period(), by="owner")
    return (
        *answers,
        parts,
        trend(session, pipeline_id=1, month=month, months=3),
        durations_by_stage(session, pipeline_id=1, period=Period(), now=now),
        stuck(session, pipeline_id=1, now=now),
        *(
            question(session, pipeline_id=1, last_month=month, months=3)
            for question in (cohorts, figure_trends, stage_trends)
        ),
    )


def live(workspace: Workspace, chance: random.Random, known: list[int], at: int) -> None:
    """One thing that a person does."""
    act = chance.random()
    if act < 0.35 or not known:
        amount, owner = chance.choice((None, 0, 700, 900)), chance.choice((None, 1, 2))
        stage = chance.randint(1, 3)
        fields = {"amount": amount, "owner_id": owner, "stage_id": stage}
        known.append(workspace.do(deals.create, at=at, title="A", **fields).value)
        return
    deal_id = chance.choice(known)
    if act < 0.75:
        workspace.do(deals.move_to_stage, at=at, deal_id=deal_id, stage_id=chance.randint(1, 5))
    elif act < 0.8:
        workspace.do(raise_amounts, at=at)
    elif act < 0.85:
        fields = {"owner_id": chance.choice((None, 1, 2)), "amount": chance.randrange(999)}
        workspace.do(deals.edit, at=at, deal_id=deal_id, fields=fields)
    elif act < 0.9:
        known.remove(deal_id)
        workspace.do(delete_deal, at=at, deal_id=deal_id)
    else:
        _leave(workspace, chance, deal_id, at)


def _leave(workspace: Workspace, chance: random.Random, deal_id: int, at: int) -> None:
    status = workspace.raw.execute(
        "SELECT status FROM deal_state WHERE deal_id = ?", (deal_id,)
    ).fetchone()[0]
    kind = chance.choice(("lost", "recycled")) if status == "open" else "churned"
    if status in ("open", "customer"):
        reason = {"lost": LOST, "recycled": RECYCLED, "churned": CHURNED}[kind]
        more = {"wake_on": "2027-01-01"} if kind == "recycled" else {}
        workspace.do(deals.leave_river, at=at, deal_id=deal_id, kind=kind, reason_id=reason, **more)


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(n, marks=pytest.mark.nightly) for n in range(1, 40))]
)
def test_figures_as_of_a_day_equal_those_asked_on_it(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    with make_river(tmp_path / "a.revops") as workspace:
        known: list[int] = []
        seen: dict[int, tuple] = {}
        at = BEGIN
        for number in range(120):
            at += STEP
            live(workspace, chance, known, at)
            if number % 30 == 29:
                month = month_of(local_day(at, ZONE))
                seen[at + 1] = (month, workspace.ask(everything, month=month, now=at))
        for instant, (month, then) in seen.items():
            assert workspace.ask(everything, as_of=instant, month=month, now=instant - 1) == then
