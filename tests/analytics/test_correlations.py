"""With which figure the won amount moves along, over months told by numbers."""

from pathlib import Path

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session

from revops_desktop.analytics.correlations import correlations
from revops_desktop.analytics.function_findings import correlation_sentence
from revops_desktop.database import tables
from revops_desktop.database.journal import verb
from revops_desktop.rules.periods import last_months
from revops_desktop.rules.ranks import spearman
from tests.analytics.function_rivers import LAST_MONTH, NOW, Month, tell_months
from tests.river import make_river

# Leads of one month, wins of two months later: no order of their own.
LEADS = (20, 34, 26, 41, 22, 38, 30, 45, 24, 36, 28, 43, 21, 33, 27, 40, 23, 37, 31, 44, 25, 35)


@verb("Tell of channels")
def tell_channels(session: Session, *, at: int, spent: list[tuple[str, int | None]]) -> None:
    for month, spend in spent:
        session.execute(
            insert(tables.channel_month).values(
                month=month, source="web", match_key="web", spend=spend
            )
        )


def test_what_leads_the_won_amount_is_found_at_its_lag(tmp_path: Path) -> None:
    workspace = make_river(tmp_path / "a.revops")
    months = last_months(LAST_MONTH, len(LEADS))
    told = [
        (month, Month(leads=leads, qualified=LEADS[place - 2] // 2, won=LEADS[place - 2] // 4))
        for place, (month, leads) in enumerate(zip(months, LEADS, strict=True))
    ]
    workspace.do(tell_months, at=2, months=told)
    # Only the second half of the months says what was spent.
    spent = [(month, leads * 100) for month, leads in zip(months, LEADS, strict=True)][14:]
    workspace.do(tell_channels, at=3, spent=spent)
    answer = workspace.ask(correlations, pipeline_id=1, now=NOW)
    # The first month is not whole.
    assert answer.months == tuple(months[1:])
    assert answer.lacking == 0
    by = {(one.figure, one.function): one for one in answer.series}
    leads = by["handed_on", "Marketing"]
    assert leads.values == LEADS[1:]
    for one in leads.correlations:
        assert one.pairs == len(LEADS) - 1 - one.lag
        expected = spearman(LEADS[1 : len(LEADS) - one.lag], answer.won[one.lag :])
        assert one.coefficient == pytest.approx(expected)
    assert leads.strongest is not None and leads.strongest.lag == 2
    # Eight months of spend are too few to correlate.
    assert all(one.coefficient is None for one in by["spend", "Marketing"].correlations)
    assert ("reach", "Marketing") not in by
    # Those that qualify in a month are won in it; the wins themselves are not named.
    assert "“Qualified” (same month)" in correlation_sentence(answer)
    workspace.close()


def test_without_a_year_there_is_nothing_to_correlate(tmp_path: Path) -> None:
    workspace = make_river(tmp_path / "a.revops")
    assert workspace.ask(correlations, pipeline_id=1, now=NOW).lacking == 12
    months = [(month, Month(5, 3, 1)) for month in last_months(LAST_MONTH, 6)]
    workspace.do(tell_months, at=2, months=months)
    answer = workspace.ask(correlations, pipeline_id=1, now=NOW)
    assert answer.lacking == 7
    assert {one.coefficient for series in answer.series for one in series.correlations} == {None}
    assert "7 more are missing" in correlation_sentence(answer)
    workspace.close()
