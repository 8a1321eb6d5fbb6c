"""The journal's TEMP triggers, made for a table at the moment it is first written.

SQLite takes 20 ms to read those of all tables, and most actions write a few of them. That none is
written without its triggers is SQLite's own doing: it asks the connection before it prepares a
statement, whatever cascade or trigger would write, and is refused what has no triggers yet; they
are made then, and the statement is tried again.
"""

import weakref
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import sqlcipher3.dbapi2 as sqlite

_WRITES = frozenset((sqlite.SQLITE_INSERT, sqlite.SQLITE_UPDATE, sqlite.SQLITE_DELETE))
_ALLOWED, _REFUSED = int(sqlite.SQLITE_OK), int(sqlite.SQLITE_DENY)
_TRIGGERS = (
    "SELECT name, tbl_name FROM temp.sqlite_schema "
    "WHERE type = 'trigger' AND name LIKE 'journal!_%' ESCAPE '!'"
)

# How the triggers of a table are made.
Statements = Callable[[str], Sequence[str]]


class WritingConnection(sqlite.Connection):
    """A raw connection whose writes are journaled from `begin_journal` on."""

    journal: "TableTriggers | None" = None

    def cursor(self, _factory: Any = None) -> Any:
        """A cursor that makes up for triggers that a statement lacks."""
        return super().cursor(_Cursor)

    def begin_journal(self, statements: Statements, families: Mapping[str, frozenset[str]]) -> None:
        """From now on nothing writes the tables that `families` names without their triggers.

        `families` tells which tables are best given theirs together with those of a table.
        """
        self.journal = TableTriggers(weakref.ref(self), statements, families)
        self.journal.ask()


class _Cursor(sqlite.Cursor):
    def execute(self, *arguments: Any) -> Any:
        while True:
            try:
                return super().execute(*arguments)
            except sqlite.DatabaseError as error:
                if not self._made_up(error):
                    raise

    def executemany(self, *arguments: Any) -> Any:
        # The rows of a journaled table come as a list, which is begun anew.
        while True:
            try:
                return super().executemany(*arguments)
            except sqlite.DatabaseError as error:
                if not self._made_up(error):
                    raise

    def _made_up(self, error: sqlite.DatabaseError) -> bool:
        journal: TableTriggers | None = self.connection.journal
        refused = error.sqlite_errorcode == sqlite.SQLITE_AUTH
        return refused and journal is not None and journal.make_missing()


class TableTriggers:
    """Which tables have their triggers on one connection."""

    def __init__(
        self,
        connection: "weakref.ref[WritingConnection]",
        statements: Statements,
        families: Mapping[str, frozenset[str]],
    ) -> None:
        self._connection = connection
        self._statements = statements
        self._families = families
        self._made: set[str] = set()
        # In the transaction that runs: where it is rolled back, they go with it.
        self._making: set[str] = set()
        self._missing: str | None = None
        self._is_paused = False

    @property
    def _raw(self) -> WritingConnection:
        found = self._connection()
        assert found is not None
        return found

    def ask(self) -> None:
        """Lets SQLite ask, also for statements that were prepared before."""
        self._raw.set_authorizer(self._allowed)

    def _allowed(
        self, action: int, table: str | None, _column: Any, database: str | None, _cause: Any
    ) -> int:
        if action not in _WRITES or table not in self._families or database != "main":
            return _ALLOWED
        # Where its transaction is gone, what was made in it is, too.
        if (
            table in self._made
            or (table in self._making and self._raw.in_transaction)
            or self._is_paused
        ):
            return _ALLOWED
        self._missing = table
        return _REFUSED

    def make_missing(self) -> bool:
        """Makes the triggers that a statement was refused for; whether there were such."""
        missing, self._missing = self._missing, None
        if missing is None:
            return False
        if not self._raw.in_transaction:
            self.settle()
        # Each time triggers are made, SQLite prepares all statements anew.
        for table in sorted({missing, *self._families[missing]} - self._made - self._making):
            self.make(table)
        return True

    def make(self, table: str) -> None:
        """Makes those of a table's triggers that are not there."""
        for statement in self._statements(table):
            self._raw.execute(statement)
        (self._making if self._raw.in_transaction else self._made).add(table)

    def settle(self) -> None:
        """Before a transaction: what was made in the last one is there, also if it was undone."""
        if not self._making:
            return
        making, self._making = self._making, set()
        there = Counter(table for _name, table in self._raw.execute(_TRIGGERS).fetchall())
        for table in sorted(making):
            if there[table] == len(self._statements(table)):
                self._made.add(table)
            else:
                self.make(table)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Within it nothing is journaled; it lies within one transaction."""
        for name, _table in self._raw.execute(_TRIGGERS).fetchall():
            self._raw.execute(f"DROP TRIGGER temp.{name}")
        self._made, self._making, self._is_paused = set(), set(), True
        try:
            yield
        finally:
            self._is_paused = False
            # What was prepared without triggers must not run again.
            self.ask()
