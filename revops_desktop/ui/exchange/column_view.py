"""The columns of a file beside what they are brought in as, and how that is changed; no widgets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from revops_desktop.exchange.reading.holds_labels import HOLDS_LABELS
from revops_desktop.exchange.reading.layout import ColumnLook
from revops_desktop.exchange.reading.vcard_contact import shown_heading
from revops_desktop.i18n import N_, _, percent
from revops_desktop.rules.text import match_key
from revops_desktop.ui.exchange.draft import Draft, Own, answered, own_of, with_own

if TYPE_CHECKING:
    from revops_desktop.exchange.fields import Kind
    from revops_desktop.exchange.mapping import Column, Source
    from revops_desktop.operations.known_fields import KnownField
    from revops_desktop.rules.custom_fields import FieldKind, Subject

# Before the name of a custom field among the keys of fields.
CUSTOM = "custom:"
# The key that columns share that are lines of the note; as guessing calls it.
_INTO_NOTE = "into_note"
DATE_ORDERS: Mapping[str, str] = {
    "auto": N_("As they are written"),
    "ymd": N_("Year, month, day"),
    "dmy": N_("Day, month, year"),
    "mdy": N_("Month, day, year"),
    "serial": N_("Numbers of a spreadsheet"),
}
_OF_HOLDS: "Mapping[str, FieldKind]" = {
    "number": "number",
    "percent": "number",
    "money": "money",
    "day": "date",
    "instant": "date",
    "yes_no": "yes_no",
}


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """A column: what looking found, the keys of the fields that are read from it, and how its
    name is shown."""

    look: ColumnLook
    fields: tuple[str, ...]
    shown: str = ""

    @property
    def name(self) -> str:
        """Its name, which no other column of the file has."""
        return self.look.name


# Rail, step and button ask for the same of the same draft.
_REMEMBERED = 32


@lru_cache(maxsize=_REMEMBERED)
def columns_of(draft: Draft, path: Path) -> tuple[ColumnRow, ...]:
    """Every column of a file that was understood."""
    file, source = draft.file(path), draft.source(path)
    if file is None or file.look is None:
        return ()
    taken = taken_columns(draft, path) if source is not None else {}
    header = file.look.header
    return tuple(
        ColumnRow(one, taken.get(one.name, ()), shown_heading(one.name, header))
        for one in file.look.columns
    )


def taken_columns(draft: Draft, path: Path) -> dict[str, tuple[str, ...]]:
    """Which fields are read from each column; columns without any are not there."""
    from revops_desktop.exchange.custom_columns import fields_for, names_in_files
    from revops_desktop.exchange.guessing.roles import assigned

    file, source = draft.file(path), draft.source(path)
    assert file is not None and file.look is not None and source is not None
    header = {match_key(name): name for name in file.look.header}
    found: dict[str, list[str]] = {}
    for key, column in (*assigned(source).items(), *_stage_days(source)):
        for name in _columns(column, header):
            found.setdefault(name, []).append(key)
    for name in source.into_note:
        if match_key(name) in header:
            found.setdefault(header[match_key(name)], []).append(_INTO_NOTE)
    for name, column in source.custom.items():
        for there in _columns(column, header):
            found.setdefault(there, []).append(CUSTOM + name)
    # Columns that bear the name of a custom field hold it without being named.
    for field in fields_for(draft.fields, source.kind):
        if field.name in source.custom:
            continue
        for name in names_in_files(field)[::-1]:
            there = header.get(match_key(name), "")
            if there and there not in found:
                found[there] = [CUSTOM + field.name]
                break
    return {name: tuple(dict.fromkeys(keys)) for name, keys in found.items()}


def _stage_days(source: "Source") -> "Sequence[tuple[str, Column]]":
    return [(f"stage:{stage}", column) for stage, column in source.stage_dates.items()]


def _columns(column: "Column", header: Mapping[str, str]) -> list[str]:
    """The columns of the file that are read: the first that is there, or all of those that are
    joined or speak where others are empty."""
    there = [header[match_key(name)] for name in column.names if match_key(name) in header]
    return there if column.joined_by is not None or column.by_row else there[:1]


def field_label(kind: "Kind", key: str) -> str:
    """How a field is called, in the language in force."""
    from revops_desktop.exchange.guessing.columns import fields_of

    if key.startswith(CUSTOM):
        return key.removeprefix(CUSTOM)
    if key == _INTO_NOTE:
        return _("A line of the note")
    if key.startswith("stage:"):
        return _("Reached “{stage}”").format(stage=key.removeprefix("stage:"))
    known = fields_of(kind).get(key)
    return _(known.label) if known is not None else key


def field_choices(draft: Draft, kind: "Kind") -> list[tuple[str, str]]:
    """What a column may be brought in as: key and words; the person's own fields last."""
    from revops_desktop.exchange.custom_columns import fields_for
    from revops_desktop.exchange.guessing.columns import fields_of

    own = [(CUSTOM + one.name, one.name) for one in fields_for(draft.fields, kind)]
    fields = fields_of(kind)
    line = [(_INTO_NOTE, field_label(kind, _INTO_NOTE))] if "note" in fields else []
    return [(key, _(field.label)) for key, field in fields.items()] + line + own


