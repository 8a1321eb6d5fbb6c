"""What is planted is there, exactly so and nowhere else, by figures worked out independently."""

from collections import defaultdict
from datetime import date

import pytest
from sqlalchemy.orm import Session

from revops_desktop.operations.demo import plan as plans
from revops_desktop.operations.demo.cast import Cast
from tests.operations.demo.cohorts import Cohorts, Visits, mature_months
from tests.operations.demo.conftest import END


def _visits(session: Session) -> list[Visits]:
    rows = session.connection().exec_driver_sql(
        "SELECT deal_id, position - 1, entered_at FROM stage_visit "
        "JOIN stage ON stage.id = stage_id ORDER BY deal_id, sequence"
    )
    deals: dict[int, Visits] = defaultdict(list)
    for deal_id, stage, at in rows:
        deals[deal_id].append((stage, at))
    return list(deals.values())


def _steps(session: Session) -> dict[int, int]:
    rows = session.connection().exec_driver_sql("SELECT id, position - 1 FROM stage")
    return {stage_id: position for stage_id, position in rows}


SEEDS = [1, *(pytest.param(seed, marks=pytest.mark.nightly) for seed in (2, 3))]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_planted_step_halves_in_the_last_six_mature_months(demo_of, seed: int) -> None:
    demo = demo_of(seed=seed)
    deals = demo.workspace.ask(_visits)
    months, cohorts = mature_months(deals, END), Cohorts(deals)
    step = demo.workspace.ask(_steps)[demo.story.step_from]
    assert demo.workspace.ask(_steps)[demo.story.step_to] == step + 1
    assert list(demo.story.months) == months[-6:]
    assert len(months) >= 6 + 12
    (narrow, few), (usual, many) = (
        cohorts.share(step, months[-6:]),
        cohorts.share(step, months[:-6]),
    )
    assert (narrow / few) / (usual / many) == pytest.approx(0.5, abs=0.08)
    for last in (-3, -6):
        window = months[last : last + 3 or None]
        assert cohorts.share(step, window)[1] >= 65
    assert cohorts.narrow_steps(months) == {step}
    for other in set(range(10)) - {step}:
        (x, n), (y, m) = cohorts.share(other, months[-6:]), cohorts.share(other, months[:-6])
        assert x / n == pytest.approx(y / m, abs=0.15)


def test_without_a_bottleneck_every_step_is_steady(demo_of) -> None:
    demo = demo_of(bottleneck=False)
    assert (demo.story.step_from, demo.story.step_to, demo.story.months) == (None, None, ())
    deals = demo.workspace.ask(_visits)
    months, cohorts = mature_months(deals, END), Cohorts(deals)
    assert cohorts.narrow_steps(months) == set()
    for step in range(10):
        (x, n), (y, m) = cohorts.share(step, months[-6:]), cohorts.share(step, months[:-6])
        assert x / n == pytest.approx(y / m, abs=0.13)


def _drawn(
    seed: int, *, deals: int, end: date, bottleneck: bool
) -> tuple[list[Visits], plans.Plan]:
    cast = Cast(seed, "en")
    plan = cast.plan(deals=deals, end=end, bottleneck=bottleneck)
    journeys = cast.journeys(plan)
    return [[(visit.stage, visit.entered) for visit in each.visits] for each in journeys], plan


OTHER_ENDS = (date(2026, 3, 15), date(2024, 2, 29))
ENDS = [END, *(pytest.param(end, marks=pytest.mark.nightly) for end in OTHER_ENDS)]


@pytest.mark.parametrize("end", ENDS, ids=str)
def test_a_diagnosis_finds_what_is_planted_and_nothing_else(end: date) -> None:
    # At p < 0.05 ÷ steps one company in twenty may look narrow somewhere else, too.
    misled = 0
    for seed in range(10, 14):
        deals, plan = _drawn(seed, deals=3000, end=end, bottleneck=True)
        months = mature_months(deals, end)
        narrow = Cohorts(deals).narrow_steps(months)
        assert plan.planted_step in narrow, seed
        misled += len(narrow) > 1
        assert plan.planted_months == tuple(months[-6:]), seed
    for seed in range(20, 22):
        deals, _ = _drawn(seed, deals=3000, end=end, bottleneck=False)
        misled += bool(Cohorts(deals).narrow_steps(mature_months(deals, end)))
    assert misled <= 1


@pytest.mark.parametrize("size", [8000, pytest.param(25_000, marks=pytest.mark.nightly)])
def test_a_large_demo_is_steady_too(size: int) -> None:
    # What is small enough to hide in 3,000 deals would be found here.
    deals, _ = _drawn(5, deals=size, end=END, bottleneck=False)
    assert Cohorts(deals).narrow_steps(mature_months(deals, END)) == set()


def test_every_busy_step_is_planted_by_some_seed() -> None:
    drawn = {
        plans.make(deals=3000, seed=seed, end=END, bottleneck=True).planted_step
        for seed in range(60)
    }
    # From the last stage of marketing on: there the push of marketing is a local optimum.
    assert drawn == set(plans.plantable(3000)) == {2, 3, 5}
    assert plans.plantable(1500) == (2, 3)
    assert plans.plantable(800) == (0, 1)
    assert plans.plantable(50) == (0,)
