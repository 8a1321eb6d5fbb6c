"""Two lists of one kind in one import: the same lists again change nothing, whatever each says of
empty cells and of what is here already."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from revops_desktop.database.workspace import Workspace
from revops_desktop.exchange import outcome
from revops_desktop.exchange.importing import import_files
from revops_desktop.exchange.mapping import ImportMapping, Mode
from revops_desktop.exchange.refusals import FileRefused
from revops_desktop.exchange.summary import ImportSummary
from revops_desktop.operations import custom_fields
from tests.conftest import NOW
from tests.exchange.lists import all_rows, brought_twice, mapping, source
from tests.exchange.test_importing import query
from tests.river import make_river

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
DEALS = "".join(
    f"""
[[source]]
file = "{name}.csv"
kind = "deals"
required = []
stage_column = "stage"
[source.columns]
external_key = "id"
title = "title"
company = "company"
amount = "amount"
monthly_amount = "monthly"
product = "product"
price = "price"
note = "note"
[[source.outcome]]
visits = [{{ entered = "since" }}]
"""
    for name in ("first", "second")
)
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
    return brought_twice(workspace, paths, how)


def of_each(read: ImportMapping, modes: Sequence[Mode]) -> ImportMapping:
    """The same parts, each with a mode of its own."""
    sources = zip(read.sources, modes, strict=True)
    return replace(read, sources=tuple(replace(one, mode=mode) for one, mode in sources))


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


HEAD = "title,company,stage,since,note,amount\n"
# A list that changes deals, and one that makes them.
AMENDED = (
    f"{HEAD}Desk,Aoba,Lead,2026-01-02,Call first,\n",
    f"{HEAD}Desk,Aoba,Lead,2026-01-02,,100\n",
)


def amending(folder: Path) -> ImportMapping:
    return of_each(mapping(folder, DEALS), ("update", "both"))


def test_a_list_that_changes_deals_changes_those_that_another_one_makes(
    workspace: Any, tmp_path: Path
) -> None:
    before = all_rows(workspace)
    done = twice(workspace, tmp_path, amending(tmp_path), *AMENDED)
    assert (done.created, done.updated, done.refused, done.unchanged) == (1, 1, 0, 0)
    assert (done.problems, done.refused_rows) == ((), {})
    assert query(workspace, "SELECT title, amount, note FROM deal") == [("Desk", 100, "Call first")]
    assert [(one.file, one.row, one.kind) for one in done.effects] == [
        ("second.csv", 2, "created"),
        ("first.csv", 2, "updated"),
    ]
    workspace.undo(at=NOW + 180)
    assert all_rows(workspace) == before


def test_a_dry_run_tells_it_of_a_file_that_may_only_be_read(tmp_path: Path) -> None:
    path = tmp_path / "a.revops"
    make_river(path).close()
    how = amending(tmp_path)
    paths = [
        source(tmp_path, rows, name)
        for rows, name in zip(AMENDED, ("first.csv", "second.csv"), strict=True)
    ]
    with Workspace.open(path, read_only=True) as workspace:
        before = all_rows(workspace)
        told = import_files(workspace, paths, how, at=NOW + 60, dry_run=True)
        assert all_rows(workspace) == before
    assert told.changed.tables == frozenset()
    with Workspace.open(path) as workspace:
        done = import_files(workspace, paths, how, at=NOW + 60)
    assert (told.created, told.updated, told.refused) == (1, 1, 0)
    assert replace(done, seconds=0, changed=told.changed) == replace(told, seconds=0, dry_run=False)


def test_a_row_is_read_by_a_product_that_a_later_one_makes(workspace: Any, tmp_path: Path) -> None:
    """Of one list too: whether it is paid monthly is known then."""
    head = "id,title,stage,since,product,price,amount,monthly\n"
    done = brought_twice(
        workspace,
        [
            source(
                tmp_path,
                f"{head}1,A,Lead,2026-01-02,Cloud,10,99,\n2,B,Lead,2026-01-02,Cloud,,,20\n",
                "first.csv",
            )
        ],
        mapping(tmp_path, DEALS),
    )
    assert (done.created, done.refused) == (2, 0)
    assert query(workspace, "SELECT title, amount, monthly_amount FROM deal ORDER BY title") == [
        ("A", 99, 10),
        ("B", None, 20),
    ]


def test_rows_that_never_come_to_rest_are_named_and_nothing_comes_in(
    workspace: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outcome, "_MOST_TIMES", 1)
    before = all_rows(workspace)
    with pytest.raises(FileRefused) as refused:
        twice(workspace, tmp_path, amending(tmp_path), *AMENDED)
    assert str(refused.value) == (
        "These rows would change the same records again and again: first.csv, row 2. Nothing was "
        "imported. Please leave one of them in the files, or import one file after the other."
    )
    assert all_rows(workspace) == before
