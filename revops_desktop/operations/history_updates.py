"""Writes what an import changes in records that are here, many at a time.

What may be written was checked before: names, numbers, sums of lines. Nothing of it counts as a
human touch (domain.md §3), and what a deal was worth as it was won or lost stays.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from revops_desktop.operations.history_records import Bases, Reference, row_id
from revops_desktop.operations.history_tags import TagWriter
from revops_desktop.operations.known_fields import NewValue
from revops_desktop.rules.company_names import company_key
from revops_desktop.rules.text import match_key


class NewLine(NamedTuple):
    """The line of a deal, as it shall be: a new one, or (`line_id`) one that is here."""

    line_id: int | None
    product: Reference
    quantity: int
    unit_price: int | None


class RecordChange(NamedTuple):
    """What becomes another of one record; plain values only, so that many can wait elsewhere.

    `values` by column; `owner_id`, `company_id` and `contact_id` are references, `function` is a
    name. `custom` is set, the fields of `emptied` are emptied; `tags` are all that it carries then;
    `lines` are NewLine (as plain sequences) that a deal gets, or that become others.
    """

    table: str
    row_id: int
    values: dict[str, Any]
    custom: tuple[NewValue, ...] = ()
    emptied: tuple[int, ...] = ()
    tags: tuple[str, ...] | None = None
    lines: tuple[tuple[int | None, Reference, int, int | None], ...] = ()


class ChangeWriter:
    """Writes chunks of changes: one statement for all that change the same columns of a table."""

    def __init__(
        self, session: Session, new: Bases, functions: Mapping[str, int], tags: TagWriter
    ) -> None:
        self._connection = session.connection()
        self._new = new
        self._functions = functions
        self._tags = tags

    def write(self, chunk: Sequence[Sequence[Any]]) -> None:
        """One chunk of RecordChange (as plain sequences)."""
        updates: dict[tuple[str, tuple[str, ...]], list[tuple[Any, ...]]] = defaultdict(list)
        custom: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        emptied: dict[str, list[tuple[int, int]]] = defaultdict(list)
        tags: dict[str, list[tuple[int, Sequence[str]]]] = defaultdict(list)
        lines: list[tuple[int, NewLine]] = []
        for row in chunk:
            one = RecordChange(*row)
            if one.values:
                values = self._columns(one.table, one.values)
                updates[one.table, tuple(values)].append((*values.values(), one.row_id))
            custom[one.table] += [(one.row_id, *value) for value in one.custom]
            emptied[one.table] += [(one.row_id, field_id) for field_id in one.emptied]
            if one.tags is not None:
                tags[one.table].append((one.row_id, one.tags))
            lines += [(one.row_id, NewLine(*line)) for line in one.lines]
        for (table, columns), rows in updates.items():
            said = ", ".join(f'"{name}" = ?' for name in columns)
            self._run(f'UPDATE "{table}" SET {said} WHERE id = ?', rows)
        for table, values_of in custom.items():
            self._custom(table, values_of)
        for table, gone in emptied.items():
            self._run(f"DELETE FROM custom_value WHERE {table}_id = ? AND field_id = ?", gone)
        for table, carried in tags.items():
            self._tags.replace(table, carried)
        self._lines(lines)

    def _run(self, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
        if rows:
            self._connection.exec_driver_sql(statement, [*rows])

    def _columns(self, table: str, said: Mapping[str, Any]) -> dict[str, Any]:
        """The columns, in an order of their own, with ids for references."""
        values: dict[str, Any] = {}
        new = self._new
        for name in sorted(said):
            value = said[name]
            if name == "owner_id":
                value = row_id(value, new.member)
            elif name == "company_id":
                value = row_id(value, new.company)
            elif name == "contact_id":
                value = row_id(value, new.contact)
            elif name == "function":
                name, value = "function_id", self._functions[match_key(value)] if value else None
            elif name == "name":
                values["match_key"] = company_key(value) if table == "company" else match_key(value)
            values[name] = value
        return values

    def _custom(self, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
        self._run(
            f"INSERT INTO custom_value ({table}_id, field_id, text, number, choice_id) "
            f"VALUES (?, ?, ?, ?, ?) ON CONFLICT (field_id, {table}_id) DO UPDATE SET "
            "text = excluded.text, number = excluded.number, choice_id = excluded.choice_id",
            rows,
        )

    def _lines(self, lines: Sequence[tuple[int, NewLine]]) -> None:
        product = self._new.product
        self._run(
            "UPDATE deal_line SET quantity = ?, unit_price = ? WHERE id = ?",
            [
                (one.quantity, one.unit_price, one.line_id)
                for _deal, one in lines
                if one.line_id is not None
            ],
        )
        self._run(
            "INSERT INTO deal_line (deal_id, product_id, quantity, unit_price, position) SELECT "
            "?1, ?2, ?3, ?4, coalesce(max(position) + 1, 0) FROM deal_line WHERE deal_id = ?1",
            [
                (deal, row_id(one.product, product), one.quantity, one.unit_price)
                for deal, one in lines
                if one.line_id is None
            ],
        )
