"""Ranks and their correlation, reckoned by hand."""

import pytest

from revops_desktop.rules.ranks import chance_of_ranks, ranks, spearman


def test_equal_values_share_the_mean_of_their_places() -> None:
    assert ranks([10, 30, 20, 20]) == [1, 4, 2.5, 2.5]
    assert ranks([]) == []


def test_what_rises_together_is_one_and_what_rises_against_is_minus_one() -> None:
    assert spearman([1, 2, 3, 9], [2, 5, 6, 100]) == pytest.approx(1)
    assert spearman([1, 2, 3, 9], [9, 5, 4, 0]) == pytest.approx(-1)


def test_a_known_example() -> None:
    # Ranks 1 2 3 4 5 against 2 1 4 3 5: 1 − 6·4 ÷ (5·24) = 0.8.
    assert spearman([1, 2, 3, 4, 5], [20, 10, 40, 30, 50]) == pytest.approx(0.8)


def test_what_never_changes_has_no_correlation() -> None:
    assert spearman([3, 3, 3], [1, 2, 3]) is None


def test_pairs_are_needed() -> None:
    with pytest.raises(ValueError, match="pairs"):
        spearman([1], [1, 2])


@pytest.mark.parametrize(
    ("correlation", "pairs", "expected"), [(0.0, 24, 1.0), (1.0, 12, 0.0), (0.5, 3, 1.0)]
)
def test_how_likely_by_luck(correlation: float, pairs: int, expected: float) -> None:
    assert chance_of_ranks(correlation, pairs) == pytest.approx(expected)


def test_the_critical_value_of_the_tables_is_near_five_percent() -> None:
    # n = 12: |r| = 0.587 is significant at 5 %, two-sided.
    assert chance_of_ranks(0.587, 12) == pytest.approx(0.05, abs=0.005)
