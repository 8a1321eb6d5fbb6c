"""Binds the mapping of a source to the columns its file really has."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

from revops_desktop.exchange.cell_reader import CellReader
from revops_desktop.exchange.cells.conversion import Convert, Note, unnoted
from revops_desktop.exchange.cells.for_field import Manner, cell_for
from revops_desktop.exchange.cells.moments import moment_cell
from revops_desktop.exchange.cells.money import plain_heading, tax_doubt, unit_in_heading
from revops_desktop.exchange.cells.texts import LONGEST_NAME, text_cell
from revops_desktop.exchange.custom_columns import convert_for, fields_for, names_in_files
from revops_desktop.exchange.deciding import Deciding, Take
from revops_desktop.exchange.fields import FIELDS, NEEDED
from revops_desktop.exchange.mapping import Column, Source
from revops_desktop.exchange.reading.headings import blank_number, is_second
from revops_desktop.exchange.reading.layout import Table
from revops_desktop.exchange.reading.vcard_contact import shown_heading
from revops_desktop.exchange.refusals import Remarks, refused
from revops_desktop.exchange.row_texts import first_filled, with_lines
from revops_desktop.i18n import _
from revops_desktop.operations.known_fields import KnownField
from revops_desktop.rules.text import fold, match_key

_OTHER_DELIMITERS = (";", "\t", "|", ",")


# What fields hold, custom ones too, of which the whole column says how it is written.
_DAYS = frozenset(("day", "month", "date"))
_NUMBERS = frozenset(("money", "count", "percent", "number"))
# What stands in a cell of numbers or days that holds none, in any list.
_DASHES = frozenset(("-", "--", "---", "ー", "n/a", "#n/a", "null", "nan"))


class _Place(NamedTuple):
    """Where a mapped column is: how the file calls it, what takes its text from a row, and from
    which of its cells."""

    column: str
    take: Take
    numbers: tuple[int, ...] = ()


class Binding:
    """Finds the columns of one source in the header of its file, and makes their readers.

    `again` opens the file once more, for what only all of its rows explain; what is doubtful though
    it is taken goes to `remarks`.
    """

    def __init__(
        self,
        path: Path,
        header: Sequence[str],
        source: Source,
        *,
        currency: str,
        zone: str,
        amounts_include_tax: bool = False,
        again: Callable[[], Table] | None = None,
        remarks: Remarks | None = None,
    ) -> None:
        self._path, self.file = path, path.name
        self.header = self._header = header
        self.again = again
        self._source = source
        self._currency = currency
        self._zone = zone
        self._includes_tax = amounts_include_tax
        self._remarks = remarks or Remarks()
        self._deciding = Deciding(path, again)
        self._used: set[int] = set()
        self._custom: set[int] = set()
        # Of each field that was bound the numbers of its columns.
        self.numbers: dict[str, tuple[int, ...]] = {}
        self._places: dict[str, list[int]] = {}
        self._plain_places: dict[str, list[int]] = {}
        for number, name in enumerate(header):
            self._places.setdefault(match_key(name), []).append(number)
            plain = match_key(plain_heading(name, currency))
            self._plain_places.setdefault(plain, []).append(number)
        self._missing = frozenset(fold(word) for word in source.missing)
        self._silent = self._missing | _DASHES

    @property
    def used(self) -> list[int]:
        """The numbers of the columns that were bound."""
        return sorted(self._used)

    @property
    def every_used(self) -> list[int]:
        """As `used`, with the columns of custom fields."""
        return sorted(self._used | self._custom)

    def says(self, text: str) -> bool:
        """Whether a cell says something: it is not blank, and no word for that."""
        return bool(text) and not text.isspace() and fold(text) not in self._silent

    @property
    def remarks(self) -> Remarks:
        """Where doubts about a row go."""
        return self._remarks

    def fields(self) -> dict[str, CellReader]:
        """A reader for every mapped field whose column the file has."""
        source = self._source
        found: dict[str, CellReader] = {}
        takes: dict[str, Take] = {}
        for name, column in source.columns.items():
            field = FIELDS[source.kind][name]
            place = self._found(column, name)
            if place is None:
                continue
            manner = self._manner(column, place, field.holds)
            manner = replace(manner, takes_months=name == "expected_close")
            convert = cell_for(field, manner, currency=self._currency, zone=self._zone)
            convert = self._translated(name, convert)
            is_typed = field.holds in _DAYS | _NUMBERS
            found[name] = self._reader(
                place, self._unless_missing(place, convert, is_typed=is_typed)
            )
            takes[name] = place.take
            self.numbers[name] = place.numbers
        if source.into_note:
            self._go_on_in_note(found, takes)
        return found

    def _go_on_in_note(self, found: dict[str, CellReader], takes: Mapping[str, Take]) -> None:
        """Columns that go on in the note, unless they say what its phone or address says."""
        numbers = [self._place(name, "note") for name in self._source.into_note]
        there = [number for number in numbers if number is not None]
        lines = [(number, shown_heading(self._header[number], self._header)) for number in there]
        if not lines:
            return
        told = [takes[name] for name in ("phone", "email") if name in takes]
        take = with_lines(takes.get("note"), lines, told, self._missing | _DASHES)
        field, manner = FIELDS[self._source.kind]["note"], Manner("auto", "", 1, "auto", False)
        convert = cell_for(field, manner, currency=self._currency, zone=self._zone)
        column = found["note"].column if "note" in found else lines[0][1]
        found["note"] = self._reader(_Place(column, take), convert)
        self.numbers["note"] = (*self.numbers.get("note", ()), *there)

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
            place = self._found(column, field.name)
            if place is None:
                continue
            manner = self._manner(column, place, field.kind)
            convert = convert_for(field, manner, currency=self._currency, zone=self._zone)
            is_typed = field.kind in _DAYS | _NUMBERS
            unless_missing = self._unless_missing(place, convert, field.choices, is_typed=is_typed)
            reader = self._reader(place, unless_missing)
            reader.field_id = field.id
            found.append(reader)
        # A row is recognised by what it was recognised by before there were such fields.
        self._custom = self._used - set(own)
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
        place = self._found(column, field) if column is not None else None
        if column is None or place is None:
            return None
        manner = self._manner(column, place, "day")
        convert = moment_cell(manner.order, self._zone, manner.decide_order)
        return self._reader(place, self._unless_missing(place, convert, is_typed=True))

    def text(self, column: Column | None, field: str) -> CellReader | None:
        """A reader of short texts."""
        place = self._found(column, field) if column is not None else None
        if place is None:
            return None
        return self._reader(place, self._unless_missing(place, text_cell(LONGEST_NAME)))

    def _manner(self, column: Column, place: _Place, holds: str) -> Manner:
        """How the column writes; what the mapping leaves open is found when it is needed."""
        source = self._source
        unit = self._unit_of(place.column) if holds == "money" else 1
        order = self._order(column)
        manner = Manner(source.decimal, source.thousands, unit, order, self._includes_tax)
        if holds in _DAYS and manner.order == "auto":
            return replace(manner, decide_order=self._deciding.order_of(*place[:2]))
        if holds in _NUMBERS and manner.decimal == "auto":
            return replace(manner, decide_signs=self._deciding.signs_of(*place[:2]))
        return manner

    def _unit_of(self, heading: str) -> int:
        """By what the amounts of a column are multiplied; what its heading says of it is told."""
        unit = said = self._source.amount_unit
        if said == 1:
            unit = unit_in_heading(heading, self._currency)
        told = _("The heading names a unit: amounts were multiplied by {unit}.")
        doubts = [told.format(unit=f"{unit:,}")] if unit != said else []
        doubts += filter(None, [tax_doubt(heading, self._includes_tax)])
        for doubt in doubts:
            self._remarks.of_column(self._path.name, heading, doubt)
        return unit

    def _order(self, column: Column) -> str:
        dates = self._source.dates
        wanted = {match_key(name) for name in column.names}
        return next(
            (order for name, order in dates.items() if name and match_key(name) in wanted),
            dates.get("", "auto"),
        )

    def _translated(self, name: str, convert: Convert[Any]) -> Convert[Any]:
        words: Mapping[str, str] = self._source.values.get(name, {})
        meanings = {match_key(word): meaning for word, meaning in words.items()}
        if not meanings:
            return convert

        def translated(text: str, note: Note = unnoted, /) -> Any:
            meaning = meanings.get(match_key(text), text)
            return convert(meaning, note) if meaning else None

        return translated

    def _unless_missing(
        self,
        place: _Place,
        convert: Convert[Any],
        choices: Collection[str] = (),
        *,
        is_typed: bool = False,
    ) -> Convert[Any]:
        """None for a missing word, unless that is one of the choices by match key (“None”).

        Where numbers or days are expected, a word that is said to be missing in general (未定) is
        remarked, a dash is not.
        """
        said = self._source.missing_words
        wanted = match_key(place.column)
        own = {fold(w) for name, words in said.items() if match_key(name) == wanted for w in words}
        silent = frozenset(own | (_DASHES if is_typed else self._missing))
        silent = frozenset(word for word in silent if match_key(word) not in choices)
        told = self._missing - silent if is_typed else frozenset()
        if not silent and not told:
            return convert
        # Most cells of numbers and days begin with a digit, and no missing word does.
        digits = () if any(word[:1].isdigit() for word in silent | told) else tuple("0123456789")

        def unless_missing(text: str, note: Note = unnoted, /) -> Any:
            if is_typed and text[0] in digits:
                return convert(text, note)
            folded = fold(text)
            if folded in silent:
                return None
            if folded in told:
                note(_("It was taken as empty, as the mapping says of this word."))
                return None
            return convert(text, note)

        return unless_missing

    def _reader(self, place: _Place, convert: Convert[Any]) -> CellReader:
        return CellReader(place.column, place.take, convert, self._remarks)

    def _found(self, column: Column, field: str) -> _Place | None:
        if column.value is not None:
            fixed = column.value
            return _Place(field, lambda cells: fixed)
        numbers = [self._place(name, field) for name in column.names]
        there = [number for number in numbers if number is not None]
        is_whole = len(there) == len(numbers) if column.joined_by is not None else bool(there)
        # Whatever the mapping says: without a name there is no record.
        is_needed = not there and field in NEEDED[self._source.kind]
        if is_needed or (not is_whole and self._is_required(field)):
            raise self._no_column(column, field)
        if not there:
            return None
        if column.by_row:
            self._used.update(there)
            return _Place(
                ", ".join(self._header[number] for number in there),
                first_filled(there, self._missing | _DASHES),
                tuple(there),
            )
        if column.joined_by is None:
            self._used.add(there[0])
            return _Place(self._header[there[0]], itemgetter(there[0]), (there[0],))
        self._used.update(there)
        by = column.joined_by

        def joined(cells: Sequence[str]) -> str:
            texts = (cells[number].strip() for number in there)
            return by.join(text for text in texts if text)

        names = ", ".join(self._header[number] for number in there)
        return _Place(names, joined, tuple(there))

    def _is_required(self, field: str) -> bool:
        return self._source.required is None or field in self._source.required

    def _place(self, name: str, field: str) -> int | None:
        key = match_key(name)
        # 金額(千円) is the column 金額, unless another one is called just so.
        found = self._places.get(key) or self._plain_places.get(key, [])
        if len(found) > 1:
            raise refused(
                self._path,
                _(
                    "It has {number} columns “{column}”, so it is not clear which one holds "
                    "“{field}”. Please rename one of them in the file."
                ).format(number=len(found), column=name, field=field),
            )
        if found:
            self._remark_on_doubles(name, self._header[found[0]])
        return found[0] if found else self._nameless(name)

    def _remark_on_doubles(self, name: str, column: str) -> None:
        """Of columns with the same name the first is taken, unless the mapping tells them apart."""
        second = next((one for one in self._header if is_second(one, name)), None)
        if second is None or second in self._source.column_names():
            return
        self._remarks.of_column(
            self._path.name,
            column,
            _(
                "There is more than one column of this name; the first was taken. To take "
                "another, write “{column}” in the mapping."
            ).format(column=second),
        )

    def _nameless(self, name: str) -> int | None:
        """The column that has no name of its own, called by its number in any language."""
        number = blank_number(name)
        if number is None or not 0 < number <= len(self._header):
            return None
        return number - 1 if blank_number(self._header[number - 1]) == number else None

    def _no_column(self, column: Column, field: str) -> Exception:
        names = " / ".join(column.names)
        named = [one for one in self._header if blank_number(one) is None]
        if len(named) == 1:
            for delimiter in _OTHER_DELIMITERS:
                if delimiter in named[0]:
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
