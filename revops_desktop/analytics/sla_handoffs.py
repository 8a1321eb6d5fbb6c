"""What was lost and what was missing at hand-offs, cut as the clocks are: rule, function, member,
week (domain.md §4). The figures themselves are those of `handoff_figures`.

The function is the receiving one, the member whoever decided it or else whoever it was handed to,
the week that of the hand-off.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Literal

import numpy as np
from sqlalchemy import func, null, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.deals_behind import DealsBehind, listed
from revops_desktop.analytics.filters import EVERYTHING, Filter
from revops_desktop.analytics.handoff_figures import HandoffFigures, figures_from
from revops_desktop.analytics.handoff_rows import (
    FATES,
    PLACES,
    Fate,
    among,
    items_of,
    with_late,
)
from revops_desktop.analytics.number_rows import Numbers
from revops_desktop.analytics.response_times import numbered
from revops_desktop.analytics.settings import settings
from revops_desktop.analytics.sla_figures import BYS, By, Key, Mask
from revops_desktop.analytics.sla_held import Held, followed
from revops_desktop.analytics.sla_lines import books
from revops_desktop.analytics.sla_rows import NOBODY, handed_rows
from revops_desktop.database.tables import handoff
from revops_desktop.rules.periods import Period, local_day, start_of_day

# ended: accepted, returned or expired; lost: of these, not accepted; handed: all.
Subject = Literal["ended", "lost", "handed", "incomplete"]
_FATES: Mapping[Subject, tuple[Fate, ...]] = {
    "ended": ("accepted", "returned", "expired"),
    "lost": ("returned", "expired"),
}


@dataclass(frozen=True, slots=True)
class Cases:
    """Hand-offs side by side; `fate` is the place in FATES, `day` the local one as an ordinal."""

    handoff_id: Numbers
    deal_id: Numbers
    fate: Numbers
    rule_id: Numbers
    function_id: Numbers
    member_id: Numbers
    day: Numbers
    filled: Numbers
    required: Numbers

    def only(self, chosen: Mask) -> "Cases":
        """Those that are chosen."""
        return Cases(*(getattr(self, one.name)[chosen] for one in fields(self)))

    def joined(self, other: "Cases") -> "Cases":
        """Those of both."""
        names = (one.name for one in fields(self))
        return Cases(*(np.concatenate([getattr(x, n) for x in (self, other)]) for n in names))

    def within(self, period: Period) -> "Cases":
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
        found = self.grouped(self.codes(by))
        return {_key(by, code): figures for code, figures in found.items()}

    def figures(self) -> HandoffFigures:
        """The figures of all of them."""
        found = self.grouped(np.zeros(len(self.fate), np.int64))
        return found.get(0, _NONE)

    def points(self, periods: Sequence[Period]) -> tuple[HandoffFigures, ...]:
        """The figures of those handed over in each of some periods, one behind the other."""
        if not periods:
            return ()
        own = self.within(Period(periods[0].first, periods[-1].last))
        firsts = [(one.first or date.min).toordinal() for one in periods]
        found = own.grouped(np.searchsorted(firsts, own.day, "right") - 1)
        return tuple(found.get(place, _NONE) for place in range(len(periods)))

    def grouped(self, codes: Numbers) -> dict[int, HandoffFigures]:
        """The figures of those of each number, in the order of the numbers."""
        values, group = numbered(codes)
        width, number = len(FATES), len(values)
        counted = np.bincount(group * width + self.fate, minlength=number * width)
        filled, required = (
            np.bincount(group, one, number).astype(np.int64) for one in (self.filled, self.required)
        )
        rows = np.column_stack((counted.reshape(-1, width), filled, required)).tolist()
        return {
            code: figures_from(row[:width], *row[width:])
            for code, row in zip(values.tolist(), rows, strict=True)
        }


_NONE = figures_from([0] * len(FATES), 0, 0)


def _key(by: By, code: int) -> Key:
    if by == "rule":
        return "handoff", code
    if by == "week":
        return date.fromordinal(code).isoformat()
    return None if code == NOBODY else code


@dataclass(frozen=True, slots=True)
class Handed:
    """The hand-offs of a period: whole, and of each group of each cut.

    `points`: those of each of the other periods that were asked for.
    """

    whole: HandoffFigures
    groups: Mapping[By, Mapping[Key, HandoffFigures]]
    points: tuple[HandoffFigures, ...]
    # All of the file as they were decided, whether late or not.
    outcomes: Cases


def handed(
    session: Session,
    *,
    period: Period,
    now: int,
    periods: Sequence[Period] = (),
    only: Filter = EVERYTHING,
    clocks: Held | None = None,
    before: Handed | None = None,
    touched: Collection[int] = (),
) -> Handed:
    """The loss rate and completeness of the hand-offs of a period, cut in every way.

    `periods` are told from the same reading · `clocks` as of `now`, where they are known, say what
    is late · `before` and `touched` as in `sla_page`.
    """
    clocks = clocks or followed(session, books(session), now=now, only=only)
    outcomes = _cases(session, settings(session).time_zone, clocks.handed)
    if before is not None and clocks.changed is not None:
        kept = before.outcomes.only(~np.isin(before.outcomes.deal_id, list(touched)))
        outcomes = kept.joined(outcomes) if len(outcomes.fate) else kept
    late = np.isin(outcomes.handoff_id, clocks.breached("handoff"))
    read = replace(outcomes, fate=np.where(late, PLACES["expired"], outcomes.fate))
    cases = read.within(period)
    found = {by: cases.groups(by) for by in BYS}
    return Handed(cases.figures(), found, read.points(periods), outcomes)


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
    read = handed_rows(session, only)
    cases = _cases(session, settings(session).time_zone, read).within(period)
    cases = replace(cases, fate=with_late(session, cases.handoff_id, cases.fate, now))
    mask = np.ones(len(cases.fate), np.bool_)
    if by is not None:
        mask &= [_key(by, code) == key for code in cases.codes(by).tolist()]
    if subject in _FATES:
        mask &= np.isin(cases.fate, [FATES.index(fate) for fate in _FATES[subject]])
    elif subject == "incomplete":
        mask &= cases.filled < cases.required
    wanted = cases.handoff_id[mask].tolist()
    one = handoff.c
    return listed(
        session,
        select(one.deal_id, func.max(one.handed_at).label("at"), null().label("day"))
        .where(among(one.id, wanted))
        .group_by(one.deal_id),
    )


def _cases(session: Session, zone: str, handed: Numbers) -> Cases:
    """The hand-offs that were read, each as it was decided."""
    rule_id, handoff_id, deal_id, function_id, member_id, at, _decided, fate = handed.T
    about = (handoff_id, deal_id, fate, rule_id, function_id, member_id, _days(at, zone))
    return Cases(*about, *items_of(session, handoff_id))


def _days(instants: Numbers, zone: str) -> Numbers:
    """The local day of each instant, as an ordinal."""
    if not len(instants):
        return instants
    first, last = (local_day(int(one), zone) for one in (instants.min(), instants.max()))
    days = np.arange(first.toordinal(), last.toordinal() + 1)
    begins = [start_of_day(date.fromordinal(day), zone) for day in days.tolist()]
    return np.asarray(days[np.searchsorted(begins, instants, side="right") - 1], np.int64)
