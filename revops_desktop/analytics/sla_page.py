"""Everything the SLA page shows, from one reading of all clocks (domain.md §4)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from revops_desktop.analytics.filters import EVERYTHING, Filter, settled
from revops_desktop.analytics.handoff_figures import HandoffFigures
from revops_desktop.analytics.overrides import how_often
from revops_desktop.analytics.sla_behind import ClockBehind, worst
from revops_desktop.analytics.sla_figures import (
    BYS,
    Bucket,
    By,
    Cut,
    Figures,
    Group,
    Key,
    Point,
    Unit,
    distribution,
    groups,
    naming,
    trend,
    trend_periods,
)
from revops_desktop.analytics.sla_handoffs import Handed, handed
from revops_desktop.analytics.sla_held import Held, followed
from revops_desktop.analytics.sla_lines import books
from revops_desktop.rules.periods import Period, local_day

MOST_WORST = 50


@dataclass(frozen=True, slots=True)
class Row:
    """A group with its hand-offs; None where none was handed over in the period."""

    group: Group
    handed: HandoffFigures | None


@dataclass(frozen=True, slots=True)
class SlaPage:
    """The figures of a period, as of the instant `now` (UTC seconds).

    `has_limits`: whether any stage or hand-off rule ever had a limit; without one there is nothing.
    `worst` are the clocks of the period furthest over their deadline · `overridden`: how often
    deals went on in it without what a stage asks for (domain.md §3).
    """

    period: Period
    unit: Unit
    now: int
    zone: str
    has_limits: bool
    figures: Figures
    handed: HandoffFigures
    rows: Mapping[By, tuple[Row, ...]]
    buckets: tuple[Bucket, ...]
    points: tuple[Point, ...]
    handed_points: tuple[HandoffFigures, ...]
    worst: tuple[ClockBehind, ...]
    overridden: int
    held: Held = field(compare=False, repr=False)
    passed: Handed = field(compare=False, repr=False)

    @property
    def today(self) -> date:
        """The local day of `now`."""
        return local_day(self.now, self.zone)


def sla_page(
    session: Session,
    *,
    period: Period,
    unit: Unit,
    now: int,
    only: Filter = EVERYTHING,
    before: SlaPage | None = None,
    touched: Collection[int] = (),
) -> SlaPage:
    """The figures of the period, cut in every way, and the last 12 weeks or months.

    `before`: an answer since which only the deals `touched` changed.
    """
    only, known = settled(session, only), books(session)
    earlier, passed = (None, None) if before is None else (before.held, before.passed)
    held = followed(session, known, now=now, only=only, before=earlier, touched=touched)
    limits = known.limits
    made = Cut(held.due_in(*period.bounds(known.clocks.zone)), known, period)
    today = local_day(now, made.zone)
    periods = trend_periods(period, unit, today)
    passed = handed(
        session,
        period=period,
        now=now,
        periods=periods,
        only=only,
        clocks=held,
        before=passed,
        touched=touched,
    )
    return SlaPage(
        period=period,
        unit=unit,
        now=now,
        zone=made.zone,
        has_limits=bool(limits.stages or limits.rules),
        figures=made.figures(),
        handed=passed.whole,
        rows={by: _rows(session, by, groups(session, made, by), passed) for by in BYS},
        buckets=distribution(made),
        points=trend(made, unit, today, held.due_in),
        handed_points=passed.points,
        worst=worst(session, made, MOST_WORST),
        overridden=how_often(session, period=period, only=only),
        held=held,
        passed=passed,
    )


def _rows(session: Session, by: By, found: tuple[Group, ...], passed: Handed) -> tuple[Row, ...]:
    """The groups with their hand-offs; also those that have hand-offs alone."""
    known: dict[Key, Group] = {group.key: group for group in found}
    named = naming(session, by)
    for key in passed.groups[by]:
        if key not in known:
            known[key] = Group(key, *named(key, Figures()))
    return tuple(Row(group, passed.groups[by].get(key)) for key, group in known.items())
