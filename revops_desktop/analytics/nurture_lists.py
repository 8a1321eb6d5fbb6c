"""Where recycled deals are looked after: the owner's nurturing lists (domain.md §3)."""

from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.deals_behind import DealsBehind, listed
from revops_desktop.database.tables import deal_exit, deal_state, nurture_list, stage_visit


class NurtureList(NamedTuple):
    """A list; `resting`: the recycled deals that are on it now, `was_used`: any ever was."""

    list_id: int
    name: str
    is_archived: bool
    resting: int
    was_used: bool


def lists(session: Session) -> tuple[NurtureList, ...]:
    """All lists in the owner's order, archived ones last."""
    one = nurture_list.c
    resting = {
        list_id: number
        for list_id, number in session.execute(
            select(deal_exit.c.nurture_list_id, func.count())
            .join(deal_state, deal_state.c.visit_id == deal_exit.c.visit_id)
            .where(deal_exit.c.nurture_list_id.is_not(None), deal_state.c.status == "recycled")
            .group_by(deal_exit.c.nurture_list_id)
        )
    }
    used = set(
        session.execute(
            select(deal_exit.c.nurture_list_id)
            .where(deal_exit.c.nurture_list_id.is_not(None))
            .distinct()
        ).scalars()
    )
    rows = session.execute(
        select(one.id, one.name, one.archived_at.is_not(None)).order_by(
            one.archived_at.is_not(None), one.position, one.id
        )
    )
    return tuple(
        NurtureList(list_id, name, bool(archived), resting.get(list_id, 0), list_id in used)
        for list_id, name, archived in rows
    )


def resting_on(session: Session, *, list_id: int) -> DealsBehind:
    """The recycled deals that are on a list now, the last first."""
    wanted = (
        select(
            deal_exit.c.deal_id,
            stage_visit.c.left_at.label("at"),
            stage_visit.c.left_day.label("day"),
        )
        .join(stage_visit, stage_visit.c.id == deal_exit.c.visit_id)
        .join(deal_state, deal_state.c.visit_id == deal_exit.c.visit_id)
        .where(deal_exit.c.nurture_list_id == list_id, deal_state.c.status == "recycled")
    )
    return listed(session, wanted)
