"""Do two rows of figures rise and fall together? Spearman's rank correlation (domain.md §6)."""

from collections.abc import Sequence
from math import atanh, erfc, sqrt

# Fewer pairs than this say nothing.
FEWEST_PAIRS = 12
# The months by which one row of figures may follow the other.
LAGS = (0, 1, 2, 3)


def ranks(values: Sequence[float]) -> list[float]:
    """The rank of each value, the smallest 1; equal ones share the mean of their places."""
    order = sorted(range(len(values)), key=values.__getitem__)
    found = [0.0] * len(values)
    first = 0
    while first < len(order):
        last = first
        while last + 1 < len(order) and values[order[last + 1]] == values[order[first]]:
            last += 1
        for place in range(first, last + 1):
            found[order[place]] = (first + last) / 2 + 1
        first = last + 1
    return found


def spearman(one: Sequence[float], other: Sequence[float]) -> float | None:
    """The correlation of their ranks, −1 to 1; None where one of them never changes."""
    if len(one) != len(other):
        raise ValueError("pairs are needed")
    first, second = ranks(one), ranks(other)
    middle = (len(one) + 1) / 2
    spread = sqrt(sum((a - middle) ** 2 for a in first) * sum((b - middle) ** 2 for b in second))
    if spread == 0:
        return None
    together = sum((a - middle) * (b - middle) for a, b in zip(first, second, strict=True))
    return max(-1.0, min(1.0, together / spread))


def chance_of_ranks(correlation: float, pairs: int) -> float:
    """How likely so strong a correlation, of either sign, is by luck alone (0 to 1).

    Fisher's transformation with the variance 1.06 ÷ (n − 3) of ranks; good from 10 pairs on.
    """
    if pairs <= 3:
        return 1.0
    if abs(correlation) >= 1:
        return 0.0
    return erfc(abs(atanh(correlation)) * sqrt((pairs - 3) / 1.06) / sqrt(2))
