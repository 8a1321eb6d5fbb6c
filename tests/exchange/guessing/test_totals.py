"""Totals are no records, wherever they stand among the rows."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from revops_desktop.exchange.guessing.guess import guess
from revops_desktop.exchange.guessing.here import here
from revops_desktop.exchange.importing import import_files
from revops_desktop.exchange.reading.layout import Layout
from revops_desktop.exchange.reading.looking import look
from tests.conftest import NOW

ROWS = (
    "管理番号,会社名,件名,見込額,ステージ\nA-1,青葉,ポンプ,120,Lead\nA-2,青葉,保守,30,Lead\n"
    "小計,,,150,\nA-3,みどり,EC,50,Lead\nA-4,みどり,EC2,60,Lead\n{}"
)


@pytest.mark.parametrize("end", ["", "合計,,,260,\n"])
def test_a_total_in_the_middle_is_refused(workspace: Any, tmp_path: Path, end: str) -> None:
    path = tmp_path / "deals.csv"
    path.write_text(ROWS.format(end), "utf-8")
    found = guess([path], workspace.ask(here))
    assert not found.open
    done = import_files(workspace, [path], found.mapping, at=NOW)
    assert [(one.row, "a total" in one.message) for one in done.problems] == [(4, True)]
    assert done.created == 4


def test_who_says_that_there_are_none_takes_every_row(tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    path.write_text(ROWS.format(""), "utf-8")
    assert not look(path).is_end_said
    assert look(path, replace(Layout(), footer_rows=0)).is_end_said
