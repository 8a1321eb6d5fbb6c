"""Targets and channel months: set, cleared, many at once, taken back (domain.md §2)."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from revops_desktop.analytics.channel_months import channel_months as shown_months
from revops_desktop.analytics.channel_months import known_sources
from revops_desktop.analytics.pipelines import pipelines
from revops_desktop.analytics.targets import target_of, target_over
from revops_desktop.analytics.targets import targets as shown
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import step_text
from revops_desktop.operations import channel_months, deals, segments, targets
from revops_desktop.operations.channel_months import ChannelEntry
from revops_desktop.operations.targets import TargetEntry
from tests.operations.test_exit_reasons import done
from tests.river import everything, make_river


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    made = make_river(tmp_path / "a.revops")
    yield made
    made.close()


def of(workspace: Workspace, month: str, figure: str, **part: Any) -> int | None:
    """The target of a month's figure in the only river."""
    pipeline_id = workspace.ask(pipelines)[0].pipeline_id
    return workspace.ask(target_of, month=month, figure=figure, pipeline_id=pipeline_id, **part)


def test_targets_are_set_changed_and_cleared(river: Workspace) -> None:
    (sales,) = river.ask(pipelines)
    first = sales.stages[0].stage_id
    of_sales: Any = {"pipeline_id": sales.pipeline_id}
    entry = TargetEntry("2026-04", "won_amount", 5_000_000, **of_sales)
    done(river, targets.set_target, entry=entry)
    label = river.undo_label()
    assert label is not None
    assert step_text(*label) == "Set the target of Won amount for Apr 2026"
    done(
        river,
        targets.set_many,
        entries=[
            TargetEntry("2026-05", "won_amount", 6_000_000, **of_sales),
            TargetEntry("2026-04", "won_amount", 5_500_000, **of_sales),
            TargetEntry("2026-04", "conversion", 2150, stage_id=first),
            TargetEntry("2026-04", "won_amount", 2_000_000, **of_sales, segment=" SMB "),
        ],
    )
    assert of(river, "2026-04", "won_amount") == 5_500_000
    assert of(river, "2026-04", "won_amount", segment="SMB") == 2_000_000
    assert of(river, "2026-04", "conversion", stage_id=first) == 2150
    assert of(river, "2026-04", "conversion") is None
    months = ("2026-04", "2026-05")
    won = partial(river.ask, target_over, figure="won_amount", pipeline_id=sales.pipeline_id)
    assert won(months=months) == 11_500_000
    assert won(months=(*months, "2026-06")) is None
    assert river.ask(target_over, months=months, figure="win_rate", **of_sales) is None
    whole = river.ask(shown, first_month="2026-04", last_month="2026-05", **of_sales)
    assert [(one.month, one.figure, one.value) for one in whole] == [
        ("2026-04", "conversion", 2150),
        ("2026-04", "won_amount", 5_500_000),
        ("2026-05", "won_amount", 6_000_000),
    ]
    cleared = TargetEntry("2026-04", "won_amount", None, **of_sales, segment="SMB")
    done(river, targets.set_target, entry=cleared)
    assert of(river, "2026-04", "won_amount", segment="SMB") is None
    assert of(river, "2026-04", "won_amount") == 5_500_000


def test_a_target_of_all_rivers_is_that_of_the_only_one(river: Workspace) -> None:
    done(river, targets.set_target, entry=TargetEntry("2026-04", "won", 10))
    assert of(river, "2026-04", "won") == 10
    (sales,) = river.ask(pipelines)
    own = TargetEntry("2026-04", "won", 7, pipeline_id=sales.pipeline_id)
    done(river, targets.set_target, entry=own)
    assert of(river, "2026-04", "won") == 7
    assert river.ask(target_of, month="2026-04", figure="won") == 10


def test_what_may_not_be_a_target_changes_nothing(river: Workspace) -> None:
    before = everything(river)
    good = TargetEntry("2026-04", "won", 10)
    for bad in (
        TargetEntry("2026-13", "won", 10),
        TargetEntry("2026-4", "won", 10),
        TargetEntry("2026-04", "profit", 10),
        TargetEntry("2026-04", "won", -1),
        TargetEntry("2026-04", "win_rate", 10_001),
        TargetEntry("2026-04", "conversion", 10),
        TargetEntry("2026-04", "won", 10, pipeline_id=99),
        TargetEntry("2026-04", "won", 10, member_id=99),
    ):
        with pytest.raises(RuleBroken, match="Nothing was changed"):
            river.do(targets.set_many, at=10, entries=[good, bad])
    assert everything(river) == before


