"""Every flow figure over random histories, against a reading of the visits deal by deal."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import pytest

from revops_desktop.analytics.breakdown import breakdown
from revops_desktop.analytics.filters import Dimension, Filter
from revops_desktop.analytics.funnel import funnel
from revops_desktop.analytics.key_figures import KeyFigures, PeriodFigures, key_figures
from revops_desktop.analytics.measured_weight import measured_weight
from revops_desktop.analytics.tally import Durations, Tally
from revops_desktop.analytics.trend import trend, won_by_month
from revops_desktop.database.workspace import Workspace
from revops_desktop.rules.periods import Period, month_period
from tests.analytics.histories import Story, tell
from tests.analytics.slow_reading import LEFT, Event, Group, Reading, Row, group, summed
from tests.river import ZONE, make_river

HISTORIES = [30, pytest.param(1000, marks=pytest.mark.nightly)]
PERIODS = (
    Period(),
    month_period("2025-02"),
    Period(date(2025, 2, 10), date(2025, 2, 10)),
    Period(date(2025, 3, 1), None),
    Period(None, date(2025, 3, 1)),
    Period(date(2025, 1, 1), date(2025, 12, 31)),
)


def as_group(tally: Tally) -> Group:
    return tally.count, tally.amount, tally.without_amount


def as_tuple(days: Durations) -> tuple:
    return days.n, days.median, pytest.approx(days.mean), days.odd_order, days.undated


@pytest.fixture(scope="module", params=HISTORIES)
def told(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Workspace, dict[int, Reading]]]:
    """A file of so many rivers, each with its own history."""
    story = Story(request.param, pipelines=request.param, deals=12)
    workspace = make_river(tmp_path_factory.mktemp("told") / "a.revops")
    workspace.do(tell, at=2, rows=story.rows)
    whole = Reading(story.rows, ZONE)
    yield workspace, {pipeline: whole.only(pipeline) for pipeline in story.stages}
    workspace.close()


Told = tuple[Workspace, dict[int, Reading]]


def of_kind(events: list[Event], kind: str) -> list[Row]:
    return [event.deal for event in events if event.kind == kind]


def check_period(figures: PeriodFigures, reading: Reading, pipeline: int, period: Period) -> None:
    start, end = period.bounds(ZONE)
    endings = reading.last_endings(pipeline, start, end)
    won, lost = of_kind(endings, "won"), of_kind(endings, "lost")
    early = [one.deal for one in endings if one.kind == "lost" and not one.was_opportunity]
    assert as_group(figures.won) == group(won)
    assert as_group(figures.lost) == group(lost)
    assert as_group(figures.disqualified) == group(early)
    assert as_group(figures.recycled) == group(of_kind(endings, "recycled"))
    for kind, tally in (("churned", figures.churned), ("transferred", figures.transferred)):
        assert as_group(tally) == reading.with_event(kind, pipeline, start, end)
    assert as_group(figures.entered) == group(
        reading.cohort(reading.river(pipeline)[0], start, end)
    )
    counted = len(won) + len(lost) - len(early)
    assert (figures.win_rate.numerator, figures.win_rate.denominator) == (len(won), counted)
    assert (figures.win_rate.rate is None) == (counted < 5)
    wins = [one for one in endings if one.kind == "won"]
    cycles, leads = [reading.cycle(one) for one in wins], [reading.lead(one) for one in wins]
    assert summed(cycles) == as_tuple(figures.sales_cycle_days)
    assert summed(leads) == as_tuple(figures.lead_time_days)
    assert figures.odd_order == sum(
        any(one is not None and one < 0 for one in pair) for pair in zip(cycles, leads, strict=True)
    )


def check_standing(figures: KeyFigures, reading: Reading, pipeline: int) -> None:
    is_open = [deal for deal in reading.deals if reading.is_open(deal, pipeline)]
    assert as_group(figures.open) == group(is_open)
    assert figures.weighted == reading.weighted(pipeline)
    assert figures.undated == sum(
        reading.is_undated(deal) for deal in reading.deals if reading.pipeline_of(deal) == pipeline
    )


def test_weighted_by_what_came_of_such_deals(told: Told) -> None:
    workspace, readings = told
    amounts = set()
    for pipeline, reading in readings.items():
        found = workspace.ask(measured_weight, pipeline_id=pipeline)
        assert sum(found.stages.values()) == reading.measured(pipeline)
        assert found.configured == reading.weighted(pipeline)
        endings = [one.kind for one in reading.last_endings(pipeline, None, None)]
        assert found.ended == endings.count("won") + endings.count("lost")
        amounts.add(found.amount)
    assert len(amounts) > 5


@pytest.mark.parametrize("period", PERIODS, ids=str)
def test_key_figures(told: Told, period: Period) -> None:
    workspace, readings = told
    for pipeline, reading in readings.items():
        figures = workspace.ask(key_figures, pipeline_id=pipeline, period=period)
        check_period(figures, reading, pipeline, period)
        check_standing(figures, reading, pipeline)


@pytest.mark.parametrize("period", PERIODS, ids=str)
def test_funnel(told: Told, period: Period) -> None:
    workspace, readings = told
    start, end = period.bounds(ZONE)
    for pipeline, reading in readings.items():
        found = workspace.ask(funnel, pipeline_id=pipeline, period=period)
        river = reading.river(pipeline)
        assert [flow.stage.stage_id for flow in found.stages] == [stage["id"] for stage in river]
        for flow, stage, after in zip(found.stages, river, [*river[1:], None], strict=True):
            cohort = reading.cohort(stage, start, end)
            fates = [(reading.fate(deal, stage, after), deal) for deal in cohort]
            assert as_group(flow.reached) == group(cohort)
            for fate, tally in (
                *(("advanced", flow.advanced), ("waiting", flow.waiting)),
                *((kind, flow.left[kind]) for kind in LEFT),
            ):
                assert as_group(tally) == group([deal for one, deal in fates if one == fate])
            skipped = [deal for deal in cohort if not reading.visited(deal, stage)]
            assert as_group(flow.skipped) == group(skipped)
            here = [deal for deal in reading.deals if reading.standing(deal) == stage]
            assert as_group(flow.here) == group(here)
            assert (flow.to_next is None) == (after is None)


def test_a_funnel_of_all_time_never_widens(told: Told) -> None:
    workspace, readings = told
    for pipeline in readings:
        stages = workspace.ask(funnel, pipeline_id=pipeline, period=Period()).stages
        for flow, after in pairwise(stages):
            assert after.reached.count <= flow.reached.count
            assert after.reached == flow.advanced


def test_every_deal_is_in_one_ending_of_all_time(told: Told) -> None:
    """won + lost + recycled + open = all deals, where none was passed to another pipeline.

    A won deal whose imported history goes on in an earlier stage is both won and open; one that
    came back by a win which was taken away again is open, and what it was before.
    """
    workspace, readings = told
    seen = 0
    for pipeline, reading in readings.items():
        passed = any(
            visit["outcome"] == "transferred"
            for deal in reading.deals
            for visit in reading.visits[deal["id"]]
        )
        if passed:
            continue
        seen += 1
        figures = workspace.ask(key_figures, pipeline_id=pipeline, period=Period())
        nowhere = [deal for deal in reading.deals if not reading.visits[deal["id"]]]
        parts = (figures.won, figures.lost, figures.recycled, figures.open)
        counts, amounts, unknown = (sum(part) for part in zip(*map(as_group, parts), strict=True))
        endings = reading.last_endings(pipeline, None, None)
        twice = [
            one.deal
            for one in endings
            if reading.is_open(one.deal, pipeline)
            and (one.kind == "won" or (one.kind != "reopened" and _won_after(reading, one)))
        ]
        whole = group([deal for deal in reading.deals if deal not in nowhere] + twice)
        assert (counts, amounts, unknown) == whole
    assert seen > 10


def _won_after(reading: Reading, ending: Event) -> bool:
    return any(
        reading.phase(visit) == "customer" and (visit["entered_at"] or 0) >= (ending.at or 0)
        for visit in reading.visits[ending.deal["id"]]
    )


@pytest.mark.parametrize("by", ["owner", "source", "kind"])
def test_parts_add_up_and_equal_the_figures_of_their_deals(told: Told, by: Dimension) -> None:
    workspace, readings = told
    period = month_period("2025-03")
    for pipeline in list(readings)[:6]:
        parts = workspace.ask(breakdown, pipeline_id=pipeline, period=period, by=by)
        whole = workspace.ask(key_figures, pipeline_id=pipeline, period=period)
        for name in ("won", "lost", "disqualified", "recycled", "entered", "open"):
            tallies = [getattr(part, name) for part in parts]
            assert sum(tallies, Tally()) == getattr(whole, name)
        for part in parts:
            only = Filter(((by, part.value),))
            figures = workspace.ask(key_figures, pipeline_id=pipeline, period=period, only=only)
            assert (part.won, part.lost, part.open) == (figures.won, figures.lost, figures.open)
            assert part.win_rate == figures.win_rate
            assert part.win_rate_by_amount == figures.win_rate_by_amount
            assert part.sales_cycle_days == figures.sales_cycle_days
            flow = workspace.ask(funnel, pipeline_id=pipeline, period=period, only=only)
            assert flow.stages[0].reached == part.entered


def test_funnels_of_parts_add_up(told: Told) -> None:
    workspace, readings = told
    for period in (Period(), month_period("2025-03")):
        for pipeline in list(readings)[:6]:
            whole = workspace.ask(funnel, pipeline_id=pipeline, period=period)
            cut = [
                workspace.ask(
                    funnel, pipeline_id=pipeline, period=period, only=Filter((("source", value),))
                )
                for value in (None, "web", "fair")
            ]
            assert sum(part.undated for part in cut) == whole.undated
            for place, flow in enumerate(whole.stages):
                parts = [part.stages[place] for part in cut]
                for name in ("reached", "skipped", "advanced", "waiting", "here"):
                    assert sum((getattr(one, name) for one in parts), Tally()) == getattr(
                        flow, name
                    )


def test_months_of_a_trend_are_the_figures_of_the_months(told: Told) -> None:
    workspace, readings = told
    for pipeline, reading in list(readings.items())[:10]:
        months = workspace.ask(trend, pipeline_id=pipeline, month="2025-06", months=6).months
        assert [month.month for month in months][::5] == ["2025-01", "2025-06"]
        won = workspace.ask(won_by_month, pipeline_id=pipeline, period=Period())
        for month in months:
            check_period(month.figures, reading, pipeline, month_period(month.month))
            assert won.get(month.month, Tally()) == month.figures.won
