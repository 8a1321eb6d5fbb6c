"""The one bottleneck of 100,000 deals and what it was each month, against bare SQL.

Bare is one GROUP BY over the sums by day: the least that cohorts of months cost. Seconds are those
of the processor: the machine is shared.
"""

from functools import partial
from typing import Any

from revops_desktop.analytics.bottleneck import bottleneck, verdict_and_history
from revops_desktop.analytics.step_facts import step_facts
from revops_desktop.database.connection import open_connection
from revops_desktop.database.workspace import Workspace
from tests.benchmarks.large_file import NOW
from tests.benchmarks.test_funnel import median

DAYS = "SELECT stage_id, next, day, sum(deals) FROM reached_by_day GROUP BY 1, 2, 3"
DEALS = (
    "SELECT stage_id, next, strftime('%Y-%m', at, 'unixepoch'), count(*) FROM deal_reached "
    "GROUP BY 1, 2, 3"
)
# Of all figures of the page: a verdict, a year of verdicts, what goes on at the step.
VERDICT_AT_MOST, BOTH_AT_MOST, FACTS_AT_MOST = 6.0, 10.0, 5.0


def _read(raw: Any, question: str) -> list[tuple[object, ...]]:
    return list(raw.execute(question).fetchall())


def test_the_verdict_its_history_and_its_step(large: Workspace) -> None:
    raw = open_connection(large.path)
    bare, deal_by_deal = (median(partial(_read, raw, question)) for question in (DAYS, DEALS))
    raw.close()
    found = large.ask(bottleneck, pipeline_id=1, now=NOW)
    assert found.verdict == "named"
    times = {
        "verdict": median(lambda: large.ask(bottleneck, pipeline_id=1, now=NOW)),
        "with a year of them": median(
            lambda: large.ask(verdict_and_history, pipeline_id=1, now=NOW)
        ),
        "its step": median(lambda: large.ask(step_facts, found=found)),
    }
    for name, seconds in times.items():
        print(
            f"\n{name}: {seconds * 1000:.0f} ms, {seconds / bare:.1f} × bare "
            f"({bare * 1000:.0f} ms), {seconds / deal_by_deal:.2f} × deal by deal"
        )
    verdict, both, facts = (seconds / bare for seconds in times.values())
    assert verdict <= VERDICT_AT_MOST and both <= BOTH_AT_MOST and facts <= FACTS_AT_MOST
