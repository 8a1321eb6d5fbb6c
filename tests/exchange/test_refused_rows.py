"""Refused rows as a file: the source's columns and cells, why, and it comes in again mended."""

import csv
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from revops_desktop.exchange.importing import import_files
from revops_desktop.exchange.refused_rows import REASON, write_refused
from tests.conftest import NOW
from tests.exchange.lists import mapping, source

TOML = """
[[source]]
file = "*"
kind = "companies"
missing = ["-"]
[source.columns]
name = "Name"
employees = "Employees"
phone = "Phone"
note = "Note"
"""
ROWS = (
    "Name,Employees,Phone,Note,Unmapped\n"
    "Aoba,many,+81-3-1234-5678,=1+1,-5\n"
    "Midori,5,,,\n"
    ',6,,"a, b",\n'
    'Hoshi,-x,,\'=2+2,"two\nlines"\n'
)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_they_are_written_with_why_and_come_in_again(
    workspace: Any, tmp_path: Path, form: str
) -> None:
    how = mapping(tmp_path, TOML)
    path = source(tmp_path, ROWS, "companies.csv")
    summary = import_files(workspace, [path], how, at=NOW)
    assert (summary.created, summary.refused) == (1, 3)
    out = tmp_path / f"refused.{form}"
    assert write_refused(out, [path], how, summary) == [out]
    written = rows_of(out)
    assert written[0] == ["Name", "Employees", "Phone", "Note", "Unmapped", REASON]
    assert [row[0] for row in written[1:]] == ["Aoba", "", "Hoshi"]
    assert written[1][4] == "-5"
    assert written[3][4] == "two\nlines"
    assert written[1][5].startswith("Employees: ")
    # Where nothing was mended the same rows are refused for the same reasons.
    again = import_files(workspace, [out], how, at=NOW + 60)
    assert (again.created, again.refused) == (0, 3)
    second = tmp_path / f"again.{form}"
    write_refused(second, [out], how, again)
    assert rows_of(second) == written
    mended = tmp_path / "mended.csv"
    fixed = [list(row) for row in written]
    fixed[1][1], fixed[2][0], fixed[3][1] = "7", "Named", "8"
    with open(mended, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(fixed)
    last = import_files(workspace, [mended], how, at=NOW + 120)
    assert (last.created, last.refused) == (3, 0)
    found = workspace.raw.execute("SELECT name, employees, phone, note FROM company").fetchall()
    assert sorted(found)[0] == ("Aoba", 7, "+81-3-1234-5678", "=1+1")
    assert [row[3] for row in found if row[0] == "Hoshi"] == ["=2+2"]


def test_each_source_has_its_own_file_or_sheet(workspace: Any, tmp_path: Path) -> None:
    how = mapping(tmp_path, TOML)
    paths = [
        source(tmp_path, "Name,Employees,Phone,Note\nA,x,,\n", "one.csv"),
        source(tmp_path, "Name,Employees,Phone,Note\nB,1,,\n", "two.csv"),
        source(tmp_path, "Employees,Name,Phone,Note\nx,C,,\n", "three.csv"),
    ]
    summary = import_files(workspace, paths, how, at=NOW, dry_run=True)
    out = tmp_path / "refused.csv"
    assert write_refused(out, paths, how, summary) == [out, tmp_path / "refused three.csv"]
    book = tmp_path / "refused.xlsx"
    assert write_refused(book, paths, how, summary) == [book]
    assert openpyxl.load_workbook(book).sheetnames == ["one", "three"]
    good = import_files(workspace, paths[1:2], how, at=NOW, dry_run=True)
    assert write_refused(tmp_path / "none.csv", paths[1:2], how, good) == []
    assert not (tmp_path / "none.csv").exists()


def rows_of(path: Path) -> list[list[str]]:
    """The cells of a file as text; formulas as the import reads them."""
    if path.suffix == ".xlsx":
        sheet = openpyxl.load_workbook(path).active
        return [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))
