"""The rows of clocks as the file has them: stays in stages with a limit, hand-offs under a rule.

A row of either kind: stage or rule, clock, deal, function, member, start, end, how it ended.
"""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Column, ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.filters import Filter, within
from revops_desktop.analytics.number_rows import Numbers, number_rows
from revops_desktop.analytics.sla_lines import Books, Kind
from revops_desktop.database.tables import deal, deal_state, handoff, stage, stage_visit
from revops_desktop.rules.sla import How

KINDS: tuple[Kind, ...] = ("stage", "handoff")
# Where nobody, or no function, is known; before every instant.
NOBODY = -1
# So many deals are looked up one by one in less time than all are read.
_FEW = 40_000
# How a clock ended.
RUNS, KEPT, CANCELLED = 0, 1, 2
HOW: dict[int, How | None] = {RUNS: None, KEPT: "advanced", CANCELLED: "cancelled"}
COLUMNS = ("source_id", "clock_id", "deal_id", "function_id", "member_id", "start", "end", "how")


def functions_of_stages(session: Session) -> Numbers:
    """Each stage with its function, in the order of their ids."""
    wanted = select(stage.c.id, func.coalesce(stage.c.function_id, NOBODY))
    rows = number_rows(session, wanted)
    return rows[np.argsort(rows[:, 0])]


def rows_of(
    session: Session,
    known: Books,
    kind: Kind,
    functions: Numbers,
    only: Filter,
    deals: Collection[int] | None = None,
) -> Numbers:
    """The clocks of a kind in the order of COLUMNS; with `deals` those of these alone.

    The member of a stay is the deal's owner, that of a hand-off whoever decided it, else whoever
    it was handed to.
    """
    sources = tuple(known.limits.stages if kind == "stage" else known.limits.rules)
    if not sources or (deals is not None and not deals):
        return np.zeros((0, len(COLUMNS)), np.int64)
    wanted, deal_id = _STATEMENTS[kind](sources, only)
    if deals is not None:
        ids = func.json_each(str(list(deals))).table_valued("value")
        wanted = wanted.where(deal_id.in_(select(ids.c.value)))
    rows = number_rows(session, wanted)
    return _of_deals(session, rows, functions) if kind == "stage" else rows


def _stays(sources: tuple[int, ...], only: Filter) -> tuple[Select, Column]:
    """Without function and owner: those are put in by `_of_deals`."""
    visit = stage_visit.c
    kept = visit.outcome.in_(("advanced", "transferred"))
    rows = select(
        *(visit.stage_id, visit.id, visit.deal_id, visit.entered_at),
        func.coalesce(visit.left_at, NOBODY),
        case((visit.outcome.is_(None), RUNS), (kept, KEPT), else_=CANCELLED),
    ).where(
        visit.stage_id.in_(sources),
        visit.is_imported == 0,
        visit.entered_at.is_not(None),
        or_(visit.outcome.is_(None), visit.left_at >= visit.entered_at),
        *within(only, visit.deal_id),
    )
    return rows, visit.deal_id


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
    columns = (*stays[:, :3].T, function_id, owner, *stays[:, 3:].T)
    return np.array([one[is_there] for one in columns]).T


def _found_in(pairs: Numbers, keys: Numbers) -> "tuple[NDArray[np.bool_], Numbers]":
    """Whether each key is the first of a pair, and the second of that pair."""
    pairs = pairs[np.argsort(pairs[:, 0])]
    if not len(pairs):
        return np.zeros(len(keys), np.bool_), np.full(len(keys), NOBODY, np.int64)
    places = np.minimum(np.searchsorted(pairs[:, 0], keys), len(pairs) - 1)
    return pairs[places, 0] == keys, pairs[places, 1]


def _handoffs(sources: tuple[int, ...], only: Filter) -> tuple[Select, Column]:
    one = handoff.c
    kept = one.outcome.in_(("accepted", "returned"))
    rows = (
        select(
            *(one.rule_id, one.id, one.deal_id),
            *(func.coalesce(one.to_function_id, NOBODY), whose()),
            *(one.handed_at, func.coalesce(one.decided_at, NOBODY)),
            case((one.outcome.is_(None), RUNS), (kept, KEPT), else_=CANCELLED),
        )
        .join(deal, deal.c.id == one.deal_id)
        .where(
            one.rule_id.in_(sources),
            or_(one.outcome.is_(None), one.decided_at >= one.handed_at),
            deal.c.deleted_at.is_(None),
            *within(only, one.deal_id),
        )
    )
    return rows, one.deal_id


def whose() -> ColumnElement[int]:
    """Who answers for a hand-off: whoever decided it, else whoever it was handed to."""
    return func.coalesce(handoff.c.decided_by_id, handoff.c.to_member_id, NOBODY)


_STATEMENTS = {"stage": _stays, "handoff": _handoffs}
