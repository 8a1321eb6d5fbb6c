"""Some open deals of the demo are past their expected close, as if expected so from the start."""

from datetime import date, timedelta

from revops_desktop.analytics.close_dates import slipping
from revops_desktop.rules.periods import end_of_day
from tests.operations.demo.conftest import END
from tests.river import ZONE


def test_some_deals_are_late_and_the_journal_says_the_same(demo_of) -> None:
    workspace = demo_of().workspace
    now = end_of_day(END, ZONE) - 1
    found = workspace.ask(slipping, pipeline_id=1, now=now).rows
    late = [one for one in found if one.days_past]
    assert late
    assert any(one.times for one in found), "and some were pushed"
    once = 0
    for one in late:
        told = workspace.raw.execute(
            "SELECT json_extract(after, '$.expected_close') FROM change WHERE table_name = 'deal' "
            'AND row_id = ? AND after LIKE \'%"expected_close":"%\' GROUP BY 1 ORDER BY max(id)',
            (one.deal_id,),
        ).fetchall()
        assert told[-1] == (one.close,)
        # What slips was expected so from the beginning, unless it was moved before.
        if len(told) == 1:
            once += 1
            assert date.fromisoformat(one.close) < END - timedelta(days=3)
    assert once > len(late) / 2