def test_targets_of_the_past_are_read_back(river: Workspace) -> None:
    for at, value in ((100, 10), (200, 20)):
        river.do(targets.set_target, at=at, entry=TargetEntry("2026-04", "won", value))
    asked: Any = {"month": "2026-04", "figure": "won"}
    assert river.ask(target_of, as_of=150, **asked) == 10
    assert river.ask(target_of, **asked) == 20


def test_targets_follow_the_name_of_their_segment(river: Workspace) -> None:
    small, large = (done(river, segments.add, name=name) for name in ("SMB", "Large"))
    for segment, month, value in (("SMB", "04", 1), ("ＳＭＢ", "05", 2), ("Large", "05", 3)):
        entry = TargetEntry(f"2026-{month}", "won", value, pipeline_id=1, segment=segment)
        river.do(targets.set_target, at=10, entry=entry)
    done(river, segments.rename, segment_id=small, name="Small")
    assert of(river, "2026-04", "won", segment="Small") == 1
    assert of(river, "2026-05", "won", segment="Small") == 2
    done(river, segments.merge, segment_id=small, into_id=large)
    assert of(river, "2026-04", "won", segment="Large") == 1
    assert of(river, "2026-05", "won", segment="Large") == 3
    assert of(river, "2026-05", "won", segment="Small") is None


def months(workspace: Workspace) -> list[tuple[str, str, int | None, int | None]]:
    found = workspace.ask(shown_months, first_month="2026-01", last_month="2026-12")
    return [(one.month, one.source, one.spend, one.reach) for one in found]


def test_channel_months_are_typed_and_an_empty_one_is_gone(river: Workspace) -> None:
    done(
        river,
        channel_months.set_figure,
        entry=ChannelEntry("2026-04", " 展示会 ", "spend", 300_000),
    )
    done(
        river,
        channel_months.set_many,
        entries=[
            ChannelEntry("2026-04", "展示会", "reach", 120),
            ChannelEntry("2026-04", "Ｗｅｂ広告", "spend", 0),
            ChannelEntry("2026-05", "WEB広告", "reach", 9),
        ],
    )
    assert months(river) == [
        ("2026-04", "Ｗｅｂ広告", 0, None),
        ("2026-04", "展示会", 300_000, 120),
        ("2026-05", "WEB広告", None, 9),
    ]
    done(river, channel_months.set_figure, entry=ChannelEntry("2026-05", "web広告", "reach", None))
    assert len(months(river)) == 2
    done(river, channel_months.rename_source, source="web広告", name="Ads")
    assert months(river)[0][1] == "Ads"
    with pytest.raises(RuleBroken, match="already"):
        river.do(channel_months.rename_source, at=50, source="Ads", name="展示会")
    assert done(river, channel_months.remove_source, source="展示会") == 1
    assert months(river) == [("2026-04", "Ads", 0, None)]


def test_sources_are_known_from_channel_months_and_deals(river: Workspace) -> None:
    (sales,) = river.ask(pipelines)
    for at, source in enumerate(("Seminar", "Seminar", "ads", None), 10):
        river.do(
            deals.create,
            at=at,
            title="A",
            stage_id=sales.stages[0].stage_id,
            source=source,
        )
    entry = ChannelEntry("2026-04", "ADS", "spend", 1)
    done(river, channel_months.set_figure, entry=entry)
    assert river.ask(known_sources) == ("Seminar", "ADS")


def test_what_may_not_be_a_channel_month_changes_nothing(river: Workspace) -> None:
    before = everything(river)
    for bad in (
        ChannelEntry("04/2026", "A", "spend", 1),
        ChannelEntry("2026-04", " ", "spend", 1),
        ChannelEntry("2026-04", "A", "reach", -1),
    ):
        with pytest.raises(RuleBroken, match="Nothing was changed"):
            river.do(channel_months.set_figure, at=10, entry=bad)
    assert everything(river) == before
