"""The files with everything that goes wrong in a CSV: every check and every demand on reading.

Nothing is said of any file: encoding, separator, header and all else are found. Amounts, full-width
texts and days (05, 06, 07) are held by test_dirty_cells.
"""

import io
import json
import time
from pathlib import Path
from typing import Any

import pytest

from revops_desktop.analytics import search
from revops_desktop.exchange.formulas import defused, taken_off
from revops_desktop.exchange.guessing.guess import guess
from revops_desktop.exchange.guessing.here import Here
from revops_desktop.exchange.importing import import_files
from revops_desktop.exchange.out.encodings import CannotHold, CsvOut, Lacks
from revops_desktop.exchange.reading.encodings import found_encoding
from revops_desktop.exchange.reading.layout import Look, Row
from revops_desktop.exchange.reading.looking import look
from revops_desktop.exchange.reading.opening import open_table
from revops_desktop.exchange.summary import ImportSummary
from tests.conftest import NOW
from tests.exchange.lists import mapping

Described = dict[str, dict[str, Any]]
NUMBERS = [f"{number:02}" for number in range(1, 14)]
# How companies are taken from each file.
COMPANIES = {
    "01": 'name = "会社名"\nreading = "フリガナ"\nnote = "営業時間"\nowner = "担当者"\n',
    "02": 'name = "会社名"\nowner = "担当者"\n',
    "04": 'external_key = "id"\nname = "会社名"\nnote = "活動メモ"\naddress = "住所"\n',
    "08": 'name = "会社名"\nphone = "電話"\nnote = "列4"\nreading = "会社名 (2)"\n',
    "09": 'name = "会社名"\nphone = "電話"\nemployees = "金額"\n',
    "10": 'external_key = "id"\nname = "会社名"\nnote = "メモ"\n',
    "11": 'name = "会社名"\nnote = "メモ"\n',
    "12": 'external_key = "id"\nname = "name"\nnote = "memo"\n',
    "13": 'external_key = "id"\nname = "会社名"\nnote = "メモ"\n',
}
DEALS = """
[[source]]
file = "03*"
kind = "deals"
stage_column = { value = "Lead" }
[source.columns]
title = "Firma"
company = "Firma"
amount = "Betrag"
expected_close = "Abschlussdatum"
note = "Notiz"
[[source.outcome]]
visits = [{ }]
"""


@pytest.fixture(scope="module")
def described(realdata: Path) -> Described:
    text = (realdata / "dirty" / "expected.json").read_text(encoding="utf-8")
    return {one["file"][:2]: one for one in json.loads(text)}


class Dirty:
    """The files by their number: looked at, read, imported as companies."""

    def __init__(self, folder: Path, described: Described, own: Path) -> None:
        self._folder = folder
        self._described = described
        self._own = own

    def path(self, number: str) -> Path:
        return self._folder / str(self._described[number]["file"])

    def look(self, number: str) -> Look:
        return look(self.path(number))

    def read(self, number: str) -> tuple[list[str], list[Row]]:
        table = open_table(self.path(number))
        with table.rows() as rows:
            return table.header, list(rows)

    def bring(self, workspace: Any, number: str, more: str = "") -> ImportSummary:
        text = f'[[source]]\nfile = "{number}*"\nkind = "companies"\n{more}[source.columns]\n'
        made = mapping(self._own, text + COMPANIES[number])
        return import_files(workspace, [self.path(number)], made, at=NOW + 60)


@pytest.fixture
def dirty(realdata: Path, described: Described, tmp_path: Path) -> Dirty:
    return Dirty(realdata / "dirty", described, tmp_path)


def companies(workspace: Any, columns: str = "name") -> list[Any]:
    rows = workspace.raw.execute(f"SELECT {columns} FROM company ORDER BY id").fetchall()
    return [row[0] if len(row) == 1 else tuple(row) for row in rows]


def found(workspace: Any, text: str) -> list[str]:
    return [hit.title for hit in workspace.ask(search.find, text=text).companies]


@pytest.mark.parametrize("number", NUMBERS)
def test_how_it_is_laid_out(dirty: Dirty, described: Described, number: str) -> None:
    one = described[number]
    seen = dirty.look(number)
    assert dirty.path(number).stat().st_size == one["bytes"]
    assert seen.layout.encoding == one["encoding"]
    assert seen.layout.delimiter == one["delimiter"]
    assert seen.layout.line_end == one["line_end"].split()[0]
    assert seen.layout.header_line == (3 if number == "09" else 1)
    assert (seen.rows, seen.is_whole) == (one["rows"], True)
    if number != "08":
        assert list(seen.header) == one["header"]
    assert len(seen.header) == len(one["header"])


