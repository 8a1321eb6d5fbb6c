"""Where do the good customers come from? Sources and owners, judged by what happens downstream.

Volume says little: a source is judged by the win rate of its deals (domain.md §5), by what a deal
that entered was worth, and by how many of its customers churned within 90 days (domain.md §6). Each
is compared with all the others together; better or worse is said only where luck is less likely
than 5 % ÷ the number of comparisons, with at least 20 deals on both sides.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from sqlalchemy import ColumnElement, FromClause, Integer, Select, func, select, type_coerce
from sqlalchemy.orm import Session

from revops_desktop.analytics.deals_behind import DealsBehind, listed, no_day
from revops_desktop.analytics.filters import EVERYTHING, OF_COMPANY, OF_DEAL, Filter, settled
from revops_desktop.analytics.function_outputs import churned_early, wins
from revops_desktop.analytics.key_figures import first_stage
from revops_desktop.analytics.outcomes import Scope, last_endings
from revops_desktop.analytics.settings import settings
from revops_desktop.analytics.tally import NONE, Tally, tally_columns
from revops_desktop.database.tables import company, deal, deal_reached, member
from revops_desktop.rules.chance import LEVEL, chance_of_lower
from revops_desktop.rules.periods import Period, local_day, start_of_day
from revops_desktop.rules.river import EARLY_DAYS
from revops_desktop.rules.shares import Share, share

By = Literal["source", "owner", "segment", "channel"]
# Than all the others: better, worse, alike, or too few to say.
Than = Literal["better", "worse", "alike", "few"]
# What a figure counts.
Subject = Literal["entered", "won", "decided", "lost", "churned_early"]


@dataclass(frozen=True, slots=True)
class Judged:
    """One source or owner. `value` is the id of an owner; None: not recorded.

    `entered`, `won`, `lost`: in the period, lost after the opportunity phase was reached ·
    `win_rate`: won ÷ (won + lost) · `early_churn`: of those won in the period and at least 90 days
    ago, the share that churned within 90 days · `worth`: won amount ÷ deals entered, in minor
    units, None without any or where amounts are unknown · `by_win_rate`, `by_churn`: than all the
    others · `volume_place`: 1 brought the most deals.
    """

    value: int | str | None
    name: str | None
    entered: Tally
    won: Tally
    lost: Tally
    win_rate: Share
    early_churn: Share
    worth: float | None
    by_win_rate: Than
    by_churn: Than
    volume_place: int

    @property
    def verdict(self) -> Than:
        """Both together: worse where either is, better where one is and the other is not worse."""
        both = (self.by_win_rate, self.by_churn)
        for word in ("worse", "better"):
            if word in both:
                return word
        return "few" if self.by_win_rate == "few" else "alike"


@dataclass(frozen=True, slots=True)
class Downstream:
    """The parts, those that brought the most deals first, and all of them together."""

    pipeline_id: int
    by: By
    period: Period
    parts: tuple[Judged, ...]
    win_rate: Share
    early_churn: Share
    currency: str
    zone: str


@dataclass(slots=True)
class _Read:
    entered: Tally = NONE
    won: Tally = NONE
    lost: Tally = NONE
    early: int = 0
    ripe: int = 0


def downstream(
    session: Session,
    *,
    pipeline_id: int,
    by: By,
    period: Period,
    now: int,
    only: Filter = EVERYTHING,
) -> Downstream:
    """Every source (owner, segment, channel) of the deals of the period, as of `now`."""
    about = settings(session)
    scope = Scope(pipeline_id, period, about.time_zone, settled(session, only))
    column, source = _cut(by)
    read: dict[int | str | None, _Read] = {}

    def of(value: int | str | None) -> _Read:
        return read.setdefault(value, _Read())

    for value, *figures in session.execute(_entered(scope, column, source)):
        of(value).entered = Tally(*figures)
    for value, kind, *figures in session.execute(_ended(scope, column, source)):
        if kind == "won":
            of(value).won = Tally(*figures)
        else:
            of(value).lost = Tally(*figures)
    for value, early, ripe in session.execute(_early(scope, column, source, now)):
        of(value).early, of(value).ripe = early, ripe
    return Downstream(
        pipeline_id,
        by,
        period,
        _judged(read, _names(session, by)),
        _rate(read.values()),
        _churn(read.values()),
        about.currency,
        about.time_zone,
    )


def _judged(read: Mapping[int | str | None, _Read], names: Mapping[int, str]) -> tuple[Judged, ...]:
    order = sorted(read, key=lambda one: (-read[one].entered.count, one is None, str(one)))
    # What is not recorded is no source that could be better or worse.
    level = LEVEL / max(1, 2 * sum(one is not None for one in order))

    def part(place: int, value: int | str | None) -> Judged:
        own = read[value]
        others = [one for key, one in read.items() if key != value]
        rate, churn = _rate([own]), _churn([own])
        name = names.get(value) if isinstance(value, int) else value
        worth = own.won.amount / own.entered.count if own.entered.count else None
        return Judged(
            value=value,
            name=name,
            entered=own.entered,
            won=own.won,
            lost=own.lost,
            win_rate=rate,
            early_churn=churn,
            worth=None if own.won.without_amount else worth,
            by_win_rate=_than(rate, _rate(others), level),
            by_churn=_turned(_than(churn, _churn(others), level)),
            volume_place=place,
        )

    return tuple(part(place, value) for place, value in enumerate(order, 1))


def _rate(parts: Iterable[_Read]) -> Share:
    listed_ = list(parts)
    won = sum(one.won.count for one in listed_)
    return share(won, won + sum(one.lost.count for one in listed_))


def _churn(parts: Iterable[_Read]) -> Share:
    listed_ = list(parts)
    return share(sum(one.early for one in listed_), sum(one.ripe for one in listed_))


def _than(own: Share, others: Share, level: float) -> Than:
    if min(own.denominator, others.denominator) < 20:
        return "few"
    pair = (own.numerator, own.denominator), (others.numerator, others.denominator)
    if chance_of_lower(*pair[0], *pair[1]) < level:
        return "worse"
    return "better" if chance_of_lower(*pair[1], *pair[0]) < level else "alike"


def _turned(than: Than) -> Than:
    """Of a figure that is good where it is low."""
    turned: dict[Than, Than] = {"better": "worse", "worse": "better"}
    return turned.get(than, than)


def _cut(by: By) -> tuple[ColumnElement, FromClause]:
    if by in OF_COMPANY:
        return OF_COMPANY[by], deal.outerjoin(company, company.c.id == deal.c.company_id)
    return OF_DEAL[by], deal


def _entered(scope: Scope, column: ColumnElement, source: FromClause) -> Select:
    reached = deal_reached.c
    return (
        select(column, *tally_columns(reached.value))
        .select_from(deal_reached.join(source, deal.c.id == reached.deal_id))
        .where(
            reached.stage_id == first_stage(scope.pipeline_id),
            *scope.holds(reached.at),
            *scope.means(reached.deal_id),
        )
        .group_by(column)
    )


def _ended(scope: Scope, column: ColumnElement, source: FromClause) -> Select:
    ending = last_endings(scope)
    decided = (ending.c.kind == "won") | ((ending.c.kind == "lost") & (ending.c.opportunity == 1))
    return (
        select(column, ending.c.kind, *tally_columns(ending.c.value))
        .select_from(ending.join(source, deal.c.id == ending.c.deal_id))
        .where(decided)
        .group_by(column, ending.c.kind)
    )


def _ripe(scope: Scope, at: ColumnElement, now: int) -> list[ColumnElement[bool]]:
    """Won in the period, and long enough ago to have churned early."""
    behind = start_of_day(local_day(now, scope.zone) - timedelta(days=EARLY_DAYS), scope.zone)
    return [*scope.holds(at), at < behind]


def _early(scope: Scope, column: ColumnElement, source: FromClause, now: int) -> Select:
    win = wins(scope.pipeline_id)
    early = type_coerce(churned_early(win), Integer)
    return (
        select(column, func.coalesce(func.sum(early), 0), func.count())
        .select_from(win.join(source, deal.c.id == win.c.deal_id))
        .where(*_ripe(scope, win.c.at, now), *scope.means(win.c.deal_id))
        .group_by(column)
    )


def _names(session: Session, by: By) -> dict[int, str]:
    if by != "owner":
        return {}
    return {row[0]: row[1] for row in session.execute(select(member.c.id, member.c.name))}


def deals_downstream(
    session: Session,
    *,
    pipeline_id: int,
    by: By,
    value: int | str | None,
    subject: Subject,
    period: Period,
    now: int,
    only: Filter = EVERYTHING,
) -> DealsBehind:
    """The deals that a figure of one source or owner counts."""
    scope = Scope(pipeline_id, period, settings(session).time_zone, settled(session, only))
    column, source = _cut(by)
    of_it = column.is_not_distinct_from(value)
    if subject == "entered":
        reached = deal_reached.c
        return listed(
            session,
            select(reached.deal_id, reached.at, no_day())
            .select_from(deal_reached.join(source, deal.c.id == reached.deal_id))
            .where(
                reached.stage_id == first_stage(pipeline_id),
                *scope.holds(reached.at),
                *scope.means(reached.deal_id),
                of_it,
            ),
        )
    if subject == "churned_early":
        win = wins(pipeline_id)
        return listed(
            session,
            select(win.c.deal_id, win.c.at, no_day())
            .select_from(win.join(source, deal.c.id == win.c.deal_id))
            .where(
                *_ripe(scope, win.c.at, now),
                *scope.means(win.c.deal_id),
                churned_early(win),
                of_it,
            ),
        )
    ending = last_endings(scope)
    lost = (ending.c.kind == "lost") & (ending.c.opportunity == 1)
    wanted = {
        "won": ending.c.kind == "won",
        "lost": lost,
        "decided": (ending.c.kind == "won") | lost,
    }
    return listed(
        session,
        select(ending.c.deal_id, ending.c.at, ending.c.day)
        .select_from(ending.join(source, deal.c.id == ending.c.deal_id))
        .where(wanted[subject], of_it),
    )
