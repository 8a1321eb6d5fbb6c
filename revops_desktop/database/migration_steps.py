"""What the steps from schema to schema share: tables that are new, and tables that are changed."""

import re
from collections.abc import Collection
from pathlib import Path
from typing import Any

_TABLE = re.compile(r"^CREATE TABLE (\w+) \(")


def bring_tables(connection: Any, statements: Path, *, derived: Collection[str] = ()) -> None:
    """Runs the statements of every table that is new or changed, on a SQLAlchemy connection.

    A changed table is made anew beside the old one, filled from it, and takes its name; one of
    `derived` is made anew empty, since its rows are derived after all steps.
    """
    run = connection.exec_driver_sql
    there = {name for (name,) in run("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    for statement in filter(str.strip, statements.read_text(encoding="utf-8").split(";\n")):
        found = _TABLE.match(statement)
        if found is None or found.group(1) not in there:
            run(statement)
        elif found.group(1) in derived:
            run(f"DROP TABLE {found.group(1)}")
            run(statement)
        else:
            _make_anew(run, found.group(1), statement)


def _make_anew(run: Any, table: str, statement: str) -> None:
    run(statement.replace(f"CREATE TABLE {table} (", f"CREATE TABLE new_{table} (", 1))
    new = {row[1] for row in run(f"PRAGMA table_info(new_{table})").fetchall()}
    kept = [row[1] for row in run(f"PRAGMA table_info({table})").fetchall() if row[1] in new]
    names = ", ".join(f'"{name}"' for name in kept)
    last = run(f"SELECT seq FROM sqlite_sequence WHERE name = '{table}'").fetchone()
    run(f"INSERT INTO new_{table} ({names}) SELECT {names} FROM {table}")
    run(f"DROP TABLE {table}")
    run(f"ALTER TABLE new_{table} RENAME TO {table}")
    if last is not None:
        # Ids of rows that are gone are never given again.
        run(f"DELETE FROM sqlite_sequence WHERE name = '{table}'")
        run(f"INSERT INTO sqlite_sequence VALUES ('{table}', {int(last[0])})")
