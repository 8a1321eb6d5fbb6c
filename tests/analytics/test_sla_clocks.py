"""All running clocks by index are what each one is by itself (domain.md §4)."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from revops_desktop.analytics.sla_clocks import deal_clocks, running, turned
from revops_desktop.analytics.sla_lines import Kind, books
from revops_desktop.analytics.story import FieldChange, story
from revops_desktop.database import tables
from revops_desktop.database.journal import verb
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import clocks, deals
from revops_desktop.rules.business_calendar import CalendarContent, written
from revops_desktop.rules.business_clock import Pause
from revops_desktop.rules.sla import Judged, State, judge
from tests.analytics.clocks import DAY, HOUR, plant
from tests.river import everything, make_river

ZONE = ZoneInfo("Asia/Tokyo")
UNTIL = int(datetime(2026, 5, 20, 15, 0, tzinfo=ZONE).timestamp())
# The clocks of New York are put back: 2 November 2025, 06:00 UTC.
FOLD = 1_762_063_200
ALL: tuple[State, ...] = ("breached", "at_risk", "running")


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    made = make_river(tmp_path / "a.revops")
    yield made
    made.close()


def slowly(session: Session, *, now: int) -> dict[tuple[Kind, int], tuple[int, Judged]]:
    """Every running clock, by the tables alone: (kind, id) → its deal, and how it stands."""
    known = books(session)
    living = {row.id for row in session.execute(select(tables.deal)) if row.deleted_at is None}
    found: dict[tuple[Kind, int], tuple[int, Judged]] = {}
    kinds: dict[Kind, Any] = {"stage": tables.stage_visit, "handoff": tables.handoff}
    for kind, table in kinds.items():
        for row in session.execute(select(table)):
            source = row.stage_id if kind == "stage" else row.rule_id
            start = row.entered_at if kind == "stage" else row.handed_at
            if row.outcome is not None or row.deal_id not in living or source is None:
                continue
            if kind == "stage" and row.is_imported:
                continue
            asked = known.limits.stage if kind == "stage" else known.limits.rule
            limit = asked(source, start, now)
            if limit is None:
                continue
            of_clock = (
                tables.clock_pause.c.visit_id
                if kind == "stage"
                else (tables.clock_pause.c.handoff_id)
            )
            pauses = session.execute(select(tables.clock_pause).where(of_clock == row.id))
            found[kind, row.id] = (
                row.deal_id,
                judge(
                    known.clocks.clock(start, now),
                    limit,
                    started=start,
                    ended=None,
                    how=None,
                    pauses=[Pause(one.paused_at, one.resumed_at) for one in pauses],
                    now=now,
                ),
            )
    return found


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.nightly) for seed in (1, 2, 3))]
)
def test_all_at_once_is_one_by_one(river: Workspace, seed: int) -> None:
    river.do(plant, at=1, seed=seed, number=150, until=UNTIL)
    for now in (UNTIL, UNTIL + 9 * DAY):
        single = river.ask(slowly, now=now)
        assert len(single) > 40
        found = river.ask(running, now=now, states=ALL, most=10_000)
        awake = {key: one for key, (_deal, one) in single.items() if not one.is_paused}
        assert found.counts == {
            state: sum(one.state == state for one in awake.values()) for state in ALL
        }
        assert found.paused == len(single) - len(awake)
        assert {(one.kind, one.clock_id): one.judged for one in found.lines} == awake
        places = [(ALL.index(one.judged.state), one.judged.due) for one in found.lines]
        assert places == sorted(places, key=lambda one: (one[0], one[1] or 0))
        by_deal = river.ask(deal_clocks, deal_ids=range(1, 151), now=now)
        listed = {(one.kind, one.clock_id): one.judged for many in by_deal.values() for one in many}
        assert listed == {key: one for key, (_deal, one) in single.items()}


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.nightly) for seed in (1, 2))]
)
def test_what_turned_is_what_changed_its_state(river: Workspace, seed: int) -> None:
    river.do(plant, at=1, seed=seed, number=150, until=UNTIL)
    for since, now in ((UNTIL, UNTIL + HOUR), (UNTIL, UNTIL + 2 * DAY)):
        before, after = river.ask(slowly, now=since), river.ask(slowly, now=now)
        changed = {
            key
            for key, (_deal, one) in after.items()
            if one.state in ("at_risk", "breached")
            and not one.is_paused
            and before[key][1].state != one.state
        }
        count, found = river.ask(turned, since=since, now=now, most=10_000)
        assert {(one.kind, one.clock_id) for one in found} == changed
        assert count == len(changed)
        few = river.ask(turned, since=since, now=now, most=2)[1]
        assert [one.judged.due for one in few] == sorted(one.judged.due or 0 for one in found)[
            : len(few)
        ]


def test_of_a_member(river: Workspace) -> None:
    """The stays of their deals, hand-offs to them, and none that is somebody else's."""
    river.do(plant, at=1, seed=7, number=150, until=UNTIL)
    every = river.ask(running, now=UNTIL, states=ALL, most=10_000)
    owners = dict(river.ask(_owners))
    for member_id in (1, 2):
        found = river.ask(running, now=UNTIL, states=ALL, most=10_000, member_id=member_id)
        mine = [
            one
            for one in every.lines
            if member_id == (owners[one.deal_id] if one.kind == "stage" else one.member_id)
        ]
        wanted = Counter(one.judged.state for one in mine)
        assert Counter(one.judged.state for one in found.lines) == wanted
        assert {state: n for state, n in found.counts.items() if n} == wanted


