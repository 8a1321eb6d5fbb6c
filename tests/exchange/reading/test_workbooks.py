"""Workbooks are read as what they show: the right sheet, header and texts, in all three formats."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from revops_desktop.exchange.reading.layout import Layout, Row
from revops_desktop.exchange.reading.looking import look
from revops_desktop.exchange.reading.opening import open_table
from revops_desktop.exchange.refusals import FileRefused
from tests.exchange.reading import books

ROWS: list[list[books.Cell]] = [
    ["会社", "金額", "率", "日", "時刻", "有効", "番号"],
    ["株式会社青葉商事", 1200000, 0.5, date(2024, 4, 1), datetime(2024, 4, 1, 9, 30), True, "007"],
    ["緑 & <森>\n二行目", 1234.5, 0.125, date(2028, 2, 29), datetime(2024, 12, 31, 23, 59, 59)],
    ["㈱𠮷野家 髙﨑", -5, 1e-7, date(1999, 12, 31), datetime(2024, 4, 1, 0, 0, 1), False, "+81-3"],
]
TEXTS = [
    ["株式会社青葉商事", "1200000", "0.5", "2024-04-01", "2024-04-01 09:30:00", "TRUE", "007"],
    ["緑 & <森>\n二行目", "1234.5", "0.125", "2028-02-29", "2024-12-31 23:59:59", "", ""],
    ["㈱𠮷野家 髙﨑", "-5", "0.0000001", "1999-12-31", "2024-04-01 00:00:01", "FALSE", "+81-3"],
]
MAKERS = {"xlsx": books.xlsx, "xls": books.xls, "ods": books.ods}
Maker = Callable[..., Path]


@pytest.fixture(params=MAKERS)
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Maker:
    """Makes a workbook of rows, in each format."""

    def made(rows: list[list[books.Cell]]) -> Path:
        return MAKERS[request.param](tmp_path / f"book.{request.param}", rows)

    return made


def read(path: Path, layout: Layout | None = None) -> tuple[list[str], list[Row]]:
    table = open_table(path, layout or Layout())
    with table.rows() as rows:
        return table.header, list(rows)


def cells(path: Path, layout: Layout | None = None) -> list[list[str]]:
    return [row.cells for row in read(path, layout)[1]]


def test_typed_cells_are_texts_that_say_the_same(make: Maker) -> None:
    header, rows = read(make(ROWS))
    assert header == ROWS[0]
    assert [row.cells for row in rows] == TEXTS
    assert [row.line for row in rows] == [2, 3, 4]
    assert not any(row.fault or row.remark for row in rows)


def test_looking_says_what_is_there(make: Maker) -> None:
    path = make([["出力日: 2024-04-01"], [], *ROWS, ["合計", 5]])
    found = look(path)
    assert found.layout.form == "workbook"
    assert (found.layout.header_line, found.layout.header_rows) == (3, 1)
    assert found.layout.sheet == found.sheets[0]
    assert found.header == tuple(ROWS[0])
    assert [line for line, _cells in found.preamble] == [1]
    assert [one.holds for one in found.columns][3:5] == ["day", "instant"]
    assert found.footer[-1][1][0] == "合計"
    assert list(found.first_rows) == [tuple(one) for one in TEXTS]


def test_a_total_is_never_a_company(make: Maker) -> None:
    rows = read(make([*ROWS, ["合計", 5]]))[1]
    assert [row.fault is not None for row in rows] == [False] * 3 + [True]
    assert len(cells(make([*ROWS, ["合計", 5]]), Layout(footer_rows=1))) == 3


def test_blank_rows_are_left_out_and_the_line_is_that_of_the_sheet(make: Maker) -> None:
    path = make([[], [], ["会社", "金額"], ["A", 1], [], [], ["B", 2]])
    rows = read(path)[1]
    assert [(row.line, row.cells) for row in rows] == [(4, ["A", "1"]), (7, ["B", "2"])]
    assert look(path).blank_lines == 2


def test_columns_without_a_name_and_with_the_same(make: Maker) -> None:
    header, rows = read(make([["電話", "電話", None, "名前"], *[["03-1", "090-2", 7, "山田"]] * 4]))
    assert header == ["電話", "電話 (2)", "Column 3", "名前"]
    assert rows[0].cells == ["03-1", "090-2", "7", "山田"]


def test_a_sheet_without_header(make: Maker) -> None:
    path = make([["A社", 1, date(2024, 4, n)] for n in range(1, 9)])
    assert look(path).layout.header_line == 0
    assert len(cells(path)) == 8


@pytest.mark.parametrize("rows", [[], [["名前"]]])
def test_nothing_in_it(make: Maker, rows: list[list[books.Cell]]) -> None:
    path = make(rows)
    if rows:
        assert cells(path) == []
        return
    with pytest.raises(FileRefused, match="empty"):
        look(path)


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (0.4, "0%", "40%"),
        (0.125, "0.0%", "12.5%"),
        (0.07, "0.00%", "7%"),
        (123, "00000", "00123"),
        (600001, "000\\-0000", "060-0001"),
        (1234567, "¥#,##0", "1234567"),
        (1234567, "#,##0,", "1234567"),
        (45383, "yyyy/m/d", "2024-04-01"),
        (45383, '[$-411]ggge"年"m"月"d"日"', "2024-04-01"),
        (45383.395833333336, "yyyy/m/d h:mm", "2024-04-01 09:30:00"),
        (0.395833333333333, "h:mm", "09:30:00"),
        (1.25, "[h]:mm", "30:00:00"),
        (0.1 + 0.2, "General", "0.3"),
        (12345678901234, "General", "12345678901234"),
        (9007199254740991, "0", "9007199254740991"),
        (1e21, "General", "1000000000000000000000"),
        (123, '0"%"', "123"),
    ],
)
@pytest.mark.parametrize("form", ["xlsx", "xls"])
def test_what_a_format_shows(
    tmp_path: Path, form: str, value: float, code: str, shown: str
) -> None:
    path = tmp_path / f"format.{form}"
    if form == "xlsx":
        book = Workbook()
        book.active.append(["見出し"])
        book.active.append([value])
        book.active["A2"].number_format = code
        book.save(path)
    else:
        import xlwt

        old = xlwt.Workbook()
        sheet = old.add_sheet("s")
        sheet.write(0, 0, "見出し")
        sheet.write(1, 0, value, xlwt.easyxf(num_format_str=code))
        old.save(str(path))
    assert cells(path, Layout(header_line=1)) == [[shown]]


def test_days_since_1904(tmp_path: Path) -> None:
    book = Workbook()
    book.epoch = datetime(1904, 1, 1)
    for value in ("日", date(2024, 4, 1), datetime(2024, 4, 1, 9, 30), time(9, 30)):
        book.active.append([value])
    book.save(tmp_path / "mac.xlsx")
    found = [row[0] for row in cells(tmp_path / "mac.xlsx", Layout(header_line=1))]
    assert found == ["2024-04-01", "2024-04-01 09:30:00", "09:30:00"]


def test_durations_and_fractions_of_seconds(tmp_path: Path) -> None:
    path = books.xlsx(
        tmp_path / "t.xlsx",
        [
            ["時"],
            [timedelta(hours=30)],  # type: ignore[list-item]  # openpyxl writes it too
            [datetime(2024, 4, 1, 9, 30, 15, 500000)],
        ],
    )
    found = cells(path, Layout(header_line=1))
    assert found == [["30:00:00"], ["2024-04-01 09:30:15.500"]]


def test_failed_formulas_are_empty_with_a_remark(tmp_path: Path) -> None:
    path = books.xlsx(tmp_path / "f.xlsx", [["会社", "金額"], ["A", "#N/A"], ["#DIV/0!", 1]])
    first, second = read(path)[1]
    assert (first.cells, second.cells) == (["A", ""], ["", "1"])
    assert first.remark is not None and first.remark.column == 1 and "#N/A" in first.remark.message
    assert second.remark is not None and second.remark.column == 0


def test_the_sheet_with_most_in_it_comes_first_and_hidden_ones_last(tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "表紙"
    book.active["A1"] = "見積"
    for name, state, rows in (
        ("隠し", "hidden", 90),
        ("案件", "visible", 30),
        ("空", "visible", 0),
    ):
        sheet = book.create_sheet(name)
        sheet.sheet_state = state
        for n in range(rows):
            sheet.append([f"{name}{n}", n])
    book.save(tmp_path / "sheets.xlsx")
    found = look(tmp_path / "sheets.xlsx")
    assert found.sheets == ("案件", "表紙", "隠し")
    assert found.rows == 30
    assert look(tmp_path / "sheets.xlsx", Layout(sheet="隠し")).rows == 90
    with pytest.raises(FileRefused, match="案件"):
        look(tmp_path / "sheets.xlsx", Layout(sheet="何か"))


def merged_book(path: Path, title: str = "") -> Path:
    book = Workbook()
    sheet = book.active
    top = 1
    if title:
        sheet.append([title])
        sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=4)
        top = 2
    sheet.append(["会社名", "担当", "金額", None])
    sheet.append([None, None, "計画", "実績"])
    for column in (1, 2):
        sheet.merge_cells(start_row=top, end_row=top + 1, start_column=column, end_column=column)
    sheet.merge_cells(start_row=top, end_row=top, start_column=3, end_column=4)
    for n in range(6):
        sheet.append([None if n % 2 else f"会社{n}", f"担当{n}", n * 10, n * 11])
    for n in range(0, 6, 2):
        row = top + 2 + n
        sheet.merge_cells(start_row=row, end_row=row + 1, start_column=1, end_column=1)
    book.save(path)
    return path


@pytest.mark.parametrize("title", ["", "売上一覧 2024年度"])
def test_a_header_over_two_rows_is_one(tmp_path: Path, title: str) -> None:
    path = merged_book(tmp_path / "merged.xlsx", title)
    found = look(path)
    assert found.header == ("会社名", "担当", "金額 / 計画", "金額 / 実績")
    assert (found.layout.header_line, found.layout.header_rows) == (1 + bool(title), 2)
    # What is merged over several rows is said in each of them.
    assert [row[0] for row in cells(path)] == ["会社0", "会社0", "会社2", "会社2", "会社4", "会社4"]
    # The layout that was found reads the same.
    assert cells(path, found.layout) == cells(path)


def test_a_header_over_two_rows_in_old_and_open_workbooks(tmp_path: Path) -> None:
    import xlwt

    old = xlwt.Workbook(encoding="utf-8")
    sheet = old.add_sheet("s")
    sheet.write_merge(0, 1, 0, 0, "会社名")
    sheet.write_merge(0, 0, 1, 2, "金額")
    sheet.write(1, 1, "計画")
    sheet.write(1, 2, "実績")
    body = ""
    for n in range(5):
        row: list[books.Cell] = [f"会社{n}", n, n * 2]
        for column, cell in enumerate(row):
            sheet.write(2 + n, column, cell)
        body += f"<table:table-row>{''.join(map(books.ods_cell, row))}</table:table-row>"
    old.save(str(tmp_path / "m.xls"))
    spanning = '<table:table-cell office:value-type="string" table:number-'
    books.ods_of(
        tmp_path / "m.ods",
        '<table:table table:name="s"><table:table-row>'
        f'{spanning}rows-spanned="2"><text:p>会社名</text:p></table:table-cell>'
        f'{spanning}columns-spanned="2"><text:p>金額</text:p></table:table-cell>'
        "<table:covered-table-cell/></table:table-row><table:table-row>"
        "<table:covered-table-cell/>"
        f"{books.ods_cell('計画')}{books.ods_cell('実績')}</table:table-row>{body}</table:table>",
    )
    for name in ("m.xls", "m.ods"):
        assert look(tmp_path / name).header == ("会社名", "金額 / 計画", "金額 / 実績")
        assert len(cells(tmp_path / name)) == 5


def test_open_workbooks_show_what_their_cells_do(tmp_path: Path) -> None:
    def cell(value: str, shown: str) -> str:
        return f"<table:table-cell {value}><text:p>{shown}</text:p></table:table-cell>"

    text = 'office:value-type="string"'
    made = [
        (cell('office:value-type="percentage" office:value="0.4"', "40%"), "40%"),
        (cell('office:value-type="float" office:value="600001"', "060-0001"), "060-0001"),
        (cell('office:value-type="float" office:value="123"', "00123"), "00123"),
        (cell('office:value-type="float" office:value="1234.5"', "1,235"), "1234.5"),
        (cell('office:value-type="currency" office:value="1200"', "¥1,200"), "1200"),
        (cell('office:value-type="time" office:time-value="PT09H30M00S"', "9:30"), "09:30:00"),
        (
            cell('office:value-type="string"', "a<text:s text:c='3'/>b<text:line-break/>c"),
            "a   b\nc",
        ),
        (cell(text, "一</text:p><text:p>二"), "一\n二"),
        (
            "<table:table-cell office:value-type='string'><office:annotation><text:p>note"
            "</text:p></office:annotation><text:p>said</text:p></table:table-cell>",
            "said",
        ),
    ]
    rows = "".join(
        f"<table:table-row>{one}{books.ods_cell('x')}</table:table-row>" for one, _text in made
    )
    failed = cell('office:value-type="string" calcext:value-type="error"', "Err:504")
    path = books.ods_of(
        tmp_path / "o.ods",
        f'<table:table table:name="s">{rows}<table:table-row>{failed}{books.ods_cell("x")}'
        "</table:table-row></table:table>",
    )
    found = read(path, Layout(header_line=0))[1]
    assert [row.cells[0] for row in found] == [*(text for _one, text in made), ""]
    assert found[-1].remark is not None


def test_old_workbooks_are_read_as_calamine_reads_them(tmp_path: Path) -> None:
    """Our reader of XLS believes nothing; a reader that believes all is its oracle."""
    from python_calamine import CalamineWorkbook

    rows: list[list[books.Cell]] = [
        [f"テキスト{n} {'長い' * n * 9}", n, n / 7, n * 1000.25, -n, n % 2 == 0] for n in range(200)
    ]
    path = books.xls(tmp_path / "old.xls", rows)
    theirs: Any = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    ours = cells(path, Layout(header_line=0, footer_rows=0))
    assert len(ours) == len(theirs) == 200
    for own, their in zip(ours, theirs, strict=True):
        assert own[0] == their[0]
        assert [float(one) for one in own[1:5]] == pytest.approx([float(one) for one in their[1:5]])
        assert own[5] == str(their[5]).upper()


def test_workbooks_that_omit_the_places_of_cells(tmp_path: Path) -> None:
    """As our own export does."""
    from revops_desktop.exchange.out.workbook import write_workbook

    path = tmp_path / "own.xlsx"
    with open(path, "wb") as file:
        write_workbook(file, "一覧", ["会社", "金額"], [["A", 1], ["B", 2], ["=x", None]])
    assert cells(path) == [["A", "1"], ["B", "2"], ["=x", ""]]


def test_texts_that_cells_share(tmp_path: Path) -> None:
    """With what Excel keeps beside them: readings of kanji, and letters in many colours."""
    path = books.shared(
        tmp_path / "s.xlsx",
        [
            "<t>会社</t>",
            '<t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="1"/>',
            '<r><t>赤</t></r><r><rPr><b/></rPr><t xml:space="preserve"> 青_x000D_</t></r>',
        ],
        [[0], [1], [2], [1]],
    )
    assert cells(path, Layout(header_line=1)) == [["東京"], ["赤 青\r"], ["東京"]]
