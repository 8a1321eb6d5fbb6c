"""How does a month stand? Its key figures beside target, trend and their own history."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Literal

from sqlalchemy.orm import Session

from revops_desktop.analytics.figure_trends import FigureTrend, Point, months_read, trends_of
from revops_desktop.analytics.filters import EVERYTHING, Filter, settled
from revops_desktop.analytics.key_figures import standing_figures
from revops_desktop.analytics.pipelines import stages_of
from revops_desktop.analytics.settings import settings
from revops_desktop.analytics.tally import Tally
from revops_desktop.analytics.targets import part_of, targets_by_month
from revops_desktop.analytics.trend import FollowedTrend, followed_trend
from revops_desktop.rules.periods import (
    end_of_day,
    local_day,
    month_of,
    month_period,
    start_of_day,
)
from revops_desktop.rules.targets import FIGURES

# In these days of a month there is little to see of it yet.
FIRST_DAYS = 5
# In the order in which an owner asks: what came of it, what comes in, how well, how fast.
SHOWN = ("won_amount", "won", "win_rate", "average_deal", "entered", "sales_cycle", "lead_time")
# What leaves: watched beside them, without a target or a place of its own.
LEAVING = ("lost", "recycled")


@dataclass(frozen=True, slots=True)
class OverviewFigure:
    """A figure of the month with the months before it, oldest first.

    `targets`: of each of these months, counted as the figure is, None where none was set.
    """

    trend: FigureTrend
    targets: tuple[float | None, ...]

    @property
    def key(self) -> str:
        """Its key in analytics/definitions.py."""
        return self.trend.key

    @property
    def now(self) -> Point:
        """The month itself."""
        return self.trend.points[-1]

    @property
    def before(self) -> Point | None:
        """The month before it."""
        return self.trend.points[-2] if len(self.trend.points) > 1 else None

    @property
    def target(self) -> float | None:
        """The target of the month itself."""
        return self.targets[-1]

    @property
    def is_met(self) -> bool | None:
        """Whether the month reaches its target; None where there is none or nothing is known."""
        value, target = self.now.value, self.target
        if value is None or target is None:
            return None
        return value <= target if FIGURES[self.key].less_is_better else value >= target

    @property
    def sense(self) -> Literal["good", "bad", "neutral"]:
        """Whether what stands out is to the business's advantage; waiting is neither."""
        if not self.trend.stands_out or self.key == "recycled":
            return "neutral"
        less_is_better = self.key == "lost" or FIGURES[self.key].less_is_better
        return "good" if (self.trend.stands_out == "low") == less_is_better else "bad"


@dataclass(frozen=True, slots=True)
class Overview:
    """A month YYYY-MM of one river. `elapsed`: the share of it that is over, 1 when it all is.

    `open` and `weighted` (minor units of `currency`) are as of now, whatever the month · `until`:
    the last instant of the month or now, whichever is earlier · `leaving`: LEAVING.
    """

    pipeline_id: int
    month: str
    elapsed: float
    until: int
    figures: tuple[OverviewFigure, ...]
    open: Tally
    weighted: int
    first_stage_id: int | None
    currency: str
    zone: str
    followed: FollowedTrend = field(compare=False, repr=False)
    only: Filter = EVERYTHING
    leaving: tuple[OverviewFigure, ...] = ()

    @property
    def watched(self) -> tuple[OverviewFigure, ...]:
        """Every figure that is looked at for what stands out."""
        return (*self.figures, *self.leaving)

    @property
    def is_running(self) -> bool:
        """Whether the month is not over yet."""
        return self.elapsed < 1

    @property
    def standing_out(self) -> tuple[OverviewFigure, ...]:
        """Figures that lie outside what is usual for them; a month that runs says nothing yet."""
        if self.is_running:
            return ()
        return tuple(one for one in self.watched if one.trend.stands_out)

    def figure(self, key: str) -> OverviewFigure | None:
        """One of the figures by its key."""
        return next((one for one in self.watched if one.key == key), None)


def overview(
    session: Session,
    *,
    pipeline_id: int,
    month: str,
    now: int,
    only: Filter = EVERYTHING,
    before: Overview | None = None,
    touched: Collection[int] = (),
) -> Overview:
    """The key figures of a month as of now (UTC seconds).

    `before`: an earlier answer since which only the deals `touched` changed; where it is of
    something else, all is read anew.
    """
    about = settings(session)
    # A settled filter holds inside this question only.
    found = settled(session, only)
    followed = followed_trend(
        session,
        pipeline_id=pipeline_id,
        month=month,
        months=months_read(),
        only=only,
        before=None if before is None else before.followed,
        touched=touched,
    )
    trends = trends_of(followed.trend)
    part = part_of(session, only)
    months = [point.month for point in next(iter(trends.values())).points]
    # A target of the whole river would say nothing beside a part of it that has none of its own.
    said = (
        {}
        if part is None
        else targets_by_month(session, pipeline_id=pipeline_id, months=months, part=part)
    )
    standing, weighted = standing_figures(session, pipeline_id=pipeline_id, only=found)
    stages = stages_of(session, pipeline_id=pipeline_id)
    until, elapsed = _elapsed(month, about.time_zone, now)
    watched = {
        key: OverviewFigure(trends[key], tuple(said.get((one, key, None)) for one in months))
        for key in (*SHOWN, *LEAVING)
        if key in trends
    }
    return Overview(
        pipeline_id=pipeline_id,
        month=month,
        elapsed=elapsed,
        until=until,
        figures=tuple(watched[key] for key in SHOWN if key in watched),
        open=standing,
        weighted=weighted,
        first_stage_id=stages[0].stage_id if stages else None,
        currency=about.currency,
        zone=about.time_zone,
        followed=followed,
        only=only,
        leaving=tuple(watched[key] for key in LEAVING if key in watched),
    )


def _elapsed(month: str, zone: str, now: int) -> tuple[int, float]:
    """Until when the month is told, and the share of it that is over."""
    period = month_period(month)
    assert period.first is not None
    assert period.last is not None
    start, end = start_of_day(period.first, zone), end_of_day(period.last, zone)
    # The last instant of a month is the end of it: nothing of it is still to come.
    return min(now, end), min(1.0, max(0.0, (now + 1 - start) / (end - start)))


def usual_month(now: int, zone: str) -> str:
    """The month that is shown first: this one, in its first days the last one."""
    today = local_day(now, zone)
    if today.day <= FIRST_DAYS:
        today = today.replace(day=1)
        return month_of(local_day(start_of_day(today, zone) - 1, zone))
    return month_of(today)
