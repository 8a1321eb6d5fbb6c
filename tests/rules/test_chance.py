"""Differences that are more than chance, and those that are not."""

import random

import pytest

from revops_desktop.rules.chance import (
    chance_of_lower,
    chance_of_more,
    counts_differ,
    shares_differ,
)


@pytest.mark.parametrize(
    "now, before, periods, differs",
    [
        (12, 31, 3, False),
        (20, 30, 3, True),
        (2, 30, 3, True),
        (10, 30, 3, False),
        (0, 0, 3, False),
        (5, 0, 3, True),
        (0, 9, 3, False),
        (3, 0, 0, False),
        (700, 1800, 3, True),
        (610, 1800, 3, False),
    ],
)
def test_counts(now: int, before: int, periods: int, differs: bool) -> None:
    assert counts_differ(now, before, periods) is differs


def test_counts_of_one_stream_differ_by_chance_in_at_most_one_month_of_twenty() -> None:
    chance = random.Random(7)

    def month() -> int:
        return sum(chance.random() < 0.02 for _deal in range(500))

    false = sum(counts_differ(month(), sum(month() for _ in range(3)), 3) for _ in range(400))
    assert false <= 0.05 * 400


@pytest.mark.parametrize(
    "some, n, others, others_n, differs",
    [
        (12, 31, 31, 93, False),
        (28, 40, 31, 93, True),
        (5, 19, 31, 93, None),
        (5, 30, 3, 10, None),
        (30, 30, 30, 30, False),
    ],
)
def test_shares(some: int, n: int, others: int, others_n: int, differs: bool | None) -> None:
    assert shares_differ(some, n, others, others_n) is differs


def test_a_lower_share_is_rarely_luck() -> None:
    # 10 of 100 against 20 of 100: z = 1.98, one-sided 2.4 %.
    assert chance_of_lower(10, 100, 20, 100) == pytest.approx(0.0239, abs=0.0005)
    assert chance_of_lower(20, 100, 10, 100) == pytest.approx(1 - 0.0239, abs=0.0005)
    assert chance_of_lower(0, 19, 50, 50) == 1
    assert chance_of_lower(0, 20, 0, 20) == 1


def test_a_larger_count_is_rarely_luck() -> None:
    # All 5 in one of two equal halves: 1 of 32.
    assert chance_of_more(5, 0, 0.5) == pytest.approx(1 / 32)
    assert chance_of_more(0, 5, 0.5) == pytest.approx(1)
    assert chance_of_more(0, 0, 0.5) == 1
