"""Columns of custom fields: named by the field, in files that come in and go out.

A field that is called like one of the program's own columns is written with a word behind it.
Choices are never made by an import: a word that the field does not know is refused.
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from revops_desktop.database.tables import custom_value
from revops_desktop.errors import RuleBroken
from revops_desktop.exchange.cells.conversion import Convert, Note, remembering, unnoted
from revops_desktop.exchange.cells.for_field import Manner
from revops_desktop.exchange.cells.moments import day_of, moment_cell
from revops_desktop.exchange.cells.money import money_cell
from revops_desktop.exchange.cells.texts import text_cell
from revops_desktop.exchange.fields import Kind
from revops_desktop.exchange.out.workbook import Value
from revops_desktop.exchange.refusals import CellRefused
from revops_desktop.i18n import _
from revops_desktop.operations.known_fields import KnownField, NewValue, known_fields
from revops_desktop.rules.custom_fields import LONGEST_TEXT, MILLION, parse_yes_no
from revops_desktop.rules.text import match_key

SUBJECTS: Mapping[Kind, str] = {"companies": "company", "contacts": "contact", "deals": "deal"}
_LARGEST = 10**15


def names_in_files(field: KnownField) -> tuple[str, str]:
    """What a column of the field may be called: its name, or that with a word behind it."""
    return field.name, _("{field} (custom field)").format(field=field.name)


def fields_for(known: Iterable[KnownField], kind: Kind) -> list[KnownField]:
    """The fields of the records that a file of this kind holds."""
    return [one for one in known if one.subject == SUBJECTS.get(kind)]


def convert_for(
    field: KnownField, manner: Manner, *, currency: str, zone: str
) -> Convert[NewValue | None]:
    """From the text of a cell to what is written; CellRefused says what is wrong with it."""
    if field.kind in ("text", "url", "date"):
        return _text_of(field, manner, zone)
    held = _number_of(field, manner, currency)
    field_id, is_choice = field.id, field.kind == "choice"

    def convert(text: str, note: Note = unnoted, /) -> NewValue | None:
        value = held(text, note)
        return (field_id, None, None, value) if is_choice else (field_id, None, value, None)

    return remembering(convert)


def _text_of(field: KnownField, manner: Manner, zone: str) -> Convert[NewValue | None]:
    """What is kept as text: texts themselves, and days."""
    field_id, is_date = field.id, field.kind == "date"
    moment = moment_cell(manner.order, zone, manner.decide_order)
    plain = text_cell(LONGEST_TEXT)

    def convert(text: str, note: Note = unnoted, /) -> NewValue | None:
        found = day_of(moment(text, note), zone) if is_date else plain(text, note)
        return (field_id, found, None, None) if found else None

    return convert


def _number_of(field: KnownField, manner: Manner, currency: str) -> Convert[int | None]:
    """What is kept as a number: numbers, money, yes or no, and the ids of choices."""
    number = manner.number(currency)
    if field.kind == "money":
        return money_cell(number, manner.unit, currency, manner.amounts_include_tax)

    def convert(text: str, note: Note = unnoted, /) -> int | None:
        if field.kind == "choice":
            return _choice(field, text)
        if field.kind == "yes_no":
            return _yes_no(text)
        return _millionths(number(text, note))

    return convert


def _choice(field: KnownField, text: str) -> int:
    found = field.choices.get(match_key(text))
    if found is None:
        raise CellRefused(
            _(
                "“{field}” has no such choice; it has: {choices}. Please correct the cell, or add "
                "the choice in Settings first."
            ).format(field=field.name, choices=", ".join(field.names)[:300])
        )
    return found


def _yes_no(text: str) -> int | None:
    try:
        return parse_yes_no(unicodedata.normalize("NFKC", text))
    except RuleBroken:
        raise CellRefused(_("It is neither yes nor no. Please write one of them.")) from None


def _millionths(number: Decimal) -> int:
    scaled = number * MILLION
    if scaled != int(scaled) or abs(scaled) > _LARGEST:
        raise CellRefused(
            _("It is not a number with at most six decimals. Please correct it.")
        ) from None
    return int(scaled)


class CustomCells:
    """The cells of custom fields behind the program's own, when records are written to a file."""

    def __init__(
        self,
        session: Session,
        kind: Kind,
        header: Sequence[str],
        *,
        money: Callable[[int | None], Decimal | None],
    ) -> None:
        self._fields = fields_for(known_fields(session), kind)
        self._money = money
        taken = {match_key(name) for name in header}
        self.header: list[str] = []
        for field in self._fields:
            plain, marked = names_in_files(field)
            self.header.append(marked if match_key(plain) in taken else plain)
        self._choices = {
            choice_id: name
            for field in self._fields
            for choice_id, name in _choice_names(session, field.id)
        }
        self._values = _values(session, SUBJECTS[kind]) if self._fields else {}

    def cells(self, record_id: int) -> list[Value]:
        """The record's cells, None where nothing is filled in."""
        held = self._values.get(record_id, {})
        return [self._cell(field, held.get(field.id)) for field in self._fields]

    def _cell(self, field: KnownField, value: Any) -> Value:
        if value is None:
            return None
        if field.kind == "number":
            return (Decimal(value) / MILLION).normalize()
        if field.kind == "money":
            return self._money(value)
        if field.kind == "yes_no":
            return _("Yes") if value else _("No")
        if field.kind == "choice":
            return self._choices.get(value)
        text = str(value)
        return date.fromisoformat(text) if field.kind == "date" else text


def _choice_names(session: Session, field_id: int) -> list[tuple[int, str]]:
    from revops_desktop.database.tables import custom_choice

    rows = session.execute(
        select(custom_choice.c.id, custom_choice.c.name).where(custom_choice.c.field_id == field_id)
    )
    return [(row[0], row[1]) for row in rows]


def _values(session: Session, subject: str) -> dict[int, dict[int, Any]]:
    """Every value of a kind of record; few are filled in, so that all of them fit."""
    value = custom_value.c
    record = value[f"{subject}_id"]
    held = func.coalesce(value.choice_id, value.number, value.text)
    found: dict[int, dict[int, Any]] = {}
    for record_id, field_id, one in session.execute(
        select(record, value.field_id, held).where(record.is_not(None))
    ):
        found.setdefault(record_id, {})[field_id] = one
    return found
