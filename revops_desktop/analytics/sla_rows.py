"""The rows of clocks as the file has them: stays in stages with a limit, hand-offs under a rule.

A row of either kind: stage or rule, clock, deal, function, member, start, end, how it ended.
"""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.filters import Filter, within
from revops_desktop.analytics.handoff_rows import (
    FATES,
    PLACES,
    among,
    handed_within,
    outcome_rows,
)
from revops_desktop.analytics.number_rows import UNKNOWN, Numbers, looked_up, number_rows
from revops_desktop.analytics.sla_lines import Books, Kind
from revops_desktop.database.tables import deal_state, handoff, stage, stage_visit
from revops_desktop.rules.periods import Period
from revops_desktop.rules.sla import How

KINDS: tuple[Kind, ...] = ("stage", "handoff")
# Where nobody, or no function, is known; before every instant.
NOBODY = -1
# So many deals are looked up one by one in less time than all are read.
_FEW = 40_000
# How a clock ended; what is no clock.
RUNS, KEPT, CANCELLED, NONE = 0, 1, 2, 3
_HOWS = 4
HOW: dict[int, How | None] = {RUNS: None, KEPT: "advanced", CANCELLED: "cancelled"}
COLUMNS = ("source_id", "clock_id", "deal_id", "function_id", "member_id", "start", "end", "how")
# What became of a hand-off says how its clock ended; nobody has judged yet whether it was late.
_HOW_OF_FATE = np.full(len(FATES), CANCELLED, np.int64)
_HOW_OF_FATE[[PLACES["accepted"], PLACES["returned"]]] = KEPT
_HOW_OF_FATE[PLACES["waiting"]] = RUNS


def functions_of_stages(session: Session) -> Numbers:
    """Each stage with its function, in the order of their ids."""
    wanted = select(stage.c.id, func.coalesce(stage.c.function_id, NOBODY))
    rows = number_rows(session, wanted)
    return rows[np.argsort(rows[:, 0])]


def chosen_of(rows: Numbers, chosen: "NDArray[np.bool_] | Numbers") -> Numbers:
    """Some rows, by mask or place; each column lies in one piece as before."""
    places = np.flatnonzero(chosen) if chosen.dtype == np.bool_ else chosen
    if len(places) == len(rows) and chosen.dtype == np.bool_:
        return rows
    return np.take(rows.T, places, axis=1).T


def stay_rows(
    session: Session,
    known: Books,
    functions: Numbers,
    only: Filter,
    deals: Collection[int] | None = None,
) -> Numbers:
    """The clocks of stays in the order of COLUMNS; with `deals` those of these alone.

    The member is the deal's owner.
    """
    sources = list(known.limits.stages)
    if not sources or (deals is not None and not deals):
        return np.zeros((0, len(COLUMNS)), np.int64)
    visit = stage_visit.c
    # What one look at a row tells is asked in one: conditions cost more than the rows they save.
    how = case(
        (visit.is_imported == 1, NONE),
        (or_(visit.outcome == "advanced", visit.outcome == "transferred"), KEPT),
        (visit.outcome.is_(None), RUNS),
        else_=CANCELLED,
    )
    wanted = select(
        *(visit.stage_id * _HOWS + how, visit.id, visit.deal_id, visit.entered_at),
        func.coalesce(visit.left_at, UNKNOWN),
    ).where(visit.entered_at.is_not(None), *within(only, visit.deal_id))
    if 2 * len(sources) < len(functions):
        wanted = wanted.where(visit.stage_id.in_(sources))
    if deals is not None:
        wanted = wanted.where(among(visit.deal_id, deals))
    return _of_deals(session, number_rows(session, wanted), functions, np.array(sources, np.int64))


def _of_deals(session: Session, stays: Numbers, functions: Numbers, sources: Numbers) -> Numbers:
    """The stays of deals that are not deleted, with the stage's function and the deal's owner.

    Looked up here: a deal's own row is wide, and SQLite would read it for each of its stays.
    """
    state = deal_state.c
    owned = select(state.deal_id, func.coalesce(state.owner_id, NOBODY))
    code, visit_id, deal_id, start, end = stays.T
    if len(stays) < _FEW:
        owned = owned.where(among(state.deal_id, deal_id.tolist()))
    owners = number_rows(session, owned)
    owner, is_there = looked_up(owners[:, 0], owners[:, 1], deal_id, NOBODY)
    stage_id, how = np.divmod(code, _HOWS)
    function_id, _known = looked_up(functions[:, 0], functions[:, 1], stage_id, NOBODY)
    _sources, has_limit = looked_up(sources, sources, stage_id, NOBODY)
    ended = (how == RUNS) | (end >= start)
    places = np.flatnonzero(is_there & has_limit & ended & (how != NONE))
    columns = (stage_id, visit_id, deal_id, function_id, owner, start, end, how)
    return np.array([np.take(one, places) for one in columns]).T


def handed_rows(session: Session, only: Filter, deals: Collection[int] | None = None) -> Numbers:
    """Every hand-off under a rule in the order of COLUMNS, but with its fate as its place in FATES.

    With `deals` those of these alone. The member is whoever decided it, else whoever it was handed
    to.
    """
    one = handoff.c
    if deals is not None and not deals:
        return np.zeros((0, len(COLUMNS)), np.int64)
    rows = outcome_rows(
        session,
        handed_within(session, period=Period(), only=only, deals=deals),
        *(one.rule_id, func.coalesce(one.to_function_id, NOBODY), whose()),
        *(one.handed_at, func.coalesce(one.decided_at, NOBODY)),
    )
    handoff_id, deal_id, fate, rule_id, *others = rows.T
    return np.array([rule_id, handoff_id, deal_id, *others, fate]).T


def handoff_rows(known: Books, handed: Numbers) -> Numbers:
    """The clocks of hand-offs in the order of COLUMNS, of those that `handed_rows` has read."""
    rules = np.array(list(known.limits.rules), np.int64)
    rule_id, *others, start, end, fate = handed.T
    how = _HOW_OF_FATE[fate]
    is_clock = np.isin(rule_id, rules) & ((how == RUNS) | (end >= start))
    return chosen_of(np.array([rule_id, *others, start, end, how]).T, is_clock)


def whose() -> ColumnElement[int]:
    """Who answers for a hand-off: whoever decided it, else whoever it was handed to."""
    return func.coalesce(handoff.c.decided_by_id, handoff.c.to_member_id, NOBODY)
