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
    figures_of,
    groups_of,
    named,
    points_of,
    trend_periods,
)
from revops_desktop.analytics.sla_handoffs import Handed, handed
from revops_desktop.analytics.sla_held import Held, followed
from revops_desktop.analytics.sla_kept import Kept, counted
from revops_desktop.analytics.sla_lines import books
from revops_desktop.analytics.sla_names import Names, names
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
    kept: Kept = field(compare=False, repr=False)

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
    earlier = None if before is None else before.held
    held = followed(session, known, now=now, only=only, before=earlier, touched=touched)
    zone = known.clocks.zone
    periods = trend_periods(period, unit, local_day(now, zone))
    sums, kept = counted(
        held, known, period=period, periods=periods, before=before.kept if before else None
    )
    passed = handed(
        session,
        period=period,
        now=now,
        periods=periods,
        only=only,
        clocks=held,
        before=before.passed if before else None,
        touched=touched,
    )
    called = names(session)
    latest = Cut(held.due_in(*period.bounds(zone), MOST_WORST), known, period)
    return SlaPage(
        period=period,
        unit=unit,
        now=now,
        zone=zone,
        has_limits=bool(known.limits.stages or known.limits.rules),
        figures=figures_of(sums["step"]),
        handed=passed.whole,
        rows={by: _rows(called, by, groups_of(called, by, sums[by]), passed) for by in BYS},
        buckets=distribution(sums["step"]),
        points=points_of(periods, sums["point"]),
        handed_points=passed.points,
        worst=worst(session, latest, MOST_WORST, called),
        overridden=how_often(session, period=period, only=only),
        held=held,
        passed=passed,
        kept=kept,
    )


def _rows(called: Names, by: By, found: tuple[Group, ...], passed: Handed) -> tuple[Row, ...]:
    """The groups with their hand-offs; also those that have hand-offs alone."""
    known: dict[Key, Group] = {group.key: group for group in found}
    for key in passed.groups[by]:
        if key not in known:
            known[key] = named(called, by, key, Figures())
    return tuple(Row(group, passed.groups[by].get(key)) for key, group in known.items())
