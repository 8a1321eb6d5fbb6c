"""All clocks that run, judged by index, whatever their number (domain.md §4).

What a limit means is monotone in the start: whoever began earlier is due earlier. So each limit in
force cuts its clocks at two instants, found by bisection over the very `due` that judges a single
one: those that began before the first are breached, those before the second at risk. Each state is
one range of the index of running clocks. Clocks that were ever paused are judged one by one.
"""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from heapq import nsmallest
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, func, or_, select, text
from sqlalchemy.orm import Session

from revops_desktop.analytics.filters import EVERYTHING, Filter, settled, within
from revops_desktop.analytics.sla_lines import Books, ClockLine, Kind, books, lines, pauses_of
from revops_desktop.analytics.sla_rows import KINDS
from revops_desktop.database.tables import (
    business_calendar,
    clock_pause,
    deal,
    handoff,
    member,
    stage_visit,
)
from revops_desktop.rules.business_clock import BusinessClock, Limit
from revops_desktop.rules.periods import DAY
from revops_desktop.rules.sla import State, is_at_risk, is_breached, whole_seconds

# Before and after every instant of a file.
_FIRST, _LAST = -(2**60), 2**60
# Where clocks are put back an hour comes twice, and a limit in days is monotone on either side.
_YEARS_BACK = 2
_PRESSING: tuple[State, ...] = ("breached", "at_risk")


class Span(NamedTuple):
    """Clocks of one stage or rule that began from `first` to before `last`, under one limit.

    Those that began before `breached` are breached, those from there to before `risk` at risk.
    """

    kind: Kind
    source_id: int
    limit: Limit
    first: int
    last: int
    breached: int
    risk: int

    def bounds(self, state: State) -> tuple[int, int]:
        """From which start to before which start a clock is in this state."""
        cuts = {"breached": (self.first, self.breached), "at_risk": (self.breached, self.risk)}
        return cuts.get(state, (self.risk, self.last))


@dataclass(frozen=True, slots=True)
class Running:
    """How many clocks run in each state, those that are paused apart; the most pressing ones.

    `lines`: breached before at risk before running, the earliest deadline first; none is paused.
    """

    counts: Mapping[State, int]
    paused: int
    lines: tuple[ClockLine, ...]


def running(
    session: Session,
    *,
    now: int,
    states: Sequence[State] = _PRESSING,
    member_id: int | None = None,
    most: int = 0,
    only: Filter = EVERYTHING,
    kinds: Collection[Kind] = KINDS,
) -> Running:
    """How the clocks of the file stand as of `now`, and the `most` pressing of `states`.

    Of `member_id`: the stays of deals they own, and hand-offs to them or to all of their function.
    Clocks of other `kinds` are not counted.
    """
    asked = _Asked(session, books(session), member_id, settled(session, only), now)
    counts: dict[State, int] = {"breached": 0, "at_risk": 0, "running": 0}
    some: dict[State, list[tuple[Span, int, int]]] = {state: [] for state in counts}
    for span in _spans(session, asked.known, now, kinds):
        for state in counts:
            first, last = span.bounds(state)
            number = asked.count(span, first, last)
            counts[state] += number
            if number:
                some[state].append((span, first, last))
    singles = asked.singles(now, kinds)
    awake = [one for one in singles if not one.judged.is_paused]
    for one in awake:
        counts[one.judged.state] += 1
    lines_: list[ClockLine] = []
    for state, ranges in some.items():
        rest = most - len(lines_)
        if state in states and rest > 0:
            found = [one for part in ranges for one in asked.first(*part, rest)]
            found += [_found(one) for one in awake if one.judged.state == state]
            lines_ += asked.judged(found, rest)
    return Running(counts, len(singles) - len(awake), tuple(lines_))


def breached_stays(session: Session, *, now: int, only: Filter = EVERYTHING) -> list[int]:
    """The ids of the present stays (visits) that are beyond their stage's time limit."""
    asked = _Asked(session, books(session), None, settled(session, only), now)
    found = [
        clock_id
        for span in _spans(session, asked.known, now)
        if span.kind == "stage"
        for clock_id in asked.ids(span, *span.bounds("breached"))
    ]
    return [*found, *asked.breached_singles("stage")]


def turned(
    session: Session, *, since: int, now: int, most: int, member_id: int | None = None
) -> tuple[int, tuple[ClockLine, ...]]:
    """The clocks that became at risk or breached after `since`: how many, the most pressing."""
    asked = _Asked(session, books(session), member_id, EVERYTHING, now)
    before = {span[:5]: span for span in _spans(session, asked.known, since)}
    count, found = 0, []
    for span in _spans(session, asked.known, now):
        was = before.get(span[:5]) or _before_any(span)
        for first, last in (
            (was.breached, span.breached),
            (max(was.risk, span.breached), span.risk),
        ):
            number = asked.count(span, first, last)
            count += number
            if number:
                found += asked.first(span, first, last, most)
    then = {(one.kind, one.clock_id): one.judged.state for one in asked.singles(since)}
    for one in asked.singles(now):
        state = one.judged.state
        is_new = then.get((one.kind, one.clock_id)) != state
        if is_new and state in _PRESSING and not one.judged.is_paused:
            count += 1
            found.append(_found(one))
    return count, asked.judged(found, most)


