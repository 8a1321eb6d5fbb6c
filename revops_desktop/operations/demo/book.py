"""Writes the story down: rows into their tables, and every act into the change journal.

The journal's entries are what its triggers would have written, had each act been done at its time
through `Workspace.do`; a test holds both equal, byte by byte.
"""

import json
from bisect import bisect_left
from collections.abc import Sequence
from itertools import chain
from json.encoder import encode_basestring
from typing import Any

from sqlalchemy import Connection, Table, func, select

from revops_desktop.database.tables import action

Row = tuple[Any, ...]
# Table, row id, the row before and after as JSON.
Change = tuple[str, int, str | None, str | None]

quoted = encode_basestring


def params(**named: str) -> str:
    """The names in a label, as the journal keeps them."""
    return json.dumps(named, ensure_ascii=False, sort_keys=True)


class Insert:
    """Inserts rows into a table, many with one statement: half the time of one by one."""

    _TOGETHER = 50

    def __init__(self, table: str, names: Sequence[str]) -> None:
        self._width = len(names)
        self._head = f"INSERT INTO {table} ({', '.join(names)}) VALUES "
        self._row = f"({', '.join('?' * self._width)})"

    def write(self, connection: Connection, values: list[Any]) -> None:
        """The values of all rows, one after the other."""
        step = self._width * self._TOGETHER
        whole = len(values) - len(values) % step
        for size, start, end in ((step, 0, whole), (self._width, whole, len(values))):
            if start < end:
                statement = self._head + ",".join([self._row] * (size // self._width))
                parts = [tuple(values[at : at + size]) for at in range(start, end, size)]
                connection.exec_driver_sql(statement, parts)


class Sheet:
    """The rows of one table. `fields` are given by each row, other columns keep their defaults."""

    def __init__(self, table: Table, fields: str, changing: str = "") -> None:
        """`changing`: the neighbouring fields that differ during a row's life (`middle`)."""
        # A plain str: the library asks any other class how it is adapted, row by row.
        self.name = f"{table.name}"
        names = ["id", *fields.split()]
        assert names == [column.name for column in table.columns if column.name in names]
        parts = [
            f'"{column.name}":' + ("%s" if column.name in names else _default(column))
            for column in table.columns
        ]
        self._template = f"{{{','.join(parts)}}}"
        columns = [column.name for column in table.columns]
        first, *_, last = changing.split() or ("id", "id")
        self._middle = ",".join(parts[columns.index(first) : columns.index(last) + 1])
        self._insert = Insert(self.name, names)
        self._rows: list[Row] = []
        self._last_id = 0

    def next_id(self) -> int:
        """The id of a row to be added."""
        self._last_id += 1
        return self._last_id

    def json(self, row: Row) -> str:
        """A row as the journal writes it."""
        return self._template % tuple(literals(row))

    def json_of(self, values: Row) -> str:
        """A row whose values are JSON already."""
        return self._template % values

    def middle(self, values: Row) -> str:
        """The part of a row's JSON that changes: from one to another it is replaced as text."""
        return self._middle % tuple(literals(values))

    def keep(self, row: Row) -> None:
        """The row as it is at the story's end."""
        self._rows.append(row)

    def insert(self, row: Row) -> Change:
        """A row that never changes: kept, and its entry in the journal."""
        self._rows.append(row)
        return (self.name, row[0], None, self.json(row))

    def write(self, connection: Connection) -> None:
        """Writes the kept rows into the table."""
        self._insert.write(connection, list(chain.from_iterable(self._rows)))
        self._rows = []


class Book:
    """All sheets and acts. Acts may come in any order up to the day until which it is written."""

    _ACTIONS = Insert("action", ("id", "at", "label", "params", "kind", "member_id"))
    _CHANGES = Insert("change", ("action_id", "table_name", "row_id", "before", "after"))

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._sheets: list[Sheet] = []
        self._acts: list[tuple[int, int, str, str, int | None, Sequence[Change]]] = []
        self._serial = 0
        self._last_action: int = connection.execute(select(func.max(action.c.id))).scalar() or 0

    def sheet(self, table: Table, fields: str, changing: str = "") -> Sheet:
        """A sheet for a table; rows are written in the order in which sheets were asked for."""
        made = Sheet(table, fields, changing)
        self._sheets.append(made)
        return made

    def act(
        self, at: int, label: str, named: str, member_id: int | None, changes: Sequence[Change]
    ) -> None:
        """One act of a person: its label with its names (`params`), and what it changed."""
        self._serial += 1
        self._acts.append((at, self._serial, label, named, member_id, changes))

    def write(self, until: int | None = None) -> None:
        """Writes all rows, and the acts before `until` in the order of their instants."""
        for sheet in self._sheets:
            sheet.write(self._connection)
        self._acts.sort()
        cut = len(self._acts) if until is None else bisect_left(self._acts, (until,))
        acts, self._acts = self._acts[:cut], self._acts[cut:]
        number = self._last_action
        actions: list[Any] = []
        changes: list[Any] = []
        for at, _, label, named, member_id, changed in acts:
            number += 1
            actions += (number, at, label, named, "do", member_id)
            for change in changed:
                changes += (number, *change)
        self._last_action = number
        self._ACTIONS.write(self._connection, actions)
        self._CHANGES.write(self._connection, changes)


def literals(values: Row) -> list[Any]:
    """Values as JSON, or as what is written like it."""
    return [
        "null" if value is None else value if value.__class__ is int else quoted(value)
        for value in values
    ]


def _default(column: Any) -> str:
    """What a column holds when nothing is said about it, as JSON."""
    if column.server_default is None:
        return "null"
    text = str(column.server_default.arg)
    return text if column.type.python_type is int else quoted(text)