def brought_in_as(draft: Draft, path: Path, column: str, key: str) -> Draft:
    """The draft with a column brought in as another field; "" for none."""
    from revops_desktop.exchange.guessing.questions import Answer

    before = taken_columns(draft, path).get(column, ())
    own = own_of(draft, path)
    for field in before:
        if field.startswith(CUSTOM):
            own = _without(own, field.removeprefix(CUSTOM))
        elif field == _INTO_NOTE != key:
            draft = answered(draft, Answer("column", "", path.name, column, field))
        elif field != key:
            other = _other(draft, path, column, field)
            draft = answered(draft, Answer("column", other, path.name, "", field))
    if key.startswith(CUSTOM):
        own = replace(own, custom={**own.custom, key.removeprefix(CUSTOM): column})
    elif key == _INTO_NOTE and key not in before:
        draft = answered(draft, Answer("column", column, path.name, column, key))
    elif key and key not in before:
        draft = answered(draft, Answer("column", column, path.name, "", key))
    return with_own(draft, path, own) if own != own_of(draft, path) else draft


def _other(draft: Draft, path: Path, column: str, field: str) -> str:
    """What a field is read from without a column: the next of those that speak in its place."""
    source = draft.source(path)
    there = source.columns.get(field) if source is not None else None
    if there is None or not there.by_row:
        return ""
    key = match_key(column)
    return next((name for name in there.names if match_key(name) != key), "")


def _without(own: Own, name: str) -> Own:
    return replace(own, custom={key: value for key, value in own.custom.items() if key != name})


def order_of_days(draft: Draft, path: Path, column: str) -> str:
    """In which order the days of a column are read; "" where it is asked."""
    source = draft.source(path)
    asked = draft.guessed.questions if draft.guessed is not None else ()
    if any(one.asks == "dates" and one.column == column for one in asked):
        return ""
    dates = source.dates if source is not None else {}
    key = match_key(column)
    return next(
        (order for name, order in dates.items() if name and match_key(name) == key),
        dates.get("", "auto"),
    )


def days_read_as(draft: Draft, path: Path, column: str, order: str) -> Draft:
    """The draft with the days of a column read in another order."""
    from revops_desktop.exchange.guessing.questions import Answer

    return answered(draft, Answer("dates", order, path.name, column))


def unused(draft: Draft, path: Path) -> list[str]:
    """Columns that say something and are not brought in; why rows were refused before is none."""
    from revops_desktop.exchange.refused_rows import is_reason

    return [
        row.name
        for row in columns_of(draft, path)
        if not row.fields and row.look.holds != "empty" and not is_reason(row.name)
    ]


def about(look: ColumnLook) -> str:
    """What a column holds and how much of it is filled, in one line."""
    if look.holds == "empty":
        return _("It is empty.")
    words = _("Holds: {what}.").format(what=_(HOLDS_LABELS[look.holds]))
    if look.filled >= 0.995:
        return words
    filled = _("{share} of its cells are filled.").format(share=percent(look.filled))
    return _("{first} {second}").format(first=words, second=filled)


def new_field(look: ColumnLook, kind: "Kind") -> "tuple[Subject, FieldKind] | None":
    """What a new field of one's own for a column would be; None: there are none of such records."""
    from revops_desktop.exchange.custom_columns import SUBJECTS

    subjects: Mapping[str, Subject] = {
        "company": "company",
        "contact": "contact",
        "deal": "deal",
    }
    subject = subjects.get(SUBJECTS.get(kind, ""))
    return None if subject is None else (subject, _OF_HOLDS.get(look.holds, "text"))


def known(fields: "Sequence[KnownField]", name: str) -> bool:
    """Whether there is a field of one's own of this name."""
    return any(one.key == match_key(name) for one in fields)
