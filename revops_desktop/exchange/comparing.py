"""What of a record that is here would become another, if what a row says of it were taken over."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, cast

from sqlalchemy import Row

from revops_desktop.exchange.effects import Change, changes_of
from revops_desktop.exchange.fields import Kind
from revops_desktop.exchange.gathering import Gathering
from revops_desktop.exchange.refusals import CellRefused, RowRefused
from revops_desktop.exchange.row_values import CUSTOM, EMPTIED, OWN_KEY
from revops_desktop.exchange.worth import ChangedLine, changed_worth
from revops_desktop.i18n import _, day, money
from revops_desktop.operations.history_updates import RecordChange
from revops_desktop.operations.known import MADE_KEY
from revops_desktop.operations.known_fields import NewValue
from revops_desktop.operations.known_rows import Held, HeldValue
from revops_desktop.rules.company_names import company_key
from revops_desktop.rules.money import value_of
from revops_desktop.rules.text import match_key

TABLES = {
    "members": "member",
    "products": "product",
    "companies": "company",
    "contacts": "contact",
    "deals": "deal",
}
# Fields that are columns of the table; by another name where it has one.
_COLUMNS: Mapping[str, Mapping[str, str]] = {
    "members": {name: name for name in ("name", "email", "monthly_quota")},
    "products": {name: name for name in ("name", "list_price", "billing")},
    "companies": {
        name: name
        for name in (
            *("name", "reading", "external_key", "corporate_number", "segment", "industry"),
            *("employees", "region", "first_source", "channel", "phone", "website", "address"),
            "note",
        )
    },
    "contacts": {
        name: name
        for name in (
            *("name", "reading", "external_key", "role", "job_title", "email", "phone", "note"),
        )
    },
    "deals": {
        **{name: name for name in ("title", "external_key", "kind", "expected_close")},
        **{name: name for name in ("source", "campaign", "note")},
        "probability": "probability_basis_points",
    },
}
# These are never emptied.
KEPT = frozenset(("name", "title", "kind", "billing", "external_key"))


class Said(NamedTuple):
    """What a row says of a record that is here, or of one of several; plain values only."""

    line: int
    ids: tuple[int, ...]
    key: str
    renames: bool
    values: dict[str, Any]


class Comparison:
    """Compares the rows of a file with what is here. `columns` name its cells in refusals,
    `company_here` tells the name of a company that is here."""

    def __init__(
        self,
        kind: str,
        gathering: Gathering,
        held: Held,
        columns: Mapping[str, str],
        company_here: Callable[[int], str],
    ) -> None:
        self._kind = kind
        self._table = TABLES[kind]
        self._gathering = gathering
        self._held = held
        self._columns, self._company_here = columns, company_here

    def change(self, said: Said, record_id: int, *, is_going: bool = False) -> RecordChange | None:
        """What would change of a record; None: nothing. RowRefused where it may not.

        Names of others (`owner`, `company`, `contact`) are still names in it: see `settled`. A deal
        that goes on or leaves by the row (`is_going`) keeps its key, to be known by it again.
        """
        now = self._held.rows.get(record_id)
        if now is None:
            return None
        values = self._plain(said, now)
        lines: tuple[ChangedLine, ...] = ()
        is_deal = self._kind == "deals"
        if is_deal:
            worth, lines = changed_worth(
                said.values,
                now,
                self._held.lines.get(record_id, ()),
                self._columns,
                self._gathering,
            )
            values.update(worth)
        values.update(self._named(said.values, now))
        custom, emptied = self._custom(said.values, self._held.custom.get(record_id, {}))
        tags = self._tags(said.values, self._held.tags.get(record_id, {}))
        is_same = not values and not custom and not emptied and tags is None and not lines
        if is_same and not is_going:
            return None
        if (
            is_deal
            and OWN_KEY in said.values
            and (now.external_key or MADE_KEY).startswith(MADE_KEY)
        ):
            values["external_key"] = said.values[OWN_KEY]
        if is_same and not values:
            return None
        return RecordChange(self._table, record_id, values, custom, emptied, tags, lines)

    def asked_in_vain(self) -> None:
        """The row was refused: see `Gathering.asked_in_vain`."""
        self._gathering.asked_in_vain()

    def settled(self, change: RecordChange) -> RecordChange:
        """The change with references for the names in it; who is not here yet is to be made."""
        values, gathering = dict(change.values), self._gathering
        if "owner_id" in values:
            values["owner_id"] = gathering.member(values["owner_id"])
        if values.get("function"):
            gathering.functions.append(values["function"])
        if "company_id" in values:
            values["company_id"] = gathering.company(values["company_id"])
        if "contact_id" in values:
            now = self._held.rows[change.row_id]
            company = values.get("company_id", now.company_id)
            values["contact_id"] = gathering.contact(values["contact_id"], company)
        return change._replace(
            values=values, lines=tuple(self._settled(ChangedLine(*one)) for one in change.lines)
        )

    def _settled(self, line: ChangedLine) -> tuple[Any, ...]:
        """Plain, as it is written; who sells what is not here yet is to be made."""
        if line.line_id is None:
            line = line._replace(product=self._gathering.product(*line.product))
        return tuple(line)

    def told(self, change: RecordChange, currency: str) -> tuple[Change, ...]:
        """What changes: what it is and what it becomes."""
        now = self._held.rows[change.row_id]
        tags = self._held.tags.get(change.row_id, {}).values()
        kind = cast("Kind", self._kind)
        return changes_of(kind, change, now, currency, tags, self._company_name)

    def name_of(self, record_id: int, currency: str) -> str:
        """A record's name, with something that tells it from a namesake."""
        now = self._held.rows[record_id]
        if self._kind == "deals":
            worth = value_of(now.amount, now.monthly_amount)
            shown = "" if worth is None else money(worth, currency)
            close = day(now.expected_close) if now.expected_close else ""
            told = (now.company_name, shown, now.owner_name, close)
            more = ", ".join(one for one in told if one)
            return f"“{now.title}” ({more})" if more else f"“{now.title}”"
        for column in ("external_key", "corporate_number", "email", "region", "phone"):
            found = getattr(now, column, None)
            if found:
                return f"“{now.name}” ({found})"
        return f"“{now.name}”"

    def _company_name(self, reference: int) -> str:
        return self._gathering.company_name(reference) or self._company_here(reference)

    def column_of(self, field: str) -> str:
        """How the file calls a field; "" where it has none."""
        return self._columns.get(field, "")

    def _plain(self, said: Said, now: Row) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for field, column in _COLUMNS[self._kind].items():
            if field not in said.values:
                continue
            value, held = said.values[field], getattr(now, column)
            if value == held or (value is None and field in KEPT):
                continue
            if field in ("name", "title") and (
                not said.renames or is_same_name(self._kind, value, held)
            ):
                continue
            if field == "external_key" and self._kind == "deals" and value.startswith(MADE_KEY):
                continue
            if field == "name" and self._kind in ("members", "products"):
                self._refuse_taken(value, now.id)
            values[column] = value
        return values

    def _refuse_taken(self, name: str, own_id: int) -> None:
        """Members and products are known by their names: no two may have the same."""
        gathering = self._gathering
        of = gathering.member_here if self._kind == "members" else gathering.product_here
        taken = of(name)
        if taken is not None and taken != own_id:
            raise name_taken(name, self._columns.get("name", ""))

    def _named(self, said: Mapping[str, Any], now: Row) -> dict[str, Any]:
        """Others that the row names, where they are not those that the record has."""
        found: dict[str, Any] = {}
        gathering = self._gathering
        if "owner" in said and "owner_key" in now._fields:
            name = said["owner"]
            key = gathering.name_key("members", now.owner_id, now.owner_key)
            if (match_key(name) if name else None) != key:
                found["owner_id"] = name
        if "function" in said and self._kind == "members":
            name = said["function"]
            if (match_key(name) if name else None) != (
                match_key(now.function) if now.function else None
            ):
                found["function"] = name
        if "company" in said and "company_key" in now._fields:
            name = said["company"]
            key = gathering.name_key("companies", now.company_id, now.company_key)
            is_new = not isinstance(name, int) and (company_key(name) if name else None) != key
            # One that was merged is known by its old name too.
            there = None if name is None else gathering.company_here(name)
            if (is_new or isinstance(name, int)) and (there is None or there != now.company_id):
                found["company_id"] = name
        if "contact" in said and "contact_key" in now._fields:
            name = said["contact"]
            key = gathering.name_key("contacts", now.contact_id, now.contact_key)
            if (match_key(name) if name else None) != key:
                found["contact_id"] = name
        return found

    def _custom(
        self, said: Mapping[str, Any], held: Mapping[int, HeldValue]
    ) -> tuple[tuple[NewValue, ...], tuple[int, ...]]:
        new = tuple(value for value in said.get(CUSTOM, ()) if held.get(value[0]) != value[1:])
        return new, tuple(field for field in said.get(EMPTIED, ()) if field in held)

    def _tags(self, said: Mapping[str, Any], held: Mapping[str, str]) -> tuple[str, ...] | None:
        if "tags" not in said:
            return None
        names: Sequence[str] = said["tags"] or ()
        return None if {match_key(name) for name in names} == held.keys() else tuple(names)


def is_same_name(kind: str, one: str, other: str) -> bool:
    """Whether two names differ in writing alone: ㈱青葉 is no other name than 株式会社青葉."""
    of = company_key if kind == "companies" else match_key
    return of(one) == of(other)


def name_taken(name: str, column: str) -> RowRefused:
    """What is said where a name belongs to another one already."""
    problem = _("Another one has this name already. Please write another name.")
    return RowRefused([CellRefused(problem, column, name)])
