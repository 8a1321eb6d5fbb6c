"""The change journal: what every action changed, row by row, and how it is taken back.

TEMP triggers (triggers.py), made from the table metadata, write it, so bulk SQL and cascades are
covered and no feature contains undo code. Undo and redo replay rows in one transaction; what they
change is journaled like everything else, so “as of” stays true. The book-keeping here runs on the
raw connection inside the action's transaction: through SQLAlchemy it would cost more than the move.
"""

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Table
from sqlalchemy.orm import Session

from revops_desktop.database.changes import Changed, Step
from revops_desktop.database.tables import JOURNALED
from revops_desktop.database.triggers import WritingConnection

T = TypeVar("T")

# Changes that are put back at once, and an id beyond all.
_AT_ONCE = 20_000
_BEYOND = 2**63 - 1

_TABLES = {table.name: table for table in JOURNALED}


def verb(label: str) -> Callable[[Callable[..., T]], Callable[..., T]]:
    """Marks a function of `operations` as one user action; `label` names it in menu and journal.

    The label is an English message with {names} that the function fills by `describe`.
    """

    def mark(function: Callable[..., T]) -> Callable[..., T]:
        function.label = label  # type: ignore[attr-defined]  # read back by Workspace.do
        return function

    return mark


def describe(session: Session, label: str | None = None, /, **params: object) -> None:
    """Fills the names in the running action's label, and may choose another label."""
    session.info.setdefault("params", {}).update(params)
    if label is not None:
        session.info["label"] = label


def member_of(session: Session) -> int | None:
    """The member who acts, None before anyone has said who sits at the screen."""
    member: int | None = session.info.get("member_id")
    return member


def counts(alias: str) -> str:
    """The SQL that says whether a row of `change` tells of this workspace.

    Everything that came back made another workspace of an empty file: of what was in it before, and
    of how it was emptied, nothing counts.
    """
    return (
        f"({alias}.action_id, {alias}.before IS NULL) >= ((SELECT coalesce(max(action_id), 0) "
        "FROM change WHERE table_name = 'workspace' AND before IS NULL), 1)"
    )


@cache
def row_as_json(table: Table, alias: str) -> str:
    """The SQL that writes one row as JSON, as the triggers and the demo's bulk do."""
    parts = ", ".join(f"'{column.name}', {alias}.\"{column.name}\"" for column in table.columns)
    return f"json_object({parts})"


@cache
def row_from_json(table: Table, image: str) -> str:
    """The SQL that reads the columns of a row back from `image`, in the table's order.

    An older journal lacks the columns that came later: they read as what a row has unless said.
    """
    parts = []
    for column in table.columns:
        value = f"json_extract({image}, '$.{column.name}')"
        default = column.server_default
        if default is not None and not column.nullable:
            text = str(default.arg)  # type: ignore[attr-defined]  # a DefaultClause
            value = f"coalesce({value}, {text if text.isdigit() else repr(text)})"
        parts.append(value)
    return ", ".join(parts)


@cache
def trigger_statements(name: str) -> tuple[str, ...]:
    """The statements that make those of a table's TEMP triggers that are not there.

    Without a running action they refuse to write.
    """
    table = _TABLES[name]
    old, new = row_as_json(table, "OLD"), row_as_json(table, "NEW")
    return tuple(
        f"CREATE TEMP TRIGGER IF NOT EXISTS {trigger_name(name, event)} "
        f'AFTER {event} ON main."{name}"{when} BEGIN '
        "INSERT INTO change (action_id, table_name, row_id, before, after) VALUES ("
        f"(SELECT action_id FROM running), '{name}', {row}.id, {before}, {after}); END"
        for event, row, before, after, when in (
            ("INSERT", "NEW", "NULL", new, ""),
            ("DELETE", "OLD", old, "NULL", ""),
            ("UPDATE", "NEW", old, new, f" WHEN {old} <> {new}"),
        )
    )


def trigger_name(table: str, event: str) -> str:
    """The name of the trigger that journals an INSERT, DELETE or UPDATE of a table."""
    return f"journal_{table}_{event.lower()}"


