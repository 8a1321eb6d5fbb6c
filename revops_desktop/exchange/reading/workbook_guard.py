"""Unpacks a workbook piece by piece and stops before it fills the memory.

A few kilobytes can claim gigabytes: by what they unpack to, by one cell far away from the others,
by a text that a million cells share. Whoever reads further gets only what was measured here.
"""

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

from revops_desktop.exchange.reading.patience import asked
from revops_desktop.exchange.refusals import FileRefused, refused
from revops_desktop.i18n import _

# Bytes that are unpacked of one workbook, and of a small part such as its list of sheets.
MOST_UNPACKED = 300_000_000
MOST_OF_A_PART = 8_000_000
MOST_ENTRIES = 10_000
MOST_OF_A_FILE = 100_000_000
# From so many bytes on, what unpacks to more than so many times its size is made to do harm.
_SUSPICIOUS_SIZE = 50_000_000
_MOST_RATIO = 200
# Cells of the rectangle that a sheet spans: each takes 32 bytes even if it is empty.
MOST_CELLS = 10_000_000
# Characters of all cells together, counting a shared text as often as it is shown.
MOST_CHARACTERS = 300_000_000
LONGEST_CELL = 4_000_000
_PIECE = 1 << 20
_LOCAL_HEADER = 30
_LISTED = b"PK\x01\x02"
_MARKUP = (b"<!DOCTYPE", b"<!ENTITY")


