"""Sheets of a workbook that hold lists come in as several files do, each by its own layout."""

from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from revops_desktop.exchange.guessing.guess import guess
from revops_desktop.exchange.guessing.here import here
from revops_desktop.exchange.guessing.sheets import lists_of, sheets_of_mapping
from revops_desktop.exchange.importing import import_files
from revops_desktop.exchange.mapping_writer import written
from revops_desktop.exchange.reading.looking import look
from revops_desktop.exchange.reading.sheet_paths import file_of, sheet_of, sheet_path, title_of
from revops_desktop.exchange.refused_rows import write_refused
from tests.conftest import NOW
from tests.exchange.lists import mapping
from tests.exchange.reading.books import ods, xlsx

DEALS: list[list[Any]] = [
    ["案件名", "会社名", "金額"],
    ["甲", "青葉", 1],
    ["乙", "北", "x"],
    ["丙", "北", 3],
]
# Its header stands elsewhere than that of the deals.
COMPANIES: list[list[Any]] = [
    ["顧客マスタ"],
    [],
    ["会社名", "業種", "従業員数"],
    ["青葉", "小売", 5],
    ["", "卸", 7],
]


def book(folder: Path) -> Path:
    return xlsx(folder / "台帳.xlsx", [["この表の説明"]], 案件=DEALS, 顧客=COMPANIES)


def test_a_sheet_is_named_within_its_workbook() -> None:
    file = Path("/lists/台帳 (2).xlsx")
    sheet = sheet_path(file, "顧客 (旧)")
    assert (file_of(sheet), sheet_of(sheet), title_of(sheet)) == (file, "顧客 (旧)", "顧客 (旧)")
    assert (file_of(file), sheet_of(file), title_of(file)) == (file, "", "台帳 (2)")


def test_each_list_has_its_own_layout(workspace: Any, tmp_path: Path) -> None:
    path = book(tmp_path)
    found = lists_of(look(path), workspace.ask(here))
    assert [one.name for one in found] == ["案件 (台帳.xlsx)", "顧客 (台帳.xlsx)"]
    assert [one.layout.header_line for one in found.values()] == [1, 3]
    assert [look(one).rows for one in found] == [3, 2]


def test_they_come_in_by_their_guess_and_by_what_is_kept_of_it(
    workspace: Any, tmp_path: Path
) -> None:
    path = book(tmp_path)
    looks = lists_of(look(path), workspace.ask(here))
    guessed = guess(list(looks), workspace.ask(here), looks=looks)
    assert not guessed.open and guessed.mapping.name == "台帳"
    summary = import_files(workspace, list(looks), guessed.mapping, at=NOW)
    assert (summary.created, summary.refused) == (3, 2)
    refused = write_refused(tmp_path / "mend.xlsx", list(looks), guessed.mapping, summary)
    assert load_workbook(refused[0]).sheetnames == ["案件", "顧客"]
    refused = write_refused(tmp_path / "mend.csv", list(looks), guessed.mapping, summary)
    assert [one.name for one in refused] == ["mend.csv", "mend 顧客.csv"]
    kept = mapping(tmp_path, written(guessed.mapping))
    assert sheets_of_mapping(path, kept) == list(looks)
    again = import_files(workspace, list(looks), kept, at=NOW + 60, dry_run=True)
    assert (again.created, again.unchanged) == (0, 3)


def test_one_list_beside_other_sheets_is_the_file(workspace: Any, tmp_path: Path) -> None:
    there = workspace.ask(here)
    for name, more in (("a", {}), ("b", {"表": [["合計", 3]]}), ("c", {"案 件": [["案件名"]]})):
        path = xlsx(tmp_path / f"{name}.xlsx", DEALS, **more)
        assert lists_of(look(path), there) == {}
    assert lists_of(look(ods(tmp_path / "d.ods", DEALS)), there) == {}
