"""How a `.revops` file is connected to: one library, the same pragmas on every connection.

Each pragma was learnt by breaking it; a test reads them back on a second pooled connection.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import sqlcipher3.dbapi2 as sqlite

from revops_desktop.database.triggers import WritingConnection

if TYPE_CHECKING:
    from sqlalchemy import Engine

BUSY_MILLISECONDS = 5000

PRAGMAS = {
    "synchronous": 2,
    "fullfsync": 1,
    "foreign_keys": 1,
    "recursive_triggers": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "secure_delete": 1,
    # The log is folded in when the program is idle, not inside a move; a bulk still folds it in.
    "wal_autocheckpoint": 8000,
}


def open_connection(
    path: Path,
    *,
    key: str | None = None,
    read_only: bool = False,
    create: bool = False,
    busy_milliseconds: int = BUSY_MILLISECONDS,
    log: bool = True,
    inspect: Callable[[Any], object] | None = None,
) -> Any:
    """A raw connection in autocommit mode with every pragma set; it may cross threads.

    The file must exist unless `create`. A read-only connection cannot write by any statement.
    `inspect` sees the connection before the first pragma that writes into the file, and raises to
    refuse it. Without `log` the file is one file at every moment, as a backup must be. Raises the
    library's `DatabaseError` for a wrong key or a damaged header.
    """
    mode = "rwc" if create else "ro" if read_only else "rw"
    timeout = busy_milliseconds / 1000
    try:
        return _connected(path, f"mode={mode}", key, timeout, inspect, log and not read_only)
    except sqlite.OperationalError as error:
        # Beside a file in a folder that cannot be written SQLite cannot keep its log.
        refused = error.sqlite_errorcode & 0xFF in (sqlite.SQLITE_CANTOPEN, sqlite.SQLITE_READONLY)
        if not (refused and read_only and path.is_file()) or has_log(path):
            raise
        return _connected(path, "mode=ro&immutable=1", key, timeout, inspect, False)


def has_log(path: Path) -> bool:
    """Whether changes lie beside the file that are not folded into it yet."""
    try:
        return Path(f"{path}-wal").stat().st_size > 0
    except OSError:
        return False


def fold_log(path: Path, key: str | None) -> None:
    """Brings what the log holds into the file, as far as nobody reads what was before."""
    connection = open_connection(path, key=key)
    try:
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
    finally:
        connection.close()


# More than any work uses: with the 100 of the library, the triggers' statements fill the cache and
# every later one is made anew each time, at several times the cost of running it.
_STATEMENTS = 1000


def _connected(
    path: Path,
    options: str,
    key: str | None,
    timeout: float,
    inspect: Callable[[Any], object] | None,
    log: bool,
) -> Any:
    connection = sqlite.connect(
        f"file:{quote(str(path.absolute()))}?{options}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=timeout,
        cached_statements=_STATEMENTS,
        factory=sqlite.Connection if options.startswith("mode=ro") else WritingConnection,
    )
    try:
        if key is not None:
            # Otherwise a wrong key is told to the terminal by the library itself.
            connection.execute("PRAGMA cipher_log_level = NONE")
            quoted = key.replace("'", "''")
            connection.execute(f"PRAGMA key = '{quoted}'")
        for name, value in PRAGMAS.items():
            connection.execute(f"PRAGMA {name} = {value}")
        connection.create_function("fold", 1, _folding(), deterministic=True)
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        if inspect is not None:
            inspect(connection)
        if log:
            connection.execute("PRAGMA journal_mode = WAL")
    except BaseException:
        connection.close()
        raise
    return connection


def _folding() -> Callable[[str | None], str | None]:
    """The SQL function by which texts are compared: width, case, kana and dashes aside."""
    known: list[Callable[[str], str]] = []

    def folded(text: str | None) -> str | None:
        if text is None:
            return None
        if not known:
            # At its first use; asking for the import each time would take longer than folding.
            from revops_desktop.rules.text import fold

            known.append(fold)
        return known[0](str(text))

    return folded


def engine(connect: Callable[[], Any], *, writes: bool) -> "Engine":
    """A SQLAlchemy engine whose one connection is made by `connect` when it is first needed.

    Writers begin IMMEDIATE, so that two never meet half-way; readers see one snapshot. Those
    who read at the same time use engines of their own.
    """
    from sqlalchemy import URL, create_engine, event
    from sqlalchemy.pool import StaticPool

    from revops_desktop.database import dialect

    made = create_engine(
        URL.create(dialect.NAME),
        module=sqlite,
        creator=connect,
        poolclass=StaticPool,
        hide_parameters=True,
        execution_options={"compiled_cache": dialect.compiled},
    )
    begin = "BEGIN IMMEDIATE" if writes else "BEGIN"

    # SQLAlchemy's own BEGIN would be deferred, and pysqlite's implicit one comes too late.
    @event.listens_for(made, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    if writes:
        _guard(made)
    return made


def _guard(made: "Engine") -> None:
    """Never lets a statement or commit run after a fault of the disk or the file.

    On a full disk SQLite ends the transaction by itself and SQLAlchemy does not know; statements
    after it would be kept one by one although the action failed.
    """
    from sqlalchemy import event

    from revops_desktop.database import faults

    @event.listens_for(made, "begin")
    def _forget(connection: Any) -> None:
        connection.info.pop("fault", None)

    # Where a statement writes through triggers SQLite takes back that statement alone: whoever
    # swallows the error would commit all rows but one.
    @event.listens_for(made, "handle_error")
    def _remember(context: Any) -> None:
        if context.connection is not None and faults.is_database_fault(context.original_exception):
            context.connection.info["fault"] = True

    @event.listens_for(made, "before_cursor_execute")
    def _before_statement(
        connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool
    ) -> None:
        if not statement.startswith("BEGIN"):
            refuse_to_go_on(connection)

    @event.listens_for(made, "commit")
    def _before_commit(connection: Any) -> None:
        refuse_to_go_on(connection)


def refuse_to_go_on(connection: Any) -> None:
    """Raises StorageProblem if the transaction of a SQLAlchemy connection met a fault or is gone.

    To be asked before raw statements that follow what others did in the same transaction.
    """
    met_fault = connection.info.get("fault", False)
    if met_fault or not connection.connection.driver_connection.in_transaction:
        # Here, since this is asked before every statement and seldom answered with yes.
        from revops_desktop.errors import StorageProblem
        from revops_desktop.i18n import _

        raise StorageProblem(
            _(
                "The file could not be written to the end (is the disk full?). "
                "Nothing was changed. Please make room and try again."
            )
        )


class ReaderPool:
    """Read-only engines, each of them one question's at a time, in whichever thread it is asked.

    The one that was used last is used next: it remembers the most statements.
    """

    def __init__(self, connect: Callable[[], Any]) -> None:
        self._connect = connect
        self._made: list[Engine] = []
        self._idle: list[Engine] = []
        self._lock = threading.Lock()

    @contextmanager
    def engine(self) -> "Iterator[Engine]":
        """An engine that is nobody else's meanwhile."""
        with self._lock:
            found = self._idle.pop() if self._idle else None
        if found is None:
            found = engine(self._connect, writes=False)
            with self._lock:
                self._made.append(found)
        try:
            yield found
        finally:
            with self._lock:
                if found in self._made:
                    self._idle.append(found)

    def close(self) -> None:
        """Closes every connection."""
        with self._lock:
            made, self._made, self._idle = self._made, [], []
        for one in made:
            one.dispose()