def _before_any(span: Span) -> Span:
    """The span as it was when none of its clocks was pressing."""
    return span._replace(breached=span.first, risk=span.first)


# Where the states begin


def _spans(
    session: Session, known: Books, now: int, kinds: Collection[Kind] = KINDS
) -> Iterator[Span]:
    """Every stage and rule with a limit, cut where a version of limit or calendar begins."""
    of_kind = {"stage": known.limits.stages, "handoff": known.limits.rules}
    made = {
        (kind, source_id): {one.made_at for one in versions}
        for kind in kinds
        for source_id, versions in of_kind[kind].items()
    }
    if not made:
        return
    calendars = set(session.scalars(select(business_calendar.c.made_at)))
    folds = set(_folds(known.clocks.zone, now))
    for (kind, source_id), versions in made.items():
        cuts = sorted(one for one in versions | calendars | folds if one <= now)
        for first, last in zip((_FIRST, *cuts), (*cuts, _LAST), strict=True):
            limit = known.limit(kind, source_id, max(first, 0), now)
            if limit is not None:
                clock = known.clocks.clock(max(first, 0), now)
                breached, risk = _cuts(clock, limit, first, last, now)
                yield Span(kind, source_id, limit, first, last, breached, risk)


def _cuts(clock: BusinessClock, limit: Limit, first: int, last: int, now: int) -> tuple[int, int]:
    """The start from which on a clock is not breached, and from which on it is not at risk."""

    def in_time(start: int) -> bool:
        due = clock.due(start, limit)
        return due is not None and due >= now

    def safe(start: int) -> bool:
        due = clock.due(start, limit)
        if due is None or due < now:
            return False
        return not is_at_risk(clock.between(now, due), whole_seconds(clock, limit, start))

    breached = _earliest(in_time, first, last, now)
    return breached, _earliest(safe, breached, last, now)


def _earliest(holds: Callable[[int], bool], first: int, last: int, now: int) -> int:
    """The first start of the span of which this holds, as of all later ones; else `last`."""
    high = min(last, now + 1)
    if high <= first:
        return first
    if high == last and not holds(last - 1):
        return last
    step = 4 * DAY
    low = high
    while True:
        low -= step
        if low < first:
            low = first - 1
            break
        if not holds(low):
            break
        high, step = low, step * 2
    while high - low > 1:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle
    return high


def _folds(zone: str, now: int) -> Iterator[int]:
    """The instants of the last years at which the wall clock was put back."""
    info = ZoneInfo(zone)

    def offset(at: int) -> timedelta:
        return datetime.fromtimestamp(at, UTC).astimezone(info).utcoffset() or timedelta()

    for day in range(now - _YEARS_BACK * 366 * DAY, now, 7 * DAY):
        low, high = day, day + 7 * DAY
        if offset(high) < offset(low):
            before = offset(low)
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if offset(middle) == before else (low, middle)
            yield high


# Who is in a range of starts

_SOURCE: Mapping[Kind, Any] = {"stage": stage_visit.c.stage_id, "handoff": handoff.c.rule_id}
_START: Mapping[Kind, Any] = {"stage": stage_visit.c.entered_at, "handoff": handoff.c.handed_at}
_DEAL: Mapping[Kind, Any] = {"stage": stage_visit.c.deal_id, "handoff": handoff.c.deal_id}
_ID: Mapping[Kind, Any] = {"stage": stage_visit.c.id, "handoff": handoff.c.id}
# As the partial indexes say it: with a parameter they would not be used.
_RUNS: Mapping[Kind, Any] = {
    "stage": text("stage_visit.outcome IS NULL AND stage_visit.is_imported = 0"),
    "handoff": text("handoff.outcome IS NULL"),
}
_PAUSE: Mapping[Kind, Any] = {"stage": clock_pause.c.visit_id, "handoff": clock_pause.c.handoff_id}


_Found = tuple[int, Kind, int]


def _found(line: ClockLine) -> _Found:
    return line.judged.due or 0, line.kind, line.clock_id


