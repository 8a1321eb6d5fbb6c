"""Conversions, leaks, times and trends of 100,000 deals, each against the bare computation of it.

Bare is the same figure by one SQL statement over the same rows, or by arrays read as they lie,
without names, reasons, precision, business hours or history. Seconds are those of the processor:
the machine is shared.
"""

from typing import Any

import numpy as np
import pytest

from revops_desktop.analytics.cohorts import cohorts
from revops_desktop.analytics.figure_trends import figure_trends, stage_trends
from revops_desktop.analytics.leaks import leaks
from revops_desktop.analytics.period_flow import stage_conversions
from revops_desktop.analytics.stage_durations import durations_by_stage
from revops_desktop.analytics.stuck import stuck
from revops_desktop.database.connection import open_connection
from revops_desktop.database.workspace import Workspace
from revops_desktop.rules.periods import DAY, Period
from tests.benchmarks.large_file import LAST_MONTH, NOW, YEAR, seconds, told
from tests.river import ZONE

START, BEHIND = YEAR.bounds(ZONE)
ASKED: dict[str, Any] = {"pipeline_id": 1}

_LEFT = "kind IN ('lost', 'recycled', 'churned')"
_LEAKS = f"""
SELECT stage_id, kind, reason_id, count(*), sum(value) FROM deal_event
WHERE pipeline_id = 1 AND {_LEFT} AND at >= :first AND at < :last GROUP BY 1, 2, 3
"""
_COHORTS = """
SELECT stage_id, next, "left", day / 30, sum(deals), sum(amount) FROM reached_by_day
WHERE day >= :first / 86400 AND day < :last / 86400 GROUP BY 1, 2, 3, 4
"""
_ENDINGS = """
SELECT (at - :first) / 2592000, kind, count(*), sum(value) FROM deal_event
WHERE pipeline_id = 1 AND at >= :first AND at < :last GROUP BY 1, 2
"""
_STANDING = """
SELECT stage_id, count(*), sum(value), sum(touched_at < :first) FROM deal_state
WHERE pipeline_id = 1 AND status IN ('open', 'customer') GROUP BY stage_id
"""
_STAYS = """
SELECT entered_at, left_at FROM stage_visit
WHERE stage_id = :stage AND left_at >= :first AND left_at < :last
"""


def bare_sql(large: Workspace, question: str) -> float:
    raw = open_connection(large.path, read_only=True)
    try:
        return seconds(lambda: raw.execute(question, {"first": START, "last": BEHIND}).fetchall())
    finally:
        raw.close()


def bare_arrays(large: Workspace) -> float:
    """The quartiles of every stage by arrays of its stays."""
    raw = open_connection(large.path, read_only=True)
    stages = [row[0] for row in raw.execute("SELECT id FROM stage WHERE pipeline_id = 1")]

    def run() -> None:
        for stage in stages:
            asked = {"stage": stage, "first": START, "last": BEHIND}
            stays = np.array(raw.execute(_STAYS, asked).fetchall() or [(0, 0)], np.int64)
            np.quantile((stays[:, 1] - stays[:, 0]) / DAY, (0.25, 0.5, 0.75, 0.9))

    try:
        return seconds(run)
    finally:
        raw.close()


QUESTIONS: dict[str, tuple[Any, dict[str, Any], str, float]] = {
    "leaks": (leaks, {"period": YEAR}, _LEAKS, 3.0),
    "leaks of all time": (leaks, {"period": Period()}, _LEAKS, 3.0),
    "conversions of the period": (
        stage_conversions,
        {"period": YEAR, "view": "period"},
        _LEAKS,
        4.0,
    ),
    "cohorts": (cohorts, {"last_month": LAST_MONTH}, _COHORTS, 6.0),
    "trends": (figure_trends, {"last_month": LAST_MONTH}, _ENDINGS, 6.0),
    "stuck": (stuck, {"now": NOW}, _STANDING, 60.0),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_against_one_statement(large: Workspace, name: str) -> None:
    question, more, statement, most = QUESTIONS[name]
    took = seconds(lambda: large.ask(question, **ASKED, **more))
    assert told(name, took, bare_sql(large, statement)) <= most


def test_time_in_stage_against_arrays(large: Workspace) -> None:
    took = seconds(lambda: large.ask(durations_by_stage, **ASKED, period=YEAR, now=NOW))
    bare = bare_arrays(large)
    stages = seconds(lambda: large.ask(stage_trends, **ASKED, last_month=LAST_MONTH))
    ratios = told("time in stage", took, bare), told("trends of every stage", stages, bare)
    assert max(ratios) <= 3.0
