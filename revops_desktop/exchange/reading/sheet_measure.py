"""Measures a sheet of an XLSX workbook while it is unpacked, before calamine lays it out in memory.

What calamine does not tell is written into the cells on the way: the signs of percentages, leading
zeros that a number format shows, the words of formulas that failed.
"""

import re
from array import array
from collections.abc import Iterator, Mapping
from pathlib import Path

from revops_desktop.exchange.reading.number_formats import Shown
from revops_desktop.exchange.reading.workbook_guard import (
    LONGEST_CELL,
    MOST_CELLS,
    MOST_CHARACTERS,
    cell_name,
    too_big,
    too_far,
    too_long,
)

_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
# Merged cells beyond these are as good as none.
_MOST_MERGED = 20_000
_ROW_END, _TEXT_END = b"row>", b"si>"
_TEXT = re.compile(rb"<(?:\w+:)?si\b")
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_NEAR = re.compile(rb'<c r="([A-Z]{1,3})\d{1,5}"')
_FARTHER = {digits: re.compile(rb'<c r="([A-Z]{1,3})\d{1,%d}"' % digits) for digits in (6, 7)}
_PLACED = re.compile(rb"<(?:row|c)\s[^<>]*?\br\s*=")
_TAG = re.compile(rb"<(?:\w+:)?(row|c)((?:\s(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)?)>")
_PLACE = re.compile(rb"\sr\s*=\s*[\"']\s*\$?([A-Za-z]*)\$?(\d*)")
_SHARED = re.compile(rb"\st\s*=\s*[\"']s[\"'][^<>]*>\s*<(?:\w+:)?v[^<>]*>\s*(\d+)\s*<")
_FAILED = re.compile(rb'(<(?:\w+:)?c\b[^<>]*\st=")e"')
_VALUE = re.compile(rb"<(?:\w+:)?v>\s*([^<\s]+)\s*<")
_KIND = re.compile(rb'\st="([^"]*)"')


