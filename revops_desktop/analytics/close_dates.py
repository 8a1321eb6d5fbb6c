"""Which open deals are past their expected close, and how often was it put off? (domain.md §5)

A close date is pushed when an edit moves it to a later day; what was undone, as of now, is no push.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Literal, NamedTuple

from sqlalchemy import ColumnElement, Select, select, text
from sqlalchemy.orm import Session

from revops_desktop.analytics.filters import EVERYTHING, Filter, settled, within
from revops_desktop.analytics.settings import settings
from revops_desktop.database.deal_images import IN_ORDER, PASTS, UNDONE_AT
from revops_desktop.database.tables import (
    company,
    deal,
    deal_state,
    member,
    stage,
)
from revops_desktop.rules.periods import local_day

# All at once, many rows would hold Python's lock for longer than a frame.
_AT_A_TIME = 2000


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


# Past their expected close, with a close that was pushed, or either.
Subject = Literal["all", "past_close", "pushed"]
Pushes = Mapping[int, tuple[Push, ...]]


def slipping(
    session: Session,
    *,
    pipeline_id: int,
    now: int,
    only: Filter = EVERYTHING,
    subject: Subject = "all",
    stage_id: int | None = None,
    made: Pushes | None = None,
) -> Slipping:
    """Open deals past their expected close as of `now`, and those whose close was ever pushed.

    `subject`: only the ones or the others · `stage_id`: only those that stand there · `made`: the
    answer of `pushes` to the same, where it is known.
    """
    about = settings(session)
    today = local_day(now, about.time_zone)
    only = settled(session, only)
    if made is None:
        made = pushes(session, pipeline_id=pipeline_id, now=now, only=only)
    found = []
    until = today.isoformat()
    dated = session.execute(_dated(pipeline_id, only)).partitions(_AT_A_TIME)
    for row in chain.from_iterable(dated):
        pushed = made.get(row.deal_id, ())
        is_past = row.expected_close < until
        if not {"all": is_past or pushed, "past_close": is_past, "pushed": pushed}[subject]:
            continue
        if stage_id not in (None, row.stage_id):
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


def pushes(session: Session, *, pipeline_id: int, now: int, only: Filter = EVERYTHING) -> Pushes:
    """By deal, the pushes of open deals with an expected close, oldest first, up to `now`."""
    ids = list(session.scalars(_dated_ids(pipeline_id, only)).all())
    rows = session.execute(_PUSHES, {"wanted": json.dumps(ids), "now": now}).all()
    found: dict[int, list[Push]] = {}
    for deal_id, *push in rows:
        found.setdefault(deal_id, []).append(Push(*push))
    return {deal_id: tuple(made) for deal_id, made in found.items()}


# What an edit made of a day stands before the next one, or is what the deal has now.
_DEALS = "json_each(:wanted) AS w CROSS JOIN deal AS d ON d.id = w.value"
_PUSHES = text(f"""
SELECT deal_id, changed_at, was, became FROM (
  SELECT *, {UNDONE_AT} AS until FROM (
    SELECT p.*, p.expected_close AS was, lead(p.expected_close, 1, now.expected_close) OVER (
      PARTITION BY p.deal_id ORDER BY {IN_ORDER}) AS became
    FROM ({PASTS.format(deals=_DEALS)}) AS p CROSS JOIN deal AS now ON now.id = p.deal_id)
  WHERE was < became AND changed_at <= :now)
WHERE until IS NULL OR until > :now
ORDER BY deal_id, {IN_ORDER}
""")


def _dated_ids(pipeline_id: int, only: Filter) -> Select:
    return select(deal_state.c.deal_id).where(*_is_dated(pipeline_id, only))


def _is_dated(pipeline_id: int, only: Filter) -> tuple[ColumnElement[bool], ...]:
    state = deal_state.c
    return (
        state.pipeline_id == pipeline_id,
        state.status == "open",
        state.stage_id.is_not(None),
        state.expected_close.is_not(None),
        *within(only, state.deal_id),
    )


def _dated(pipeline_id: int, only: Filter) -> Select:
    state = deal_state.c
    return (
        select(
            *(state.deal_id, deal.c.title, company.c.name.label("company")),
            *(member.c.name.label("owner"), stage.c.name.label("stage")),
            *(state.value, state.expected_close, state.stage_id),
        )
        .select_from(deal_state)
        .join(deal, deal.c.id == state.deal_id)
        .join(stage, stage.c.id == state.stage_id)
        .outerjoin(company, company.c.id == deal.c.company_id)
        .outerjoin(member, member.c.id == deal.c.owner_id)
        .where(*_is_dated(pipeline_id, only))
    )
