"""The SLA page of 100,000 deals, against bare reading, cold and after a change.

Bare is every clock, hand-off and required item read as it lies, and how many seconds each clock
took by arrays: no business hours, no limits, no pauses, no groups. Seconds are those of the
processor: the machine is shared.
"""

from typing import Any

import numpy as np
import pytest

from revops_desktop.analytics.sla_page import sla_page
from revops_desktop.database.connection import open_connection
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import deals
from revops_desktop.rules.periods import Period
from tests.benchmarks.large_file import MONTH, NOW, YEAR, seconds, told

_ALL = (
    "SELECT stage_id, id, deal_id, entered_at, coalesce(left_at, :now), outcome IS NULL "
    "FROM stage_visit WHERE entered_at IS NOT NULL",
    "SELECT rule_id, id, deal_id, handed_at, coalesce(decided_at, :now), outcome IS NULL "
    "FROM handoff WHERE rule_id IS NOT NULL",
    "SELECT handoff_id, value IS NULL FROM handoff_value WHERE is_required = 1",
)
COLD_AT_MOST, AFTER_AT_MOST = 1.0, 0.15
COLD_SECONDS, AFTER_SECONDS = 1.0, 0.15


def bare(large: Workspace) -> float:
    raw = open_connection(large.path, read_only=True)

    def run() -> None:
        for statement in _ALL:
            rows = np.array(raw.execute(statement, {"now": NOW}).fetchall(), np.int64)
            np.median(rows[:, -2] - rows[:, -3] if rows.shape[1] > 2 else rows[:, -1])

    try:
        return seconds(run)
    finally:
        raw.close()


@pytest.mark.parametrize("period", [Period(), YEAR, MONTH], ids=str)
def test_cold_and_after_a_change(large: Workspace, period: Period) -> None:
    asked: dict[str, Any] = {"period": period, "unit": "week"}
    least = bare(large)
    cold = seconds(lambda: large.ask(sla_page, **asked, now=NOW))
    held = large.ask(sla_page, **asked, now=NOW)
    assert held.has_limits and held.figures.counted and held.figures.running
    some = int(held.held.running.deal_id[0])
    done = large.do(deals.edit, at=NOW, deal_id=some, fields={"owner_id": None})
    more: dict[str, Any] = {"before": held, "touched": done.changed.deals, "now": NOW + 60}
    after = seconds(lambda: large.ask(sla_page, **asked, **more))
    assert large.ask(sla_page, **asked, **more) == large.ask(sla_page, **asked, now=NOW + 60)
    large.undo(at=NOW)
    anew = told(f"sla {period}", cold, least)
    followed = told("after a change of one deal", after, least)
    assert (anew <= COLD_AT_MOST, followed <= AFTER_AT_MOST) == (True, True)
    assert (cold <= COLD_SECONDS, after <= AFTER_SECONDS) == (True, True)
