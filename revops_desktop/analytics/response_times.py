"""How long answers took, in many groups at once (domain.md §4)."""

from dataclasses import dataclass

import numpy as np

from revops_desktop.analytics.number_rows import Numbers

# Wider than any response time, and as many places as codes are numbered in.
_WIDTH = 2**40
_WIDEST = 2**22


@dataclass(frozen=True, slots=True)
class Response:
    """How long the answers of `n` clocks took, in business seconds; None where there are none."""

    n: int = 0
    median: float | None = None
    ninetieth: float | None = None


def keyed(group: Numbers, taken: Numbers) -> Numbers:
    """A number for each response time that sorts by group first: no time is as long as a group."""
    return group * _WIDTH + taken


def of_ordered(ordered: Numbers, counts: Numbers) -> list[Response]:
    """What the response times of groups come to: `keyed` ones in order, so many of each group."""
    some = np.flatnonzero(counts)
    n = counts[some]
    first = (np.cumsum(counts) - counts)[some]

    def taken(place: Numbers) -> Numbers:
        return ordered[first + place] & (_WIDTH - 1)

    medians = (taken((n - 1) // 2) + taken(n // 2)) / 2
    # As np.percentile does it, to the last bit.
    place = (n - 1) * 0.9
    below = np.floor(place).astype(np.int64)
    low, high = taken(below), taken(np.minimum(below + 1, n - 1))
    part = place - below
    step = high - low
    ninetieth = np.where(part >= 0.5, high - step * (1 - part), low + step * part)
    found = [Response()] * len(counts)
    for at, *one in zip(
        *(some.tolist(), n.tolist(), medians.tolist(), ninetieth.tolist()), strict=True
    ):
        found[at] = Response(*one)
    return found


def numbered(codes: Numbers) -> tuple[Numbers, Numbers]:
    """What np.unique says of codes that lie close together, and the place of each in it."""
    if not len(codes):
        return codes, codes
    low = int(codes.min())
    span = int(codes.max()) - low + 1
    if span > _WIDEST:
        return np.unique(codes, return_inverse=True)
    places = codes - low
    is_there = np.zeros(span, np.bool_)
    is_there[places] = True
    return np.flatnonzero(is_there) + low, (np.cumsum(is_there) - 1)[places]
