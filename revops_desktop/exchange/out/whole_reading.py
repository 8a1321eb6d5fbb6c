"""Recognises an export of a whole workspace, and reads its tables row by row."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol

from revops_desktop.exchange.formulas import taken_off
from revops_desktop.exchange.out.whole_parts import (
    CONTENTS,
    ENDING,
    WORKBOOK,
    TableLine,
)
from revops_desktop.exchange.reading.layout import Layout, Row
from revops_desktop.exchange.reading.opening import open_table
from revops_desktop.exchange.refusals import refused
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


def whole_source(path: Path) -> WholeSource | None:
    """The export of a whole workspace that lies there; None where it is something else."""
    if path.is_dir():
        if (path / (CONTENTS + ENDING)).is_file():
            return _Folder(path)
        return whole_source(path / WORKBOOK) if (path / WORKBOOK).is_file() else None
    if path.name == CONTENTS + ENDING:
        return _Folder(path.parent)
    if path.suffix.casefold() in (".xlsx", ".ods"):
        return _book(path)
    return None


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
        # What is only doubtful in a list would be another value here.
        problem = row.fault or row.remark
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


def _book(path: Path) -> "_Book | None":
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(path)
    except (CalamineError, OSError):
        return None
    if CONTENTS not in book.sheet_names:
        return None
    found = _Book(path, book)
    with found.table(CONTENTS, CONTENTS) as (header, _rows):
        return found if list(TableLine._fields) == header else None


class _Book:
    def __init__(self, path: Path, book: Any) -> None:
        self.path = path
        self.is_defused = False
        self._book = book

    @contextmanager
    def table(self, name: str, title: str) -> Iterator[tuple[list[str], Iterator[Line]]]:
        if title not in self._book.sheet_names:
            raise refused(self.path, _("The sheet “{title}” is missing.").format(title=title))
        rows = self._book.get_sheet_by_name(title).iter_rows()
        header = [_text(cell) for cell in next(rows, [])]
        while header and not header[-1]:
            header.pop()
        yield header, self._lines(rows, len(header))

    @staticmethod
    def _lines(rows: Iterator[Sequence[Any]], width: int) -> Iterator[Line]:
        for number, row in enumerate(rows, 2):
            cells = [_text(cell) for cell in row[:width]]
            if any(cells):
                yield number, cells + [""] * (width - len(cells))


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value)


def plain(source: WholeSource, cell: str) -> str:
    """The text of a cell as it was before it was kept from being run."""
    return taken_off(cell) if source.is_defused else cell
