"""Which deals are behind a figure? Every figure of the funnel page opens its deals."""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import ColumnElement, Select, func, null, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.filters import EVERYTHING, Filter, settled
from revops_desktop.analytics.outcomes import Scope, last_endings
from revops_desktop.analytics.settings import settings
from revops_desktop.database.tables import (
    company,
    deal,
    deal_reached,
    deal_state,
    member,
    stage,
)
from revops_desktop.rules.periods import Period

# Of a stage: reached, advanced, waiting, left (or one way of it), here. Of the pipeline: won,
# lost, recycled, decided, disqualified, open, opportunities.
OfStage = Literal["reached", "advanced", "waiting", "left", "lost", "recycled", "churned", "here"]
OfPipeline = Literal["won", "lost", "recycled", "decided", "disqualified", "open", "opportunities"]
Subject = OfStage | OfPipeline
MOST = 5000


@dataclass(frozen=True, slots=True)
class DealBehind:
    """A deal as it is listed. `at`: when what the figure counts happened, NULL unknown.

    `day` is set where only the day is known · `value` in minor units, None unknown · `status`:
    open, customer, lost, recycled, churned, transferred.
    """

    deal_id: int
    title: str
    company: str
    owner: str
    stage: str
    status: str
    value: int | None
    at: int | None
    day: str | None


@dataclass(frozen=True, slots=True)
class DealsBehind:
    """The deals, newest first, at most MOST of them; `total` is how many there are."""

    rows: tuple[DealBehind, ...]
    total: int
    currency: str
    zone: str


def deals_behind(
    session: Session,
    *,
    pipeline_id: int,
    period: Period,
    subject: Subject,
    stage_id: int | None = None,
    only: Filter = EVERYTHING,
) -> DealsBehind:
    """The deals that a figure of the funnel or of the key figures counts."""
    about = settings(session)
    scope = Scope(pipeline_id, period, about.time_zone, settled(session, only))
    if stage_id is not None:
        return listed(session, _of_stage(scope, subject, stage_id))
    return listed(session, _of_pipeline(scope, subject))


def listed(session: Session, wanted: Select) -> DealsBehind:
    """The deals of a statement of (deal_id, at, day), as every figure lists them."""
    about = settings(session)
    found = wanted.subquery()
    total = session.execute(select(func.count()).select_from(found)).scalar_one()
    rows = session.execute(
        select(
            *(deal.c.id, deal.c.title, company.c.name, member.c.name, stage.c.name),
            *(deal_state.c.status, deal_state.c.value, found.c.at, found.c.day),
        )
        .select_from(found)
        .join(deal, deal.c.id == found.c.deal_id)
        .join(deal_state, deal_state.c.deal_id == deal.c.id)
        .outerjoin(company, company.c.id == deal.c.company_id)
        .outerjoin(member, member.c.id == deal.c.owner_id)
        .outerjoin(stage, stage.c.id == deal_state.c.stage_id)
        .order_by(found.c.at.desc().nulls_last(), deal.c.id)
        .limit(MOST)
    )
    deals = tuple(
        DealBehind(row[0], row[1], row[2] or "", row[3] or "", row[4] or "", *row[5:])
        for row in rows
    )
    return DealsBehind(deals, total, about.currency, about.time_zone)


def _of_stage(scope: Scope, subject: Subject, stage_id: int) -> Select:
    if subject == "here":
        return _standing(
            scope, deal_state.c.stage_id == stage_id, deal_state.c.status.in_(("open", "customer"))
        )
    reached = deal_reached.c
    conditions: dict[str, list[ColumnElement[bool]]] = {
        "reached": [],
        "advanced": [reached.next == 1],
        "waiting": [reached.next == 0, reached.left.is_(None)],
        "left": [reached.next == 0, reached.left.is_not(None)],
    }
    for way in ("lost", "recycled", "churned"):
        conditions[way] = [reached.next == 0, reached.left == way]
    # Reached is known by instant; where only the day is known it is the first of that day.
    return select(reached.deal_id, reached.at, no_day()).where(
        reached.stage_id == stage_id,
        *conditions[subject],
        *scope.holds(reached.at),
        *scope.means(reached.deal_id),
    )


def _of_pipeline(scope: Scope, subject: Subject) -> Select:
    if subject == "open":
        return _standing(scope, deal_state.c.status == "open", deal_state.c.stage_id.is_not(None))
    if subject == "opportunities":
        opportunity = stage.c.phase == "opportunity"
        inside = deal_state.c.stage_id.in_(select(stage.c.id).where(opportunity))
        return _standing(scope, deal_state.c.status == "open", inside)
    ending = last_endings(scope).c
    wanted = ending.kind == (subject if subject in ("lost", "recycled") else "won")
    if subject == "decided":
        wanted = wanted | ((ending.kind == "lost") & (ending.opportunity == 1))
    elif subject == "disqualified":
        wanted = (ending.kind == "lost") & (ending.opportunity == 0)
    return select(ending.deal_id, ending.at, ending.day).where(wanted)


def _standing(scope: Scope, *conditions: ColumnElement[bool]) -> Select:
    state = deal_state.c
    return select(state.deal_id, state.since.label("at"), state.since_day.label("day")).where(
        state.pipeline_id == scope.pipeline_id, *conditions, *scope.means(state.deal_id)
    )


def no_day() -> ColumnElement:
    """The day of a moment that is known by instant."""
    return null().label("day")
