"""Round values along an axis."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revops_desktop.rules.axis import around, upwards


@pytest.mark.parametrize(
    ("highest", "values"),
    [
        (0, [0, 1]),
        (-3, [0, 1]),
        (9, [0, 5, 10]),
        (100, [0, 50, 100]),
        (0.31, [0, 0.1, 0.2, 0.3, 0.4]),
    ],
)
def test_upwards(highest: float, values: list[float]) -> None:
    assert upwards(highest) == pytest.approx(values)


@pytest.mark.parametrize(
    ("highest", "values"),
    [(1, [0, 1]), (2, [0, 1, 2]), (4, [0, 2, 4]), (9, [0, 5, 10]), (60, [0, 20, 40, 60])],
)
def test_things_are_counted_in_whole_numbers(highest: float, values: list[float]) -> None:
    assert upwards(highest, whole=True) == values
    assert around(-highest, 0, whole=True) == [-value for value in reversed(values)]


def test_around_nothing_below_zero_is_upwards() -> None:
    assert around(3, 9) == upwards(9)


def test_around_holds_zero_and_both_ends() -> None:
    assert around(-30, 65) == [-50, 0, 50, 100]
    assert around(-8, -2)[-1] == 0


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
def test_there_are_few_values_and_they_hold_everything(one: float, other: float) -> None:
    lowest, highest = min(one, other), max(one, other)
    values = around(lowest, highest)
    assert 2 <= len(values) <= 8
    assert values[0] <= lowest or values[0] == 0
    assert values[-1] >= highest * (1 - 1e-9)
    assert any(abs(value) < 1e-9 * max(abs(lowest), abs(highest), 1) for value in values)
