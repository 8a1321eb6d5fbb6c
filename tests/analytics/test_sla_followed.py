"""The SLA page that follows what changed is the page that is read anew."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from revops_desktop.analytics.sla_page import sla_page
from revops_desktop.database import journal, tables
from revops_desktop.database.journal import verb
from revops_desktop.database.workspace import Workspace
from revops_desktop.rules.periods import Period
from tests.analytics.clocks import HOUR, plant
from tests.analytics.test_sla_clocks import UNTIL
from tests.river import make_river

LENGTH = 12
MAY = Period(date(2026, 5, 1), date(2026, 5, 31))


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    made = make_river(tmp_path / "a.revops")
    yield made
    made.close()


@verb("Change")
def change(session: Session, *, at: int, seed: int) -> None:
    """A stay or a hand-off ends, a clock is paused or goes on, a deal goes, changes hands."""
    random = Random(seed)
    visit, handoff, pause = tables.stage_visit, tables.handoff, tables.clock_pause
    running = session.execute(select(visit).where(visit.c.outcome.is_(None))).all()
    waiting = session.execute(select(handoff).where(handoff.c.outcome.is_(None))).all()
    paused = session.execute(select(pause).where(pause.c.resumed_at.is_(None))).all()
    what, one = random.randrange(6), random.choice(running)
    if what == 0:
        how = random.choice(("advanced", "lost", "went_back"))
        ended = update(visit).where(visit.c.id == one.id)
        session.execute(ended.values(left_at=max(at, one.entered_at or 0), outcome=how))
    elif what == 1 and waiting:
        chosen = random.choice(waiting)
        decided = update(handoff).where(handoff.c.id == chosen.id)
        session.execute(decided.values(decided_at=at, outcome="accepted", decided_by_id=1))
    elif what == 2:
        values = {"deal_id": one.deal_id, "visit_id": one.id, "paused_at": at, "reason": "…"}
        session.execute(insert(pause).values(**values))
    elif what == 3 and paused:
        again = update(pause).where(pause.c.id == random.choice(paused).id)
        session.execute(again.values(resumed_at=at))
    elif what == 4:
        session.execute(
            update(tables.deal).where(tables.deal.c.id == one.deal_id).values(owner_id=2)
        )
    else:
        gone = update(tables.deal).where(tables.deal.c.id == one.deal_id)
        session.execute(gone.values(deleted_at=at))


@verb("Limit")
def limit(session: Session, *, at: int, minutes: int) -> None:
    """The first stage has another limit, for running clocks too."""
    values = {"stage_id": 1, "made_at": at, "limit_minutes": minutes, "for_running": 1}
    session.execute(insert(tables.time_limit).values(**values))


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(n, marks=pytest.mark.nightly) for n in range(30))]
)
def test_it_is_the_page_read_anew(river: Workspace, seed: int) -> None:
    river.do(plant, at=UNTIL, seed=seed, number=120, until=UNTIL)
    asked: dict[str, Any] = {"period": Period(), "unit": "week"}
    held = river.ask(sla_page, **asked, now=UNTIL)
    seen = river.raw.execute("SELECT max(id) FROM action").fetchone()[0]
    for step in range(1, LENGTH + 1):
        now = UNTIL + step * 5 * HOUR
        river.do(change, at=now, seed=seed * 1000 + step)
        if step == LENGTH // 2:
            river.do(limit, at=now, minutes=90)
        newest = river.raw.execute("SELECT max(id) FROM action").fetchone()[0]
        changed = [journal.changed_by(river.raw, one).deals for one in range(seen + 1, newest + 1)]
        seen = newest
        touched = frozenset().union(*changed)
        held = river.ask(sla_page, **asked, now=now, before=held, touched=touched)
        assert held == river.ask(sla_page, **asked, now=now)
        # The clocks are kept whatever period they were cut to.
        may: dict[str, Any] = {"period": MAY, "unit": "month", "now": now}
        followed = river.ask(sla_page, **may, before=held)
        assert followed == river.ask(sla_page, **may)
