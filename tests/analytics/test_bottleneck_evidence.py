"""The evidence of a step equals what the deals say, whole and filtered."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from revops_desktop.analytics.bottleneck_evidence import (
    LARGEST,
    Evidence,
    bottleneck_evidence,
    held_deals,
    stopped_deals,
)
from revops_desktop.analytics.correlations import correlations
from revops_desktop.analytics.filters import EVERYTHING, Filter
from revops_desktop.analytics.leaving_deals import leaving_deals
from revops_desktop.analytics.local_optima import local_optima
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import deals
from revops_desktop.rules.periods import last_months
from tests import prepared
from tests.analytics.function_rivers import LAST_MONTH, NOW, Month, even, tell_months
from tests.river import set_up

WINDOW = tuple(last_months("2026-02", 3))
OF_WEB = Filter(where=(("source", "web"),))


def _told(made: Workspace) -> None:
    made.do(set_up, at=1)
    months = [
        *even(14, Month(20, 10, 6, source="web", owner_id=1)),
        *even(14, Month(10, 2, 1, source="fair", owner_id=2)),
    ]
    made.do(tell_months, at=2, months=months)
    for owner in (1, 2, None):
        made.do(deals.create, at=NOW - 86400, title="Waits", stage_id=1, owner_id=owner)


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    made = prepared.opened(tmp_path / "a.revops", "evidence", _told)
    yield made
    made.close()


def evidence(river: Workspace, only: Filter = EVERYTHING) -> Evidence:
    found: Any = river.ask(
        bottleneck_evidence, pipeline_id=1, stage_id=1, window=WINDOW, now=NOW, only=only
    )
    assert found is not None
    answer: Evidence = found
    return answer


@pytest.mark.parametrize(("only", "entered", "advanced"), [(EVERYTHING, 90, 36), (OF_WEB, 60, 30)])
def test_both_bases_and_the_trend(
    river: Workspace, only: Filter, entered: int, advanced: int
) -> None:
    answer = evidence(river, only)
    assert (answer.cohort.reached.count, answer.cohort.advanced.count) == (entered, advanced)
    assert answer.flow.by_count is not None
    # Who came late in a month went on in the next: the months are even, so nothing is lost by it.
    assert answer.flow.by_count.denominator == entered
    assert [one.month for one in answer.months if one.is_window] == list(WINDOW)
    assert {one.converted.raw for one in answer.months} == {advanced / entered}


def test_leaks_and_stopped_deals_add_up(river: Workspace) -> None:
    answer = evidence(river)
    left = sum(one.tally.count for one in answer.leaks)
    assert left == sum(one.count for one in answer.flow.left.values())
    for leak in answer.leaks:
        behind = river.ask(
            leaving_deals,
            pipeline_id=1,
            stage_id=1,
            kind=leak.kind,
            reason_id=leak.reason_id,
            period=answer.period,
        )
        assert behind.total == leak.tally.count
    stopped = river.ask(stopped_deals, stage_id=1, period=answer.period)
    assert stopped.total == answer.stopped.total == 90 - 36
    assert len(answer.stopped.rows) == LARGEST


def test_who_holds_what_stands_there_now(river: Workspace) -> None:
    holders = {one.member_id: one for one in evidence(river).holders}
    assert {key: one.here.count for key, one in holders.items()} == {1: 1, 2: 1, None: 1}
    assert holders[1].days == pytest.approx(1)
    for member_id in holders:
        behind = river.ask(held_deals, pipeline_id=1, stage_id=1, member_id=member_id)
        assert behind.total == 1


def test_the_times_of_the_window_stand_beside_those_of_the_year_before(river: Workspace) -> None:
    answer = evidence(river)
    assert answer.durations.days.median == answer.durations_before.days.median == 2
    assert answer.durations.running_days.n == 3


def test_a_stage_that_is_gone_has_no_evidence(river: Workspace) -> None:
    found = river.ask(bottleneck_evidence, pipeline_id=1, stage_id=99, window=WINDOW, now=NOW)
    assert found is None


def test_functions_and_correlations_follow_the_filter(river: Workspace) -> None:
    def handed(only: Filter) -> list[int]:
        checks = river.ask(local_optima, pipeline_id=1, now=NOW, only=only).checks
        return [one.recent.handed_on for one in checks if one.recent is not None]

    whole, web = handed(EVERYTHING), handed(OF_WEB)
    assert (whole[0], web[0]) == (90, 60)
    assert (whole[1], web[1]) == (36, 30)
    assert 0 < web[2] < whole[2]
    for only, number in ((EVERYTHING, 30), (OF_WEB, 20)):
        found = river.ask(correlations, pipeline_id=1, now=NOW, only=only)
        leads = next(one for one in found.series if one.figure == "handed_on")
        assert leads.values[-2] == number
        assert found.months[-1] == LAST_MONTH
