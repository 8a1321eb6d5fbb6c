"""A few open deals of the demo whose expected close has passed: nobody moved it yet.

Told as if it had been expected so from the beginning: the deal and its entries in the journal say
the same day.
"""

import json
from datetime import date, timedelta
from itertools import cycle

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from revops_desktop.database.tables import action, change, deal, stage, stage_visit
from revops_desktop.operations.demo.cast import ZONE
from revops_desktop.rules.periods import DAY, start_of_day

# One in so many of the open opportunities; their close lay so many days before the last one.
_ONE_IN = 6
_DAYS_AGO = (4, 11, 7)
# What is expected is not known long before: the day comes at least so long after the quote.
_LEAST_DAYS = 5


def let_slip(session: Session, *, last_day: date) -> None:
    """Gives some of the deals that stand open an expected close before `last_day`."""
    waiting = _open_deals(session)
    wanted = max(1, len(waiting) // _ONE_IN)
    days = cycle(_DAYS_AGO)
    for deal_id, close in waiting:
        day = last_day - timedelta(days=next(days))
        if wanted and _was_told_once(session, deal_id, close, start_of_day(day, ZONE)):
            _expect(session, deal_id, close, day.isoformat())
            wanted -= 1


def _open_deals(session: Session) -> list[tuple[int, str]]:
    """Open opportunities with an expected close, the soonest first."""
    visit = stage_visit.c
    rows = session.execute(
        select(deal.c.id, deal.c.expected_close)
        .join(stage_visit, visit.deal_id == deal.c.id)
        .join(stage, stage.c.id == visit.stage_id)
        .where(
            visit.outcome.is_(None),
            stage.c.phase == "opportunity",
            deal.c.expected_close.is_not(None),
            deal.c.deleted_at.is_(None),
        )
        .order_by(deal.c.expected_close, deal.c.id)
    )
    return [(row[0], row[1]) for row in rows]


def _was_told_once(session: Session, deal_id: int, close: str, before: int) -> bool:
    """Whether the journal knows no other expected close, and knew it some days before."""
    told = func.json_extract(change.c.after, "$.expected_close")
    rows = session.execute(
        select(told, func.min(action.c.at))
        .join(action, action.c.id == change.c.action_id)
        .where(change.c.table_name == "deal", change.c.row_id == deal_id, told.is_not(None))
        .group_by(told)
    ).all()
    return [row[0] for row in rows] == [close] and rows[0][1] < before - _LEAST_DAYS * DAY


def _expect(session: Session, deal_id: int, close: str, day: str) -> None:
    session.execute(update(deal).where(deal.c.id == deal_id).values(expected_close=day))
    said, says = (f'"expected_close":{json.dumps(one)}' for one in (close, day))
    session.execute(
        update(change)
        .where(change.c.table_name == "deal", change.c.row_id == deal_id)
        .values(
            before=func.replace(change.c.before, said, says),
            after=func.replace(change.c.after, said, says),
        )
    )
