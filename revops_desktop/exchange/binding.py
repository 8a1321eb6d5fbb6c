"""Binds the mapping of a source to the columns its file really has."""

from collections.abc import Callable, Collection, Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from typing import Any

from revops_desktop.exchange.cells import (
    LONGEST_NAME,
    Moment,
    cell_for,
    decimal_cell,
    moment_cell,
    text_cell,
)
from revops_desktop.exchange.csv_reader import refused
from revops_desktop.exchange.custom_columns import convert_for, fields_for, names_in_files
from revops_desktop.exchange.fields import FIELDS, Field
from revops_desktop.exchange.mapping import Column, Source
from revops_desktop.exchange.refusals import CellRefused
from revops_desktop.i18n import _
from revops_desktop.operations.known_fields import KnownField
from revops_desktop.rules.text import fold, match_key

_OTHER_DELIMITERS = (";", "\t", "|", ",")


class CellReader:
    """Reads one field of a row: None where the cell is blank or holds a missing word."""

    __slots__ = ("_convert", "_take", "column")

    def __init__(
        self, column: str, take: Callable[[Sequence[str]], str], convert: Callable[[str], Any]
    ) -> None:
        self.column = column
        self._take = take
        self._convert = convert

    def __call__(self, cells: Sequence[str]) -> Any:
        text = self._take(cells)
        if not text or text.isspace():
            return None
        try:
            return self._convert(text)
        except CellRefused as problem:
            problem.column = self.column
            problem.value = text
            raise


