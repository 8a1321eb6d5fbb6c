"""Which month stands out against its own history, and which cannot be judged yet."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import insert

from revops_desktop.analytics.figure_trends import figure_trends, stage_trends
from revops_desktop.database.tables import deal, deal_exit, stage_visit
from revops_desktop.database.workspace import Workspace
from revops_desktop.rules.periods import DAY, last_months, month_period
from tests.river import LOST, ZONE, make_river

MONTHS = last_months("2026-03", 13)
COUNTS = (10, 11, 9, 10, 12, 10, 9, 11, 10, 10, 11, 9)


def write(river: Workspace, came: dict[str, list[str | None]]) -> None:
    """Deals that came in each month and how each left the first stage a day later; None: waits."""
    with river.bulk(at=1) as session:
        number = 0
        for month, ways in came.items():
            start, _end = month_period(month).bounds(ZONE)
            assert start is not None
            for way in ways:
                number += 1
                values = {"title": "d", "pipeline_id": 1, "created_at": 1, "amount": 100}
                session.execute(insert(deal).values(id=number, **values))
                stay = {"deal_id": number, "stage_id": 1, "sequence": 1, "entered_at": start}
                left = {"left_at": start + DAY, "outcome": way} if way else {}
                visit = insert(stage_visit).values(**stay, **left).returning(stage_visit.c.id)
                visit_id = session.scalars(visit).one()
                if way == "advanced":
                    stay |= {"stage_id": 2, "sequence": 2, "entered_at": start + DAY}
                    session.execute(insert(stage_visit).values(**stay))
                elif way == "lost":
                    row = {"deal_id": number, "visit_id": visit_id, "reason_id": LOST}
                    session.execute(insert(deal_exit).values(row))


def usual() -> dict[str, list[str | None]]:
    """Twelve months in which half of some ten deals went on."""
    return {
        month: ["advanced" if one % 2 else "lost" for one in range(number)]
        for month, number in zip(MONTHS, COUNTS, strict=False)
    }


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    with make_river(tmp_path / "a.revops") as made:
        yield made


def test_three_times_as_many_stand_out_and_as_many_do_not(river: Workspace) -> None:
    write(river, usual() | {MONTHS[-1]: ["lost"] * 30})
    found = river.ask(figure_trends, pipeline_id=1, last_month=MONTHS[-1])
    entered = found["entered"]
    assert [point.value for point in entered.points] == [*map(float, COUNTS[1:]), 30.0]
    assert (entered.stands_out, entered.mean_before) == ("high", 10.0)
    assert entered.change == 20.0
    assert entered.band is not None
    assert entered.band[0] <= 9
    assert 12 <= entered.band[1] < 30
    before = river.ask(figure_trends, pipeline_id=1, last_month=MONTHS[-2])
    assert before["entered"].stands_out == ""


def test_a_conversion_stands_out_only_where_its_open_deals_cannot_change_it(
    river: Workspace,
) -> None:
    write(river, usual() | {MONTHS[-1]: [None] * 9 + ["lost"]})
    (first, *_others) = river.ask(stage_trends, pipeline_id=1, last_month=MONTHS[-1])
    conversion = first.figures["conversion"]
    assert conversion.last.value == 0
    assert conversion.last.at_most == 0.9
    assert conversion.stands_out == ""


def test_a_conversion_that_fell_for_good_stands_out(river: Workspace) -> None:
    write(river, usual() | {MONTHS[-1]: ["lost"] * 10})
    (first, *_others) = river.ask(stage_trends, pipeline_id=1, last_month=MONTHS[-1])
    assert first.figures["conversion"].stands_out == "low"
    assert first.figures["resolved_conversion"].stands_out == "low"
    assert first.figures["lost"].stands_out == "high"
    assert first.figures["reached"].stands_out == ""


def test_months_before_the_business_began_are_no_noughts(river: Workspace) -> None:
    write(river, {month: ways for month, ways in usual().items() if month >= MONTHS[8]})
    found = river.ask(figure_trends, pipeline_id=1, last_month=MONTHS[11])["entered"]
    assert [point.value for point in found.points[:7]] == [None] * 7
    assert found.points[-1].value == 9.0
    assert found.band is None
    assert found.stands_out == ""


def test_under_five_nothing_is_concluded(river: Workspace) -> None:
    write(river, usual() | {MONTHS[-1]: ["advanced"] * 4})
    (first, *_others) = river.ask(stage_trends, pipeline_id=1, last_month=MONTHS[-1])
    for key in ("conversion", "resolved_conversion", "period_conversion", "time_in_stage"):
        assert first.figures[key].last.value is None
        assert first.figures[key].last.n == 4
        assert first.figures[key].last.is_weak
        assert first.figures[key].last.shown is not None
        assert first.figures[key].stands_out == ""


def test_the_month_that_runs_stands_beside_the_whole_ones(river: Workspace) -> None:
    write(river, usual() | {MONTHS[-1]: ["advanced"] * 30})
    ask = partial(river.ask, pipeline_id=1, last_month=MONTHS[-2])
    (whole, *_others) = ask(stage_trends)
    (first, *_others) = ask(stage_trends, running=MONTHS[-1])
    reached = first.figures["reached"]
    assert reached.points == whole.figures["reached"].points
    assert reached.running is not None
    assert (reached.running.month, reached.running.value) == (MONTHS[-1], 30)
    assert (reached.band, reached.stands_out) == (whole.figures["reached"].band, "")
    entered = ask(figure_trends, running=MONTHS[-1])["entered"]
    assert entered.running is not None
    assert entered.running.value == 30
    assert [point.month for point in entered.points] == MONTHS[:-1]


def test_a_river_without_deals_has_trends_without_values(river: Workspace) -> None:
    for trend in river.ask(figure_trends, pipeline_id=1, last_month="2026-03").values():
        assert len(trend.points) == 12
        assert {point.value for point in trend.points} == {None}
        assert (trend.band, trend.mean_before, trend.stands_out) == (None, None, "")
