"""What rows of contacts say of the companies beside them goes to the companies (domain.md §2)."""

from pathlib import Path
from typing import Any

from revops_desktop.exchange.importing import import_files
from revops_desktop.exchange.mapping import Mode
from revops_desktop.exchange.summary import ImportSummary
from revops_desktop.operations import companies
from tests.conftest import NOW
from tests.exchange.lists import all_rows, mapping, source
from tests.exchange.test_importing import query

CONTACTS = """
[[source]]
file = "*"
kind = "contacts"
[source.columns]
name = "name"
company = "company"
company_address = "address"
company_website = "web"
"""
HEAD = "name,company,address,web\n"


def bring(workspace: Any, folder: Path, rows: str, mode: Mode = "create") -> ImportSummary:
    """Imports the rows; once more, nothing changes."""
    path = source(folder, HEAD + rows, "contacts.csv")
    done = import_files(workspace, [path], mapping(folder, CONTACTS), at=NOW, mode=mode)
    after = all_rows(workspace)
    again = import_files(workspace, [path], mapping(folder, CONTACTS), at=NOW + 60, mode=mode)
    assert (again.created, again.updated, again.differs) == (0, 0, 0)
    assert all_rows(workspace) == after
    return done


def held(workspace: Any) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    return (
        query(workspace, "SELECT name, address, website FROM company ORDER BY id"),
        query(workspace, "SELECT name, note FROM contact ORDER BY id"),
    )


def test_a_new_company_gets_it_and_others_keep_it_in_the_note(
    workspace: Any, tmp_path: Path
) -> None:
    bring(
        workspace,
        tmp_path,
        "Sato,Aoba,Tokyo 1,\nMori,Aoba,tokyo 1,aoba.example\nIto,Aoba,Osaka 2,\nAbe,,Kobe 3,\n",
    )
    assert held(workspace) == (
        [("Aoba", "Tokyo 1", "aoba.example")],
        [("Sato", None), ("Mori", None), ("Ito", "address: Osaka 2"), ("Abe", "address: Kobe 3")],
    )


def test_a_company_here_gets_it_where_records_are_to_be_changed(
    workspace: Any, tmp_path: Path
) -> None:
    workspace.do(companies.create, at=NOW, name="Aoba")
    bring(workspace, tmp_path, "Sato,Aoba,Tokyo 1,\n")
    assert held(workspace) == ([("Aoba", None, None)], [("Sato", "address: Tokyo 1")])
    done = bring(workspace, tmp_path, "Mori,aoba,Tokyo 1,\nIto,Aoba,Osaka 2,\n", "both")
    assert done.created == 2
    assert held(workspace)[0] == [("Aoba", "Tokyo 1", None)]
    assert held(workspace)[1][1:] == [("Mori", None), ("Ito", "address: Osaka 2")]
    workspace.undo(at=NOW + 100)
    assert held(workspace)[0] == [("Aoba", None, None)]


def test_a_card_may_say_it_of_a_contact_who_is_here(workspace: Any, tmp_path: Path) -> None:
    bring(workspace, tmp_path, "Sato,Aoba,,\n")
    done = bring(workspace, tmp_path, "Sato,Aoba,Tokyo 1,aoba.example\n", "both")
    assert (done.created, done.updated) == (0, 1)
    assert held(workspace)[0] == [("Aoba", "Tokyo 1", "aoba.example")]
