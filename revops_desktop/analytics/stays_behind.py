"""Which stays are behind a time in stage? Each with its deal and how long it was."""

from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.deals_behind import MOST
from revops_desktop.analytics.filters import EVERYTHING, Filter, settled
from revops_desktop.analytics.outcomes import Scope
from revops_desktop.analytics.settings import settings
from revops_desktop.analytics.tally import days_from
from revops_desktop.database.tables import (
    company,
    deal,
    deal_state,
    member,
    stage,
    stage_visit,
)
from revops_desktop.rules.periods import Period


@dataclass(frozen=True, slots=True)
class StayBehind:
    """A stay of a deal: `days` calendar days, None where a date is missing.

    `entered` and `left` in UTC seconds, `…_day` where only the day is known.
    """

    deal_id: int
    title: str
    company: str
    owner: str
    now_in: str
    entered: int | None
    entered_day: str | None
    left: int | None
    left_day: str | None
    days: float | None


@dataclass(frozen=True, slots=True)
class StaysBehind:
    """The stays, newest first, at most MOST of them; `total` is how many there are."""

    rows: tuple[StayBehind, ...]
    total: int
    currency: str
    zone: str


def ended_stays(
    session: Session,
    *,
    pipeline_id: int,
    stage_id: int,
    period: Period,
    only: Filter = EVERYTHING,
) -> StaysBehind:
    """The stays in a stage that ended in the period, those in odd order among them."""
    zone = settings(session).time_zone
    scope = Scope(pipeline_id, period, zone, settled(session, only))
    visit = stage_visit.c
    wanted = _stays().where(
        visit.stage_id == stage_id,
        visit.entered_at.is_not(None),
        visit.left_at.is_not(None),
        *scope.holds(visit.left_at),
        *scope.means(visit.deal_id),
    )
    return _answer(session, wanted, None)


def running_stays(
    session: Session, *, pipeline_id: int, stage_id: int, now: int, only: Filter = EVERYTHING
) -> StaysBehind:
    """The present stays in a stage, with their age as of `now` (UTC seconds)."""
    scope = Scope(pipeline_id, Period(), "UTC", settled(session, only))
    state = deal_state.c
    wanted = _stays().where(
        state.pipeline_id == pipeline_id,
        state.stage_id == stage_id,
        state.status.in_(("open", "customer")),
        stage_visit.c.id == state.visit_id,
        *scope.means(state.deal_id),
    )
    return _answer(session, wanted, now)


def _stays() -> Select:
    """The visits of deals that are not deleted: counted, and cut to MOST, before they are named."""
    visit = stage_visit.c
    return (
        select(
            *(visit.id, visit.deal_id, visit.entered_at, visit.entered_day),
            *(visit.left_at, visit.left_day),
        )
        .select_from(stage_visit)
        .join(deal_state, deal_state.c.deal_id == visit.deal_id)
        .where(visit.deal_id.not_in(select(deal.c.id).where(deal.c.deleted_at.is_not(None))))
    )


def _answer(session: Session, wanted: Select, now: int | None) -> StaysBehind:
    about = settings(session)
    visit = stage_visit.c
    total = session.execute(
        select(func.count()).select_from(wanted.with_only_columns(visit.id).subquery())
    ).scalar_one()
    newest = (visit.left_at if now is None else visit.entered_at).desc().nulls_last()
    stay = wanted.order_by(newest, visit.id).limit(MOST).subquery().c
    rows = session.execute(
        select(
            *(deal.c.id, deal.c.title, company.c.name, member.c.name, stage.c.name),
            *(stay.entered_at, stay.entered_day, stay.left_at, stay.left_day),
        )
        .join(deal, deal.c.id == stay.deal_id)
        .join(deal_state, deal_state.c.deal_id == deal.c.id)
        .outerjoin(company, company.c.id == deal.c.company_id)
        .outerjoin(member, member.c.id == deal.c.owner_id)
        .outerjoin(stage, stage.c.id == deal_state.c.stage_id)
    )
    stays = []
    for deal_id, title, firm, owner, now_in, entered, entered_day, left, left_day in rows:
        end = (left, left_day) if now is None else (now, None)
        days = days_from((entered, entered_day), end, about.time_zone)
        names = (firm or "", owner or "", now_in or "")
        stays.append(StayBehind(deal_id, title, *names, entered, entered_day, left, left_day, days))
    return StaysBehind(tuple(stays), total, about.currency, about.time_zone)
