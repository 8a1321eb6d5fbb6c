"""With which figure does the won amount move along? (domain.md §6)

Spearman's rank correlation of each function's monthly figures with the amount won in the same month
and one, two and three months later, over the last whole months (24 at most, 12 at least). That two
figures move along does not say that one brings the other about. Of so many correlations some look
strong by luck: one is called clear only where luck is less likely than 5 % ÷ their number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.filters import EVERYTHING, Filter, settled
from revops_desktop.analytics.function_outputs import (
    events_by_month,
    first_whole_month,
    handed_on,
    outputs,
)
from revops_desktop.analytics.month_counter import MonthCounter
from revops_desktop.analytics.pipelines import StageOf, stages_of
from revops_desktop.analytics.settings import settings
from revops_desktop.analytics.trend import won_by_month
from revops_desktop.database.tables import channel_month
from revops_desktop.rules.chance import LEVEL
from revops_desktop.rules.periods import (
    Period,
    last_months,
    local_day,
    month_of,
    month_period,
    months_before,
)
from revops_desktop.rules.ranks import FEWEST_PAIRS, LAGS, chance_of_ranks, spearman

MOST_MONTHS = 24

# spend, reach: of the channel months · handed_on: deals that a function handed on · churned.
Figure = Literal["spend", "reach", "entered", "handed_on", "churned"]


@dataclass(frozen=True, slots=True)
class Correlation:
    """With the amount won `lag` months later. None: fewer than 12 pairs, or no change at all."""

    lag: int
    pairs: int
    coefficient: float | None
    is_clear: bool


@dataclass(frozen=True, slots=True)
class Series:
    """A figure by month, None where a month has none; money in minor units.

    `function` is None where the river is cut by phase; `stage` where deals are handed on.
    """

    figure: Figure
    function: str | None
    stage: StageOf | None
    values: tuple[int | None, ...]
    correlations: tuple[Correlation, ...]

    @property
    def strongest(self) -> Correlation | None:
        """The clear correlation farthest from none."""
        clear = [one for one in self.correlations if one.is_clear]
        return max(clear, key=lambda one: abs(one.coefficient or 0), default=None)


@dataclass(frozen=True, slots=True)
class Correlations:
    """The figures in river order, beside the amount won in each month (minor units).

    `lacking`: months missing for a first correlation, 0 where there are enough.
    """

    months: tuple[str, ...]
    won: tuple[int, ...]
    series: tuple[Series, ...]
    currency: str
    lacking: int


def correlations(
    session: Session, *, pipeline_id: int, now: int, only: Filter = EVERYTHING
) -> Correlations:
    """Each function's figures against the won amount, over the whole months before `now`."""
    about = settings(session)
    zone = about.time_zone
    only = settled(session, only)
    stages = stages_of(session, pipeline_id=pipeline_id)
    last = months_before(month_of(local_day(now, zone)), 1)
    since = first_whole_month(session, stage_id=stages[0].stage_id, zone=zone) if stages else None
    months = [one for one in last_months(last, MOST_MONTHS) if since is not None and one >= since]
    lacking = max(0, FEWEST_PAIRS - len(months))
    if not months:
        return Correlations((), (), (), about.currency, lacking)
    whole = Period(month_period(months[0]).first, month_period(months[-1]).last)
    wins = won_by_month(session, pipeline_id=pipeline_id, period=whole, only=only)
    won = [wins[month].amount if month in wins else 0 for month in months]
    counter = MonthCounter(session, zone)

    def reached(stage_id: int) -> list[int | None]:
        rows = handed_on(
            counter, stage_id=stage_id, next_stage_id=None, days=0, months=months, only=only
        )
        return [one.n for one in rows]

    found: list[tuple[Figure, str | None, StageOf | None, Sequence[int | None]]] = []
    handed = outputs(stages)
    first = handed[0].function if handed else None
    spend, reach = _channel(session, months)
    found += [("spend", first, None, spend), ("reach", first, None, reach)]
    if handed and handed[0].stage.stage_id != stages[0].stage_id:
        found.append(("entered", first, stages[0], reached(stages[0].stage_id)))
    found += [("handed_on", one.function, one.stage, reached(one.stage.stage_id)) for one in handed]
    churned = events_by_month(
        counter, pipeline_id=pipeline_id, kind="churned", months=months, only=only
    )
    after = next((one.function for one in stages if one.phase == "customer"), None)
    found.append(("churned", after, None, list(churned)))
    known = [one for one in found if any(value is not None for value in one[3])]
    level = LEVEL / max(1, len(known) * len(LAGS))
    return Correlations(
        tuple(months),
        tuple(won),
        tuple(
            Series(figure, name, stage, tuple(values), _each_lag(values, won, level))
            for figure, name, stage, values in known
        ),
        about.currency,
        lacking,
    )


def _each_lag(
    values: Sequence[int | None], won: Sequence[int], level: float
) -> tuple[Correlation, ...]:
    return tuple(_lagged(values, won, lag, level) for lag in LAGS)


def _lagged(
    values: Sequence[int | None], won: Sequence[int], lag: int, level: float
) -> Correlation:
    pairs = [
        (value, amount)
        for value, amount in zip(values, won[lag:], strict=False)
        if value is not None
    ]
    if len(pairs) < FEWEST_PAIRS:
        return Correlation(lag, len(pairs), None, is_clear=False)
    found = spearman([one for one, _won in pairs], [amount for _value, amount in pairs])
    is_clear = found is not None and chance_of_ranks(found, len(pairs)) < level
    return Correlation(lag, len(pairs), found, is_clear)


def _channel(session: Session, months: Sequence[str]) -> tuple[list[int | None], list[int | None]]:
    """What was spent and how many were reached, of all sources: None where nothing is known."""
    one = channel_month.c
    rows = session.execute(
        select(one.month, func.sum(one.spend), func.sum(one.reach))
        .where(one.month.in_(months))
        .group_by(one.month)
    )
    found = {month: (spend, reach) for month, spend, reach in rows}
    nothing = (None, None)
    return (
        [found.get(month, nothing)[0] for month in months],
        [found.get(month, nothing)[1] for month in months],
    )
