"""All clocks, ended and running, judged as arrays are what each one is by itself."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.analytics.sla_history import CODES, history
from revops_desktop.analytics.sla_lines import Kind, books
from revops_desktop.analytics.sla_rows import KINDS, NOBODY
from revops_desktop.database import tables
from revops_desktop.database.workspace import Workspace
from revops_desktop.rules.business_clock import Pause
from revops_desktop.rules.sla import How, judge
from tests.analytics.clocks import plant
from tests.analytics.test_sla_clocks import UNTIL
from tests.river import make_river

KEPT = ("advanced", "transferred", "accepted", "returned")


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    made = make_river(tmp_path / "a.revops")
    yield made
    made.close()


def slowly(session: Session, *, now: int) -> dict[tuple[Kind, int], tuple[Any, ...]]:
    """Every clock by the tables alone: (kind, id) → state, due, over, taken, paused."""
    known = books(session)
    living = {one.id for one in session.execute(select(tables.deal)) if one.deleted_at is None}
    of_clock = {"stage": tables.clock_pause.c.visit_id, "handoff": tables.clock_pause.c.handoff_id}
    clocks: dict[Kind, Any] = {"stage": tables.stage_visit, "handoff": tables.handoff}
    found: dict[tuple[Kind, int], tuple[Any, ...]] = {}
    for kind, table in clocks.items():
        for row in session.execute(select(table)):
            is_stage = kind == "stage"
            source = row.stage_id if is_stage else row.rule_id
            start, ended = (
                (row.entered_at, row.left_at) if is_stage else (row.handed_at, row.decided_at)
            )
            limit = known.limit(kind, source, start, now if ended is None else ended)
            if row.deal_id not in living or limit is None or (is_stage and row.is_imported):
                continue
            how: How = "advanced" if row.outcome in KEPT else "cancelled"
            pauses = session.execute(
                select(tables.clock_pause).where(of_clock[kind] == row.id)
            ).all()
            one = judge(
                known.clocks.clock(start, now if ended is None else ended),
                limit,
                started=start,
                ended=ended,
                how=None if ended is None else how,
                pauses=[Pause(pause.paused_at, pause.resumed_at) for pause in pauses],
                now=now,
            )
            due = NOBODY if one.due is None else one.due
            found[kind, row.id] = (
                *(CODES[one.state], due, one.over_seconds, one.taken_seconds),
                int(one.is_paused),
            )
    return found


def at_once(session: Session, *, now: int) -> dict[tuple[Kind, int], tuple[Any, ...]]:
    """The same by arrays."""
    all_ = history(session, books(session), now=now)
    columns = (all_.state, all_.due, all_.over, all_.taken, all_.paused)
    return {
        (KINDS[int(kind)], int(clock_id)): tuple(int(one[place]) for one in columns)
        for place, (kind, clock_id) in enumerate(zip(all_.kind, all_.clock_id, strict=True))
    }


@pytest.mark.parametrize(
    "seed", [20, *(pytest.param(seed, marks=pytest.mark.nightly) for seed in range(21, 24))]
)
def test_all_at_once_is_one_by_one(river: Workspace, seed: int) -> None:
    river.do(plant, at=1, seed=seed, number=200, until=UNTIL)
    single = river.ask(slowly, now=UNTIL)
    assert len(single) > 80
    assert len({one[0] for one in single.values()}) >= 5
    assert river.ask(at_once, now=UNTIL) == single
