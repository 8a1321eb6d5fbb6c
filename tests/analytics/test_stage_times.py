"""The median time in a stage, against durations worked out one by one."""

import random
import statistics
from pathlib import Path

import pytest
from sqlalchemy import insert

from revops_desktop.analytics import stage_times
from revops_desktop.database.tables import deal, stage_visit
from revops_desktop.rules.periods import DAY, days_between, local_day, start_of_day
from tests.river import ZONE, make_river

START = 1_700_000_000


@pytest.fixture
def river(tmp_path: Path):
    with make_river(tmp_path / "river.revops") as made:
        yield made


def write(river, visits) -> None:
    with river.bulk(at=START) as session:
        for number, (stage_id, values) in enumerate(visits, 1):
            session.execute(insert(deal).values(title="d", pipeline_id=1, created_at=1))
            row = {"deal_id": number, "stage_id": stage_id, "sequence": 1, **values}
            session.execute(insert(stage_visit).values(row))


def ends(chance: random.Random) -> dict[str, object]:
    """A stay with instants, days or neither at its ends; some of them in odd order."""
    entered = START + chance.randrange(100 * DAY)
    left = entered + chance.randrange(-2 * DAY, 60 * DAY)
    values: dict[str, object] = {"entered_at": entered, "left_at": left, "outcome": "advanced"}
    for name in ("entered", "left"):
        kind = chance.choice(("instant", "instant", "day", "unknown"))
        if kind == "unknown":
            values[f"{name}_at"] = None
        elif kind == "day":
            day = local_day(int(str(values[f"{name}_at"])), ZONE)
            values |= {f"{name}_at": start_of_day(day, ZONE), f"{name}_day": day.isoformat()}
    return values


def test_medians_are_those_of_the_durations(river) -> None:
    chance = random.Random(3)
    visits = [(chance.choice((1, 1, 2, 3)), ends(chance)) for _one in range(300)]
    write(river, visits)
    expected: dict[int, list[float]] = {}
    for stage_id, one in visits:
        at, until = one["entered_at"], one["left_at"]
        if isinstance(at, int) and isinstance(until, int):
            days = (one.get("entered_day"), one.get("left_day"))
            took = days_between(at, days[0], until, days[1], ZONE)  # type: ignore[arg-type]  # text
            if took >= 0:
                expected.setdefault(stage_id, []).append(took)
    medians = river.ask(stage_times.medians, pipeline_id=1)
    assert set(medians) == {1, 2, 3}
    for stage_id, middle in medians.items():
        assert middle == pytest.approx(statistics.median(expected[stage_id]))


def test_a_stay_within_one_day_counts_however_its_ends_are_known(river) -> None:
    """Its days are the difference of two local dates, whatever stands for the day's instant."""
    day = local_day(START, ZONE)
    morning, midnight = start_of_day(day, ZONE) + 10 * 3600, start_of_day(day, ZONE)
    yesterday = local_day(START - DAY, ZONE)
    same = {
        "entered_at": morning,
        "left_at": midnight,
        "left_day": day.isoformat(),
        "outcome": "advanced",
    }
    odd = same | {
        "left_at": start_of_day(yesterday, ZONE),
        "left_day": yesterday.isoformat(),
    }
    write(river, [*((1, same) for _one in range(5)), *((2, odd) for _one in range(5))])
    assert river.ask(stage_times.medians, pipeline_id=1) == {1: 0.0}


def test_few_stays_have_no_median_and_open_ones_do_not_count(river) -> None:
    stay = {"entered_at": START, "left_at": START + DAY, "outcome": "advanced"}
    write(river, [*((1, stay) for _one in range(4)), *((2, stay) for _one in range(5))])
    assert river.ask(stage_times.medians, pipeline_id=1) == {2: 1.0}
    assert river.ask(stage_times.medians, pipeline_id=7) == {}


def test_the_newest_two_thousand_say_enough(river) -> None:
    old = {"entered_at": START, "left_at": START + 50 * DAY, "outcome": "advanced"}
    new = {"entered_at": START + 60 * DAY, "left_at": START + 61 * DAY, "outcome": "advanced"}
    with river.bulk(at=START) as session:
        rows = [{"title": "d", "pipeline_id": 1, "created_at": 1} for _one in range(5000)]
        session.execute(insert(deal), rows)
        session.execute(
            insert(stage_visit),
            [
                {"deal_id": one, "stage_id": 1, "sequence": 1, **(old if one <= 3000 else new)}
                for one in range(1, 5001)
            ],
        )
    assert river.ask(stage_times.medians, pipeline_id=1) == {1: 1.0}
