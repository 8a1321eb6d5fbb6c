"""Measured chances over random histories, against every deal and every stage that it reached."""

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.analytics.measured_chances import measured_chances
from revops_desktop.analytics.outcomes import Scope, last_endings
from revops_desktop.database.tables import deal_reached, stage
from revops_desktop.rules.periods import Period
from tests.analytics.histories import Story, tell
from tests.river import ZONE, make_river

Counts = dict[int, tuple[int, int]]


def _slowly(session: Session, *, pipeline_id: int) -> Counts:
    """Each stage in use, and how many of the deals with a row of their own in it ended so."""
    ending = last_endings(Scope(pipeline_id, Period(), ZONE)).c
    kinds = {
        deal_id: kind for deal_id, kind in session.execute(select(ending.deal_id, ending.kind))
    }
    came: dict[int, list[str]] = {}
    reached = deal_reached.c
    for deal_id, stage_id in session.execute(select(reached.deal_id, reached.stage_id)):
        came.setdefault(stage_id, []).append(kinds.get(deal_id, ""))
    used = select(stage.c.id).where(
        stage.c.pipeline_id == pipeline_id, stage.c.archived_at.is_(None)
    )
    found = {stage_id: came.get(stage_id, []) for stage_id in session.scalars(used)}
    return {key: (ways.count("won"), ways.count("lost")) for key, ways in found.items()}


def test_the_furthest_stage_of_each_deal_tells_who_came_to_those_before(tmp_path: Path) -> None:
    story = Story(9, pipelines=30, deals=12)
    for number, row in enumerate(story.rows["stage"]):
        # Some first, middle and last stages are in use no more; deals stood in them.
        row["archived_at"] = 5 if number % 4 == 1 else None
    ended = 0
    with make_river(tmp_path / "a.revops") as river:
        river.do(tell, at=2, rows=story.rows)
        for pipeline_id in story.stages:
            slowly = river.ask(_slowly, pipeline_id=pipeline_id)
            found = river.ask(measured_chances, pipeline_id=pipeline_id)
            assert {key: (one.won, one.lost) for key, one in found.items()} == slowly
            ended += sum(won + lost for won, lost in slowly.values())
    assert ended > 200
