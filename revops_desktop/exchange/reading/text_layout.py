"""How a text file is laid out, found by its beginning and its end; what was said is kept."""

import codecs
import csv
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from revops_desktop.exchange.reading.encodings import chosen_encoding, found_encoding
from revops_desktop.exchange.reading.endings import ending
from revops_desktop.exchange.reading.forms import size_of
from revops_desktop.exchange.reading.headings import heading
from revops_desktop.exchange.reading.layout import Layout
from revops_desktop.exchange.reading.row_checks import KEPT_AS_TEXT
from revops_desktop.exchange.reading.separators import (
    Dialect,
    Parsed,
    dialect,
    line_end,
    parsed,
    said_delimiter,
)
from revops_desktop.exchange.reading.shapes import filled, is_blank
from revops_desktop.exchange.refusals import refused, unreadable
from revops_desktop.i18n import _

# So many bytes are looked at, at the beginning and at the end.
BEGINNING = 1 << 17
_END = 1 << 16
_PADDING = "\x00\x1a"
_LAST_ROWS = 40
_OF_WIDTH = 400


@dataclass(frozen=True, slots=True)
class TextFound:
    """The whole layout of a text file, with what is known beside it.

    `width`: how many columns the table has. `is_end_said`: the rows at the end that are no data
    were named by a person; otherwise they were found. `keeps_as_text`: cells are written ="0123".
    """

    layout: Layout
    width: int
    is_end_said: bool
    keeps_as_text: bool = False
    preamble: tuple[tuple[int, tuple[str, ...]], ...] = ()


def text_layout(
    path: Path,
    given: Layout,
    *,
    encodings: Sequence[str] = (),
    words: Collection[str] = (),
) -> TextFound:
    """Finds what `given` does not say.

    `encodings`: where more than one is possible, to be tried in this order. `words`: match keys of
    names that the header is expected to hold. FileRefused where the file cannot be read as text.
    """
    size = size_of(path)
    tried = (given.encoding,) if given.encoding else tuple(encodings)
    encoding = chosen_encoding(path, tried) if tried else found_encoding(path)
    text = _beginning(path, size, encoding)
    if not tried:
        _check_is_text(path, text)
    found = dialect(text, given.delimiter, given.quote)
    rows = _rows(text, found, is_whole=size <= BEGINNING)
    data = [row for row in rows if not _is_padding(row)]
    header_line, header_rows = _header(data, given, words, said_delimiter(text))
    below = [row for row in data if row.line > header_line]
    width = _width(data, below, header_line)
    footer_rows = given.footer_rows
    if footer_rows is None:
        last = below if size <= BEGINNING else _end(path, size, encoding, found)
        footer_rows = ending([(row.line, row.cells) for row in last[-_LAST_ROWS:]], width)
    return TextFound(
        layout=replace(
            given,
            form="text",
            encoding=encoding,
            delimiter=found.delimiter,
            quote=found.quote,
            line_end=given.line_end or line_end(rows),
            header_line=header_line,
            header_rows=header_rows,
            footer_rows=footer_rows,
        ),
        width=width,
        is_end_said=given.footer_rows is not None,
        keeps_as_text='="' in text
        and any(KEPT_AS_TEXT.fullmatch(cell) for row in data for cell in row.cells),
        preamble=tuple(
            (row.line, tuple(row.cells))
            for row in data
            if row.line < header_line and filled(row.cells)
        ),
    )


def _header(
    data: Sequence[Parsed], given: Layout, words: Collection[str], said: str
) -> tuple[int, int]:
    """The line in which the header begins, 0 without one, and how many rows it takes."""
    if given.header_line is not None:
        return given.header_line, (given.header_rows or 1) if given.header_line else 0
    # A line that names the separator is no row.
    place = heading([(row.line, row.cells) for row in data[1 if said else 0 :]], words)
    if place.place is None:
        return 0, 0
    return data[place.place + (1 if said else 0)].line, given.header_rows or place.rows


def _width(data: Sequence[Parsed], below: Sequence[Parsed], header_line: int) -> int:
    """That of the header, or of most rows where it is narrower than they."""
    own = max((len(row.cells) for row in data if row.line == header_line), default=0)
    widths = Counter(_filled_width(row.cells) for row in below[:_OF_WIDTH] if filled(row.cells))
    if not widths:
        return own
    usual = max(widths, key=lambda width: (widths[width], width))
    if not own:
        return max(usual, *(len(row.cells) for row in below[:1]))
    wider = sum(number for width, number in widths.items() if width > own)
    return max(own, usual) if wider * 2 > widths.total() else own


def _filled_width(cells: Sequence[str]) -> int:
    return max((n for n, cell in enumerate(cells, 1) if not is_blank(cell)), default=0)


def _is_padding(row: Parsed) -> bool:
    return not any(cell.strip(_PADDING + " \t") for cell in row.cells) and any(row.cells)


def _beginning(path: Path, size: int, encoding: str) -> str:
    """The text of the first bytes, up to the end of a line."""
    try:
        with open(path, "rb") as raw:
            block = raw.read(BEGINNING)
    except OSError as error:
        raise unreadable(path, error) from error
    try:
        decoder = codecs.getincrementaldecoder(encoding)("replace")
        text = decoder.decode(block, final=size <= BEGINNING)
    except UnicodeError:
        # Some encodings replace nothing; reading will say which line they cannot read.
        text = block.decode("latin-1")
    return text.removeprefix("\ufeff")


def _check_is_text(path: Path, text: str) -> None:
    sample = text[:8000].rstrip(_PADDING)
    strange = sum(sign < " " and sign not in "\t\r\n\x0b\x0c\x1a" for sign in sample)
    if strange > max(8, len(sample) * 0.1):
        raise refused(
            path,
            _("It is neither text nor a workbook. Please choose a CSV file or an Excel file."),
        )


def _rows(text: str, found: Dialect, *, is_whole: bool) -> list[Parsed]:
    try:
        rows = parsed(text, found)
    except csv.Error:
        # A cell too long for any table; reading says where.
        return []
    return rows if is_whole or len(rows) < 2 else rows[:-1]


def _end(path: Path, size: int, encoding: str, found: Dialect) -> list[Parsed]:
    """The rows of the last bytes; their lines are counted from somewhere."""
    if encoding == "utf-16":
        with open(path, "rb") as raw:
            encoding = "utf-16-le" if raw.read(2) == codecs.BOM_UTF16_LE else "utf-16-be"
    try:
        with open(path, "rb") as raw:
            raw.seek(size - size % 4 - _END)
            text = raw.read().decode(encoding, "replace")
    except OSError as error:
        raise unreadable(path, error) from error
    except UnicodeError:
        return []
    # The first line is a part of one.
    text = text.replace("\r\n", "\n").replace("\r", "\n").partition("\n")[2]
    return [row for row in _rows(text, found, is_whole=True) if not _is_padding(row)]
