"""What were deals at any instant of a span? The same as `Workspace.ask(…, as_of=…)` would say.

Turning the whole file back takes seconds at 100,000 deals; here only the deals that matter are
read. Where they stood comes from their visits, what they were from what the file keeps of it
(deal_images.py), and a deal that lost visits since stands as it did then (domain.md §10). They are
read some at a time, as a few long texts (deal_past_reader.py), and reckoned with as arrays: a row
each would hold Python's lock far too long.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]
    Truths = NDArray[np.bool_]

# How a visit ended, by its number; the first: it has not.
OUTCOMES = (None, "advanced", "went_back", "lost", "recycled", "churned", "transferred")
# An instant and the place of its deal are one number, by which both are searched for at once.
_WIDTH = 2**40
BEFORE, BEHIND = -(2**39), 2**39 - 1


@dataclass(frozen=True, slots=True)
class Images:
    """What the rows of deals said. `value`: one-off + 12 × monthly in minor units, as of the win or
    exit once there was one, 0 where it is not known · `close`: ISO text, "" without one.

    `is_there`: there was a row · `is_alive`: and it was not deleted.
    """

    is_there: "Truths"
    is_alive: "Truths"
    value: "Numbers"
    is_known: "Truths"
    close: "NDArray[np.str_]"

    def at(self, rows: "Numbers") -> "Images":
        """Those of some rows, in their order."""
        return Images(
            is_there=self.is_there[rows],
            is_alive=self.is_alive[rows],
            value=self.value[rows],
            is_known=self.is_known[rows],
            close=self.close[rows],
        )

    def joined(self, other: "Images") -> "Images":
        """These, and then the others."""
        names = ("is_there", "is_alive", "value", "is_known", "close")
        return Images(*(np.concatenate([getattr(x, n) for x in (self, other)]) for n in names))


@dataclass(frozen=True)
class Visits:
    """Visits in the order of deals (by place) and sequence."""

    deal: "Numbers"
    stage: "Numbers"
    # BEFORE: unknown.
    entered: "Numbers"
    left: "Numbers"
    outcome: "Numbers"

    @cached_property
    def least(self) -> "Numbers":
        """Of each the earliest beginning from it on: the last below an instant began before it."""
        keys = keys_of(self.deal, self.entered)
        return np.minimum.accumulate(keys[::-1])[::-1]

    def without(self, places: "Numbers") -> "Visits":
        """The visits of other deals."""
        return self._chosen(np.flatnonzero(~np.isin(self.deal, places)))

    def joined(self, other: "Visits") -> "Visits":
        """Those of both, which are of other deals."""
        names = ("deal", "stage", "entered", "left", "outcome")
        both = Visits(*(np.concatenate([getattr(x, n) for x in (self, other)]) for n in names))
        return both._chosen(np.argsort(both.deal, kind="stable"))

    def _chosen(self, rows: "Numbers") -> "Visits":
        return Visits(
            *(self.deal[rows], self.stage[rows], self.entered[rows]),
            *(self.left[rows], self.outcome[rows]),
        )


@dataclass(frozen=True, slots=True)
class DealPasts:
    """Deals over a span; in all its answers a deal is meant by its place in `deal_ids`.

    An instant of None, `BEHIND` in arrays, is now.
    """

    deal_ids: Sequence[int]
    # Of each change the row before it, in their order, and behind those of a deal what it is now.
    _images: Images
    _changed: "Numbers"
    _of: "Numbers"
    _at: "Numbers"
    _last: "tuple[Numbers, Truths]"
    _visits: Visits
    # Where visits were lost since the span began: those of its first instant.
    _first_visits: Visits

    def was(self, deals: "Numbers", at: "Numbers") -> Images:
        """The rows just before an instant each; of those gone, what they were worth last."""
        found = self._images.at(np.searchsorted(self._changed, keys_of(deals, at), "left"))
        value, is_known = self._last
        return replace(
            found,
            value=np.where(found.is_there, found.value, value[deals]),
            is_known=np.where(found.is_there, found.is_known, is_known[deals]),
        )

    def stood(
        self, deals: "Numbers", at: "Numbers", *, first: bool = False
    ) -> "tuple[Numbers, Numbers]":
        """Stage and outcome of the last visit just before an instant each, as it was then.

        A stage of 0: none · `first`: at the span's begin.
        """
        visits = self._first_visits if first else self._visits
        stage, outcome = np.zeros(len(deals), np.int64), np.zeros(len(deals), np.int64)
        if len(visits.deal):
            place = np.searchsorted(visits.least, keys_of(deals, at), "left") - 1
            has = (place >= 0) & (visits.deal[place] == deals)
            stage = np.where(has, visits.stage[place], 0)
            outcome = np.where(has & (visits.left[place] < at), visits.outcome[place], 0)
        return stage, outcome

    def beginnings(
        self, stages: Collection[int], start: int | None, end: int
    ) -> "tuple[Numbers, Numbers]":
        """When deals changed, or came into one of the stages, from `start` to before `end`.

        Only then can they come to be more than they were: leaving a stage, they are less.
        """
        visits, changes = self._visits, self._at < BEHIND
        came = np.isin(visits.stage, list(stages)) & (visits.entered > BEFORE)
        deals = np.concatenate([self._of[changes], visits.deal[came]])
        at = np.concatenate([self._at[changes], visits.entered[came]])
        within = (at < end) & (at >= (BEFORE if start is None else start))
        return deals[within], at[within]

    def began_before(self, stages: Collection[int], at: int) -> "Truths":
        """Which deals came into one of the stages before an instant, or nobody knows when."""
        visits = self._visits
        came = np.isin(visits.stage, list(stages)) & (visits.entered < at)
        found = np.zeros(len(self.deal_ids), np.bool_)
        found[visits.deal[came]] = True
        return found


def instants(at: int | None, number: int) -> "Numbers":
    """The same instant so many times, as the questions of `DealPasts` want it; None: now."""
    return np.full(number, BEHIND if at is None else at, np.int64)


def keys_of(deals: "Numbers", at: "Numbers") -> "Numbers":
    """The places of deals and instants as one number each: in order by both."""
    return deals * _WIDTH + np.clip(at, BEFORE, BEHIND)
