"""Conversions, cohorts, leaks, times and trends over random histories, against a slow reading."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

import pytest

from revops_desktop.analytics.cohorts import cohorts
from revops_desktop.analytics.figure_trends import figure_trends, stage_trends
from revops_desktop.analytics.filters import Filter
from revops_desktop.analytics.key_figures import key_figures
from revops_desktop.analytics.leaks import by_reason, leaks
from revops_desktop.analytics.leaving_deals import leaving_deals
from revops_desktop.analytics.period_flow import StageConversion, stage_conversions
from revops_desktop.analytics.stage_durations import Quartiles, durations_by_stage
from revops_desktop.analytics.tally import Tally, total
from revops_desktop.database.workspace import Workspace
from revops_desktop.rules.periods import Period, last_months, month_period
from revops_desktop.rules.shares import Share
from tests.analytics import slow_flow
from tests.analytics.histories import BEGIN, SPAN, Story, tell
from tests.analytics.slow_reading import Group, Reading, Row, group
from tests.river import ZONE, make_river

HISTORIES = [50, pytest.param(900, marks=pytest.mark.nightly)]
PERIODS = (
    Period(),
    month_period("2025-03"),
    Period(date(2025, 2, 10), date(2025, 2, 10)),
    Period(date(2025, 3, 1), None),
    Period(None, date(2025, 4, 15)),
)
# After everything that happened.
NOW = BEGIN + 4 * SPAN


class Told(NamedTuple):
    """A file of many rivers, the reading of each, and why each visit ended as an exit."""

    workspace: Workspace
    readings: dict[int, Reading]
    reasons: dict[int, int | None]

    def some(self, number: int) -> list[tuple[int, Reading]]:
        """So many rivers of every hundred: for the slower tests."""
        found = list(self.readings.items())
        return found[: number * len(found) // 100]

    def ask(self, question: Any, **asked: Any) -> Any:
        return self.workspace.ask(question, **asked)


@pytest.fixture(scope="module", params=HISTORIES)
def told(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Told]:
    story = Story(request.param + 7, pipelines=request.param, deals=15)
    workspace = make_river(tmp_path_factory.mktemp("flow") / "a.revops")
    workspace.do(tell, at=2, rows=story.rows)
    whole = Reading(story.rows, ZONE)
    reasons = {row["visit_id"]: row["reason_id"] for row in story.rows["deal_exit"]}
    yield Told(workspace, {one: whole.only(one) for one in story.stages}, reasons)
    workspace.close()


def stages_and_next(reading: Reading, pipeline: int) -> list[tuple[Row, Row | None]]:
    river = reading.river(pipeline)
    return list(zip(river, [*river[1:], None], strict=True))


def as_group(tally: Tally) -> Group:
    return tally.count, tally.amount, tally.without_amount


def check_rates(
    pair: tuple[Share | None, Share | None], part: list[Row], whole: list[Row], ways: Any
) -> None:
    by_count, by_amount = pair
    assert by_count is not None
    assert by_amount is not None
    assert (by_count.numerator, by_count.denominator) == (len(part), len(whole))
    assert by_count.rate == slow_flow.count_rate(part, whole)
    assert (by_amount.numerator, by_amount.denominator) == (group(part)[1], group(whole)[1])
    assert by_amount.rate == slow_flow.amount_rate(part, whole, ways)


def check_cohort(
    one: StageConversion, reading: Reading, stages: tuple[Row, Row | None], period: Period
) -> None:
    stage, after = stages
    fates = slow_flow.fates(reading, stage, after, *period.bounds(ZONE))
    assert as_group(one.reached) == group(fates.reached)
    assert as_group(one.advanced) == group(fates.advanced)
    assert as_group(one.waiting) == group(fates.waiting)
    assert as_group(one.transferred) == group(fates.left["transferred"])
    gone = {kind: fates.left[kind] for kind in slow_flow.LEAKS}
    assert {kind: as_group(tally) for kind, tally in one.left.items()} == {
        kind: group(deals) for kind, deals in gone.items()
    }
    if after is None:
        assert one.to is one.by_count is one.resolved_by_amount is None
        return
    ways = [fates.advanced, *fates.left.values()]
    check_rates((one.by_count, one.by_amount), fates.advanced, fates.reached, ways)
    resolved = [*fates.advanced, *(deal for deals in gone.values() for deal in deals)]
    check_rates(
        (one.resolved_by_count, one.resolved_by_amount),
        fates.advanced,
        resolved,
        [fates.advanced, *gone.values()],
    )


@pytest.mark.parametrize("period", PERIODS, ids=str)
def test_cohort_conversions(told: Told, period: Period) -> None:
    for pipeline, reading in told.readings.items():
        found = told.ask(stage_conversions, pipeline_id=pipeline, period=period)
        steps = stages_and_next(reading, pipeline)
        assert [one.stage.stage_id for one in found] == [stage["id"] for stage, _next in steps]
        for one, stages in zip(found, steps, strict=True):
            check_cohort(one, reading, stages, period)


@pytest.mark.parametrize("period", PERIODS[:3], ids=str)
def test_period_conversions(told: Told, period: Period) -> None:
    bounds = period.bounds(ZONE)
    for pipeline, reading in told.readings.items():
        found = told.ask(stage_conversions, pipeline_id=pipeline, period=period, view="period")
        gone = slow_flow.leaks(reading, told.reasons, pipeline, *bounds)
        for one, (stage, after) in zip(found, stages_and_next(reading, pipeline), strict=True):
            entered = reading.cohort(stage, *bounds)
            assert as_group(one.reached) == group(entered)
            here = [deal for deal in reading.deals if reading.standing(deal) == stage]
            assert as_group(one.waiting) == group(here)
            left = {
                kind: added(found for key, found in gone.items() if key[:2] == (stage["id"], kind))
                for kind in slow_flow.LEAKS
            }
            assert {kind: as_group(tally) for kind, tally in one.left.items()} == left
            if after is None:
                assert one.by_count is None
                continue
            following = reading.cohort(after, *bounds)
            assert as_group(one.advanced) == group(following)
            check_rates((one.by_count, one.by_amount), following, entered, [following])
            assert one.resolved_by_count is not None
            assert one.resolved_by_amount is not None
            assert one.resolved_by_count.numerator == len(following)
            decided = added([group(following), *left.values()])
            assert one.resolved_by_count.denominator == decided[0]
            assert one.resolved_by_amount.denominator == decided[1]


def added(groups: Any) -> Group:
    counts, amounts, unknown = zip((0, 0, 0), *groups, strict=True)
    return sum(counts), sum(amounts), sum(unknown)


def test_a_river_never_widens_and_nobody_is_lost_on_the_way(told: Told) -> None:
    for pipeline in told.readings:
        for period in PERIODS[:2]:
            found = told.ask(stage_conversions, pipeline_id=pipeline, period=period)
            for one in found:
                parts = (one.advanced, one.waiting, one.transferred, *one.left.values())
                assert total(parts) == one.reached
                assert one.skipped.count <= one.reached.count
        for one, after in pairwise(
            told.ask(stage_conversions, pipeline_id=pipeline, period=Period())
        ):
            assert after.reached == one.advanced


@pytest.mark.parametrize("period", PERIODS, ids=str)
def test_leaks(told: Told, period: Period) -> None:
    bounds = period.bounds(ZONE)
    for pipeline, reading in told.readings.items():
        found = told.ask(leaks, pipeline_id=pipeline, period=period)
        expected = slow_flow.leaks(reading, told.reasons, pipeline, *bounds)
        assert {
            (one.stage_id, one.kind, one.reason_id): as_group(one.tally) for one in found
        } == expected


def test_leaks_add_up_to_the_deals_that_left(told: Told) -> None:
    for pipeline in told.readings:
        for period in PERIODS[:3]:
            asked = {"pipeline_id": pipeline, "period": period}
            found = told.ask(leaks, **asked)
            figures = told.ask(key_figures, **asked)
            for kind in slow_flow.LEAKS:
                mine = [one.tally for one in found if one.kind == kind]
                assert total(mine) == getattr(figures, kind)
            assert total(one.tally for one in by_reason(found)) == total(one.tally for one in found)


def test_the_deals_behind_a_leak_are_those_it_counts(told: Told) -> None:
    period = month_period("2025-03")
    for pipeline in [one for one, _reading in told.some(20)]:
        asked = {"pipeline_id": pipeline, "period": period}
        for one in told.ask(leaks, **asked):
            behind = told.ask(
                leaving_deals,
                **asked,
                stage_id=one.stage_id,
                kind=one.kind,
                reason_id=one.reason_id,
            )
            assert behind.total == one.deals
            assert sum(row.value or 0 for row in behind.rows) == one.tally.amount


def check_times(found: Quartiles, expected: list[float]) -> None:
    assert found.n == len(expected)
    for name, share in (("p25", 0.25), ("median", 0.5), ("p75", 0.75), ("p90", 0.9)):
        assert getattr(found, name) == pytest.approx(slow_flow.quantile(expected, share))
    mean = sum(expected) / len(expected) if expected else None
    assert found.mean == pytest.approx(mean)


@pytest.mark.parametrize("period", PERIODS, ids=str)
def test_time_in_stage(told: Told, period: Period) -> None:
    for pipeline, reading in told.some(40):
        found = told.ask(durations_by_stage, pipeline_id=pipeline, period=period, now=NOW)
        for one, stage in zip(found, reading.river(pipeline), strict=True):
            ended = slow_flow.times(reading, stage, *period.bounds(ZONE))
            check_times(one.days, ended.days)
            check_times(one.business_hours, ended.hours)
            assert (one.odd_order, one.undated) == (ended.odd, ended.undated)
            ages = slow_flow.ages(reading, stage, NOW)
            check_times(one.running_days, ages.days)
            check_times(one.running_business_hours, ages.hours)
            assert one.running_undated == ages.undated


def test_months_of_cohorts_are_the_cohorts_of_the_months(told: Told) -> None:
    for pipeline, reading in told.readings.items():
        found = told.ask(cohorts, pipeline_id=pipeline, last_month="2025-06", months=5)
        assert [one.month for one in found] == last_months("2025-06", 5)
        for month in found:
            period = month_period(month.month)
            for one, stages in zip(month.steps, stages_and_next(reading, pipeline), strict=True):
                check_cohort(one, reading, stages, period)


@pytest.mark.parametrize("source", [None, "web", "fair"])
def test_parts_are_asked_like_the_whole(told: Told, source: str | None) -> None:
    """Of a filter's deals every figure is that of a reading which holds no others."""
    only, period = Filter((("source", source),)), month_period("2025-03")
    for pipeline, whole in told.some(20):
        reading = whole.only(pipeline)
        reading.deals = [deal for deal in whole.deals if deal["source"] == source]
        asked = {"pipeline_id": pipeline, "only": only}
        river = stages_and_next(reading, pipeline)
        for month in told.ask(cohorts, last_month="2025-04", months=2, **asked):
            for one, stages in zip(month.steps, river, strict=True):
                check_cohort(one, reading, stages, month_period(month.month))
        found = told.ask(leaks, period=period, **asked)
        assert {
            (one.stage_id, one.kind, one.reason_id): as_group(one.tally) for one in found
        } == slow_flow.leaks(reading, told.reasons, pipeline, *period.bounds(ZONE))
        times = told.ask(durations_by_stage, period=period, now=NOW, **asked)
        for time, stage in zip(times, reading.river(pipeline), strict=True):
            check_times(time.days, slow_flow.times(reading, stage, *period.bounds(ZONE)).days)
            check_times(time.running_days, slow_flow.ages(reading, stage, NOW).days)


