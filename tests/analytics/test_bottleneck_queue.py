"""Does a step lack hands or quality? What came to it, went and waits, against a slow count (§6)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.bottleneck_facts import queue_of
from revops_desktop.analytics.filters import EVERYTHING, Filter
from revops_desktop.database import tables
from revops_desktop.database.journal import verb
from revops_desktop.database.workspace import Workspace
from revops_desktop.rules.bottleneck import Cohort, Queue, is_short_of_capacity
from revops_desktop.rules.periods import DAY
from tests.analytics.histories import BEGIN, SPAN, Story, tell
from tests.analytics.test_bottleneck import LAST, NOW, QUALIFIED, asked, told, year_of_deals
from tests.river import make_river

WEEK = 7 * DAY
GONE = ("advanced", "lost", "recycled", "churned")


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    with make_river(tmp_path / "a.revops") as workspace:
        yield workspace


def slow(visits: list[dict[str, Any]], stage_id: int, now: int) -> Queue:
    """The same, visit by visit; a stay whose end has no date is none that anyone saw."""
    begin = now - 4 * WEEK
    weeks = [(begin + number * WEEK, begin + (number + 1) * WEEK) for number in range(4)]
    here = [
        one
        for one in visits
        if one["stage_id"] == stage_id and (one["outcome"] is None or one["left_at"] is not None)
    ]

    def during(at: int | None, start: int, end: int) -> bool:
        return at is not None and start <= at < end

    def cohort(start: int, end: int) -> Cohort:
        ended = [one for one in here if during(one["left_at"], start, end)]
        ended = [one for one in ended if one["outcome"] in GONE]
        return Cohort(len(ended), sum(one["outcome"] == "advanced" for one in ended))

    # What came and went before it came is told by a list with contradictory dates only.
    seen = [one for one in here if one["left_at"] is None or one["left_at"] >= begin]
    before = [one for one in seen if one["entered_at"] is None or one["entered_at"] < begin]
    return Queue(
        tuple(sum(during(one["entered_at"], *week) for one in seen) for week in weeks),
        tuple(sum(during(one["left_at"], *week) for one in here) for week in weeks),
        sum(one["outcome"] is None for one in here),
        len(before),
        cohort(begin, now),
        cohort(begin - 12 * WEEK, begin),
    )


def _open(session: Session) -> set[int]:
    state = tables.deal_state.c
    return set(session.execute(select(state.deal_id).where(state.status == "open")).scalars().all())


@pytest.mark.parametrize("seed", [11, pytest.param(12, marks=pytest.mark.nightly)])
@pytest.mark.parametrize("some", [False, True], ids=["all", "some"])
def test_a_queue_is_what_its_visits_say(river: Workspace, seed: int, some: bool) -> None:
    story = Story(seed, pipelines=3, deals=120)
    river.do(tell, at=2, rows=story.rows)
    only = Filter(where=(("source", "web"),)) if some else EVERYTHING
    meant = {one["id"] for one in story.rows["deal"] if not some or one["source"] == "web"}
    visits = [one for one in story.rows["stage_visit"] if one["deal_id"] in meant]
    now = BEGIN + SPAN - 10 * DAY
    for stage in story.rows["stage"]:
        # A customer's stage is no step before the win.
        if stage["phase"] != "customer":
            of_stage = {"pipeline_id": stage["pipeline_id"], "stage_id": stage["id"]}
            found = river.ask(queue_of, **of_stage, now=now, only=only)
            assert found == slow(visits, stage["id"], now)


@verb("Let more come than go")
def crowd(session: Session, *, at: int, a_week: int) -> None:
    """So many deals a week in Qualified, for four weeks; the half of them is still there."""
    for number in range(4 * a_week):
        entered = NOW - 4 * WEEK + number * 4 * WEEK // (4 * a_week)
        deal_id = 90_000 + number
        stays = number % 2 == 0
        row: dict[str, object] = {
            "id": deal_id,
            "title": "B",
            "pipeline_id": 1,
            "kind": "new",
            "created_at": at,
        }
        session.execute(insert(tables.deal).values(row))
        visit: dict[str, object] = {"deal_id": deal_id, "stage_id": QUALIFIED}
        visit |= {"sequence": 1, "is_imported": 1}
        visit |= {"entered_at": entered}
        if not stays:
            visit |= {"left_at": entered + 3600, "outcome": "advanced"}
        session.execute(insert(tables.stage_visit).values(visit))
        if not stays:
            after = {"deal_id": deal_id, "stage_id": QUALIFIED + 1, "sequence": 2}
            after |= {"entered_at": entered + 3600, "is_imported": 1}
            session.execute(insert(tables.stage_visit).values(after))


def test_a_growing_queue_is_a_want_of_hands(river: Workspace) -> None:
    river.do(told, at=2, deals=year_of_deals(narrow=4))
    before = asked(river)
    assert (before.verdict, before.capacity) == ("named", False)
    river.do(crowd, at=3, a_week=80)
    found = asked(river)
    assert found.step is not None and found.step.stage.stage_id == QUALIFIED
    assert found.queue is not None and is_short_of_capacity(found.queue)
    assert found.capacity is True
    assert found.window[-1] < LAST
