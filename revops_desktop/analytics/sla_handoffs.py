"""What was lost and what was missing at hand-offs, cut as the clocks are: rule, function, member,
week (domain.md §4). The figures themselves are those of `handoff_figures`.

The function is the receiving one, the member whoever decided it or else whoever it was handed to,
the week that of the hand-off.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import func, null, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.deals_behind import DealsBehind, listed
from revops_desktop.analytics.filters import EVERYTHING, Filter
from revops_desktop.analytics.handoff_figures import (
    Counted,
    Fate,
    HandoffFigures,
    fates,
    figures_of,
)
from revops_desktop.analytics.settings import settings
from revops_desktop.analytics.sla_figures import BYS, By, Key, monday
from revops_desktop.database.tables import handoff, handoff_value
from revops_desktop.rules.periods import Period, local_day

# ended: accepted, returned or expired; lost: of these, not accepted; handed: all.
Subject = Literal["ended", "lost", "handed", "incomplete"]
_FATES: Mapping[Subject, tuple[Fate, ...]] = {
    "ended": ("accepted", "returned", "expired"),
    "lost": ("returned", "expired"),
}


@dataclass(frozen=True, slots=True)
class _Case:
    """One hand-off: what became of it, its items, and where it belongs."""

    handoff_id: int
    day: date
    fate: Fate
    filled: int
    required: int
    keys: Mapping[By, Key]


@dataclass(frozen=True, slots=True)
class Handed:
    """The hand-offs of a period: whole, and of each group of each cut.

    `points`: those of each of the other periods that were asked for.
    """

    whole: HandoffFigures
    groups: Mapping[By, Mapping[Key, HandoffFigures]]
    points: tuple[HandoffFigures, ...]


def handed(
    session: Session,
    *,
    period: Period,
    now: int,
    periods: Sequence[Period] = (),
    only: Filter = EVERYTHING,
) -> Handed:
    """The loss rate and completeness of the hand-offs of a period, cut in every way.

    `periods` are told from the same reading.
    """
    read = _cases(session, _around((period, *periods)), now, only)
    cases = [case for case in read if _holds(period, case.day)]
    found: dict[By, dict[Key, HandoffFigures]] = {}
    for by in BYS:
        groups: dict[Key, list[_Case]] = {}
        for case in cases:
            groups.setdefault(case.keys[by], []).append(case)
        found[by] = {key: _figures(many) for key, many in groups.items()}
    return Handed(_figures(cases), found, _each(read, periods))


def _each(cases: list[_Case], periods: Sequence[Period]) -> tuple[HandoffFigures, ...]:
    return tuple(_figures([case for case in cases if _holds(one, case.day)]) for one in periods)


def _around(periods: Sequence[Period]) -> Period:
    """The shortest period that holds all of them."""
    firsts, lasts = [one.first for one in periods], [one.last for one in periods]
    return Period(
        None if None in firsts else min(one for one in firsts if one is not None),
        None if None in lasts else max(one for one in lasts if one is not None),
    )


def handed_in(
    session: Session, *, periods: Sequence[Period], now: int, only: Filter = EVERYTHING
) -> tuple[HandoffFigures, ...]:
    """The same figures of each of some periods."""
    cases = _cases(session, _around(periods), now, only)
    return _each(cases, periods)


def handed_behind(
    session: Session,
    *,
    period: Period,
    now: int,
    subject: Subject,
    by: By | None = None,
    key: Key = None,
    only: Filter = EVERYTHING,
) -> DealsBehind:
    """The deals of the hand-offs that a figure counts."""
    wanted = [
        case.handoff_id
        for case in _cases(session, period, now, only)
        if (by is None or case.keys[by] == key)
        and (subject not in _FATES or case.fate in _FATES[subject])
        and (subject != "incomplete" or case.filled < case.required)
    ]
    ids = func.json_each(str(wanted)).table_valued("value")
    one = handoff.c
    return listed(
        session,
        select(one.deal_id, func.max(one.handed_at).label("at"), null().label("day"))
        .where(one.id.in_(select(ids.c.value)))
        .group_by(one.deal_id),
    )


def _holds(period: Period, day: date) -> bool:
    first, last = period.first or date.min, period.last or date.max
    return first <= day <= last


def _figures(cases: list[_Case]) -> HandoffFigures:
    counted = Counter(case.fate for case in cases)
    filled, required = sum(one.filled for one in cases), sum(one.required for one in cases)
    return figures_of([Counted(Counter[str](counted), filled, required)])


def _cases(session: Session, period: Period, now: int, only: Filter) -> list[_Case]:
    zone = settings(session).time_zone
    became = fates(session, period=period, now=now, only=only)
    ids = func.json_each(str(list(became))).table_valued("value")
    one, value = handoff.c, handoff_value.c
    items = {
        row[0]: (row[1], row[2])
        for row in session.execute(
            select(value.handoff_id, func.count(value.value), func.count())
            .where(value.is_required == 1, value.handoff_id.in_(select(ids.c.value)))
            .group_by(value.handoff_id)
        )
    }
    rows = session.execute(
        select(one.id, one.rule_id, one.to_function_id, one.handed_at)
        .add_columns(func.coalesce(one.decided_by_id, one.to_member_id))
        .where(one.id.in_(select(ids.c.value)))
        .order_by(one.id)
    )
    found = []
    for handoff_id, rule_id, function_id, handed_at, member_id in rows:
        day = local_day(handed_at, zone)
        keys: dict[By, Key] = {
            "rule": ("handoff", rule_id),
            "function": function_id,
            "member": member_id,
            "week": monday(day).isoformat(),
        }
        filled, required = items.get(handoff_id, (0, 0))
        found.append(_Case(handoff_id, day, became[handoff_id][1], filled, required, keys))
    return found
