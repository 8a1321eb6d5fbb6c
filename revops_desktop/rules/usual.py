"""What is usual for a figure, by its own history? (domain.md §5: trends matter more than levels)

A value stands out when it lies beyond everything of the twelve months before, and more than three
robust deviations from their median: a deviation is 1.4826 × the median distance from the median,
which a single wild month does not widen. Either alone cries wolf: tried on 20,000 histories of
thirteen months in which nothing had changed, the range alone calls out one month in seven and the
deviations one in twenty-five; both together one in thirty-three.
"""

from collections.abc import Sequence
from math import inf
from statistics import fmean, median

# Fewer months than this are no history.
FEWEST = 6
_DEVIATIONS = 3.0
_TO_SIGMA = 1.4826


def usual_range(history: Sequence[float | None], most: float = inf) -> tuple[float, float] | None:
    """The least and the greatest value that would be nothing special, none below 0.

    `most`: no value can be greater, as 1 of a share. None where fewer than six months are known.
    """
    known = [one for one in history if one is not None]
    if len(known) < FEWEST:
        return None
    middle = median(known)
    width = _DEVIATIONS * _TO_SIGMA * median(abs(one - middle) for one in known)
    return max(0.0, min(*known, middle - width)), max(*known, min(most, middle + width))


def mean_before(values: Sequence[float | None], months: int = 3) -> float | None:
    """The mean of the `months` values before the last one; None where one of them is missing."""
    known = [one for one in values[-1 - months : -1] if one is not None]
    return fmean(known) if len(known) == months else None
