"""What is usual by its own history, by examples reckoned by hand."""

import random

import pytest

from revops_desktop.rules.usual import mean_before, usual_range


def test_nothing_is_usual_without_a_history() -> None:
    assert usual_range([]) is None
    assert usual_range([1.0] * 5) is None
    assert usual_range([None, *[1.0] * 5]) is None


def test_what_never_changed_is_usual_as_it_was() -> None:
    assert usual_range([4.0] * 12) == (4.0, 4.0)


def test_the_range_is_that_of_the_months_or_three_deviations_whichever_is_wider() -> None:
    # Median 10, distances 0, 0, 1, 1, 2, 2: their median is 1.
    assert usual_range([8.0, 9.0, 10.0, 10.0, 11.0, 12.0]) == (
        pytest.approx(10 - 3 * 1.4826),
        pytest.approx(10 + 3 * 1.4826),
    )
    # One wild month widens it as far as it was wild, and no further.
    assert usual_range([10.0, 10.0, 10.0, 10.0, 10.0, 10.0, 99.0]) == (10.0, 99.0)


def test_nothing_is_less_than_none() -> None:
    found = usual_range([0.0, 1.0, 2.0, 0.0, 1.0, 3.0])
    assert found is not None
    assert found[0] == 0.0


def test_no_share_is_more_than_the_whole() -> None:
    shares = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95]
    found, whole = usual_range(shares), usual_range(shares, 1.0)
    assert found is not None and found[1] > 1
    assert whole == (found[0], 1.0)


def test_few_months_stand_out_where_nothing_changed() -> None:
    chance = random.Random(4)
    wrong = 0
    for _history in range(2000):
        values = [chance.gauss(50, 5) for _month in range(13)]
        band = usual_range(values[:12])
        assert band is not None
        wrong += not band[0] <= values[12] <= band[1]
    assert 0.01 < wrong / 2000 < 0.05


def test_the_mean_before_is_of_the_three_months_before_the_last() -> None:
    assert mean_before([9.0, 1.0, 2.0, 3.0, 100.0]) == 2.0
    assert mean_before([9.0, None, 2.0, 3.0, 100.0]) is None
    assert mean_before([1.0, 2.0]) is None
