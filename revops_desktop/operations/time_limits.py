"""Writes time limits of stages and hand-off rules: dated versions, never changed (domain.md §4)."""

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from revops_desktop.database.tables import time_limit
from revops_desktop.rules.business_clock import Limit, check


def write(
    session: Session,
    *,
    at: int,
    stage_id: int | None = None,
    rule_id: int | None = None,
    limit: Limit | None,
    for_running: bool,
) -> None:
    """From now on this limit holds for a stage or a hand-off rule; None: no limit.

    With `for_running` for the clocks that run now too, never for ended ones. It is no verb of its
    own, but a part of those that edit stages and rules; nothing is written where the limit is as
    it was. RuleBroken for a limit that is none or too long.
    """
    if (stage_id is None) == (rule_id is None):
        raise ValueError("a time limit is one stage's or one hand-off rule's")
    limit = limit or Limit(None, None)
    check(limit)
    own = time_limit.c.stage_id == stage_id if rule_id is None else time_limit.c.rule_id == rule_id
    last = session.execute(
        select(time_limit.c.limit_minutes, time_limit.c.limit_days, time_limit.c.for_running)
        .where(own)
        .order_by(time_limit.c.made_at.desc(), time_limit.c.id.desc())
        .limit(1)
    ).first()
    was = tuple(last) if last is not None else (None, None, 1)
    # The same limit is another one for the clocks that run, if it did not hold for them.
    if (limit.minutes, limit.days) == was[:2] and was[2] >= for_running:
        return
    session.execute(
        insert(time_limit).values(
            stage_id=stage_id,
            rule_id=rule_id,
            made_at=at,
            for_running=int(for_running),
            limit_minutes=limit.minutes,
            limit_days=limit.days,
        )
    )
