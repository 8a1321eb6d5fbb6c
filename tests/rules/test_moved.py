"""A figure moved only where chance cannot explain it (domain.md §10)."""

import pytest

from revops_desktop.rules.moved import Moved, moved

Value = tuple[float | None, int | None]


@pytest.mark.parametrize(
    ("then", "now", "unit", "less", "verdict"),
    [
        ((0.2, 100), (0.5, 100), "share", False, "better"),
        ((0.5, 100), (0.2, 100), "share", False, "worse"),
        ((0.5, 100), (0.2, 100), "share", True, "better"),
        ((0.2, 100), (0.22, 100), "share", False, "same"),
        ((0.2, 19), (0.9, 100), "share", False, "few"),
        ((0.2, 100), (0.9, None), "share", False, "few"),
        ((None, 0), (0.9, 50), "share", False, "unknown"),
        ((0.2, 50), (None, None), "share", False, "unknown"),
        ((10, 10), (30, 30), "count", False, "better"),
        ((10, 10), (12, 12), "count", False, "same"),
        ((30, 30), (10, 10), "count", True, "better"),
        ((0, 0), (0, 0), "count", True, "same"),
        ((5.0, 30), (9.0, 30), "days", True, "few"),
    ],
)
def test_shares_and_counts_are_tested_as_such(
    then: Value, now: Value, unit: str, less: bool, verdict: Moved
) -> None:
    assert moved(then, now, unit=unit, less_is_better=less) == verdict


def test_all_else_is_judged_by_what_is_usual_for_it() -> None:
    history = [5.0, 5.5, None, 4.8, 5.2, 5.1, 4.9]
    for now, verdict in ((5.4, "same"), (2.0, "better"), (9.0, "worse")):
        found = moved((5.0, 9), (now, 9), unit="days", less_is_better=True, history=history)
        assert found == verdict
