"""How did the open amount that should close in a period get from its start to its end?

start + new + reopened + increased + pulled in − decreased − pushed out − won − lost − recycled −
removed = end, always, by amount and by count (domain.md §5, `rules/waterfall.py`).
"""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from sqlalchemy.orm import Session

from revops_desktop.analytics.deal_past_reader import deal_pasts, losing_deals, rivers_at
from revops_desktop.analytics.deal_pasts import OUTCOMES, DealPasts, instants
from revops_desktop.analytics.filters import EVERYTHING, Filter, settled
from revops_desktop.analytics.number_rows import decoded
from revops_desktop.analytics.settings import settings
from revops_desktop.analytics.tally import Tally
from revops_desktop.database.prepared import raw_of
from revops_desktop.rules.periods import Period
from revops_desktop.rules.waterfall import (
    CHANGES,
    MOVEMENTS,
    PLACES,
    Movement,
    Part,
    Place,
    Stand,
    parts,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]
    Truths = NDArray[np.bool_]

Rivers = Mapping[int, tuple[int, str]]
_AWAY = Stand("away", None, None)


class Entry(NamedTuple):
    """A deal's part in a waterfall: what it was at the start and at the end, whether it was in the
    water then, its movements, and whether it is open at the end without an expected close.
    """

    at_start: bool
    at_end: bool
    start: Stand
    end: Stand
    parts: tuple[Part, ...]
    is_dateless: bool


@dataclass(frozen=True, slots=True)
class Span:
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
        return self == replace(other, now=self.now)


@dataclass(frozen=True, slots=True)
class Waterfall:
    """Start, movements and end. `movements` holds all of MOVEMENTS; amounts are never below 0.

    The count of `increased` and `decreased` is 0, since they change no number of deals: how many
    changed is in `changed` · `dateless`: open opportunities without an expected close at the end,
    which are in none of it.
    """

    period: Period
    start: Tally
    end: Tally
    movements: Mapping[Movement, Tally]
    changed: Mapping[Movement, int]
    dateless: Tally
    currency: str
    zone: str
    pipeline_id: int
    only: Filter
    span: Span = field(compare=False)
    entries: Mapping[int, Entry] = field(compare=False, repr=False)


def waterfall(
    session: Session,
    *,
    pipeline_id: int,
    period: Period,
    now: int,
    only: Filter = EVERYTHING,
    before: Waterfall | None = None,
    touched: Collection[int] = (),
) -> Waterfall:
    """The waterfall of a period, which ends now where the period is not over.

    `before`: an answer to the same question since which only the deals `touched` changed; where it
    is of something else, or a filter may mean others by now, all is reckoned anew.
    """
    about = settings(session)
    span = span_of(pipeline_id, period, about.time_zone, now)
    entries: dict[int, Entry] = {}
    wanted: Collection[int] | None = None
    if before is not None and before.span.is_as(span) and before.only == only == EVERYTHING:
        wanted = set(touched)
        entries = {key: one for key, one in before.entries.items() if key not in wanted}
    entries.update(_entries(session, span, only, wanted))
    start, end, dateless = _Sum(), _Sum(), _Sum()
    movements = {movement: _Sum() for movement in MOVEMENTS}
    for at_start, at_end, was, is_now, moved, is_dateless in entries.values():
        if at_start:
            start.add(was.value)
        if at_end:
            end.add(is_now.value)
        if is_dateless:
            dateless.add(is_now.value)
        for movement, amount, is_known in moved:
            movements[movement].add(amount if is_known else None)
    return Waterfall(
        period=period,
        start=start.tally(),
        end=end.tally(),
        movements={key: one.tally(key not in CHANGES) for key, one in movements.items()},
        changed={key: movements[key].count for key in MOVEMENTS if key in CHANGES},
        dateless=dateless.tally(),
        currency=about.currency,
        zone=about.time_zone,
        pipeline_id=pipeline_id,
        only=only,
        span=span,
        entries=entries,
    )


