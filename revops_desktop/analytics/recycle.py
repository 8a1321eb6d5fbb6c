"""The recycled deals that wait: which, why, until when, and how the pool is made up (domain.md §3).

A pool is that of one pipeline: the deals that were recycled from it and were not taken up again.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal, NamedTuple, get_args

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    Table,
    Text,
    case,
    cast,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Session

from revops_desktop.analytics import record_list
from revops_desktop.analytics.record_list import Column, Found, Row, Subject, Wanted
from revops_desktop.analytics.settings import settings
from revops_desktop.analytics.tally import Tally, tally_columns
from revops_desktop.database.search_index import COMPANY, DEAL
from revops_desktop.database.tables import (
    company,
    deal,
    deal_event,
    deal_exit,
    deal_state,
    exit_reason,
    member,
    nurture_list,
    pipeline,
    stage,
)
from revops_desktop.rules.currency import minor_digits, to_major
from revops_desktop.rules.periods import DAY, local_day

# What the pool can be broken down by.
By = Literal["reason", "age", "amount", "source", "list"]
WAYS: tuple[By, ...] = get_args(By)
# The columns of the list in which a group of each kind is found.
COLUMNS: Mapping[By, str] = {
    "reason": "reason",
    "age": "age",
    "amount": "value",
    "source": "source",
    "list": "list",
}
# The last days of the groups by age, in days since the deal was recycled.
AGES = (30, 90, 180, 365)


@dataclass(frozen=True, slots=True)
class Group:
    """A part of the pool. `typed`: what narrows its column down to it (rules/conditions.py).

    `name` is the owner's own word; groups by age and amount have bounds instead, both included:
    days, or minor units; None is open. No name and no bounds: not known.
    """

    name: str
    typed: str
    deals: Tally
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """What columns of the list may hold: (value, name) pairs."""

    reasons: tuple[tuple[str, str], ...]
    sources: tuple[tuple[str, str], ...]
    lists: tuple[tuple[str, str], ...]


def _named(table: Table, key: ColumnElement) -> ColumnElement[str]:
    """The name of what a row names by its id; looked up only where the name is asked for."""
    wanted = select(table.c.name).where(table.c.id == key)
    if "deleted_at" in table.c:
        wanted = wanted.where(table.c.deleted_at.is_(None))
    return wanted.scalar_subquery()


@cache
def _pool() -> Subquery:
    """The recycled deals with all that their list shows."""
    state, left = deal_state.c, deal_exit.c
    place = select(stage.c.position).where(stage.c.id == state.stage_id)
    comebacks = select(func.count()).where(
        deal_event.c.deal_id == deal.c.id, deal_event.c.kind == "reopened"
    )
    return (
        select(
            *(deal.c.id, deal.c.title, deal.c.company_id, deal.c.source),
            *(state.pipeline_id, state.stage_id, state.since, state.since_day, state.value),
            *(left.wake_on, left.note, left.reason_id, left.nurture_list_id),
            _named(company, deal.c.company_id).label("company"),
            _named(stage, state.stage_id).label("stage"),
            place.scalar_subquery().label("stage_place"),
            _named(exit_reason, left.reason_id).label("reason"),
            _named(nurture_list, left.nurture_list_id).label("list"),
            _named(member, deal.c.owner_id).label("owner"),
            comebacks.scalar_subquery().label("times"),
        )
        .select_from(deal_state)
        .join(deal, deal.c.id == state.deal_id)
        .outerjoin(deal_exit, left.visit_id == state.visit_id)
        .where(state.status == "recycled")
        .subquery("waiting")
    )


def _age(since: ColumnElement[int], now: int) -> ColumnElement[int]:
    """Whole days since a deal was recycled; NULL where that is not known."""
    return (literal(now) - since) // literal(DAY)


def _subject(now: int) -> Subject:
    pool = _pool().c
    return Subject(
        table=_pool(),
        columns={
            "title": Column("text", pool.title),
            "company": Column("company", pool.company),
            "stage": Column("text", pool.stage, pool.stage_place),
            "reason": Column("choice", cast(pool.reason_id, Text), pool.reason),
            "list": Column("choice", cast(pool.nurture_list_id, Text), pool.list),
            "wake_on": Column("date", pool.wake_on),
            "since": Column("instant", pool.since),
            "age": Column("number", _age(pool.since, now)),
            "value": Column("money", pool.value),
            "source": Column("choice", pool.source),
            "owner": Column("member", pool.owner),
            "note": Column("text", pool.note),
            "times": Column("number", pool.times),
        },
        searched=lambda word: or_(
            pool.id.in_(record_list.entered(DEAL, word)),
            pool.company_id.in_(record_list.entered(COMPANY, word)),
            func.fold(pool.note).contains(word, autoescape=True),
        ),
        link=pool.company_id,
        of={"pipeline": lambda pipeline_id: pool.pipeline_id == pipeline_id},
    )


def found(session: Session, *, wanted: Wanted, now: int) -> Found:
    """The waiting deals meant, in order; `now` (UTC seconds) is what ages are reckoned to."""
    return record_list.found(session, _subject(now), wanted)


def rows(session: Session, *, ids: Sequence[int], keys: Sequence[str], now: int) -> dict[int, Row]:
    """The cells of a few waiting deals, by id."""
    return record_list.rows(session, _subject(now), ids, keys)


def choices(session: Session) -> Choices:
    """The reasons, sources and nurturing lists of the deals that wait, by name."""
    pool = _pool().c

    def pairs(value: ColumnElement, name: ColumnElement) -> tuple[tuple[str, str], ...]:
        named = select(value, name).where(value.is_not(None)).distinct().order_by(name, value)
        return tuple((str(row[0]), row[1]) for row in session.execute(named))

    return Choices(
        pairs(pool.reason_id, pool.reason),
        pairs(pool.source, pool.source),
        pairs(pool.nurture_list_id, pool.list),
    )


def pool(session: Session, *, pipeline_id: int) -> Tally:
    """How many deals wait, worth how much."""
    question = _standing(pipeline_id, *tally_columns(deal_state.c.value))
    return Tally(*session.execute(question).one())


def due(session: Session, *, pipeline_id: int, now: int) -> Tally:
    """Those of them whose day of waking up has come."""
    question = _with_exit(pipeline_id, *tally_columns(deal_state.c.value))
    return Tally(*session.execute(question.where(_is_due(session, now))).one())


def _standing(pipeline_id: int, *columns: ColumnElement) -> Select:
    """Columns of deal_state over the deals that wait: a walk through the board's index."""
    return select(*columns).where(
        deal_state.c.pipeline_id == pipeline_id, deal_state.c.status == "recycled"
    )