class Binding:
    """Finds the columns of one source in the header of its file, and makes their readers."""

    def __init__(
        self, path: Path, header: Sequence[str], source: Source, *, currency: str, zone: str
    ) -> None:
        self._path = path
        self._header = header
        self._source = source
        self._currency = currency
        self._zone = zone
        self._used: set[int] = set()
        self._places: dict[str, list[int]] = {}
        for number, name in enumerate(header):
            self._places.setdefault(match_key(name), []).append(number)
        self._missing = frozenset(fold(word) for word in source.missing)

    @property
    def used(self) -> list[int]:
        """The numbers of the columns that were bound."""
        return sorted(self._used)

    def fields(self) -> dict[str, CellReader]:
        """A reader for every mapped field whose column the file has."""
        found: dict[str, CellReader] = {}
        for name, column in self._source.columns.items():
            field = FIELDS[self._source.kind][name]
            order = self._order(column)
            convert = cell_for(
                field,
                decimal=self._source.decimal,
                thousands=self._source.thousands,
                unit=self._source.amount_unit,
                currency=self._currency,
                order=order,
                zone=self._zone,
            )
            reader = self._reader(column, self._translated(name, field, convert), name)
            if reader is not None:
                found[name] = reader
        return found

    def custom(self, known: Sequence[KnownField]) -> list[CellReader]:
        """A reader for every custom field that a column bears the name of, or the mapping names.

        A column that the mapping takes for something else is that. To be asked last.
        """
        source = self._source
        fields = fields_for(known, source.kind)
        named = {match_key(name): column for name, column in source.custom.items()}
        unknown = [name for name in source.custom if match_key(name) not in {f.key for f in fields}]
        if unknown:
            raise self._no_field(unknown[0], fields)
        own = self.used
        found: list[CellReader] = []
        for field in fields:
            column = named.get(field.key)
            if column is None:
                # The second name is for a column of ours that bears the first.
                there = (self._place(name, field.name) for name in names_in_files(field)[::-1])
                free = [number for number in there if number is not None and number not in own]
                if not free:
                    continue
                column = Column((self._header[free[0]],))
            convert = convert_for(
                field,
                number=decimal_cell(source.decimal, source.thousands, self._currency),
                unit=source.amount_unit,
                currency=self._currency,
                order=self._order(column),
                zone=self._zone,
            )
            reader = self._reader(column, self._unless_missing(convert, field.choices), field.name)
            if reader is not None:
                found.append(reader)
        # A row is recognised by what it was recognised by before there were such fields.
        self._used = set(own)
        return found

    def _no_field(self, name: str, fields: Sequence[KnownField]) -> Exception:
        return refused(
            self._path,
            _(
                "The mapping names the custom field “{field}”, which there is not. There are: "
                "{fields}. Please add the field in Settings, or correct the mapping."
            ).format(field=name, fields=", ".join(one.name for one in fields) or "–"),
        )

    def moment(self, column: Column | None, field: str) -> CellReader | None:
        """A reader of days and instants."""
        if column is None:
            return None
        return self._reader(
            column, self._unless_missing(moment_cell(self._order(column), self._zone)), field
        )

    def text(self, column: Column | None, field: str) -> CellReader | None:
        """A reader of short texts."""
        if column is None:
            return None
        return self._reader(column, self._unless_missing(text_cell(LONGEST_NAME)), field)

    def _order(self, column: Column) -> str:
        dates = self._source.dates
        wanted = {match_key(name) for name in column.names}
        return next(
            (order for name, order in dates.items() if name and match_key(name) in wanted),
            dates.get("", "ymd"),
        )

    def _translated(
        self, name: str, field: Field, convert: Callable[[str], Any]
    ) -> Callable[[str], Any]:
        words: Mapping[str, str] = self._source.values.get(name, {})
        meanings = {match_key(word): meaning for word, meaning in words.items()}
        if not meanings:
            return self._unless_missing(convert)

        def translated(text: str) -> Any:
            meaning = meanings.get(match_key(text), text)
            return convert(meaning) if meaning else None

        return self._unless_missing(translated)

    def _unless_missing(
        self, convert: Callable[[str], Any], choices: Collection[str] = ()
    ) -> Callable[[str], Any]:
        """None for a missing word, unless that is one of the choices by match key (“None”)."""
        missing = frozenset(word for word in self._missing if match_key(word) not in choices)
        if not missing:
            return convert
        return lambda text: None if fold(text) in missing else convert(text)

    def _reader(
        self, column: Column, convert: Callable[[str], Any], field: str
    ) -> CellReader | None:
        if column.value is not None:
            fixed = column.value
            return CellReader(field, lambda cells: fixed, convert)
        numbers = [self._place(name, field) for name in column.names]
        there = [number for number in numbers if number is not None]
        is_whole = len(there) == len(numbers) if column.joined_by is not None else bool(there)
        if not is_whole and self._is_required(field):
            raise self._no_column(column, field)
        if not there:
            return None
        if column.joined_by is None:
            self._used.add(there[0])
            return CellReader(self._header[there[0]], itemgetter(there[0]), convert)
        self._used.update(there)
        by = column.joined_by

        def joined(cells: Sequence[str]) -> str:
            texts = (cells[number].strip() for number in there)
            return by.join(text for text in texts if text)

        return CellReader(", ".join(self._header[number] for number in there), joined, convert)

    def _is_required(self, field: str) -> bool:
        return self._source.required is None or field in self._source.required

    def _place(self, name: str, field: str) -> int | None:
        found = self._places.get(match_key(name), [])
        if len(found) > 1:
            raise refused(
                self._path,
                _(
                    "It has {number} columns “{column}”, so it is not clear which one holds "
                    "“{field}”. Please rename one of them in the file."
                ).format(number=len(found), column=name, field=field),
            )
        return found[0] if found else None

    def _no_column(self, column: Column, field: str) -> Exception:
        names = " / ".join(column.names)
        if len(self._header) == 1:
            for delimiter in _OTHER_DELIMITERS:
                if delimiter in self._header[0]:
                    return refused(
                        self._path,
                        _(
                            "It has a single column. Its cells seem to be separated by "
                            "“{delimiter}”: please write that as delimiter in the mapping."
                        ).format(delimiter="tab" if delimiter == "\t" else delimiter),
                    )
        return refused(
            self._path,
            _(
                "It has no column “{column}”, which the mapping names for “{field}”. It has: "
                "{columns}. Please correct the mapping or the first line of the file."
            ).format(column=names, field=field, columns=", ".join(self._header)[:500]),
        )


def optional(reader: CellReader | None, cells: Sequence[str]) -> Any:
    """What a reader finds; None when the file has no such column."""
    return None if reader is None else reader(cells)


def moment_of(reader: CellReader | None, cells: Sequence[str]) -> Moment | None:
    """The moment in a row; None when it is blank or there is no such column."""
    found: Moment | None = optional(reader, cells)
    return found
