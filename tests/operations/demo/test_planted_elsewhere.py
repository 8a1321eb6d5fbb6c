"""What the demo plants beside its bottleneck is found, and said of nobody else (domain.md §6)."""

from collections.abc import Callable
from datetime import date

import pytest

from revops_desktop.analytics.correlations import correlations
from revops_desktop.analytics.downstream import By, Judged, downstream
from revops_desktop.analytics.local_optima import local_optima
from revops_desktop.operations.demo.cast import ZONE
from revops_desktop.rules.periods import Period, end_of_day
from tests.operations.demo.conftest import END, Demo

MANY, FEW, EARLY = "Web広告", "紹介", "展示会"
EVER = Period(None, None)
# The usual size of a demo and the size of the seeds experiment; the end moves day by day.
USUAL = [(2500, END), (2500, date(2026, 6, 15)), (2500, date(2026, 11, 21)), (3000, END)]


def _judged(demo: Demo, by: By, end: date) -> dict[str, Judged]:
    now = end_of_day(end, ZONE) - 1
    answer = demo.workspace.ask(downstream, pipeline_id=1, by=by, period=EVER, now=now)
    return {one.name: one for one in answer.parts if one.name is not None}


def _is_told(demo: Demo, end: date) -> None:
    """Sources, owner and local optimum are named by more than luck."""
    sources = _judged(demo, "source", end)
    assert (sources[MANY].volume_place, sources[MANY].by_win_rate) == (1, "worse")
    assert sources[FEW].volume_place >= 6
    assert sources[FEW].by_win_rate == "better"
    owners = _judged(demo, "owner", end)
    assert [one.by_win_rate for one in owners.values()].count("better") == 1
    found = demo.workspace.ask(local_optima, pipeline_id=1, now=end_of_day(end, ZONE) - 1).found
    assert len(found) == 1
    # It lies around the bottleneck: more is handed on, and fewer get past it.
    step = demo.story.step_from
    assert step is not None and found[0].to is not None
    assert found[0].output.stage.stage_id <= step < found[0].to.stage_id


def test_sources_an_owner_and_a_local_optimum_are_named(demo_of: Callable[..., Demo]) -> None:
    _is_told(demo_of(), END)


@pytest.mark.nightly
@pytest.mark.parametrize(("deals", "end"), USUAL, ids=str)
def test_they_are_named_in_a_demo_of_the_usual_size(
    demo_of: Callable[..., Demo], deals: int, end: date
) -> None:
    _is_told(demo_of(deals=deals, end=end), end)


def test_customers_of_one_source_leave_early(demo_of: Callable[..., Demo]) -> None:
    sources = _judged(demo_of(bottleneck=False), "source", END)
    own = sources.pop(EARLY).early_churn
    early = sum(one.early_churn.numerator for one in sources.values())
    ripe = sum(one.early_churn.denominator for one in sources.values())
    assert own.numerator / own.denominator > 2 * early / ripe > 0
    assert 0.05 < (own.numerator + early) / (own.denominator + ripe) < 0.15


@pytest.mark.nightly
def test_among_many_customers_it_is_called_worse(demo_of: Callable[..., Demo]) -> None:
    sources = _judged(demo_of(deals=8000, bottleneck=False), "source", END)
    assert sources[EARLY].by_churn == "worse"
    others = [one.by_churn for name, one in sources.items() if name not in (EARLY, MANY)]
    assert "worse" not in others


def test_without_a_bottleneck_no_function_wins_at_the_cost_of_the_next(
    demo_of: Callable[..., Demo],
) -> None:
    answer = demo_of(bottleneck=False).workspace.ask(
        local_optima, pipeline_id=1, now=end_of_day(END, ZONE) - 1
    )
    assert answer.found == ()


def test_one_owner_goes_on_where_others_lose(demo_of: Callable[..., Demo]) -> None:
    """Of the deals of field sales that came to Phase 2, those that ended there."""
    rows = demo_of(bottleneck=False).workspace.raw.execute(
        """
        SELECT held_by, sum(furthest = 7), count(*) FROM (
          SELECT deal.owner_id AS held_by, max(position) AS furthest, status
          FROM deal JOIN deal_state ON deal_state.deal_id = deal.id
          JOIN stage_visit ON stage_visit.deal_id = deal.id
          JOIN stage ON stage.id = stage_visit.stage_id
          GROUP BY deal.id HAVING furthest >= 7 AND status != 'open')
        GROUP BY held_by HAVING count(*) >= 20"""
    )
    ended = sorted(there / came for _owner, there, came in rows)
    assert ended[0] < 0.08
    assert ended[1] > 2 * ended[0]
    assert ended[1] > 0.12


@pytest.mark.nightly
def test_wins_move_along_with_what_is_won(demo_of: Callable[..., Demo]) -> None:
    now = end_of_day(END, ZONE) - 1
    answer = demo_of(deals=2500).workspace.ask(correlations, pipeline_id=1, now=now)
    clear = [one.figure for one in answer.series if one.strongest is not None]
    assert "handed_on" in clear


def test_whatever_is_won_has_an_amount(demo_of: Callable[..., Demo]) -> None:
    won = (
        demo_of()
        .workspace.raw.execute("SELECT count(*), count(value) FROM deal_event WHERE kind = 'won'")
        .fetchone()
    )
    assert won[0] == won[1] > 100
