"""The key figures beside the funnel, each with its last twelve months (domain.md §5)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from revops_desktop.analytics.filters import EVERYTHING, Filter, settled
from revops_desktop.analytics.key_figures import KeyFigures, PeriodFigures, key_figures
from revops_desktop.analytics.trend import trend
from revops_desktop.rules.periods import Period, month_of


@dataclass(frozen=True, slots=True)
class FunnelTiles:
    """The period's figures, and each of the twelve months that end with it, oldest first."""

    figures: KeyFigures
    months: tuple[PeriodFigures, ...]


def funnel_tiles(
    session: Session,
    *,
    pipeline_id: int,
    period: Period,
    today: date,
    only: Filter = EVERYTHING,
) -> FunnelTiles:
    """The figures of the period; a month that is not over yet counts what it has so far."""
    only = settled(session, only)
    figures = key_figures(session, pipeline_id=pipeline_id, period=period, only=only)
    newest = min(period.last or today, today)
    months = trend(session, pipeline_id=pipeline_id, month=month_of(newest), only=only).months
    return FunnelTiles(figures, tuple(month.figures for month in months))
