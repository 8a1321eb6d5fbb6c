"""How promises and hand-offs went in a month beside the twelve months that end with it (domain §4).

All clocks are read once for the whole report and cut by rule, function, member and month, by the
same code as the SLA page. The clocks of a pipeline are those of its stages, and of all hand-off
rules.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.analytics.handoff_figures import HandoffReport, fates, figures_from
from revops_desktop.analytics.handoff_rows import FATES, among
from revops_desktop.analytics.month_reading import reading_of
from revops_desktop.analytics.sla_behind import ClockBehind, worst
from revops_desktop.analytics.sla_figures import (
    By,
    Cut,
    Figures,
    Group,
    Key,
    key_of,
    named,
)
from revops_desktop.analytics.sla_names import names
from revops_desktop.analytics.sla_rows import KINDS
from revops_desktop.database.tables import handoff, stage
from revops_desktop.rules.periods import Period, month_period
from revops_desktop.rules.shares import Share

MOST_WORST = 8


@dataclass(frozen=True, slots=True)
class Line:
    """One rule, function or member, or all: the month, the year, and each month, oldest first."""

    group: Group
    year: Figures
    months: tuple[Figures, ...]

    @property
    def month(self) -> Figures:
        """The month itself, with what runs now."""
        return self.group.figures

    @property
    def before(self) -> tuple[int, int]:
        """Promises kept and all that were due in the months before."""
        earlier = self.months[:-1]
        return sum(one.met for one in earlier), sum(one.counted for one in earlier)

    @property
    def rates_before(self) -> tuple[float | None, ...]:
        """The share kept in each of the months before; None of too few cases."""
        return tuple(one.compliance.rate for one in self.months[:-1])


@dataclass(frozen=True, slots=True)
class Promises:
    """The clocks of a river; `worst`: those of the month furthest over their deadline."""

    has_limits: bool
    whole: Line
    rules: tuple[Line, ...]
    functions: tuple[Line, ...]
    members: tuple[Line, ...]
    worst: tuple[ClockBehind, ...]


@dataclass(frozen=True, slots=True)
class HandedMonths:
    """Hand-offs: the month as the page has it, the year by pair, the loss rate of each month.

    `reasons`: the words with which the hand-offs of the year were returned, the most frequent
    first, with their number.
    """

    month: HandoffReport
    year: HandoffReport
    losses: tuple[Share, ...]
    reasons: tuple[tuple[str, int], ...]


def promises(session: Session, *, pipeline_id: int, months: Sequence[str], now: int) -> Promises:
    """The promises of a river in the last of `months` (YYYY-MM, oldest first), and in them all."""
    read = reading_of(session, pipeline_id=pipeline_id, month=months[-1], now=now).promises
    made = Cut(read.clocks, read.known, _span(months))
    limits = made.known.limits
    made = _of_river(made, list(_places(session, pipeline_id)))
    month = Cut(made.clocks, made.known, month_period(months[-1]))
    whole = _line(made, months, Group(None, "", month.figures()))
    return Promises(
        bool(limits.stages or limits.rules),
        whole,
        _in_order(session, pipeline_id, _lines(session, made, "rule", months)),
        _lines(session, made, "function", months),
        _lines(session, made, "member", months),
        worst(session, month, MOST_WORST),
    )


def _span(months: Sequence[str]) -> Period:
    return Period(month_period(months[0]).first, month_period(months[-1]).last)


def _places(session: Session, pipeline_id: int) -> dict[int, int]:
    """The place of each stage of the river."""
    one = stage.c
    rows = session.execute(select(one.id, one.position).where(one.pipeline_id == pipeline_id))
    return {row[0]: row[1] for row in rows}


def _in_order(session: Session, pipeline_id: int, lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The stages along the river, then the hand-offs."""
    places = _places(session, pipeline_id)

    def order(one: Line) -> tuple[bool, int]:
        kind, source_id = one.group.key if isinstance(one.group.key, tuple) else ("stage", 0)
        return kind == "handoff", places.get(source_id, 0) if kind == "stage" else source_id

    return tuple(sorted(lines, key=order))


def _of_river(made: Cut, stages: list[int]) -> Cut:
    """Those of the river's stages and of hand-offs, that run or were due in the period."""
    clocks = made.clocks
    own = (clocks.kind == KINDS.index("handoff")) | np.isin(clocks.source_id, stages)
    running = clocks.in_state("running", "at_risk")
    return made.only(own & (running | clocks.due_within(*made.period.bounds(made.zone))))


def _lines(session: Session, made: Cut, by: By, months: Sequence[str]) -> tuple[Line, ...]:
    """A line a group that was due in one of the months, in the order of their numbers."""
    codes = made.codes(by)
    known = names(session)
    found = []
    for code in np.unique(codes):
        own = made.only(codes == code)
        key: Key = key_of(by, int(code))
        month = Cut(own.clocks, own.known, month_period(months[-1]))
        one = _line(own, months, named(known, by, key, month.figures()))
        if one.year.counted:
            found.append(one)
    return tuple(found)


def _line(own: Cut, months: Sequence[str], group: Group) -> Line:
    each = []
    for month in months:
        period = month_period(month)
        due = own.clocks.due_within(*period.bounds(own.zone))
        each.append(Cut(own.clocks.only(due), own.known, period).figures())
    return Line(group, own.figures(), tuple(each))


def handed_months(
    session: Session, *, pipeline_id: int, months: Sequence[str], now: int, zone: str
) -> HandedMonths:
    """The hand-offs of a river in the last of `months`, and in them all."""
    year = _span(months)
    became = fates(session, period=year, now=now, pipeline_id=pipeline_id)
    one = handoff.c
    rows = session.execute(
        select(one.id, one.handed_at, one.return_reason).where(among(one.id, became))
    ).all()
    edges = [month_period(month).bounds(zone)[0] or 0 for month in months]
    counted: list[Counter[str]] = [Counter() for _month in months]
    reasons: Counter[str] = Counter()
    for handoff_id, handed_at, reason in rows:
        fate = became[handoff_id]
        counted[int(np.searchsorted(edges, handed_at, side="right")) - 1][fate] += 1
        if fate == "returned":
            reasons[" ".join((reason or "").split())] += 1
    read = reading_of(session, pipeline_id=pipeline_id, month=months[-1], now=now)
    return HandedMonths(
        read.handoffs,
        read.handoffs_of(year),
        tuple(figures_from([number[fate] for fate in FATES], 0, 0).loss_rate for number in counted),
        tuple(sorted(reasons.items(), key=lambda one: (-one[1], one[0]))),
    )