def _owners(session: Session) -> list[tuple[int, int | None]]:
    return [(row.id, row.owner_id) for row in session.execute(select(tables.deal))]


def test_pause_and_resume_are_undone_and_redone(river: Workspace) -> None:
    deal_id = river.do(deals.create, at=10, title="青葉", stage_id=2).value
    states = [everything(river)]
    steps: list[tuple[Any, dict[str, Any]]] = [
        (clocks.pause, {"visit_id": 1, "reason": "  Waiting for the customer "}),
        (clocks.resume, {"visit_id": 1}),
    ]
    for at, (step, named) in enumerate(steps, 20):
        river.do(step, at=at, **named)
        states.append(everything(river))
    assert states[-1]["clock_pause"] == [
        (1, deal_id, 1, None, 20, 21, "Waiting for the customer", None)
    ]
    for state in reversed(states[:-1]):
        river.undo(at=30)
        assert everything(river) == state
    for state in states[1:]:
        river.redo(at=40)
        assert everything(river) == state


def test_the_story_tells_of_a_pause(river: Workspace) -> None:
    deal_id = river.do(deals.create, at=UNTIL - DAY, title="青葉", stage_id=2).value
    river.do(clocks.pause, at=UNTIL - HOUR, visit_id=1, reason="Customer is away")
    told = [one.changes for one in river.ask(story, deal_id=deal_id).entries if one.changes]
    assert told == [(FieldChange("Clock paused, Qualified", "", "Customer is away"),)]
    river.do(clocks.resume, at=UNTIL, visit_id=1)
    told = [one.changes for one in river.ask(story, deal_id=deal_id).entries if one.changes]
    assert told[0][0].after == "Customer is away (until 20 May 2026 15:00)"


@verb("Never close")
def never_close(session: Session, *, at: int) -> None:
    """New York around the clock, one business day for stage 2; a deal every ten minutes."""
    session.execute(update(tables.workspace).values(time_zone="America/New_York"))
    content = written(CalendarContent((((0, 1440),),) * 7, holidays=False))
    session.execute(insert(tables.business_calendar).values(made_at=1, content=content))
    session.execute(insert(tables.time_limit).values(stage_id=2, made_at=1, limit_days=1))
    for number in range(1, 31):
        session.execute(
            insert(tables.deal).values(id=number, title="A", pipeline_id=1, created_at=1)
        )
        session.execute(
            insert(tables.stage_visit).values(
                deal_id=number, stage_id=2, sequence=1, entered_at=FOLD + (number - 15) * 600
            )
        )


def test_an_hour_that_comes_twice_is_judged_as_one_by_one(river: Workspace) -> None:
    """Whoever begins in the second hour of the same name is due before the end of the first."""
    river.do(never_close, at=1)
    seen = set()
    for minutes in range(-240, 240, 7):
        now = FOLD + 25 * HOUR + minutes * 60
        single = [one.state for _deal, one in river.ask(slowly, now=now).values()]
        found = river.ask(running, now=now, states=ALL, most=100)
        assert found.counts == {state: single.count(state) for state in ALL}
        assert sorted(one.judged.state for one in found.lines) == sorted(single)
        seen.update(single)
    assert seen == set(ALL)
