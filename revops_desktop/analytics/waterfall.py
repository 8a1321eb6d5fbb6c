"""How did the open amount that should close in a period get from its start to its end?

start + new + reopened + increased + pulled in − decreased − pushed out − won − lost − recycled −
removed = end, always, by amount and by count (domain.md §5, `rules/waterfall.py`).
"""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from revops_desktop.analytics.deal_past_reader import deal_pasts, losing_deals, rivers_at
from revops_desktop.analytics.filters import EVERYTHING, Filter, settled
from revops_desktop.analytics.number_rows import decoded
from revops_desktop.analytics.settings import settings
from revops_desktop.analytics.tally import Tally
from revops_desktop.analytics.waterfall_entries import (
    NO_ENTRIES,
    Entries,
    Rivers,
    Span,
    entries_of,
    joined,
    open_stages,
)
from revops_desktop.database.prepared import raw_of
from revops_desktop.rules.periods import Period
from revops_desktop.rules.waterfall import CHANGES, MOVEMENTS, Movement


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
    entries: Entries = field(compare=False, repr=False)


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
    kept, wanted = NO_ENTRIES, None
    if before is not None and before.span.is_as(span) and before.only == only == EVERYTHING:
        wanted = set(touched)
        kept = before.entries.without(sorted(wanted))
    entries = joined([kept, *_entries(session, span, only, wanted)])
    moved = {movement: entries.moved(movement).tally() for movement in MOVEMENTS}
    return Waterfall(
        period=period,
        start=entries.started().tally(),
        end=entries.ended().tally(),
        movements={
            key: Tally(0, one.amount) if key in CHANGES else one for key, one in moved.items()
        },
        changed={key: moved[key].count for key in MOVEMENTS if key in CHANGES},
        dateless=entries.dateless().tally(),
        currency=about.currency,
        zone=about.time_zone,
        pipeline_id=pipeline_id,
        only=only,
        span=span,
        entries=entries,
    )


def span_of(pipeline_id: int, period: Period, zone: str, now: int) -> Span:
    """The span of a period as of now."""
    start, end = period.bounds(zone)
    if start is not None:
        start = min(start, now + 1)
    last = period.last.isoformat() if period.last else None
    return Span(pipeline_id, start, None if end is None or end > now else end, now, last)


def _entries(
    session: Session, span: Span, only: Filter, wanted: Collection[int] | None
) -> Iterator[Entries]:
    """The deals that have a part in it, of `wanted` (None: of all) and of those the filter means.

    The filter asks for what they are now.
    """
    before, after = rivers_at(session, span.start), rivers_at(session, span.end)
    if wanted is None:
        wanted = _candidates(session, span, before, after)
    wanted = _meant(session, settled(session, only), wanted)
    for pasts in deal_pasts(session, deal_ids=wanted, since=span.start, until=span.end):
        yield entries_of(pasts, span, before, after)


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
    stages = open_stages(span, before) | open_stages(span, after)
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


def _meant(session: Session, only: Filter, deal_ids: Collection[int]) -> Collection[int]:
    """Those of the deals that the filter means."""
    question = only.deals()
    if question is None:
        return deal_ids
    return set(deal_ids) & {row[0] for row in session.execute(question)}
