"""The months of which a report can be made."""

from pathlib import Path

from revops_desktop.analytics.report_months import report_months
from tests.reports.story import tell
from tests.river import make_river


def test_every_month_from_the_first_deed_to_the_last(tmp_path: Path) -> None:
    with tell(tmp_path / "story.revops", deals=40) as workspace:
        found = workspace.ask(report_months)
    (river,) = found.rivers
    assert (river.pipeline_id, river.name) == (1, "Sales")
    assert (found.language, found.zone) == ("en", "Asia/Tokyo")
    assert river.months[0] in ("2024-05", "2024-06")
    assert river.months[-1] == "2026-04"
    assert len(river.months) >= 23
    assert list(river.months) == sorted(set(river.months))


def test_a_river_without_deals_has_no_month(tmp_path: Path) -> None:
    with make_river(tmp_path / "river.revops") as workspace:
        (river,) = workspace.ask(report_months).rivers
    assert river.months == ()
