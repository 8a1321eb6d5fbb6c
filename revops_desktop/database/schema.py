"""What makes a SQLite file one of ours: its mark, its version, and exactly these tables.

Neither SQLAlchemy nor hashing here: all of it is looked at before the first frame. `schema.txt` is
written by `python -m tests.schema`; a test holds it to `tables.py`.
"""

from pathlib import Path
from typing import Any

# "RevO" as four bytes: the mark in the file's header.
APPLICATION_ID = 0x5265764F
# `PRAGMA user_version`, and the newest step in `migrations/`.
SCHEMA_VERSION = 6
EXPECTED = Path(__file__).with_name("schema.txt")

Shapes = dict[tuple[str, str], str]

# Blanks, the quotes around names and the action that is the default say nothing.
_MEANINGLESS = str.maketrans("", "", ' \t\r\n"`[]')
_DEFAULT_ACTION = "ONDELETENOACTION"


def shapes(connection: Any) -> Shapes:
    """Every table, index, view and trigger of the file: (type, name) → its definition.

    Blanks and quotes do not count, nor the order in which a table's columns and constraints are
    written, since a migration adds columns at the end. SQLite's own tables are left out.
    """
    rows = connection.execute("SELECT type, name, tbl_name, sql FROM main.sqlite_schema")
    found: Shapes = {}
    for kind, name, table, sql in rows.fetchall():
        if kind in ("table", "index") and str(name).startswith("sqlite_"):
            continue
        text = str(sql).translate(_MEANINGLESS).replace(_DEFAULT_ACTION, "")
        if kind == "table":
            head, _opening, rest = text.partition("(")
            body, _closing, options = rest.rpartition(")")
            text = f"{head}({','.join(sorted(body.split(',')))}){options}"
        found[str(kind), str(name)] = f"{table}:{text}"
    return found


def fingerprint(found: Shapes) -> str:
    """One text for all shapes, equal only where the schemas are; one line each."""
    return "".join(f"{kind} {name} {shape}\n" for (kind, name), shape in sorted(found.items()))


def is_expected(found: Shapes) -> bool:
    """Whether the shapes are those of this version, and nothing else."""
    return fingerprint(found) == EXPECTED.read_text(encoding="utf-8")


def differences(found: Shapes, expected: Shapes) -> list[str]:
    """What is too much, missing or different in a file, as type and name: "trigger spy"."""
    return [
        f"{kind} {name}"
        for kind, name in sorted(found.keys() | expected.keys())
        if found.get((kind, name)) != expected.get((kind, name))
    ]
