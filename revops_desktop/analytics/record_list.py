"""Which records of a kind are there, in which order, and what do their cells hold?

A list is answered in two steps: the ids of all records meant, in order (`found`), and the cells of
the few that are seen (`rows`). So a table of 100,000 records holds 100,000 numbers and no text.
"""

import json
from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, Table, and_, case, func, not_, select
from sqlalchemy.orm import Session

from revops_desktop.analytics import custom_fields
from revops_desktop.analytics.filters import EVERYTHING, Filter
from revops_desktop.analytics.settings import settings
from revops_desktop.database.kept_tables import search_entry
from revops_desktop.database.search_index import SPAN
from revops_desktop.database.tables import custom_choice, custom_field, custom_value
from revops_desktop.rules.conditions import MILLIONTHS, Condition, Kind, condition
from revops_desktop.rules.custom_fields import Subject as CustomSubject
from revops_desktop.rules.periods import end_of_day, start_of_day
from revops_desktop.rules.text import fold

# Begins the key of a custom field's column: custom:12.
CUSTOM = "custom:"
# Whether a reading holds anything but what folding leaves as it is.
_TO_FOLD = "*[^ァ-ヺー・ 0-9a-z]*"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list: the value in its cells, and what it is sorted by where that differs."""

    kind: Kind
    value: ColumnElement
    order: ColumnElement | None = None
    scale: int = 1
    # What typed letters are looked for in, where the value holds more than is read.
    words: ColumnElement | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind of record: its table, columns, what the text box looks into, what a row links to."""

    table: FromClause
    columns: Mapping[str, Column]
    # Whether a record holds a folded word, in whatever it is searched by.
    searched: Callable[[str], ColumnElement[bool]]
    holds: tuple[ColumnElement[bool], ...] = ()
    link: ColumnElement | None = None
    # How many of them a filter of deals means; None: it is not filtered by deals.
    filtered: Callable[[Filter], Sequence[ColumnElement[bool]]] = lambda _chosen: ()
    custom: CustomSubject | None = None
    # Whose they are: by name of the owner's kind, the condition that they belong to that id.
    of: Mapping[str, Callable[[int], ColumnElement[bool]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is shown: sorted by a column, holding `text`, each column in `only` as typed.

    `of`: only those that belong to that record.
    """

    sort: str = "name"
    descending: bool = False
    text: str = ""
    only: tuple[tuple[str, str], ...] = ()
    chosen: Filter = EVERYTHING
    of: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The ids of the records meant, in order, and how many there are altogether."""

    ids: "array[int]" = field(default_factory=lambda: array("q"))
    total: int = 0


# id, link, the wanted cells in order
Row = tuple[Any, ...]


def found(session: Session, subject: Subject, wanted: Wanted) -> Found:
    """The records meant, in order; equal ones by id, empty cells last."""
    about = settings(session)
    _can_fold(session)
    where = list(subject.holds)
    if wanted.of is not None:
        owner, record_id = wanted.of
        where.append(subject.of[owner](record_id))
    total = session.execute(select(func.count()).select_from(subject.table).where(*where))
    where += subject.filtered(wanted.chosen)
    if wanted.text:
        where += (subject.searched(word) for word in fold(wanted.text).split())
    for key, typed in wanted.only:
        column = _column(session, subject, key)
        if column is None:
            continue
        meant = condition(column.kind, typed, about.currency, column.scale)
        if meant is not None:
            where.append(_holds(column, meant, about.time_zone))
    chosen = _column(session, subject, wanted.sort)
    order: list[ColumnElement] = []
    if chosen is not None:
        by = chosen.order if chosen.order is not None else chosen.value
        if chosen.order is None:
            order.append(by.is_(None))
        order.append(by.desc() if wanted.descending else by.asc())
    identifier = subject.table.c.id
    order.append(identifier.desc() if wanted.descending else identifier)
    # One row: the file is read and sorted without Python being asked for each record.
    listed = select(identifier.label("id")).where(*where).order_by(*order).subquery()
    text = session.execute(select(func.json_group_array(listed.c.id))).scalar_one()
    return Found(array("q", json.loads(text)), int(total.scalar_one()))


def rows(
    session: Session, subject: Subject, ids: Sequence[int], keys: Sequence[str]
) -> dict[int, Row]:
    """The cells of a few records, by id; a column that is not there any more is empty."""
    chosen = [_column(session, subject, key) for key in keys]
    nothing = func.nullif(1, 1)
    identifier = subject.table.c.id
    wanted = select(
        identifier,
        (subject.link if subject.link is not None else nothing).label("link"),
        *(
            (nothing if one is None else one.value).label(f"c{number}")
            for number, one in enumerate(chosen)
        ),
    ).where(identifier.in_(ids), *subject.holds)
    return {row[0]: tuple(row) for row in session.execute(wanted)}


def _column(session: Session, subject: Subject, key: str) -> Column | None:
    if not key.startswith(CUSTOM):
        return subject.columns.get(key)
    if subject.custom is None or not key.removeprefix(CUSTOM).isdecimal():
        return None
    field_id = int(key.removeprefix(CUSTOM))
    kind = session.execute(
        select(custom_field.c.kind).where(custom_field.c.id == field_id)
    ).scalar()
    return None if kind is None else _custom_column(subject, field_id, kind)


def _custom_column(subject: Subject, field_id: int, kind: str) -> Column:
    assert subject.custom is not None
    mine = (custom_value.c.field_id == field_id) & (
        custom_fields.record_column(subject.custom) == subject.table.c.id
    )
    if kind == "choice":
        named = (
            select(custom_choice.c.name)
            .join(custom_value, custom_value.c.choice_id == custom_choice.c.id)
            .where(mine)
            .scalar_subquery()
        )
        return Column("text", named)
    value = select(custom_fields.held()).where(mine).scalar_subquery()
    if kind == "number":
        return Column("number", value, scale=MILLIONTHS)
    kinds: dict[str, Kind] = {"money": "money", "date": "date", "yes_no": "yes_no"}
    return Column(kinds.get(kind, "text"), value)


def by_reading(table: Table) -> ColumnElement:
    """What names are sorted by: the reading where there is one, the name's key where not."""
    reading = func.nullif(table.c.reading, "")
    # Katakana need no folding, which is slow; most readings are katakana.
    folded = case((reading.op("GLOB")(_TO_FOLD), func.fold(reading)), else_=reading)
    return func.coalesce(folded, table.c.match_key)


def entered(kind: int, word: str) -> Select:
    """The ids of the records of a kind (database/search_index.py) that hold a folded word."""
    first = kind * SPAN
    return select(search_entry.c.entry_id - first).where(
        search_entry.c.entry_id.between(first, first + SPAN - 1),
        search_entry.c.text.contains(word, autoescape=True),
    )


def _can_fold(session: Session) -> None:
    """Gives the connection the folding that texts are compared by."""
    raw = session.connection().connection.driver_connection
    assert raw is not None
    raw.create_function("fold", 1, _folded, deterministic=True)


def _folded(value: object) -> str | None:
    return None if value is None else fold(str(value))


def _holds(column: Column, meant: Condition, zone: str) -> ColumnElement[bool]:
    value = column.value
    empty = value.is_(None) if column.kind != "tags" else func.coalesce(value, "") == ""
    if meant.is_ == "empty":
        return empty
    if meant.is_ == "filled":
        return not_(empty)
    if meant.is_ == "contains":
        looked_at = column.words if column.words is not None else value
        return func.fold(looked_at).contains(meant.low, autoescape=True)
    if meant.is_ == "equals":
        wanted = int(str(meant.low)) if column.kind == "yes_no" else meant.low
        return value == wanted
    low, high = meant.low, meant.high
    if column.kind == "instant":
        low = None if low is None else start_of_day(date.fromisoformat(str(low)), zone)
        high = None if high is None else end_of_day(date.fromisoformat(str(high)), zone) - 1
    bounds: list[ColumnElement[bool]] = [value.is_not(None)]
    if low is not None:
        bounds.append(value >= low)
    if high is not None:
        bounds.append(value <= high)
    return and_(*bounds)
