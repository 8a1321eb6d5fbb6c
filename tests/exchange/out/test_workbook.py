"""A list as a workbook: what a spreadsheet reads in it."""

import io
import xml.etree.ElementTree as ElementTree
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from revops_desktop.errors import RuleBroken
from revops_desktop.exchange import listing
from revops_desktop.exchange.out.workbook import LONGEST, Book, write_workbook

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def read(data: bytes) -> list[list[Any]]:
    """The cells as a spreadsheet sees them; a formula would come back as its text."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        for name in book.namelist():
            ElementTree.fromstring(book.read(name))
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    rows = []
    for row in sheet.iter(f"{_MAIN}row"):
        cells: list[Any] = []
        for cell in row:
            assert cell.find(f"{_MAIN}f") is None
            if cell.get("t") == "inlineStr":
                assert cell.get("s") in ("1", "2")
                cells.append("".join(cell.itertext()))
            else:
                value = cell.find(f"{_MAIN}v")
                cells.append(None if value is None else (cell.get("s"), value.text))
        rows.append(cells)
    return rows


def written(rows: list[list[Any]], title: str = "Companies") -> list[list[Any]]:
    file = io.BytesIO()
    write_workbook(file, title, ["A", "B"], rows)
    return read(file.getvalue())


def test_texts_numbers_days_and_nothing() -> None:
    rows = written([['株式会社<A> & "B"', 12], [None, Decimal("1.50")], [date(2026, 4, 1), -3]])
    assert rows == [
        ["A", "B"],
        ['株式会社<A> & "B"', (None, "12")],
        [None, (None, "1.50")],
        [("3", "46113"), (None, "-3")],
    ]


def test_a_formula_stays_a_text() -> None:
    assert written([["=1+1", "@SUM(A1)"]])[1] == ["=1+1", "@SUM(A1)"]


def test_what_no_cell_can_hold() -> None:
    row = written(
        [["x" * 40_000, "a\x0bb\ud800"], [date(1899, 1, 1), "2026-04-01"]], "a/b[c]:*?" * 9
    )
    assert len(row[1][0]) == LONGEST
    assert row[1][0].endswith("…")
    assert row[1][1] == "a\ufffdb\ufffd"
    assert row[2] == ["1899-01-01", "2026-04-01"]


def unwritten(sign: str) -> bool:
    return (sign < " " and sign not in "\t\n\r") or sign in "\ufffe\uffff"


def test_what_looks_like_an_escape_stays_as_it_is() -> None:
    assert written([["_x0041_ a_b", "_x12_"]])[1] == ["_x005F_x0041_ a_b", "_x12_"]


# Days and what looks like an escape are told apart above.
_TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="_0123456789"))


@given(st.lists(_TEXTS, min_size=1, max_size=4))
def test_every_text_comes_back(texts: list[str]) -> None:
    expected = ["".join("\ufffd" if unwritten(sign) else sign for sign in text) for text in texts]
    assert written([texts])[1] == expected


def test_the_ending_decides(tmp_path: Path) -> None:
    for name in ("a.XLSX", "a.csv"):
        listing.write(tmp_path / name, "A", ["Name"], [["=cmd"], ["b"]])
    assert read((tmp_path / "a.XLSX").read_bytes()) == [["Name"], ["=cmd"], ["b"]]
    assert (tmp_path / "a.csv").read_bytes().decode("utf-8") == "\ufeffName\r\n'=cmd\r\nb\r\n"


def test_sheets_are_typed_wide_enough_and_filtered() -> None:
    file = io.BytesIO()
    with Book(file) as book:
        with book.sheet("Deals", ["Title", "Won", "Closed on", "At"]) as add:
            add(
                [
                    "青葉商事のとても長い案件の名前",
                    True,
                    date(2026, 4, 1),
                    datetime(2026, 4, 1, 9, 30),
                ]
            )
        with book.sheet("deals", ["A"]):
            pass
        with book.sheet("Contents", ["A"], is_first=True):
            pass
    read_again = openpyxl.load_workbook(file)
    assert read_again.sheetnames == ["Contents", "Deals", "deals (2)"]
    sheet = read_again["Deals"]
    assert [cell.value for cell in sheet[2]] == [
        *("青葉商事のとても長い案件の名前", True),
        *(datetime(2026, 4, 1), datetime(2026, 4, 1, 9, 30)),
    ]
    assert sheet["C2"].number_format == "yyyy\\-mm\\-dd"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:D2"
    assert sheet.column_dimensions["A"].width == 31


def test_what_a_number_of_a_spreadsheet_cannot_hold_is_a_text() -> None:
    rows = written([[2**53 + 1, Decimal("12345678901234.56")], [10**14, Decimal("0.5")]])
    assert rows[1] == ["9007199254740993", "12345678901234.56"]
    assert rows[2] == [(None, "100000000000000"), (None, "0.5")]


def test_too_many_columns_are_refused() -> None:
    with pytest.raises(RuleBroken, match="Please choose CSV"):
        written([["a"] * 16_385])
