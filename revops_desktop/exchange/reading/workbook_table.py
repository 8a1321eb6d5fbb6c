"""A sheet of a workbook as a table: which sheet, where its header stands, its cells as texts."""

from collections import deque
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO

from revops_desktop.exchange.reading.endings import BEGINNINGS, ending, is_total
from revops_desktop.exchange.reading.headings import names_apart
from revops_desktop.exchange.reading.layout import NOTHING_SAID, Fault, Layout, Look, Row
from revops_desktop.exchange.reading.merged_cells import filled_down, sheet_heading, spread
from revops_desktop.exchange.reading.row_checks import (
    cleaned,
    fitted,
    refused_note,
    refused_total,
)
from revops_desktop.exchange.reading.shapes import filled
from revops_desktop.exchange.reading.sheet_paths import file_of, sheet_of
from revops_desktop.exchange.reading.sheets import Book, Sheet, SheetCells
from revops_desktop.exchange.reading.table_look import look_at
from revops_desktop.exchange.reading.typed_cells import ERRORS
from revops_desktop.exchange.reading.workbook_guard import Archive, damaged
from revops_desktop.exchange.refusals import FileRefused, refused, unreadable
from revops_desktop.i18n import _
from revops_desktop.rules.text import match_key

# The header is looked for in so many rows; the end is judged by so many.
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FIRST_ROWS, _LAST_ROWS = 150, 40


