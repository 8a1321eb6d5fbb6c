"""Workbooks made to do harm are refused by a sentence before they fill the memory."""

import io
import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from revops_desktop.exchange.reading.layout import Layout
from revops_desktop.exchange.reading.looking import look
from revops_desktop.exchange.reading.workbook_guard import cell_name
from revops_desktop.exchange.refusals import FileRefused
from tests.exchange.reading import books

SHEET = "xl/worksheets/sheet1.xml"
ROWS: list[list[books.Cell]] = [["会社", "金額"], ["A", 1], ["B", 2]]


def sheet(path: Path, body: str, head: str = "") -> Path:
    text = f"{head}<worksheet {books.MAIN}><sheetData>{body}</sheetData></worksheet>"
    return books.parts(path, {SHEET: text})


def refused(path: Path, words: str) -> None:
    """Refused by a sentence, and what Python holds stays small whatever the file claims."""
    tracemalloc.start()
    with pytest.raises(FileRefused, match=words) as problem:
        look(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 60_000_000
    assert path.name in str(problem.value) and "Nothing was imported" in str(problem.value)


TABLE = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>会社</t></is></c><c r="B1"><v>1</v></c></row>'
    '<row r="2"><c r="A2" t="inlineStr"><is><t>A</t></is></c><c r="B2"><v>2</v></c></row>'
)


@pytest.mark.parametrize(
    "far",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        "<row r='1048576'><c\nr = 'xfd1048576'><v>1</v></c></row>",
        '<x:row xmlns:x="urn" r="1048576"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>',
        '<row r="3"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="1048576"><c r="XFD1048576" t="s"><v>0</v></c></row>',
    ],
)
def test_one_cell_far_away(tmp_path: Path, far: str) -> None:
    refused(sheet(tmp_path / "far.xlsx", TABLE + far), "XFD1048576")


@pytest.mark.parametrize(
    "body",
    [
        "<row><c><v>1</v></c></row>" * 3_000 + f"<row>{'<c><v>1</v></c>' * 10_000}</row>",
        f'<row><c><v>1</v></c></row><row r="1048576">{"<c><v>1</v></c>" * 99}</row>',
    ],
    ids=["wide", "low"],
)
def test_cells_that_do_not_say_where_they_stand(tmp_path: Path, body: str) -> None:
    refused(sheet(tmp_path / "far.xlsx", body), "safely")


def test_empty_cells_far_away_do_no_harm(tmp_path: Path) -> None:
    """Borders are often drawn down to the last row."""
    far = '<row r="1048576"><c r="A1048576" s="1"/><c r="XFD1048576" s="1"></c></row>'
    assert look(sheet(tmp_path / "far.xlsx", TABLE + far)).rows in (1, 2)


def test_a_cell_far_down_is_read_where_the_sheet_is_narrow(tmp_path: Path) -> None:
    far = '<row r="300000"><c r="A300000" t="inlineStr"><is><t>Z</t></is></c></row>'
    found = look(sheet(tmp_path / "low.xlsx", TABLE + far), Layout(header_line=1))
    assert found.rows == 2


def test_a_cell_beyond_the_last(tmp_path: Path) -> None:
    refused(
        sheet(tmp_path / "x.xlsx", '<row r="9999999"><c r="ZZZ9999999"><v>1</v></c></row>'), "cell"
    )


def test_a_bomb_that_unpacks_to_gigabytes(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/workbook.xml", "w", force_zip64=True) as file,
    ):
        for _n in range(310):
            file.write(b"<" * 1_000_000)
    refused(path, "unpacks to more")


def test_a_bomb_that_hides_its_size(tmp_path: Path) -> None:
    path = sheet(tmp_path / "liar.xlsx", TABLE + " " * 5_000_000)
    data = bytearray(path.read_bytes())
    place = data.rindex(b"PK\x01\x02" + data[data.rindex(b"PK\x01\x02") + 4 :][:4])
    while place >= 0:
        if data[place + 46 : place + 46 + len(SHEET)] == SHEET.encode():
            struct.pack_into("<I", data, place + 24, 100)
        place = data.rfind(b"PK\x01\x02", 0, place)
    path.write_bytes(data)
    refused(path, "damaged")


def test_a_ratio_that_no_honest_workbook_has(tmp_path: Path) -> None:
    refused(sheet(tmp_path / "ratio.xlsx", " " * 60_000_000), "times its size")


def test_one_text_that_a_million_cells_share(tmp_path: Path) -> None:
    texts = ["<t>a</t>", f"<t>{'x' * 30_000}</t>"]
    refused(books.shared(tmp_path / "s.xlsx", texts, [[0, 1]] * 11_000), "safely")
    fine = books.shared(tmp_path / "f.xlsx", texts, [[0, 0]] * 11_000)
    assert look(fine).rows >= 10_999


