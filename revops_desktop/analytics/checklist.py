"""What does the stage a deal stands in ask for before it is left, and what of it is there?"""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from revops_desktop.database.asked import facts_ahead
from revops_desktop.database.exit_criteria import criteria_of, next_rule
from revops_desktop.database.tables import action, criterion_tick, deal, deal_state, member
from revops_desktop.rules.criteria import Verdict, judge


@dataclass(frozen=True, slots=True)
class Item:
    """One criterion with its verdict; who ticked it (None: nobody known) and when (UTC)."""

    verdict: Verdict
    ticked_by: str | None
    ticked_at: int | None


def checklist(
    session: Session,
    *,
    deal_id: int,
    stage_id: int | None = None,
    rule_id: int | None = None,
    now: int | None = None,
) -> tuple[Item, ...]:
    """The exit criteria of a stage, or of the one the deal stands in, each judged (domain.md §3).

    With `rule_id` the conditions of that hand-off rule (§4). What is asked about a hand-off is
    judged by that rule, or by the one to the next function of the river. `now` (UTC seconds) is for
    lead scores; without it they are those of the last change. Empty for a deal that is not in the
    file or has never been anywhere.
    """
    if session.scalar(select(deal.c.id).where(deal.c.id == deal_id)) is None:
        return ()
    here: int | None = stage_id or session.scalar(
        select(deal_state.c.stage_id).where(deal_state.c.deal_id == deal_id)
    )
    criteria = criteria_of(session, stage_id=here, rule_id=rule_id)
    if not criteria:
        return ()
    ticks = {
        row.criterion_id: row
        for row in session.execute(
            select(criterion_tick.c.criterion_id, criterion_tick.c.ticked_at, member.c.name)
            .outerjoin_from(criterion_tick, member, member.c.id == criterion_tick.c.member_id)
            .where(criterion_tick.c.deal_id == deal_id)
        )
    }
    if now is None:
        now = int(session.scalar(select(func.coalesce(func.max(action.c.at), 0))) or 0)
    ahead = rule_id
    if ahead is None and here is not None and any(one.is_about_handing for one in criteria):
        ahead = next_rule(session, here)
    facts = facts_ahead(session, [deal_id], criteria, now=now, rule_id=ahead)[deal_id]
    items = []
    for criterion in criteria:
        tick = ticks.get(criterion.criterion_id)
        items.append(
            Item(
                judge(criterion, facts),
                tick.name if tick else None,
                tick.ticked_at if tick else None,
            )
        )
    return tuple(items)
