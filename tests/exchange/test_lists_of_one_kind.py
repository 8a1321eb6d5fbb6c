"""Two lists of one kind in one import: the same lists again change nothing, whatever each says of
empty cells and of what is here already."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from revops_desktop.exchange.importing import import_files
from revops_desktop.exchange.mapping import ImportMapping, Mode
from revops_desktop.exchange.summary import ImportSummary
from revops_desktop.operations import custom_fields
from tests.conftest import NOW
from tests.exchange.lists import all_rows, mapping, source
from tests.exchange.test_importing import query

MEMBERS = """
[[source]]
file = "first.csv"
kind = "members"
required = []
[source.columns]
name = "name"
email = "mail"
function = "function"
[[source]]
file = "second.csv"
kind = "members"
required = []
[source.columns]
name = "name"
email = "mail"
function = "function"
"""
COMPANIES = """
[[source]]
file = "*.csv"
kind = "companies"
required = []
[source.columns]
name = "name"
owner = "owner"
"""


def twice(
    workspace: Any, folder: Path, how: ImportMapping, first: str, second: str
) -> ImportSummary:
    """Both lists, and once more to see that nothing changes."""
    paths = [source(folder, first, "first.csv"), source(folder, second, "second.csv")]
    done = import_files(workspace, paths, how, at=NOW + 60)
    before = all_rows(workspace)
    again = import_files(workspace, paths, how, at=NOW + 120)
    assert (again.created, again.updated) == (0, 0), again.effects
    assert all_rows(workspace) == before
    return done


def members(folder: Path, erases: tuple[bool, bool], modes: tuple[Mode, Mode]) -> ImportMapping:
    read = mapping(folder, MEMBERS)
    sources = zip(read.sources, erases, modes, strict=True)
    return replace(
        read,
        sources=tuple(replace(one, blank_erases=empty, mode=mode) for one, empty, mode in sources),
    )


@pytest.mark.parametrize("second", ["both", "update"])
def test_a_later_list_does_not_fill_what_an_earlier_one_emptied(
    workspace: Any, tmp_path: Path, second: Mode
) -> None:
    how = members(tmp_path, (True, False), ("both", second))
    rows = "name,mail,function\nSato,s@a.example,\n", "name,mail,function\nSato,,Sales\n"
    done = twice(workspace, tmp_path, how, *rows)
    assert (done.created, done.refused) == (1, 1)
    assert done.problems[0].message == (
        "Row 2 of “first.csv” says something else of the same record. Please leave only one of "
        "them."
    )
    assert query(workspace, "SELECT name, function_id FROM member ORDER BY id DESC LIMIT 1") == [
        ("Sato", None)
    ]


def test_where_no_cell_empties_the_lists_complete_each_other(
    workspace: Any, tmp_path: Path
) -> None:
    how = members(tmp_path, (False, True), ("both", "both"))
    rows = "name,mail,function\nSato,s@a.example,\n", "name,mail\nSato,s@a.example\n"
    done = twice(workspace, tmp_path, how, *rows)
    assert (done.created, done.refused) == (1, 0)
    done = twice(workspace, tmp_path, how, rows[0], "name,function\nIto,Sales\n")
    assert (done.created, done.refused) == (1, 0)


def test_a_list_that_changes_what_is_here_comes_after_one_that_makes_it(
    workspace: Any, tmp_path: Path
) -> None:
    how = members(tmp_path, (False, False), ("update", "create"))
    rows = "name,mail,function\nSato,,Sales\n", "name,mail,function\nSato,s@a.example,\n"
    done = twice(workspace, tmp_path, how, *rows)
    assert (done.created, done.refused) == (1, 0)
    told = "SELECT m.email, f.name FROM member m JOIN function f ON f.id = m.function_id"
    assert query(workspace, f"{told} WHERE m.name = 'Sato'") == [("s@a.example", "Sales")]


def test_a_list_that_only_makes_records_leaves_what_it_says_to_the_other(
    workspace: Any, tmp_path: Path
) -> None:
    """What both say of a record that is here is taken over, though one of them would not."""
    head = "name,mail\n"
    both = members(tmp_path, (False, False), ("both", "both"))
    twice(workspace, tmp_path, both, f"{head}Sato,old@a.example\n", f"{head}Ito,i@a.example\n")
    how = members(tmp_path, (False, False), ("create", "both"))
    rows = f"{head}Sato,s@a.example\n", f"{head}Sato,s@a.example\n"
    done = twice(workspace, tmp_path, how, *rows)
    assert (done.created, done.updated, done.refused) == (0, 1, 0)


def test_custom_fields_and_owners_that_were_emptied_stay_so(workspace: Any, tmp_path: Path) -> None:
    """In one list as well."""
    workspace.do(custom_fields.define, at=NOW, subject="company", name="Size", kind="number")
    read = mapping(tmp_path, COMPANIES)
    how = replace(
        read, sources=tuple(replace(one, mode="both", blank_erases=True) for one in read.sources)
    )
    done = twice(
        workspace,
        tmp_path,
        how,
        "name,owner,Size\nAoba,,\nAoba,,5\nMidori,,1\nHoshi,,2\n",
        "name,owner,Size\nAoba,Sato,\nMidori,,\nHoshi,,2\n",
    )
    assert (done.created, done.refused) == (3, 3)
    assert query(workspace, "SELECT count(*) FROM member WHERE name = 'Sato'") == [(0,)]
