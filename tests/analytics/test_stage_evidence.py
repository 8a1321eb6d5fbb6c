"""What is known of a stage beside what is set: measured chance, cold deals, how many at once."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from revops_desktop.analytics.limit_trial import late_deals, limit_trial
from revops_desktop.analytics.measured_chances import ended_deals, measured_chances
from revops_desktop.analytics.stage_evidence import (
    Crowd,
    StageEvidence,
    cold_deals,
    last_year,
    stage_evidence,
)
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import activities, deals, stages, trash
from revops_desktop.rules.business_clock import Limit
from revops_desktop.rules.periods import DAY, start_of_day
from tests.river import LOST, RECYCLED, ZONE, make_river

NOW = start_of_day(date(2026, 4, 1), ZONE) + 10 * 3600


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    made = make_river(tmp_path / "a.revops")
    yield made
    made.close()


def put(river: Workspace, days_ago: int, stage_id: int, title: str = "A") -> int:
    made: int = river.do(
        deals.create, at=NOW - days_ago * DAY, title=title, stage_id=stage_id, amount=100
    ).value
    return made


def known(river: Workspace, stage_id: int) -> StageEvidence:
    found: StageEvidence = river.ask(stage_evidence, stage_id=stage_id, now=NOW)
    return found


def test_the_measured_chance_is_of_those_that_came_this_far_and_ended(river: Workspace) -> None:
    """Won, lost, recycled, lost and opened again, skipped, in the trash; k = 10 of 25 %."""
    ids = [put(river, 50, 1, title) for title in "ABCDEFG"]
    for deal_id in ids[:5]:
        river.do(deals.move_to_stage, at=NOW - 40 * DAY, deal_id=deal_id, stage_id=2)
    for deal_id in (ids[0], ids[5], ids[6]):
        river.do(deals.move_to_stage, at=NOW - 30 * DAY, deal_id=deal_id, stage_id=4)
    for deal_id in ids[1:3]:
        river.do(deals.leave_river, at=NOW - 30 * DAY, deal_id=deal_id, kind="lost", reason_id=LOST)
    river.do(
        deals.leave_river,
        at=NOW - 30 * DAY,
        deal_id=ids[3],
        kind="recycled",
        reason_id=RECYCLED,
        wake_on="2026-06-01",
    )
    river.do(deals.move_to_stage, at=NOW - 20 * DAY, deal_id=ids[2], stage_id=2)
    river.do(trash.delete, at=NOW - 10 * DAY, deals=[ids[6]])

    def measured() -> dict[int, tuple[int, int, int]]:
        found = river.ask(measured_chances, pipeline_id=1)
        return {key: (one.won, one.lost, one.basis_points) for key, one in found.items()}

    # (2 + 10 × 25 %) ÷ (2 + 1 + 10) = 34.6 %; all ended ones came to stage 3 by being won.
    assert measured()[2] == (2, 1, 3462)
    assert measured()[3] == (2, 0, 3750)
    assert measured()[1] == (2, 1, 1538)
    behind = river.ask(ended_deals, pipeline_id=1, stage_id=2)
    assert sorted(one.title for one in behind.rows) == ["A", "B", "F"]
    river.do(stages.edit, at=NOW, stage_id=2, fields={"probability_basis_points": 10000})
    assert measured()[2] == (2, 1, 9231)
    assert known(river, 2).chance == river.ask(measured_chances, pipeline_id=1)[2]


def test_who_would_be_cold_is_counted_for_any_limit(river: Workspace) -> None:
    ids = [put(river, days, 2, f"{days}") for days in (1, 5, 5, 30)]
    river.do(activities.add_task, at=NOW - DAY, deal_id=ids[2], title="Call", due_on="2026-04-02")
    river.do(
        activities.log, at=NOW - 2 * DAY, deal_id=ids[3], kind="call", happened_at=NOW - 2 * DAY
    )
    evidence = known(river, 2)
    assert evidence.idle == (1, 2, 5) and evidence.here == 4
    for limit in (1, 2, 4, 5):
        cold = river.ask(cold_deals, stage_id=2, limit=limit, now=NOW)
        assert cold.total == evidence.cold(limit), limit
    assert [evidence.cold(limit) for limit in (1, 2, 4, 5)] == [2, 1, 1, 0]


def test_the_most_at_once_in_the_year_is_found(river: Workspace) -> None:
    first = put(river, 500, 2)
    river.do(deals.move_to_stage, at=NOW - 10 * DAY, deal_id=first, stage_id=3)
    second = put(river, 100, 2)
    river.do(deals.move_to_stage, at=NOW - 50 * DAY, deal_id=second, stage_id=3)
    # One comes at the instant at which another leaves.
    put(river, 50, 2)
    assert known(river, 2).crowd == Crowd(2, "2025-12-22")
    assert known(river, 5).crowd == Crowd(0, None)


def test_the_deals_behind_a_trial_are_those_that_would_have_been_late(river: Workspace) -> None:
    for number, days in enumerate((1, 2, 3, 8, 20)):
        made = put(river, 60, 2, f"{number}")
        river.do(deals.move_to_stage, at=NOW - (60 - days) * DAY, deal_id=made, stage_id=3)
    put(river, 40, 2, "here")
    first, last = last_year(NOW, ZONE)
    wanted: dict[str, Any] = {"first": first, "last": last, "now": NOW}
    for limit in (Limit(60, None), Limit(None, 2), Limit(None, 5), Limit(None, 40)):
        trial = river.ask(limit_trial, stage_id=2, limit=limit, **wanted)
        late = river.ask(late_deals, stage_id=2, limit=limit, **wanted)
        assert late.total == trial.met_late + trial.breached
    assert river.ask(late_deals, stage_id=5, limit=limit, **wanted).total == 0
