"""New rows that come by the thousand are journaled a statement at a time, not a row at a time.

What is written into the journal is the same as the triggers write; it takes two thirds of the time.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Table
from sqlalchemy.orm import Session

from revops_desktop.database.journal import row_as_json, trigger_name

_INFO = "journaled in bulk"


@contextmanager
def in_bulk(session: Session, tables: Sequence[Table]) -> Iterator[None]:
    """Within it new rows of these tables are journaled by `journal_rows` alone.

    A failure leaves it to the transaction that is rolled back to bring the triggers back.
    """
    connection = session.connection()
    raw: Any = connection.connection.driver_connection
    names = {table.name for table in tables}
    for name in sorted(names):
        raw.journal.make(name)
        connection.exec_driver_sql(f"DROP TRIGGER temp.{trigger_name(name, 'INSERT')}")
    session.info[_INFO] = names
    try:
        yield
    finally:
        session.info.pop(_INFO)
    for name in sorted(names):
        raw.journal.make(name)


def is_in_bulk(session: Session, table: Table) -> bool:
    """Whether new rows of a table are to be journaled by `journal_rows`."""
    return table.name in session.info.get(_INFO, ())


def journal_rows(session: Session, table: Table, after_id: int) -> None:
    """Journals the new rows of a table, which have greater ids than all before."""
    session.connection().exec_driver_sql(
        "INSERT INTO change (action_id, table_name, row_id, before, after) "
        f"SELECT (SELECT action_id FROM temp.running), '{table.name}', new_row.id, NULL, "
        f'{row_as_json(table, "new_row")} FROM "{table.name}" AS new_row '
        "WHERE new_row.id > ? ORDER BY new_row.id",
        (after_id,),
    )
