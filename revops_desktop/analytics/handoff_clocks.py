"""How the clocks of given hand-offs stand, running or ended: one by one, or all deadlines at once.

`clocks` judges each by itself, for the few that are seen; `deadlines` reckons those of ten thousand
together and says only when each is due and whether it is over.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.sla_lines import Books, books, listed, pauses_of
from revops_desktop.database.tables import handoff
from revops_desktop.rules.business_clock import Limit, Pause
from revops_desktop.rules.sla import How, Judged, judge


class Deadline(NamedTuple):
    """When a hand-off is due (UTC; None while its clock stands still), and whether it is over."""

    due: int | None
    is_over: bool


def clocks(session: Session, *, handoff_ids: Collection[int], now: int) -> Mapping[int, Judged]:
    """The clocks of hand-offs as of `now`; those without a limit are missing."""
    if not handoff_ids:
        return {}
    known = books(session)
    paused = _paused(session, handoff_ids)
    made: dict[int, Judged] = {}
    for row in _read(session, handoff_ids):
        limit = _limit(known, row, now)
        if limit is not None:
            made[row.id] = _judged(known, row, limit, paused.get(row.id, ()), now)
    return made


def deadlines(
    session: Session, *, handoff_ids: Collection[int], now: int
) -> Mapping[int, Deadline]:
    """When hand-offs are due as of `now`; those without a limit are missing."""
    if not handoff_ids:
        return {}
    # numpy takes a tenth of a second to import.
    import numpy as np

    known = books(session)
    paused = _paused(session, handoff_ids)
    alike: dict[Limit, list[Row]] = defaultdict(list)
    made: dict[int, Deadline] = {}
    for row in _read(session, handoff_ids):
        limit = _limit(known, row, now)
        if limit is None:
            continue
        if row.id in paused:
            judged = _judged(known, row, limit, paused[row.id], now)
            made[row.id] = Deadline(judged.due, judged.is_over)
        else:
            alike[limit].append(row)
    for limit, rows in alike.items():
        starts = np.array([row.handed_at for row in rows], dtype=np.int64)
        ends = np.array([_until(row, now) for row in rows], dtype=np.int64)
        dues = known.clocks.due_many(starts, limit, ends)
        for row, due, over in zip(rows, dues.tolist(), (ends > dues).tolist(), strict=True):
            made[row.id] = Deadline(due, over)
    return made


def _read(session: Session, handoff_ids: Collection[int]) -> Sequence[Row]:
    one = handoff.c
    wanted = func.json_each(listed(handoff_ids)["wanted"]).table_valued("value")
    return session.execute(
        select(one.id, one.rule_id, one.handed_at, one.decided_at, one.outcome).where(
            one.id.in_(select(wanted.c.value)), one.rule_id.is_not(None)
        )
    ).all()


def _paused(session: Session, handoff_ids: Collection[int]) -> dict[int, tuple[Pause, ...]]:
    found = pauses_of(session, "handoff", list(handoff_ids))
    return {number: tuple(one.pause for one in many) for number, many in found.items()}


def _until(row: Row, now: int) -> int:
    return now if row.decided_at is None else int(row.decided_at)


def _limit(known: Books, row: Row, now: int) -> Limit | None:
    return known.limit("handoff", row.rule_id, row.handed_at, _until(row, now))


def _judged(known: Books, row: Row, limit: Limit, pauses: Sequence[Pause], now: int) -> Judged:
    how: How | None = None
    if row.outcome is not None:
        how = "cancelled" if row.outcome == "cancelled" else "advanced"
    return judge(
        known.clocks.clock(row.handed_at, _until(row, now)),
        limit,
        started=row.handed_at,
        ended=row.decided_at,
        how=how,
        pauses=pauses,
        now=now,
    )
