"""A CSV file is read as it is, or refused with the line and what to do."""

from pathlib import Path

import pytest

from revops_desktop.exchange.reading.layout import Layout, Row
from revops_desktop.exchange.reading.opening import open_table
from revops_desktop.exchange.reading.separators import LONGEST
from revops_desktop.exchange.refusals import FileRefused
from revops_desktop.i18n import use_language
from tests.exchange.lists import source


def read(path: Path, *encodings: str, delimiter: str = ",") -> tuple[list[str], list[Row]]:
    layout = Layout(delimiter=delimiter)
    file = open_table(path, layout, encodings=encodings or ("utf-8",))
    with file.rows() as rows:
        return file.header, list(rows)


def cells(path: Path, *encodings: str) -> list[list[str]]:
    return [row.cells for row in read(path, *encodings)[1]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932"])
def test_japanese_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    path = source(tmp_path, "会社名,備考\r\n㈱表示ソフト,９：００～\r\n", encoding=encoding)
    header, rows = read(path, encoding)
    assert header == ["会社名", "備考"]
    assert rows[0].cells == ["㈱表示ソフト", "９：００～"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_speaks_for_itself(tmp_path: Path, encoding: str) -> None:
    assert read(source(tmp_path, "名\nあ\n", encoding=encoding), "cp932")[0] == ["名"]


def test_of_several_encodings_the_first_that_reads_everything(tmp_path: Path) -> None:
    path = source(tmp_path, "名\n髙橋\n", encoding="cp932")
    assert cells(path, "utf-8", "cp932") == [["髙橋"]]


def test_a_wrong_encoding_names_the_line_and_what_to_do(tmp_path: Path) -> None:
    path = source(tmp_path, "name\nAoba\n髙橋\n", encoding="cp932")
    with pytest.raises(FileRefused) as refused:
        read(path, "utf-8")
    assert "UTF-8" in str(refused.value)
    assert "line 3" in str(refused.value)
    assert "cp932" in str(refused.value)
    assert "Nothing was imported" in str(refused.value)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "ascii", "idna", "punycode"])
def test_any_encoding_that_does_not_fit_is_a_sentence(tmp_path: Path, encoding: str) -> None:
    with pytest.raises(FileRefused, match="not written in"):
        read(source(tmp_path, "name\n髙橋\n", encoding="cp932"), encoding)


def test_rows_know_the_line_they_begin_in(tmp_path: Path) -> None:
    path = source(tmp_path, 'a,b\r\n1,"x\n\ny"\r\n\r\n , \r\n2,"""q"""\r3,z')
    assert [(row.line, row.cells) for row in read(path)[1]] == [
        (2, ["1", "x\n\ny"]),
        (7, ["2", '"q"']),
        (8, ["3", "z"]),
    ]


def test_blank_lines_before_the_header_are_passed_over(tmp_path: Path) -> None:
    assert read(source(tmp_path, "\n,,\na,b\n1,2\n"))[0] == ["a", "b"]


def test_too_few_or_too_many_cells_are_a_remark_on_that_row_alone(tmp_path: Path) -> None:
    rows = read(source(tmp_path, "a,b\n1\n1,2\n1,2,3,4\n5,6,,\n"))[1]
    assert [row.cells for row in rows] == [["1", ""], ["1", "2"], ["1", "2"], ["5", "6"]]
    assert [row.remark is None for row in rows] == [False, True, False, True]
    assert not any(row.fault for row in rows)
    assert rows[0].remark and "1 cell too few" in rows[0].remark.message
    assert rows[2].remark and "“3, 4”" in rows[2].remark.message


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x7f"])
def test_a_control_character_is_left_out_with_a_remark(tmp_path: Path, character: str) -> None:
    rows = read(source(tmp_path, f"a,b\n1,x{character}y\n2,z\n"))[1]
    assert rows[0].cells == ["1", "xy"]
    assert rows[0].remark and rows[0].remark.column == 1
    assert rows[1].remark is None


def test_a_vertical_tab_is_a_new_line(tmp_path: Path) -> None:
    assert cells(source(tmp_path, "a,b\n1,x\x0by\n")) == [["1", "x\ny"]]


def test_a_header_once_more_is_no_row(tmp_path: Path) -> None:
    rows = read(source(tmp_path, "a,b\n1,2\na,b\n3,4\n"))[1]
    assert [row.fault is None for row in rows] == [True, False, True]
    assert rows[1].fault and "header once more" in rows[1].fault.message


def test_what_is_kept_as_text_for_spreadsheets_is_that_text(tmp_path: Path) -> None:
    text = '="番号",name\n="0123",="Aoba"\n"=""0124""",="a"&"b"\n0125,=1+2\n'
    header, rows = read(source(tmp_path, text))
    assert header == ["番号", "name"]
    assert [row.cells for row in rows] == [
        *(["0123", "Aoba"], ["0124", '="a"&"b"'], ["0125", "=1+2"]),
    ]


def test_padding_at_the_end_is_no_row(tmp_path: Path) -> None:
    assert cells(source(tmp_path, "a\n1\n\x1a\x00\x00")) == [["1"]]


def test_a_cell_of_a_million_characters_is_read(tmp_path: Path) -> None:
    assert cells(source(tmp_path, f"a,b\n1,{'x' * 1_000_000}\n"))[0][1] == "x" * 1_000_000


@pytest.mark.parametrize(
    "text",
    [
        'a,b\n1,"never closed\n2,3\n',
        'a,b\n1,"closed" and on\n1,"a,b"\n',
        f"a\n{'x' * (LONGEST + 200_000)}\n",
        "",
        "\n\n",
    ],
    ids=["open quote", "stray quote", "endless line", "empty", "blank"],
)
def test_a_file_that_cannot_be_read_on_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read(source(tmp_path, text))
    assert "“deals.csv” cannot be imported" in str(refused.value)


def test_an_endless_open_quotation_mark_does_not_fill_the_memory(tmp_path: Path) -> None:
    path = source(tmp_path, 'a\n"' + "x\n" * (LONGEST + 10))
    with pytest.raises(FileRefused) as refused:
        read(path)
    assert "line 2" in str(refused.value)


def test_a_quotation_mark_in_the_wrong_place_is_told_in_one_language(tmp_path: Path) -> None:
    path = source(tmp_path, '"name","company\nA,"B\n')
    with use_language("ja"), pytest.raises(FileRefused) as refused:
        read(path)
    said = str(refused.value)
    assert "1行目から始まる行をセルに分けられません。" in said and "expected" not in said


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="There is no file"):
        read(tmp_path / "none.csv")
    with pytest.raises(FileRefused, match="is a folder"):
        read(tmp_path)
