"""Excel workbooks: numbers as numbers, days as days, every text a text.

Written by hand and row by row: a text is an inline string with a quote prefix, so that no
spreadsheet ever runs it as a formula, not even after it was edited there. Each sheet keeps its
headings in sight, filters by them, and has columns as wide as their first rows need.
"""

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import BinaryIO, Self
from unicodedata import east_asian_width
from xml.sax.saxutils import escape

from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import _
from revops_desktop.i18n import count as shown_count

# What a cell of a workbook holds at most, in UTF-16 units; longer texts are cut with a sign that
# they were.
LONGEST = 32_767
MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
# Spreadsheets read _x0041_ as A unless its first sign is written so itself.
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
# Day 0 of a workbook; days before March 1900 are miscounted by spreadsheets and written as text.
_FIRST = date(1899, 12, 30)
_EARLIEST = date(1900, 3, 1)
# More digits than these a spreadsheet rounds away.
_MOST_DIGITS = 15
_TEXT, _HEADING, _DATE, _MOMENT = 1, 2, 3, 4
_SECONDS_A_DAY = 86_400

# So many rows say how wide a column has to be; as signs of the narrow kind.
_SAMPLE = 100
_NARROWEST, _WIDEST = 8, 60
_DATE_WIDTH, _MOMENT_WIDTH = 12, 20

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_PARTS = "application/vnd.openxmlformats-officedocument.spreadsheetml"

_RELATIONS = (
    f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><numFmts count="2">'
    '<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/></font><font><b/><sz val="11"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="5"><xf/>'
    '<xf numFmtId="49" quotePrefix="1" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="1" quotePrefix="1" applyFont="1" applyNumberFormat="1"/>'
    '<xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/>'
    '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)

# A moment is local: spreadsheets know no zones.
Value = str | int | Decimal | bool | date | datetime | None
Row = Sequence[Value]


class Book:
    """A workbook that is written into an open file, one sheet after the other."""

    def __init__(self, file: BinaryIO) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)
        # In the order of the workbook: the name, and the number of its part.
        self._sheets: list[tuple[str, int]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._finish()
        self._zip.close()

    @contextmanager
    def sheet(
        self, title: str, headings: Sequence[str], *, is_first: bool = False
    ) -> Iterator[Callable[[Row], None]]:
        """Opens a sheet, the last one so far or the first; what it gives takes its rows.

        RuleBroken where they are too many.
        """
        number = len(self._sheets) + 1
        self._sheets.insert(0 if is_first else len(self._sheets), (self._name(title), number))
        place = f"xl/worksheets/sheet{number}.xml"
        with self._zip.open(place, "w", force_zip64=True) as raw:
            sheet = _Sheet(lambda text: raw.write(text.encode()), headings)
            yield sheet.add
            sheet.finish()

    def _name(self, title: str) -> str:
        """At most 31 letters, none of those that a sheet's name may not hold, and no other's."""
        plain = re.sub(r"[\[\]:*?/\\'\x00-\x1f]", " ", title).strip()[:31].strip() or "1"
        taken = {name.casefold() for name, _number in self._sheets}
        name, number = plain, 2
        while name.casefold() in taken:
            name, number = f"{plain[:26]} ({number})", number + 1
        return name

    def _finish(self) -> None:
        numbered = self._sheets
        sheets = "".join(
            f'<sheet name="{_clean(name)}" sheetId="{n}" r:id="rId{n}"/>' for name, n in numbered
        )
        relations = "".join(
            f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" '
            f'Target="worksheets/sheet{n}.xml"/>'
            for _name, n in numbered
        )
        types = "".join(
            f'<Override PartName="/xl/worksheets/sheet{n}.xml" '
            f'ContentType="{_PARTS}.worksheet+xml"/>'
            for _name, n in numbered
        )
        for place, text in (
            (
                "[Content_Types].xml",
                f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
                'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                '<Default Extension="xml" ContentType="application/xml"/><Override '
                f'PartName="/xl/workbook.xml" ContentType="{_PARTS}.sheet.main+xml"/>{types}'
                f'<Override PartName="/xl/styles.xml" ContentType="{_PARTS}.styles+xml"/></Types>',
            ),
            ("_rels/.rels", _RELATIONS),
            (
                "xl/_rels/workbook.xml.rels",
                f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}<Relationship '
                f'Id="rId{len(numbered) + 1}" Type="{_OFFICE}/styles" Target="styles.xml"/>'
                "</Relationships>",
            ),
            ("xl/styles.xml", _STYLES),
            (
                "xl/workbook.xml",
                f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets>'
                "</workbook>",
            ),
        ):
            self._zip.writestr(place, _HEAD + text)


