"""Every clock of the file, ended or running, as arrays: what the figures of a period are cut from.

Judged as `rules.sla.judge` judges a single one, many at once (domain.md §4).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Column, Select, case, func, or_, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.filters import EVERYTHING, Filter, within
from revops_desktop.analytics.number_rows import Numbers, number_rows
from revops_desktop.analytics.sla_lines import Books, Kind, pauses_of
from revops_desktop.analytics.sla_pauses import once_paused, pauses
from revops_desktop.analytics.time_limits import LimitVersion
from revops_desktop.database.tables import (
    deal,
    deal_state,
    handoff,
    stage,
    stage_visit,
)
from revops_desktop.rules.sla import RISK_PARTS, STATES, How, State, judge

KINDS: tuple[Kind, ...] = ("stage", "handoff")
# Where nobody, or no function, is known; before every instant.
NOBODY = -1
_LONG_AGO = -(2**60)
# So many deals are looked up one by one in less time than all are read.
_FEW = 40_000
CODES: Mapping[State, int] = {state: place for place, state in enumerate(STATES)}
# How a clock ended.
_RUNS, _KEPT, _CANCELLED = 0, 1, 2
_HOW: Mapping[int, How | None] = {_RUNS: None, _KEPT: "advanced", _CANCELLED: "cancelled"}


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

    def only(self, chosen: "NDArray[np.bool_] | Numbers") -> "History":
        """Those that are chosen, by mask or by place."""
        return History(*(getattr(self, one.name)[chosen] for one in fields(self)))

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


@dataclass(frozen=True, slots=True)
class Held:
    """All clocks, and what they were judged by: with the same those that ended stay as they are."""

    clocks: History
    basis: tuple[object, ...]


def history(session: Session, known: Books, *, now: int, only: Filter = EVERYTHING) -> History:
    """Every clock under a limit, as of `now`; `only` is settled.

    The member of a stay is the deal's owner, that of a hand-off whoever decided it, else whoever
    it was handed to.
    """
    return followed(session, known, now=now, only=only).clocks


def followed(
    session: Session,
    known: Books,
    *,
    now: int,
    only: Filter = EVERYTHING,
    before: Held | None = None,
    touched: Collection[int] = (),
) -> Held:
    """The same, to be followed: `before` is an answer since which only these deals changed.

    Then those that ended are taken from it; where limits, calendar or functions are others, or a
    filter may mean other deals by now, all is judged anew.
    """
    functions = number_rows(session, select(stage.c.id, func.coalesce(stage.c.function_id, NOBODY)))
    functions = functions[np.argsort(functions[:, 0])]
    basis = (known.limits, known.clocks.basis, only, functions.tobytes())
    parts: list[History] = []
    deals: Collection[int] | None = None
    if before is not None and before.basis == basis and only == EVERYTHING:
        deals = touched
        again = np.isin(before.clocks.deal_id, list(touched)) | (before.clocks.ended == 0)
        parts.append(before.clocks.only(~again))
    for place, kind in enumerate(KINDS):
        sources = known.limits.stages if kind == "stage" else known.limits.rules
        if not sources:
            continue
        wanted = tuple(sources)
        if kind == "stage":
            rows = _of_deals(session, _read(session, _stays(wanted, only), deals), functions)
        else:
            rows = _read(session, _handoffs(wanted, only), deals)
        ever = pauses(session, kind)
        for source_id, versions in sources.items():
            of_source = rows[rows[:, 0] == source_id]
            if len(of_source):
                parts.append(_judged(session, known, place, versions, of_source, ever, now))
    if not parts:
        return Held(History(*(np.zeros(0, np.int64) for _one in fields(History))), basis)
    columns = ([getattr(part, one.name) for part in parts] for one in fields(History))
    return Held(History(*(np.concatenate(column) for column in columns)), basis)


class _Wanted(NamedTuple):
    """A statement of clocks, and the columns of their outcome and deal."""

    rows: Select
    outcome: Column
    deal_id: Column


def _read(session: Session, wanted: _Wanted, deals: Collection[int] | None) -> Numbers:
    """All of them; with `deals` those that run, and of these deals those that ended."""
    if deals is None:
        return number_rows(session, wanted.rows)
    running = number_rows(session, wanted.rows.where(wanted.outcome.is_(None)))
    ids = func.json_each(str(list(deals))).table_valued("value")
    of_deals = wanted.rows.where(
        wanted.outcome.is_not(None), wanted.deal_id.in_(select(ids.c.value))
    )
    return np.concatenate([running, number_rows(session, of_deals)])


def _stays(sources: tuple[int, ...], only: Filter) -> _Wanted:
    """The columns of `_handoffs`, without function and owner: those are put in by `_of_deals`."""
    visit = stage_visit.c
    kept = visit.outcome.in_(("advanced", "transferred"))
    rows = select(
        *(visit.stage_id, visit.id, visit.deal_id, visit.entered_at),
        func.coalesce(visit.left_at, NOBODY),
        case((visit.outcome.is_(None), _RUNS), (kept, _KEPT), else_=_CANCELLED),
    ).where(
        visit.stage_id.in_(sources),
        visit.is_imported == 0,
        visit.entered_at.is_not(None),
        or_(visit.outcome.is_(None), visit.left_at >= visit.entered_at),
        *within(only, visit.deal_id),
    )
    return _Wanted(rows, visit.outcome, visit.deal_id)


def _of_deals(session: Session, stays: Numbers, functions: Numbers) -> Numbers:
    """The stays of deals that are not deleted, with the stage's function and the deal's owner.

    Looked up here: a deal's own row is wide, and SQLite would read it for each of its stays.
    """
    state = deal_state.c
    owned = select(state.deal_id, func.coalesce(state.owner_id, NOBODY))
    if len(stays) < _FEW:
        ids = func.json_each(str(stays[:, 2].tolist())).table_valued("value")
        owned = owned.where(state.deal_id.in_(select(ids.c.value)))
    owners = number_rows(session, owned)
    is_there, owner = _found_in(owners, stays[:, 2])
    _known, function_id = _found_in(functions, stays[:, 0])
    rows = np.column_stack((stays[:, :3], function_id, owner, stays[:, 3:]))
    return rows[is_there]


def _found_in(pairs: Numbers, keys: Numbers) -> "tuple[NDArray[np.bool_], Numbers]":
    """Whether each key is the first of a pair, and the second of that pair."""
    pairs = pairs[np.argsort(pairs[:, 0])]
    if not len(pairs):
        return np.zeros(len(keys), np.bool_), np.full(len(keys), NOBODY, np.int64)
    places = np.minimum(np.searchsorted(pairs[:, 0], keys), len(pairs) - 1)
    return pairs[places, 0] == keys, pairs[places, 1]


def _handoffs(sources: tuple[int, ...], only: Filter) -> _Wanted:
    one = handoff.c
    kept = one.outcome.in_(("accepted", "returned"))
    whose = func.coalesce(one.decided_by_id, one.to_member_id, NOBODY)
    rows = (
        select(
            *(one.rule_id, one.id, one.deal_id),
            *(func.coalesce(one.to_function_id, NOBODY), whose),
            *(one.handed_at, func.coalesce(one.decided_at, NOBODY)),
            case((one.outcome.is_(None), _RUNS), (kept, _KEPT), else_=_CANCELLED),
        )
        .join(deal, deal.c.id == one.deal_id)
        .where(
            one.rule_id.in_(sources),
            or_(one.outcome.is_(None), one.decided_at >= one.handed_at),
            deal.c.deleted_at.is_(None),
            *within(only, one.deal_id),
        )
    )
    return _Wanted(rows, one.outcome, one.deal_id)


def _judged(
    session: Session,
    known: Books,
    kind: int,
    versions: Sequence[LimitVersion],
    rows: Numbers,
    ever: Numbers,
    now: int,
) -> History:
    source_id, clock_id, deal_id, function_id, member_id, start, left, how = rows.T
    end = np.where(how == _RUNS, now, left)
    which = _version(versions, start, end)
    due = np.full(len(rows), _LONG_AGO, np.int64)
    whole = np.zeros(len(rows), np.int64)
    clocks = known.clocks
    for place, version in enumerate(versions):
        chosen = np.flatnonzero(which == place)
        if version.limit is None or not len(chosen):
            continue
        begun, until = start[chosen], end[chosen]
        due[chosen] = clocks.due_many(begun, version.limit, until)
        whole[chosen] = (
            version.limit.minutes * 60
            if version.limit.minutes is not None
            else clocks.between_many(begun, due[chosen], begun, until)
        )
    held = np.flatnonzero(due != _LONG_AGO)
    start, end, due, whole, how = start[held], end[held], due[held], whole[held], how[held]
    left_over = clocks.between_many(end, due, start, end)
    state = _states(how, end <= due, left_over * RISK_PARTS < whole)
    made = History(
        kind=np.full(len(held), kind, np.int64),
        clock_id=clock_id[held],
        deal_id=deal_id[held],
        source_id=source_id[held],
        function_id=function_id[held],
        member_id=member_id[held],
        start=start,
        end=end,
        ended=(how != _RUNS).astype(np.int64),
        state=state,
        due=due,
        over=clocks.between_many(due, end, start, end),
        taken=clocks.between_many(start, end, start, end),
        paused=np.zeros(len(held), np.int64),
    )
    _rejudge(session, known, made, how, whole, ever, now)
    return made


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
    running = np.where(risk, CODES["at_risk"], CODES["running"])
    ended = np.where(how == _KEPT, CODES["met"], CODES["cancelled"])
    late = np.where(how == _KEPT, CODES["met_late"], CODES["breached"])
    return np.where(in_time, np.where(how == _RUNS, running, ended), late)


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
            how=_HOW[int(how[place])],
            pauses=[one.pause for one in paused[int(made.clock_id[place])]],
            now=now,
        )
        made.state[place] = CODES[found.state]
        made.due[place] = NOBODY if found.due is None else found.due
        made.over[place], made.taken[place] = found.over_seconds, found.taken_seconds
        made.paused[place] = int(found.is_paused)