@pytest.mark.parametrize("number", NUMBERS)
def test_every_cell(dirty: Dirty, described: Described, number: str) -> None:
    """The text of every cell that is named, as it is read; what became of it is tested below."""
    header, rows = dirty.read(number)
    for check in described[number]["checks"]:
        place = check["column_index"] - 1 if "column_index" in check else None
        cell = rows[check["row"] - 1].cells[
            header.index(check["column"]) if place is None else place
        ]
        if "value" in check:
            assert cell.replace("\r\n", "\n") == check["value"].replace("\r\n", "\n"), check
        if "value_normalised_newlines" in check:
            plain = cell.replace("\r\n", "\n").replace("\r", "\n")
            assert plain == check["value_normalised_newlines"]
        if "length" in check:
            assert len(cell) == check["length"]
        if "raw" in check:
            assert cell == check["raw"]
    assert len(rows) == described[number]["rows"]


@pytest.mark.parametrize("number", sorted(COMPANIES))
def test_every_row_comes_in_or_is_told(
    dirty: Dirty, described: Described, workspace: Any, number: str
) -> None:
    summary = dirty.bring(workspace, number)
    assert summary.rows == described[number]["rows"]
    refused = {"09": 1, "12": 1}.get(number, 0)
    assert (summary.created, summary.refused) == (summary.rows - refused, refused)


def test_01_is_searched_in_every_width(dirty: Dirty, workspace: Any) -> None:
    dirty.bring(workspace, "01")
    fourth = "ﾊﾝｶｸ商事"
    assert companies(workspace)[2] == fourth
    fifth = companies(workspace, "name, reading")[3]
    assert "ｶﾞｷﾞｸﾞｹﾞｺﾞ" in fifth[1] or "ｶﾞｷﾞｸﾞｹﾞｺﾞ" in fifth[0]
    for text in ("ガギグゲゴ", "ｶﾞｷﾞｸﾞｹﾞｺﾞ"):
        assert found(workspace, text) == [fifth[0]]
    notes = workspace.ask(search.find, text="9:00〜17:00").notes
    assert [(hit.opens, hit.aside) for hit in notes] == [("company", "株式会社表示ソフト")]


def test_01_exported_gives_back_the_same_bytes(dirty: Dirty) -> None:
    header, rows = dirty.read("01")
    assert written(header, rows, "cp932") == dirty.path("01").read_bytes()


def test_02_begins_with_a_name_that_is_recognised(dirty: Dirty) -> None:
    path = dirty.path("02")
    assert dirty.look("02").header[0] == "会社名"
    one = guess([path], Here(), as_kind="companies").mapping.sources[0]
    assert one.columns["name"].names == ("会社名",)


def test_02_is_not_written_as_question_marks(dirty: Dirty) -> None:
    header, rows = dirty.read("02")
    with pytest.raises(CannotHold) as refused:
        written(header, rows, "cp932")
    assert [(place.row, place.signs) for place in refused.value.places] == [(3, "😀"), (3, "𠮷")]


def test_03_has_its_numbers_and_days(
    dirty: Dirty, described: Described, workspace: Any, tmp_path: Path
) -> None:
    # Cents are kept by a currency that has them.
    workspace.raw.execute("UPDATE workspace SET currency = 'EUR'")
    summary = import_files(workspace, [dirty.path("03")], mapping(tmp_path, DEALS), at=NOW)
    assert (summary.created, summary.refused) == (3, 0)
    rows = workspace.raw.execute(
        "SELECT title, amount, expected_close, note FROM deal ORDER BY id"
    ).fetchall()
    assert [tuple(row) for row in rows] == [
        ("Müller & Söhne GmbH", 123_456, "2024-12-31", "Rabatt 5,5 %"),
        ("Straßenbau AG", 1_200_000, "2025-02-01", "a; b"),
        ("Café Zürich", -9_990, "2025-02-28", "€ 10"),
    ]
    for check in described["03"]["checks"]:
        row = rows[check["row"] - 1]
        if "number" in check:
            assert f"{row[1] / 100:.2f}" == check["number"]
        if "date" in check:
            assert row[2] == check["date"]


def test_03_is_no_japanese(dirty: Dirty) -> None:
    assert found_encoding(dirty.path("03")) == "cp1252"
    with pytest.raises(UnicodeDecodeError):
        dirty.path("03").read_bytes().decode("cp932")


def test_04_keeps_line_breaks_inside_cells(dirty: Dirty, workspace: Any) -> None:
    assert [row.line for row in dirty.read("04")[1]] == [2, 7, 9]
    assert [len(row) for row in dirty.look("04").first_rows] == [4, 4, 4]
    dirty.bring(workspace, "04")
    notes = companies(workspace, "replace(note, char(13), '')")
    assert notes == ['4/1 訪問\n・予算 "1,000" 千円\n・次回: 4/8', '"', "a\n\n\nb"]