class Archive:
    """A ZIP file whose entries are unpacked in pieces, never more than was agreed on."""

    def __init__(self, path: Path, raw: BinaryIO) -> None:
        self.path = path
        self._raw = raw
        self._size = path.stat().st_size
        if self._size > MOST_OF_A_FILE:
            raise too_big(path)
        if _entries_claimed(raw) > MOST_ENTRIES:
            raise damaged(path)
        try:
            with zipfile.ZipFile(raw) as archive:
                entries = archive.infolist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError) as error:
            raise damaged(path) from error
        self._entries = {entry.filename: entry for entry in entries}
        self._check(entries)

    def names(self) -> list[str]:
        """All entries."""
        return list(self._entries)

    def has(self, name: str) -> bool:
        """Whether there is such an entry."""
        return name in self._entries

    def size(self, name: str) -> int:
        """What an entry claims to unpack to, in bytes."""
        return self._entries[name].file_size

    def part(self, name: str) -> bytes:
        """A small entry as a whole; FileRefused where it is not small."""
        if self.size(name) > MOST_OF_A_PART:
            raise too_big(self.path)
        return b"".join(self.pieces(name))

    def pieces(self, name: str) -> Iterator[bytes]:
        """An entry in pieces of about a megabyte; FileRefused where it is not what it claims."""
        entry = self._entries[name]
        promised, checksum = entry.file_size, 0
        for piece in filter(None, self._unpacked(entry)):
            asked()
            promised -= len(piece)
            checksum = zlib.crc32(piece, checksum)
            if promised < 0:
                raise damaged(self.path)
            if any(mark in piece for mark in _MARKUP):
                raise with_entities(self.path)
            yield piece
        if promised or checksum != entry.CRC:
            raise damaged(self.path)

    def _check(self, entries: list[zipfile.ZipInfo]) -> None:
        total = sum(entry.file_size for entry in entries)
        if len(entries) > MOST_ENTRIES or len(self._entries) != len(entries):
            raise damaged(self.path)
        if any(entry.flag_bits & 1 for entry in entries):
            raise with_password(self.path)
        if total > MOST_UNPACKED:
            raise too_big(self.path)
        if total > _SUSPICIOUS_SIZE and total > _MOST_RATIO * self._size:
            raise refused(
                self.path,
                _(
                    "It unpacks to more than {ratio} times its size, as no honest workbook does. "
                    "Please save the sheet as CSV and choose that file."
                ).format(ratio=_MOST_RATIO),
            )

    def _unpacked(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        try:
            self._raw.seek(entry.header_offset)
            header = self._raw.read(_LOCAL_HEADER)
            if header[:4] != b"PK\x03\x04" or len(header) < _LOCAL_HEADER:
                raise damaged(self.path)
            skipped = int.from_bytes(header[26:28], "little")
            skipped += int.from_bytes(header[28:30], "little")
            self._raw.seek(entry.header_offset + _LOCAL_HEADER + skipped)
            if entry.compress_type == zipfile.ZIP_STORED:
                yield from self._packed(entry.compress_size)
            elif entry.compress_type == zipfile.ZIP_DEFLATED:
                yield from self._inflated(entry.compress_size)
            else:
                raise damaged(self.path)
        except (zlib.error, ValueError, OverflowError) as error:
            raise damaged(self.path) from error

    def _packed(self, size: int) -> Iterator[bytes]:
        while size > 0 and (block := self._raw.read(min(size, _PIECE))):
            size -= len(block)
            yield block

    def _inflated(self, size: int) -> Iterator[bytes]:
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        for block in self._packed(size):
            while block and not inflater.eof:
                yield inflater.decompress(block, _PIECE)
                block = inflater.unconsumed_tail
        yield inflater.flush()
        if not inflater.eof:
            raise damaged(self.path)


def _entries_claimed(raw: BinaryIO) -> int:
    """How many entries the file lists, counted before anyone keeps a list of them."""
    raw.seek(0)
    found, before = 0, b""
    while block := raw.read(_PIECE):
        found += (before + block).count(_LISTED)
        before = block[-len(_LISTED) + 1 :]
    return found


class Reader:
    """Calls back for the elements of a small XML part by their local names; no DTD is read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.parser = expat.ParserCreate(namespace_separator=None)
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.buffer_text = True

    def read(self, data: bytes, is_last: bool = True) -> None:
        """Goes on with these bytes; FileRefused where they are no XML."""
        try:
            self.parser.Parse(data, is_last)
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise damaged(self._path) from error

    def _refuse(self, *_about: object) -> None:
        raise with_entities(self._path)


def local(name: str) -> str:
    """The name of an element or attribute without its prefix."""
    return name.rpartition(":")[2]


def damaged(path: Path) -> FileRefused:
    """The sentence for what is no workbook, or no longer one."""
    return refused(
        path,
        _(
            "It is damaged or no workbook. Please open it in your spreadsheet program, save it "
            "anew as XLSX or CSV, and choose that file."
        ),
    )


def with_password(path: Path) -> FileRefused:
    """The sentence for an encrypted workbook."""
    return refused(
        path,
        _(
            "It is protected by a password. Please open it in your spreadsheet program, save a "
            "copy without a password, and choose that file."
        ),
    )


def too_big(path: Path) -> FileRefused:
    """The sentence for a workbook that would fill the memory."""
    return refused(
        path,
        _(
            "It unpacks to more than can be read safely. Please save the sheet as CSV and choose "
            "that file: a CSV file may have any size."
        ),
    )


def too_far(path: Path, sheet: str, cell: str) -> FileRefused:
    """The sentence for a sheet that spans too large a rectangle."""
    return refused(
        path,
        _(
            "Its sheet “{sheet}” reaches as far as cell {cell}, which is too large to be read "
            "safely. Please delete what stands far away from the table, or save the sheet as CSV "
            "and choose that file."
        ).format(sheet=sheet, cell=cell),
    )


def too_long(path: Path) -> FileRefused:
    """The sentence for a cell that holds more than any note."""
    return refused(
        path,
        _(
            "One of its cells holds more than {number} characters. Please shorten it and choose "
            "the file again."
        ).format(number=f"{LONGEST_CELL:,}"),
    )


def with_entities(path: Path) -> FileRefused:
    """The sentence for XML that defines entities, which no spreadsheet program writes."""
    return refused(
        path,
        _(
            "It defines XML entities, which no spreadsheet program does and which can do harm. "
            "Please save it anew as XLSX or CSV and choose that file."
        ),
    )


def cell_name(row: int, column: int) -> str:
    """A1 of 0, 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"
