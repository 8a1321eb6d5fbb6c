"""The key figures beside the funnel, each with its last twelve months (domain.md §5)."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from revops_desktop.analytics.filters import EVERYTHING, Filter, settled
from revops_desktop.analytics.key_figures import (
    FollowedFigures,
    KeyFigures,
    PeriodFigures,
    followed_key_figures,
)
from revops_desktop.analytics.trend import FollowedTrend, followed_trend
from revops_desktop.rules.periods import Period, month_of


@dataclass(frozen=True, slots=True)
class FunnelTiles:
    """The period's figures, and each of the twelve months that end with it, oldest first."""

    figures: KeyFigures
    months: tuple[PeriodFigures, ...]
    followed: tuple[FollowedFigures, FollowedTrend] | None = field(compare=False, repr=False)


def funnel_tiles(
    session: Session,
    *,
    pipeline_id: int,
    period: Period,
    today: date,
    only: Filter = EVERYTHING,
    before: FunnelTiles | None = None,
    touched: Collection[int] = (),
) -> FunnelTiles:
    """The figures of the period; a month that is not over yet counts what it has so far.

    `before`: an earlier answer since which only the deals `touched` changed.
    """
    newest = month_of(min(period.last or today, today))
    asked: dict[str, Any] = {
        "pipeline_id": pipeline_id,
        "only": settled(session, only),
        "touched": touched,
    }
    held, held_months = (before and before.followed) or (None, None)
    figures = followed_key_figures(session, **asked, period=period, before=held)
    months = followed_trend(session, **asked, month=newest, before=held_months)
    told = tuple(one.figures for one in months.trend.months)
    # What a filter means may be something else of a deal that was not touched.
    followed = (figures, months) if only == EVERYTHING else None
    return FunnelTiles(figures.figures, told, followed)