def test_08_no_column_hides_another(dirty: Dirty, workspace: Any) -> None:
    assert dirty.look("08").header == (
        *("会社名", "電話", "電話 (2)", "Column 4", "Email", "email (2)"),
        *("担当者", "備考 (社内用)", "会社名 (2)"),
    )
    summary = dirty.bring(workspace, "08")
    assert companies(workspace, "name, phone, note, reading")[0] == (
        *("株式会社甲", "03-0000-0001", "謎の値1", "株式会社甲(旧名)"),
    )
    assert "“電話 (2)”" in summary.remarks[0].sentence()


def test_09_ragged_rows_are_told_and_the_total_is_no_company(dirty: Dirty, workspace: Any) -> None:
    summary = dirty.bring(workspace, "09")
    assert dirty.look("09").blank_lines == summary.files[0].blank_rows == 4
    assert companies(workspace, "name, employees") == [
        *(("株式会社一", 100), ("株式会社二", None), ("株式会社三", 300), ("株式会社四", 400)),
    ]
    assert [(remark.row, remark.message.split(";")[0]) for remark in summary.remarks] == [
        (7, "It has 2 cells too few"),
        (8, "It has more cells than the header"),
    ]
    assert "“余分, さらに余分”" in summary.remarks[1].message
    assert [(problem.row, "total" in problem.message) for problem in summary.problems] == [
        (12, True)
    ]


def test_09_the_total_can_be_skipped_or_taken(dirty: Dirty, workspace: Any) -> None:
    assert dirty.look("09").footer == ((12, ("合計", "", "", "800")),)
    skipped = dirty.bring(workspace, "09", "footer_rows = 1\n")
    assert (skipped.rows, skipped.created, skipped.refused) == (4, 4, 0)
    assert [remark.row for remark in skipped.remarks] == [7, 8, 12]
    taken = dirty.bring(workspace, "09", "footer_rows = 0\n")
    assert (taken.rows, taken.created, taken.unchanged) == (5, 1, 4)
    assert companies(workspace)[-1] == "合計"


def test_10_stays_the_text_that_it_is(dirty: Dirty, described: Described, workspace: Any) -> None:
    dirty.bring(workspace, "10")
    wanted = [check["value"].strip() for check in described["10"]["checks"]]
    # The ' of the eleventh was put before a formula by an export, such as ours.
    wanted[10] = "=1+2"
    assert companies(workspace, "note") == wanted


def test_10_is_defused_and_comes_back(dirty: Dirty, tmp_path: Path) -> None:
    header, rows = dirty.read("10")
    texts = [row.cells[2] for row in rows]
    assert all(defused(text)[0] == "'" for text in texts[:9])
    assert [taken_off(defused(text)) for text in texts] == texts
    path = tmp_path / "list.csv"
    path.write_bytes(written(header, rows, "utf-8"))
    table = open_table(path)
    with table.rows() as again:
        assert [taken_off(row.cells[2]) for row in again] == texts


def test_11_a_million_characters_are_read_at_once(dirty: Dirty, workspace: Any) -> None:
    began = time.process_time()
    dirty.bring(workspace, "11")
    assert time.process_time() - began < 2
    assert companies(workspace, "length(note)")[1] == 1_000_000
    assert companies(workspace)[2] == "後続株式会社"


def test_12_control_characters_are_left_out_with_a_remark(dirty: Dirty, workspace: Any) -> None:
    assert dirty.look("12").layout.encoding == "utf-8"
    summary = dirty.bring(workspace, "12")
    assert companies(workspace, "name, note") == [
        ("AlphaBeta", "ok"),
        ("Ctrlend", "EOF char 0x1A inside"),
        ("Normal", "last"),
    ]
    assert [(remark.row, remark.column) for remark in summary.remarks] == [(2, "name"), (4, "name")]
    # Nothing but a NUL is no name.
    assert [(problem.row, problem.column) for problem in summary.problems] == [(3, "name")]


def test_13_every_line_end_ends_a_row(dirty: Dirty, workspace: Any) -> None:
    dirty.bring(workspace, "13")
    assert companies(workspace) == ["CRLF社", "LF社", "CR社", "内部CR社", "最終行社"]
    note = companies(workspace, "note")[3]
    assert note.replace("\r\n", "\n").replace("\r", "\n") == "x\ny\nz\nw"


def test_nothing_is_demanded_that_no_test_holds(described: Described) -> None:
    """How many demands each file makes; one more wants a test here, or in test_dirty_cells."""
    counts = {number: len(one["must"]) for number, one in described.items()}
    assert counts == {
        **{"01": 4, "02": 3, "03": 3, "04": 3, "05": 5, "06": 3, "07": 3},
        **{"08": 3, "09": 5, "10": 5, "11": 2, "12": 3, "13": 1},
    }


def written(header: list[str], rows: list[Row], encoding: Any) -> bytes:
    """The rows as the program writes them."""
    file, lacks = io.BytesIO(), Lacks()
    out = CsvOut(file, "list.csv", header, encoding, lacks)
    for row in rows:
        out.write([defused(cell) for cell in row.cells])
    out.finish()
    lacks.require_none()
    return file.getvalue()
