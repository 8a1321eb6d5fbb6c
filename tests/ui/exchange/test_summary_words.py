"""What the numbers of an import say: every row is in one of them."""

from pathlib import Path
from typing import Any

from revops_desktop.ui.exchange.summary_words import figures
from tests.exchange.test_rows_of_one_record import bring


def test_every_row_is_in_one_number(workspace: Any, tmp_path: Path) -> None:
    done = bring(workspace, tmp_path, "Aoba,,aoba.example\nAOBA,03-1,\nMidori,,\n")
    told = {name: number for number, name, _is_bad in figures(done)}
    assert told.pop("Rows") == sum(told.values()) == 3
    assert (told["New"], told["Went on with others"]) == (2, 1)
    again = bring(workspace, tmp_path, "Aoba,,aoba.example\nMidori,,\n")
    assert [name for _number, name, _is_bad in figures(again)] == [
        *("Rows", "New", "Changed", "There already", "Refused")
    ]