class _Sheet:
    """One sheet: its first rows wait until they have said how wide the columns are."""

    def __init__(self, write: Callable[[str], object], headings: Sequence[str]) -> None:
        self._write = write
        self._headings = headings
        self._waiting: list[Row] | None = []
        self._rows = 1
        self._most = len(headings)

    def add(self, row: Row) -> None:
        self._rows += 1
        self._most = max(self._most, len(row))
        if self._rows > MOST_ROWS or self._most > MOST_COLUMNS:
            raise RuleBroken(
                _(
                    "A sheet of a workbook holds {rows} rows and {columns} columns at most. "
                    "Nothing was written. Please choose CSV."
                ).format(rows=shown_count(MOST_ROWS), columns=shown_count(MOST_COLUMNS))
            )
        if self._waiting is None:
            self._write(_row(row))
            return
        self._waiting.append(row)
        if len(self._waiting) == _SAMPLE:
            self._begin()

    def finish(self) -> None:
        self._begin()
        last = f"{_letters(max(self._most, 1))}{self._rows}"
        self._write(f'</sheetData><autoFilter ref="A1:{last}"/></worksheet>')

    def _begin(self) -> None:
        if self._waiting is None:
            return
        rows, self._waiting = self._waiting, None
        widths = [_width(heading) + 3 for heading in self._headings]
        for row in rows:
            widths += [0] * (len(row) - len(widths))
            for number, value in enumerate(row):
                widths[number] = max(widths[number], _width(value) + 1)
        columns = "".join(
            f'<col min="{n}" max="{n}" width="{min(max(width, _NARROWEST), _WIDEST)}" '
            'customWidth="1"/>'
            for n, width in enumerate(widths, 1)
        )
        self._write(
            f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
            '<pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView></sheetViews>'
            f"{f'<cols>{columns}</cols>' if columns else ''}<sheetData>"
        )
        headings = "".join(_text(heading, _HEADING) for heading in self._headings)
        self._write(f"<row>{headings}</row>")
        for row in rows:
            self._write(_row(row))


def write_workbook(
    file: BinaryIO, title: str, headings: Sequence[str], rows: Iterable[Row]
) -> None:
    """Writes a workbook of one sheet into an open file."""
    with Book(file) as book, book.sheet(title, headings) as add:
        for row in rows:
            add(row)


def _row(cells: Row) -> str:
    return f"<row>{''.join(map(_cell, cells))}</row>"


def _cell(value: Value) -> str:
    if value is None:
        return "<c/>"
    if isinstance(value, str):
        return _text(value, _TEXT)
    if isinstance(value, bool):
        return f'<c t="b"><v>{value:d}</v></c>'
    if isinstance(value, date):
        return _day(value)
    if isinstance(value, Decimal):
        written = f"{value:f}"
        exact = len(value.normalize().as_tuple().digits) <= _MOST_DIGITS
    else:
        written = str(value)
        exact = len(written) <= _MOST_DIGITS
    return f"<c><v>{written}</v></c>" if exact else _text(written, _TEXT)


def _text(text: str, style: int) -> str:
    if len(text) * 2 > LONGEST:
        text = _cut(text)
    return f'<c t="inlineStr" s="{style}"><is><t xml:space="preserve">{_clean(text)}</t></is></c>'


def _cut(text: str) -> str:
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) // 2 <= LONGEST:
        return text
    return units[: (LONGEST - 1) * 2].decode("utf-16-le", "ignore") + "…"


def _day(value: date) -> str:
    day = value.date() if isinstance(value, datetime) else value
    if day < _EARLIEST:
        return _text(value.isoformat(" ") if isinstance(value, datetime) else str(value), _TEXT)
    days = (day - _FIRST).days
    if not isinstance(value, datetime):
        return f'<c s="{_DATE}"><v>{days}</v></c>'
    seconds = value.hour * 3600 + value.minute * 60 + value.second
    return f'<c s="{_MOMENT}"><v>{days + seconds / _SECONDS_A_DAY!r}</v></c>'


def _clean(text: str) -> str:
    plain = _ESCAPE.sub("_x005F_", _NOT_IN_XML.sub("\ufffd", text))
    return escape(plain, {'"': "&quot;", "\r": "&#13;"})


def _width(value: Value) -> int:
    if isinstance(value, datetime):
        return _MOMENT_WIDTH
    if isinstance(value, date):
        return _DATE_WIDTH
    text = "" if value is None else str(value)
    line = text[: _WIDEST * 4].split("\n", 1)[0][:_WIDEST]
    return sum(2 if east_asian_width(sign) in "WFA" else 1 for sign in line)


def _letters(number: int) -> str:
    """1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
