"""Shares: always with their numerator and denominator, and silent where nothing follows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

FEWEST = 5
CARRYING = 0.8

Why = Literal["few", "none", "amounts"]
Group = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Share:
    """numerator ÷ denominator. `why` says why nothing may be concluded from it.

    none: the denominator is 0 · few: under n = 5 · amounts: under 80 % of the deals carry one;
    `lacking` names the way of leaving that does not, "" for the whole. `cases` is n, where the
    denominator is money.
    """

    numerator: int
    denominator: int
    why: Why | None = None
    cases: int | None = None
    lacking: str = ""

    @property
    def raw(self) -> float | None:
        """The quotient whatever it is worth; None when the denominator is 0."""
        return self.numerator / self.denominator if self.denominator else None

    @property
    def rate(self) -> float | None:
        """The quotient, None where nothing may be concluded (domain.md §5)."""
        return None if self.why else self.raw

    @property
    def shows_figure(self) -> bool:
        """Whether a figure is shown: greyed when `few`, not at all when `none` or `amounts`."""
        return self.why in (None, "few")


def share(numerator: int, denominator: int, cases: int | None = None) -> Share:
    """A share by count (or of `cases` by another measure) with the n rule applied."""
    n = denominator if cases is None else cases
    why: Why | None = "none" if denominator == 0 else "few" if n < FEWEST else None
    return Share(numerator, denominator, why, n)


def share_of_amounts(
    numerator: int, denominator: int, whole: Group, ways: Mapping[str, Group]
) -> Share:
    """A share by amount. A group is (deals, deals with an amount above 0).

    In the whole denominator, and in each of its ways of leaving that has deals, at least 80 % must
    carry an amount (domain.md §5).
    """
    cases = whole[0]
    for name, (deals, carrying) in {**ways, "": whole}.items():
        if deals and carrying < CARRYING * deals:
            return Share(numerator, denominator, "amounts", cases, name)
    return share(numerator, denominator, cases)