class SheetMeasure:
    """What one sheet would take. FileRefused where that is too much."""

    def __init__(self, path: Path, name: str, formats: Mapping[bytes, Shown]) -> None:
        self._path = path
        self._name = name
        self._formats = formats
        self._styled = _styled(formats)
        self._tags = self._width = self._shared = 0
        self._digits = 5
        self._is_plain = True
        self._are_placed = False
        self._rows = self._of_last_row = 0
        self._merged = 0
        self._lengths = array("Q")

    @property
    def has_merged(self) -> bool:
        """Whether there are merged cells, and not too many to look at."""
        return 0 < self._merged <= _MOST_MERGED

    def passed(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """The sheet's XML as it is to be read, measured."""
        for part in self._parts(pieces, _ROW_END):
            self._measure(part)
            if b't="e"' in part:
                part = _FAILED.sub(rb'\1str"', part)
            yield self._styled.sub(self._shown, part) if self._styled else part

    def texts(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """The XML of the texts that cells share, measured."""
        for part in self._parts(pieces, _TEXT_END):
            begins = [found.start() for found in _TEXT.finditer(part)]
            ends = [*begins[1:], len(part)]
            self._lengths.extend(
                end - begin for begin, end in zip(begins, ends[: len(begins)], strict=True)
            )
            if len(self._lengths) > MOST_CELLS:
                raise too_big(self._path)
            yield part

    def settle(self, pieces: Iterator[bytes]) -> None:
        """Refuses a sheet whose cells span too much; the pieces are what was passed on."""
        rows = 10**self._digits if self._are_placed else self._rows + 1
        is_either = not (self._are_placed and self._rows)
        if self._is_plain and is_either and self._width * rows <= MOST_CELLS:
            return
        top, left, bottom, right = _LAST_ROW, _LAST_COLUMN, -1, -1
        for row, column in _filled(self._parts(pieces, _ROW_END)):
            top, bottom = min(top, row), max(bottom, row)
            left, right = min(left, column), max(right, column)
        if bottom >= _LAST_ROW or right >= _LAST_COLUMN:
            raise too_far(self._path, self._name, cell_name(bottom, right))
        if (bottom - top + 1) * (right - left + 1) > MOST_CELLS:
            raise too_far(self._path, self._name, cell_name(bottom, right))

    def settle_texts(self, pieces: Iterator[bytes]) -> None:
        """Refuses a sheet whose cells share texts that are too much when each has its own."""
        longest = max(self._lengths, default=0)
        if self._shared * longest <= MOST_CHARACTERS:
            return
        total = counted = 0
        for part in self._parts(pieces, _ROW_END):
            for found in _SHARED.finditer(part):
                number = int(found[1][:9])
                total += self._lengths[number] if number < len(self._lengths) else 0
                counted += 1
        if total + max(0, self._shared - counted) * longest > MOST_CHARACTERS:
            raise too_big(self._path)

    def _measure(self, part: bytes) -> None:
        found = _NEAR.findall(part)
        tags = part.count(b"<c")
        if tags != len(found) or b":c" in part:
            # Not only cells as Excel writes them, not far down: counted with more care.
            tags = len(_CELL.findall(part))
            are_farther = tags != len(found) and b'<c r="' in part
            for digits in range(6, 8) if are_farther else ():
                found = _FARTHER[digits].findall(part)
                self._digits = max(self._digits, digits)
                if tags == len(found):
                    break
        if tags == len(found):
            self._width = max([self._width, *map(_column, set(found))])
            self._are_placed |= tags > 0
        elif found or b":c" in part or b":row" in part or _PLACED.search(part):
            self._is_plain = False
        else:
            self._measure_unplaced(part)
        self._tags += tags
        if self._tags > MOST_CELLS:
            raise too_big(self._path)
        # At most so many cells share their texts, however that is written.
        self._shared += part.count(b'"s"') + part.count(b"'s'")
        self._merged += part.count(b"mergeCell ")

    def _measure_unplaced(self, part: bytes) -> None:
        """Rows whose cells do not say where they stand follow each other."""
        counts = [row.count(b"<c") for row in part.split(b"<row")]
        # A row may have begun in the part before.
        counts[0] += self._of_last_row
        self._of_last_row = counts[-1]
        self._rows += len(counts) - 1
        self._width = max(self._width, *counts)

    def _shown(self, cell: "re.Match[bytes]") -> bytes:
        tag, attributes, inside = cell[1], cell[2], cell[4]
        kind = _KIND.search(attributes)
        value = _VALUE.search(inside)
        if value is None or (kind is not None and kind[1] != b"n"):
            return cell[0]
        try:
            text = self._formats[cell[3]](float(value[1]))
        except (ValueError, OverflowError):
            return cell[0]
        if not text:
            return cell[0]
        plain = _KIND.sub(b"", attributes)
        return b'<%s%s t="str"><v>%s</v></%s>' % (tag, plain, text.encode(), tag)

    def _parts(self, pieces: Iterator[bytes], end: bytes) -> Iterator[bytes]:
        """The same bytes, cut where an element ends; FileRefused where none does for too long."""
        rest: list[bytes] = []
        waiting = 0
        for piece in pieces:
            place = piece.rfind(end)
            if place < 0:
                rest.append(piece)
                waiting += len(piece)
                if waiting > 2 * LONGEST_CELL:
                    raise too_long(self._path)
                continue
            place += len(end)
            yield b"".join((*rest, piece[:place]))
            rest = [piece[place:]]
            waiting = len(piece) - place
        if waiting:
            yield b"".join(rest)


def _styled(formats: Mapping[bytes, Shown]) -> "re.Pattern[bytes] | None":
    if not formats:
        return None
    styles = b"|".join(formats)
    return re.compile(
        rb'<((?:\w+:)?c)\b((?=[^<>]*\ss="(' + styles + rb')")[^<>]*)(?<!/)>(.*?)</\1>', re.DOTALL
    )


def _filled(parts: Iterator[bytes]) -> Iterator[tuple[int, int]]:
    """The places of all cells that hold something, counted as calamine counts."""
    row = column = -1
    for part in parts:
        for tag in _TAG.finditer(part):
            attributes = tag[2]
            place = _PLACE.search(attributes)
            if tag[1] == b"row":
                row = int(place[2][:9]) - 1 if place and place[2] else row + 1
                column = -1
                continue
            if place is None:
                column += 1
                own = max(row, 0)
            else:
                column = _column(place[1].upper()) - 1
                own = int(place[2][:9] or b"1") - 1
            is_empty = attributes.endswith(b"/") or part[tag.end() : tag.end() + 2] == b"</"
            if not is_empty:
                yield own, column


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters[:7]:
        number = number * 26 + letter - 64
    return number
