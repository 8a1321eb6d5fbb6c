"""A tally that was changed is the tally of what is there then; numbers are found by others."""

import numpy as np
import pytest

from revops_desktop.analytics.number_rows import Numbers, looked_up
from revops_desktop.analytics.response_times import Response
from revops_desktop.analytics.sla_tallies import STANDS, Tally, tally_of


def _clocks(chance: np.random.Generator, number: int) -> Numbers:
    """Of each: its group (−1: nobody's), how it stands, how long it took; many are equal."""
    low, high = [-1, 0, 0], [4, len(STANDS), 6]
    return chance.integers(low, high, (number, 3))


def _told(tally: Tally) -> list[tuple[int, list[int], Response]]:
    return list(tally.rows())


@pytest.mark.parametrize("seed", range(20))
def test_what_goes_and_comes_is_as_if_it_had_been_counted_so(seed: int) -> None:
    chance = np.random.default_rng(seed)
    clocks, came = _clocks(chance, 40), _clocks(chance, int(chance.integers(0, 9)))
    gone = chance.permutation(40)[: int(chance.integers(0, 41))]
    less, more = tally_of(*clocks[gone].T), tally_of(*came.T)
    changed = tally_of(*clocks.T).changed(less, more)
    left = np.concatenate([np.delete(clocks, gone, axis=0), came])
    assert _told(changed) == _told(tally_of(*left.T))
    assert _told(changed.changed(None, less)) == _told(
        tally_of(*np.concatenate([left, clocks[gone]]).T)
    )


def test_all_groups_as_one() -> None:
    code, stands = np.array([0, 0, 1, 1, 2]), np.array([0, 1, 0, 2, 2])
    taken = np.array([3, 9, 20, 99, 500])
    whole = tally_of(code, stands, taken).whole()
    assert whole == ([2, 1, 2], Response(3, 9.0, 17.8))
    assert tally_of(code[:0], stands[:0], taken[:0]).whole() == ([0, 0, 0], Response())


@pytest.mark.parametrize("far", [1, 10**12])
def test_what_is_looked_up_is_found_whether_numbers_lie_close_together_or_not(far: int) -> None:
    known, values = np.array([7, 2, 5]) * far, np.array([70, 20, 50])
    wanted = np.array([5, 6, -1, 7, 99, 0, 5]) * far
    found, is_known = looked_up(known, values, wanted, -9)
    assert found.tolist() == [50, -9, -9, 70, -9, -9, 50]
    assert is_known.tolist() == [True, False, False, True, False, False, True]
    assert looked_up(known[:0], values[:0], wanted, -9)[0].tolist() == [-9] * 7
    assert looked_up(known, values, wanted[:0], -9)[1].tolist() == []
