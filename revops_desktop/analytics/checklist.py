"""What does the stage a deal stands in ask for before it is left, and what of it is there?"""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from revops_desktop.database.tables import (
    activity,
    criterion_tick,
    custom_value,
    deal,
    deal_state,
    exit_criterion,
    member,
)
from revops_desktop.rules.criteria import Criterion, Facts, Verdict, judge
from revops_desktop.rules.money import value_of


@dataclass(frozen=True, slots=True)
class Item:
    """One criterion with its verdict; who ticked it (None: nobody known) and when (UTC)."""

    verdict: Verdict
    ticked_by: str | None
    ticked_at: int | None


def checklist(
    session: Session, *, deal_id: int, stage_id: int | None = None, rule_id: int | None = None
) -> tuple[Item, ...]:
    """The exit criteria of a stage, or of the one the deal stands in, each judged (domain.md §3).

    With `rule_id` the conditions of that hand-off rule (§4). Empty for a deal that is not in the
    file or has never been anywhere.
    """
    found = session.execute(select(deal).where(deal.c.id == deal_id)).mappings().first()
    if found is None:
        return ()
    if stage_id is None and rule_id is None:
        stage_id = session.scalar(
            select(deal_state.c.stage_id).where(deal_state.c.deal_id == deal_id)
        )
    one = exit_criterion.c
    criteria = [
        Criterion(*row)
        for row in session.execute(
            select(
                *(one.id, one.text, one.condition, one.field, one.custom_field_id),
                one.activity_kind,
            )
            .where(one.stage_id == stage_id if rule_id is None else one.rule_id == rule_id)
            .order_by(one.position, one.id)
        )
    ]
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
    facts = Facts(
        fields=dict(found),
        worth=value_of(found["amount"], found["monthly_amount"]),
        custom_fields=_filled(session, deal_id, criteria),
        activities=_logged(session, deal_id, criteria),
        ticked=frozenset(ticks),
    )
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


def _filled(session: Session, deal_id: int, criteria: list[Criterion]) -> frozenset[int]:
    if not any(one.condition == "custom_field_filled" for one in criteria):
        return frozenset()
    return frozenset(
        session.scalars(select(custom_value.c.field_id).where(custom_value.c.deal_id == deal_id))
    )


def _logged(session: Session, deal_id: int, criteria: list[Criterion]) -> dict[str, int]:
    if not any(one.condition == "activity_logged" for one in criteria):
        return {}
    rows = session.execute(
        select(activity.c.kind, func.count())
        .where(
            activity.c.deal_id == deal_id,
            activity.c.happened_at.is_not(None) | activity.c.done_at.is_not(None),
        )
        .group_by(activity.c.kind)
    )
    return {kind: number for kind, number in rows}
