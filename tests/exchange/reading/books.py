"""Makes the workbooks that tests read: XLSX by openpyxl, XLS by xlwt, ODS by hand."""

import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import xlwt
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

Cell = str | int | float | bool | date | datetime | None
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_ODS = "urn:oasis:names:tc:opendocument:xmlns"


def xlsx(path: Path, rows: Sequence[Sequence[Cell]], **sheets: Sequence[Sequence[Cell]]) -> Path:
    """A workbook of one sheet, or of more, each named."""
    book = Workbook()
    _fill(book.active, rows)
    for name, others in sheets.items():
        _fill(book.create_sheet(name), others)
    book.save(path)
    return path


def _fill(sheet: Worksheet, rows: Sequence[Sequence[Cell]]) -> None:
    for row in rows:
        sheet.append(list(row))


def xls(path: Path, rows: Sequence[Sequence[Cell]]) -> Path:
    """An old workbook of one sheet."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Sheet1")
    day = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    instant = xlwt.easyxf(num_format_str="YYYY-MM-DD HH:MM:SS")
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if isinstance(cell, datetime):
                sheet.write(row, column, cell, instant)
            elif isinstance(cell, date):
                sheet.write(row, column, cell, day)
            elif cell is not None:
                sheet.write(row, column, cell)
    book.save(str(path))
    return path


def ods(path: Path, rows: Sequence[Sequence[Cell]]) -> Path:
    """A workbook of LibreOffice, of one sheet."""
    body = "".join(
        "<table:table-row>" + "".join(map(ods_cell, row)) + "</table:table-row>" for row in rows
    )
    return ods_of(path, f'<table:table table:name="Sheet1">{body}</table:table>')


def ods_of(path: Path, tables: str, more: Mapping[str, str] | None = None) -> Path:
    """The same from the XML of its tables."""
    names = "".join(
        f' xmlns:{name}="{_ODS}:{name}:1.0"' for name in ("office", "table", "text", "style")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{names} '
        'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        for name, text in (more or {}).items():
            archive.writestr(name, text)
    return path


def ods_cell(cell: Cell) -> str:
    """A cell as LibreOffice writes it."""
    if cell is None:
        return "<table:table-cell/>"
    text = f"<text:p>{escape(str(cell))}</text:p></table:table-cell>"
    if isinstance(cell, bool):
        value = f'"boolean" office:boolean-value="{str(cell).lower()}"'
    elif isinstance(cell, int | float):
        value = f'"float" office:value="{cell}"'
    elif isinstance(cell, date):
        value = f'"date" office:date-value={quoteattr(cell.isoformat())}'
    else:
        value = '"string"'
    return f"<table:table-cell office:value-type={value}>{text}"


def shared(path: Path, texts: Sequence[str], rows: Sequence[Sequence[int]]) -> Path:
    """A workbook whose cells are numbers of texts (the XML of each) that they share."""
    body = "".join(
        f'<row r="{n}">'
        + "".join(f'<c r="{chr(65 + c)}{n}" t="s"><v>{text}</v></c>' for c, text in enumerate(row))
        + "</row>"
        for n, row in enumerate(rows, 1)
    )
    sheet = f"<worksheet {MAIN}><sheetData>{body}</sheetData></worksheet>"
    items = "".join(f"<si>{one}</si>" for one in texts)
    return parts(
        path,
        {"xl/worksheets/sheet1.xml": sheet, "xl/sharedStrings.xml": f"<sst {MAIN}>{items}</sst>"},
    )


def parts(path: Path, made: Mapping[str, str | bytes]) -> Path:
    """A workbook of one sheet by its parts; what frames them is added."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    frame: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        'content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{office}"><sheets>'
        '<sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}">'
        f'<Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{office}/sharedStrings" Target="/xl/sharedStrings.xml"/>'
        "</Relationships>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {**frame, **made}.items():
            archive.writestr(name, text)
    return path


def rewritten(path: Path, part: str, old: Any, new: Any) -> Path:
    """A workbook with a part of it changed: `old` bytes become `new` ones, which must be there."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path