def install(raw: WritingConnection) -> None:
    """From now on a raw connection journals what it writes."""
    raw.execute("CREATE TEMP TABLE running (action_id INTEGER NOT NULL)")
    raw.begin_journal(trigger_statements, _families())


@cache
def _families() -> dict[str, frozenset[str]]:
    """Each table with those that stand for parts of its rows, and so are written with it."""
    parts: dict[str, set[str]] = {name: set() for name in _TABLES}
    for table in JOURNALED:
        for key in table.foreign_keys:
            parts.get(key.column.table.name, set()).add(table.name)

    def family(name: str, known: set[str]) -> set[str]:
        for part in parts[name] - known:
            known.add(part)
            family(part, known)
        return known

    return {name: frozenset(family(name, set())) for name in _TABLES}


def begin_action(
    raw: Any,
    *,
    at: int,
    kind: str,
    label: str,
    params: Mapping[str, object],
    member_id: int | None,
    reverses_id: int | None = None,
) -> int:
    """Opens an action in the running transaction; every change after it belongs to it."""
    made = raw.execute(
        "INSERT INTO action (at, label, params, kind, member_id, reverses_id) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        (at, label, params_as_json(params), kind, member_id, reverses_id),
    )
    action_id = int(made.lastrowid)
    raw.execute("INSERT INTO temp.running VALUES (?)", (action_id,))
    return action_id


def end_action(raw: Any, action_id: int) -> Changed:
    """Closes the running action and tells what it changed."""
    raw.execute("DELETE FROM temp.running")
    return changed_by(raw, action_id)


def name_action(raw: Any, action_id: int, label: str, params: Mapping[str, object]) -> None:
    """Writes the label that the running action chose in the end."""
    raw.execute(
        "UPDATE action SET label = ?, params = ? WHERE id = ?",
        (label, params_as_json(params), action_id),
    )


def forget_action(raw: Any, action_id: int) -> None:
    """Removes an action that changed nothing: it leaves no trace and no undo step."""
    raw.execute("DELETE FROM action WHERE id = ?", (action_id,))


def params_as_json(params: Mapping[str, object]) -> str:
    """The names in a label as they are kept."""
    return json.dumps(dict(params), ensure_ascii=False, sort_keys=True)


_OF_DEALS = tuple(table.name for table in JOURNALED if "deal_id" in table.columns)


def changed_by(raw: Any, action_id: int) -> Changed:
    """What the action changed, read from the journal."""
    ids: dict[str, set[int]] = {}
    deals: set[int] = set()
    for name, row_id, was, now in raw.execute(
        "SELECT table_name, row_id, CASE WHEN of_deal THEN json_extract(before, '$.deal_id') END, "
        "CASE WHEN of_deal THEN json_extract(after, '$.deal_id') END FROM (SELECT *, "
        f"table_name IN {_OF_DEALS} AS of_deal FROM change WHERE action_id = ?)",
        (action_id,),
    ):
        ids.setdefault(name, set()).add(row_id)
        if name == "deal":
            deals.add(row_id)
        deals.update(deal_id for deal_id in (was, now) if deal_id is not None)
    return Changed(
        tables=frozenset(ids),
        ids={name: frozenset(found) for name, found in ids.items()},
        deals=frozenset(deals),
    )


def next_undo(raw: Any) -> Step | None:
    """The newest action that still holds."""
    return _step(
        raw,
        "SELECT id, label, params FROM (SELECT * FROM action WHERE kind = 'do' "
        "AND reversed_by_id IS NULL "
        # Without its set-up there is no workspace left that could be shown.
        "AND id > (SELECT coalesce(min(action_id), 0) FROM change WHERE table_name = 'workspace') "
        "ORDER BY id DESC LIMIT 1) AS newest "
        # Looked for from there on: to look for the last of them would read all actions.
        "WHERE NOT EXISTS (SELECT 1 FROM action WHERE id >= newest.id AND ends_undo = 1)",
    )


