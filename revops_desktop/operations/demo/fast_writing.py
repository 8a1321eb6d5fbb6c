"""Writes much at once: indexes are made anew at the end, and more of the file is held in memory."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

_CACHE_KIBIBYTES = 128 * 1024


@contextmanager
def fast_writing(connection: Connection) -> Iterator[None]:
    """Inside the running transaction; an error rolls the indexes back with all else."""
    indexes = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY name"
    ).all()
    cache = connection.exec_driver_sql("PRAGMA cache_size").scalar()
    connection.exec_driver_sql(f"PRAGMA cache_size = {-_CACHE_KIBIBYTES}")
    collects = gc.isenabled()
    # Rows by the million and no circles among them: looking for some would take a third of it all.
    gc.disable()
    try:
        for name, _ in indexes:
            connection.exec_driver_sql(f"DROP INDEX {name}")
        yield
        for _, statement in indexes:
            connection.exec_driver_sql(statement)
    finally:
        connection.exec_driver_sql(f"PRAGMA cache_size = {cache}")
        if collects:
            gc.enable()
