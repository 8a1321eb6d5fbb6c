"""Reads ODS workbooks as a stream: what repeats a million times is counted, not laid out.

Calamine lays out every repeated cell, and a cell of 50 characters can repeat 17 billion times.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from revops_desktop.exchange.reading.sheets import Merged, Sheet, SheetCells
from revops_desktop.exchange.reading.typed_cells import (
    ERRORS,
    duration_text,
    number_text,
    percent_text,
)
from revops_desktop.exchange.reading.workbook_guard import (
    LONGEST_CELL,
    MOST_CELLS,
    MOST_CHARACTERS,
    Archive,
    Reader,
    damaged,
    local,
    too_big,
    too_long,
    with_password,
)

CONTENT = "content.xml"
_MANIFEST = "META-INF/manifest.xml"
_ROWS, _COLUMNS, _MOST_MERGED = 1_048_576, 16_384, 20_000
_MOST_SHEETS, _MOST_BLANKS = 1_000, 10_000
_DURATION = re.compile(r"(-?)PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")
_SPANNED = {"table:number-columns-spanned", "table:number-rows-spanned"}
_CELLS = ("table-cell", "covered-table-cell")


class _Table:
    """What is known of a sheet before its cells are read."""

    def __init__(self, name: str, style: str) -> None:
        self.name = name
        self.style = style
        self.filled = self.height = 0
        self.merged: list[Merged] = []


class OdsBook:
    """An open ODS workbook. FileRefused where it is none, damaged or encrypted."""

    form = "ODS"

    def __init__(self, path: Path, archive: Archive) -> None:
        self._path = path
        self._archive = archive
        if archive.has(_MANIFEST) and b"encryption-data" in archive.part(_MANIFEST):
            raise with_password(path)
        counting = _Counting(path)
        for _rows in counting.read(archive.pieces(CONTENT)):
            pass
        self._tables = counting.tables
        self._hidden = counting.hidden

    @property
    def sheets(self) -> Sequence[Sheet]:
        """All sheets, in the order of the workbook."""
        return [Sheet(one.name, one.style in self._hidden, one.filled) for one in self._tables]

    def cells(self, number: int) -> SheetCells:
        """The cells of the sheet of this number. FileRefused where they cannot be read."""
        table = self._tables[number]
        rows = _Reading(self._path, number).read(self._archive.pieces(CONTENT))
        return SheetCells(rows, table.height, table.merged)

    def close(self) -> None:
        """The file is its opener's; nothing else is held."""


class _Walking:
    """Walks through content.xml: which table, which row, which column."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._reader = Reader(path)
        self._reader.parser.StartElementHandler = self._begin
        self._reader.parser.EndElementHandler = self._end
        # By the names of elements with their prefixes, those without.
        self._elements: dict[str, str] = {}
        self.number = -1
        self._depth = 0
        self._row = self._column = 0
        self._row_times = 1

    def read(self, pieces: Iterator[bytes]) -> Iterator[list[str]]:
        """Feeds the parser; the rows that are finished after each piece."""
        for piece in pieces:
            self._reader.read(piece, is_last=False)
            yield from self.finished()
        self._reader.read(b"")
        yield from self.finished()

    def finished(self) -> Iterator[list[str]]:
        """Rows that are whole by now."""
        yield from ()

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        element = self._elements.get(name)
        if element is None:
            element = self._elements[name] = local(name)
        if element in _CELLS and self._depth == 1:
            times = _times(attributes, "table:number-columns-repeated", _COLUMNS)
            self.cell(attributes, times)
            self._column += times
        elif element == "table-row" and self._depth == 1:
            self._column = 0
            self._row_times = _times(attributes, "table:number-rows-repeated", _ROWS)
        elif element == "table" and name != element:
            self._depth += 1
            if self._depth == 1:
                self.number += 1
                self._row = 0
                own = {local(key): value for key, value in attributes.items()}
                self.table(own.get("name", ""), own.get("style-name", ""))
        else:
            self.other(element, attributes)

    def _end(self, name: str) -> None:
        element = self._elements[name]
        if element == "table" and name != element:
            self._depth -= 1
        elif element == "table-row" and self._depth == 1:
            self.row_ended()
            self._row += self._row_times
        else:
            self.ended(element)

    def table(self, name: str, style: str) -> None:
        """A table begins."""

    def cell(self, attributes: dict[str, str], times: int) -> None:
        """A cell begins that stands there so many times."""

    def other(self, element: str, attributes: dict[str, str]) -> None:
        """Any other element begins."""

    def ended(self, element: str) -> None:
        """Any element ends but a table or a row."""

    def row_ended(self) -> None:
        """A row ends."""


class _Counting(_Walking):
    """Counts what each table holds; finds merged cells and hidden tables."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.tables: list[_Table] = []
        self.hidden: set[str] = set()
        self._style = ""

    def table(self, name: str, style: str) -> None:
        if len(self.tables) >= _MOST_SHEETS:
            raise damaged(self._path)
        self.tables.append(_Table(name, style))

    def cell(self, attributes: dict[str, str], times: int) -> None:
        table = self.tables[-1]
        if "office:value-type" in attributes:
            table.filled += 1
            table.height = min(_ROWS, self._row + self._row_times)
        if not _SPANNED & attributes.keys():
            return
        across = _times(attributes, "table:number-columns-spanned", _COLUMNS)
        down = _times(attributes, "table:number-rows-spanned", _ROWS)
        if (across > 1 or down > 1) and len(table.merged) < _MOST_MERGED:
            first = (self._row, self._column)
            table.merged.append((first, (self._row + down - 1, self._column + across - 1)))

    def other(self, element: str, attributes: dict[str, str]) -> None:
        if element == "style":
            self._style = attributes.get("style:name", "")
        elif element == "table-properties" and attributes.get("table:display") == "false":
            self.hidden.add(self._style)