def next_redo(raw: Any) -> Step | None:
    """The newest undo after which nothing else was done; `action_id` is that of the undo."""
    return _step(
        raw,
        "SELECT undo.id, did.label, did.params FROM action AS undo "
        "JOIN action AS did ON did.id = undo.reverses_id "
        "WHERE undo.kind = 'undo' AND undo.reversed_by_id IS NULL AND undo.id > "
        "(SELECT coalesce(max(id), 0) FROM action WHERE kind = 'do' OR ends_undo = 1) "
        "ORDER BY undo.id DESC LIMIT 1",
    )


def _step(raw: Any, statement: str) -> Step | None:
    row = raw.execute(statement).fetchone()
    return Step(row[0], row[1], json.loads(row[2])) if row else None


def reverse(
    raw: Any,
    *,
    target_id: int,
    at: int,
    kind: str,
    member_id: int | None,
    told: Callable[[int], None] = lambda _number: None,
) -> int:
    """Takes back the changes of one action, newest first, as an action of its own; its id.

    Undoing a `do` marks it reversed; redoing reverses the undo and lets the `do` hold again.
    """
    label, params = raw.execute(
        "SELECT label, params FROM action WHERE id = ?", (target_id,)
    ).fetchone()
    raw.execute("PRAGMA defer_foreign_keys = ON")
    action_id = begin_action(
        raw,
        at=at,
        kind=kind,
        label=label,
        params=json.loads(params),
        member_id=member_id,
        reverses_id=target_id,
    )
    replay(raw, target_id, told)
    raw.execute("UPDATE action SET reversed_by_id = ? WHERE id = ?", (action_id, target_id))
    if kind == "redo":
        raw.execute(
            "UPDATE action SET reversed_by_id = NULL "
            "WHERE id = (SELECT reverses_id FROM action WHERE id = ?)",
            (target_id,),
        )
    return action_id


@cache
def _replay_statements(table: Table) -> tuple[str, str, str]:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    values = row_from_json(table, ":row")
    return (
        f'INSERT INTO "{table.name}" ({names}) VALUES ({values})',
        f'DELETE FROM "{table.name}" WHERE id = :id',
        f'UPDATE "{table.name}" SET ({names}) = ({values}) WHERE id = :id',
    )


def replay(raw: Any, target_id: int, told: Callable[[int], None] = lambda _number: None) -> None:
    """Puts back what one action changed, newest first; its rows must be as it left them.

    What that changes belongs to the running action. A million changes do not fill the memory.
    `told`: so many changes are put back.
    """
    done = 0
    before_id = _BEYOND
    while rows := raw.execute(
        "SELECT id, table_name, row_id, before, after FROM change "
        "WHERE action_id = ? AND id < ? ORDER BY id DESC LIMIT ?",
        (target_id, before_id, _AT_ONCE),
    ).fetchall():
        before_id = rows[-1][0]
        batch: list[dict[str, object]] = []
        statement = ""
        for _id, name, row_id, before, after in rows:
            insert, delete, update = _replay_statements(_TABLES[name])
            wanted = insert if after is None else delete if before is None else update
            if wanted != statement:
                _run(raw, statement, batch)
                statement, batch = wanted, []
            batch.append({"row": before, "id": row_id})
        _run(raw, statement, batch)
        done += len(rows)
        told(done)


def _run(raw: Any, statement: str, batch: list[dict[str, object]]) -> None:
    if batch:
        raw.executemany(statement, batch)


def river_changed(raw: Any, action_id: int) -> bool:
    """Whether the action changed what stages mean for deals: order, phase, membership."""
    parts = " OR ".join(
        f"json_extract(before, '$.{name}') IS NOT json_extract(after, '$.{name}')"
        for name in ("position", "phase", "pipeline_id", "archived_at")
    )
    found = raw.execute(
        "SELECT EXISTS (SELECT 1 FROM change WHERE action_id = ? AND table_name = 'stage' "
        f"AND ({parts}))",
        (action_id,),
    ).fetchone()
    return bool(found[0])
