"""Rows after which other rows of the same file would mean other records the next time."""

from pathlib import Path
from typing import Any

import pytest

from revops_desktop.errors import RuleBroken
from revops_desktop.exchange.importing import import_files
from revops_desktop.exchange.mapping import Mode
from revops_desktop.exchange.summary import ImportSummary
from tests.conftest import NOW
from tests.exchange.lists import all_rows, mapping, source
from tests.exchange.test_importing import query

CONTACTS = """
[[source]]
file = "contacts*.csv"
kind = "contacts"
required = []
[source.columns]
name = "name"
email = "mail"
phone = "phone"
company = "company"
company_address = "address"
external_key = "id"
"""
COMPANIES = """
[[source]]
file = "companies.csv"
kind = "companies"
[source.columns]
name = "name"
external_key = "id"
"""
DEALS = """
[[source]]
file = "deals.csv"
kind = "deals"
stage_column = "stage"
[source.columns]
external_key = "id"
title = "title"
company = "company"
[[source.outcome]]
visits = [{ entered = "opened" }]
"""
HEAD = "name,mail,phone\n"


def bring(
    workspace: Any, folder: Path, at: int, mode: Mode, toml: str = CONTACTS, **files: str
) -> ImportSummary:
    paths = [source(folder, text, f"{name}.csv") for name, text in files.items()]
    return import_files(workspace, paths, mapping(folder, toml), at=at, mode=mode)


def twice(workspace: Any, folder: Path, rows: str, toml: str = CONTACTS) -> ImportSummary:
    """Rows that change what is here, and change nothing once more."""
    done = bring(workspace, folder, NOW + 60, "update", toml, contacts=rows)
    before = all_rows(workspace)
    again = bring(workspace, folder, NOW + 120, "update", toml, contacts=rows)
    assert (again.created, again.updated, again.refused) == (0, 0, done.refused)
    assert all_rows(workspace) == before
    return done


def test_rows_that_tear_a_record_are_all_refused(workspace: Any, tmp_path: Path) -> None:
    bring(workspace, tmp_path, NOW, "create", contacts=HEAD + "Hanako Mori,a@aoba.example,\n")
    rows = HEAD + "Jiro Ito,a@aoba.example,\n森 花子,a@aoba.example,\nSato,,\n"
    done = twice(workspace, tmp_path, rows)
    assert (done.updated, done.refused) == (0, 3)
    told = {one.row: one.message for one in done.problems}
    assert told[2] == (
        "Once this row and row 3 were taken, the same file would mean other records the next time. "
        "Neither was taken. Please write what belongs to one record into one row, or into each a "
        "number that only its record has."
    )
    assert told[3].startswith("Once this row and row 2 were taken,")
    assert told[4].startswith("It is not here")


def test_rows_that_would_tell_two_apart_only_later_are_refused(
    workspace: Any, tmp_path: Path
) -> None:
    """Row 2 may mean both, until row 3 gives one of them the address that is in row 2 too."""
    toml = CONTACTS.replace('kind = "contacts"', 'kind = "contacts"\nmatch = ["phone"]')
    people = (
        HEAD + "Hanako Mori,a@aoba.example,03-1111-2222\nJiro Ito,b@aoba.example,03-1111-2222\n"
    )
    bring(workspace, tmp_path, NOW, "create", contacts=people)
    rows = HEAD + "Ken Abe,c@aoba.example,03-1111-2222\nJiro Ito,c@aoba.example,03-1111-2222\n"
    done = twice(workspace, tmp_path, rows, toml)
    assert (done.updated, done.refused) == (0, 2)


def test_rows_of_two_files_may_tear_a_record(workspace: Any, tmp_path: Path) -> None:
    bring(workspace, tmp_path, NOW, "create", contacts=HEAD + "Hanako Mori,a@aoba.example,\n")
    done = bring(
        workspace,
        tmp_path,
        NOW + 60,
        "update",
        contacts1=HEAD + "Jiro Ito,a@aoba.example,\n",
        contacts2=HEAD + "森 花子,a@aoba.example,03-1111-2222\n",
    )
    assert [one.refused for one in done.files] == [1, 1]
    assert "Once this row and contacts2.csv, row 2 were taken" in done.problems[0].message


def test_a_row_without_a_company_gets_a_new_one(workspace: Any, tmp_path: Path) -> None:
    bring(workspace, tmp_path, NOW, "create", contacts="name,id\nSato,1\nAbe,2\n")
    done = twice(workspace, tmp_path, "name,id,company\nSato,1,Aoba\nAbe,2,ａｏｂａ\n")
    assert done.updated == 2
    assert query(workspace, "SELECT company_id FROM contact") == [(1,), (1,)]


def test_a_refused_row_gives_its_company_nothing(workspace: Any, tmp_path: Path) -> None:
    bring(workspace, tmp_path, NOW, "create", contacts="name,company\nSato,Aoba\n")
    rows = "name,company,phone,address\nSato,Aoba,03-1111-2222,\nSato,Aoba,03-2,Tokyo 1\n"
    assert twice(workspace, tmp_path, rows).refused == 1
    assert query(workspace, "SELECT address FROM company") == [(None,)]


def test_a_file_knows_companies_as_the_one_before_it_calls_them(
    workspace: Any, tmp_path: Path
) -> None:
    toml = COMPANIES + CONTACTS + DEALS
    files = {
        "companies": "id,name\n1,{}\n",
        "contacts": "name,mail,company\nSato,s@aoba.example,{}\n",
        "deals": "id,title,company,stage,opened\n1,Cloud,{},Lead,2026-01-05\n",
    }
    counts = []
    for later, name in enumerate(("Aoba", "Midori", "Midori")):
        named = {file: rows.format(name) for file, rows in files.items()}
        done = bring(workspace, tmp_path, NOW + later, "both", toml, **named)
        assert (done.also_created, done.refused) == ({}, 0)
        counts.append((done.created, done.updated, done.unchanged))
    assert counts == [(3, 0, 0), (0, 1, 2), (0, 0, 3)]
    assert query(workspace, "SELECT name FROM company") == [("Midori",)]


def test_rows_of_two_files_that_contradict_each_other_are_told(
    workspace: Any, tmp_path: Path
) -> None:
    """The file that is read last would win now, and the first one the next time."""
    bring(workspace, tmp_path, NOW, "create", contacts="name,id\nSato,1\nAbe,2\n")
    files = {
        "contacts1": "id,name,phone\n1,Sato,03-1111-1111\n2,Abe,\n",
        "contacts2": "id,name,phone\n2,Abe,03-2222-2222\n1,Sato,03-3333-3333\n",
    }
    done = bring(workspace, tmp_path, NOW + 60, "update", **files)
    assert (done.updated, done.refused) == (2, 1)
    assert done.problems[0].message.startswith(
        "Row 2 of “contacts1.csv” says something else of the same record."
    )
    before = all_rows(workspace)
    again = bring(workspace, tmp_path, NOW + 120, "update", **files)
    assert (again.updated, again.refused) == (0, 1)
    assert all_rows(workspace) == before


def test_without_a_column_of_names_there_is_a_sentence(workspace: Any, tmp_path: Path) -> None:
    before = all_rows(workspace)
    with pytest.raises(RuleBroken, match=r"contacts\.csv.*name"):
        bring(workspace, tmp_path, NOW, "both", contacts="mail,phone\na@example.com,1\n")
    assert all_rows(workspace) == before