class _Reading(_Walking):
    """Reads the cells of one table."""

    def __init__(self, path: Path, number: int) -> None:
        super().__init__(path)
        self._wanted = number
        self._ready: list[tuple[list[str], int]] = []
        self._cells: list[str] = []
        self._open: dict[str, str] | None = None
        self._times = 1
        self._paragraphs: list[str] = []
        self._inside = self._passed = self._blank = 0
        self._length = self._number = self._characters = 0
        self._reader.parser.CharacterDataHandler = self._text

    def finished(self) -> Iterator[list[str]]:
        ready, self._ready = self._ready, []
        for row, times in ready:
            for _n in range(times):
                yield list(row)

    def cell(self, attributes: dict[str, str], times: int) -> None:
        if self.number == self._wanted:
            self._open, self._times = attributes, times
            self._paragraphs, self._length = [], 0
            self._inside = self._passed = 0

    def other(self, element: str, attributes: dict[str, str]) -> None:
        if self._open is None:
            return
        if element == "annotation":
            self._passed += 1
        elif self._passed:
            return
        elif element == "p":
            self._inside += 1
            self._paragraphs.append("")
        elif self._inside and element == "s":
            self._text(" " * _times(attributes, "text:c", _MOST_BLANKS))
        elif self._inside and element in ("tab", "line-break"):
            self._text("\t" if element == "tab" else "\n")

    def ended(self, element: str) -> None:
        if self._open is None:
            return
        if element == "annotation":
            self._passed -= 1
        elif element == "p" and not self._passed:
            self._inside -= 1
        elif element in _CELLS:
            self._put(_shown(self._open, "\n".join(self._paragraphs)))
            self._open = None

    def row_ended(self) -> None:
        if self.number != self._wanted:
            return
        row, self._cells = self._cells, []
        self._number += len(row) * self._row_times
        self._characters += sum(map(len, row)) * self._row_times
        if self._number > MOST_CELLS or self._characters > MOST_CHARACTERS:
            raise too_big(self._path)
        if not row:
            self._blank += self._row_times
            return
        self._ready += [([], self._blank), (row, self._row_times)]
        self._blank = 0

    def _text(self, text: str) -> None:
        if self._inside and not self._passed:
            self._length += len(text)
            if self._length > LONGEST_CELL:
                raise too_long(self._path)
            self._paragraphs[-1] += text

    def _put(self, text: str) -> None:
        # The column is that of the cell's end, blank cells are laid out where others follow.
        if not text:
            return
        if self._column > _COLUMNS:
            raise damaged(self._path)
        first = self._column - self._times
        self._cells += [""] * (first - len(self._cells))
        self._cells += [text] * self._times


def _shown(attributes: dict[str, str], text: str) -> str:
    kind = attributes.get("office:value-type", "")
    if attributes.get("calcext:value-type") == "error":
        return text if text in ERRORS else "#VALUE!"
    read = _KINDS.get(kind)
    if read is None:
        return attributes.get("office:string-value", text) if kind == "string" else text
    return read(attributes, text)


def _number(attributes: dict[str, str], text: str) -> str:
    try:
        number = float(attributes.get("office:value", ""))
    except ValueError:
        return text
    digits = "".join(sign for sign in text if sign.isdecimal())
    if text[:1] == "0" and number.is_integer() and digits.lstrip("0") == number_text(number):
        # Leading zeros, as of postal codes, are only in what is shown.
        return text if re.fullmatch(r"\d{2,}(-\d+)*", text) else number_text(number)
    return number_text(number)


def _percent(attributes: dict[str, str], text: str) -> str:
    try:
        return percent_text(float(attributes.get("office:value", "")))
    except ValueError:
        return text


def _day(attributes: dict[str, str], text: str) -> str:
    day, _t, time = attributes.get("office:date-value", "").partition("T")
    time = re.sub(r"[.,]\d+$", "", time)
    return f"{day} {time}".strip() if day and time.strip("0:") else day or text


def _time(attributes: dict[str, str], text: str) -> str:
    from datetime import timedelta

    found = _DURATION.fullmatch(attributes.get("office:time-value", ""))
    if found is None or max(map(len, found.groups())) > 9:
        return text
    seconds = int(found[2]) * 3600 + int(found[3]) * 60 + int(found[4])
    shown = duration_text(timedelta(seconds=-seconds if found[1] else seconds))
    return shown.zfill(8)


def _boolean(attributes: dict[str, str], text: str) -> str:
    return attributes.get("office:boolean-value", text).upper()


_KINDS: dict[str, Callable[[dict[str, str], str], str]] = {
    "float": _number,
    "currency": _number,
    "percentage": _percent,
    "date": _day,
    "time": _time,
    "boolean": _boolean,
}


def _times(attributes: dict[str, str], name: str, most: int) -> int:
    said = attributes.get(name)
    if said is None:
        return 1
    return min(most, max(1, int(said))) if said.isdecimal() and len(said) < 10 else 1
