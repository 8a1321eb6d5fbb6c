"""How did the figures come about? The same figures month by month (domain.md §5).

Each month is counted by exactly the definition of a period, so that a month of the trend equals
the key figures of that month.
"""

from bisect import bisect_right
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from functools import lru_cache

from sqlalchemy import ColumnElement, Select, Subquery, select, union_all
from sqlalchemy.orm import Session

from revops_desktop.analytics.division import of_deals, renewed
from revops_desktop.analytics.filters import EVERYTHING, Filter, settled
from revops_desktop.analytics.key_figures import PeriodFigures, first_stage, period_figures
from revops_desktop.analytics.number_rows import Numbers, number_rows
from revops_desktop.analytics.outcomes import ENDINGS, Scope, kept_endings
from revops_desktop.analytics.settings import settings
from revops_desktop.analytics.tally import Tally, tally_columns
from revops_desktop.database.tables import deal_event, deal_reached
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
    """Months, oldest first; amounts in minor units of `currency`.

    `scope`: what it is of, over all of its months.
    """

    months: tuple[Month, ...]
    currency: str
    scope: Scope = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class FollowedTrend:
    """A trend, and what says which of its months the change of a deal concerns.

    `moments`: a row each of a deal and an instant, in UTC seconds, at which it entered or ended.
    """

    trend: Trend
    moments: Numbers = field(compare=False, repr=False)


def trend(
    session: Session,
    *,
    pipeline_id: int,
    month: str,
    months: int = MONTHS,
    only: Filter = EVERYTHING,
) -> Trend:
    """The figures of the `months` months that end with `month` (YYYY-MM)."""
    about, names = settings(session), last_months(month, months)
    whole = Period(month_period(names[0]).first, month_period(names[-1]).last)
    scope = Scope(pipeline_id, whole, about.time_zone, settled(session, only))
    return Trend(tuple(_month(session, one, scope) for one in names), about.currency, scope)


def followed_trend(
    session: Session,
    *,
    pipeline_id: int,
    month: str,
    months: int = MONTHS,
    only: Filter = EVERYTHING,
    before: FollowedTrend | None = None,
    touched: Collection[int] = (),
) -> FollowedTrend:
    """`trend`, of which only the months of the deals `touched` are reckoned anew.

    `before`: an answer to the same question since which only these deals changed; where it is of
    something else, all is read anew.
    """
    about, names = settings(session), last_months(month, months)
    whole = Period(month_period(names[0]).first, month_period(names[-1]).last)
    scope = Scope(pipeline_id, whole, about.time_zone, only)
    # What a filter means may be something else of a deal that was not touched.
    if before is None or before.trend.scope != scope or only != EVERYTHING:
        anew = trend(session, pipeline_id=pipeline_id, month=month, months=months, only=only)
        moments = number_rows(session, _moments(anew.scope))
        return FollowedTrend(replace(anew, scope=scope), moments)
    if not touched:
        return before
    fresh = number_rows(session, _moments(scope, touched))
    moments = before.moments
    gone = moments[of_deals(moments[:, 0], touched)]
    begins = [_first_instant(one, scope.zone) for one in names]
    concerned = {bisect_right(begins, at) - 1 for at in (*gone[:, 1], *fresh[:, 1])}
    found = tuple(
        _month(session, one.month, scope) if place in concerned else one
        for place, one in enumerate(before.trend.months)
    )
    return FollowedTrend(Trend(found, about.currency, scope), renewed(moments, touched, fresh))


def _month(session: Session, month: str, scope: Scope) -> Month:
    return Month(month, period_figures(session, scope.over(month_period(month))))


def _first_instant(month: str, zone: str) -> int:
    start, _end = month_period(month).bounds(zone)
    assert start is not None
    return start


def _moments(scope: Scope, deal_ids: Collection[int] | None = None) -> Select:
    """When the deals meant, or of them `deal_ids`, entered and ended within the scope's days."""
    event, reached = deal_event.c, deal_reached.c

    # Of a few deals all is looked at; by the other index all deals of the stage would be.
    few = deal_ids is not None

    def asked(deal_id: ColumnElement, at: ColumnElement) -> list[ColumnElement[bool]]:
        more = [] if deal_ids is None else [deal_id.in_(sorted(deal_ids))]
        return [*scope.holds(at), *scope.means(deal_id), *more]

    ended = select(event.deal_id, event.at).where(
        (event.pipeline_id + 0 if few else event.pipeline_id) == scope.pipeline_id,
        event.kind.in_((*ENDINGS, "churned", "transferred")),
        *asked(event.deal_id, event.at),
    )
    entered = select(reached.deal_id, reached.at).where(
        (reached.stage_id + 0 if few else reached.stage_id) == first_stage(scope.pipeline_id),
        *asked(reached.deal_id, reached.at),
    )
    return select(union_all(ended, entered).subquery())


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
