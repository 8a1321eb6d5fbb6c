"""The day's list and its mark in the navigation, of 10,000 and of 100,000 open deals.

Bare is one walk through the board's covering index, raw: what a single count over all open deals
costs. The page asks in the background; the mark is asked after every change. Seconds are those of
the processor.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, update

from revops_desktop.analytics import today as questions
from revops_desktop.analytics.today import due_count, today
from revops_desktop.database import tables
from revops_desktop.database.workspace import Workspace
from tests.benchmarks.open_deals import median, write_open_deals
from tests.conftest import NOW

ROUNDS = 10
# Milliseconds: the aims on an idle machine.
PAGE = {10_000: 110, 100_000: 450}
MARK = {10_000: 10, 100_000: 30}
DAY = date(2026, 4, 1)
_BARE = (
    "SELECT count(*) FROM deal_state WHERE pipeline_id = 1 AND status = 'open' "
    "AND stage_id IS NOT NULL AND next_due IS NULL"
)


@pytest.fixture(scope="module", params=sorted(PAGE))
def file(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Workspace]:
    number = request.param
    path = tmp_path_factory.mktemp("today") / f"{number}.revops"
    write_open_deals(path, number)
    with Workspace.open(path) as workspace:
        with workspace.bulk(at=NOW) as session:
            session.execute(update(tables.stage).values(idle_limit_days=30))
            # A task on one deal of four, a third of them due.
            session.execute(
                insert(tables.activity),
                [
                    {
                        "kind": "task",
                        "deal_id": place,
                        "title": "電話する",
                        "due_on": (DAY + timedelta(days=place % 12 - 4)).isoformat(),
                    }
                    for place in range(1, number + 1, 4)
                ],
            )
        yield workspace


def test_the_list_and_the_mark(file: Workspace) -> None:
    number = int(file.path.stem)

    def ask(question: Callable[..., object], **wanted: Any) -> float:
        return median(lambda: file.ask(question, now=NOW, **wanted), ROUNDS) * 1000

    everybody, mine = ask(today), ask(today, member_id=1)
    whole = ask(today, whole=questions.KEYS)
    mark = ask(due_count, member_id=1)
    bare = median(lambda: file.raw.execute(_BARE).fetchone(), ROUNDS) * 1000
    print(
        f"\n{number:,} deals: the list {everybody:.0f} ms, mine {mine:.0f}, all lines "
        f"{whole:.0f} (aim {PAGE[number]} when idle), the mark {mark:.1f} ms "
        f"(aim {MARK[number]}); one walk through the index {bare:.1f} ms"
    )
    # Nine sections, two statements each, and the joins of what is shown; of the clocks that run
    # each limit counts its own, one's own by looking at the owner of each deal.
    assert everybody < 20 * bare + 90
    assert mine < 32 * bare + 90
