"""The deals of a waterfall as columns: what each was at the start and at the end, how it moved.

The water is the open opportunity-phase amount whose expected close lies in the period or before
(domain.md §5). What a deal was before, at the end, and in between says how it came in and how it
left; its change of amount stands apart. So the start and all movements are the end, always.

Tens of thousands of deals have a part in one: a row of Python each would cost more than reading.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from revops_desktop.analytics.deal_pasts import OUTCOMES, DealPasts, instants
from revops_desktop.analytics.tally import Tally
from revops_desktop.rules.waterfall import CHANGES, MOVEMENTS, PLACES, RISING, Movement, Place

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]
    Truths = NDArray[np.bool_]
    Texts = NDArray[np.str_]

Rivers = Mapping[int, tuple[int, str]]
# Of a deal that did not come in, or did not leave.
_NONE = -1
_AWAY, _OPEN = PLACES.index("away"), PLACES.index("open")
_HOW_IT_LEFT: Mapping[Place, Movement] = {
    "open": "pushed_out",
    "won": "won",
    "lost": "lost",
    "recycled": "recycled",
    "away": "removed",
}
_LEFT = np.array([MOVEMENTS.index(_HOW_IT_LEFT[place]) for place in PLACES], np.int64)
_NEW, _REOPENED, _PULLED_IN = map(MOVEMENTS.index, ("new", "reopened", "pulled_in"))
_SAFE = 2**62


class Span(NamedTuple):
    """The instants between which the water moved, and where the water is.

    `start` None: since ever · `end` None: it is not over, and ends now · `now` UTC seconds · `last`
    the period's last day, as ISO text.
    """

    pipeline_id: int
    start: int | None
    end: int | None
    now: int
    last: str | None

    def is_as(self, other: "Span") -> bool:
        """Whether it is the same but for the present instant."""
        return self == other._replace(now=self.now)


class Stands(NamedTuple):
    """Where deals were at an instant, and what they were.

    `place` by PLACES · `close`: ISO text, "" without one · `value` in minor units, 0 where it is
    not known.
    """

    place: "Numbers"
    close: "Texts"
    value: "Numbers"
    is_known: "Truths"

    def at(self, rows: "Numbers") -> "Stands":
        """Those of some rows, in their order."""
        return Stands(self.place[rows], self.close[rows], self.value[rows], self.is_known[rows])

    def inside(self, last: str | None) -> "Truths":
        """Which are part of the water of a period that ends on `last` (None: never)."""
        found = (self.place == _OPEN) & (self.close != "")
        return found if last is None else found & (self.close <= last)

    @property
    def dateless(self) -> "Truths":
        """Which are open and have no expected close."""
        return (self.place == _OPEN) & (self.close == "")


class Moved(NamedTuple):
    """Deals by their rows, and what each adds or takes, never below 0; 0 where it is not known."""

    rows: "Numbers"
    amount: "Numbers"
    is_known: "Truths"

    def tally(self) -> Tally:
        """What they come to."""
        known = int(np.count_nonzero(self.is_known))
        count = len(self.rows)
        return Tally(
            count, _total(self.amount), count - known, int(np.count_nonzero(self.amount > 0))
        )

    def amounts(self) -> Iterator[int | None]:
        """Each amount; None where it is not known."""
        for amount, is_known in zip(self.amount.tolist(), self.is_known.tolist(), strict=True):
            yield amount if is_known else None


class Entries(NamedTuple):
    """The deals that have a part in a waterfall, in the order of their ids.

    `came` and `left` by MOVEMENTS, below 0 where a deal did neither · `change` of its amount.
    """

    deal_id: "Numbers"
    at_start: "Truths"
    at_end: "Truths"
    is_dateless: "Truths"
    start: Stands
    end: Stands
    came: "Numbers"
    came_value: "Numbers"
    came_known: "Truths"
    change: "Numbers"
    left: "Numbers"

    def at(self, rows: "Numbers") -> "Entries":
        """Those of some rows, in their order."""
        columns: Any = (one.at(rows) if isinstance(one, Stands) else one[rows] for one in self)
        return Entries(*columns)

    def without(self, deal_ids: Sequence[int]) -> "Entries":
        """Those of other deals."""
        return self.at(np.flatnonzero(~np.isin(self.deal_id, deal_ids)))

    def started(self) -> Moved:
        """The water at the start."""
        return _standing(self.at_start, self.start)

    def ended(self) -> Moved:
        """The water at the end."""
        return _standing(self.at_end, self.end)

    def dateless(self) -> Moved:
        """What is open at the end without an expected close."""
        return _standing(self.is_dateless, self.end)

    def moved(self, movement: Movement) -> Moved:
        """The deals of a movement."""
        if movement in CHANGES:
            rows = np.flatnonzero(self.change > 0 if movement in RISING else self.change < 0)
            return Moved(rows, np.abs(self.change[rows]), np.ones(len(rows), np.bool_))
        code = MOVEMENTS.index(movement)
        if movement in RISING:
            rows = np.flatnonzero(self.came == code)
            return Moved(rows, self.came_value[rows], self.came_known[rows])
        return _standing(self.left == code, self.end)


def _standing(which: "Truths", stands: Stands) -> Moved:
    rows = np.flatnonzero(which)
    return Moved(rows, stands.value[rows], stands.is_known[rows])


def _total(amounts: "Numbers") -> int:
    """The sum, which may be more than an array can hold."""
    if not len(amounts) or int(amounts.max()) * len(amounts) < _SAFE:
        return int(amounts.sum())
    return sum(amounts.tolist())


def joined(parts: Sequence[Entries]) -> Entries:
    """All of at least one, in the order of their ids; no deal is in two."""
    columns: Any = (
        Stands(*map(np.concatenate, zip(*column, strict=True)))
        if isinstance(column[0], Stands)
        else np.concatenate(column)
        for column in zip(*parts, strict=True)
    )
    found = Entries(*columns)
    return found.at(np.argsort(found.deal_id, kind="stable"))


def entries_of(pasts: DealPasts, span: Span, before: Rivers, after: Rivers) -> Entries:
    """Those of some deals that have a part in it; the stages as they were at its start and end."""
    number, river = len(pasts.deal_ids), span.pipeline_id
    deals = np.arange(number)
    end = _stands(pasts, deals, instants(span.end, number), river, after)
    start, been_here = _nowhere(number), np.zeros(number, np.bool_)
    if span.start is not None:
        at = instants(span.start, number)
        start = _stands(pasts, deals, at, river, before, first=True)
        stages = {one for one, (of, phase) in after.items() if of == river and phase != "lead"}
        been_here = pasts.began_before(stages, span.start)
    at_start, at_end, dateless = start.inside(span.last), end.inside(span.last), end.dateless
    places, firsts = _came(pasts, span, after, ~at_start)
    has_first = np.zeros(number, np.bool_)
    has_first[places] = True
    value, is_known = (np.where(at_start, *both) for both in zip(start[2:], end[2:], strict=True))
    value[places], is_known[places] = firsts.value, firsts.is_known
    moves = at_start | has_first | at_end
    how = np.where(start.place == _OPEN, _PULLED_IN, np.where(been_here, _REOPENED, _NEW))
    found = Entries(
        deal_id=np.array(pasts.deal_ids, np.int64),
        at_start=at_start,
        at_end=at_end,
        is_dateless=dateless,
        start=start,
        end=end,
        came=np.where(moves & ~at_start, how, _NONE),
        came_value=value,
        came_known=is_known,
        change=np.where(moves, end.value - value, 0),
        left=np.where(moves & ~at_end, _LEFT[end.place], _NONE),
    )
    return found.at(np.flatnonzero(moves | dateless))


def _nowhere(number: int) -> Stands:
    """So many deals that are not there yet."""
    nothing = np.zeros(number, np.int64)
    return Stands(nothing + _AWAY, np.full(number, "", "U10"), nothing, nothing > 0)


def _came(
    pasts: DealPasts, span: Span, after: Rivers, wanted: "Truths"
) -> "tuple[Numbers, Stands]":
    """Which of the deals came in, and what they were after the first thing that brought them in."""
    until = span.now + 1 if span.end is None else span.end
    deals, at = pasts.beginnings(open_stages(span, after), span.start, until)
    asked = wanted[deals]
    deals, at = deals[asked], at[asked]
    stands = _stands(pasts, deals, at + 1, span.pipeline_id, after)
    rows = np.flatnonzero(stands.inside(span.last))
    rows = rows[np.lexsort((at[rows], deals[rows]))]
    places, firsts = np.unique(deals[rows], return_index=True)
    return places, stands.at(rows[firsts])


def _stands(
    pasts: DealPasts,
    deals: "Numbers",
    at: "Numbers",
    pipeline_id: int,
    rivers: Rivers,
    *,
    first: bool = False,
) -> Stands:
    """Where deals were just before an instant each, and what they were."""
    images = pasts.was(deals, at)
    stage, outcome = pasts.stood(deals, at, first=first)
    ways, way = np.unique(stage * len(OUTCOMES) + outcome, return_inverse=True)
    places = [
        PLACES.index(_place(OUTCOMES[end], *rivers.get(stood, (0, "")), pipeline_id))
        for stood, end in (divmod(int(one), len(OUTCOMES)) for one in ways)
    ]
    place = np.where(images.is_alive & (stage > 0), np.array(places, np.int64)[way], _AWAY)
    value = np.where(images.is_known, images.value, 0)
    return Stands(place, images.close, value, images.is_known)


def _place(outcome: str | None, river: int, phase: str, pipeline_id: int) -> Place:
    if river != pipeline_id or outcome == "transferred":
        return "away"
    if outcome == "lost":
        return "lost"
    if outcome == "recycled":
        return "recycled"
    # Who churned had been won before.
    if outcome == "churned" or phase == "customer":
        return "won"
    return "open" if phase == "opportunity" else "away"


def open_stages(span: Span, rivers: Rivers) -> set[int]:
    """The opportunity stages of the pipeline."""
    wanted = (span.pipeline_id, "opportunity")
    return {stage_id for stage_id, place in rivers.items() if place == wanted}


def _no_entries() -> Entries:
    numbers, truths = np.zeros(0, np.int64), np.zeros(0, np.bool_)
    stands = _nowhere(0)
    return Entries(
        *(numbers, truths, truths, truths, stands, stands),
        *(numbers, numbers, truths, numbers, numbers),
    )


NO_ENTRIES = _no_entries()
