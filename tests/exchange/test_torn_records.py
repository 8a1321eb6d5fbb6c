"""A row that is recognised late, and contradicts the row by which it was recognised."""

from pathlib import Path
from typing import Any

from revops_desktop.exchange.importing import import_files
from revops_desktop.exchange.mapping import Mode
from revops_desktop.exchange.summary import ImportSummary
from tests.conftest import NOW
from tests.exchange.lists import all_rows, mapping, source

CONTACTS = """
[[source]]
file = "*"
kind = "contacts"
[source.columns]
name = "name"
email = "mail"
"""


def bring(workspace: Any, folder: Path, rows: str, at: int, mode: Mode) -> ImportSummary:
    path = source(folder, "name,mail\n" + rows, "contacts.csv")
    return import_files(workspace, [path], mapping(folder, CONTACTS), at=at, mode=mode)


def test_rows_that_tear_a_record_are_all_refused(workspace: Any, tmp_path: Path) -> None:
    bring(workspace, tmp_path, "Hanako Mori,a@aoba.example\n", NOW, "create")
    before = all_rows(workspace)
    rows = "Jiro Ito,a@aoba.example\n森 花子,a@aoba.example\n"
    for later in (60, 120):
        done = bring(workspace, tmp_path, rows, NOW + later, "update")
        assert (done.updated, done.refused) == (0, 2)
        told = {one.row: one.message for one in done.problems}
        assert told[2].startswith("Row 3 says something else of the same record.")
        assert told[3].startswith("Row 2 says something else of the same record.")
        assert all_rows(workspace) == before
