"""What would a time limit have meant for a stage? Asked before it is set (domain.md §4, SLA).

Each stay of the past is judged as if the limit had held when it began, imported ones too; with the
calendar that held then and without what its clock stood still. A stay known by day only begins,
and ends, at the first instant of its day.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy
from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.business_clocks import ClockBook, clock_book
from revops_desktop.analytics.deals_behind import DealsBehind, listed
from revops_desktop.analytics.number_rows import number_rows
from revops_desktop.database.tables import clock_pause, deal, stage_visit
from revops_desktop.rules.business_clock import Limit, Pause
from revops_desktop.rules.periods import Period
from revops_desktop.rules.shares import Share, share

# Limits that people agree on, from an hour to two months: (business minutes, business days).
USUAL = tuple(
    Limit(*one)
    for one in (
        *((60, None), (120, None), (240, None), (480, None)),
        *((None, 1), (None, 2), (None, 3), (None, 5), (None, 10), (None, 20), (None, 40)),
    )
)
_KEPT = ("advanced", "transferred")
_FAR = 2**62


@dataclass(frozen=True, slots=True)
class Trial:
    """Stays whose deadline would have fallen in the period: `n` = `met` + `met_late` + `breached`.

    `breached`: over the limit and still there, or left by an exit or backward after it · `running`:
    there now and not due yet, in no period · `cancelled`: left by an exit or backward before the
    deadline · `odd_order`: ended before they began, in no figure · `over_here`: those that are
    there now and would be over it, whenever they were due.
    """

    n: int
    met: int
    met_late: int
    breached: int
    running: int
    cancelled: int
    odd_order: int
    over_here: int

    @property
    def compliance(self) -> Share:
        """The share of them that would have kept the limit (domain.md §4)."""
        return share(self.met, self.n)


@dataclass(frozen=True, slots=True)
class _Stays:
    """The stays of a stage, an array each: which, beginning, end (or now), and how it ended."""

    visits: numpy.ndarray
    start: numpy.ndarray
    end: numpy.ndarray
    kept: numpy.ndarray
    here: numpy.ndarray
    odd_order: int
    # Stays whose clock stood still: place in the arrays, and when.
    pauses: dict[int, tuple[Pause, ...]]


def limit_trial(
    session: Session,
    *,
    stage_id: int,
    limit: Limit,
    first: date | None = None,
    last: date | None = None,
    now: int | None = None,
) -> Trial:
    """How many stays in a stage would have kept this limit; `first` and `last` bound the deadline.

    Both are local days, included; None is open. Without `now` (UTC seconds) whatever stands there
    still is `running`, however long.
    """
    book = clock_book(session)
    return _judged(book, _stays(session, stage_id, now), limit, Period(first, last), now)


def limit_trials(
    session: Session,
    *,
    stage_id: int,
    limits: Sequence[Limit] = USUAL,
    first: date | None = None,
    last: date | None = None,
    now: int | None = None,
) -> tuple[Trial, ...]:
    """The same for several limits, so that they can be compared."""
    book = clock_book(session)
    stays = _stays(session, stage_id, now)
    return tuple(_judged(book, stays, one, Period(first, last), now) for one in limits)


def late_deals(
    session: Session, *, stage_id: int, limit: Limit, first: date, last: date, now: int
) -> DealsBehind:
    """The deals whose stay would not have kept the limit; those that left newest first."""
    stays = _stays(session, stage_id, now)
    found = numpy.zeros(0, dtype=numpy.int64)
    if len(stays.start):
        of = _each(clock_book(session), stays, limit, Period(first, last), now)
        found = stays.visits[of.over & of.counts]
    visit = stage_visit.c
    wanted = func.json_each(json.dumps(found.tolist())).table_valued("value")
    return listed(
        session,
        select(visit.deal_id, func.max(visit.left_at).label("at"), visit.left_day.label("day"))
        .where(visit.id.in_(select(wanted.c.value)))
        .group_by(visit.deal_id),
    )


def _stays(session: Session, stage_id: int, now: int | None) -> _Stays:
    visit = stage_visit.c
    until = _FAR if now is None else now
    rows = number_rows(
        session,
        select(
            *(visit.id, visit.entered_at, func.coalesce(visit.left_at, until)),
            case((visit.outcome.in_(_KEPT), 1), else_=0),
            case((visit.outcome.is_(None), 1), else_=0),
        )
        .join(deal, deal.c.id == visit.deal_id)
        .where(
            visit.stage_id == stage_id,
            visit.entered_at.is_not(None),
            deal.c.deleted_at.is_(None),
            visit.outcome.is_(None) | visit.left_at.is_not(None),
        )
        .order_by(visit.id),
    )
    # A beginning after now, as well as an end before the beginning, is in no figure.
    ordered = rows[rows[:, 2] >= rows[:, 1]]
    ids, start, end, kept, here = ordered.T
    places = {visit_id: place for place, visit_id in enumerate(ids.tolist())}
    return _Stays(
        *(ids, start, end, kept == 1, here == 1),
        len(rows) - len(ordered),
        _pauses(session, stage_id, places),
    )


def _pauses(
    session: Session, stage_id: int, places: dict[int, int]
) -> dict[int, tuple[Pause, ...]]:
    pause = clock_pause.c
    found: dict[int, tuple[Pause, ...]] = {}
    for visit_id, paused_at, resumed_at in session.execute(
        select(pause.visit_id, pause.paused_at, pause.resumed_at)
        .join(stage_visit, stage_visit.c.id == pause.visit_id)
        .where(stage_visit.c.stage_id == stage_id)
        .order_by(pause.paused_at, pause.id)
    ):
        if visit_id in places:
            place = places[visit_id]
            found[place] = (*found.get(place, ()), Pause(paused_at, resumed_at))
    return found


@dataclass(frozen=True, slots=True)
class _Judged:
    """For each stay whether it was over the limit, is running still, and lies in the period."""

    over: numpy.ndarray
    running: numpy.ndarray
    counts: numpy.ndarray


def _judged(book: ClockBook, stays: _Stays, limit: Limit, period: Period, now: int | None) -> Trial:
    if not len(stays.start):
        return Trial(0, 0, 0, 0, 0, 0, stays.odd_order, 0)
    of = _each(book, stays, limit, period, now)
    met = int((stays.kept & ~of.over & of.counts).sum())
    late = int((stays.kept & of.over & of.counts).sum())
    breached = int((~stays.kept & of.over & of.counts).sum())
    return Trial(
        n=met + late + breached,
        met=met,
        met_late=late,
        breached=breached,
        running=int(of.running.sum()),
        cancelled=int((~stays.kept & ~stays.here & ~of.over & of.counts).sum()),
        odd_order=stays.odd_order,
        over_here=int((stays.here & ~of.running).sum()),
    )


def _each(book: ClockBook, stays: _Stays, limit: Limit, period: Period, now: int | None) -> _Judged:
    # Nobody can know the calendar of a far future: what is open is read as of its beginning.
    ends = numpy.where(stays.end == _FAR, stays.start, stays.end)
    due = book.due_many(stays.start, limit, ends)
    for place, pauses in stays.pauses.items():
        start = int(stays.start[place])
        moved = book.clock(start, int(ends[place])).due(start, limit, pauses)
        due[place] = _FAR if moved is None else moved
    over = stays.end > due
    running = stays.here & ~over if now is not None else stays.here
    begins, behind = period.bounds(book.zone)
    counts = ~running
    if begins is not None:
        counts &= due >= begins
    if behind is not None:
        counts &= due < behind
    return _Judged(over, running, counts)
