"""Names and texts taken out of the file for good: rows, change journal, names in action labels.

What figures need stays: visits, amounts, exits, owners, segments, days. The journal stays sound,
because each value that goes is replaced alike in the row and in every image of it. Works on the raw
connection inside an action (`operations/erasing.py`); the search index follows the action by
itself. Bytes that SQLite merely let go of are left to `Workspace.leave_no_trace`.
"""

import json
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from revops_desktop.rules.text import fold

# What stands where something was erased but must be called something.
ERASED = "—"

# What is taken out of a record's own row: a column that must hold a text holds "".
_OWN: dict[str, tuple[str, ...]] = {
    "company": (
        *("name", "match_key", "reading", "external_key", "corporate_number", "phone"),
        *("website", "address", "note"),
    ),
    "contact": (
        *("name", "match_key", "reading", "external_key", "role", "job_title", "email"),
        *("phone", "note"),
    ),
    "deal": ("title", "external_key", "note", "why_bought", "why_lost", "promised"),
    "activity": ("title", "note"),
    "deal_exit": ("note",),
    "deal_link": ("title", "target"),
    "custom_value": ("text", "number", "choice_id"),
    "handoff": ("return_reason",),
    "handoff_answer": ("text",),
    "handoff_value": ("value",),
    "clock_pause": ("reason",),
}
_FILLED = frozenset(("name", "match_key", "title", "target", "reason"))
# What was handed over was there all the same: figures count it.
_COUNTED = frozenset(("value",))

# Free texts of other records, in which a person may be mentioned; their names are their own.
_FREE: dict[str, tuple[str, ...]] = {
    "company": ("address", "note"),
    "contact": ("job_title", "note"),
    "deal": ("title", "source", "campaign", "note", "why_bought", "why_lost", "promised"),
    "activity": _OWN["activity"],
    "deal_exit": _OWN["deal_exit"],
    "deal_link": _OWN["deal_link"],
    "custom_value": ("text",),
    "saved_view": ("name", "content"),
    "handoff": _OWN["handoff"],
    "handoff_answer": _OWN["handoff_answer"],
    "handoff_value": _OWN["handoff_value"],
    "clock_pause": _OWN["clock_pause"],
    "sla_review": ("discussion",),
    "sla_agreement": ("text", "remark"),
    "channel_month": ("source",),
    "report": ("notes",),
    "report_figure": ("subject",),
    "report_action": ("words", "subject", "note"),
}

# Tables whose rows belong to a record and hold texts, and those whose rows hold none: what is done
# to these names the record all the same.
_CHILDREN = (
    *("activity", "deal_exit", "deal_link", "custom_value"),
    *("handoff", "handoff_answer", "handoff_value", "clock_pause"),
)
_SILENT = (
    *("stage_visit", "deal_tag", "company_tag", "criterion_tick", "deal_line"),
    *("criterion_lack", "deal_history"),
)
# Rows of these belong to a record by a row of another table: that table, and the column.
_THROUGH = {"handoff_value": ("handoff", "handoff_id")}
# Names in an action's label that name nobody.
_HARMLESS = frozenset(
    (
        *("count", "number", "day", "stage", "pipeline", "reason", "item", "tag", "product"),
        *("member", "pod", "function", "field", "view", "file", "files", "kind"),
        *("clock", "rule", "list", "segment"),
    )
)

