"""Which open deals are past their expected close, and how often was it put off? (domain.md §5)

A close date is pushed when an edit moves it to a later day; what was undone, as of now, is no push.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import Select, and_, exists, func, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.filters import EVERYTHING, Filter, settled, within
from revops_desktop.analytics.settings import settings
from revops_desktop.database.tables import (
    action,
    change,
    company,
    deal,
    deal_state,
    member,
    stage,
)
from revops_desktop.rules.periods import local_day


class Push(NamedTuple):
    """An edit that moved an expected close from a day to a later one, at an instant."""

    at: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class SlippingDeal:
    """An open deal that is past its expected close, or whose close was pushed.

    `first_close`: before the first push · `days_past`: 0 where it is not past · `days_pushed`: from
    the first expected close to the present one · money in minor units.
    """

    deal_id: int
    title: str
    company: str
    owner: str
    stage: str
    value: int | None
    first_close: str
    close: str
    days_past: int
    times: int
    days_pushed: int
    pushed_at: int | None


@dataclass(frozen=True, slots=True)
class Slipping:
    """The deals that slip, the longest past first."""

    rows: tuple[SlippingDeal, ...]
    total: int
    currency: str
    zone: str


def slipping(
    session: Session, *, pipeline_id: int, now: int, only: Filter = EVERYTHING
) -> Slipping:
    """Open deals past their expected close as of `now`, and those whose close was ever pushed."""
    about = settings(session)
    today = local_day(now, about.time_zone)
    only = settled(session, only)
    made = pushes(session, pipeline_id=pipeline_id, now=now, only=only)
    found = []
    for row in session.execute(_dated(pipeline_id, only)):
        pushed = made.get(row.deal_id, ())
        if not pushed and row.expected_close >= today.isoformat():
            continue
        close = date.fromisoformat(row.expected_close)
        first = pushed[0].before if pushed else row.expected_close
        found.append(
            SlippingDeal(
                **{"deal_id": row.deal_id, "title": row.title, "company": row.company or ""},
                **{"owner": row.owner or "", "stage": row.stage, "value": row.value},
                first_close=first,
                close=row.expected_close,
                days_past=max((today - close).days, 0),
                times=len(pushed),
                days_pushed=max((close - date.fromisoformat(first)).days, 0),
                pushed_at=pushed[-1].at if pushed else None,
            )
        )
    found.sort(key=lambda one: (-one.days_past, -one.times, -one.days_pushed, one.deal_id))
    return Slipping(tuple(found), len(found), about.currency, about.time_zone)


def pushes(
    session: Session, *, pipeline_id: int, now: int, only: Filter = EVERYTHING
) -> Mapping[int, tuple[Push, ...]]:
    """By deal, the pushes of open deals with an expected close, oldest first, up to `now`."""
    before = func.json_extract(change.c.before, "$.expected_close")
    after = func.json_extract(change.c.after, "$.expected_close")
    undo = action.alias("taken_back")
    state = deal_state.c
    rows = session.execute(
        select(change.c.row_id, action.c.at, before, after)
        .select_from(deal_state)
        .join(change, and_(change.c.table_name == "deal", change.c.row_id == state.deal_id))
        .join(action, action.c.id == change.c.action_id)
        .where(
            state.pipeline_id == pipeline_id,
            state.status == "open",
            state.expected_close.is_not(None),
            *within(only, state.deal_id),
            before < after,
            action.c.at <= now,
            action.c.kind == "do",
            ~exists().where(undo.c.id == action.c.reversed_by_id, undo.c.at <= now),
        )
        .order_by(change.c.row_id, change.c.id)
    )
    found: dict[int, list[Push]] = {}
    for deal_id, *push in rows:
        found.setdefault(deal_id, []).append(Push(*push))
    return {deal_id: tuple(made) for deal_id, made in found.items()}


def _dated(pipeline_id: int, only: Filter) -> Select:
    state = deal_state.c
    return (
        select(
            *(state.deal_id, deal.c.title, company.c.name.label("company")),
            *(member.c.name.label("owner"), stage.c.name.label("stage")),
            *(state.value, state.expected_close),
        )
        .select_from(deal_state)
        .join(deal, deal.c.id == state.deal_id)
        .join(stage, stage.c.id == state.stage_id)
        .outerjoin(company, company.c.id == deal.c.company_id)
        .outerjoin(member, member.c.id == deal.c.owner_id)
        .where(
            state.pipeline_id == pipeline_id,
            state.status == "open",
            state.expected_close.is_not(None),
            *within(only, state.deal_id),
        )
    )
