"""However stages are edited, the past reads as it did, and each edit is taken back exactly."""

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.analytics.river_settings import StageSettings, rivers
from revops_desktop.database.tables import stage_visit
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import RuleBroken
from revops_desktop.operations import functions, stages
from revops_desktop.operations.criteria import LEVELS, WantedCriterion
from revops_desktop.rules.business_clock import Limit
from revops_desktop.rules.periods import local_day, month_of
from tests.analytics.test_figures_as_of import BEGIN, STEP, live
from tests.analytics.test_figures_as_of import everything as figures
from tests.river import ZONE, everything, make_river

SEEDS = [*range(2), *(pytest.param(seed, marks=pytest.mark.nightly) for seed in range(2, 20))]
CRITERIA = (
    WantedCriterion(None, "BANT", level="log"),
    WantedCriterion(None, "Amount", "amount_above_zero", level="log"),
    WantedCriterion(None, "Score", "score_reached", least_score=80, level="log"),
)


def ended(session: Session) -> dict[int, tuple[Any, ...]]:
    """The visits that have ended, by id."""
    rows = session.execute(select(stage_visit).where(stage_visit.c.outcome.is_not(None)))
    return {row.id: tuple(row) for row in rows}


def in_use(workspace: Workspace) -> Sequence[StageSettings]:
    return workspace.ask(rivers).pipelines[0].in_use


def edit(workspace: Workspace, chance: random.Random, at: int, before: Any) -> bool:
    """One random edit of the river; False where it was refused, and the file is as `before`."""
    try:
        chance.choice((_field, _field, _order, _add, _remove, _restore, _parts))(
            workspace, chance, at
        )
    except RuleBroken:
        assert everything(workspace) == before
        return False
    return True


def _field(workspace: Workspace, chance: random.Random, at: int) -> None:
    values: tuple[tuple[str, Any], ...] = (
        ("name", chance.choice(("<b>", "商談", "SQL & co"))),
        ("colour", "#7a649e"),
        ("function_id", chance.choice((None, 1))),
        ("phase", chance.choice(("lead", "opportunity", "customer"))),
        ("definition", "What is true"),
        ("probability_basis_points", chance.choice((0, 3000, 9000))),
        ("wip_limit", chance.choice((None, 3))),
        ("idle_limit_days", chance.choice((None, 7))),
    )
    stage_id = chance.choice(in_use(workspace)).stage_id
    workspace.do(stages.edit, at=at, stage_id=stage_id, fields=dict([chance.choice(values)]))


def _order(workspace: Workspace, chance: random.Random, at: int) -> None:
    ids = [one.stage_id for one in in_use(workspace)]
    place = chance.randrange(len(ids) - 1)
    ids[place : place + 2] = reversed(ids[place : place + 2])
    workspace.do(stages.reorder, at=at, pipeline_id=1, stage_ids=ids)


def _add(workspace: Workspace, chance: random.Random, at: int) -> None:
    behind = chance.choice(in_use(workspace))
    workspace.do(
        stages.add,
        at=at,
        pipeline_id=1,
        name="New",
        phase=behind.phase,
        after_stage_id=behind.stage_id,
    )


def _remove(workspace: Workspace, chance: random.Random, at: int) -> None:
    found = in_use(workspace)
    gone, to = chance.sample(list(found), 2)
    workspace.do(stages.remove, at=at, stage_id=gone.stage_id, deals_to=to.stage_id)


def _restore(workspace: Workspace, chance: random.Random, at: int) -> None:
    away = [one for one in workspace.ask(rivers).pipelines[0].stages if one.is_archived]
    if away:
        workspace.do(stages.restore, at=at, stage_id=chance.choice(away).stage_id)


def _parts(workspace: Workspace, chance: random.Random, at: int) -> None:
    level = chance.choice(LEVELS)
    wanted = [one._replace(level=level) for one in CRITERIA if chance.random() < 0.6]
    limit = chance.choice((None, Limit(240, None), Limit(None, 3)))
    workspace.do(
        stages.edit,
        at=at,
        stage_id=chance.choice(in_use(workspace)).stage_id,
        fields={},
        criteria=wanted,
        time_limit=stages.WantedLimit(limit, for_running=chance.random() < 0.5),
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_the_past_reads_as_it_did_whatever_is_edited(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    with make_river(tmp_path / "a.revops") as workspace:
        workspace.do(functions.add, at=2, name="Sales")
        known: list[int] = []
        at = BEGIN
        for _number in range(24):
            at += STEP
            live(workspace, chance, known, at)
        month = month_of(local_day(at, ZONE))
        then, visits = workspace.ask(figures, month=month, now=at), workspace.ask(ended)
        now, asked_at = at + 1, at + 1
        files = [everything(workspace)]
        while len(files) < 12:
            now += 3600
            if edit(workspace, chance, now, files[-1]):
                files.append(everything(workspace))
        # What had ended before is as it was, to the second.
        after = workspace.ask(ended)
        assert {key: after[key] for key in visits} == visits
        past = workspace.ask(figures, as_of=asked_at, month=month, now=asked_at - 1)
        assert past == then
        # Back to the beginning, each step exactly; steps that changed nothing are none.
        while files[-1] != files[0]:
            assert everything(workspace) == files.pop()
            if files[-1] == everything(workspace):
                continue
            workspace.undo(at=now)
        assert everything(workspace) == files[0]