def _with_exit(pipeline_id: int, *columns: ColumnElement) -> Select:
    """The same with their exits, which an index finds by their day."""
    state = deal_state.c
    return (
        select(*columns)
        .select_from(deal_exit.join(deal_state, state.deal_id == deal_exit.c.deal_id))
        .where(
            state.visit_id == deal_exit.c.visit_id,
            state.status == "recycled",
            # + 0 keeps SQLite from beginning with all deals of the pipeline.
            state.pipeline_id + 0 == pipeline_id,
        )
    )


def _is_due(session: Session, now: int) -> ColumnElement[bool]:
    today = local_day(now, settings(session).time_zone).isoformat()
    return deal_exit.c.wake_on <= today


def wakings(session: Session, *, pipeline_id: int, first: date, last: date) -> dict[str, Tally]:
    """How many deals wake up on each day (ISO text) between two days, both included."""
    day = deal_exit.c.wake_on
    rows = session.execute(
        _with_exit(pipeline_id, day, *tally_columns(deal_state.c.value))
        .where(day.between(first.isoformat(), last.isoformat()))
        .group_by(day)
    )
    return {row[0]: Tally(*row[1:]) for row in rows}


def groups(session: Session, *, pipeline_id: int, by: By, now: int) -> tuple[Group, ...]:
    """The pool in parts: the largest first, or by age and amount in their order."""
    if by == "age":
        return _by_age(session, pipeline_id, now)
    if by == "amount":
        return _by_amount(session, pipeline_id)
    of_exit = deal_exit.c.visit_id == deal_state.c.visit_id
    key, beside = {
        "reason": (deal_exit.c.reason_id, (deal_exit, of_exit)),
        "source": (deal.c.source, (deal, deal.c.id == deal_state.c.deal_id)),
        "list": (deal_exit.c.nurture_list_id, (deal_exit, of_exit)),
    }[by]
    rows = session.execute(
        _standing(pipeline_id, key, *tally_columns(deal_state.c.value))
        .select_from(deal_state)
        .outerjoin(*beside)
        .group_by(key)
    ).all()
    names: dict[object, str] = {row[0]: str(row[0]) for row in rows}
    if by != "source":
        table = exit_reason if by == "reason" else nurture_list
        names = {row[0]: row[1] for row in session.execute(select(table.c.id, table.c.name))}
    known = [
        Group(names[row[0]], str(row[0]), Tally(*row[1:])) for row in rows if row[0] is not None
    ]
    unknown = [Group("", "=", Tally(*row[1:])) for row in rows if row[0] is None]
    return tuple(sorted(known, key=lambda one: (-one.deals.count, one.name)) + unknown)


