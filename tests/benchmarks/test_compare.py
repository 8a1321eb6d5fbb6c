"""Values side by side, of 100,000 deals, against bare SQL; anew, and after a move.

Bare is how the deals of each value went on from each stage, in one statement. Seconds are those of
the processor: the machine is shared.
"""

from collections.abc import Callable
from typing import Any

import pytest

from revops_desktop.analytics.breakdown import followed_breakdown
from revops_desktop.analytics.compared_steps import compared_steps
from revops_desktop.analytics.recycle_figures import recycle_figures
from revops_desktop.database.connection import open_connection
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import deals
from revops_desktop.rules.periods import Period
from tests.benchmarks.large_file import AT, YEAR, seconds, told
from tests.benchmarks.test_funnel import waiting

COLD_AT_MOST, COLD_SECONDS, MOVED_SECONDS = 3.0, 1.0, 0.2
BARE = """
SELECT deal.source, row.stage_id, row.next, row."left", row.visited, count(*), sum(row.value)
FROM deal_reached AS row JOIN deal ON deal.id = row.deal_id
WHERE coalesce(row.at, ?) >= ? AND coalesce(row.at, ?) < ?
GROUP BY deal.source, row.stage_id, row.next, row."left", row.visited
"""
QUESTIONS: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
    "figures": (followed_breakdown, {"by": "source"}),
    "steps": (compared_steps, {"by": "source"}),
    "comebacks": (recycle_figures, {"now": AT, "months": 12}),
}


@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.parametrize("period", [Period(), YEAR], ids=str)
def test_values_anew_and_after_a_move(large: Workspace, name: str, period: Period) -> None:
    question, about = QUESTIONS[name]

    def ask(**more: Any) -> Any:
        return large.ask(question, pipeline_id=1, period=period, **about, **more)

    start, end = period.bounds("UTC")
    raw = open_connection(large.path)
    known = (0, start or -(2**62), 0, end or 2**62)
    bare = seconds(lambda: raw.execute(BARE, known).fetchall())
    raw.close()
    cold = seconds(ask)
    ratio = told(f"{name} {period}", cold, bare)
    deal_id, _stage_id, following = waiting(large)
    held = ask()
    large.do(deals.move_to_stage, at=AT, deal_id=deal_id, stage_id=following, override="measured")
    moved = seconds(lambda: ask(before=held, touched=[deal_id]))
    told(f"{name} {period} after a move", moved, bare)
    assert ask(before=held, touched=[deal_id]) == ask()
    large.undo(at=AT)
    assert ratio <= COLD_AT_MOST
    assert (cold <= COLD_SECONDS, moved <= MOVED_SECONDS) == (True, True)
