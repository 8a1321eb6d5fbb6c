"""The waterfall and the health of 100,000 deals, each against the bare computation of it.

Bare is reading, row by row, what the deals were and are and where they stood: the least that any
waterfall costs; of the health, one GROUP BY over what is open. Seconds are those of the processor:
the machine is shared.
"""

from typing import Any

import pytest

from revops_desktop.analytics.health_page import health_page
from revops_desktop.analytics.waterfall import waterfall
from revops_desktop.database.connection import open_connection
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import deals
from revops_desktop.rules.periods import Period
from tests.benchmarks.large_file import MONTH, NOW, YEAR, seconds, told
from tests.benchmarks.test_flow import ASKED, bare_sql

_STOOD = """
WITH stood AS MATERIALIZED (
  SELECT DISTINCT visit.deal_id FROM stage_visit AS visit JOIN stage ON stage.id = visit.stage_id
  WHERE stage.pipeline_id = 1 AND stage.phase = 'opportunity' AND visit.left_at >= :first)
"""
_WERE = f"""{_STOOD}
SELECT i.deal_id, i.changed_at, i.closed_value, i.amount, i.monthly_amount, i.expected_close,
  i.deleted_at
FROM stood CROSS JOIN deal_image AS i ON i.deal_id = stood.deal_id WHERE i.changed_at >= :first
"""
_ARE = f"""{_STOOD}
SELECT d.id, d.closed_value, d.amount, d.monthly_amount, d.expected_close, d.deleted_at
FROM stood CROSS JOIN deal AS d ON d.id = stood.deal_id
"""
_VISITED = f"""{_STOOD}
SELECT v.deal_id, v.sequence, v.stage_id, v.entered_at, v.left_at, v.outcome
FROM stood CROSS JOIN stage_visit AS v ON v.deal_id = stood.deal_id
"""
_OPEN = """
SELECT stage_id, count(*), sum(value), sum(expected_close < '2026-04-01'), sum(next_due IS NULL),
  sum(touched_at < :first)
FROM deal_state WHERE pipeline_id = 1 AND status = 'open' GROUP BY stage_id
"""
# Of all figures of the page: the waterfall, what it costs after a move, the health.
NEW_AT_MOST, AFTER_AT_MOST, HEALTH_AT_MOST = 2.0, 0.1, 90.0


def rows_of_the_deals(large: Workspace, first: int | None) -> float:
    raw = open_connection(large.path, read_only=True)
    asked = {"first": -(2**62) if first is None else first}
    questions = (_WERE, _ARE, _VISITED)
    try:
        return seconds(lambda: [raw.execute(one, asked).fetchall() for one in questions])
    finally:
        raw.close()


@pytest.mark.parametrize("period", [YEAR, MONTH, Period()], ids=str)
def test_waterfall(large: Workspace, period: Period) -> None:
    bare = rows_of_the_deals(large, period.bounds("Asia/Tokyo")[0])
    asked: dict[str, Any] = {**ASKED, "period": period, "now": NOW}
    took = seconds(lambda: large.ask(waterfall, **asked))
    held = large.ask(waterfall, **asked)
    touched = held.entries.deal_id[-1:].tolist()
    after = seconds(lambda: large.ask(waterfall, **asked, before=held, touched=touched))
    anew = told(f"waterfall {period}", took, bare)
    followed = told("after a change of one deal", after, bare)
    assert (anew <= NEW_AT_MOST, followed <= AFTER_AT_MOST) == (True, True)


def test_a_moved_deal_alone_is_reckoned_anew(large: Workspace) -> None:
    asked: dict[str, Any] = {**ASKED, "period": YEAR, "now": NOW + 1}
    held = large.ask(waterfall, **asked)
    summed = {row[0] for row in large.raw.execute("SELECT deal_id FROM deal_line")}
    moved = next(
        one for one in held.entries.deal_id[held.entries.at_end].tolist() if one not in summed
    )
    done = large.do(deals.edit, at=NOW, deal_id=moved, fields={"amount": 1})
    followed = large.ask(waterfall, **asked, before=held, touched=done.changed.deals)
    assert followed == large.ask(waterfall, **asked)
    assert followed != held
    large.undo(at=NOW)


def test_health(large: Workspace) -> None:
    took = seconds(lambda: large.ask(health_page, **ASKED, period=YEAR, now=NOW))
    assert told("health", took, bare_sql(large, _OPEN)) <= HEALTH_AT_MOST
