"""What a time limit would have meant, beside a reading of each stay by itself."""

import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.business_clocks import clock_book
from revops_desktop.analytics.limit_trial import USUAL, Trial, limit_trial, limit_trials
from revops_desktop.database.journal import verb
from revops_desktop.database.tables import business_calendar, clock_pause, deal, stage_visit
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import trash
from revops_desktop.rules.business_calendar import CalendarContent, written
from revops_desktop.rules.business_clock import Limit
from revops_desktop.rules.periods import DAY, Period, start_of_day
from tests.river import ZONE, make_river

# Monday 2026-03-02, 10:00 in Tokyo.
MONDAY = start_of_day(date(2026, 3, 2), ZONE) + 10 * 3600
NOW = MONDAY + 60 * DAY
HOUR = 3600
Stay = tuple[int | None, int | None, str | None]


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    made = make_river(tmp_path / "a.revops")
    yield made
    made.close()


@verb("Stays")
def put(session: Session, *, at: int, stays: list[Stay], stage_id: int = 2) -> None:
    """A deal for each stay in a stage: entered, left, how it ended."""
    for number, (entered, left, outcome) in enumerate(stays, 1):
        session.execute(
            insert(deal).values(id=number, title=f"{number}", pipeline_id=1, created_at=at)
        )
        session.execute(
            insert(stage_visit).values(
                id=number,
                deal_id=number,
                stage_id=stage_id,
                sequence=1,
                entered_at=entered,
                left_at=left,
                outcome=outcome,
                is_imported=number % 2,
            )
        )


def test_each_way_of_leaving_is_judged(river: Workspace) -> None:
    stays: list[Stay] = [
        (MONDAY, MONDAY + 4 * HOUR, "advanced"),
        (MONDAY, MONDAY + 4 * HOUR + 1, "advanced"),
        (MONDAY, MONDAY + HOUR, "transferred"),
        (MONDAY, MONDAY + HOUR, "went_back"),
        (MONDAY, MONDAY + DAY, "lost"),
        (MONDAY, None, None),
        (NOW - HOUR, None, None),
        # In no figure: an end or a beginning that nobody knows, and one that came before the other.
        (MONDAY, None, "advanced"),
        (None, MONDAY, "advanced"),
        (MONDAY, MONDAY - 1, "advanced"),
    ]
    river.do(put, at=1, stays=stays)

    def tried(**named: Any) -> Trial:
        found: Trial = river.ask(limit_trial, stage_id=2, limit=Limit(240, None), **named)
        return found

    assert tried(now=NOW) == Trial(
        n=5, met=2, met_late=1, breached=2, running=1, cancelled=1, odd_order=1, over_here=1
    )
    assert (tried().n, tried().running) == (4, 2)
    assert tried().compliance.raw == 0.5
    # By the day of the deadline, both ends included.
    assert tried(now=NOW, first=date(2026, 3, 2), last=date(2026, 3, 2)).n == 5
    assert tried(now=NOW, first=date(2026, 3, 3)).n == 0
    assert tried(now=NOW, last=date(2026, 3, 1)).n == 0
    river.do(trash.delete, at=2, deals=[1])
    assert tried(now=NOW).met == 1
    assert river.ask(limit_trial, stage_id=4, limit=Limit(None, 1), now=NOW).n == 0


@verb("Pause")
def hold(session: Session, *, at: int, visit_id: int, paused: int, resumed: int | None) -> None:
    session.execute(
        insert(clock_pause).values(
            deal_id=visit_id,
            visit_id=visit_id,
            paused_at=paused,
            resumed_at=resumed,
            reason="They are on holiday",
        )
    )


def test_what_stood_still_is_left_out(river: Workspace) -> None:
    stays: list[Stay] = [(MONDAY, MONDAY + DAY, "advanced"), (MONDAY, None, None)]
    river.do(put, at=1, stays=stays)

    def tried() -> Trial:
        found: Trial = river.ask(limit_trial, stage_id=2, limit=Limit(240, None), now=NOW)
        return found

    assert tried().met == 0
    river.do(hold, at=2, visit_id=1, paused=MONDAY + HOUR, resumed=MONDAY + DAY - HOUR)
    river.do(hold, at=3, visit_id=2, paused=MONDAY + HOUR, resumed=None)
    found = tried()
    assert (found.met, found.breached, found.running) == (1, 0, 1)


@verb("Shorter days")
def shorten_days(session: Session, *, at: int, for_running: bool) -> None:
    """Six days a week, with a long lunch."""
    short = CalendarContent((*(((600, 720), (780, 900)),) * 6, ()), True, {})
    session.execute(
        insert(business_calendar).values(
            made_at=at, for_running=int(for_running), content=written(short)
        )
    )


@pytest.mark.parametrize("seed", range(3))
def test_it_agrees_with_each_stay_by_itself(river: Workspace, seed: int) -> None:
    chance = random.Random(seed)
    river.do(
        shorten_days,
        at=MONDAY + 20 * DAY,
        for_running=chance.random() < 0.5,
    )
    outcomes = ("advanced", "transferred", "went_back", "lost", "recycled", "churned")
    stays: list[Stay] = []
    for _number in range(120):
        entered = MONDAY + chance.randrange(60 * DAY)
        lasted = round(DAY * 10 ** chance.uniform(-2, 1.5))
        gone = entered + lasted < NOW
        stays.append(
            (entered, entered + lasted, chance.choice(outcomes))
            if gone
            else (entered,) + (None,) * 2
        )
    river.do(put, at=1, stays=stays)
    period = Period(date(2026, 3, 10), date(2026, 4, 20))
    trials = river.ask(limit_trials, stage_id=2, first=period.first, last=period.last, now=NOW)
    for limit, trial in zip(USUAL, trials, strict=True):
        assert trial == river.ask(slowly, limit=limit, period=period)
    assert [one.n for one in trials] != [trials[0].n] * len(trials)


def slowly(session: Session, *, limit: Limit, period: Period) -> Trial:
    """The same, a stay at a time."""
    book = clock_book(session)
    begin, behind = period.bounds(ZONE)
    assert begin is not None and behind is not None
    states = ("met", "met_late", "breached", "running", "cancelled", "over_here")
    counted = dict.fromkeys(states, 0)
    visit = stage_visit.c
    for entered, left, outcome in session.execute(
        select(visit.entered_at, visit.left_at, visit.outcome).where(visit.stage_id == 2)
    ):
        end = NOW if left is None else left
        due = book.clock(entered, end).due(entered, limit, ())
        assert due is not None
        counted["over_here"] += outcome is None and end > due
        kept = outcome in ("advanced", "transferred")
        if outcome is None and end <= due:
            counted["running"] += 1
        elif begin <= due < behind:
            late = "met_late" if kept else "breached"
            on_time = "met" if kept else "cancelled"
            counted[late if end > due else on_time] += 1
    n = counted["met"] + counted["met_late"] + counted["breached"]
    return Trial(n=n, odd_order=0, **counted)
