"""What the recycle page asks, of 10,000 and of 100,000 deals of which a third wait.

All of it is asked in the background, also after a change. Bare is the list of those that wait,
sorted, as one raw statement. Seconds are those of the processor.
"""

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from revops_desktop.analytics import recycle
from revops_desktop.analytics.record_list import Wanted
from revops_desktop.analytics.recycle_figures import recycle_figures
from revops_desktop.database import tables
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import waking
from revops_desktop.rules.periods import DAY, Period
from tests.benchmarks.open_deals import median
from tests.conftest import NOW
from tests.river import LOST, RECYCLED, make_river

ROUNDS = 5
# Milliseconds: the aims on an idle machine.
FIGURES = {10_000: 100, 100_000: 900}
LIST = {10_000: 60, 100_000: 600}
TODAY = date(2026, 4, 1)
_BARE = (
    "SELECT json_group_array(id) FROM (SELECT s.deal_id AS id FROM deal_state AS s "
    "LEFT JOIN deal_exit AS x ON x.visit_id = s.visit_id "
    "WHERE s.pipeline_id = 1 AND s.status = 'recycled' ORDER BY x.wake_on, s.deal_id)"
)


def _rows(number: int) -> dict[str, list[dict[str, Any]]]:
    """Three deals of nine wait, one came back and was won, one came back, two won, two lost."""
    chance = random.Random(number)
    rows: dict[str, list[dict[str, Any]]] = {"deal": [], "stage_visit": [], "deal_exit": []}

    def visit(deal_id: int, *places: Any) -> None:
        stage_id, begin, end, outcome, again = places
        sequence = sum(one["deal_id"] == deal_id for one in rows["stage_visit"][-3:]) + 1
        rows["stage_visit"].append(
            {
                "id": len(rows["stage_visit"]) + 1,
                **{"deal_id": deal_id, "stage_id": stage_id, "sequence": sequence},
                **{"entered_at": begin, "left_at": end, "outcome": outcome, "is_reentry": again},
            }
        )

    def leave(deal_id: int, reason_id: int) -> None:
        day = (TODAY + timedelta(days=chance.randrange(-3, 300))).isoformat()
        rows["deal_exit"].append(
            {
                "deal_id": deal_id,
                "visit_id": len(rows["stage_visit"]),
                "reason_id": reason_id,
                "wake_on": day if reason_id == RECYCLED else None,
            }
        )

    for deal_id in range(1, number + 1):
        begin = NOW - chance.randrange(30, 700) * DAY
        rows["deal"].append(
            {
                "id": deal_id,
                "title": f"案件{deal_id}",
                "pipeline_id": 1,
                "created_at": begin,
                "amount": chance.randrange(1, 9_000_000),
                "source": f"source {deal_id % 12}",
            }
        )
        kind, left = deal_id % 9, begin + 9 * DAY
        if kind < 5:
            visit(deal_id, 2, begin, left, "recycled", 0)
            leave(deal_id, RECYCLED)
        if kind in (3, 4):
            visit(deal_id, 2, left + DAY, left + 5 * DAY if kind == 3 else None, "advanced", 1)
        if kind == 3:
            visit(deal_id, 4, left + 5 * DAY, None, None, 0)
        if kind in (5, 6):
            visit(deal_id, 2, begin, left, "advanced", 0)
            visit(deal_id, 4, left, None, None, 0)
        if kind > 6:
            visit(deal_id, 2, begin, left, "lost", 0)
            leave(deal_id, LOST)
    for one in rows["stage_visit"]:
        one["outcome"] = one["outcome"] if one["left_at"] else None
    return rows


@pytest.fixture(scope="module", params=sorted(FIGURES))
def file(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Workspace]:
    path = tmp_path_factory.mktemp("recycle") / f"{request.param}.revops"
    with make_river(path) as workspace:
        with workspace.bulk(at=NOW) as session:
            for name, rows in _rows(request.param).items():
                session.execute(insert(tables.metadata.tables[name]), rows)
        yield workspace


def test_what_the_page_asks(file: Workspace) -> None:
    number = int(file.path.stem)

    def ask(question: Callable[..., object], **wanted: Any) -> float:
        return median(lambda: file.ask(question, **wanted), ROUNDS) * 1000

    of_river = {"pipeline_id": 1}
    year = Period(TODAY - timedelta(days=365), TODAY)
    figures = ask(recycle_figures, **of_river, period=year, now=NOW)
    months = ask(recycle_figures, **of_river, period=year, now=NOW, months=12)
    parts = {by: ask(recycle.groups, **of_river, by=by, now=NOW) for by in recycle.WAYS}
    days = ask(recycle.wakings, **of_river, first=TODAY, last=TODAY + timedelta(days=41))
    listed = ask(recycle.found, wanted=Wanted(sort="wake_on", of=("pipeline", 1)), now=NOW)
    bare = median(lambda: file.raw.execute(_BARE).fetchone(), ROUNDS) * 1000
    print(
        f"\n{number:,} deals, a third waiting: figures {figures:.0f} ms, with 12 months "
        f"{months:.0f} (aim {FIGURES[number]} when idle), parts "
        f"{ {by: round(took) for by, took in parts.items()} }, days {days:.0f}, the list "
        f"{listed:.0f} (aim {LIST[number]}); raw {bare:.1f} ms"
    )
    assert listed < 6 * bare + 30


def test_reopening_a_hundred(file: Workspace) -> None:
    waiting = file.ask(recycle.found, wanted=Wanted(sort="wake_on"), now=NOW).ids
    several = list(waiting[:100])

    def there_and_back() -> None:
        file.do(waking.reopen, at=NOW, deal_ids=several)
        file.undo(at=NOW)

    took = median(there_and_back, ROUNDS) * 1000
    print(f"\n{len(waiting):,} waiting: 100 reopened and taken back in {took:.0f} ms")
