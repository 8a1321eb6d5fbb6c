"""Writes many new rows at once, numbered by whoever writes them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.orm import Session


def next_id(session: Session, table: Table) -> int:
    """An id that no row ever had: the journal's ids stay true after an undo."""
    last = session.connection().exec_driver_sql(
        "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = ?", (table.name,)
    )
    return int(last.scalar_one()) + 1


def insert_rows(session: Session, table: Table, names: str, rows: Sequence[Sequence[Any]]) -> None:
    """One executemany of plain tuples: half the time of dictionaries."""
    if rows:
        listed = ", ".join(f'"{name}"' for name in names.split())
        marks = ", ".join("?" * len(names.split()))
        session.connection().exec_driver_sql(
            f'INSERT INTO "{table.name}" ({listed}) VALUES ({marks})', [*map(tuple, rows)]
        )
