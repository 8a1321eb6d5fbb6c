"""The endings and comings back that many periods are told from, read at one go."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Select, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.division import renewed
from revops_desktop.analytics.filters import EVERYTHING
from revops_desktop.analytics.number_rows import UNKNOWN, Numbers, number_rows
from revops_desktop.analytics.outcomes import Scope
from revops_desktop.analytics.river_rows import tallies_by
from revops_desktop.analytics.tally import NONE, Tally
from revops_desktop.database.tables import deal_event, stage_visit

# What is told of an event, in one number.
LOST, WON, REOPENED = range(3)
# Later than any instant: the event that follows an ending is not there.
_NEVER = 2**62
# More visits and events than a deal ever has.
_MOST = 2**24


@dataclass(frozen=True, slots=True)
class ComebackRows:
    """Won, lost as opportunity, and reopened: a row each; instants in UTC seconds, or UNKNOWN.

    `at_entry`: the deal came back by it · `had_come_back`: it had come back by then ·
    `preceded_at`, `followed_at`: of the ending before and behind, UNKNOWN and _NEVER where there is
    none.
    """

    kind: Numbers
    deal_id: Numbers
    sequence: Numbers
    value: Numbers
    at: Numbers
    preceded_at: Numbers
    followed_at: Numbers
    is_last: NDArray[np.bool_]
    at_entry: NDArray[np.bool_]
    had_come_back: NDArray[np.bool_]

    def decided(self, scope: Scope) -> dict[tuple[int, ...], Tally]:
        """What was decided last in the period: by LOST or WON, and whether it had come back."""
        start, end = scope.period.bounds(scope.zone)
        meant = self._holds(start, end) & (self.kind != REOPENED)
        if start is None and end is None:
            meant &= self.is_last
        else:
            meant &= self.preceded_at < (UNKNOWN + 1 if start is None else start)
            meant &= self.followed_at >= (_NEVER if end is None else end)
        came_back = self.had_come_back[meant].astype(np.int64)
        return tallies_by(self.value[meant], self.kind[meant], came_back)

    def reopened(self, scope: Scope) -> Tally:
        """The deals that came back in the period, each as it did so last."""
        meant = np.flatnonzero(
            self._holds(*scope.period.bounds(scope.zone)) & self.at_entry & (self.kind != LOST)
        )
        meant = meant[np.lexsort((self.sequence[meant], self.deal_id[meant]))]
        deal_ids = self.deal_id[meant]
        # A deal's last stands before the first of the next one.
        meant = meant[np.append(deal_ids[1:] != deal_ids[:-1], True)[: len(meant)]]
        alike = np.zeros(len(meant), dtype=np.int64)
        return tallies_by(self.value[meant], alike).get((0,), NONE)

    def _holds(self, start: int | None, end: int | None) -> NDArray[np.bool_]:
        holds = np.ones(len(self.at), dtype=np.bool_)
        if start is not None:
            holds &= self.at >= start
        if end is not None:
            holds &= (self.at < end) & (self.at != UNKNOWN)
        return holds


@dataclass(frozen=True, slots=True)
class ComebackReading:
    """What was read, a row each that begins with its deal: the events, and the comings back.

    `scopes`: of what; none where a filter may mean other deals by the next question.
    """

    scopes: tuple[Scope, ...]
    events: Numbers
    entries: Numbers

    def told(self) -> ComebackRows:
        """The events with what they say of coming back."""
        deal_id, sequence, kind, value, at, preceded_at, followed_at, is_last = self.events.T
        came, first = np.unique(self.entries[:, 0]), np.zeros(0, dtype=np.int64)
        if len(came):
            entries = self.entries[np.lexsort((self.entries[:, 1], self.entries[:, 0]))]
            first = entries[np.searchsorted(entries[:, 0], came), 1]
        return ComebackRows(
            *(kind, deal_id, sequence, value, at, preceded_at, followed_at, is_last == 1),
            np.isin(deal_id * _MOST + sequence, self.entries[:, 0] * _MOST + self.entries[:, 1]),
            _had_come_back(deal_id, sequence, came, first),
        )


def comeback_reading(
    session: Session,
    scopes: Iterable[Scope],
    before: ComebackReading | None = None,
    touched: Collection[int] = (),
) -> ComebackReading:
    """All that the periods need to be told of; they differ in nothing else.

    `before`: a reading of the same since which only the deals `touched` changed; where it is of
    something else, or a filter may mean others by now, all is read anew.
    """
    asked = tuple(scopes)
    # A settled filter holds inside this question only.
    held = asked if asked[0].only == EVERYTHING else ()
    if before is None or before.scopes != held or not held:
        events, entries = _events(asked), _entries(asked[0])
        return ComebackReading(held, number_rows(session, events), number_rows(session, entries))
    if not touched:
        return before
    deal_ids = sorted(touched)
    events = _events(asked).where(deal_event.c.deal_id.in_(deal_ids))
    entries = _entries(asked[0]).where(stage_visit.c.deal_id.in_(deal_ids))
    return ComebackReading(
        asked,
        renewed(before.events, touched, number_rows(session, events)),
        renewed(before.entries, touched, number_rows(session, entries)),
    )


def _had_come_back(
    deal_id: Numbers, sequence: Numbers, came: Numbers, first: Numbers
) -> NDArray[np.bool_]:
    """Whether each deal's first coming back, of those that ever came back, lies before."""
    if not len(came):
        return np.zeros(len(deal_id), dtype=np.bool_)
    place = np.minimum(np.searchsorted(came, deal_id), len(came) - 1)
    found: NDArray[np.bool_] = (came[place] == deal_id) & (first[place] <= sequence)
    return found


def _events(scopes: tuple[Scope, ...]) -> Select:
    event, scope = deal_event.c, scopes[0]
    kind = case({"lost": LOST, "won": WON}, value=event.kind, else_=REOPENED)
    bounds = [one.period.bounds(one.zone) for one in scopes]
    starts, ends = [start for start, _end in bounds], [end for _start, end in bounds]
    conditions = []
    if None not in starts:
        conditions.append(event.at >= min(one for one in starts if one is not None))
    if None not in ends:
        conditions.append(event.at < max(one for one in ends if one is not None))
    return select(
        *(event.deal_id, event.sequence, kind),
        *(func.coalesce(column, literal(UNKNOWN)) for column in (event.value, event.at)),
        func.coalesce(event.preceded_at, literal(UNKNOWN)),
        func.coalesce(event.followed_at, literal(_NEVER)),
        event.is_last,
    ).where(
        event.pipeline_id == scope.pipeline_id,
        event.kind.in_(("won", "lost", "reopened")),
        or_(event.kind != "lost", and_(event.kind == "lost", event.opportunity == 1)),
        *conditions,
        *scope.means(event.deal_id),
    )


def _entries(scope: Scope) -> Select:
    """The visits by which a deal came back; a visit stands at 2 × its place among the events."""
    visit = stage_visit.c
    return select(visit.deal_id, 2 * visit.sequence).where(
        visit.is_reentry == 1, *scope.means(visit.deal_id)
    )
