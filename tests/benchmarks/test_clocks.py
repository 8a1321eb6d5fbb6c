"""100,000 clocks that run, judged: which are at risk, which breached, which are the most pressing.

Seconds are those of the processor: the machine is shared. Beside it what it costs to judge each
clock by itself, of which a hundredth is measured.
"""

from collections.abc import Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.analytics.sla_clocks import deal_clocks, running
from revops_desktop.database.journal import verb
from revops_desktop.database.tables import clock_pause, stage, stage_visit
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import time_limits
from revops_desktop.rules.business_clock import Limit
from tests.benchmarks.open_deals import median, write_open_deals
from tests.conftest import NOW

NUMBER, PAUSED = 100_000, 500
AT_MOST = 0.2
LIMITS = (Limit(240, None), Limit(2400, None), Limit(None, 3), Limit(None, 20))


@verb("Limit")
def limit_all(session: Session, *, at: int) -> None:
    """Two versions of a limit for each stage, and some clocks that were paused."""
    for place, stage_id in enumerate(session.scalars(select(stage.c.id)).all()):
        for made_at, for_running in ((at - 300 * 86_400, False), (at - 30 * 86_400, True)):
            limit = LIMITS[(place + for_running) % len(LIMITS)]
            time_limits.write(
                session, at=made_at, stage_id=stage_id, limit=limit, for_running=for_running
            )
    rows = session.execute(select(stage_visit.c.id, stage_visit.c.deal_id).limit(PAUSED)).all()
    session.execute(
        clock_pause.insert(),
        [
            {"visit_id": visit, "deal_id": deal, "paused_at": NOW - 9000, "reason": "-"}
            for visit, deal in rows
        ],
    )


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    path = tmp_path_factory.mktemp("clocks") / "a.revops"
    write_open_deals(path, NUMBER)
    with Workspace.open(path) as workspace:
        workspace.do(limit_all, at=NOW)
        yield workspace


def test_all_running_clocks_are_judged_within_200_ms(file: Workspace) -> None:
    found = file.ask(running, now=NOW, most=200)
    assert sum(found.counts.values()) + found.paused == NUMBER
    assert found.counts["at_risk"] > 1000 and found.counts["breached"] > 10_000
    seconds = median(lambda: file.ask(running, now=NOW, most=200), 9)
    few = range(1000, 1000 + NUMBER // 100)
    singly = median(lambda: file.ask(deal_clocks, deal_ids=few, now=NOW), 3) * 100
    print(f"\nall at once {seconds * 1000:.0f} ms, one by one {singly * 1000:.0f} ms")
    assert seconds <= AT_MOST
