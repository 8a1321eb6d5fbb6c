"""How did the open amount that should close in a period get from its start to its end?

start + new + reopened + increased + pulled in − decreased − pushed out − won − lost − recycled −
removed = end, always, by amount and by count (domain.md §5, `rules/waterfall.py`).
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from revops_desktop.analytics.deal_pasts import DealPast, deal_pasts, losing_deals, rivers_at
from revops_desktop.analytics.filters import EVERYTHING, Filter, settled
from revops_desktop.analytics.settings import settings
from revops_desktop.analytics.tally import NONE, Tally
from revops_desktop.rules.periods import Period
from revops_desktop.rules.waterfall import CHANGES, MOVEMENTS, Course, Movement, Place, Stand

Rivers = Mapping[int, tuple[int, str]]


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
    only: Filter = EVERYTHING


@dataclass(frozen=True, slots=True)
class Span:
    """The instants between which the water moved, and where the water is.

    `start` None: since ever · `end` None: it is not over, and ends now · `now` UTC seconds.
    """

    pipeline_id: int
    start: int | None
    end: int | None
    now: int
    last: date | None


def waterfall(
    session: Session,
    *,
    pipeline_id: int,
    period: Period,
    now: int,
    only: Filter = EVERYTHING,
) -> Waterfall:
    """The waterfall of a period, which ends now where the period is not over."""
    about = settings(session)
    span = span_of(pipeline_id, period, about.time_zone, now)
    start = end = dateless = NONE
    movements = dict.fromkeys(MOVEMENTS, NONE)
    changed: dict[Movement, int] = dict.fromkeys(CHANGES, 0)
    for _deal_id, course in courses(session, span, only):
        if course.start.is_in(span.last):
            start += _tally(course.start.value)
        if course.end.is_in(span.last):
            end += _tally(course.end.value)
        elif course.end.place == "open" and course.end.expected_close is None:
            dateless += _tally(course.end.value)
        for part in course.parts(span.last):
            if part.movement in CHANGES:
                changed[part.movement] += 1
                movements[part.movement] += Tally(0, part.amount, 0, 0)
            else:
                known = part.amount if part.is_known else None
                movements[part.movement] += _tally(known)
    return Waterfall(
        period,
        start,
        end,
        movements,
        changed,
        dateless,
        about.currency,
        about.time_zone,
        pipeline_id,
        only,
    )


def _tally(value: int | None) -> Tally:
    return Tally(1, value or 0, int(value is None), int((value or 0) > 0))


def span_of(pipeline_id: int, period: Period, zone: str, now: int) -> Span:
    """The span of a period as of now."""
    start, end = period.bounds(zone)
    if start is not None:
        start = min(start, now + 1)
    return Span(pipeline_id, start, None if end is None or end > now else end, now, period.last)


def courses(session: Session, span: Span, only: Filter) -> Iterator[tuple[int, Course]]:
    """Every deal that was open in the opportunity phase at any time of the span, with its course.

    The deals that the filter means, which asks for what they are now.
    """
    before, after = rivers_at(session, span.start), rivers_at(session, span.end)
    wanted = _candidates(session, span, before, after, settled(session, only))
    for past in deal_pasts(session, deal_ids=wanted, since=span.start, until=span.end):
        yield past.deal_id, _course(past, span, before, after)


def _course(past: DealPast, span: Span, before: Rivers, after: Rivers) -> Course:
    start = Stand("away", None, None)
    if span.start is not None:
        start = _stand(past, span.start, span.pipeline_id, before, first=True)
    until = span.now + 1 if span.end is None else span.end
    end = _stand(past, span.end, span.pipeline_id, after)
    if start.is_in(span.last) and end.is_in(span.last):
        return Course(start, (), end, been_here=True)
    between = [
        _stand(past, at + 1, span.pipeline_id, after) for at in past.instants(span.start, until)
    ]
    return Course(start, between, end, _been_here(past, span, after))


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
_STOOD = text("""
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
""")


def _candidates(
    session: Session, span: Span, before: Rivers, after: Rivers, only: Filter
) -> set[int]:
    """The deals that may have been open here in the span; some that were not may be among them."""
    stages = {
        stage_id
        for rivers in (before, after)
        for stage_id, (river, phase) in rivers.items()
        if river == span.pipeline_id and phase == "opportunity"
    }
    values = {
        "stages": json.dumps(sorted(stages)),
        "start": -(2**62) if span.start is None else span.start,
        "end": span.now + 1 if span.end is None else span.end,
    }
    found = {row[0] for row in session.execute(_STOOD, values)}
    # What was recorded in the span and taken back after it was there at its end alone.
    found |= losing_deals(session, span.start)
    if span.end is not None:
        found |= losing_deals(session, span.end)
    meant = only.deals()
    if meant is not None:
        found &= {row[0] for row in session.execute(meant)}
    return found
