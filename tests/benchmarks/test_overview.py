"""The overview and the one bottleneck of 100,000 deals, anew and after a move, against bare SQL.

Bare is what ended in each month of the file, by kind, in one statement. Seconds are those of the
processor: the machine is shared.
"""

from collections.abc import Callable
from typing import Any

import pytest

from revops_desktop.analytics.bottleneck import bottleneck, verdict_and_history
from revops_desktop.analytics.overview import overview
from revops_desktop.database.connection import open_connection
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import deals
from tests.benchmarks.large_file import AT, LAST_MONTH, seconds, told
from tests.benchmarks.test_funnel import waiting

COLD_SECONDS, MOVED_SECONDS = 0.3, 0.08
BARE = """
SELECT kind, strftime('%Y-%m', at, 'unixepoch'), count(*), sum(value)
FROM deal_event WHERE pipeline_id = 1 GROUP BY 1, 2
"""
QUESTIONS: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
    "overview": (overview, {"month": LAST_MONTH}),
    "its verdict": (bottleneck, {}),
    "verdict with a year of them": (verdict_and_history, {}),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_anew_and_after_a_move(large: Workspace, name: str) -> None:
    question, about = QUESTIONS[name]

    def ask(**more: Any) -> Any:
        return large.ask(question, pipeline_id=1, now=AT, **about, **more)

    raw = open_connection(large.path)
    bare = seconds(lambda: raw.execute(BARE).fetchall())
    raw.close()
    cold = seconds(ask)
    told(name, cold, bare)
    deal_id, _stage_id, following = waiting(large)
    held = ask()
    large.do(deals.move_to_stage, at=AT, deal_id=deal_id, stage_id=following, override="measured")
    moved = seconds(lambda: ask(before=held, touched=[deal_id]))
    told(f"{name} after a move", moved, bare)
    assert ask(before=held, touched=[deal_id]) == ask()
    large.undo(at=AT)
    assert (cold <= COLD_SECONDS, moved <= MOVED_SECONDS) == (True, True)
