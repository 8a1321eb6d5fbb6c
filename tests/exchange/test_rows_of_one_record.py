"""Rows of one file that are the same new record, where records are only made."""

from pathlib import Path
from typing import Any

from revops_desktop.exchange.importing import import_files
from revops_desktop.exchange.mapping import Mode
from revops_desktop.exchange.summary import ImportSummary
from tests.conftest import NOW
from tests.exchange.lists import DEALS, all_rows, mapping, source

COMPANIES = """
[[source]]
file = "*"
kind = "companies"
[source.columns]
name = "name"
phone = "phone"
website = "web"
"""


def bring(workspace: Any, folder: Path, rows: str, at: int = NOW) -> ImportSummary:
    path = source(folder, "name,phone,web\n" + rows, "companies.csv")
    return import_files(workspace, [path], mapping(folder, COMPANIES), at=at)


def held(workspace: Any) -> list[tuple[Any, ...]]:
    return workspace.raw.execute("SELECT name, phone, website FROM company ORDER BY id").fetchall()


def test_a_later_row_fills_what_the_first_left_blank(workspace: Any, tmp_path: Path) -> None:
    rows = "青葉商事株式会社,,aoba.example\n(株)みどり,,\n㈱みどり,03-1,\n"
    done = bring(workspace, tmp_path, rows)
    assert held(workspace) == [
        ("青葉商事株式会社", None, "aoba.example"),
        ("(株)みどり", "03-1", None),
    ]
    assert (done.created, done.joined, done.refused, done.remark_count) == (2, 1, 0, 0)
    assert (done.updated, done.unchanged) == (0, 0)
    assert [one.kind for one in done.effects] == ["created"] * 3
    before = all_rows(workspace)
    again = bring(workspace, tmp_path, rows, NOW + 60)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 3)
    assert all_rows(workspace) == before


def test_a_later_row_that_contradicts_the_first_is_told(workspace: Any, tmp_path: Path) -> None:
    done = bring(workspace, tmp_path, "Aoba,03-1,\nAoba,03-2,aoba.example\n")
    assert held(workspace) == [("Aoba", "03-1", "aoba.example")]
    assert [(one.row, one.column, one.value) for one in done.remarks] == [(3, "phone", "03-2")]
    assert done.remarks[0].message == (
        "Row 2 is of the same record and says something else. What stands there was taken."
    )
    assert (done.created, done.joined, done.refused) == (1, 1, 0)


def test_rows_that_may_mean_several_new_records_are_told(workspace: Any, tmp_path: Path) -> None:
    toml = COMPANIES.replace("[source.columns]", '[source.columns]\nexternal_key = "id"')
    rows = "id,name,phone,web\n1,Aoba,03-1,\n2,Aoba,03-2,\n,Aoba,03-3,\n"
    path = source(tmp_path, rows, "companies.csv")
    done = import_files(workspace, [path], mapping(tmp_path, toml), at=NOW)
    assert (done.created, done.unchanged) == (2, 1)
    assert [one.message for one in done.remarks] == [
        "It may mean several in this file. Please write a number that only one has."
    ]


def test_deals_that_cannot_be_told_apart_are_named_with_what_to_do(
    workspace: Any, tmp_path: Path
) -> None:
    """A deal has no address: it is told apart by its title."""
    head = "title,company,stage,opened,amount\n"
    toml = DEALS.replace('external_key = "id"\n', "").replace(
        'kind = "deals"', 'kind = "deals"\nrequired = []'
    )
    rows = "A,Aoba,Lead,2026-01-05,{}\nA,Aoba,Lead,2026-01-05,300\n"
    modes: tuple[tuple[Mode, int], ...] = (("create", 100), ("both", 111))
    for mode, amount in modes:
        path = source(tmp_path, head + rows.format(amount))
        done = import_files(workspace, [path], mapping(tmp_path, toml), at=NOW, mode=mode)
    assert [(one.row, one.message) for one in done.problems] == [
        (
            2,
            "It may mean 2 that are here: “A” (Aoba, ¥100) · “A” (Aoba, ¥300). Please give these "
            "deals different titles here, write them so in the file, and import it again.",
        )
    ]


def test_a_shared_address_means_nobody_else_where_the_very_name_is_here(
    workspace: Any, tmp_path: Path
) -> None:
    toml = (
        '[[source]]\nfile = "*"\nkind = "contacts"\nmode = "both"\n'
        '[source.columns]\nname = "name"\nemail = "mail"\n'
    )
    people = "森 花子,info@aoba.example\nHanako Mori,a@aoba.example\n"
    for rows in (people, "森 花子,a@aoba.example\n"):
        path = source(tmp_path, "name,mail\n" + rows, "people.csv")
        done = import_files(workspace, [path], mapping(tmp_path, toml), at=NOW)
    assert (done.created, done.updated) == (0, 1)
    assert workspace.raw.execute("SELECT name, email FROM contact ORDER BY id").fetchall() == [
        ("森 花子", "a@aoba.example"),
        ("Hanako Mori", "a@aoba.example"),
    ]


def test_a_new_company_that_may_be_one_here_is_told(workspace: Any, tmp_path: Path) -> None:
    """One that was renamed and has no number."""
    bring(workspace, tmp_path, "Aoba,03-1111-2222,aoba.example\nHoshi,,\n")
    rows = "Midori,,https://www.aoba.example/\nKumo,03 1111 2222,\nHoshi,03-1111-2222,\nUmi,,\n"
    done = bring(workspace, tmp_path, rows, NOW + 60)
    assert done.created == 3
    assert [(one.row, one.column, one.value) for one in done.remarks] == [
        (2, "web", "https://www.aoba.example/"),
        (3, "phone", "03 1111 2222"),
    ]
    assert done.remarks[0].message.startswith("“Aoba”, which is here, has the same. This one was")
    assert bring(workspace, tmp_path, rows, NOW + 120).remark_count == 0
