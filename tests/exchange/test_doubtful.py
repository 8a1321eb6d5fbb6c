"""What is doubtful in a file comes in, with a remark that says where and why."""

from pathlib import Path
from typing import Any

from revops_desktop.exchange.importing import import_files
from tests.conftest import NOW
from tests.exchange.lists import DEALS, HEADER, mapping, source
from tests.exchange.test_importing import companies, query


def test_what_is_doubtful_comes_in_with_a_remark(workspace: Any, tmp_path: Path) -> None:
    summary = companies(
        workspace,
        tmp_path,
        "1,Good,直販,10,Sato,\n4,Short\n5,Bell\x07Co,direct,,,\n6,Long,,7,,,Chiyoda,,Tokyo\n",
    )
    assert (summary.rows, summary.created, summary.refused) == (4, 4, 0)
    assert [(r.row, r.column, r.value) for r in summary.remarks] == [
        (3, "", ""),
        (4, "name", "BellCo"),
        (5, "", ""),
    ]
    assert "4 cells too few" in summary.remarks[0].message
    assert "“Chiyoda, Tokyo”" in summary.remarks[2].sentence()
    assert query(workspace, "SELECT name, employees FROM company") == [
        ("Good", 10),
        ("Short", None),
        ("BellCo", None),
        ("Long", 7),
    ]
    assert summary.to_json()["remarks"]["count"] == 3


def test_of_columns_with_one_name_the_first_is_taken_with_a_remark(
    workspace: Any, tmp_path: Path
) -> None:
    header = HEADER.replace("company", "title")
    path = source(tmp_path, header + "1,First,Second,Lead,,,5,\n")
    toml = DEALS.replace('company = "company"\n', "")
    summary = import_files(workspace, [path], mapping(tmp_path, toml), at=NOW)
    assert query(workspace, "SELECT title FROM deal") == [("First",)]
    assert "“title (2)”" in summary.remarks[0].sentence()
    assert summary.remark_count == 1
    other = toml.replace('title = "title"', 'title = "title (2)"')
    path.write_text(path.read_text().replace("1,First", "2,First"))
    again = import_files(workspace, [path], mapping(tmp_path, other), at=NOW)
    assert query(workspace, "SELECT title FROM deal") == [("First",), ("Second",)]
    assert again.remark_count == 0


def test_rows_that_were_said_to_be_no_data_are_told(workspace: Any, tmp_path: Path) -> None:
    toml = DEALS.replace('kind = "deals"', 'kind = "deals"\nfooter_rows = 2')
    rows = "1,A,,Lead,,,5,\n\n2,B,,Lead,,,7,\nTotal,,,,,,12,\n\n* without tax,,,,,,,\n"
    path = source(tmp_path, HEADER + rows)
    summary = import_files(workspace, [path], mapping(tmp_path, toml), at=NOW)
    assert (summary.rows, summary.created, summary.refused) == (2, 2, 0)
    assert [remark.row for remark in summary.remarks] == [5, 7]
    assert summary.files[0].blank_rows == 2
    # Nothing said of them: they are no deals all the same, and stand among what was refused.
    again = import_files(workspace, [path], mapping(tmp_path, DEALS), at=NOW)
    assert (again.unchanged, again.refused) == (2, 2)
    assert ["total" in problem.message for problem in again.problems] == [True, False]


def test_what_a_mapping_says_of_the_layout_is_so(workspace: Any, tmp_path: Path) -> None:
    said = 'encoding = "cp932"\ndelimiter = ";"\nquote = "none"\nheader_line = 3\nfooter_rows = 0\n'
    toml = DEALS.replace('kind = "deals"\n', 'kind = "deals"\n' + said)
    text = "x;y\nz\n" + HEADER.replace(",", ";") + '1;"A" あ;;Lead;;;5;\n'
    path = source(tmp_path, text, encoding="cp932")
    summary = import_files(workspace, [path], mapping(tmp_path, toml), at=NOW)
    assert (summary.created, summary.remark_count) == (1, 0)
    assert query(workspace, "SELECT title FROM deal") == [('"A" あ',)]


def test_a_header_is_known_by_the_names_of_the_mapping(workspace: Any, tmp_path: Path) -> None:
    """Above it stands a row that is as full, and could be one."""
    other = "No.,Name,Customer,Where,From,Until,Yen,Reason\n"
    path = source(tmp_path, other + HEADER + "1,A,,Lead,,,5,\n")
    summary = import_files(workspace, [path], mapping(tmp_path, DEALS), at=NOW)
    assert (summary.created, summary.rows) == (1, 1)


def test_a_list_without_names_is_mapped_by_numbers(workspace: Any, tmp_path: Path) -> None:
    toml = """
[[source]]
file = "*.csv"
kind = "companies"
[source.columns]
external_key = "列1"
name = "Column 2"
region = "列3"
"""
    path = source(tmp_path, "k1,Aoba,Tokyo\nk2,Sakura,Osaka\n")
    summary = import_files(workspace, [path], mapping(tmp_path, toml), at=NOW)
    assert summary.files[0].header == ("Column 1", "Column 2", "Column 3")
    assert query(workspace, "SELECT external_key, name, region FROM company") == [
        ("k1", "Aoba", "Tokyo"),
        ("k2", "Sakura", "Osaka"),
    ]