def test_trends_are_the_figures_of_their_months(told: Told) -> None:
    for pipeline, reading in told.some(40):
        found = told.ask(figure_trends, pipeline_id=pipeline, last_month="2025-06", months=6)
        for place, month in enumerate(last_months("2025-06", 6)):
            bounds = month_period(month).bounds(ZONE)
            endings = reading.last_endings(pipeline, *bounds)
            won = [one.deal for one in endings if one.kind == "won"]
            lost = [one.deal for one in endings if one.kind == "lost"]
            came = reading.cohort(reading.river(pipeline)[0], *bounds)
            for key, deals in (("won", won), ("lost", lost), ("entered", came)):
                point = found[key].points[place]
                assert point.month == month
                assert point.n == len(deals)
                assert point.value == len(deals) or (point.value is None and not deals)
            assert (found["won_amount"].points[place].value or 0) == group(won)[1]


def test_stage_trends_are_the_cohorts_and_stays_of_their_months(told: Told) -> None:
    months = last_months("2025-05", 4)
    for pipeline, reading in told.some(20):
        found = told.ask(stage_trends, pipeline_id=pipeline, last_month="2025-05", months=4)
        for one, (stage, after) in zip(found, stages_and_next(reading, pipeline), strict=True):
            for place, month in enumerate(months):
                bounds = month_period(month).bounds(ZONE)
                stays = slow_flow.times(reading, stage, *bounds).days
                point = one.figures["time_in_stage"].points[place]
                assert point.n == len(stays)
                median = slow_flow.quantile(stays, 0.5) if len(stays) >= 5 else None
                assert point.value == pytest.approx(median)
                fates = slow_flow.fates(reading, stage, after, *bounds)
                assert one.figures["reached"].points[place].n == len(fates.reached)
                if after is not None:
                    rate = slow_flow.count_rate(fates.advanced, fates.reached)
                    assert one.figures["conversion"].points[place].value == rate
