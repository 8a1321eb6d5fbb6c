"""How long answers took, in many groups at once."""

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


def responses(group: Numbers, taken: Numbers, number: int) -> list[Response]:
    """What the response times of each of so many groups come to."""
    # Sorted once for all groups: no time is as long as the width of a group.
    ordered = np.sort(group * _WIDTH + taken) & (_WIDTH - 1)
    counts = np.bincount(group, minlength=number)
    some = np.flatnonzero(counts)
    n = counts[some]
    first = (np.cumsum(counts) - counts)[some]
    medians = (ordered[first + (n - 1) // 2] + ordered[first + n // 2]) / 2
    # As np.percentile does it, to the last bit.
    place = (n - 1) * 0.9
    below = np.floor(place).astype(np.int64)
    low, high = ordered[first + below], ordered[first + np.minimum(below + 1, n - 1)]
    part = place - below
    step = high - low
    ninetieth = np.where(part >= 0.5, high - step * (1 - part), low + step * part)
    found = [Response()] * number
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
