"""A list as an Excel workbook: one sheet, numbers as numbers, every text a text.

Written by hand: a text is an inline string with a quote prefix, so that no spreadsheet ever runs it
as a formula, not even after it was edited there.
"""

import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import BinaryIO
from xml.sax.saxutils import escape

# What a cell of a workbook holds at most; longer texts are cut with a sign that they were.
LONGEST = 32_767
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
# Spreadsheets read _x0041_ as A unless its first sign is written so itself.
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
# Day 0 of a workbook; days before March 1900 are miscounted by spreadsheets and written as text.
_FIRST = date(1899, 12, 30)
_EARLIEST = date(1900, 3, 1)
_TEXT, _HEADING, _DATE = 1, 2, 3

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_PARTS = "application/vnd.openxmlformats-officedocument.spreadsheetml"

_FILES = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_PARTS}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_PARTS}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_PARTS}.styles+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
    ),
    "xl/styles.xml": (
        f'<styleSheet xmlns="{_MAIN}"><numFmts count="1">'
        '<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
        '<fonts count="2"><font><sz val="11"/></font><font><b/><sz val="11"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf/>'
        '<xf numFmtId="49" quotePrefix="1" applyNumberFormat="1"/>'
        '<xf numFmtId="49" fontId="1" quotePrefix="1" applyFont="1" applyNumberFormat="1"/>'
        '<xf numFmtId="164" applyNumberFormat="1"/></cellXfs></styleSheet>'
    ),
}

Value = str | int | Decimal | None


def write_workbook(
    file: BinaryIO, title: str, headings: Sequence[str], rows: Iterable[Sequence[Value]]
) -> None:
    """Writes a workbook of one sheet into an open file; the headings stay in sight."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in _FILES.items():
            book.writestr(name, _HEAD + text)
        book.writestr(
            "xl/workbook.xml",
            f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
            f'<sheet name="{_clean(_sheet_name(title))}" sheetId="1" r:id="rId1"/>'
            "</sheets></workbook>",
        )
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(
                f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
                '<pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView></sheetViews>'
                "<sheetData>".encode()
            )
            sheet.write(_row(headings, _HEADING).encode())
            for row in rows:
                sheet.write(_row(row, _TEXT).encode())
            sheet.write(b"</sheetData></worksheet>")


def _row(cells: Sequence[Value], style: int) -> str:
    return "<row>" + "".join(_cell(cell, style) for cell in cells) + "</row>"


def _cell(value: Value, style: int) -> str:
    if value is None:
        return "<c/>"
    if not isinstance(value, str):
        return f"<c><v>{value}</v></c>"
    if style == _TEXT and _DAY.match(value):
        days = _days(value)
        if days is not None:
            return f'<c s="{_DATE}"><v>{days}</v></c>'
    if len(value) > LONGEST:
        value = value[: LONGEST - 1] + "…"
    return f'<c t="inlineStr" s="{style}"><is><t xml:space="preserve">{_clean(value)}</t></is></c>'


def _days(text: str) -> int | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return (day - _FIRST).days if day >= _EARLIEST else None


def _clean(text: str) -> str:
    plain = _ESCAPE.sub("_x005F_", _NOT_IN_XML.sub("\ufffd", text))
    return escape(plain, {'"': "&quot;", "\r": "&#13;"})


def _sheet_name(title: str) -> str:
    """At most 31 letters, none of those that a sheet's name may not hold."""
    return re.sub(r"[\[\]:*?/\\']", " ", title).strip()[:31] or "1"
