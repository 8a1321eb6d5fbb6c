"""What was lost and what was missing at hand-offs, cut as the clocks are: rule, function, member,
week (domain.md §4). The figures themselves are those of `handoff_figures`.

The function is the receiving one, the member whoever decided it or else whoever it was handed to,
the week that of the hand-off.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Literal

import numpy as np
from sqlalchemy import func, null, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.deals_behind import DealsBehind, listed
from revops_desktop.analytics.filters import EVERYTHING, Filter
from revops_desktop.analytics.handoff_figures import (
    FATES,
    PLACES,
    Counted,
    Fate,
    HandoffFigures,
    figures_of,
    outcome_rows,
    with_late,
)
from revops_desktop.analytics.number_rows import Numbers, number_rows
from revops_desktop.analytics.response_times import numbered
from revops_desktop.analytics.settings import settings
from revops_desktop.analytics.sla_figures import BYS, By, Key, Mask
from revops_desktop.analytics.sla_held import Held, followed
from revops_desktop.analytics.sla_lines import books
from revops_desktop.analytics.sla_rows import NOBODY, whose
from revops_desktop.database.tables import handoff, handoff_value
from revops_desktop.rules.periods import Period, local_day, start_of_day

# ended: accepted, returned or expired; lost: of these, not accepted; handed: all.
Subject = Literal["ended", "lost", "handed", "incomplete"]
_FATES: Mapping[Subject, tuple[Fate, ...]] = {
    "ended": ("accepted", "returned", "expired"),
    "lost": ("returned", "expired"),
}


# So many hand-offs are looked up one by one in less time than the items of all are read.
_FEW = 10_000


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
        codes, group = numbered(self.codes(by))
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
    return None if code == NOBODY else code


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
    # All of the file as they were decided, whether late or not.
    outcomes: Cases
    zone: str


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
    zone, deals = settings(session).time_zone, None
    if before is not None and before.zone == zone and only == EVERYTHING:
        deals = touched
    outcomes = _cases(session, zone, Period(), only, deals)
    if before is not None and deals is not None:
        kept = before.outcomes.only(~np.isin(before.outcomes.deal_id, list(touched)))
        outcomes = kept.joined(outcomes) if len(outcomes.fate) else kept
    if clocks is None:
        clocks = followed(session, books(session), now=now, only=only)
    late = np.isin(outcomes.handoff_id, clocks.breached("handoff"))
    read = replace(outcomes, fate=np.where(late, PLACES["expired"], outcomes.fate))
    cases = read.within(period)
    found = {by: cases.groups(by) for by in BYS}
    points = tuple(read.within(one).figures() for one in periods)
    return Handed(cases.figures(), found, points, outcomes, zone)


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
    cases = _cases(session, settings(session).time_zone, period, only)
    cases = replace(cases, fate=with_late(session, cases.handoff_id, cases.fate, now))
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


def _cases(
    session: Session,
    zone: str,
    period: Period,
    only: Filter,
    deals: Collection[int] | None = None,
) -> Cases:
    """The hand-offs of a period, of all deals or of some, each as it was decided."""
    one, value = handoff.c, handoff_value.c
    rows = outcome_rows(
        session,
        *(one.rule_id, func.coalesce(one.to_function_id, NOBODY), whose(), one.handed_at),
        period=period,
        only=only,
        deals=deals,
    )
    rows = rows[np.argsort(rows[:, 0])]
    required = select(value.handoff_id * 2 + value.value.is_not(None)).where(value.is_required == 1)
    if len(rows) < _FEW:
        ids = func.json_each(str(rows[:, 0].tolist())).table_valued("value")
        required = required.where(value.handoff_id.in_(select(ids.c.value)))
    items = number_rows(session, required)[:, 0]
    # How many items, and how many of them filled in, of the hand-offs that are asked for.
    places = np.searchsorted(rows[:, 0], items // 2)
    places[places == len(rows)] = 0
    mine = rows[places, 0] == items // 2 if len(rows) else np.zeros(len(items), np.bool_)
    counted = [
        np.bincount(places[one], minlength=len(rows)) for one in (mine & (items % 2 == 1), mine)
    ]
    handoff_id, deal_id, fate, rule_id, function_id, member_id, at = rows.T
    about = (handoff_id, deal_id, fate, rule_id, function_id, member_id, _days(at, zone))
    return Cases(*about, *counted)


def _days(instants: Numbers, zone: str) -> Numbers:
    """The local day of each instant, as an ordinal."""
    if not len(instants):
        return instants
    first, last = (local_day(int(one), zone) for one in (instants.min(), instants.max()))
    days = np.arange(first.toordinal(), last.toordinal() + 1)
    begins = [start_of_day(date.fromordinal(day), zone) for day in days.tolist()]
    return np.asarray(days[np.searchsorted(begins, instants, side="right") - 1], np.int64)
