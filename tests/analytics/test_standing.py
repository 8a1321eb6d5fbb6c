"""What stood open at an instant, read fast, equals the file turned back (domain.md §10)."""

import random
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from revops_desktop.analytics.key_figures import key_figures
from revops_desktop.analytics.standing import Standing, standing_at
from revops_desktop.database import tables
from revops_desktop.database.journal import verb
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import deals
from revops_desktop.rules.periods import Period
from tests.database.test_journal import delete_deal
from tests.river import LOST, make_river


@verb("Change a probability")
def change_probability(session: Session, *, at: int, stage_id: int, chance: int) -> None:
    session.execute(
        update(tables.stage)
        .where(tables.stage.c.id == stage_id)
        .values(probability_basis_points=chance)
    )


def turned_back(workspace: Workspace, at: int) -> Standing:
    now = workspace.ask(key_figures, as_of=at, pipeline_id=1, period=Period())
    return Standing(now.open, now.weighted)


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.nightly) for seed in (1, 2))]
)
def test_equals_the_file_turned_back(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    with make_river(tmp_path / "a.revops") as workspace:
        known: list[int] = []
        for at in range(10, 70):
            act = chance.random()
            if act < 0.3 or not known:
                amount = chance.choice((None, 0, 333, 1_000))
                made = workspace.do(
                    deals.create, at=at, title="A", stage_id=chance.randint(1, 2), amount=amount
                )
                known.append(made.value)
            elif act < 0.6:
                workspace.do(
                    deals.move_to_stage,
                    at=at,
                    deal_id=chance.choice(known),
                    stage_id=chance.randint(1, 4),
                )
            elif act < 0.8:
                fields = {
                    "amount": chance.choice((None, 5, 77)),
                    "probability_basis_points": chance.choice((None, 5000)),
                }
                workspace.do(deals.edit, at=at, deal_id=chance.choice(known), fields=fields)
            else:
                workspace.do(change_probability, at=at, stage_id=2, chance=chance.randint(0, 9999))
        for at in range(5, 75, 5):
            assert workspace.ask(standing_at, pipeline_id=1, at=at) == turned_back(workspace, at)


def test_says_nothing_where_a_deal_was_deleted_since(tmp_path: Path) -> None:
    with make_river(tmp_path / "a.revops") as workspace:
        deal_id = workspace.do(deals.create, at=10, title="A", stage_id=1).value
        workspace.do(deals.leave_river, at=20, deal_id=deal_id, kind="lost", reason_id=LOST)
        workspace.do(delete_deal, at=50, deal_id=deal_id)
        assert workspace.ask(standing_at, pipeline_id=1, at=15) is None
        assert turned_back(workspace, 15).open.count == 1
        assert workspace.ask(standing_at, pipeline_id=1, at=60) == turned_back(workspace, 60)