class _Sum:
    """A Tally while it is added up."""

    def __init__(self) -> None:
        self.count = self._amount = self._unknown = self._carrying = 0

    def add(self, value: int | None) -> None:
        self.count += 1
        if value is None:
            self._unknown += 1
        else:
            self._amount += value
            self._carrying += value > 0

    def tally(self, counts: bool = True) -> Tally:
        """What it came to; only the amount where no number of deals changes."""
        if not counts:
            return Tally(0, self._amount)
        return Tally(self.count, self._amount, self._unknown, self._carrying)


def span_of(pipeline_id: int, period: Period, zone: str, now: int) -> Span:
    """The span of a period as of now."""
    start, end = period.bounds(zone)
    if start is not None:
        start = min(start, now + 1)
    last = period.last.isoformat() if period.last else None
    return Span(pipeline_id, start, None if end is None or end > now else end, now, last)


def _entries(
    session: Session, span: Span, only: Filter, wanted: Collection[int] | None
) -> Iterator[tuple[int, Entry]]:
    """The deals that have a part in it, of `wanted` (None: of all) and of those the filter means.

    The filter asks for what they are now.
    """
    before, after = rivers_at(session, span.start), rivers_at(session, span.end)
    if wanted is None:
        wanted = _candidates(session, span, before, after)
    wanted = _meant(session, settled(session, only), wanted)
    for pasts in deal_pasts(session, deal_ids=wanted, since=span.start, until=span.end):
        yield from _parts(pasts, span, before, after)


def _parts(
    pasts: DealPasts, span: Span, before: Rivers, after: Rivers
) -> Iterator[tuple[int, Entry]]:
    """The deals that have a part in it."""
    number, river = len(pasts.deal_ids), span.pipeline_id
    deals = np.arange(number)
    end = _Stands(pasts, deals, instants(span.end, number), river, after)
    start = None
    if span.start is not None:
        at = instants(span.start, number)
        start = _Stands(pasts, deals, at, river, before, first=True)
    none = np.zeros(number, np.bool_)
    at_start, at_end = none if start is None else start.inside(span.last), end.inside(span.last)
    dateless = end.dateless
    been_here = none
    if span.start is not None:
        stages = {one for one, (of, phase) in after.items() if of == river and phase != "lead"}
        been_here = pasts.began_before(stages, span.start)
    came = _came(pasts, span, after, ~at_start)
    has_part = at_start | at_end | dateless
    has_part[list(came)] = True
    rows = np.flatnonzero(has_part)
    firsts = [_AWAY] * len(rows) if start is None else start.stands(rows)
    for place, first, now, is_in, stays, is_dateless, been in zip(
        *(rows.tolist(), firsts, end.stands(rows), at_start[rows].tolist()),
        *(at_end[rows].tolist(), dateless[rows].tolist(), been_here[rows].tolist()),
        strict=True,
    ):
        found = parts(first, came.get(place, ()), now, been_here=been, last=span.last)
        yield pasts.deal_ids[place], Entry(is_in, stays, first, now, tuple(found), is_dateless)


def _came(
    pasts: DealPasts, span: Span, after: Rivers, wanted: "Truths"
) -> Mapping[int, tuple[Stand]]:
    """What those of the deals that came in were then: after the first thing that brought them in.

    By their place.
    """
    until = span.now + 1 if span.end is None else span.end
    deals, at = pasts.beginnings(_open_stages(span, after), span.start, until)
    asked = wanted[deals]
    deals, at = deals[asked], at[asked]
    stands = _Stands(pasts, deals, at + 1, span.pipeline_id, after)
    rows = np.flatnonzero(stands.inside(span.last))
    rows = rows[np.lexsort((at[rows], deals[rows]))]
    places, firsts = np.unique(deals[rows], return_index=True)
    came = ((one,) for one in stands.stands(rows[firsts]))
    return dict(zip(places.tolist(), came, strict=True))


