"""The clocks that were ever paused, among many: those paused once are judged together.

Equal to `rules.sla.judge` for each (domain.md §4); what is left, such as a clock that is paused now
or was paused several times, goes through it one by one.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.business_clocks import ClockBook
from revops_desktop.analytics.number_rows import Numbers, number_rows
from revops_desktop.analytics.sla_lines import Kind
from revops_desktop.database.tables import clock_pause

_OPEN = -1


@dataclass(frozen=True, slots=True)
class OncePaused:
    """The clocks that were judged together, by their places, and what holds for them instead."""

    places: Numbers
    due: Numbers
    over: Numbers
    taken: Numbers


def pauses(session: Session, kind: Kind, deals: Collection[int] | None = None) -> Numbers:
    """Every pause of the clocks of a kind: clock, when it began, when it ended (−1: not yet), deal.

    With `deals` those of these alone.
    """
    one = clock_pause.c
    of_clock = one.visit_id if kind == "stage" else one.handoff_id
    ended = func.coalesce(one.resumed_at, _OPEN)
    wanted = select(of_clock, one.paused_at, ended, one.deal_id).where(of_clock.is_not(None))
    if deals is not None:
        ids = func.json_each(str(list(deals))).table_valued("value")
        wanted = wanted.where(one.deal_id.in_(select(ids.c.value)))
    return number_rows(session, wanted)


def once_paused(
    clocks: ClockBook,
    known: Numbers,
    clock_id: Numbers,
    start: Numbers,
    end: Numbers,
    ended: "NDArray[np.bool_]",
    due: Numbers,
) -> tuple[OncePaused, Numbers]:
    """Those paused once, and the places of all others that `known` names.

    `due` is the deadline without pauses, `end` is now while a clock runs.
    """
    ids, first, times = np.unique(known[:, 0], return_index=True, return_counts=True)
    places = np.flatnonzero(np.isin(clock_id, ids))
    at = np.searchsorted(ids, clock_id[places])
    begun, until = known[first[at], 1], known[first[at], 2]
    is_open = until == _OPEN
    begun = np.maximum(begun, start[places])
    until = np.where(is_open, end[places], np.minimum(until, end[places]))
    counts = (begun <= end[places]) & (until > begun)
    single = (times[at] == 1) & ~(is_open & ~ended[places])
    shifted = counts & (due[places] > begun)
    left = _between(clocks, begun, due[places], start[places], end[places])
    single &= ~(shifted & (left <= 0))
    others = places[~single]
    chosen = single & counts
    places, begun, until, shifted, left = (
        one[chosen] for one in (places, begun, until, shifted, left)
    )
    begins, ends = start[places], end[places]
    later = due[places]
    later[shifted] = clocks.add_many(until[shifted], left[shifted], begins[shifted], ends[shifted])
    paused = _between(clocks, begun, until, begins, ends)
    over = _between(clocks, later, ends, begins, ends)
    over -= _between(clocks, np.maximum(begun, later), until, begins, ends)
    taken = _between(clocks, begins, ends, begins, ends) - paused
    return OncePaused(places, later, over, taken), others


def _between(
    clocks: ClockBook, first: Numbers, last: Numbers, start: Numbers, end: Numbers
) -> Numbers:
    return clocks.between_many(first, last, start, end)
