"""Each figure month by month, beside what is usual for it (domain.md §5: trends matter more)."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from revops_desktop.analytics.filters import EVERYTHING, Filter, settled
from revops_desktop.analytics.trend import MONTHS, trend


@dataclass(frozen=True, slots=True)
class Point:
    """A month YYYY-MM: the value, None where nothing may be concluded; n deals behind it."""

    month: str
    value: float | None
    n: int


@dataclass(frozen=True, slots=True)
class FigureTrend:
    """A figure's months, oldest first; `band`: what is usual by its own history, low and high.

    `mean_before`: the mean of the 3 months before the last · `stands_out`: "high" or "low" where
    the last month lies outside the band, "" otherwise.
    """

    key: str
    unit: str
    points: tuple[Point, ...]
    band: tuple[float, float] | None
    mean_before: float | None
    stands_out: str


def figure_trends(
    session: Session,
    *,
    pipeline_id: int,
    last_month: str,
    months: int = MONTHS,
    only: Filter = EVERYTHING,
) -> Mapping[str, FigureTrend]:
    """The trend of every figure, by key: won_amount, won, entered, lost, win_rate, …"""
    only = settled(session, only)
    found = trend(session, pipeline_id=pipeline_id, month=last_month, months=months, only=only)
    points = tuple(
        Point(one.month, float(one.figures.won.amount), one.figures.won.count)
        for one in found.months
    )
    return {"won_amount": FigureTrend("won_amount", "money", points, None, None, "")}