def _by_age(session: Session, pipeline_id: int, now: int) -> tuple[Group, ...]:
    lows = (0, *(last + 1 for last in AGES))
    bands = [
        # A deal recycled later than now, by a clock that was set wrong, is a young one.
        Band(low, high, f"<= {high}" if low == 0 else _typed(low, high, str))
        for low, high in zip(lows, (*AGES, None), strict=True)
    ]
    return _banded(session, pipeline_id, _age(deal_state.c.since, now), bands)


def _by_amount(session: Session, pipeline_id: int) -> tuple[Group, ...]:
    """Unknown, none, and four steps of tens up to that of the largest."""
    currency = settings(session).currency
    value = deal_state.c.value
    largest = session.execute(_standing(pipeline_id, func.max(value))).scalar() or 0
    unit = 10 ** minor_digits(currency)
    step = unit
    while step * 10 <= largest:
        step *= 10
    lows = [1, *(edge for edge in (step // 100, step // 10, step) if edge > max(1, unit - 1))]
    highs: list[int | None] = [*(low - 1 for low in lows[1:]), None]

    def text(minor: int) -> str:
        return f"{to_major(minor, currency):f}"

    bands = [Band(None, 0, "<= 0")] + [
        Band(low, high, _typed(low, high, text)) for low, high in zip(lows, highs, strict=True)
    ]
    return _banded(session, pipeline_id, value, bands)


class Band(NamedTuple):
    """Bounds of a group, both included, and what is typed to see it alone."""

    low: int | None
    high: int | None
    typed: str


def _typed(low: int, high: int | None, text: Callable[[int], str]) -> str:
    return f">= {text(low)}" if high is None else f"{text(low)}..{text(high)}"


def _banded(
    session: Session, pipeline_id: int, value: ColumnElement[int], bands: Sequence[Band]
) -> tuple[Group, ...]:
    """Groups within bands that follow each other; what is not known last, empty ones not at all."""
    place = case(
        (value.is_(None), len(bands)),
        *((value <= band.high, number) for number, band in enumerate(bands[:-1])),
        else_=len(bands) - 1,
    )
    rows = session.execute(
        _standing(pipeline_id, place, *tally_columns(deal_state.c.value)).group_by(place)
    )
    known = (*bands, Band(None, None, "="))
    return tuple(
        Group("", known[row[0]].typed, Tally(*row[1:]), known[row[0]].low, known[row[0]].high)
        for row in sorted(rows, key=lambda row: row[0])
    )


@dataclass(frozen=True, slots=True)
class Way:
    """A stage in which recycled deals may be reopened, and how many of them left from it."""

    stage_id: int
    name: str
    left: int


def ways_back(session: Session, *, deal_ids: Sequence[int]) -> tuple[Way, ...]:
    """The stages before the customer phase of the rivers that deals left, in order.

    Names of several rivers are told with that of the river.
    """
    wanted = func.json_each(json.dumps(list(deal_ids))).table_valued("value")
    leaving = session.execute(
        select(deal_state.c.stage_id, func.count())
        .where(deal_state.c.deal_id.in_(select(wanted.c.value)))
        .group_by(deal_state.c.stage_id)
    )
    counted: dict[int, int] = {row[0]: row[1] for row in leaving}
    river = select(deal_state.c.pipeline_id).where(deal_state.c.deal_id.in_(select(wanted.c.value)))
    rows = session.execute(
        select(stage.c.id, stage.c.name, pipeline.c.name.label("river"))
        .join(pipeline, pipeline.c.id == stage.c.pipeline_id)
        .where(
            stage.c.pipeline_id.in_(river),
            stage.c.archived_at.is_(None),
            pipeline.c.archived_at.is_(None),
            stage.c.phase != "customer",
        )
        .order_by(pipeline.c.position, pipeline.c.id, stage.c.position, stage.c.id)
    ).all()
    several = len({row.river for row in rows}) > 1
    return tuple(
        Way(
            row.id,
            f"{row.river} · {row.name}" if several else row.name,
            counted.get(row.id, 0),
        )
        for row in rows
    )
