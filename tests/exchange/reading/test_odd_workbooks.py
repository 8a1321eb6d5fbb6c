"""XML that is not as Excel writes it, but right all the same, is read as it is meant."""

from pathlib import Path

import pytest

from revops_desktop.exchange.reading.layout import Layout
from revops_desktop.exchange.reading.opening import open_table
from tests.exchange.reading import books

PREFIXED = 'xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = 'xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"'


@pytest.mark.parametrize(
    ("rows", "texts"),
    [
        ("<row><c><v>1</v></c><c/><c><v>3</v></c></row>", [["1", "", "3"]]),
        (
            '<row r="3"><c r="C3"><v>1</v></c></row><row r="2"><c r="B2"><v>2</v></c></row>',
            [["2", ""], ["", "1"]],
        ),
        ("<row r='1'><c\nr = 'A1'\tt='str'><v>x</v></c></row>", [["x"]]),
        ('<row r="1"><!-- <c r="XFD9"><v>1</v></c> --><c r="A1"><v>1</v></c></row>', [["1"]]),
        ('<row r="1"><c r="A1" t="inlineStr"><is><t><![CDATA[x<y]]></t></is></c></row>', [["x<y"]]),
        (
            '<row r="1"><c r="A1" t="inlineStr"><is><t>&lt;b&gt; &amp; &#x3042;</t></is></c></row>',
            [["<b> & あ"]],
        ),
        (
            '<row r="1"><c r="A1" t="inlineStr"><is><t>a_x0041_b_x005F_</t></is></c></row>',
            [["aAb_"]],
        ),
        (
            '<row r="1"><c r="A1" t="str"><f>A2</f><v>text</v></c><c r="B1"><f>1+1</f><v>2</v></c>'
            '<c r="C1" t="b"><v>1</v></c><c r="D1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>',
            [["text", "2", "TRUE", ""]],
        ),
        (
            '<row r="1"><c r="A1" t="d"><v>2024-04-01</v></c>'
            '<c r="B1" t="d"><v>2024-04-01T09:30:00</v></c></row>',
            [["2024-04-01", "2024-04-01 09:30:00"]],
        ),
    ],
)
@pytest.mark.parametrize("names", [books.MAIN, STRICT])
def test_cells_in_other_words(
    tmp_path: Path, rows: str, texts: list[list[str]], names: str
) -> None:
    sheet = f"<worksheet {names}><sheetData>{rows}</sheetData></worksheet>"
    assert cells(books.parts(tmp_path / "a.xlsx", {"xl/worksheets/sheet1.xml": sheet})) == texts


def cells(path: Path) -> list[list[str]]:
    with open_table(path, Layout(header_line=0, footer_rows=0)).rows() as rows:
        return [row.cells for row in rows]


def test_names_with_a_prefix(tmp_path: Path) -> None:
    sheet = (
        f'<x:worksheet {PREFIXED}><x:sheetData><x:row r="1"><x:c r="A1"><x:v>1.5</x:v></x:c>'
        '<x:c r="C1" t="inlineStr"><x:is><x:t>abc</x:t></x:is></x:c>'
        '<x:c r="D1" s="0"><x:v>0.4</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    styles = (
        f'<styleSheet {books.MAIN}><cellXfs count="1"><xf numFmtId="9"/></cellXfs></styleSheet>'
    )
    path = books.parts(
        tmp_path / "p.xlsx", {"xl/worksheets/sheet1.xml": sheet, "xl/styles.xml": styles}
    )
    books.rewritten(
        path,
        "xl/_rels/workbook.xml.rels",
        b"</Relationships>",
        f'<Relationship Id="r9" Type="{OFFICE}/styles" Target="styles.xml"/>'.encode()
        + b"</Relationships>",
    )
    assert cells(path) == [["1.5", "", "abc", "40%"]]


def test_parts_that_lie_elsewhere(tmp_path: Path) -> None:
    """Only the names in the workbook say what is what."""
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    sheet = f"<worksheet {books.MAIN}><sheetData><row><c><v>7</v></c></row></sheetData></worksheet>"
    path = books.parts(
        tmp_path / "e.xlsx",
        {
            "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="a" '
            f'Type="{OFFICE}/officeDocument" Target="/Main.xml"/></Relationships>',
            "main.xml": f'<workbook {books.MAIN} xmlns:r="{OFFICE}"><sheets>'
            '<sheet name="S" sheetId="9" r:id="b"/></sheets></workbook>',
            "_rels/main.xml.rels": f'<Relationships xmlns="{package}"><Relationship Id="b" '
            f'Type="{OFFICE}/worksheet" Target="deep/../other/here.xml"/></Relationships>',
            "other/here.xml": sheet,
        },
    )
    assert cells(path) == [["7"]]
