"""Which deals are behind a part of the picture of the river? (river_picture.py)"""

from typing import Literal

from sqlalchemy import ColumnElement, Select, func, null, or_, select, true
from sqlalchemy.orm import Session

from revops_desktop.analytics.deals_behind import DealsBehind, listed
from revops_desktop.analytics.filters import EVERYTHING, Filter, settled
from revops_desktop.analytics.outcomes import Scope
from revops_desktop.analytics.pipelines import stages_of
from revops_desktop.analytics.river_cohort import came_back, cohort, last_exits
from revops_desktop.analytics.river_rows import REFERRAL
from revops_desktop.analytics.settings import settings
from revops_desktop.database.tables import deal, deal_reached, exit_reason
from revops_desktop.rules.periods import Period
from revops_desktop.rules.text import fold

# source: of `sources` · reached, advanced, waiting, skipped: of a stage · left: in some ways, for a
# reason if `reason` is given · recycled: from a stage, came back or not · back: reopened in a stage
# · resting: recycled and not back · referred: came in as referrals.
Subject = Literal[
    "source",
    "reached",
    "advanced",
    "waiting",
    "skipped",
    "left",
    "recycled",
    "back",
    "resting",
    "referred",
]


def river_deals(
    session: Session,
    *,
    pipeline_id: int,
    period: Period,
    subject: Subject,
    stage_id: int | None = None,
    ways: tuple[str, ...] = (),
    reason: int | Literal["any"] | None = "any",
    sources: tuple[str | None, ...] = (),
    only: Filter = EVERYTHING,
) -> DealsBehind:
    """The deals of the cohort that came into the river in the period which a part of it counts.

    `reason`: the id of one of the first level, None: of no reason.
    """
    about = settings(session)
    scope = Scope(pipeline_id, period, about.time_zone, settled(session, only))
    stages = stages_of(session, pipeline_id=pipeline_id)
    entered = cohort(scope, stages[0].stage_id)
    if subject == "source":
        return listed(session, _of_sources(session, entered, sources))
    if subject == "referred":
        inside = entered.subquery()
        wanted = (
            select(inside.c.deal_id, inside.c.at, _no_day())
            .join_from(inside, deal, deal.c.id == inside.c.deal_id)
            .where(deal.c.kind == REFERRAL)
        )
        return listed(session, wanted)
    if subject == "left":
        return listed(session, _left(scope, entered, stage_id, ways, reason))
    if subject == "back":
        back = came_back(scope, entered).subquery().c
        return listed(session, select(back.deal_id, back.at, back.day).where(back.into == stage_id))
    if subject == "resting":
        return listed(session, _left(scope, entered, None, ("recycled",), "any"))
    if subject == "recycled":
        return listed(session, _recycled(scope, entered, stage_id))
    return listed(session, _of_stage(entered, subject, stage_id))


def _of_stage(entered: Select, subject: Subject, stage_id: int | None) -> Select:
    inside, row = entered.subquery(), deal_reached.c
    conditions: dict[str, tuple[ColumnElement[bool], ...]] = {
        "reached": (),
        "advanced": (row.next == 1,),
        "waiting": (row.next == 0, row.left.is_(None)),
        "skipped": (row.visited == 0,),
    }
    at = row.next_at if subject == "advanced" else row.at
    return (
        select(row.deal_id, at.label("at"), _no_day())
        .join_from(inside, deal_reached, row.deal_id == inside.c.deal_id)
        .where(row.stage_id == stage_id, *conditions[subject])
    )


def _left(
    scope: Scope,
    entered: Select,
    stage_id: int | None,
    ways: tuple[str, ...],
    reason: int | Literal["any"] | None,
) -> Select:
    left = last_exits(scope, entered).subquery().c
    wanted = select(left.deal_id, left.at, left.day).where(left.left.in_(ways))
    if stage_id is not None:
        wanted = wanted.where(left.stage_id == stage_id)
    if reason == "any":
        return wanted
    if reason is None:
        return wanted.where(left.reason_id.is_(None))
    same = select(exit_reason.c.id).where(
        or_(exit_reason.c.id == reason, exit_reason.c.parent_id == reason)
    )
    return wanted.where(left.reason_id.in_(same))


def _recycled(scope: Scope, entered: Select, stage_id: int | None) -> Select:
    """Those that rest, and those that were recycled from here and came back."""
    resting = _left(scope, entered, stage_id, ("recycled",), "any").subquery().c
    back = came_back(scope, entered).subquery().c
    again = select(back.deal_id, back.at, back.day).where(back.out == stage_id)
    both = select(resting.deal_id, resting.at, resting.day).union_all(again).subquery().c
    return select(both.deal_id, func.max(both.at).label("at"), both.day).group_by(both.deal_id)


def _of_sources(session: Session, entered: Select, sources: tuple[str | None, ...]) -> Select:
    """Those of the sources; spellings that fold alike are one."""
    inside = entered.subquery()
    wanted = {fold(name or "") for name in sources}
    spelled = session.execute(select(deal.c.source).distinct()).scalars()
    named = [name for name in spelled if name and fold(name) in wanted]
    conditions: list[ColumnElement[bool]] = [deal.c.source.in_(named)]
    if "" in wanted:
        conditions += [deal.c.source.is_(None), deal.c.source.in_(_blank(session))]
    return (
        select(inside.c.deal_id, inside.c.at, _no_day())
        .join_from(inside, deal, deal.c.id == inside.c.deal_id)
        .where(or_(*conditions) if conditions else true())
    )


def _blank(session: Session) -> list[str]:
    spelled = session.execute(select(deal.c.source).distinct()).scalars()
    return [name for name in spelled if name is not None and not fold(name)]


def _no_day() -> ColumnElement:
    return null().label("day")
