"""What was lost and what was missing at hand-offs, cut as the clocks are: rule, function, member,
week (domain.md §4). The figures themselves are those of `handoff_figures`.

The function is the receiving one, the member whoever decided it or else whoever it was handed to,
the week that of the hand-off.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Literal

import numpy as np
from sqlalchemy import func, null, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.deals_behind import DealsBehind, listed
from revops_desktop.analytics.filters import EVERYTHING, Filter
from revops_desktop.analytics.handoff_figures import (
    FATES,
    Counted,
    Fate,
    HandoffFigures,
    fate_rows,
    figures_of,
)
from revops_desktop.analytics.number_rows import Numbers, number_rows
from revops_desktop.analytics.settings import settings
from revops_desktop.analytics.sla_figures import BYS, By, Key, Mask
from revops_desktop.database.tables import handoff, handoff_value
from revops_desktop.rules.periods import Period, local_day, start_of_day

# ended: accepted, returned or expired; lost: of these, not accepted; handed: all.
Subject = Literal["ended", "lost", "handed", "incomplete"]
_FATES: Mapping[Subject, tuple[Fate, ...]] = {
    "ended": ("accepted", "returned", "expired"),
    "lost": ("returned", "expired"),
}


# Where there is no function, or nobody.
_NONE = -1


@dataclass(frozen=True, slots=True)
class _Cases:
    """Hand-offs side by side; `fate` is the place in FATES, `day` the local one as an ordinal."""

    handoff_id: Numbers
    fate: Numbers
    rule_id: Numbers
    function_id: Numbers
    member_id: Numbers
    day: Numbers
    filled: Numbers
    required: Numbers

    def only(self, chosen: Mask) -> "_Cases":
        """Those that are chosen."""
        return _Cases(*(getattr(self, one.name)[chosen] for one in fields(self)))

    def within(self, period: Period) -> "_Cases":
        """Those handed over in a period."""
        first, last = period.first or date.min, period.last or date.max
        return self.only((self.day >= first.toordinal()) & (self.day <= last.toordinal()))

    def codes(self, by: By) -> Numbers:
        """A number for each that says its group."""
        if by == "week":
            # The first day of all is a Monday.
            return self.day - (self.day - 1) % 7
        return {"rule": self.rule_id, "function": self.function_id, "member": self.member_id}[by]

    def groups(self, by: By) -> dict[Key, HandoffFigures]:
        """The figures of each group."""
        codes, group = np.unique(self.codes(by), return_inverse=True)
        counted = np.bincount(group * len(FATES) + self.fate, minlength=len(codes) * len(FATES))
        filled, required = (
            np.bincount(group, one, len(codes)) for one in (self.filled, self.required)
        )
        return {
            _key(by, int(code)): _figures(fates_, int(filled[place]), int(required[place]))
            for place, (code, fates_) in enumerate(
                zip(codes, counted.reshape(-1, len(FATES)), strict=True)
            )
        }

    def figures(self) -> HandoffFigures:
        """The figures of all of them."""
        counted = np.bincount(self.fate, minlength=len(FATES))
        return _figures(counted, int(self.filled.sum()), int(self.required.sum()))


def _key(by: By, code: int) -> Key:
    if by == "rule":
        return "handoff", code
    if by == "week":
        return date.fromordinal(code).isoformat()
    return None if code == _NONE else code


def _figures(counted: Numbers, filled: int, required: int) -> HandoffFigures:
    fates = Counter[str](dict(zip(FATES, counted.tolist(), strict=True)))
    return figures_of([Counted(fates, filled, required)])


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
    cases = read.within(period)
    found = {by: cases.groups(by) for by in BYS}
    points = tuple(read.within(one).figures() for one in periods)
    return Handed(cases.figures(), found, points)


def _around(periods: Sequence[Period]) -> Period:
    """The shortest period that holds all of them."""
    firsts, lasts = [one.first for one in periods], [one.last for one in periods]
    return Period(
        None if None in firsts else min(one for one in firsts if one is not None),
        None if None in lasts else max(one for one in lasts if one is not None),
    )


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
    cases = _cases(session, period, now, only)
    mask = np.ones(len(cases.fate), np.bool_)
    if by is not None:
        mask &= [_key(by, code) == key for code in cases.codes(by).tolist()]
    if subject in _FATES:
        mask &= np.isin(cases.fate, [FATES.index(fate) for fate in _FATES[subject]])
    elif subject == "incomplete":
        mask &= cases.filled < cases.required
    wanted = cases.handoff_id[mask].tolist()
    ids = func.json_each(str(wanted)).table_valued("value")
    one = handoff.c
    return listed(
        session,
        select(one.deal_id, func.max(one.handed_at).label("at"), null().label("day"))
        .where(one.id.in_(select(ids.c.value)))
        .group_by(one.deal_id),
    )


def _cases(session: Session, period: Period, now: int, only: Filter) -> _Cases:
    one, value = handoff.c, handoff_value.c
    rows = fate_rows(
        session,
        *(one.rule_id, func.coalesce(one.to_function_id, _NONE)),
        *(func.coalesce(one.decided_by_id, one.to_member_id, _NONE), one.handed_at),
        period=period,
        now=now,
        only=only,
    )
    rows = rows[np.argsort(rows[:, 0])]
    ids = func.json_each(str(rows[:, 0].tolist())).table_valued("value")
    items = number_rows(
        session,
        select(value.handoff_id, func.count(value.value), func.count())
        .where(value.is_required == 1, value.handoff_id.in_(select(ids.c.value)))
        .group_by(value.handoff_id),
    )
    counted = np.zeros((len(rows), 2), np.int64)
    counted[np.searchsorted(rows[:, 0], items[:, 0])] = items[:, 1:]
    days = _days(rows[:, 5], settings(session).time_zone)
    handoff_id, fate, rule_id, function_id, member_id = rows[:, :5].T
    return _Cases(
        *(handoff_id, fate, rule_id, function_id, member_id, days),
        filled=counted[:, 0],
        required=counted[:, 1],
    )


def _days(instants: Numbers, zone: str) -> Numbers:
    """The local day of each instant, as an ordinal."""
    if not len(instants):
        return instants
    first, last = (local_day(int(one), zone) for one in (instants.min(), instants.max()))
    days = np.arange(first.toordinal(), last.toordinal() + 1)
    begins = [start_of_day(date.fromordinal(day), zone) for day in days.tolist()]
    return np.asarray(days[np.searchsorted(begins, instants, side="right") - 1], np.int64)
