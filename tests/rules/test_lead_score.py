"""Points that fade, step by step, and rules that cannot be kept."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revops_desktop.errors import RuleBroken
from revops_desktop.rules import lead_score
from revops_desktop.rules.lead_score import ScoreRule, check, faded, fading, worth_since
from revops_desktop.rules.periods import start_of_day


@pytest.mark.parametrize(
    ("points", "age", "half", "worth"),
    [
        (40, 0, 10, 40),
        (40, 10, 10, 20),
        (40, 20, 10, 10),
        (5, 10, 10, 3),
        (1, 10, 10, 1),
        (1, 11, 10, 0),
        (-5, 10, 10, -3),
        (40, 9999, None, 40),
    ],
)
def test_points_are_worth_half_after_each_half_life(
    points: int, age: int, half: int | None, worth: int
) -> None:
    assert faded(points, age, half) == worth


@given(st.integers(-120, 120).filter(bool), st.integers(1, 400))
def test_the_steps_are_those_of_every_day(points: int, half: int) -> None:
    steps = fading(points, half)
    assert steps[0] == (0, points) and steps[-1][1] == 0
    for (age, worth), (later, _next) in pairwise(steps):
        for day in {age, (age + later) // 2, later - 1}:
            assert faded(points, day, half) == worth
            exact = Decimal(points) * Decimal(2) ** (Decimal(-day) / half)
            assert worth == int(exact.quantize(Decimal(1), ROUND_HALF_UP))
    assert faded(points, steps[-1][0], half) == 0


def test_a_day_begins_at_midnight_where_the_workspace_is() -> None:
    today, zone = date(2026, 4, 1), "America/New_York"
    (newest, worth), *_rest = worth_since(2, 1, today, zone)
    assert (newest, worth) == (start_of_day(today, zone), 2)
    found = dict(worth_since(2, 1, today, zone))
    assert found == {
        start_of_day(today, zone): 2,
        start_of_day(date(2026, 3, 30), zone): 1,
    }
    assert worth_since(1000, 3650, date(1950, 1, 1), zone)[-1][0] == start_of_day(
        date(1900, 1, 1), zone
    )


def test_what_a_rule_may_compare() -> None:
    rule = ScoreRule(0, "r", 5, attribute="employees", comparison="at_least", value="50")
    check(rule, "number")
    with pytest.raises(ValueError, match="compared"):
        check(rule, "text")
    with pytest.raises(ValueError, match="kind of activity"):
        check(ScoreRule(0, "r", 5, activity_kind="task"), None)
    for half_life in (0, lead_score.LONGEST_HALF_LIFE + 1):
        with pytest.raises(RuleBroken, match="Nothing was changed"):
            check(ScoreRule(0, "r", 5, activity_kind="call", half_life_days=half_life), None)
    assert ScoreRule(0, "r", 5, attribute="custom:12").custom_field_id == 12
