"""Lists in CP932 and UTF-8: the same bytes where they can be, told where they cannot."""

import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revops_desktop.exchange.formulas import taken_off
from revops_desktop.exchange.importing import import_files
from revops_desktop.exchange.listing import write
from revops_desktop.exchange.out.companies import export_companies
from revops_desktop.exchange.out.encodings import CannotHold, CsvOut, Lacks
from revops_desktop.exchange.reading.opening import open_table
from tests.conftest import NOW
from tests.exchange.lists import mapping

COMPANIES = """
[[source]]
file = "*"
kind = "companies"
[source.columns]
name = "会社名"
note = "{note}"
"""


def brought(workspace: Any, folder: Path, file: Path, note: str) -> None:
    summary = import_files(workspace, [file], mapping(folder, COMPANIES.format(note=note)), at=NOW)
    assert summary.refused == 0


def read(path: Path) -> list[list[str]]:
    table = open_table(path)
    with table.rows() as rows:
        found = [row.cells for row in rows]
        return [table.header, *found]


def test_dirty_01_gives_back_the_same_bytes(workspace: Any, realdata: Path, tmp_path: Path) -> None:
    """Through the workspace: NEC and IBM signs, half-width kana, kanji with 5C in them."""
    source = next((realdata / "dirty").glob("01_*"))
    brought(workspace, tmp_path, source, "備考")
    export_companies(workspace, tmp_path / "out.csv", encoding="cp932")
    written = (tmp_path / "out.csv").read_bytes().split(b"\r\n")
    given = [line.split(b",") for line in source.read_bytes().split(b"\r\n")[1:-1]]
    _header, *rows = read(tmp_path / "out.csv")
    assert [row[0].encode("cp932") for row in rows] == [cells[0] for cells in given]
    for line, cells in zip(written[1:], given, strict=False):
        assert line.startswith(cells[0] + b",")
        assert cells[-1].strip(b'"').split(b",")[-1] in line


def test_dirty_02_is_told_and_nothing_is_written(
    workspace: Any, realdata: Path, tmp_path: Path
) -> None:
    brought(workspace, tmp_path, next((realdata / "dirty").glob("02_*")), "担当者")
    path = tmp_path / "out.csv"
    path.write_bytes(b"before")
    with pytest.raises(CannotHold) as problem:
        export_companies(workspace, path, encoding="cp932")
    assert [(one.row, one.column, one.signs) for one in problem.value.places] == [
        (3, "Company name", "😀"),
        (3, "Note", "𠮷"),
    ]
    assert problem.value.count == 2
    assert "2 cells hold characters that CP932 does not have. Nothing was written." in str(
        problem.value
    )
    assert path.read_bytes() == b"before"
    export_companies(workspace, path, encoding="cp932", replaces=True)
    assert "絵文字商店〓" in path.read_bytes().decode("cp932")
    export_companies(workspace, path)
    assert "絵文字商店😀" in path.read_bytes().decode("utf-8-sig")


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx"])
def test_dirty_10_comes_back(workspace: Any, realdata: Path, tmp_path: Path, name: str) -> None:
    source = next((realdata / "dirty").glob("10_*"))
    brought(workspace, tmp_path, source, "メモ")
    export_companies(workspace, tmp_path / name)
    rows = read(tmp_path / name)
    place = rows[0].index("Note")
    notes = [row[place] for row in rows[1:]]
    if name.endswith(".csv"):
        assert not any(note[:1] in ("=", "+", "@", "\t", "\r") for note in notes)
        notes = [taken_off(note) for note in notes]
    # A ' before a formula was put there by an export, such as ours.
    expected = [taken_off(row[2]).strip() for row in read(source)[1:]]
    assert [note.strip() for note in notes] == expected


def written(cells: list[str], **more: Any) -> bytes:
    file, lacks = io.BytesIO(), Lacks()
    out = CsvOut(file, "list.csv", ["A"] * len(cells), "cp932", lacks, **more)
    out.write(cells)
    out.finish()
    lacks.require_none()
    return file.getvalue()


@given(st.text(max_size=20))
def test_never_a_question_mark(text: str) -> None:
    """Either the bytes give the text back, or it is told which signs do not."""
    try:
        data = written([text, "end"])
    except CannotHold as problem:
        assert set(problem.places[0].signs) <= set(text)
        replaced = written([text, "end"], replaces=True).decode("cp932")
        assert replaced.count("?") == text.count("?")
        return
    assert text.replace('"', '""') in data.decode("cp932")


def test_what_looks_alike_stands_for_what_is_missing() -> None:
    assert "～－￥〓" in written(["〜−¥é"], replaces=True).decode("cp932")


def test_many_places_are_counted(tmp_path: Path) -> None:
    with pytest.raises(CannotHold) as problem:
        write(tmp_path / "a.csv", "A", ["A"], (["😀"] for _ in range(1500)), encoding="cp932")
    assert (len(problem.value.places), problem.value.count) == (1000, 1500)
    assert str(problem.value).endswith("a.csv, row 9, column “A”: 😀\nand 1,492 more")
    assert list(tmp_path.iterdir()) == []
