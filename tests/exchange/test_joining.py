"""Several files of one export, joined by their keys: companies, people, deals and their history."""

from pathlib import Path
from typing import Any

from revops_desktop.database.workspace import Workspace
from revops_desktop.exchange.importing import import_files
from revops_desktop.exchange.mapping_file import read_mapping
from revops_desktop.exchange.mapping_writer import written
from tests.conftest import NOW
from tests.exchange.lists import all_rows, mapping, source, visits

# As a data export of a CRM: every reference is a number of another file.
EXPORT = """
[[source]]
file = "accounts.csv"
kind = "companies"
[source.columns]
external_key = "Id"
name = "Name"
[[source]]
file = "opportunities.csv"
kind = "deals"
stage_column = "Stage"
[source.columns]
external_key = "Id"
title = "Name"
company = "Account"
owner = "Owner"
[[source.join]]
file = "accounts.csv"
key = "AccountId"
with = "Id"
many = true
columns = { Account = "Name" }
[[source.join]]
file = "users.csv"
key = "OwnerId"
with = "Id"
many = true
columns = { Owner = "Name", Team = "Department" }
[[source.outcome]]
visits = [{ entered = "Created" }]
[[source]]
file = "history.csv"
kind = "stage_changes"
from_column = "Old"
stage_column = "New"
at_column = "At"
[source.columns]
external_key = "OpportunityId"
"""
FILES = {
    "users.csv": "Id,Name,Department\nU1,Sato,Sales\nU2,Kato,\nU1,Second,Sales\n,Nobody,\n",
    "history.csv": "OpportunityId,Old,New,At\nO1,,Lead,2026-01-01\nO1,Lead,Phase 2,2026-01-05\n",
    "opportunities.csv": "Id,Name,AccountId,OwnerId,Stage,Created\n"
    "O1,One,A1,U1,Phase 2,2026-01-01\n"
    "O2,Two,A1,U2,Lead,2026-01-02\nO3,Three,A9,,Lead,2026-01-03\n",
    "accounts.csv": "Id,Name,Website\nA1,ABC,\nA2,XYZ,\n",
}


def test_keys_join_the_files_of_an_export(workspace: Workspace, tmp_path: Path) -> None:
    known = mapping(tmp_path, EXPORT)
    paths = [source(tmp_path, text, name) for name, text in FILES.items()]
    summary = import_files(workspace, paths, known, at=NOW + 60)
    assert [(file.file, file.created, file.joined, file.refused) for file in summary.files] == [
        ("accounts.csv", 2, 0, 0),
        ("history.csv", 2, 0, 0),
        ("opportunities.csv", 3, 0, 0),
        ("users.csv", 0, 2, 2),
    ]
    found: list[Any] = workspace.raw.execute(
        "SELECT d.title, c.name, m.name FROM deal AS d LEFT JOIN company AS c "
        "ON c.id = d.company_id LEFT JOIN member AS m ON m.id = d.owner_id ORDER BY d.id"
    ).fetchall()
    assert found == [("One", "ABC", "Sato"), ("Two", "ABC", "Kato"), ("Three", None, None)]
    assert visits(workspace, "One")[0] == ("Lead", "2026-01-01", "2026-01-05", "advanced")
    before = all_rows(workspace)
    again = import_files(workspace, paths, known, at=NOW + 120)
    assert (again.created, again.updated) == (0, 0)
    assert all_rows(workspace) == before


def test_a_join_is_written_and_read_back(tmp_path: Path) -> None:
    known = mapping(tmp_path, EXPORT)
    path = tmp_path / "again.toml"
    path.write_text(written(known), encoding="utf-8")
    assert read_mapping(path).sources == known.sources
