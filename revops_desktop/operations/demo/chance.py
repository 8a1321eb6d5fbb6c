"""Chance that is the same for the same seed: weighted draws, and decks that keep to their share."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from math import exp
from random import Random
from statistics import NormalDist
from typing import Generic, TypeVar

T = TypeVar("T")


class Weighted(Generic[T]):
    """Items drawn in proportion to their weights."""

    def __init__(self, pairs: Iterable[tuple[T, float]]) -> None:
        listed = [(item, weight) for item, weight in pairs if weight > 0]
        self.items: list[T] = [item for item, _ in listed]
        total = sum(weight for _, weight in listed)
        self._ends = [end / total for end in accumulate(weight for _, weight in listed)][:-1]

    def draw(self, chance: Callable[[], float]) -> T:
        """One item; `chance` gives a number from 0 up to 1."""
        return self.items[bisect_right(self._ends, chance())]


class Deck:
    """Yes and no in shuffled packs of `size`, each with exactly `yes` of them.

    A conversion dealt from a deck is as steady as it is said to be, whatever the seed: by single
    throws a demo of 3,000 deals could show a narrow step that nobody planted.
    """

    def __init__(self, yes: int, size: int, random: Random) -> None:
        self._pack = [True] * yes + [False] * (size - yes)
        self._left: list[bool] = []
        self._random = random

    def deal(self) -> bool:
        """The next card."""
        if not self._left:
            self._left = self._pack.copy()
            self._random.shuffle(self._left)
        return self._left.pop()


def one_of(items: Sequence[T], chance: Callable[[], float]) -> T:
    """One item, each as likely."""
    return items[int(chance() * len(items))]


def log_normal_table(spread: float, longest: float, size: int = 512) -> list[float]:
    """Quantiles of a log-normal cut at `longest` times its mean, with mean 1: stays and sizes."""
    normal = NormalDist(0, spread)
    values = [exp(normal.inv_cdf((number + 0.5) / size)) for number in range(size)]
    for _ in range(20):
        mean = sum(values) / size
        values = [min(value / mean, longest) for value in values]
    return values
