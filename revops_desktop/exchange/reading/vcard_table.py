"""A vCard file as a table of contacts: one row a card, photos left out."""

from codecs import BOM_UTF8
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO

from revops_desktop.exchange.reading.encodings import (
    chosen_encoding,
    found_encoding,
    wrong_encoding,
)
from revops_desktop.exchange.reading.layout import NOTHING_SAID, Fault, Layout, Look, Row
from revops_desktop.exchange.reading.row_checks import CONTROL, cleaned
from revops_desktop.exchange.reading.table_look import look_at
from revops_desktop.exchange.reading.vcard_contact import COLUMNS, contact
from revops_desktop.exchange.reading.vcard_lines import LONGEST, Property, properties, unfolded
from revops_desktop.exchange.refusals import refused, unreadable
from revops_desktop.i18n import _

# Properties of one card beyond these are of no person.
_MOST_PROPERTIES = 2_000


class VcardTable:
    """The cards of a file as rows. The header is the same for every file."""

    def __init__(self, path: Path, layout: Layout) -> None:
        self.path = path
        self.size = path.stat().st_size
        self.encoding = _encoding(path, layout.encoding)
        self.layout = replace(
            layout, form="vcard", encoding=self.encoding, header_line=0, header_rows=0
        )
        self.header = list(COLUMNS)
        self.blank_rows = 0
        self.left_out: list[Row] = []
        self._raw: BinaryIO | None = None

    @property
    def position(self) -> int:
        """How many bytes were read so far."""
        return self._raw.tell() if self._raw is not None and not self._raw.closed else self.size

    @contextmanager
    def rows(self) -> Iterator[Iterator[Row]]:
        """Opens the file and hands out a row for every card, with the line it begins in."""
        try:
            with open(self.path, "rb") as raw:
                self._raw = raw
                yield self._rows(raw)
        except UnicodeError as error:
            raise wrong_encoding(self.path, self.encoding) from error
        except OSError as error:
            raise unreadable(self.path, error) from error

    def _rows(self, raw: BinaryIO) -> Iterator[Row]:
        is_any = False
        with closing(_lines(raw, self.encoding)) as lines:
            for row in _cards(properties(lines, _of_lines(self.encoding))):
                is_any = True
                yield row
        if not is_any:
            raise refused(
                self.path, _("It holds no card. Please choose a file of contacts (vCard).")
            )


def _encoding(path: Path, said: str) -> str:
    """As for any text; but a fold may stand within a character, which other texts do not have."""
    if said:
        return chosen_encoding(path, (said,))
    try:
        with open(path, "rb") as raw:
            lines = partial(raw.readline, LONGEST)
            if not _is_utf_8(iter(lines, b"")):
                raw.seek(0)
                if _is_utf_8(one for _line, one in unfolded(iter(lines, b""))):
                    return "utf-8"
    except OSError as error:
        raise unreadable(path, error) from error
    return found_encoding(path)


def _is_utf_8(lines: Iterable[bytes]) -> bool:
    try:
        for line in lines:
            line.decode("utf-8")
    except UnicodeError:
        return False
    return True


def _of_lines(encoding: str) -> str:
    return "utf-8" if encoding.startswith(("utf-", "utf_")) else encoding


def _lines(raw: BinaryIO, encoding: str) -> Generator[bytes, None, None]:
    """The lines of a file as bytes, those of wide characters as UTF-8."""
    if not encoding.startswith(("utf-16", "utf-32")):
        if encoding == "utf-8-sig":
            raw.seek(len(BOM_UTF8))
        while line := raw.readline(LONGEST):
            yield line
        return
    stream = TextIOWrapper(raw, encoding=encoding, newline="")
    try:
        while text := stream.readline(LONGEST):
            yield text.encode("utf-8", "replace")
    finally:
        # Whoever opened the file closes it.
        stream.detach()


def _cards(found: Iterator[Property]) -> Iterator[Row]:
    """A row for every card; one that stands inside another is passed over."""
    card: list[Property] = []
    begun = depth = 0
    before = ""
    for one in found:
        is_mark = one.text.strip().upper() == "VCARD"
        if one.name == "BEGIN" and is_mark:
            if depth and before == "AGENT":
                depth += 1
                continue
            if depth:
                yield _unended(begun, card)
            card, begun, depth = [], one.line, 1
        elif one.name == "END" and is_mark:
            depth = max(0, depth - 1)
            if begun and not depth:
                yield _row(begun, card)
                card, begun = [], 0
        elif depth == 1 and len(card) < _MOST_PROPERTIES:
            card.append(one)
        before = one.name
    if depth:
        yield _unended(begun, card)


def _row(line: int, card: Sequence[Property]) -> Row:
    cells = contact(card)
    row = Row(line, cells, None)
    if any(map(CONTROL.search, cells)):
        return cleaned(row)
    if any(one.is_damaged for one in card):
        message = _("Some of its characters could not be read; they are shown as “\ufffd”.")
        return row._replace(remark=Fault(None, message))
    return row


def _unended(line: int, card: Sequence[Property]) -> Row:
    message = _("The card has no end (END:VCARD); the file may be cut off. Please export it again.")
    return Row(line, contact(card), Fault(None, message))


def look_vcard(path: Path, given: Layout = NOTHING_SAID) -> Look:
    """What a vCard file holds. FileRefused with a sentence where it cannot be read."""
    table = VcardTable(path, given)
    return replace(look_at(table), layout=replace(table.layout, footer_rows=0))


def open_vcard(path: Path, layout: Layout = NOTHING_SAID) -> VcardTable:
    """The cards of a file as a table of contacts."""
    return VcardTable(path, layout)
