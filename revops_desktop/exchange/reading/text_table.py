"""Reads a text file row by row, in bounded memory; says which line is wrong and why.

A row that is doubtful in itself (control characters, too few or too many cells) is handed on with
a remark; a file that cannot be read on (encoding, an open quotation mark) is refused as a whole.
"""

import csv
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO

from revops_desktop.exchange.reading.encodings import wrong_encoding
from revops_desktop.exchange.reading.endings import is_total, may_be_total
from revops_desktop.exchange.reading.headings import merged, names_apart
from revops_desktop.exchange.reading.layout import Row
from revops_desktop.exchange.reading.row_checks import (
    CONTROL,
    cleaned,
    fitted,
    refused_note,
    refused_total,
)
from revops_desktop.exchange.reading.separators import LONGEST, Dialect, options
from revops_desktop.exchange.reading.text_layout import TextFound
from revops_desktop.exchange.refusals import FileRefused, refused, unreadable
from revops_desktop.i18n import _

_PADDING = "\x00\x1a\r\n \t"


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
        self._lines_read = 0
        self._has_control = False

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
                # Explicit line ends: a lone CR ends a line too, and inside quotes they stay.
                stream = TextIOWrapper(raw, encoding=self.encoding, errors="strict", newline="")
                lines = self._lines(stream)
                # What stands before the header need not be a table.
                while self._lines_read < (layout.header_line or 1) - 1:
                    if next(lines, None) is None:
                        break
                reader = csv.reader(
                    lines, **options(Dialect(layout.delimiter, layout.quote), strict=True)
                )
                found = self._rows(reader)
                self.header = self._header(found)
                self._has_control = False
                yield self._without_end(self._checked(found))
        except UnicodeError as error:
            raise wrong_encoding(self.path, self.encoding) from error
        except OSError as error:
            raise unreadable(self.path, error) from error

    def _header(self, found: Iterator[Row]) -> list[str]:
        if not self.layout.header_line:
            if not self._found.width:
                raise self._empty()
            return names_apart((), self._found.width)
        rows = []
        for row in found:
            rows.append(row.cells)
            if len(rows) >= (self.layout.header_rows or 1):
                break
        if not rows:
            raise self._empty()
        self.blank_rows = 0
        names = rows[0] if len(rows) == 1 else merged(rows)
        return names_apart(names, self._found.width)

    def _lines(self, stream: TextIOWrapper) -> Iterator[str]:
        readline, find = stream.readline, CONTROL.search
        while line := readline(LONGEST):
            self._lines_read += 1
            if len(line) >= LONGEST:
                raise self._refused(
                    _(
                        "Line {line} has more than {number} characters. "
                        "Please check whether it is a CSV file."
                    ).format(line=self._lines_read, number=f"{LONGEST:,}")
                )
            if find(line):
                if not line.strip(_PADDING):
                    continue
                self._has_control = True
            yield line

    def _rows(self, reader: "Iterator[list[str]]") -> Iterator[Row]:
        blank = 0
        while True:
            line = self._lines_read + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise self._refused(
                    _(
                        "The row that begins in line {line} cannot be split into cells ({reason}). "
                        "A quotation mark may be missing or stand inside a cell without being "
                        "doubled. Please correct it there."
                    ).format(line=line, reason=error)
                ) from error
            if any(cells) and any(map(str.strip, cells)):
                self.blank_rows += blank
                blank = 0
                yield Row(line, cells, None)
            else:
                blank += 1

    def _checked(self, rows: Iterator[Row]) -> Iterator[Row]:
        header = self.header
        width = len(header)
        looks_for_totals = not self._found.is_end_said
        for row in rows:
            if self._has_control:
                self._has_control = False
                row = cleaned(row)
            cells = row.cells
            if looks_for_totals and may_be_total(cells[0]) and is_total(cells):
                row = refused_total(row)
            if len(cells) != width:
                row = fitted(row, header)
            yield row

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
