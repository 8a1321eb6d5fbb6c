"""Which movement of a waterfall does a deal stand in? Plain values in, plain values out.

The water is the open opportunity-phase amount whose expected close lies in the period or before
(domain.md §5). What a deal was before, at the end, and in between says how it came in and how it
left; its change of amount stands apart. So the start and all movements are the end, always.
"""

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple, get_args

# `away`: not there yet, deleted, in another pipeline, or in the lead phase.
Place = Literal["open", "won", "lost", "recycled", "away"]
PLACES: tuple[Place, ...] = get_args(Place)
Rising = Literal["new", "reopened", "increased", "pulled_in"]
Falling = Literal["decreased", "pushed_out", "won", "lost", "recycled", "removed"]
Movement = Rising | Falling
# These add to the water; the others take from it.
RISING: tuple[Movement, ...] = get_args(Rising)
MOVEMENTS: tuple[Movement, ...] = (*RISING, *get_args(Falling))
# These change what a deal is worth, and never how many deals there are.
CHANGES: frozenset[Movement] = frozenset(("increased", "decreased"))


class Stand(NamedTuple):
    """Where a deal was at an instant, and what it was. `value` in minor units, None unknown."""

    place: Place
    expected_close: str | None
    value: int | None

    def is_in(self, last: str | None) -> bool:
        """Whether it is part of the water of a period that ends on `last` (ISO; None: never)."""
        if self.place != "open" or self.expected_close is None:
            return False
        return last is None or self.expected_close <= last


class Part(NamedTuple):
    """A deal's part in one movement: `amount` is what it adds or takes, never below 0."""

    movement: Movement
    amount: int
    is_known: bool


def parts(
    start: Stand, between: Iterable[Stand], end: Stand, *, been_here: bool, last: str | None
) -> list[Part]:
    """A deal's movements in a period that ends on `last`; none where it stayed as it was.

    What it was at the start, after each thing that may have brought it in (read no further than
    needed), and at the end · `been_here`: it had stood in the opportunity phase of this river, or
    beyond, before it came in.
    """
    came = start
    found: list[Part] = []
    if not start.is_in(last):
        first = next((one for one in between if one.is_in(last)), None)
        if first is None and not end.is_in(last):
            return found
        came = first or end
        found.append(_part(_how_it_came(start, been_here), came.value))
    change = (end.value or 0) - (came.value or 0)
    if change:
        found.append(Part("increased" if change > 0 else "decreased", abs(change), True))
    if not end.is_in(last):
        found.append(_part(_HOW_IT_LEFT[end.place], end.value))
    return found


def _how_it_came(start: Stand, been_here: bool) -> Movement:
    if start.place == "open":
        return "pulled_in"
    return "reopened" if been_here else "new"


_HOW_IT_LEFT: Mapping[Place, Movement] = {
    "open": "pushed_out",
    "won": "won",
    "lost": "lost",
    "recycled": "recycled",
    "away": "removed",
}


def _part(movement: Movement, value: int | None) -> Part:
    return Part(movement, value or 0, value is not None)
