"""How did the open amount that should close in a period get from its start to its end?

start + new + reopened + increased + pulled in − decreased − pushed out − won − lost − recycled −
removed = end, always, by amount and by count (domain.md §5, `rules/waterfall.py`).
"""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from sqlalchemy.orm import Session

from revops_desktop.analytics.deal_pasts import DealPast, deal_pasts, losing_deals, rivers_at
from revops_desktop.analytics.filters import EVERYTHING, Filter, settled
from revops_desktop.analytics.settings import settings
from revops_desktop.analytics.tally import Tally
from revops_desktop.database.prepared import raw_of
from revops_desktop.rules.periods import Period
from revops_desktop.rules.waterfall import CHANGES, MOVEMENTS, Course, Movement, Part, Place, Stand

Rivers = Mapping[int, tuple[int, str]]


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
    is of something else, all is reckoned anew.
    """
    about = settings(session)
    span = span_of(pipeline_id, period, about.time_zone, now)
    entries: dict[int, Entry] = {}
    wanted: Collection[int] | None = None
    if before is not None and before.span.is_as(span) and before.only == only:
        wanted = set(touched)
        entries = {key: one for key, one in before.entries.items() if key not in wanted}
    entries.update(_entries(session, span, only, wanted))
    start, end, dateless = _Sum(), _Sum(), _Sum()
    movements = {movement: _Sum() for movement in MOVEMENTS}
    for one in entries.values():
        if one.at_start:
            start.add(one.start.value)
        if one.at_end:
            end.add(one.end.value)
        if one.is_dateless:
            dateless.add(one.end.value)
        for part in one.parts:
            movements[part.movement].add(part.amount if part.is_known else None)
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
    here = _open_stages(span, after)
    for past in deal_pasts(session, deal_ids=wanted, since=span.start, until=span.end):
        entry = _entry(past, span, before, after, here)
        if entry is not None:
            yield past.deal_id, entry


def _entry(
    past: DealPast, span: Span, before: Rivers, after: Rivers, here: Collection[int]
) -> Entry | None:
    """The deal's part in it; None where it has none. `here`: the open stages at the end."""
    start = Stand("away", None, None)
    if span.start is not None:
        start = _stand(past, span.start, span.pipeline_id, before, first=True)
    end = _stand(past, span.end, span.pipeline_id, after)
    is_dateless = end.place == "open" and end.expected_close is None
    parts: tuple[Part, ...] = ()
    # It never was in the water if it never was expected by then.
    closes = (image.expected_close for image in past.images())
    if any(close and (not span.last or close <= span.last) for close in closes):
        between = () if start.is_in(span.last) else _between(past, span, after, here)
        course = Course(start, between, end, _been_here(past, span, after))
        parts = tuple(course.parts(span.last))
    at_start, at_end = start.is_in(span.last), end.is_in(span.last)
    if not (at_start or at_end or parts or is_dateless):
        return None
    return Entry(at_start, at_end, start, end, parts, is_dateless)


def _between(past: DealPast, span: Span, after: Rivers, here: Collection[int]) -> Iterator[Stand]:
    """What the deal was after each thing that may have brought it in, in the span."""
    until = span.now + 1 if span.end is None else span.end
    for at in past.beginnings(here, span.start, until):
        yield _stand(past, at + 1, span.pipeline_id, after)


def _been_here(past: DealPast, span: Span, after: Rivers) -> bool:
    """Whether it stood in this river's opportunity phase, or beyond, before the span began."""
    return span.start is not None and any(
        stay.entered_at is None or stay.entered_at < span.start
        for stay in past.stays
        if after.get(stay.stage_id, (0, ""))[0] == span.pipeline_id
        and after[stay.stage_id][1] != "lead"
    )


def _stand(
    past: DealPast, at: int | None, pipeline_id: int, rivers: Rivers, *, first: bool = False
) -> Stand:
    image, stay = past.was(at), past.stood(at, first=first)
    if image is None:
        # Undone and gone: worth what it was last.
        return Stand("away", None, past.last_value)
    place: Place = "away"
    if image.deleted_at is None and stay is not None:
        place = _place(stay.outcome, *rivers.get(stay.stage_id, (0, "")), pipeline_id)
    return Stand(place, image.expected_close, image.value)


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


# Who stood there and left in the span, who stands there now, and who did when it was deleted.
_STOOD = """
WITH wanted AS (SELECT value AS stage_id FROM json_each(:stages))
SELECT deal_id FROM stage_visit
WHERE stage_id IN (SELECT stage_id FROM wanted)
  AND left_at >= :start AND (entered_at IS NULL OR entered_at < :end)
UNION
SELECT deal_id FROM deal_state
WHERE pipeline_id IN (SELECT pipeline_id FROM stage WHERE id IN (SELECT stage_id FROM wanted))
  AND status IN ('open', 'customer') AND stage_id IN (SELECT stage_id FROM wanted)
UNION
SELECT d.id FROM deal AS d JOIN stage_visit AS v ON v.deal_id = d.id
WHERE d.deleted_at IS NOT NULL AND v.outcome IS NULL
  AND v.stage_id IN (SELECT stage_id FROM wanted)
"""


def _candidates(session: Session, span: Span, before: Rivers, after: Rivers) -> set[int]:
    """The deals that may have been open here in the span; some that were not may be among them."""
    stages = _open_stages(span, before) | _open_stages(span, after)
    values = {
        "stages": json.dumps(sorted(stages)),
        "start": -(2**62) if span.start is None else span.start,
        "end": span.now + 1 if span.end is None else span.end,
    }
    found = {row[0] for row in raw_of(session).execute(_STOOD, values)}
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
