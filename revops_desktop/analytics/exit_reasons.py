"""The reasons to leave as the settings show them, archived ones included (domain.md §3)."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.deals_behind import DealsBehind, listed
from revops_desktop.database.tables import deal_exit, deal_state, exit_reason, stage_visit


class ReasonOf(NamedTuple):
    """A reason; `exits`: how often deals left for it, those in the trash left out.

    `usual_wait_days` None: no recycling is proposed.
    """

    reason_id: int
    kind: str
    parent_id: int | None
    name: str
    usual_wait_days: int | None
    asks_note: bool
    is_archived: bool
    exits: int


def reasons(session: Session) -> tuple[ReasonOf, ...]:
    """All reasons of both levels, in the owner's order, archived ones last."""
    exits = {
        reason_id: number
        for reason_id, number in session.execute(
            select(deal_exit.c.reason_id, func.count())
            .join(deal_state, deal_state.c.deal_id == deal_exit.c.deal_id)
            .where(deal_exit.c.reason_id.is_not(None))
            .group_by(deal_exit.c.reason_id)
        )
    }
    one = exit_reason.c
    return tuple(
        ReasonOf(
            *(row.id, row.kind, row.parent_id, row.name, row.usual_wait_days),
            *(bool(row.asks_note), row.archived_at is not None, exits.get(row.id, 0)),
        )
        for row in session.execute(
            select(exit_reason).order_by(one.archived_at.is_not(None), one.position, one.id)
        )
    )


def left_for(session: Session, *, reason_ids: Sequence[int]) -> DealsBehind:
    """The deals that left for any of these reasons, the last first."""
    wanted = (
        select(
            deal_exit.c.deal_id,
            stage_visit.c.left_at.label("at"),
            stage_visit.c.left_day.label("day"),
        )
        .join(stage_visit, stage_visit.c.id == deal_exit.c.visit_id)
        .join(deal_state, deal_state.c.deal_id == deal_exit.c.deal_id)
        .where(deal_exit.c.reason_id.in_(reason_ids))
    )
    return listed(session, wanted)
