"""The clocks of a period counted by group, with their response times in order.

A tally can be changed: a few clocks are taken out of it and others put in, in less time than all
are counted anew.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from revops_desktop.analytics.number_rows import Numbers
from revops_desktop.analytics.response_times import Response, keyed, numbered, of_ordered

# How a clock that a period counts stands; the first two are answers.
STANDS = ("met", "met_late", "breached")
ANSWERS = 2


@dataclass(frozen=True, slots=True)
class Tally:
    """How many clocks of each group were met, met late, breached, and how long answers took.

    `codes` are the groups, rising; `numbers` a row of three for each; `ordered` as `keyed` says.
    """

    codes: Numbers
    numbers: Numbers
    ordered: Numbers

    def changed(self, gone: "Tally | None", came: "Tally") -> "Tally":
        """Without some of its clocks and with others; no group that nothing is left of."""
        less = gone or Tally(self.codes[:0], self.numbers[:0], self.ordered[:0])
        codes, place = np.unique(
            np.concatenate([self.codes, less.codes, came.codes]), return_inverse=True
        )
        numbers = np.zeros((len(codes), len(STANDS)), np.int64)
        np.add.at(numbers, place, np.concatenate([self.numbers, -less.numbers, came.numbers]))
        some = numbers.any(axis=1)
        return Tally(
            codes[some], numbers[some], _exchanged(self.ordered, less.ordered, came.ordered)
        )

    def rows(self) -> Iterator[tuple[int, list[int], Response]]:
        """Each group: its number, how many met, met late and breached, how long answers took."""
        taken = of_ordered(self.ordered, self.numbers[:, :ANSWERS].sum(axis=1))
        yield from zip(self.codes.tolist(), self.numbers.tolist(), taken, strict=True)

    def whole(self) -> tuple[list[int], Response]:
        """All groups as one, where their response times rise from group to group."""
        (taken,) = of_ordered(self.ordered, np.array([len(self.ordered)]))
        return self.numbers.sum(axis=0).tolist(), taken


def tally_of(code: Numbers, stands: Numbers, taken: Numbers) -> Tally:
    """The tally of clocks: the group of each, how it stands by STANDS, how long it took."""
    codes, group = numbered(code)
    width = len(STANDS)
    numbers = np.bincount(group * width + stands, minlength=len(codes) * width)
    answered = np.flatnonzero(stands < ANSWERS)
    ordered = np.sort(keyed(code[answered], taken[answered]))
    return Tally(codes, numbers.reshape(-1, width), ordered)


def _exchanged(ordered: Numbers, gone: Numbers, came: Numbers) -> Numbers:
    """Sorted numbers without some of them and with others."""
    if len(gone):
        first = np.searchsorted(gone, gone)
        # Of equal ones each takes a place of its own.
        places = np.searchsorted(ordered, gone) + np.arange(len(gone)) - first
        ordered = np.delete(ordered, places)
    if len(came):
        ordered = np.insert(ordered, np.searchsorted(ordered, came), came)
    return ordered