class WorkbookTable:
    """A sheet as a table. `header`, `layout` (whole), `preamble` and `sheets` are known once it is
    open; `rows` may be read once; `left_out` and `blank_rows` are known once it is read."""

    def __init__(self, path: Path, layout: Layout, words: Collection[str] = ()) -> None:
        self.path = path
        self._file = file_of(path)
        self.size = self._file.stat().st_size
        self.layout = replace(layout, sheet=layout.sheet or sheet_of(path))
        self.encoding = ""
        self.header: list[str] = []
        self.sheets: tuple[str, ...] = ()
        self.shown_sheets: tuple[str, ...] = ()
        self.preamble: tuple[tuple[int, tuple[str, ...]], ...] = ()
        self.left_out: list[Row] = []
        self.blank_rows = 0
        self._words = words
        self._line = 0
        self._height = 1
        self._is_end_said = layout.footer_rows is not None

    @property
    def position(self) -> int:
        """How much of `size` was read so far, as the share of its rows."""
        return min(self.size, self.size * self._line // max(1, self._height))

    @contextmanager
    def rows(self) -> Iterator[Iterator[Row]]:
        """Opens the sheet, finds its header, and hands out the rows; blank ones are left out."""
        try:
            with open(self._file, "rb") as raw, closing(open_book(self._file, raw)) as book:
                self.encoding = book.form
                cells = book.cells(self._chosen(book))
                self._height = cells.height
                yield self._without_end(self._below_header(cells))
        except OSError as error:
            raise unreadable(self.path, error) from error

    def _chosen(self, book: Book) -> int:
        """The number of the sheet that was said, or of the one with most in it."""
        sheets = book.sheets
        ordered = sorted(
            range(len(sheets)), key=lambda n: (sheets[n].is_hidden, -sheets[n].filled, n)
        )
        useful = [n for n in ordered if sheets[n].filled]
        self.sheets = tuple(sheets[n].name for n in useful)
        self.shown_sheets = tuple(one.name for one in sheets if one.filled and not one.is_hidden)
        if not self.layout.sheet:
            if not useful:
                raise _empty(self.path)
            self.layout = replace(self.layout, sheet=sheets[useful[0]].name)
            return useful[0]
        found = _named(sheets, self.layout.sheet)
        if found is None:
            raise refused(
                self.path,
                _(
                    "It has no sheet “{sheet}”. It has: {sheets}. Please choose one of these."
                ).format(
                    sheet=self.layout.sheet, sheets=", ".join(one.name for one in sheets)[:500]
                ),
            )
        return found

    def _below_header(self, cells: SheetCells) -> Iterator[Row]:
        """Finds the header; the rows below it, as they stand in the sheet."""
        rows = cells.rows
        first = list(islice(rows, max(_FIRST_ROWS, (self.layout.header_line or 0) + 1)))
        merged = cells.merged
        shown = spread(first, merged)
        numbered = [(n, row) for n, row in enumerate(shown, 1)]
        if not any(filled(row) for row in first):
            first = [row for row in chain(first, rows) if filled(row)][:1]
            if not first:
                raise _empty(self.path)
            raise _begins_too_low(self.path)
        line, number, names = sheet_heading(numbered, first, merged, self.layout, self._words)
        body = first[line + number - 1 :] if line else first
        width = max((n + 1 for row in body for n, cell in enumerate(row) if cell), default=0)
        names = names[: max(width, len(names))]
        while names and not names[-1] and len(names) > width:
            names.pop()
        self.header = names_apart(names, width)
        self.layout = replace(
            self.layout, form="workbook", header_line=line, header_rows=number if line else 0
        )
        self.preamble = tuple(
            (n, tuple(row)) for n, row in enumerate(first[: max(0, line - 1)], 1) if filled(row)
        )
        below = max(0, line + number - 1) if line else 0
        return self._numbered(chain(first[below:], rows), below + 1, cells)

    def _numbered(self, rows: Iterator[list[str]], line: int, cells: SheetCells) -> Iterator[Row]:
        header = self.header
        blank, width = 0, len(header)
        # Who says that there are none at the end takes all rows for data.
        looks_for_totals = not self._is_end_said or self.layout.footer_rows != 0
        for self._line, found in enumerate(filled_down(rows, line, cells.merged), line):
            if not any(found) or not any(map(str.strip, found)):
                blank += 1
                continue
            self.blank_rows += blank
            blank = 0
            if len(found) < width:
                found = found + [""] * (width - len(found))
            row = Row(self._line, found, None)
            if not ERRORS.isdisjoint(found):
                row = _without_errors(row)
            if not "".join(found).isprintable():
                row = cleaned(row)
            if looks_for_totals and found[0][:1] in BEGINNINGS and is_total(found):
                row = refused_total(row)
            yield row if len(found) == width else fitted(row, header)

    def _without_end(self, rows: Iterator[Row]) -> Iterator[Row]:
        said = self.layout.footer_rows
        held: deque[Row] = deque()
        most = _LAST_ROWS if said is None else said
        for row in rows:
            held.append(row)
            if len(held) > most:
                yield held.popleft()
        if said is not None:
            self.left_out += held
            return
        number = ending([(row.line, row.cells) for row in held], len(self.header))
        self.layout = replace(self.layout, footer_rows=number)
        for place, row in enumerate(held):
            is_end = place >= len(held) - number
            yield refused_note(row) if is_end and row.fault is None else row


def look_workbook(path: Path, given: Layout = NOTHING_SAID) -> Look:
    """What a workbook holds; what `given` says of its layout is taken for true.

    FileRefused with a sentence where it cannot be read or would do harm.
    """
    table = WorkbookTable(path, given)
    found = look_at(table)
    return replace(
        found,
        layout=replace(table.layout, footer_rows=table.layout.footer_rows or 0),
        preamble=table.preamble,
        sheets=table.sheets,
        shown_sheets=table.shown_sheets,
    )


def open_workbook(
    path: Path, layout: Layout = NOTHING_SAID, words: Collection[str] = ()
) -> WorkbookTable:
    """The sheet that `layout` says as a table; what it does not say is found.

    `words`: match keys of columns that the header is expected to hold.
    """
    return WorkbookTable(path, layout, words)


def open_book(path: Path, raw: BinaryIO) -> Book:
    """The workbook in an open file, by its content. FileRefused where it is none."""
    beginning = raw.read(8)
    if beginning.startswith(b"PK"):
        from revops_desktop.exchange.reading.ods_book import CONTENT, OdsBook
        from revops_desktop.exchange.reading.xlsx_book import XlsxBook

        archive = Archive(path, raw)
        return OdsBook(path, archive) if archive.has(CONTENT) else XlsxBook(path, archive)
    if beginning == _COMPOUND:
        from revops_desktop.exchange.reading.xls_book import XlsBook

        return XlsBook(path, raw)
    raise damaged(path)


def _named(sheets: Sequence[Sheet], name: str) -> int | None:
    exact = (n for n, sheet in enumerate(sheets) if sheet.name == name)
    alike = (n for n, sheet in enumerate(sheets) if match_key(sheet.name) == match_key(name))
    return next(exact, next(alike, None))


def _without_errors(row: Row) -> Row:
    """The row with its failed formulas emptied, with a remark that names the first of them."""
    column = next(n for n, cell in enumerate(row.cells) if cell in ERRORS)
    message = _(
        "It holds the error {error} of a formula that failed; the cell was taken for empty."
    ).format(error=row.cells[column])
    cells = ["" if cell in ERRORS else cell for cell in row.cells]
    return row._replace(cells=cells, remark=Fault(column, message))


def _empty(path: Path) -> FileRefused:
    return refused(path, _("It is empty. Please choose the file that holds the rows."))


def _begins_too_low(path: Path) -> FileRefused:
    return refused(
        path,
        _(
            "Its table begins below row {number}. Please delete the empty rows above it, or say "
            "in which row the header stands."
        ).format(number=_FIRST_ROWS),
    )
