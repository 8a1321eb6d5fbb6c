"""All clocks, kept between two answers: after a change those of changed deals are read anew.

Those that ended stay as they are while limits and calendar do. Those that run are judged anew from
what was read of them; one that stands still in a pause stays as it was when the pause began.
"""

from collections.abc import Collection
from dataclasses import dataclass, fields, replace

import numpy as np
from sqlalchemy.orm import Session

from revops_desktop.analytics.filters import EVERYTHING, Filter
from revops_desktop.analytics.number_rows import Numbers
from revops_desktop.analytics.sla_history import CODES, History, joined, judged
from revops_desktop.analytics.sla_lines import Books, Kind
from revops_desktop.analytics.sla_pauses import pauses
from revops_desktop.analytics.sla_rows import (
    COLUMNS,
    KINDS,
    RUNS,
    chosen_of,
    functions_of_stages,
    handed_rows,
    handoff_rows,
    stay_rows,
)

# So many clocks are left out one by one in less time than all others are looked up.
_FEW = 200
_DEAL, _HOW = COLUMNS.index("deal_id"), COLUMNS.index("how")


@dataclass(frozen=True, slots=True)
class Held:
    """The clocks as of `now`: those that `ended`, in no order, and the `running`.

    `rows` and `pauses` of each kind: what those that run are judged by · `basis`: all else that
    they are judged by · `changed`: those that ended and are gone since the answer that this one
    follows, and that came; None where all were read · `handed`: the hand-offs that were read, of
    all deals or of those that changed, as `handed_rows` has them.
    """

    ended: History
    running: History
    rows: tuple[Numbers, ...]
    pauses: tuple[Numbers, ...]
    basis: tuple[object, ...]
    now: int
    changed: tuple[History, History] | None
    handed: Numbers

    def due_in(self, first: int | None, last: int | None, most: int) -> History:
        """Those that were due from `first` to before `last`: all that run, some that ended.

        Among these are the `most` that went furthest over their deadline.
        """
        due = self.ended.due_within(first, last)
        over = np.where(due, self.ended.over, 0)
        least = np.partition(over, -most)[-most] if len(over) > most else 0
        return joined((self.ended.only(due & (over >= max(least, 1))), self.running))

    def breached(self, kind: Kind) -> Numbers:
        """The ids of the clocks of a kind that were not answered in time, nor too late."""
        place, state = KINDS.index(kind), CODES["breached"]
        return np.concatenate(
            [
                one.clock_id[(one.kind == place) & (one.state == state)]
                for one in (self.ended, self.running)
            ]
        )


def followed(
    session: Session,
    known: Books,
    *,
    now: int,
    only: Filter = EVERYTHING,
    before: Held | None = None,
    touched: Collection[int] = (),
) -> Held:
    """All clocks; `before` is an answer since which only the deals `touched` changed.

    Where limits, calendar or functions are others than in it, or a filter may mean other deals by
    now, all are read and judged anew.
    """
    functions = functions_of_stages(session)
    made = known.limits.made_by(now), known.clocks.made_by(now)
    basis = (known.limits, known.clocks.basis, made, only, functions.tobytes())
    if before is not None and (before.basis != basis or only != EVERYTHING or before.now > now):
        before = None
    deals = None if before is None else touched
    handed = handed_rows(session, only, deals)
    read = stay_rows(session, known, functions, only, deals), handoff_rows(known, handed)
    rows, paused, ended, running = [], [], [], []
    for place, kind in enumerate(KINDS):
        runs = read[place][:, _HOW] == RUNS
        ever = pauses(session, kind, deals)
        mine = chosen_of(read[place], runs)
        if before is not None:
            ever = np.concatenate([_others(before.pauses[place], -1, touched), ever])
            mine = np.concatenate([_others(before.rows[place], _DEAL, touched), mine])
        ended.append(judged(session, known, place, chosen_of(read[place], ~runs), ever, now))
        standing = _standing(before, place, touched, now)
        moving = mine[~np.isin(mine[:, 1], standing.clock_id)] if len(standing) else mine
        running += [judged(session, known, place, moving, ever, now), standing]
        rows.append(mine)
        paused.append(ever)
    new, changed = joined(ended), None
    if before is not None:
        gone = np.flatnonzero(np.isin(before.ended.deal_id, list(touched)))
        changed = before.ended.only(gone), new
        new = _exchanged(before.ended, gone, new)
    return Held(new, joined(running), tuple(rows), tuple(paused), basis, now, changed, handed)


def _others(rows: Numbers, deal: int, touched: Collection[int]) -> Numbers:
    """The rows of deals that were not touched; `deal` is the column that names it."""
    kept: Numbers = rows[~np.isin(rows[:, deal], list(touched))]
    return kept


def _standing(before: Held | None, kind: int, touched: Collection[int], now: int) -> History:
    """The clocks that are paused, of deals that were not touched."""
    if before is None:
        return _NONE
    clocks = before.running
    kept = clocks.only((clocks.paused == 1) & (clocks.kind == kind))
    kept = kept.only(~np.isin(kept.deal_id, list(touched)))
    return replace(kept, end=np.full(len(kept), now, np.int64))


_NONE = History(*(np.zeros(0, np.int64) for _one in fields(History)))


def _exchanged(old: History, gone: Numbers, new: History) -> History:
    """The clocks without those at some places, and with new ones."""
    if not len(gone):
        return joined((old, new)) if len(new) else old
    if len(gone) > _FEW:
        kept = np.ones(len(old), np.bool_)
        kept[gone] = False
        return joined((old.only(kept), new))
    # What lies between them is copied as it lies.
    edges = zip((0, *(gone + 1).tolist()), (*gone.tolist(), len(old)), strict=True)
    return joined((*(old.only(slice(*edge)) for edge in edges), new))
