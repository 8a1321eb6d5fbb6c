"""Statements that are read again and again with the move: put together once, run as text.

Beside what SQLite does for one deal, SQLAlchemy's own part of running a statement is most of it.
"""

from collections import namedtuple
from collections.abc import Callable
from typing import Any

from sqlalchemy import Select
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Session


def raw_of(session: Session) -> Any:
    """The connection below a session, within its transaction."""
    return session.connection().connection.driver_connection


class Prepared:
    """A statement that only reads, whose values are all bound by name or known beforehand."""

    def __init__(self, statement: Select) -> None:
        self._statement = statement
        self._text = ""
        self._known: dict[str, Any] = {}
        self._row: Callable[..., Any] = tuple

    def rows(self, session: Session, **values: Any) -> list[Any]:
        """All rows, with the names of their columns (those of a statement's `Row`)."""
        if not self._text:
            self._put_together()
        found = raw_of(session).execute(self._text, {**self._known, **values})
        return list(map(self._row, found.fetchall()))

    def first(self, session: Session, **values: Any) -> Any | None:
        """The first row; None without any."""
        return next(iter(self.rows(session, **values)), None)

    def _put_together(self) -> None:
        made = self._statement.compile(dialect=sqlite.dialect(paramstyle="named"))
        names = [str(column.key) for column in self._statement.selected_columns]
        row: Any = namedtuple
        self._row = row("Row", names)._make
        self._known = {name: value for name, value in made.params.items() if value is not None}
        # Last: another thread may ask at the same time.
        self._text = str(made)
