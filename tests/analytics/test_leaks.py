"""Why deals left, against a count by hand over the raw visits and exits."""

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from revops_desktop.analytics.leaks import by_reason, leaks
from revops_desktop.database.tables import deal_exit, exit_reason, stage_visit
from revops_desktop.rules.periods import Period, month_period
from tests.reports.story import tell


@pytest.mark.parametrize("period", [Period(), month_period("2026-03"), Period(date(2025, 5, 1))])
def test_reasons_are_counted_once_a_deal(tmp_path: Path, period: Period) -> None:
    with tell(tmp_path / "story.revops", deals=250) as workspace:
        found = by_reason(workspace.ask(leaks, pipeline_id=1, period=period))
        exits = workspace.ask(
            lambda session: session.execute(
                select(stage_visit.c.outcome, stage_visit.c.left_at, exit_reason.c.name)
                .join(deal_exit, deal_exit.c.visit_id == stage_visit.c.id)
                .join(exit_reason, exit_reason.c.id == deal_exit.c.reason_id)
            ).all()
        )
    expected: Counter[tuple[str, str]] = Counter()
    for kind, left_at, name in exits:
        day = datetime.fromtimestamp(left_at, UTC).astimezone(ZoneInfo("Asia/Tokyo")).date()
        if (period.first or day) <= day <= (period.last or day):
            expected[kind, name] += 1
    assert {(leak.kind, leak.reason): leak.deals for leak in found} == expected
    assert [leak.deals for leak in found] == sorted(expected.values(), reverse=True)
