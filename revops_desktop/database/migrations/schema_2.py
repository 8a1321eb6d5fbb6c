"""Schema 2: the day's work. Tags, tasks, links, custom fields, saved views, trash, manual order.

`schema_2.sql` holds the statements of every table that is new or changed. A changed table is made
anew beside the old one, filled from it, and takes its name.
"""

import re
from pathlib import Path
from typing import Any

from alembic import op

revision = "2"
down_revision = "1"
branch_labels = None
depends_on = None

_TABLE = re.compile(r"^CREATE TABLE (\w+) \(")


def upgrade() -> None:
    """Brings the tables of schema 1 to schema 2, and the companies' keys to the new rule."""
    connection = op.get_bind()
    run = connection.exec_driver_sql
    statements = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").split(";\n")
    there = {name for (name,) in run("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    for statement in filter(str.strip, statements):
        found = _TABLE.match(statement)
        if found is None or found.group(1) not in there:
            run(statement)
        elif found.group(1) in ("deal_state",):
            run(f"DROP TABLE {found.group(1)}")
            run(statement)
        else:
            _make_anew(run, found.group(1), statement)
    _new_keys(connection)


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


def _new_keys(connection: Any) -> None:
    """Companies match by name and legal form, wherever the form stands; the journal says so too."""
    from revops_desktop.rules.company_names import company_key

    raw = connection.connection.driver_connection
    raw.create_function("company_key", 1, company_key, deterministic=True)
    run = connection.exec_driver_sql
    run("UPDATE company SET match_key = company_key(name)")
    for image in ("before", "after"):
        run(
            f"UPDATE change SET {image} = json_set({image}, '$.match_key', "
            f"company_key(json_extract({image}, '$.name'))) "
            f"WHERE table_name = 'company' AND {image} IS NOT NULL"
        )
