"""Which open deals are past their expected close, and how often was it put off? (domain.md §5)

A close date is pushed when an edit moves it to a later day; what was undone, as of now, is no push.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
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
# After every instant of a file.
_LAST = 2**60


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


@dataclass(frozen=True, slots=True)
class FollowedSlipping:
    """The deals that slip, and the pushes, so that after a change only that deal is read anew.

    `of`: what it is of · it holds from `since` to before `until`, the first instant after that at
    which a push was noted, or undone.
    """

    slipping: Slipping
    made: Pushes
    of: tuple[object, ...]
    since: int = field(compare=False)
    until: int = field(compare=False)


def slipping(
    session: Session,
    *,
    pipeline_id: int,
    now: int,
    only: Filter = EVERYTHING,
    subject: Subject = "all",
    stage_id: int | None = None,
) -> Slipping:
    """Open deals past their expected close as of `now`, and those whose close was ever pushed.

    `subject`: only the ones or the others · `stage_id`: only those that stand there.
    """
    only = settled(session, only)
    found = followed_slipping(session, pipeline_id=pipeline_id, now=now, only=only).slipping
    rows = found.rows
    if subject != "all":
        rows = tuple(one for one in rows if (one.times if subject == "pushed" else one.days_past))
    if stage_id is not None:
        there = select(deal_state.c.deal_id).where(
            *_is_dated(pipeline_id, only), deal_state.c.stage_id == stage_id
        )
        ids = set(session.scalars(there))
        rows = tuple(one for one in rows if one.deal_id in ids)
    return replace(found, rows=rows, total=len(rows))


def followed_slipping(
    session: Session,
    *,
    pipeline_id: int,
    now: int,
    only: Filter = EVERYTHING,
    before: FollowedSlipping | None = None,
    touched: Collection[int] = (),
) -> FollowedSlipping:
    """`slipping` of all, to be followed.

    `before`: an answer to the same since which only the deals `touched` changed, and no name of a
    company, member or stage; where it is of another day, or a filter may mean others by now, all is
    read anew.
    """
    about = settings(session)
    today = local_day(now, about.time_zone)
    of = (pipeline_id, today, about.time_zone, only == EVERYTHING)
    only = settled(session, only)
    held = before if before is not None and before.of == of and only == EVERYTHING else None
    if held is not None and not held.since <= now < held.until:
        held = None
    among = None if held is None else set(touched)
    made, until = _pushes(session, pipeline_id, now, only, among)
    found = _slipping(session, pipeline_id, today, only, made, among)
    if held is not None:
        found += [one for one in held.slipping.rows if one.deal_id not in touched]
        kept = {key: value for key, value in held.made.items() if key not in touched}
        made, until = {**kept, **made}, min(until, held.until)
    found.sort(key=lambda one: (-one.days_past, -one.times, -one.days_pushed, one.deal_id))
    whole = Slipping(tuple(found), len(found), about.currency, about.time_zone)
    return FollowedSlipping(whole, made, of, now, until)


def _slipping(
    session: Session,
    pipeline_id: int,
    today: date,
    only: Filter,
    made: Pushes,
    among: Collection[int] | None,
) -> list[SlippingDeal]:
    found: list[SlippingDeal] = []
    until = today.isoformat()
    dated = session.execute(_dated(pipeline_id, only, among)).partitions(_AT_A_TIME)
    for row in chain.from_iterable(dated):
        deal_id, title, company_name, owner, stage_name, value, expected_close = row
        pushed = made.get(deal_id, ())
        if not pushed and expected_close >= until:
            continue
        close = date.fromisoformat(expected_close)
        first = pushed[0].before if pushed else expected_close
        found.append(
            SlippingDeal(
                *(deal_id, title, company_name or "", owner or "", stage_name, value),
                first_close=first,
                close=expected_close,
                days_past=max((today - close).days, 0),
                times=len(pushed),
                days_pushed=max((close - date.fromisoformat(first)).days, 0),
                pushed_at=pushed[-1].at if pushed else None,
            )
        )
    return found


def pushes(session: Session, *, pipeline_id: int, now: int, only: Filter = EVERYTHING) -> Pushes:
    """By deal, the pushes of open deals with an expected close, oldest first, up to `now`."""
    return _pushes(session, pipeline_id, now, only, None)[0]


def _pushes(
    session: Session, pipeline_id: int, now: int, only: Filter, among: Collection[int] | None
) -> tuple[Pushes, int]:
    """The pushes, of deals `among` these, and until when they are so if nothing more is done."""
    ids = list(session.scalars(_dated_ids(pipeline_id, only, among)).all())
    rows = session.execute(_PUSHES, {"wanted": json.dumps(ids)}).all()
    found: dict[int, list[Push]] = {}
    until = _LAST
    for deal_id, at, was, became, undone_at in rows:
        until = min([until, *(one for one in (at, undone_at) if one is not None and one > now)])
        if at <= now and (undone_at is None or undone_at > now):
            found.setdefault(deal_id, []).append(Push(at, was, became))
    return {deal_id: tuple(made) for deal_id, made in found.items()}, until


# What an edit made of a day stands before the next one, or is what the deal has now.
_DEALS = "json_each(:wanted) AS w CROSS JOIN deal AS d ON d.id = w.value"
_PUSHES = text(f"""
SELECT deal_id, changed_at, was, became, {UNDONE_AT} AS undone_at FROM (
  SELECT p.*, p.expected_close AS was, lead(p.expected_close, 1, now.expected_close) OVER (
    PARTITION BY p.deal_id ORDER BY {IN_ORDER}) AS became
  FROM ({PASTS.format(deals=_DEALS)}) AS p CROSS JOIN deal AS now ON now.id = p.deal_id)
WHERE was < became
ORDER BY deal_id, {IN_ORDER}
""")


def _dated_ids(pipeline_id: int, only: Filter, among: Collection[int] | None) -> Select:
    return select(deal_state.c.deal_id).where(*_is_dated(pipeline_id, only, among))


def _is_dated(
    pipeline_id: int, only: Filter, among: Collection[int] | None = None
) -> tuple[ColumnElement[bool], ...]:
    state = deal_state.c
    return (
        *(() if among is None else (state.deal_id.in_(sorted(among)),)),
        state.pipeline_id == pipeline_id,
        state.status == "open",
        state.stage_id.is_not(None),
        state.expected_close.is_not(None),
        *within(only, state.deal_id),
    )


def _dated(pipeline_id: int, only: Filter, among: Collection[int] | None) -> Select:
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
        .where(*_is_dated(pipeline_id, only, among))
    )
