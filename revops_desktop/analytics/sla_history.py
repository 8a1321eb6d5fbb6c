"""Every clock of the file, ended or running, as arrays: what the figures of a period are cut from.

Judged as `rules.sla.judge` judges a single one, many at once (domain.md §4).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from revops_desktop.analytics.filters import EVERYTHING, Filter
from revops_desktop.analytics.number_rows import Numbers
from revops_desktop.analytics.sla_lines import Books, pauses_of
from revops_desktop.analytics.sla_pauses import once_paused, pauses
from revops_desktop.analytics.sla_rows import (
    HOW,
    KEPT,
    KINDS,
    NOBODY,
    RUNS,
    functions_of_stages,
    handed_rows,
    handoff_rows,
    stay_rows,
)
from revops_desktop.analytics.time_limits import LimitVersion
from revops_desktop.rules.business_clock import Limit
from revops_desktop.rules.sla import RISK_PARTS, STATES, State, judge

CODES: Mapping[State, int] = {state: place for place, state in enumerate(STATES)}


@dataclass(frozen=True, slots=True)
class History:
    """Clocks side by side; instants in UTC seconds, durations in business seconds.

    `kind` is the place in KINDS, `state` in STATES. `end` is now while it runs (`ended` 0).
    `due` is −1 while it is not known (paused). `taken` is the response time, pauses aside.
    """

    kind: Numbers
    clock_id: Numbers
    deal_id: Numbers
    source_id: Numbers
    function_id: Numbers
    member_id: Numbers
    start: Numbers
    end: Numbers
    ended: Numbers
    state: Numbers
    due: Numbers
    over: Numbers
    taken: Numbers
    paused: Numbers

    def __len__(self) -> int:
        return len(self.kind)

    def only(self, chosen: "NDArray[np.bool_] | Numbers | slice") -> "History":
        """Those that are chosen, by mask, by place, or from one place to another."""
        columns = (getattr(self, one.name) for one in fields(self))
        if isinstance(chosen, slice):
            return History(*(column[chosen] for column in columns))
        places = np.flatnonzero(chosen) if chosen.dtype == np.bool_ else chosen
        return History(*(np.take(column, places) for column in columns))

    def in_state(self, *states: State) -> "NDArray[np.bool_]":
        """A mask of those in one of these states."""
        wanted = np.zeros(len(STATES), np.bool_)
        wanted[[CODES[one] for one in states]] = True
        found: NDArray[np.bool_] = wanted[self.state]
        return found

    def due_within(self, first: int | None, last: int | None) -> "NDArray[np.bool_]":
        """A mask of those whose deadline is known and lies from `first` to before `last`."""
        mask: NDArray[np.bool_] = self.due >= (0 if first is None else first)
        return mask if last is None else mask & (self.due < last)


def joined(parts: Sequence[History]) -> History:
    """All clocks of these."""
    some = [one for one in parts if len(one)]
    if len(some) < 2:
        return some[0] if some else parts[0]
    columns = ([getattr(part, one.name) for part in some] for one in fields(History))
    return History(*(np.concatenate(column) for column in columns))


def history(session: Session, known: Books, *, now: int, only: Filter = EVERYTHING) -> History:
    """Every clock under a limit, as of `now`; `only` is settled."""
    rows = (
        stay_rows(session, known, functions_of_stages(session), only),
        handoff_rows(known, handed_rows(session, only)),
    )
    return joined(
        [
            judged(session, known, place, read, pauses(session, KINDS[place]), now)
            for place, read in enumerate(rows)
        ]
    )


def judged(
    session: Session, known: Books, kind: int, rows: Numbers, ever: Numbers, now: int
) -> History:
    """The clocks of a kind (its place in KINDS) by their rows; `ever`: all pauses of that kind."""
    source_id, clock_id, deal_id, function_id, member_id, start, left, how = rows.T
    end = np.where(how == RUNS, now, left)
    sources = known.limits.stages if KINDS[kind] == "stage" else known.limits.rules
    due, whole, left, over, taken = np.zeros((5, len(rows)), np.int64)
    is_held = np.zeros(len(rows), np.bool_)
    for limit, chosen in _limited(sources, source_id, start, end):
        is_held[chosen] = True
        each = known.clocks.reckon_many(start[chosen], limit, end[chosen])
        for column, part in zip((due, whole, left, over, taken), each, strict=True):
            column[chosen] = part
    held: slice | Numbers = slice(None) if is_held.all() else np.flatnonzero(is_held)
    state = _states(how[held], end[held] <= due[held], left[held] * RISK_PARTS < whole[held])
    number = len(state)
    made = History(
        kind=np.full(number, kind, np.int8),
        clock_id=clock_id[held],
        deal_id=deal_id[held],
        source_id=source_id[held],
        function_id=function_id[held],
        member_id=member_id[held],
        start=start[held],
        end=end[held],
        ended=(how[held] != RUNS).astype(np.int8),
        state=state,
        due=due[held],
        over=over[held],
        taken=taken[held],
        paused=np.zeros(number, np.int8),
    )
    _rejudge(session, known, made, how[held], whole[held], ever, now)
    return made


def _limited(
    sources: Mapping[int, Sequence[LimitVersion]], source_id: Numbers, start: Numbers, end: Numbers
) -> "list[tuple[Limit, Numbers]]":
    """Each limit with the places of the clocks for which it holds (time_limits.holding)."""
    ids = np.array(sorted(sources), np.int64)
    of_source = np.searchsorted(ids, source_id).astype(np.int16)
    order = np.argsort(of_source, kind="stable")
    edges = np.searchsorted(of_source[order], np.arange(len(ids) + 1))
    found: dict[Limit, list[Numbers]] = {}
    for place, one in enumerate(ids.tolist()):
        chosen = order[edges[place] : edges[place + 1]]
        which = _version(sources[one], start[chosen], end[chosen])
        for number, version in enumerate(sources[one]):
            if version.limit is not None:
                found.setdefault(version.limit, []).append(chosen[which == number])
    return [(limit, np.concatenate(many)) for limit, many in found.items()]


def _version(versions: Sequence[LimitVersion], start: Numbers, end: Numbers) -> Numbers:
    """Which version of the limit holds for each clock; −1 for none (time_limits.holding)."""
    which = np.full(len(start), -1, np.int64)
    for place, version in enumerate(versions):
        holds = start >= version.made_at
        if version.for_running:
            holds |= end >= version.made_at
        which[holds] = place
    return which


def _states(how: Numbers, in_time: NDArray[np.bool_], risk: NDArray[np.bool_]) -> Numbers:
    codes = {state: np.int8(code) for state, code in CODES.items()}
    running = np.where(risk, codes["at_risk"], codes["running"])
    ended = np.where(how == KEPT, codes["met"], codes["cancelled"])
    late = np.where(how == KEPT, codes["met_late"], codes["breached"])
    found: Numbers = np.where(in_time, np.where(how == RUNS, running, ended), late)
    return found


def _rejudge(
    session: Session,
    known: Books,
    made: History,
    how: Numbers,
    whole: Numbers,
    ever: Numbers,
    now: int,
) -> None:
    """Judges those that were ever paused anew, in place."""
    if not len(made) or not len(ever):
        return
    once, others = once_paused(
        *(known.clocks, ever, made.clock_id, made.start, made.end),
        *(made.ended == 1, made.due),
    )
    places, begins, ends = once.places, made.start[once.places], made.end[once.places]
    left = known.clocks.between_many(ends, once.due, begins, ends)
    made.due[places], made.over[places], made.taken[places] = once.due, once.over, once.taken
    made.state[places] = _states(how[places], ends <= once.due, left * RISK_PARTS < whole[places])
    _one_by_one(session, known, made, how, others, now)


def _one_by_one(
    session: Session, known: Books, made: History, how: Numbers, places: Numbers, now: int
) -> None:
    if not len(places):
        return
    kind = KINDS[int(made.kind[0])]
    paused = pauses_of(session, kind, [int(made.clock_id[place]) for place in places])
    for place in places:
        start, end = int(made.start[place]), int(made.end[place])
        limit = known.limit(kind, int(made.source_id[place]), start, end)
        assert limit is not None
        found = judge(
            known.clocks.clock(start, end),
            limit,
            started=start,
            ended=end if made.ended[place] else None,
            how=HOW[int(how[place])],
            pauses=[one.pause for one in paused[int(made.clock_id[place])]],
            now=now,
        )
        made.state[place] = CODES[found.state]
        made.due[place] = NOBODY if found.due is None else found.due
        made.over[place], made.taken[place] = found.over_seconds, found.taken_seconds
        made.paused[place] = int(found.is_paused)
