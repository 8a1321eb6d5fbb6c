"""Recognises an export of a whole workspace, and reads its tables row by row."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from revops_desktop.exchange.formulas import taken_off
from revops_desktop.exchange.out.whole_parts import (
    CONTENTS,
    ENDING,
    TableLine,
)
from revops_desktop.exchange.out.whole_place import whole_place
from revops_desktop.exchange.reading.layout import Layout, Row
from revops_desktop.exchange.reading.opening import open_table
from revops_desktop.exchange.reading.sheets import Book
from revops_desktop.exchange.reading.workbook_table import open_book
from revops_desktop.exchange.refusals import refused, unreadable
from revops_desktop.i18n import _

# Of a file of ours nothing but the separator and the encoding is looked for.
_LAYOUT = Layout(
    form="text", quote='"', line_end="CRLF", header_line=1, header_rows=1, footer_rows=0
)
# A row with the line it begins in.
Line = tuple[int, list[str]]


class WholeSource(Protocol):
    """Where the tables of an exported workspace lie."""

    path: Path
    # Whether a text has a sign before it that keeps spreadsheets from running it.
    is_defused: bool

    def table(
        self, name: str, title: str
    ) -> AbstractContextManager[tuple[list[str], Iterator[Line]]]:
        """The headings of a table, and its rows; FileRefused where it is not there."""


@contextmanager
def whole_source(path: Path) -> Iterator[WholeSource | None]:
    """The export of a whole workspace that lies there; None where it is something else."""
    place = whole_place(path)
    if place is None:
        yield None
    elif place.is_dir():
        folder = _Folder(place)
        yield folder if _is_ours(folder) else None
    else:
        with _book(place) as found:
            yield found


def _is_ours(source: WholeSource) -> bool:
    with source.table(CONTENTS, CONTENTS) as (header, _rows):
        return set(TableLine._fields) <= set(header)


class _Folder:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.is_defused = True

    @contextmanager
    def table(self, name: str, title: str) -> Iterator[tuple[list[str], Iterator[Line]]]:
        path = self.path / (name + ENDING)
        layout = replace(_LAYOUT, delimiter=_separator(path))
        file = open_table(path, layout, encodings=("utf-8", "cp932"))
        with file.rows() as rows:
            yield file.header, _lines(path, rows)


def _lines(path: Path, rows: Iterator[Row]) -> Iterator[Line]:
    for row in rows:
        # What is only doubtful in a list would be another value here; but spreadsheets leave out
        # the separators of empty cells at the end.
        is_short = row.remark is not None and row.remark.column is None and not row.cells[-1]
        problem = row.fault or (None if is_short else row.remark)
        if problem is not None:
            raise refused(
                path, _("Row {row}: {problem}").format(row=row.line, problem=problem.message)
            )
        yield row.line, row.cells


def _separator(path: Path) -> str:
    """A spreadsheet may have saved it with another one; no heading of ours holds any."""
    try:
        with open(path, "rb") as file:
            first = file.readline(10_000)
    except OSError:
        return ","
    return max((",", ";", "\t"), key=lambda sign: first.count(sign.encode()))


@contextmanager
def _book(path: Path) -> "Iterator[_Book | None]":
    try:
        raw = open(path, "rb")  # noqa: SIM115  # closed below
    except OSError as error:
        raise unreadable(path, error) from error
    with raw, closing(open_book(path, raw)) as book:
        found = _Book(path, book)
        if CONTENTS not in found.names:
            yield None
            return
        yield found if _is_ours(found) else None


class _Book:
    def __init__(self, path: Path, book: Book) -> None:
        self.path = path
        self.is_defused = False
        self.names = [sheet.name for sheet in book.sheets]
        self._book = book

    @contextmanager
    def table(self, name: str, title: str) -> Iterator[tuple[list[str], Iterator[Line]]]:
        if title not in self.names:
            raise refused(self.path, _("The sheet “{title}” is missing.").format(title=title))
        rows = self._book.cells(self.names.index(title)).rows
        header = next(rows, [])
        while header and not header[-1]:
            header.pop()
        yield header, _filled(rows, len(header))


def _filled(rows: Iterator[list[str]], width: int) -> Iterator[Line]:
    for number, row in enumerate(rows, 2):
        cells = row[:width]
        if any(cells):
            yield number, cells + [""] * (width - len(cells))


def plain(source: WholeSource, cell: str) -> str:
    """The text of a cell as it was before it was kept from being run."""
    return taken_off(cell) if source.is_defused else cell