# Shorter names stand in too many other words to be looked for everywhere.
SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """The records (ids) whose names and texts go; `stays`: deals that stay where they are."""

    companies: frozenset[int] = frozenset()
    contacts: frozenset[int] = frozenset()
    deals: frozenset[int] = frozenset()
    stays: frozenset[int] = frozenset()
    _of: dict[str, frozenset[int]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        all_deals = self.deals | self.stays
        found = {"company": self.companies, "contact": self.contacts, "deal": all_deals}
        object.__setattr__(self, "_of", found)

    def ids(self, table: str) -> frozenset[int]:
        """The ids of one kind of record: company, contact or deal."""
        return self._of[table]


def values_of(raw: Any, wanted: Wanted) -> frozenset[str]:
    """Everything by which the companies and contacts have ever been called or reached."""
    found: set[str] = set()
    for table, columns in (
        ("company", ("name", "reading", "phone")),
        ("contact", ("name", "reading", "email", "phone")),
    ):
        for image in ("before", "after"):
            parts = ", ".join(f"json_extract({image}, '$.{column}')" for column in columns)
            rows = raw.execute(
                f"SELECT DISTINCT {parts} FROM change WHERE table_name = '{table}' "
                f"AND {image} IS NOT NULL AND row_id IN (SELECT value FROM json_each(?))",
                (_json(wanted.ids(table)),),
            )
            found.update(value for row in rows.fetchall() for value in row if value)
    return frozenset(value for value in found if len("".join(value.split())) >= SHORTEST)


def mentions(values: Collection[str]) -> "re.Pattern[str] | None":
    """The pattern by which values are found in free text, case and blanks aside; None: nothing."""
    parts = sorted({_loosely(value) for value in values}, key=len, reverse=True)
    return re.compile("|".join(parts), re.IGNORECASE) if parts else None


def _loosely(value: str) -> str:
    return r"\s*".join(map(re.escape, value.split()))


def count_mentions(raw: Any, wanted: Wanted, pattern: "re.Pattern[str]") -> int:
    """In how many rows of other records the pattern is found."""
    raw.create_function("mentioned", -1, _finder(pattern), deterministic=True)
    total = 0
    own = _own_rows(raw, wanted)
    for table, columns in _FREE.items():
        names = ", ".join(f'"{column}"' for column in columns)
        rows = raw.execute(f'SELECT id FROM "{table}" WHERE mentioned({names})').fetchall()
        total += sum(1 for (row_id,) in rows if row_id not in own.get(table, ()))
    return total


def erase(raw: Any, wanted: Wanted, *, at: int, pattern: "re.Pattern[str] | None" = None) -> None:
    """Takes names and texts out of the records, their activities, links, fields and journal.

    Companies and contacts are in the trash afterwards, and the deals of `wanted.deals`; `pattern`
    is also taken out of the free texts of every other record. `raw` is inside a running action.
    """
    own = _own_rows(raw, wanted)
    for table in ("company", "contact", "deal"):
        _blank_records(raw, table, wanted, at)
    _blank_children(raw, own)
    if pattern is not None:
        _replace_everywhere(raw, pattern)
    # Last, since what was just done has been journaled too, as it was before.
    for table, ids in own.items():
        _blank_images(raw, table, ids, wanted)
    if pattern is not None:
        _replace_in_images(raw, pattern)
    # A visit that is gone was taken back, and the one before it bears the same label.
    silent = {table: _rows_of(raw, table, wanted, gone_too=False) for table in _SILENT}
    _blank_labels(raw, own | silent, pattern)


def last_action(raw: Any, wanted: Wanted) -> int:
    """The last action that changed one of the records, of its rows or of its journal; 0: none."""
    last = 0
    for table, ids in _own_rows(raw, wanted).items():
        (found,) = raw.execute(
            f"SELECT coalesce(max(action_id), 0) FROM change WHERE table_name = '{table}' "
            "AND row_id IN (SELECT value FROM json_each(?))",
            (_json(ids),),
        ).fetchone()
        last = max(last, found)
    return last


def _json(ids: Iterable[int]) -> str:
    return json.dumps(sorted(ids))


def _own_rows(raw: Any, wanted: Wanted) -> dict[str, frozenset[int]]:
    """The rows whose texts go, by table: also those that only the journal remembers."""
    own = {table: wanted.ids(table) for table in ("company", "contact", "deal")}
    return own | {table: _rows_of(raw, table, wanted) for table in _CHILDREN}


def _rows_of(raw: Any, table: str, wanted: Wanted, *, gone_too: bool = True) -> frozenset[int]:
    """The rows of a table that belong to the records; `gone_too`: also those of the journal."""
    ids: set[int] = set()
    among = "IN (SELECT value FROM json_each(?1))"
    if table in _THROUGH:
        between, column = _THROUGH[table]
        owned = {column: _rows_of(raw, between, wanted, gone_too=gone_too)}
    else:
        owned = {name: wanted.ids(name.removesuffix("_id")) for name in _references(table)}
    for reference, found in owned.items():
        owners = _json(found)
        if owners == "[]":
            continue
        statement = f'SELECT id FROM "{table}" WHERE {reference} {among}'
        if gone_too:
            statement += (
                f" UNION SELECT row_id FROM change WHERE table_name = '{table}' AND "
                f"(json_extract(before, '$.{reference}') {among} OR "
                f"json_extract(after, '$.{reference}') {among})"
            )
        ids.update(row_id for (row_id,) in raw.execute(statement, (owners,)).fetchall())
    return frozenset(ids)


def _references(table: str) -> tuple[str, ...]:
    from revops_desktop.database.tables import metadata

    columns = metadata.tables[table].columns
    return tuple(name for name in ("deal_id", "company_id", "contact_id") if name in columns)


def _blank_records(raw: Any, table: str, wanted: Wanted, at: int) -> None:
    blanks = ", ".join(
        f'"{column}" = {_blank(column)}' for column in _OWN[table] if column != "title"
    )
    if table == "deal":
        for ids, title, deleted in (
            (wanted.deals, "''", f"coalesce(deleted_at, {at})"),
            (wanted.stays, f"iif(deleted_at IS NULL, '{ERASED}', '')", "deleted_at"),
        ):
            raw.execute(
                f"UPDATE deal SET title = {title}, deleted_at = {deleted}, {blanks} "
                "WHERE id IN (SELECT value FROM json_each(?))",
                (_json(ids),),
            )
        return
    raw.execute(
        f'UPDATE "{table}" SET deleted_at = coalesce(deleted_at, {at}), {blanks} '
        "WHERE id IN (SELECT value FROM json_each(?))",
        (_json(wanted.ids(table)),),
    )


def _blank(column: str, was: str | None = None) -> str:
    """What a column becomes, in SQL; `was` is the SQL of what it was, its own name in a row."""
    if column in _COUNTED:
        return f"iif({was or column} IS NULL, NULL, '{ERASED}')"
    return "''" if column in _FILLED else "NULL"


def _blank_children(raw: Any, own: dict[str, frozenset[int]]) -> None:
    among = "id IN (SELECT value FROM json_each(?))"
    for table in ("deal_link", "custom_value", "handoff_answer"):
        raw.execute(f'DELETE FROM "{table}" WHERE {among}', (_json(own[table]),))
    # A task that nobody can tell any more is none.
    raw.execute(
        f"DELETE FROM activity WHERE kind = 'task' AND done_at IS NULL AND {among}",
        (_json(own["activity"]),),
    )
    for table in ("activity", "deal_exit", "handoff", "handoff_value", "clock_pause"):
        blanks = ", ".join(f"{column} = {_blank(column)}" for column in _OWN[table])
        raw.execute(f'UPDATE "{table}" SET {blanks} WHERE {among}', (_json(own[table]),))


def _blank_images(raw: Any, table: str, ids: frozenset[int], wanted: Wanted) -> None:
    """The journal's images of the rows, each field that went replaced as in the row."""
    for chosen, title in _titled(table, ids, wanted):
        for image in ("before", "after"):
            pairs = []
            for column in _OWN[table]:
                was = f"json_extract({image}, '$.{column}')"
                value = title if column == "title" else _blank(column, was)
                pairs.append(f"'$.{column}', {value}")
            raw.execute(
                f"UPDATE change SET {image} = json_replace({image}, {', '.join(pairs)}) "
                f"WHERE table_name = '{table}' AND {image} IS NOT NULL "
                "AND row_id IN (SELECT value FROM json_each(?))",
                (_json(chosen),),
            )


def _titled(
    table: str, ids: frozenset[int], wanted: Wanted
) -> tuple[tuple[frozenset[int], str], ...]:
    """The rows with what their title has become; a deal's is that of its row."""
    if table != "deal":
        return ((ids, "''"),)
    kept = "(SELECT title FROM deal WHERE deal.id = change.row_id)"
    return ((wanted.deals, "''"), (wanted.stays, f"coalesce({kept}, '')"))


def _finder(pattern: "re.Pattern[str]") -> Callable[..., int]:
    def mentioned(*texts: str | None) -> int:
        return int(any(text is not None and pattern.search(text) is not None for text in texts))

    return mentioned


def _replace_everywhere(raw: Any, pattern: "re.Pattern[str]") -> None:
    raw.create_function("mentioned", -1, _finder(pattern), deterministic=True)
    raw.create_function(
        "unmentioned",
        1,
        lambda text: None if text is None else pattern.sub(ERASED, text),
        deterministic=True,
    )
    for table, columns in _FREE.items():
        if table == "channel_month":
            _rename_sources(raw, pattern)
            continue
        names = ", ".join(f'"{column}"' for column in columns)
        sets = ", ".join(f'"{column}" = unmentioned("{column}")' for column in columns)
        raw.execute(f'UPDATE "{table}" SET {sets} WHERE mentioned({names})')


def _rename_sources(raw: Any, pattern: "re.Pattern[str]") -> None:
    """Sources of channel months keep their key in step; two may come to be called alike."""
    rows = raw.execute(
        "SELECT id, month, source FROM channel_month WHERE mentioned(source)"
    ).fetchall()
    for row_id, month, source in rows:
        name = pattern.sub(ERASED, source)
        taken = raw.execute(
            "SELECT 1 FROM channel_month WHERE match_key = ? AND month = ? AND id <> ?",
            (fold(name), month, row_id),
        ).fetchone()
        if taken is not None:
            name = f"{name} ({row_id})"
        raw.execute(
            "UPDATE channel_month SET source = ?, match_key = ? WHERE id = ?",
            (name, fold(name), row_id),
        )


def _replace_in_images(raw: Any, pattern: "re.Pattern[str]") -> None:
    """As `_replace_everywhere` did in the rows, in every image that the journal has of them."""

    def cleaned(table: str, image: str | None) -> str | None:
        if image is None:
            return None
        row = json.loads(image)
        touched = False
        for column in _FREE[table]:
            text = row.get(column)
            if isinstance(text, str) and pattern.search(text):
                row[column], touched = pattern.sub(ERASED, text), True
                if table == "channel_month":
                    row["match_key"] = fold(row[column])
        if not touched:
            return image
        return json.dumps(row, ensure_ascii=False, separators=(",", ":"))

    raw.create_function("cleaned", 2, cleaned, deterministic=True)
    tables = ", ".join(f"'{table}'" for table in _FREE)
    for image in ("before", "after"):
        raw.execute(
            f"UPDATE change SET {image} = cleaned(table_name, {image}) "
            f"WHERE table_name IN ({tables}) AND {image} IS NOT NULL "
            f"AND cleaned(table_name, {image}) <> {image}"
        )


def _blank_labels(
    raw: Any, own: dict[str, frozenset[int]], pattern: "re.Pattern[str] | None"
) -> None:
    """Names in the labels of actions that touched the rows, and the pattern in all others."""
    touched: set[int] = set()
    for table, ids in own.items():
        touched.update(
            action_id
            for (action_id,) in raw.execute(
                f"SELECT DISTINCT action_id FROM change WHERE table_name = '{table}' "
                "AND row_id IN (SELECT value FROM json_each(?))",
                (_json(ids),),
            ).fetchall()
        )
    changed = []
    for action_id, text in raw.execute("SELECT id, params FROM action WHERE params <> '{}'"):
        params = json.loads(text)
        for name, value in params.items():
            if isinstance(value, str) and name not in _HARMLESS and action_id in touched:
                params[name] = "…"
            elif isinstance(value, str) and pattern is not None:
                params[name] = pattern.sub(ERASED, value)
        written = json.dumps(params, ensure_ascii=False, sort_keys=True)
        if written != text:
            changed.append((written, action_id))
    raw.executemany("UPDATE action SET params = ? WHERE id = ?", changed)
