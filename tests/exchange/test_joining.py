"""Several files of one export, joined by their keys: companies, people, deals and their history."""

from pathlib import Path
from typing import Any

import pytest

from revops_desktop.database.workspace import Workspace
from revops_desktop.exchange.guessing.guess import guess
from revops_desktop.exchange.guessing.here import here
from revops_desktop.exchange.importing import import_files
from revops_desktop.exchange.mapping_file import read_mapping
from revops_desktop.exchange.mapping_writer import written
from revops_desktop.exchange.refusals import FileRefused
from revops_desktop.exchange.summary import ImportSummary
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


KEYS = """
[[source]]
file = "companies.csv"
kind = "companies"
[source.columns]
external_key = "id"
name = "name"
[[source]]
file = "contacts.csv"
kind = "contacts"
[source.columns]
name = "name"
company_key = "company id"
[[source]]
file = "deals.csv"
kind = "deals"
stage_column = "stage"
[source.columns]
external_key = "id"
title = "title"
company_key = "company id"
company = "company"
contact = "person"
product = "product"
[[source.outcome]]
visits = [{}]
"""
COMPANIES = "id,name\nC1,ABC\nC2,ABC\n"
CONTACTS = "name,company id\nSato,C1\nSato,C2\nKato,C9\n"
DEALS = "id,title,company id,company,person,stage,product\n"


def bring(
    workspace: Workspace, folder: Path, deals: str, mode: Any = None, toml: str = KEYS
) -> ImportSummary:
    paths = [
        source(folder, DEALS + deals),
        source(folder, COMPANIES, "companies.csv"),
        source(folder, CONTACTS, "contacts.csv"),
    ]
    return import_files(workspace, paths, mapping(folder, toml), at=NOW + 60, mode=mode)


def named(workspace: Workspace) -> list[tuple[Any, ...]]:
    """Title, number and name of the company, whether the contact is at it too."""
    return list(
        workspace.raw.execute(
            "SELECT d.title, c.external_key, c.name, p.company_id = d.company_id FROM deal AS d "
            "LEFT JOIN company AS c ON c.id = d.company_id "
            "LEFT JOIN contact AS p ON p.id = d.contact_id ORDER BY d.external_key"
        )
    )


def test_companies_are_named_by_their_numbers(workspace: Workspace, tmp_path: Path) -> None:
    rows = (
        "1,One,C1,,Sato,Lead,\n2,Two,C2,Whatever,Sato,Lead,\n3,Three,C8,,,Lead,\n"
        "4,Four,C7,XYZ,,Lead,\n5,Five,C6,XYZ,,Lead,\n6,Six,C7,,,Lead,\n7,,C2,,,Lead,Boots\n"
    )
    summary = bring(workspace, tmp_path, rows)
    assert (summary.created, summary.refused) == (12, 0)
    assert named(workspace) == [
        ("One", "C1", "ABC", 1),
        ("Two", "C2", "ABC", 1),
        ("Three", None, None, None),
        ("Four", "C7", "XYZ", None),
        ("Five", "C6", "XYZ", None),
        ("Six", "C7", "XYZ", None),
        ("ABC – Boots", "C2", "ABC", None),
    ]
    assert [(one.file, one.value) for one in summary.remarks] == [
        ("contacts.csv", "C9"),
        ("deals.csv", "C8"),
    ]
    at = workspace.raw.execute(
        "SELECT p.name, c.external_key FROM contact AS p LEFT JOIN company AS c "
        "ON c.id = p.company_id ORDER BY p.id"
    )
    assert list(at) == [("Sato", "C1"), ("Sato", "C2"), ("Kato", None)]
    before = all_rows(workspace)
    for mode in ("create", "update", "both"):
        again = bring(workspace, tmp_path, rows, mode)
        assert (again.created, again.updated, again.refused) == (0, 0, 0), mode
    assert all_rows(workspace) == before


def test_another_number_is_another_company(workspace: Workspace, tmp_path: Path) -> None:
    bring(workspace, tmp_path, "1,One,C1,,,Lead,\n")
    changed = bring(workspace, tmp_path, "1,One,C2,,,Lead,\n", "update")
    assert changed.updated == 1
    assert named(workspace) == [("One", "C2", "ABC", None)]


def test_two_files_of_one_name_are_refused(workspace: Workspace, tmp_path: Path) -> None:
    """What is said of a file is said of its name."""
    (tmp_path / "other").mkdir()
    folders = (tmp_path, tmp_path / "other")
    paths = [source(folder, "Id,Name\n", "accounts.csv") for folder in folders]
    told = "“accounts.csv” cannot be imported: Two of the files have this name."
    with pytest.raises(FileRefused, match=told):
        import_files(workspace, paths, mapping(tmp_path, EXPORT), at=NOW)
    with pytest.raises(FileRefused, match=told):
        guess(paths, workspace.ask(here))
