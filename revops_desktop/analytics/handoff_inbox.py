"""Which hand-offs wait for whom, were sent, came back, were decided: the inbox (domain.md §4).

A list as every other (`record_list.py`): the ids in order, and the cells of the few that are seen.
State and deadline are derived when read, so that lists sorted or filtered by them judge each clock.
"""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, get_args

from sqlalchemy import ColumnElement, Table, and_, func, or_, select
from sqlalchemy.orm import Session

from revops_desktop.analytics import record_list
from revops_desktop.analytics.handoff_clocks import clocks, deadlines
from revops_desktop.analytics.record_list import Column, Found, Row, Subject, Wanted
from revops_desktop.analytics.settings import settings
from revops_desktop.database.search_index import COMPANY, DEAL
from revops_desktop.database.tables import (
    company,
    deal,
    deal_state,
    function,
    handoff,
    handoff_rule,
    handoff_value,
    member,
    stage,
    stage_visit,
)
from revops_desktop.rules.conditions import Kind, condition
from revops_desktop.rules.periods import end_of_day, start_of_day
from revops_desktop.rules.sla import Judged

# To accept · sent and waiting · returned and not seen yet by the sender · decided.
View = Literal["waiting", "sent", "returned", "history"]
VIEWS: tuple[View, ...] = get_args(View)

# Columns that are derived from the clock when they are read.
CLOCK_COLUMNS = ("state", "due", "left")
# What is left is told in tenths of an hour.
TENTHS = 10


@dataclass(frozen=True, slots=True)
class Whose:
    """Of one member and their function, of one function, or of everybody."""

    member_id: int | None = None
    function_id: int | None = None


EVERYBODYS = Whose()


def _named(table: Table, key: ColumnElement) -> ColumnElement:
    return select(table.c.name).where(table.c.id == key).scalar_subquery()


def _of_deal(column: ColumnElement) -> ColumnElement:
    return select(column).where(deal.c.id == handoff.c.deal_id).scalar_subquery()


def _items(figure: ColumnElement, *conditions: ColumnElement[bool]) -> ColumnElement:
    return (
        select(figure)
        .where(handoff_value.c.handoff_id == handoff.c.id, *conditions)
        .scalar_subquery()
    )


_required = handoff_value.c.is_required == 1
_empty = handoff_value.c.value.is_(None)
_stage = (
    select(stage.c.name)
    .join(stage_visit, stage_visit.c.stage_id == stage.c.id)
    .where(stage_visit.c.id == handoff.c.visit_id)
    .scalar_subquery()
)
_company = (
    select(company.c.name)
    .join(deal, deal.c.company_id == company.c.id)
    .where(deal.c.id == handoff.c.deal_id, company.c.deleted_at.is_(None))
    .scalar_subquery()
)
_value = (
    select(deal_state.c.value).where(deal_state.c.deal_id == handoff.c.deal_id).scalar_subquery()
)
_COLUMNS: Mapping[str, Column] = {
    "deal": Column("text", _of_deal(deal.c.title)),
    "company": Column("company", _company),
    "from": Column("text", _named(function, handoff.c.from_function_id)),
    "to": Column("text", _named(function, handoff.c.to_function_id)),
    "by": Column("member", _named(member, handoff.c.member_id)),
    "to_member": Column("member", _named(member, handoff.c.to_member_id)),
    "rule": Column("text", _named(handoff_rule, handoff.c.rule_id)),
    "stage": Column("text", _stage),
    "handed_at": Column("instant", handoff.c.handed_at),
    "items": Column("number", _items(func.count(), _required)),
    "filled": Column("number", _items(func.count(), _required, handoff_value.c.value.is_not(None))),
    "missing": Column(
        "text", _items(func.group_concat(handoff_value.c.name, ", "), _required, _empty)
    ),
    "amount": Column("money", _value),
    "outcome": Column("choice", handoff.c.outcome),
    "decided_at": Column("instant", handoff.c.decided_at),
    "decider": Column("member", _named(member, handoff.c.decided_by_id)),
    "decided_by": Column("choice", handoff.c.decided_by),
    "reason": Column("text", handoff.c.return_reason),
}


