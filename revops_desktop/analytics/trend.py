"""How did the figures come about? The same figures month by month (domain.md §5).

Each month is counted by exactly the definition of a period, so that a month of the trend equals
the key figures of that month.
"""

from dataclasses import dataclass
from functools import lru_cache
from statistics import fmean

from sqlalchemy import Select, Subquery, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.filters import EVERYTHING, Filter, settled
from revops_desktop.analytics.key_figures import PeriodFigures, period_figures
from revops_desktop.analytics.outcomes import Scope, kept_endings
from revops_desktop.analytics.settings import settings
from revops_desktop.analytics.tally import Tally, tally_columns
from revops_desktop.database.tables import deal_event
from revops_desktop.rules.periods import (
    DAY,
    Period,
    last_months,
    local_day,
    month_of,
    month_period,
)

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Month:
    """The figures of one month YYYY-MM."""

    month: str
    figures: PeriodFigures


@dataclass(frozen=True, slots=True)
class Trend:
    """Months, oldest first; amounts in minor units of `currency`."""

    months: tuple[Month, ...]
    currency: str


def trend(
    session: Session,
    *,
    pipeline_id: int,
    month: str,
    months: int = MONTHS,
    only: Filter = EVERYTHING,
) -> Trend:
    """The figures of the `months` months that end with `month` (YYYY-MM)."""
    about = settings(session)
    only = settled(session, only)
    return Trend(
        tuple(
            Month(
                one,
                period_figures(
                    session, Scope(pipeline_id, month_period(one), about.time_zone, only)
                ),
            )
            for one in last_months(month, months)
        ),
        about.currency,
    )


def won_by_month(
    session: Session, *, pipeline_id: int, period: Period, only: Filter = EVERYTHING
) -> dict[str, Tally]:
    """What was won in each month that had a win in the period: YYYY-MM → deals and amount.

    A month that the period cuts is counted for the days inside. Wins of unknown date are in none.
    """
    scope = Scope(pipeline_id, period, settings(session).time_zone, only)
    event = deal_event.c
    # Only months in which something was won: one mistyped year would be thousands of months.
    days = session.execute(
        select(event.at // DAY)
        .distinct()
        .where(
            event.pipeline_id == pipeline_id,
            event.kind == "won",
            event.at.is_not(None),
            *scope.holds(event.at),
            *scope.means(event.deal_id),
        )
    ).scalars()
    # A day before and after: the local day may be another than the UTC one.
    near = {(int(day) + step) * DAY for day in days for step in (-1, 0, 1)}
    found: dict[str, Tally] = {}
    for month in sorted({month_of(local_day(at, scope.zone)) for at in near}):
        part = scope.over(_cut(month_period(month), period))
        row = session.execute(_won(kept_endings(part)), part.values()).one()
        if row[0]:
            found[month] = Tally(*row)
    return found


@lru_cache(maxsize=4)
def _won(endings: Subquery) -> Select:
    return select(*tally_columns(endings.c.value)).where(endings.c.kind == "won")


def _cut(month: Period, period: Period) -> Period:
    """The days of the month that lie in the period."""
    firsts = [day for day in (month.first, period.first) if day is not None]
    lasts = [day for day in (month.last, period.last) if day is not None]
    return Period(max(firsts), min(lasts))


def against_before(values: list[float | None], months: int = 3) -> float | None:
    """The last value less the mean of the `months` before it; None where one is missing."""
    now, before = values[-1], values[-1 - months : -1]
    known = [one for one in before if one is not None]
    if now is None or len(known) < months:
        return None
    return now - fmean(known)
