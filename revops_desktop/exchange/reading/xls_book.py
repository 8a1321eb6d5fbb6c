"""Reads XLS workbooks (Excel 95 to 2003), believing no number that the file claims.

Calamine allocates what such a file asks for; a few kilobytes can ask for all there is.
"""

import struct
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from revops_desktop.exchange.reading.compound_file import CompoundFile
from revops_desktop.exchange.reading.number_formats import Shown, built_in, moment_shown, shown_as
from revops_desktop.exchange.reading.patience import asked
from revops_desktop.exchange.reading.sheets import Merged, Sheet, SheetCells
from revops_desktop.exchange.reading.typed_cells import number_text
from revops_desktop.exchange.reading.workbook_guard import (
    MOST_CHARACTERS,
    MOST_OF_A_FILE,
    damaged,
    too_big,
    with_password,
)
from revops_desktop.exchange.reading.xls_records import Record, Texts, records

MOST_CELLS = 3_000_000
_MOST_MERGED, _COLUMNS = 20_000, 256
_BOF, _EOF, _FILEPASS, _CODEPAGE, _SINCE_1904 = 0x809, 0x0A, 0x2F, 0x42, 0x22
_FORMAT, _STYLE, _SHEET, _TEXTS, _MERGED = 0x41E, 0xE0, 0x85, 0xFC, 0xE5
_LABEL, _RICH_LABEL, _SHARED_LABEL, _FORMULA, _FORMULA_TEXT = 0x204, 0xD6, 0xFD, 0x06, 0x207
_NUMBER, _RK, _MANY_RK, _BOOLEAN_OR_ERROR = 0x203, 0x27E, 0xBD, 0x205
_FILLED = frozenset(
    (_LABEL, _RICH_LABEL, _SHARED_LABEL, _FORMULA, _NUMBER, _RK, _MANY_RK, _BOOLEAN_OR_ERROR)
)
_ERRORS = {
    **{0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!"},
    **{0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"},
}
_CODE_PAGES = {10000: "mac_roman", 10001: "cp932", 1200: "utf-16-le", 32768: "mac_roman"}
_BIFF8 = 0x600
_RECORDS_A_STEP = 10_000
_MOST_KNOWN = 20_000


class XlsBook:
    """An open XLS workbook. FileRefused where it is none, damaged or encrypted."""

    form = "XLS"

    def __init__(self, path: Path, raw: BinaryIO) -> None:
        self._path = path
        if path.stat().st_size > MOST_OF_A_FILE:
            raise too_big(path)
        raw.seek(0)
        file = CompoundFile(path, raw.read())
        if file.has("EncryptedPackage") or file.has("EncryptionInfo"):
            raise with_password(path)
        name = next((one for one in ("Workbook", "Book") if file.has(one)), None)
        if name is None:
            raise damaged(path)
        self._stream = file.stream(name)
        self._sheets: list[Sheet] = []
        self._places: list[int] = []
        self._texts: list[str] = []
        self._styles: list[tuple[int, Shown | None]] = []
        self._formats: dict[int, str] = {}
        self._code_page = "cp1252"
        self._is_new = self._since_1904 = False
        try:
            self._read_frame()
        except (struct.error, IndexError, ValueError, LookupError) as error:
            raise damaged(path) from error

    @property
    def sheets(self) -> Sequence[Sheet]:
        """All sheets of cells, in the order of the workbook."""
        return self._sheets

    def cells(self, number: int) -> SheetCells:
        """The cells of the sheet of this number. FileRefused where they cannot be read."""
        reading = _SheetReading(self._texts, self._shown(), self._plain_text)
        try:
            for turn, record in enumerate(self._of_sheet(self._places[number])):
                if turn % _RECORDS_A_STEP == 0:
                    asked()
                reading.take(record)
                if reading.number > MOST_CELLS:
                    raise too_big(self._path)
        except (struct.error, IndexError, ValueError, LookupError, OverflowError) as error:
            raise damaged(self._path) from error
        if reading.characters > MOST_CHARACTERS:
            raise too_big(self._path)
        rows = reading.rows
        height = max(rows, default=-1) + 1
        width = max((max(row) + 1 for row in rows.values() if row), default=0)
        return SheetCells(_listed(rows, height, width), height, reading.merged)

    def close(self) -> None:
        """Lets go of what was read."""
        self._stream = b""
        self._texts = []

    def _shown(self) -> list[Shown]:
        return [shown or number_text for _format, shown in self._styles]

    def _read_frame(self) -> None:
        names: list[tuple[int, int, str]] = []
        for record in records(self._stream):
            kind, data = record.kind, record.data
            if kind == _BOF and not names:
                self._is_new = struct.unpack_from("<H", data)[0] >= _BIFF8
            elif kind == _FILEPASS:
                raise with_password(self._path)
            elif kind == _CODEPAGE:
                self._code_page = _code_page(struct.unpack_from("<H", data)[0])
            elif kind == _SINCE_1904:
                self._since_1904 = data[:1] == b"\1"
            elif kind == _FORMAT:
                number = struct.unpack_from("<H", data)[0]
                text = Texts(record, 2).next() if self._is_new else self._plain(data[3:])
                self._formats[number] = text
            elif kind == _STYLE:
                self._styles.append((struct.unpack_from("<H", data, 2)[0], None))
            elif kind == _SHEET:
                place, state, form = struct.unpack_from("<IBB", data)
                text = Texts(record, 7).text(data[6]) if self._is_new else self._plain(data[7:])
                if form == 0:
                    names.append((place, state & 3, text))
            elif kind == _TEXTS:
                self._read_texts(record)
            elif kind == _EOF:
                break
        shown = {number: self._format(number) for number, _none in self._styles}
        self._styles = [(number, shown[number]) for number, _none in self._styles]
        for place, state, name in names:
            # Of a single sheet nobody asks how much it holds beside others.
            is_alone = len(names) == 1
            filled = 1 if is_alone else self._count(place)
            self._sheets.append(Sheet(name, bool(state), filled))
            self._places.append(place)

    def _count(self, place: int) -> int:
        return sum(record.kind in _FILLED for record in self._of_sheet(place))

    def _read_texts(self, record: Record) -> None:
        texts = Texts(record, 8)
        (number,) = struct.unpack_from("<I", record.data, 4)
        for _n in range(number):
            try:
                self._texts.append(texts.next())
            except struct.error:
                break

    def _format(self, number: int) -> Shown | None:
        code = self._formats.get(number, "")
        return (shown_as(code) if code else built_in(str(number))) or moment_shown(
            code, number, self._since_1904
        )

    def _of_sheet(self, place: int) -> Iterator[Record]:
        depth = 0
        for record in records(self._stream, place):
            if record.kind == _BOF:
                depth += 1
            elif record.kind == _EOF:
                depth -= 1
                if depth <= 0:
                    return
            elif depth == 1:
                yield record
        # Without its end, who knows what is missing.
        raise struct.error

    def _plain(self, data: bytes) -> str:
        return data.decode(self._code_page, "replace")

    def _plain_text(self, record: Record, place: int) -> str:
        """A text with its length before it, as old or new files write it."""
        if self._is_new:
            return Texts(record, place).next()
        (length,) = struct.unpack_from("<H", record.data, place)
        return self._plain(record.data[place + 2 : place + 2 + length])


class _SheetReading:
    """Collects the cells of a sheet as texts."""

    def __init__(
        self,
        texts: Sequence[str],
        shown: Sequence[Shown],
        text_of: Callable[[Record, int], str],
    ) -> None:
        self.rows: dict[int, dict[int, str]] = {}
        self.merged: list[Merged] = []
        self.number = self.characters = 0
        self._texts = texts
        self._shown = shown
        self._text_of = text_of
        self._waiting: tuple[int, int] | None = None
        self._known: dict[tuple[int, float], str] = {}

    def take(self, record: Record) -> None:
        """One more record."""
        kind, data = record.kind, record.data
        if kind == _FORMULA_TEXT:
            if self._waiting is not None:
                self._put(*self._waiting, self._text_of(record, 0))
                self._waiting = None
            return
        if kind == _MERGED:
            self._merge(data)
            return
        if kind not in _FILLED:
            return
        row, column, style = struct.unpack_from("<HHH", data)
        if kind == _SHARED_LABEL:
            (text,) = struct.unpack_from("<I", data, 6)
            self._put(row, column, self._texts[text] if text < len(self._texts) else "")
        elif kind == _NUMBER:
            self._put(row, column, self._number(style, struct.unpack_from("<d", data, 6)[0]))
        elif kind == _RK:
            self._put(row, column, self._number(style, _rk(data, 6)))
        elif kind == _MANY_RK:
            for n, place in enumerate(range(4, len(data) - 7, 6)):
                (style,) = struct.unpack_from("<H", data, place)
                self._put(row, column + n, self._number(style, _rk(data, place + 2)))
        elif kind == _BOOLEAN_OR_ERROR:
            self._put(row, column, _boolean_or_error(data[6], data[7]))
        elif kind == _FORMULA:
            self._formula(row, column, style, data)
        else:
            self._put(row, column, self._text_of(record, 6))

    def _put(self, row: int, column: int, text: str) -> None:
        if text and column < _COLUMNS:
            self.rows.setdefault(row, {})[column] = text
            self.number += 1
            self.characters += len(text)

    def _number(self, style: int, number: float) -> str:
        # Days come again and again.
        text = self._known.get((style, number))
        if text is None:
            shown = self._shown[style] if style < len(self._shown) else number_text
            text = self._known[style, number] = shown(number) or number_text(number)
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
        return text

    def _formula(self, row: int, column: int, style: int, data: bytes) -> None:
        if data[12:14] != b"\xff\xff":
            number = struct.unpack_from("<d", data, 6)[0]
            self._put(row, column, self._number(style, number))
        elif data[6] == 0:
            self._waiting = (row, column)
        elif data[6] in (1, 2):
            self._put(row, column, _boolean_or_error(data[8], data[6] - 1))

    def _merge(self, data: bytes) -> None:
        (number,) = struct.unpack_from("<H", data)
        for place in range(2, min(len(data) - 7, 2 + 8 * number), 8):
            top, bottom, left, right = struct.unpack_from("<HHHH", data, place)
            if len(self.merged) < _MOST_MERGED:
                self.merged.append(((top, left), (bottom, right)))


def _boolean_or_error(value: int, is_error: int) -> str:
    if is_error:
        return _ERRORS.get(value, "#N/A")
    return "TRUE" if value else "FALSE"


def _rk(data: bytes, place: int) -> float:
    """A number in four bytes: a whole one or the higher half of a float, perhaps in hundredths."""
    (packed,) = struct.unpack_from("<i", data, place)
    if packed & 2:
        number = float(packed >> 2)
    else:
        (number,) = struct.unpack("<d", b"\0\0\0\0" + struct.pack("<I", packed & 0xFFFFFFFC))
    return number / 100 if packed & 1 else number


def _code_page(number: int) -> str:
    name = _CODE_PAGES.get(number, f"cp{number}")
    try:
        "".encode(name)
    except LookupError:
        return "cp1252"
    return name


def _listed(rows: dict[int, dict[int, str]], height: int, width: int) -> Iterator[list[str]]:
    for number in range(height):
        row = rows.get(number)
        if row is None:
            yield []
            continue
        cells = [""] * width
        for column, text in row.items():
            cells[column] = text
        yield cells