def subject(view: View, whose: Whose) -> Subject:
    """The hand-offs of a view as a list asks for them."""
    here = handoff.c
    # The few in the trash have an index of their own.
    alive = here.deal_id.not_in(select(deal.c.id).where(deal.c.deleted_at.is_not(None)))
    return Subject(
        table=handoff,
        columns=_COLUMNS,
        searched=lambda word: here.deal_id.in_(
            select(deal.c.id).where(
                or_(
                    deal.c.id.in_(record_list.entered(DEAL, word)),
                    deal.c.company_id.in_(record_list.entered(COMPANY, word)),
                )
            )
        ),
        holds=(_in_view(view), *_of(view, whose), alive),
        link=_of_deal(deal.c.company_id),
    )


def _in_view(view: View) -> ColumnElement[bool]:
    here = handoff.c
    if view in ("waiting", "sent"):
        return here.outcome.is_(None)
    if view == "returned":
        # Until the sender has seen it, sent it on, or the deal has left.
        stands = select(deal_state.c.deal_id).where(
            deal_state.c.deal_id == here.deal_id,
            deal_state.c.status.in_(("open", "customer")),
            deal_state.c.since <= here.decided_at,
        )
        return and_(here.outcome == "returned", here.seen_at.is_(None), stands.exists())
    return here.outcome.is_not(None)


def _of(view: View, whose: Whose) -> list[ColumnElement[bool]]:
    """Whose they are: a receiver's while they wait, else a sender's, in the history of both."""
    if whose == EVERYBODYS:
        return []
    if view == "waiting":
        return [_received(whose)]
    return [or_(_received(whose), _sent(whose)) if view == "history" else _sent(whose)]


def _received(whose: Whose) -> ColumnElement[bool]:
    """Handed to the member by name, or to everybody of their function."""
    here = handoff.c
    if whose.member_id is None:
        return here.to_function_id == whose.function_id
    own = select(member.c.function_id).where(member.c.id == whose.member_id).scalar_subquery()
    return or_(
        here.to_member_id == whose.member_id,
        and_(here.to_member_id.is_(None), here.to_function_id == own),
    )


def _sent(whose: Whose) -> ColumnElement[bool]:
    here = handoff.c
    if whose.member_id is None:
        return here.from_function_id == whose.function_id
    return here.member_id == whose.member_id


def found(
    session: Session, *, wanted: Wanted, view: View, whose: Whose = EVERYBODYS, now: int
) -> Found:
    """The hand-offs of a view, in order; by deadline those without a known one come last."""
    typed = tuple(pair for pair in wanted.only if pair[0] in CLOCK_COLUMNS)
    plain = replace(
        wanted,
        sort="handed_at" if wanted.sort in CLOCK_COLUMNS else wanted.sort,
        only=tuple(pair for pair in wanted.only if pair not in typed),
    )
    answer = record_list.found(session, subject(view, whose), plain)
    if not typed and wanted.sort not in CLOCK_COLUMNS:
        return answer
    ids = list(answer.ids)
    if not typed and wanted.sort == "due":
        return Found(array("q", _by_deadline(session, ids, now, wanted.descending)), answer.total)
    judged = clocks(session, handoff_ids=ids, now=now)
    zone = settings(session).time_zone
    for key, text in typed:
        ids = [one for one in ids if _holds(key, _of_clock(key, judged.get(one)), text, zone)]
    if wanted.sort in CLOCK_COLUMNS:
        order = {one: _place(wanted.sort, judged.get(one)) for one in ids}
        known = [one for one in ids if order[one] is not None]
        known.sort(key=lambda one: order[one] or 0, reverse=wanted.descending)
        ids = known + [one for one in ids if order[one] is None]
    return Found(array("q", ids), answer.total)