class _Asked:
    """What one question reads of the clocks of a member (None: of all) and of some deals."""

    def __init__(
        self, session: Session, known: Books, member_id: int | None, only: Filter, now: int
    ) -> None:
        self.session, self.known, self.now = session, known, now
        self._member_id, self._only = member_id, only
        self._counts: dict[Kind, Select] = {}
        self._firsts: dict[Kind, Select] = {}
        self._starts: dict[Kind, Mapping[int, list[int]]] = {}
        # Built once a question: putting a statement together costs more than running it.
        for kind, id_ in _ID.items():
            ever = _PAUSE[kind]
            where = (
                _SOURCE[kind] == bindparam("source"),
                _RUNS[kind],
                _START[kind] >= bindparam("first"),
                _START[kind] < bindparam("last"),
                *self._scoped(kind),
            )
            self._counts[kind] = select(func.count()).select_from(id_.table).where(*where)
            # Of few, each is looked up: all pauses listed first would cost more.
            self._firsts[kind] = (
                select(id_, _START[kind])
                .where(*where, ~select(ever).where(ever == id_).correlate(id_.table).exists())
                .order_by(_START[kind])
                .limit(bindparam("most"))
            )

    def _scoped(self, kind: Kind) -> list[ColumnElement[bool]]:
        """The conditions that a clock is of a living deal, of these deals, of this member."""
        deal_id = _DEAL[kind]
        trashed = select(deal.c.id).where(deal.c.deleted_at.is_not(None))
        conditions = [deal_id.not_in(trashed), *within(self._only, deal_id)]
        if self._member_id is None:
            return conditions
        if kind == "stage":
            owner = select(deal.c.owner_id).where(deal.c.id == deal_id).scalar_subquery()
            return [*conditions, owner == self._member_id]
        works_for = select(member.c.function_id).where(member.c.id == self._member_id)
        to_all = and_(
            handoff.c.to_member_id.is_(None),
            handoff.c.to_function_id == works_for.scalar_subquery(),
        )
        return [*conditions, or_(handoff.c.to_member_id == self._member_id, to_all)]

    def count(self, span: Span, first: int, last: int) -> int:
        """How many of the span began in this range and were never paused."""
        if first >= last:
            return 0
        asked = {"source": span.source_id, "first": first, "last": last}
        number = int(self.session.execute(self._counts[span.kind], asked).scalar_one())
        # Taken off here: by SQLite all pauses would be listed anew for each range.
        starts = self._paused_starts(span.kind).get(span.source_id, [])
        return number - (bisect_left(starts, last) - bisect_left(starts, first))

    def _paused_starts(self, kind: Kind) -> Mapping[int, list[int]]:
        """When those of each stage or rule began that were ever paused, in order."""
        if kind not in self._starts:
            starts: dict[int, list[int]] = defaultdict(list)
            for _id, source_id, start in self._ever_paused(kind):
                insort(starts[source_id], start)
            self._starts[kind] = starts
        return self._starts[kind]

    def ids(self, span: Span, first: int, last: int) -> list[int]:
        """The ids of the same clocks, the longest running first."""
        if first >= last:
            return []
        asked = {"source": span.source_id, "first": first, "last": last, "most": -1}
        return [row[0] for row in self.session.execute(self._firsts[span.kind], asked)]

    def first(self, span: Span, first: int, last: int, most: int) -> list[_Found]:
        """The first of them with their deadlines."""
        asked = {"source": span.source_id, "first": first, "last": last, "most": most}
        rows = self.session.execute(self._firsts[span.kind], asked).all()
        starts = np.array([row[1] for row in rows], dtype=np.int64)
        dues = self.known.clocks.due_many(starts, span.limit, np.full_like(starts, self.now))
        return [(int(due), span.kind, row[0]) for due, row in zip(dues, rows, strict=True)]

    def singles(self, now: int, kinds: Collection[Kind] = KINDS) -> list[ClockLine]:
        """The running clocks that were ever paused, each judged by itself."""
        found: list[ClockLine] = []
        for kind in kinds:
            ids = [row[0] for row in self._ever_paused(kind)]
            found += lines(self.session, self.known, kind, ids, now)
        return found

    def breached_singles(self, kind: Kind) -> list[int]:
        """The ids of those among them that are breached."""
        rows, now = self._ever_paused(kind), self.now
        paused = pauses_of(self.session, kind, [row[0] for row in rows])
        found = []
        for clock_id, source_id, start in rows:
            limit = self.known.limit(kind, source_id, start, now)
            if limit is None:
                continue
            clock = self.known.clocks.clock(start, now)
            pauses = [one.pause for one in paused[clock_id]]
            if is_breached(clock, limit, started=start, pauses=pauses, now=now):
                found.append(clock_id)
        return found

    def _ever_paused(self, kind: Kind) -> Sequence[Row]:
        """The running clocks that were ever paused, with their stage or rule and their start."""
        ever, start = _PAUSE[kind], _START[kind]
        paused = _ID[kind].in_(select(ever).where(ever.is_not(None)))
        wanted = select(_ID[kind], _SOURCE[kind], start)
        scoped = (start.is_not(None), *self._scoped(kind))
        return self.session.execute(wanted.where(paused, _RUNS[kind], *scoped)).all()

    def judged(self, found: Sequence[_Found], most: int) -> tuple[ClockLine, ...]:
        """The `most` of these that are due first, as lines."""
        kept = nsmallest(most, found)
        made = {}
        for kind in _ID:
            ids = [one[2] for one in kept if one[1] == kind]
            for line in lines(self.session, self.known, kind, ids, self.now):
                made[kind, line.clock_id] = line
        return tuple(made[one[1:]] for one in kept if one[1:] in made)
