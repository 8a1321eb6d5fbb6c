"""What comes of the deals that come back, compared with fresh ones (domain.md §5, recycle).

A deal *came back* once it has entered the river again after it had left it: its visit is marked as
re-entry. Of the endings that a period counts (`outcomes.py`) those of deals that had come back by
then are set beside all others, which are *fresh*.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Literal

from sqlalchemy import ColumnElement, Select, Subquery, and_, exists, func, not_, or_, select
from sqlalchemy.orm import Session

from revops_desktop.analytics import recycle
from revops_desktop.analytics.comeback_rows import (
    LOST,
    WON,
    ComebackReading,
    ComebackRows,
    comeback_reading,
)
from revops_desktop.analytics.deals_behind import DealsBehind, listed
from revops_desktop.analytics.filters import EVERYTHING, Filter, settled
from revops_desktop.analytics.outcomes import Scope, last_endings
from revops_desktop.analytics.settings import settings
from revops_desktop.analytics.tally import NONE, Tally, shares
from revops_desktop.database.tables import deal_event, stage_visit
from revops_desktop.rules.periods import Period, last_months, local_day, month_of, month_period
from revops_desktop.rules.shares import Share, share_of_amounts

# Of a period: reopened, won_reopened, decided_reopened, decided_fresh, won.
Subject = Literal["reopened", "won_reopened", "decided_reopened", "decided_fresh", "won"]


@dataclass(frozen=True, slots=True)
class Comebacks:
    """What a period saw of deals that came back. Each deal counts once.

    `reopened` came back in the period · `won` is everything won in it, `won_reopened` what of it
    had come back before · win rates are won ÷ (won + lost) of deals that had reached the
    opportunity phase · `share_of_won` is by amount, `share_of_wins` by count.
    """

    period: Period
    reopened: Tally
    won: Tally
    won_reopened: Tally
    win_rate_reopened: Share
    win_rate_fresh: Share
    share_of_won: Share
    share_of_wins: Share


@dataclass(frozen=True, slots=True)
class RecycleFigures(Comebacks):
    """And the pool as it is now: the deals that wait, and those whose day has come.

    `months`: the twelve months that end with that of now · amounts in minor units of `currency`.
    """

    pool: Tally
    due: Tally
    months: tuple[Comebacks, ...]
    currency: str
    zone: str
    read: ComebackReading = field(compare=False, repr=False)


def recycle_figures(
    session: Session,
    *,
    pipeline_id: int,
    period: Period,
    now: int,
    only: Filter = EVERYTHING,
    months: int = 0,
    before: RecycleFigures | None = None,
    touched: Collection[int] = (),
) -> RecycleFigures:
    """The figures of recycling of a period; `now` (UTC seconds) is what the pool is due by.

    `months`: so many months up to that of now are read as well, oldest first · `before`: an answer
    to the same question since which only the deals `touched` changed; where it is of something
    else, all is read anew.
    """
    about = settings(session)
    scope = Scope(pipeline_id, period, about.time_zone, settled(session, only))
    today = local_day(now, about.time_zone)
    over = [scope.over(month_period(month)) for month in last_months(month_of(today), months)]
    held = before.read if before is not None else None
    read = comeback_reading(session, (scope, *over), held, touched)
    rows = read.told()
    happened = _comebacks(rows, scope)
    return RecycleFigures(
        **{name: getattr(happened, name) for name in Comebacks.__slots__},
        pool=recycle.pool(session, pipeline_id=pipeline_id),
        due=recycle.due(session, pipeline_id=pipeline_id, now=now),
        months=tuple(_comebacks(rows, one) for one in over),
        currency=about.currency,
        zone=about.time_zone,
        read=read,
    )


def comebacks(session: Session, scope: Scope) -> Comebacks:
    """What the period saw of deals that came back."""
    return _comebacks(comeback_reading(session, (scope,)).told(), scope)


def _comebacks(rows: ComebackRows, scope: Scope) -> Comebacks:
    found = rows.decided(scope)

    def rate(again: bool) -> Share:
        won, lost = found.get((WON, again), NONE), found.get((LOST, again), NONE)
        return shares(won, won + lost, {"won": won, "lost": lost})[0]

    again, fresh = found.get((WON, True), NONE), found.get((WON, False), NONE)
    won = again + fresh
    by_amount = share_of_amounts(
        again.amount, won.amount, (won.count, won.carrying), {"won": (again.count, again.carrying)}
    )
    return Comebacks(
        period=scope.period,
        reopened=rows.reopened(scope),
        won=won,
        won_reopened=again,
        win_rate_reopened=rate(True),
        win_rate_fresh=rate(False),
        share_of_won=by_amount,
        share_of_wins=shares(again, won, {})[0],
    )


def comeback_deals(
    session: Session,
    *,
    pipeline_id: int,
    period: Period,
    subject: Subject,
    only: Filter = EVERYTHING,
) -> DealsBehind:
    """The deals that a figure of the period counts."""
    about = settings(session)
    scope = Scope(pipeline_id, period, about.time_zone, settled(session, only))
    if subject == "reopened":
        return listed(session, _reopened_deals(scope))
    endings = last_endings(scope)
    ending = endings.c
    wanted = select(ending.deal_id, ending.at, ending.day)
    came_back = _came_back(ending.deal_id, ending.sequence)
    conditions: dict[Subject, tuple[ColumnElement[bool], ...]] = {
        "won": (ending.kind == "won",),
        "won_reopened": (ending.kind == "won", came_back),
        "decided_reopened": (_is_decided(endings), came_back),
        "decided_fresh": (_is_decided(endings), not_(came_back)),
    }
    return listed(session, wanted.where(*conditions[subject]))


def _is_decided(endings: Subquery) -> ColumnElement[bool]:
    """Won, or lost from the opportunity phase on: what a win rate counts."""
    row = endings.c
    return or_(row.kind == "won", and_(row.kind == "lost", row.opportunity == 1))


def _came_back(deal_id: ColumnElement, sequence: ColumnElement) -> ColumnElement[bool]:
    """Whether a deal had entered the river again by an event; its visits stand at 2 × theirs."""
    visit = stage_visit.c
    return exists().where(
        visit.deal_id == deal_id, visit.is_reentry == 1, 2 * visit.sequence <= sequence
    )


def _reopened_deals(scope: Scope) -> Select:
    """One row a deal that came back in the period, with the last time: deal_id, at, day, value.

    Whoever comes back as a customer wins by it, and that event stands for both.
    """
    event, visit = deal_event.c, stage_visit.c
    return (
        select(
            *(event.deal_id, event.at, event.day, event.value),
            func.max(event.sequence).label("sequence"),
        )
        .join_from(
            deal_event,
            stage_visit,
            and_(visit.deal_id == event.deal_id, 2 * visit.sequence == event.sequence),
        )
        .where(
            event.pipeline_id == scope.pipeline_id,
            event.kind.in_(("reopened", "won")),
            visit.is_reentry == 1,
            *scope.holds(event.at),
            *scope.means(event.deal_id),
        )
        .group_by(event.deal_id)
    )
