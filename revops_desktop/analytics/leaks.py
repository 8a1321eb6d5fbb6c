"""Why did deals leave the river in a period? (domain.md §3, §5)"""

from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.filters import EVERYTHING, Filter
from revops_desktop.analytics.outcomes import Scope, deals_with, last_endings
from revops_desktop.analytics.settings import settings
from revops_desktop.database.tables import deal_event, exit_reason
from revops_desktop.rules.periods import Period


@dataclass(frozen=True, slots=True)
class Leak:
    """How many deals left in one way for one reason; `reason` None: none was given.

    `group` is the first level of a reason of the second, "" otherwise.
    """

    kind: str
    reason: str | None
    group: str
    deals: int


def leaks(
    session: Session, *, pipeline_id: int, period: Period, only: Filter = EVERYTHING
) -> tuple[Leak, ...]:
    """Deals lost, recycled and churned in the period by reason, the most frequent first.

    A lost or recycled deal counts once, by the last ending that it had in the period.
    """
    scope = Scope(pipeline_id, period, settings(session).time_zone, only)
    ending, churned = last_endings(scope), deals_with("churned", scope).subquery()
    parent = exit_reason.alias("parent")
    found: list[Leak] = []
    for left in (
        select(ending.c.deal_id, ending.c.sequence).where(ending.c.kind.in_(("lost", "recycled"))),
        select(churned.c.deal_id, churned.c.sequence),
    ):
        gone = left.subquery()
        rows = session.execute(
            select(deal_event.c.kind, exit_reason.c.name, parent.c.name, func.count())
            .select_from(gone)
            .join(
                deal_event,
                and_(
                    deal_event.c.deal_id == gone.c.deal_id,
                    deal_event.c.sequence == gone.c.sequence,
                ),
            )
            .outerjoin(exit_reason, exit_reason.c.id == deal_event.c.reason_id)
            .outerjoin(parent, parent.c.id == exit_reason.c.parent_id)
            .group_by(deal_event.c.kind, exit_reason.c.id)
        )
        found.extend(Leak(kind, name, group or "", deals) for kind, name, group, deals in rows)
    return tuple(sorted(found, key=lambda leak: (-leak.deals, leak.kind, leak.reason or "")))