def _by_deadline(session: Session, ids: list[int], now: int, descending: bool) -> list[int]:
    """Those with a known deadline by it, then the others as they were."""
    due = {one: found.due for one, found in deadlines(session, handoff_ids=ids, now=now).items()}
    known = [one for one in ids if due.get(one) is not None]
    known.sort(key=lambda one: due[one] or 0, reverse=descending)
    return known + [one for one in ids if due.get(one) is None]


_URGENCY = {"breached": 0, "at_risk": 1, "running": 2, "met_late": 3, "met": 4, "cancelled": 5}


def _place(key: str, judged: Judged | None) -> int | None:
    if judged is None:
        return None
    if key == "state":
        return _URGENCY[judged.state]
    value = _of_clock(key, judged)
    return None if value is None else int(value)


def _holds(key: str, value: str | int | None, typed: str, zone: str) -> bool:
    """Whether a derived cell is what was typed over its column."""
    kinds: Mapping[str, Kind] = {"state": "choice", "due": "instant", "left": "number"}
    meant = condition(kinds[key], typed, "", TENTHS)
    if meant is None or meant.is_ in ("empty", "filled"):
        return meant is None or (value is None) == (meant.is_ == "empty")
    if key == "state" or value is None:
        return value == meant.low
    low, high = meant.low, meant.high
    if key == "due":
        low = None if low is None else start_of_day(date.fromisoformat(str(low)), zone)
        high = None if high is None else end_of_day(date.fromisoformat(str(high)), zone) - 1
    number = int(value)
    return (low is None or number >= int(low)) and (high is None or number <= int(high))


def rows(
    session: Session,
    *,
    ids: Sequence[int],
    keys: Sequence[str],
    view: View,
    now: int,
) -> dict[int, Row]:
    """The cells of a few hand-offs; of the clock: its state, its deadline, what is left.

    `left` is in tenths of business hours, negative where the deadline has passed.
    """
    plain = [key if key not in CLOCK_COLUMNS else "" for key in keys]
    cells = record_list.rows(session, subject(view, EVERYBODYS), ids, plain)
    if "" not in plain:
        return cells
    judged = clocks(session, handoff_ids=ids, now=now)
    return {
        handoff_id: (
            *row[:2],
            *(
                value if key not in CLOCK_COLUMNS else _of_clock(key, judged.get(handoff_id))
                for key, value in zip(keys, row[2:], strict=True)
            ),
        )
        for handoff_id, row in cells.items()
    }


def _of_clock(key: str, judged: Judged | None) -> str | int | None:
    if judged is None:
        return None
    if key == "state":
        return "paused" if judged.is_paused else judged.state
    if key == "due":
        return judged.due
    if judged.state not in ("running", "at_risk", "breached", "met_late"):
        return None
    seconds = -judged.over_seconds if judged.is_over else judged.left_seconds
    return round(seconds * TENTHS / 3600)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many there are in each view but the history."""

    waiting: int
    sent: int
    returned: int


def counts(session: Session, *, whose: Whose = EVERYBODYS) -> Counts:
    """How much waits, was sent, came back; answered by index."""
    return Counts(
        _number(session, "waiting", whose),
        _number(session, "sent", whose),
        _number(session, "returned", whose),
    )


def _number(session: Session, view: View, whose: Whose) -> int:
    wanted = select(func.count()).select_from(handoff).where(*subject(view, whose).holds)
    return int(session.execute(wanted).scalar_one())


def waiting_count(session: Session, *, now: int, member_id: int | None = None) -> int:
    """How many hand-offs wait for a member, or for everybody; for the mark in the navigation."""
    return _number(session, "waiting", EVERYBODYS if member_id is None else Whose(member_id))


def deals_of(session: Session, *, handoff_ids: Sequence[int]) -> dict[int, int]:
    """The deal of each hand-off."""
    wanted = select(handoff.c.id, handoff.c.deal_id).where(handoff.c.id.in_(list(handoff_ids)))
    return {row[0]: row[1] for row in session.execute(wanted)}