class _Stands:
    """Where deals were just before an instant each, and what they were."""

    def __init__(
        self,
        pasts: DealPasts,
        deals: "Numbers",
        at: "Numbers",
        pipeline_id: int,
        rivers: Rivers,
        *,
        first: bool = False,
    ) -> None:
        self._images = images = pasts.was(deals, at)
        stage, outcome = pasts.stood(deals, at, first=first)
        ways, way = np.unique(stage * len(OUTCOMES) + outcome, return_inverse=True)
        places = [
            PLACES.index(_place(OUTCOMES[end], *rivers.get(stood, (0, "")), pipeline_id))
            for stood, end in (divmod(int(one), len(OUTCOMES)) for one in ways)
        ]
        away = PLACES.index("away")
        stands = images.is_alive & (stage > 0)
        self._place = np.where(stands, np.array(places, np.int64)[way], away)
        self._is_open = self._place == PLACES.index("open")

    def inside(self, last: str | None) -> "Truths":
        """Which are part of the water of a period that ends on `last`, as `Stand.is_in` says."""
        close = self._images.close
        found = self._is_open & (close != "")
        return found if last is None else found & (close <= last)

    @property
    def dateless(self) -> "Truths":
        """Which are open and have no expected close."""
        return self._is_open & (self._images.close == "")

    def stands(self, rows: "Numbers") -> list[Stand]:
        """Some of them, in their order."""
        images = self._images.at(rows)
        return [
            Stand(PLACES[place], close or None, value if is_known else None)
            for place, close, value, is_known in zip(
                *(self._place[rows].tolist(), images.close.tolist()),
                *(images.value.tolist(), images.is_known.tolist()),
                strict=True,
            )
        ]


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


# Who stood there and left in the span, who stands there now, and who did when it was deleted: as
# one text, since a deal is told of once for each of its visits.
_STOOD = """
WITH wanted AS (SELECT value AS stage_id FROM json_each(:stages))
SELECT group_concat(deal_id) FROM (
  SELECT deal_id FROM stage_visit
  WHERE stage_id IN (SELECT stage_id FROM wanted)
    AND left_at >= :start AND (entered_at IS NULL OR entered_at < :end)
  UNION ALL
  SELECT deal_id FROM deal_state
  WHERE pipeline_id IN (SELECT pipeline_id FROM stage WHERE id IN (SELECT stage_id FROM wanted))
    AND status IN ('open', 'customer') AND stage_id IN (SELECT stage_id FROM wanted)
  UNION ALL
  SELECT d.id FROM deal AS d JOIN stage_visit AS v ON v.deal_id = d.id
  WHERE d.deleted_at IS NOT NULL AND v.outcome IS NULL
    AND v.stage_id IN (SELECT stage_id FROM wanted))
"""


def _candidates(session: Session, span: Span, before: Rivers, after: Rivers) -> set[int]:
    """The deals that may have been open here in the span; some that were not may be among them."""
    stages = _open_stages(span, before) | _open_stages(span, after)
    values = {
        "stages": json.dumps(sorted(stages)),
        "start": -(2**62) if span.start is None else span.start,
        "end": span.now + 1 if span.end is None else span.end,
    }
    (listed,) = raw_of(session).execute(_STOOD, values).fetchone()
    found = set(decoded(listed or "").tolist())
    # What was recorded in the span and taken back after it was there at its end alone.
    found |= losing_deals(session, span.start)
    if span.end is not None:
        found |= losing_deals(session, span.end)
    return found


def _open_stages(span: Span, rivers: Rivers) -> set[int]:
    """The opportunity stages of the pipeline."""
    wanted = (span.pipeline_id, "opportunity")
    return {stage_id for stage_id, place in rivers.items() if place == wanted}


def _meant(session: Session, only: Filter, deal_ids: Collection[int]) -> Collection[int]:
    """Those of the deals that the filter means."""
    question = only.deals()
    if question is None:
        return deal_ids
    return set(deal_ids) & {row[0] for row in session.execute(question)}
