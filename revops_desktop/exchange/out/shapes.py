"""The shape of every table as it goes out: its own columns, and names told beside references."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Column, FromClause, Select, Table, func, select, text
from sqlalchemy.orm import Session

from revops_desktop.database import tables
from revops_desktop.database.deal_images import HOW_MANY, NUMBERED
from revops_desktop.exchange.out.columns import (
    FOLLOWING,
    NAMES,
    OF_DAYS,
    TITLES,
    Kind,
    described,
    referred,
)
from revops_desktop.exchange.out.values import Cell, Values
from revops_desktop.i18n import _

# Names beside references are for the eye: so many signs are enough.
_TOLD = 200
_CHUNK = 1000


@dataclass(frozen=True, slots=True)
class ColumnOut:
    """A column of a file: `name` is the table's column, or None where it is only told."""

    heading: str
    kind: Kind
    name: str | None = None
    nullable: bool = True


@dataclass(frozen=True, slots=True)
class Shape:
    """A table as it goes out. `title` is in the language in force as it was made."""

    table: Table
    title: str
    columns: tuple[ColumnOut, ...]

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings, in order."""
        return tuple(column.heading for column in self.columns)

    def count(self, session: Session) -> int:
        """How many rows there are."""
        counted: Any = select(func.count()).select_from(self.table)
        if self.table is tables.deal_history:
            counted = text(HOW_MANY)
        return int(session.execute(counted).scalar_one())

    def rows(self, session: Session, values: Values) -> Iterator[tuple[list[Any], list[Cell]]]:
        """Every row by its number: the stored values of its own columns, and all its cells."""
        table = self.table.name
        own = [number for number, column in enumerate(self.columns) if column.name is not None]
        names = [self.columns[number].name for number in own]
        write = [values.to_cell(one.kind, nullable=one.nullable) for one in self.columns]
        measures = [n for n, column in enumerate(self.columns) if column.kind == "measure"]
        places = {column.name: number for number, column in enumerate(self.columns)}
        days = [(places[at], places[day]) for at, day in OF_DAYS.items() if day in places]
        found = session.execute(_query(self.table).execution_options(yield_per=_CHUNK))
        for row in found:
            cells = [
                None if value is None else to_cell(value)
                for value, to_cell in zip(row, write, strict=True)
            ]
            for at, day in days:
                if row[day] is not None and row[at] == values.start(row[day]):
                    cells[at] = None
            stored = [row[number] for number in own]
            for number in measures:
                if row[number] is not None:
                    whole = dict(zip(names, stored, strict=True))
                    cells[number] = values.measure_cell(table, whole, row[number])
            yield stored, cells


@cache
def _query(table: Table) -> Select[Any]:
    rows = _source(table)
    source: Any = rows
    wanted: list[Any] = []
    for column in _own(table):
        own = rows.c[column.name]
        wanted.append(own)
        told, other = _told(column), referred(column)
        if told is None or other is None:
            continue
        beside = other.alias(f"of_{column.name}")
        source = source.outerjoin(beside, beside.c.id == own)
        wanted.append(func.substr(beside.c[told], 1, _TOLD))
    return select(*wanted).select_from(source).order_by(rows.c.id)


def _source(table: Table) -> FromClause:
    """Where the rows of a table are: what this file saw of deals is told to the next."""
    if table is tables.deal_history:
        return text(NUMBERED).columns(*table.columns).subquery(table.name)
    return table


def shapes() -> tuple[Shape, ...]:
    """Every table of what people entered, in the order in which rows depend on each other."""
    return tuple(_shape(table) for table in _first_things_first())


def _first_things_first() -> list[Table]:
    # Whoever opens the folder looks for the workspace first; nothing refers to it.
    return sorted(tables.JOURNALED, key=lambda table: table is not tables.workspace)


def _shape(table: Table) -> Shape:
    columns: list[ColumnOut] = []
    for column in _own(table):
        heading, kind = described(column)
        nullable = bool(column.nullable)
        heading = _(heading)
        if kind == "reference":
            numbered = _("{name} (ID)").format(name=heading)
            columns.append(ColumnOut(numbered, kind, column.name, nullable))
            if _told(column) is not None:
                columns.append(ColumnOut(heading, "text"))
        else:
            columns.append(ColumnOut(heading, kind, column.name, nullable))
    return Shape(table, _(TITLES[table.name]), tuple(_distinct(columns)))


def _own(table: Table) -> list["Column"]:
    return [column for column in table.columns if column.name not in FOLLOWING]


def _told(column: "Column") -> str | None:
    table = referred(column)
    return None if table is None else NAMES[table.name]


def _distinct(columns: list[ColumnOut]) -> Iterator[ColumnOut]:
    """A heading that stands there already gets a number behind it."""
    seen: set[str] = set()
    for column in columns:
        heading, number = column.heading, 2
        while heading in seen:
            heading, number = f"{column.heading} ({number})", number + 1
        seen.add(heading)
        yield ColumnOut(heading, column.kind, column.name, column.nullable)


def field_kinds(session: Session) -> Mapping[int, str]:
    """Custom field → its kind."""
    field = tables.custom_field.c
    return {row.id: row.kind for row in session.execute(select(field.id, field.kind))}
