"""Reads a CSV file strictly, row by row, in bounded memory; says which line is wrong and why.

A row that is wrong in itself (control characters, too many or too few cells) is handed on with its
fault; a file that cannot be read on (encoding, an open quotation mark) is refused as a whole.
"""

import codecs
import csv
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO, NamedTuple

from revops_desktop.exchange.refusals import FileRefused
from revops_desktop.i18n import _

# Characters of one line and of one cell: far beyond any note, far below what fills the memory.
LONGEST = 4_000_000
csv.field_size_limit(LONGEST)

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_PADDING = "\x00\x1a\r\n \t"
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BLOCK = 1 << 20


class Fault(NamedTuple):
    """Why a row cannot be taken: the cell's number, or None for the row as a whole."""

    column: int | None
    message: str


class Row(NamedTuple):
    """A row: the line it begins in (the first line of the file is 1), its cells, its fault."""

    line: int
    cells: list[str]
    fault: Fault | None


class CsvFile:
    """A CSV file. `header` is known once it is open; `rows` may be read once."""

    def __init__(self, path: Path, encodings: Sequence[str], delimiter: str) -> None:
        self.path = path
        self.size = _size(path)
        self.encoding = _encoding(path, encodings)
        self.header: list[str] = []
        self._delimiter = delimiter
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
        try:
            with open(self.path, "rb") as raw:
                self._raw = raw
                # Explicit line ends: a lone CR ends a line too, and inside quotes they stay.
                stream = TextIOWrapper(raw, encoding=self.encoding, errors="strict", newline="")
                reader = csv.reader(self._lines(stream), delimiter=self._delimiter, strict=True)
                found = self._rows(reader)
                first = next(found, None)
                if first is None:
                    raise self._refused(
                        _("It is empty. Please choose the file that holds the rows.")
                    )
                self.header = [" ".join(_FORBIDDEN.sub("", c).split()) for c in first.cells]
                self._has_control = False
                yield self._checked(found, len(self.header))
        except UnicodeError as error:
            raise wrong_encoding(self.path, self.encoding) from error
        except OSError as error:
            raise _unreadable(self.path, error) from error

    def _lines(self, stream: TextIOWrapper) -> Iterator[str]:
        readline, find = stream.readline, _FORBIDDEN.search
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
                yield Row(line, cells, None)

    def _checked(self, rows: Iterator[Row], width: int) -> Iterator[Row]:
        for row in rows:
            cells = row.cells
            if self._has_control:
                self._has_control = False
                yield row._replace(fault=_control_fault(cells))
            elif len(cells) != width:
                message = _(
                    "It has {cells} cells, the header has {width}. "
                    "Please check it for a missing or stray separator."
                ).format(cells=len(cells), width=width)
                yield row._replace(fault=Fault(None, message))
            else:
                yield row

    def _refused(self, problem: str) -> FileRefused:
        return refused(self.path, problem)


def refused(path: Path, problem: str) -> FileRefused:
    """The sentence for a file that is refused as a whole."""
    return FileRefused(
        _("“{file}” cannot be imported: {problem} Nothing was imported.").format(
            file=path.name, problem=problem
        )
    )


def wrong_encoding(path: Path, encoding: str) -> FileRefused:
    """The sentence for a file in another encoding than the mapping says, with the line."""
    line = _first_unreadable_line(path, encoding)
    shown = "UTF-8" if encoding.startswith("utf-8") else encoding
    if line is None:
        problem = _("It is not written in {encoding}.").format(encoding=shown)
    else:
        problem = _("It is not written in {encoding}: line {line} cannot be read.").format(
            encoding=shown, line=line
        )
    advice = _(
        "Please choose how it is written, or say it in the mapping, for example "
        'encoding = "cp932" for a file from a Japanese Excel; or save it as UTF-8.'
    )
    return refused(path, _("{first} {second}").format(first=problem, second=advice))


def _control_fault(cells: list[str]) -> Fault:
    column = next((n for n, cell in enumerate(cells) if _FORBIDDEN.search(cell)), None)
    return Fault(
        column, _("It contains a control character that cannot be kept. Please remove it.")
    )


def _size(path: Path) -> int:
    try:
        if not path.is_file():
            raise FileRefused(
                _(
                    "There is no file “{file}”. Nothing was imported. "
                    "Please check its name and place."
                ).format(file=path)
            )
        return path.stat().st_size
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> FileRefused:
    return FileRefused(
        _(
            "“{file}” cannot be read ({reason}). Nothing was imported. Please check whether it is "
            "open in another program or whether you may read it."
        ).format(file=path.name, reason=error.strerror or error)
    )


def _encoding(path: Path, encodings: Sequence[str]) -> str:
    """The one a mark at the file's beginning names, or the first that reads the whole file."""
    try:
        with open(path, "rb") as raw:
            beginning = raw.read(4)
            for mark, name in _BYTE_ORDER_MARKS:
                if beginning.startswith(mark):
                    return name
            if len(encodings) == 1:
                return encodings[0]
            for name in encodings:
                raw.seek(0)
                if _reads(raw, name):
                    return name
    except OSError as error:
        raise _unreadable(path, error) from error
    raise wrong_encoding(path, encodings[0])


def _reads(raw: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while block := raw.read(_BLOCK):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _first_unreadable_line(path: Path, encoding: str) -> int | None:
    if encoding.replace("_", "-").lower().startswith(("utf-16", "utf-32")):
        return None
    try:
        with open(path, "rb") as raw:
            for number, line in enumerate(iter(lambda: raw.readline(LONGEST), b""), 1):
                try:
                    line.decode(encoding)
                except UnicodeError:
                    return number
    except OSError:
        return None
    return None
