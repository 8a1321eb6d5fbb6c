"""Reads a text file row by row, in bounded memory; says which line is wrong and why.

A row that is doubtful in itself (control characters, too few or too many cells) is handed on with
a remark; a file that cannot be read on (encoding, an open quotation mark) is refused as a whole.
"""

import csv
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO, Protocol

from revops_desktop.exchange.reading.encodings import wrong_encoding
from revops_desktop.exchange.reading.endings import BEGINNINGS, is_total
from revops_desktop.exchange.reading.headings import merged, names_apart
from revops_desktop.exchange.reading.layout import Row
from revops_desktop.exchange.reading.row_checks import (
    as_text,
    fitted,
    refused_header,
    refused_note,
    refused_total,
    without_control,
)
from revops_desktop.exchange.reading.separators import Dialect, options
from revops_desktop.exchange.reading.text_layout import TextFound
from revops_desktop.exchange.reading.text_lines import TextLines
from revops_desktop.exchange.refusals import FileRefused, refused, unreadable
from revops_desktop.i18n import _

# As many as a spreadsheet has.
MOST_COLUMNS = 16_384
# A row is made for every line of the file: the plain tuple's own way is the quickest.
new_row = tuple.__new__


class _Reader(Protocol):
    """What csv.reader makes: rows of cells, and how many lines they took so far."""

    line_num: int

    def __iter__(self) -> Iterator[list[str]]: ...


class TextTable:
    """A text file as a table. `header` is known once it is open; `rows` may be read once.

    `blank_rows` (between others) and `left_out` (rows at the end that a person said are no data)
    are known once it is read.
    """

    def __init__(self, path: Path, found: TextFound) -> None:
        self.path = path
        self.size = path.stat().st_size
        self.layout = found.layout
        self.encoding = found.layout.encoding
        self.header: list[str] = []
        self.blank_rows = 0
        self.left_out: list[Row] = []
        self._found = found
        self._raw: BinaryIO | None = None

    @property
    def position(self) -> int:
        """How many bytes were read so far."""
        return self._raw.tell() if self._raw is not None and not self._raw.closed else self.size

    @contextmanager
    def rows(self) -> Iterator[Iterator[Row]]:
        """Opens the file, reads the header, and hands out the rows; blank ones are left out."""
        layout = self.layout
        try:
            with open(self.path, "rb") as raw:
                self._raw = raw
                self._text = TextLines(self.path, raw, self.encoding)
                lines = chain.from_iterable(self._text.blocks())
                # What stands before the header need not be a table.
                before = sum(1 for _line in islice(lines, max(0, (layout.header_line or 1) - 1)))
                dialect = Dialect(layout.delimiter, layout.quote)
                reader = csv.reader(lines, **options(dialect, strict=True))
                found = self._rows(reader, before)
                self.header = self._header(found)
                yield self._without_end(found)
        except UnicodeError as error:
            raise wrong_encoding(self.path, self.encoding) from error
        except OSError as error:
            raise unreadable(self.path, error) from error

    def _header(self, found: Iterator[Row]) -> list[str]:
        if not self.layout.header_line:
            if not self._found.width:
                raise self._empty()
            return names_apart((), self._found.width)
        rows = [row.cells for row in islice(found, self.layout.header_rows or 1)]
        if not rows and (self.layout.header_line or 0) > 1:
            problem = _("Its header is said to stand in line {line}, and there is nothing.")
            raise self._refused(problem.format(line=self.layout.header_line))
        if not rows:
            raise self._empty()
        names = rows[0] if len(rows) == 1 else merged(rows)
        if len(names) > MOST_COLUMNS:
            raise self._refused(
                _(
                    "It has {number} columns, more than any table. Please check its separator and "
                    "in which line its header stands."
                ).format(number=f"{len(names):,}")
            )
        return names_apart(names, self._found.width)

    def _rows(self, reader: "_Reader", before: int) -> Iterator[Row]:
        """First the rows of the header, then those of the table, all that say something.

        Every row of a file goes through here: what most of them need is kept short.
        """
        text = self._text
        header_left = (self.layout.header_rows or 1) if self.layout.header_line else 0
        width = len(self.header)
        # Who says that there are none at the end takes all rows for data.
        looks_for_totals = not self._found.is_end_said or self.layout.footer_rows != 0
        keeps_as_text = self._found.keeps_as_text
        own_header: list[str] = []
        last, blank = before, 0
        had_control = text.may_hold_control
        try:
            for cells in reader:
                line, last = last + 1, before + reader.line_num
                remark = None
                if had_control or text.may_hold_control:
                    had_control = text.may_hold_control
                    cells, remark = without_control(cells)
                if keeps_as_text:
                    cells = as_text(cells)
                if not cells or not (cells[0] or any(cells)) or not any(map(str.strip, cells)):
                    blank += 1
                    continue
                if header_left:
                    header_left -= 1
                    blank = 0
                    yield Row(line, cells, None)
                    # By now it was read.
                    width = len(self.header)
                    own_header = cells
                    continue
                if blank:
                    self.blank_rows += blank
                    blank = 0
                row = new_row(Row, (line, cells, None, remark))
                if len(cells) != width:
                    row = fitted(row, self.header)
                if cells == own_header:
                    row = refused_header(row)
                elif looks_for_totals and cells[0][:1] in BEGINNINGS and is_total(cells):
                    row = refused_total(row)
                yield row
        except csv.Error as error:
            raise self._refused(
                _(
                    "The row that begins in line {line} cannot be split into cells. A "
                    "quotation mark may be missing or stand inside a cell without being "
                    "doubled. Please correct it there."
                ).format(line=last + 1)
            ) from error

    def _without_end(self, rows: Iterator[Row]) -> Iterator[Row]:
        number = self.layout.footer_rows or 0
        if not number:
            yield from rows
            return
        held: deque[Row] = deque()
        for row in rows:
            held.append(row)
            if len(held) > number:
                yield held.popleft()
        if self._found.is_end_said:
            self.left_out += held
            return
        for row in held:
            yield row if row.fault is not None else refused_note(row)

    def _empty(self) -> FileRefused:
        return self._refused(_("It is empty. Please choose the file that holds the rows."))

    def _refused(self, problem: str) -> FileRefused:
        return refused(self.path, problem)
