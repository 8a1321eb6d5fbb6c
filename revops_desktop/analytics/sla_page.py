"""Everything the SLA page shows, from one reading of all clocks (domain.md §4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from revops_desktop.analytics.filters import EVERYTHING, Filter, settled
from revops_desktop.analytics.sla_behind import ClockBehind, worst
from revops_desktop.analytics.sla_figures import (
    BYS,
    Bucket,
    By,
    Figures,
    Group,
    Point,
    Unit,
    cut,
    distribution,
    groups,
    trend,
)
from revops_desktop.rules.periods import Period, local_day

MOST_WORST = 50


@dataclass(frozen=True, slots=True)
class SlaPage:
    """The figures of a period, as of the instant `now` (UTC seconds).

    `has_limits`: whether any stage or hand-off rule ever had a limit; without one there is nothing.
    `worst` are the clocks of the period furthest over their deadline.
    """

    period: Period
    unit: Unit
    now: int
    zone: str
    has_limits: bool
    figures: Figures
    groups: Mapping[By, tuple[Group, ...]]
    buckets: tuple[Bucket, ...]
    points: tuple[Point, ...]
    worst: tuple[ClockBehind, ...]

    @property
    def today(self) -> date:
        """The local day of `now`."""
        return local_day(self.now, self.zone)


def sla_page(
    session: Session, *, period: Period, unit: Unit, now: int, only: Filter = EVERYTHING
) -> SlaPage:
    """The figures of the period, cut in every way, and the last 12 weeks or months."""
    only = settled(session, only)
    made = cut(session, period=period, now=now, only=only)
    limits = made.known.limits
    return SlaPage(
        period=period,
        unit=unit,
        now=now,
        zone=made.zone,
        has_limits=bool(limits.stages or limits.rules),
        figures=made.figures(),
        groups={by: groups(session, made, by) for by in BYS},
        buckets=distribution(made),
        points=trend(made, unit, local_day(now, made.zone)),
        worst=worst(session, made, MOST_WORST),
    )