def test_a_cell_of_many_millions_of_characters(tmp_path: Path) -> None:
    cell = f'<row r="3"><c r="A3" t="inlineStr"><is><t>{"ab" * 5_000_000}</t></is></c></row>'
    refused(sheet(tmp_path / "giant.xlsx", TABLE + cell), "characters|times its size")


@pytest.mark.parametrize(
    "markup",
    [
        '<!DOCTYPE x [<!ENTITY a "b">]>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
        '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY l "&lol;&lol;">]>',
    ],
)
def test_xml_entities(tmp_path: Path, markup: str) -> None:
    refused(sheet(tmp_path / "e.xlsx", TABLE, markup), "entities")
    made = books.xlsx(tmp_path / "w.xlsx", ROWS)
    books.rewritten(made, "xl/workbook.xml", b"<workbook", markup.encode() + b"<workbook")
    refused(made, "entities|damaged")
    opened = books.ods(tmp_path / "o.ods", ROWS)
    books.rewritten(
        opened,
        "content.xml",
        b"<office:document-content",
        markup.encode() + b"<office:document-content",
    )
    refused(opened, "entities|damaged")


def table(path: Path, rows: str) -> Path:
    return books.ods_of(path, f'<table:table table:name="s">{rows}</table:table>')


def test_cells_that_repeat_without_end(tmp_path: Path) -> None:
    cell = (
        '<table:table-cell office:value-type="string" table:number-columns-repeated="16384">'
        "<text:p>x</text:p></table:table-cell>"
    )
    rows = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    refused(table(tmp_path / "r.ods", rows), "safely")


def test_blank_cells_that_repeat_are_nothing(tmp_path: Path) -> None:
    blank = (
        '<table:table-row table:number-rows-repeated="1048570">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    row = f"<table:table-row>{books.ods_cell('会社')}{books.ods_cell(5)}</table:table-row>"
    assert look(table(tmp_path / "b.ods", row * 3 + blank)).rows == 3


@pytest.mark.parametrize("name", ["EncryptedPackage", "Workbook"])
def test_a_password(tmp_path: Path, name: str) -> None:
    """An encrypted XLSX is an OLE file; an encrypted XLS says so in its first records."""
    path = books.xls(tmp_path / "p.xls", ROWS)
    data = path.read_bytes()
    if name == "EncryptedPackage":
        old = "Workbook".encode("utf-16-le").ljust(64, b"\0") + struct.pack("<H", 18)
        new = name.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<H", 34)
        assert old in data
        data = data.replace(old, new)
    else:
        place = data.index(struct.pack("<HH", 0xE1, 2))
        data = data[:place] + struct.pack("<HH", 0x2F, 2) + data[place + 4 :]
    path.write_bytes(data)
    refused(path, "password")


def test_a_password_of_an_open_workbook(tmp_path: Path) -> None:
    table = '<table:table table:name="s"/>'
    refused(
        books.ods_of(tmp_path / "p.ods", table, {"META-INF/manifest.xml": "<encryption-data/>"}),
        "password",
    )


def test_a_zip_entry_with_a_password(tmp_path: Path) -> None:
    path = books.xlsx(tmp_path / "z.xlsx", ROWS)
    data = bytearray(path.read_bytes())
    place = data.find(b"PK\x01\x02")
    data[place + 8] |= 1
    path.write_bytes(data)
    refused(path, "password")


def test_a_zip_file_without_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "z.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("deals.csv", "a,b")
    refused(path, "unpack")


def test_a_binary_workbook(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsb"
    relations = (
        '<Relationships xmlns="x"><Relationship Id="r" Type="x/officeDocument" '
        'Target="xl/workbook.bin"/></Relationships>'
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("_rels/.rels", relations)
        archive.writestr("xl/workbook.bin", b"\0" * 100)
    refused(path, "XLSB")


def test_a_list_of_entries_that_is_too_long(tmp_path: Path) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for n in range(10_001):
            archive.writestr(str(n), b"")
    (tmp_path / "many.xlsx").write_bytes(file.getvalue())
    refused(tmp_path / "many.xlsx", "damaged")


@pytest.mark.parametrize("form", ["xlsx", "xls", "ods"])
@pytest.mark.parametrize("share", [0.05, 0.5, 0.8, 0.9])
def test_a_file_that_is_cut_off(tmp_path: Path, form: str, share: float) -> None:
    makers = {"xlsx": books.xlsx, "xls": books.xls, "ods": books.ods}
    path = makers[form](tmp_path / f"cut.{form}", ROWS)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    refused(path, "damaged|no workbook")


@pytest.mark.parametrize(
    ("row", "column", "name"), [(0, 0, "A1"), (1_048_575, 16_383, "XFD1048576"), (9, 26, "AA10")]
)
def test_names_of_cells(row: int, column: int, name: str) -> None:
    assert cell_name(row, column) == name
