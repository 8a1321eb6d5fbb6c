"""How many deals, worth how much, over how many days: what every flow figure is made of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Integer, func, type_coerce

from revops_desktop.analytics.number_rows import UNKNOWN, Numbers
from revops_desktop.rules.periods import DAY, days_between
from revops_desktop.rules.shares import Share, share, share_of_amounts


@dataclass(frozen=True, slots=True)
class Tally:
    """A number of deals. `amount` in minor units is the sum of those whose amount is known.

    `without_amount`: amount unknown, which is not 0 · `carrying`: above 0 (domain.md §2, §5).
    """

    count: int = 0
    amount: int = 0
    without_amount: int = 0
    carrying: int = 0

    @property
    def lacks_amounts(self) -> bool:
        """Whether there are deals and nobody wrote an amount to any: that is not 0."""
        return bool(self.count) and self.count == self.without_amount

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.count + other.count,
            self.amount + other.amount,
            self.without_amount + other.without_amount,
            self.carrying + other.carrying,
        )

    def less(self, part: "Tally") -> "Tally":
        """These deals without some of them."""
        return Tally(
            self.count - part.count,
            self.amount - part.amount,
            self.without_amount - part.without_amount,
            self.carrying - part.carrying,
        )


NONE = Tally()


def tally_columns(value: ColumnElement) -> tuple[ColumnElement, ...]:
    """The SQL that counts a group of rows into a Tally, in its order."""
    return (
        func.count(),
        func.coalesce(func.sum(value), 0),
        func.count() - func.count(value),
        func.coalesce(func.sum(type_coerce(value > 0, Integer)), 0),
    )


def total(tallies: Iterable[Tally]) -> Tally:
    """All of them together."""
    return sum(tallies, NONE)


def shares(part: Tally, whole: Tally, ways: Mapping[str, Tally]) -> tuple[Share, Share]:
    """`part` of `whole` by count and by amount; `ways` are its ways of leaving (domain.md §5)."""
    by_amount = share_of_amounts(
        part.amount,
        whole.amount,
        (whole.count, whole.carrying),
        {name: (one.count, one.carrying) for name, one in ways.items()},
    )
    return share(part.count, whole.count), by_amount


@dataclass(frozen=True, slots=True)
class Average:
    """Mean and median of the known amounts, in minor units; None where none is known."""

    n: int
    mean: float | None
    median: float | None


def average(amounts: Numbers) -> Average:
    """The average of those amounts that are known."""
    known = np.sort(amounts[amounts != UNKNOWN])
    if not len(known):
        return Average(0, None, None)
    # Added as numbers of Python: so many may be more than 64 bits hold.
    return Average(len(known), sum(known.tolist()) / len(known), _median(known))


def _median(ordered: NDArray[Any]) -> float:
    half = len(ordered) // 2
    middle = ordered[half].item()
    return middle if len(ordered) % 2 else (ordered[half - 1].item() + middle) / 2


@dataclass(frozen=True, slots=True)
class Durations:
    """Days of `n` deals. Those that end before they begin, or lack a date, are left out."""

    n: int = 0
    median: float | None = None
    mean: float | None = None
    odd_order: int = 0
    undated: int = 0


Moment = tuple[int | None, str | None]


def days_from(start: Moment, end: Moment, zone: str) -> float | None:
    """Days between two moments, each an instant and its day; None where a date is missing."""
    return all_days([(*start, *end)], zone)[0]


def all_days(
    spans: Iterable[tuple[int | None, str | None, int | None, str | None]], zone: str
) -> list[float | None]:
    """`days_from` of many: beginning and its day, end and its day. Most are instants alone."""
    return [
        None
        if start is None or end is None
        else (end - start) / DAY
        if start_day is None and end_day is None
        else days_between(start, start_day, end, end_day, zone)
        for start, start_day, end, end_day in spans
    ]


def durations(days: NDArray[np.float64]) -> Durations:
    """What the durations of some deals come to; NaN is a missing date (domain.md §2)."""
    # Those that are NaN come last.
    ordered = np.sort(days)
    odd, known = np.searchsorted(ordered, (0.0, np.inf)).tolist()
    kept, undated = ordered[odd:known], len(days) - known
    if not len(kept):
        return Durations(odd_order=odd, undated=undated)
    # Added in order, so that the mean is the same however they were read.
    return Durations(len(kept), _median(kept), float(kept.mean()), odd, undated)
