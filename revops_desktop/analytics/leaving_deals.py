"""Which deals left the river from a stage, in a way, for a reason? What is behind a leak."""

from typing import Literal

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.deals_behind import DealsBehind, listed
from revops_desktop.analytics.filters import EVERYTHING, Filter, settled
from revops_desktop.analytics.leaks import KINDS
from revops_desktop.analytics.outcomes import ENDINGS, Scope, last_endings
from revops_desktop.analytics.settings import settings
from revops_desktop.database.tables import deal_event
from revops_desktop.rules.periods import Period

# Of any reason, those given and those that are not.
ANY: Literal["any"] = "any"


def leaving_deals(
    session: Session,
    *,
    pipeline_id: int,
    period: Period,
    stage_id: int | None = None,
    kind: str | None = None,
    reason_id: int | Literal["any"] | None = ANY,
    only: Filter = EVERYTHING,
) -> DealsBehind:
    """The deals that a leak counts (analytics/leaks.py).

    `stage_id` None: from any stage · `kind` None: lost, recycled and churned · `reason_id` None:
    without a reason.
    """
    scope = Scope(pipeline_id, period, settings(session).time_zone, settled(session, only))
    event = deal_event.c
    kinds = (*ENDINGS, "churned")
    ending = last_endings(scope, event.stage_id, event.reason_id, kinds=kinds).c
    wanted: list[ColumnElement[bool]] = [ending.kind.in_(KINDS if kind is None else (kind,))]
    if stage_id is not None:
        wanted.append(ending.stage_id == stage_id)
    if reason_id is None:
        wanted.append(ending.reason_id.is_(None))
    elif reason_id != ANY:
        wanted.append(ending.reason_id == reason_id)
    return listed(session, select(ending.deal_id, ending.at, ending.day).where(*wanted))
