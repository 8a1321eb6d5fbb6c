"""How hand-offs go: accepted, returned, expired; what was lost, what was missing (domain.md §4).

Of the hand-offs under a rule that were handed over in a period. *Expired* is undecided past the
deadline, also where the deal left after it; one whose deal left before is cancelled. The loss rate
is 1 − accepted ÷ handed, over those that are decided or expired; completeness is the required items
that were filled in ÷ all required ones.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from sqlalchemy import ColumnElement, Select, func, null, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.deals_behind import DealsBehind, listed
from revops_desktop.analytics.filters import EVERYTHING, Filter
from revops_desktop.analytics.handoff_rows import (
    FATES,
    Fate,
    HandoffRows,
    among,
    followed_rows,
    handed_within,
    outcome_rows,
    with_late,
)
from revops_desktop.analytics.number_rows import Numbers
from revops_desktop.analytics.response_times import numbered
from revops_desktop.database.tables import function, handoff, handoff_value
from revops_desktop.rules.periods import Period
from revops_desktop.rules.shares import Share, share

# What a figure counts: all that were handed over, one fate, what was lost, what was not complete.
Subject = Literal[
    "handed", "accepted", "returned", "expired", "waiting", "cancelled", "lost", "incomplete"
]
# From function, to function; None where it is no longer there.
Pair = tuple[int | None, int | None]
MOST_MISSING = 10


@dataclass(frozen=True, slots=True)
class HandoffFigures:
    """The figures of a period, of all pairs of functions or of one."""

    handed: int
    accepted: int
    returned: int
    expired: int
    waiting: int
    cancelled: int
    loss_rate: Share
    completeness: Share


@dataclass(frozen=True, slots=True)
class PairFigures:
    """The figures between two functions, and their names ("" where one is gone)."""

    pair: Pair
    from_function: str
    to_function: str
    figures: HandoffFigures


@dataclass(frozen=True, slots=True)
class HandoffReport:
    """The figures of a period: whole, by pair in river order, and what was missing most often."""

    period: Period
    whole: HandoffFigures
    pairs: tuple[PairFigures, ...]
    missing: tuple[tuple[str, int], ...]
    rows: HandoffRows = field(compare=False, repr=False)


def handoff_figures(
    session: Session,
    *,
    period: Period,
    now: int,
    pipeline_id: int | None = None,
    only: Filter = EVERYTHING,
    before: HandoffReport | None = None,
    touched: Collection[int] = (),
) -> HandoffReport:
    """The hand-offs of a period as of `now`, of one pipeline or of all.

    `before`: an answer to the same question since which only the deals `touched` changed; where it
    is of something else, all is read anew.
    """
    rows = followed_rows(
        session,
        period=period,
        pipeline_id=pipeline_id,
        only=only,
        before=before.rows if before is not None else None,
        touched=touched,
    )
    groups = _by_pair(session, rows, now)
    names = _functions(session)
    order = list(names)

    def place(pair: Pair) -> tuple[int, ...]:
        return tuple(order.index(one) if one in names else len(order) for one in pair)

    return HandoffReport(
        period,
        _figures(sum(groups.values(), np.zeros(len(FATES) + 2, np.int64))),
        tuple(
            PairFigures(
                pair,
                names.get(pair[0] or 0, ""),
                names.get(pair[1] or 0, ""),
                _figures(groups[pair]),
            )
            for pair in sorted(groups, key=place)
        ),
        _missing(rows),
        rows,
    )


def _by_pair(session: Session, rows: HandoffRows, now: int) -> dict[Pair, Numbers]:
    """Of each pair: how many hand-offs of each of FATES, then filled and required items."""
    _deal, handoff_id, outcome, sender, receiver, filled, required = rows.handed.T
    fate = with_late(session, handoff_id, outcome, now)
    most = int(receiver.max(initial=0)) + 1
    pairs, group = numbered(sender * most + receiver)
    number, width = len(pairs), len(FATES)
    counted = np.bincount(group * width + fate, minlength=number * width).reshape(-1, width)
    items = (np.bincount(group, one, number).astype(np.int64) for one in (filled, required))
    return {
        (int(pair // most) or None, int(pair % most) or None): row
        for pair, row in zip(pairs, np.column_stack((counted, *items)), strict=True)
    }


def _figures(counted: Numbers) -> HandoffFigures:
    *each, filled, required = counted.tolist()
    return figures_from(each, filled, required)


def _missing(rows: HandoffRows) -> tuple[tuple[str, int], ...]:
    times = sorted((-len(deals), name) for name, deals in rows.lacking.items() if len(deals))
    return tuple((name, -number) for number, name in times[:MOST_MISSING])


def handoffs_behind(
    session: Session,
    *,
    period: Period,
    now: int,
    subject: Subject,
    pair: Pair | None = None,
    pipeline_id: int | None = None,
    item: str | None = None,
    only: Filter = EVERYTHING,
) -> DealsBehind:
    """The deals of the hand-offs that a figure counts; of `item`, those that lacked it."""
    where = handed_within(session, period=period, pipeline_id=pipeline_id, only=only)
    if pair is not None:
        one = handoff.c
        where += [
            one.from_function_id.is_not_distinct_from(pair[0]),
            one.to_function_id.is_not_distinct_from(pair[1]),
        ]
    if subject == "incomplete":
        where.append(_lacks(item))
    wanted = None
    if subject not in ("handed", "incomplete"):
        kept = ("returned", "expired") if subject == "lost" else (subject,)
        wanted = [number for number, fate in _fates(session, where, now).items() if fate in kept]
    return listed(session, _deals(where, wanted))


def fates(
    session: Session, *, period: Period, now: int, pipeline_id: int | None = None
) -> dict[int, Fate]:
    """What became of every hand-off of a period."""
    return _fates(session, handed_within(session, period=period, pipeline_id=pipeline_id), now)


def _fates(session: Session, where: list[ColumnElement[bool]], now: int) -> dict[int, Fate]:
    handoff_id, _deal, outcome = outcome_rows(session, where).T
    fate = with_late(session, handoff_id, outcome, now)
    return {
        number: FATES[place]
        for number, place in zip(handoff_id.tolist(), fate.tolist(), strict=True)
    }


def _deals(where: list[ColumnElement[bool]], wanted: list[int] | None) -> Select:
    one = handoff.c
    statement = select(one.deal_id, func.max(one.handed_at).label("at"), null().label("day")).where(
        *where
    )
    if wanted is not None:
        statement = statement.where(among(one.id, wanted))
    return statement.group_by(one.deal_id)


def _lacks(item: str | None) -> ColumnElement[bool]:
    value = handoff_value.c
    lacking = select(value.handoff_id).where(value.is_required == 1, value.value.is_(None))
    if item is not None:
        lacking = lacking.where(value.name == item)
    return handoff.c.id.in_(lacking)


def figures_from(fates: Sequence[int], filled: int, required: int) -> HandoffFigures:
    """The figures of so many hand-offs of each of FATES, and of their required items."""
    accepted, returned, expired, waiting, cancelled = fates
    handed, ended = sum(fates), accepted + returned + expired
    return HandoffFigures(
        handed=handed,
        accepted=accepted,
        returned=returned,
        expired=expired,
        waiting=waiting,
        cancelled=cancelled,
        loss_rate=share(ended - accepted, ended),
        completeness=share(filled, required, handed if required else 0),
    )


def _functions(session: Session) -> dict[int, str]:
    rows: Any = session.execute(
        select(function.c.id, function.c.name).order_by(function.c.position, function.c.id)
    )
    return {row[0]: row[1] for row in rows}
