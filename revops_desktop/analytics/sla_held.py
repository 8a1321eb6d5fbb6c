"""All clocks, kept between two answers: after a change those of changed deals are read anew.

Those that ended lie in the order of their deadlines, so that a period is one stretch of them, and
stay as they are while limits and calendar do. Those that run are judged anew from what was read of
them; one that stands still in a pause stays as it was when the pause began.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, fields, replace

import numpy as np
from sqlalchemy.orm import Session

from revops_desktop.analytics.filters import EVERYTHING, Filter
from revops_desktop.analytics.number_rows import Numbers
from revops_desktop.analytics.sla_history import CODES, History, joined, judged
from revops_desktop.analytics.sla_lines import Books, Kind
from revops_desktop.analytics.sla_pauses import pauses
from revops_desktop.analytics.sla_rows import COLUMNS, KINDS, RUNS, functions_of_stages, rows_of

# So many changed clocks are put in one by one in less time than all are put in order.
_FEW = 200
_DEAL, _HOW = COLUMNS.index("deal_id"), COLUMNS.index("how")


@dataclass(frozen=True, slots=True)
class Held:
    """The clocks as of `now`: those that `ended`, the earliest deadline first, and the `running`.

    `rows` and `pauses` of each kind: what those that run are judged by · `basis`: all else that
    they are judged by.
    """

    ended: History
    running: History
    rows: tuple[Numbers, ...]
    pauses: tuple[Numbers, ...]
    basis: tuple[object, ...]
    now: int

    def due_in(self, first: int | None, last: int | None) -> History:
        """Those that ended and were due from `first` to before `last`, and all that run."""
        due = self.ended.due
        begin = 0 if first is None else int(np.searchsorted(due, first))
        end = len(due) if last is None else int(np.searchsorted(due, last))
        return joined((self.ended.only(slice(begin, max(begin, end))), self.running))

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
    rows, paused, ended, running = [], [], [], []
    for place, kind in enumerate(KINDS):
        read = rows_of(session, known, kind, functions, only, deals)
        runs = read[:, _HOW] == RUNS
        ever = pauses(session, kind, deals)
        mine = read[runs]
        if before is not None:
            ever = np.concatenate([_others(before.pauses[place], -1, touched), ever])
            mine = np.concatenate([_others(before.rows[place], _DEAL, touched), mine])
        ended.append(judged(session, known, place, read[~runs], ever, now))
        standing = _standing(before, place, touched, now)
        moving = mine[~np.isin(mine[:, 1], standing.clock_id)] if len(standing) else mine
        running += [judged(session, known, place, moving, ever, now), standing]
        rows.append(mine)
        paused.append(ever)
    new = _in_order(joined(ended))
    if before is not None:
        gone = np.flatnonzero(np.isin(before.ended.deal_id, list(touched)))
        new = _exchanged(before.ended, gone, new)
    return Held(new, joined(running), tuple(rows), tuple(paused), basis, now)


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


def _in_order(clocks: History) -> History:
    return clocks.only(np.argsort(clocks.due, kind="stable"))


def _exchanged(old: History, gone: Numbers, new: History) -> History:
    """The clocks without those at some places, and with new ones, in the order of deadlines."""
    if not len(gone) and not len(new):
        return old
    if len(gone) + len(new) > _FEW:
        kept = np.ones(len(old), np.bool_)
        kept[gone] = False
        return _in_order(joined((old.only(kept), new)))
    pieces = list(_pieces(len(old), gone.tolist(), np.searchsorted(old.due, new.due).tolist()))
    columns = []
    for one in fields(History):
        column, others = getattr(old, one.name), getattr(new, one.name)
        columns.append(
            np.concatenate([(others if is_new else column)[part] for is_new, part in pieces])
        )
    return History(*columns)


def _pieces(number: int, gone: list[int], places: list[int]) -> Iterator[tuple[bool, slice]]:
    """The stretches of old and new clocks in their order; new ones come before their places."""
    steps = sorted([(place, 0, at) for at, place in enumerate(places)] + [(p, 1, 0) for p in gone])
    begin = 0
    for place, is_gone, at in steps:
        yield False, slice(begin, place)
        begin = place + is_gone
        if not is_gone:
            yield True, slice(at, at + 1)
    yield False, slice(begin, number)
