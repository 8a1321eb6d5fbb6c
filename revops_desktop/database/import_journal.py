"""What an import left in the change journal: what it made and changed, and what came upon it since.

Any action can be asked about; it is imports that are taken back when they are no longer the newest.
A row counts as changed since when it is not as the action left it, whoever did that; one that was
changed and changed back is as it was. Runs on reading and writing connections alike.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Table

from revops_desktop.database.journal import row_as_json, row_from_json
from revops_desktop.database.tables import JOURNALED
from revops_desktop.i18n import N_

IMPORTED = N_("Import {files}")
TAKEN_BACK = N_("Take back: import {files}")
# In the journaled names of a taking back: which action it took back.
OF = "number"

# Runs a statement with its values and gives the rows.
Run = Callable[[str, Sequence[object] | Mapping[str, object]], Any]

_TABLES = {table.name: table for table in JOURNALED}
# References that the tables do not declare.
_UNDECLARED = (("company", "merged_into_id", "company"), ("contact", "merged_into_id", "contact"))
# Whose row a row is: the first of these that it has.
_OWNERS = (
    *("deal_id", "company_id", "contact_id", "stage_id", "handoff_id", "report_id", "rule_id"),
    *("review_id", "field_id"),
)
_OWNER_TABLES = {
    "rule_id": "handoff_rule",
    "review_id": "sla_review",
    "field_id": "custom_field",
}
_STANDS_FOR_ITSELF = frozenset(("deal", "company", "contact", "member", "product", "pipeline"))


class Record(NamedTuple):
    """A record by its table and id."""

    table: str
    id: int


@dataclass(frozen=True, slots=True)
class Touched:
    """How many rows of a table an action made, changed and took away."""

    made: int
    changed: int
    gone: int


def touched(run: Run, action_id: int) -> Mapping[str, Touched]:
    """What an action came to, by table; what it changed several times counts once."""
    rows = run(
        "SELECT own.table_name, sum(first.before IS NULL AND last.after IS NOT NULL), "
        "sum(first.before IS NOT NULL AND last.after IS NOT NULL), "
        "sum(first.before IS NOT NULL AND last.after IS NULL) FROM ("
        "SELECT table_name, min(id) AS first_id, max(id) AS last_id FROM change "
        "WHERE action_id = ? GROUP BY table_name, row_id) AS own "
        "CROSS JOIN change AS first ON first.id = own.first_id "
        "CROSS JOIN change AS last ON last.id = own.last_id GROUP BY own.table_name",
        (action_id,),
    )
    return {row[0]: Touched(row[1], row[2], row[3]) for row in rows}


def taken_back_by(run: Run, action_id: int) -> int | None:
    """The action that took this one back and still holds: its undo, or a taking back."""
    rows = list(run("SELECT reversed_by_id FROM action WHERE id = ?", (action_id,)))
    if rows and rows[0][0] is not None:
        return int(rows[0][0])
    found = list(
        run(
            "SELECT id FROM action WHERE id > ? AND label = ? AND kind = 'do' "
            f"AND reversed_by_id IS NULL AND json_extract(params, '$.{OF}') = ?",
            (action_id, TAKEN_BACK, action_id),
        )
    )
    return int(found[0][0]) if found else None


def is_beyond_undo(run: Run, action_id: int) -> bool:
    """Whether names were erased from what was done up to some action since."""
    rows = run("SELECT EXISTS (SELECT 1 FROM action WHERE id >= ? AND ends_undo = 1)", (action_id,))
    return bool(next(iter(rows))[0])


def in_the_way(run: Run, action_id: int) -> Iterator[Record]:
    """The rows that keep an action from being taken back, some maybe twice.

    Its own rows that are not as it left them, and rows of others that hang on rows it made.
    """
    names = [name for name in touched(run, action_id) if name in _TABLES]
    for name in names:
        rows = run(_changed_since(_TABLES[name]), (action_id, name, action_id, name))
        yield from (Record(name, row[0]) for row in rows)
    runs = _made_in_a_row(run, action_id)
    for child, column, parent in _references():
        if parent in names:
            statement = _hanging(child, column, runs.get(child), runs.get(parent))
            values = {"action": action_id, "child": child, "parent": parent}
            yield from (Record(child, row[0]) for row in run(statement, values))
    if "member" in names:
        rows = run(
            f"SELECT DISTINCT member_id FROM action WHERE member_id IN ({_MADE})",
            (action_id, "member"),
        )
        yield from (Record("member", row[0]) for row in rows)


def is_in_the_way(run: Run, action_id: int) -> bool:
    """Whether anything keeps an action from being taken back."""
    return next(in_the_way(run, action_id), None) is not None


def named(run: Run, record: Record) -> tuple[Record, str]:
    """Whose row it is, and how that is called; of one that is gone, as it was called last."""
    row = _row(run, record)
    if record.table not in _STANDS_FOR_ITSELF:
        for column in _OWNERS:
            if row.get(column) is not None:
                owner = _OWNER_TABLES.get(column, column.removesuffix("_id"))
                return named(run, Record(owner, int(row[column])))
    name = row.get("title") or row.get("name") or row.get("source") or row.get("month") or ""
    return record, str(name)


def _row(run: Run, record: Record) -> Mapping[str, Any]:
    table = _TABLES.get(record.table)
    if table is None:
        return {}
    as_json = row_as_json(table, "now")
    rows = list(run(f'SELECT {as_json} FROM "{table.name}" AS now WHERE id = ?', (record.id,)))
    rows = rows or list(
        run(
            "SELECT coalesce(after, before) FROM change WHERE table_name = ? AND row_id = ? "
            "ORDER BY id DESC LIMIT 1",
            (table.name, record.id),
        )
    )
    found: Mapping[str, Any] = json.loads(rows[0][0]) if rows else {}
    return found


# The rows of a table that an action made: an action and the table's name are filled in.
_MADE = (
    "SELECT row_id FROM (SELECT row_id, before, min(id) FROM change "
    "WHERE action_id = ? AND +table_name = ? GROUP BY row_id) WHERE before IS NULL"
)


_MADE_NAMED = _MADE.replace("?", ":action", 1).replace("?", ":parent", 1)


@cache
def _references() -> tuple[tuple[str, str, str], ...]:
    declared = tuple(
        (table.name, column.name, key.column.table.name)
        for table in JOURNALED
        for column in table.columns
        for key in column.foreign_keys
    )
    return declared + _UNDECLARED


@cache
def _changed_since(table: Table) -> str:
    """Rows whose last image of an action is not what they are now.

    Only those are compared that some later action touched, which are few.
    """
    now = ", ".join(f'now."{column.name}"' for column in table.columns)
    return (
        "SELECT own.row_id FROM (SELECT row_id, max(id) AS last_id FROM change "
        "WHERE action_id = ? AND +table_name = ? AND row_id IN (SELECT row_id FROM change "
        "WHERE id > (SELECT max(id) FROM change WHERE action_id = ?) AND +table_name = ?) "
        "GROUP BY row_id) AS own "
        "CROSS JOIN change AS image ON image.id = own.last_id "
        f'LEFT JOIN "{table.name}" AS now ON now.id = own.row_id '
        "WHERE CASE WHEN image.after IS NOT NULL THEN json_array("
        f"{row_from_json(table, 'image.after')}) END "
        f"IS NOT CASE WHEN now.id IS NOT NULL THEN json_array({now}) END"
    )


def _made_in_a_row(run: Run, action_id: int) -> Mapping[str, tuple[int, int]]:
    """The first and the last id that an action made in a table, where it made all between them."""
    rows = run(
        "SELECT table_name, min(row_id), max(row_id), count(*) FROM ("
        "SELECT table_name, row_id, before, min(id) FROM change WHERE action_id = ? "
        "GROUP BY table_name, row_id) WHERE before IS NULL GROUP BY table_name",
        (action_id,),
    )
    return {row[0]: (row[1], row[2]) for row in rows if row[2] - row[1] + 1 == row[3]}


def _hanging(
    child: str, column: str, own: tuple[int, int] | None, made: tuple[int, int] | None
) -> str:
    """Rows of others that refer to a row that an action made; ids in a row are told by two."""
    is_made = f"IN ({_MADE_NAMED})" if made is None else f"BETWEEN {made[0]} AND {made[1]}"
    is_other = "" if own is None else f"AND child.id NOT BETWEEN {own[0]} AND {own[1]} "
    return (
        f'SELECT child.id FROM "{child}" AS child WHERE child."{column}" {is_made} {is_other}'
        "AND child.id NOT IN (SELECT row_id FROM change "
        "WHERE action_id = :action AND +table_name = :child)"
    )


def dangling(raw: Any, action_id: int) -> list[Record]:
    """Rows that refer to what is no longer there, in the tables that an action changed."""
    found = []
    for name, number in touched(raw.execute, action_id).items():
        if number.changed or number.gone:
            rows = raw.execute(f'PRAGMA foreign_key_check("{name}")').fetchall()
            found += [Record(name, int(row[1])) for row in rows]
    return found
