"""Rows change records that are here where that is wanted, held to the rules that edits are held to
(domain.md §2, §3, §11)."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from revops_desktop.database import check
from revops_desktop.exchange.importing import import_files
from revops_desktop.exchange.mapping import ImportMapping, Mode
from revops_desktop.exchange.summary import ImportSummary
from revops_desktop.operations import companies as company_verbs
from revops_desktop.operations import custom_fields, merging, trash
from revops_desktop.operations import deals as deal_verbs
from tests.conftest import NOW
from tests.exchange.lists import DEALS, all_rows, mapping, source
from tests.exchange.test_importing import query

COMPANIES = """
[[source]]
file = "*"
kind = "companies"
required = []
missing = ["-"]
[source.columns]
name = "name"
external_key = "id"
corporate_number = "number"
website = "web"
reading = "reading"
phone = "phone"
owner = "owner"
tags = "tags"
note = "note"
"""
DEAL_FIELDS = DEALS.replace(
    'amount = "amount"\n',
    'amount = "amount"\nowner = "owner"\nproduct = "product"\nquantity = "quantity"\n'
    'price = "price"\ntags = "tags"\nnote = "note"\ncontact = "contact"\n',
).replace('kind = "deals"', 'kind = "deals"\nrequired = []')


class Bringing:
    """Imports rows; a second time to see that nothing changes any more."""

    def __init__(self, workspace: Any, folder: Path, toml: str) -> None:
        self.workspace, self.folder = workspace, folder
        self.mapping: ImportMapping = mapping(folder, toml)
        self.now = NOW

    def __call__(
        self, rows: str, mode: Mode = "both", *, name: str = "deals.csv", **about: Any
    ) -> ImportSummary:
        self.now += 60
        path = source(self.folder, rows, name)
        options = {key: about.pop(key) for key in ("moves_present",) if key in about}
        how = replace(
            self.mapping, sources=tuple(replace(one, **about) for one in self.mapping.sources)
        )
        done = import_files(self.workspace, [path], how, at=self.now, mode=mode, **options)
        after = all_rows(self.workspace)
        again = import_files(self.workspace, [path], how, at=self.now, mode=mode, **options)
        assert (again.created, again.updated) == (0, 0)
        assert all_rows(self.workspace) == after
        return done


@pytest.fixture
def companies(workspace: Any, tmp_path: Path) -> Bringing:
    return Bringing(workspace, tmp_path, COMPANIES)


@pytest.fixture
def deals(workspace: Any, tmp_path: Path) -> Bringing:
    return Bringing(workspace, tmp_path, DEAL_FIELDS)


def counts(summary: ImportSummary) -> tuple[int, int, int, int]:
    return summary.created, summary.updated, summary.unchanged, summary.refused


def test_only_what_the_file_says_and_is_not_so_changes(companies: Bringing) -> None:
    workspace = companies.workspace
    companies('name,phone,note,tags\nAoba,03-1111-2222,keep,"a, b"\nMidori,,,\n')
    before = all_rows(workspace)
    rows = 'name,phone,tags\nAOBA,,"b; c"\nMidori,06-1234-5678,\nHoshi,,\n'
    assert counts(companies(rows, "create")) == (1, 0, 2, 0)
    assert (
        import_files(
            workspace,
            [source(companies.folder, rows)],
            companies.mapping,
            at=NOW + 300,
            dry_run=True,
        ).differs
        == 2
    )
    workspace.undo(at=NOW + 400)
    assert counts(companies(rows, "update")) == (0, 2, 0, 1)
    assert query(workspace, "SELECT name, phone, note FROM company ORDER BY id") == [
        ("Aoba", "03-1111-2222", "keep"),
        ("Midori", "06-1234-5678", None),
    ]
    tagged = "SELECT t.name FROM company_tag JOIN tag AS t ON t.id = tag_id WHERE company_id = 1"
    assert {name for (name,) in query(workspace, tagged)} == {"b", "c"}
    workspace.undo(at=NOW + 500)
    assert {name for (name,) in query(workspace, tagged)} == {"a", "b"}
    assert all_rows(workspace)["company"] == before["company"]
    assert counts(companies(rows, "both")) == (1, 2, 0, 0)


def test_an_empty_cell_empties_only_where_that_is_wanted(companies: Bringing) -> None:
    companies("name,phone,note,owner\nAoba,03-1111-2222,x,Sato\n")
    assert counts(companies("name,phone,note,owner\nAoba,,-,\n")) == (0, 0, 1, 0)
    emptied = companies("name,phone,note,owner\nAoba,,-,\n", blank_erases=True)
    assert counts(emptied) == (0, 1, 0, 0)
    assert query(companies.workspace, "SELECT name, phone, note, owner_id FROM company") == [
        ("Aoba", None, None, None)
    ]


def test_companies_are_known_by_number_name_domain_and_reading(companies: Bringing) -> None:
    companies(
        "name,id,number,web,reading,phone\n"
        "株式会社青葉,,7000012050002,https://www.aoba.co.jp/,アオバ,03-1111-2222\n"
    )
    for rows, expected in (
        ("name,number\nAnother name,T7000-0120-50002\n", (0, 1, 0, 0)),
        ("name,number\n株式会社青葉,7000012050002\n", (0, 0, 1, 0)),
        ("name,note\n㈱青葉,by name\n", (0, 1, 0, 0)),
        ("name,web\n青葉,aoba.co.jp\n", (0, 1, 0, 0)),
        ("name,reading,phone\nAoba,ｱｵﾊﾞ,０３ー１１１１ー２２２２\n", (0, 1, 0, 0)),
        # The same domain or reading alone says nothing.
        ("name,web\n別会社,aoba.co.jp\n", (1, 0, 0, 0)),
        ("name,reading\n蒼羽,アオバ\n", (1, 0, 0, 0)),
        ("name,number\n青葉二,7000012050003\n", (0, 0, 0, 1)),
    ):
        summary = companies(rows)
        assert counts(summary) == expected, (rows, summary.problems)
        companies("name,number\n株式会社青葉,7000012050002\n")


def test_two_that_may_be_meant_are_named(companies: Bringing) -> None:
    workspace = companies.workspace
    for region in ("Tokyo", "Osaka"):
        workspace.do(company_verbs.create, at=NOW, name="Aoba", region=region)
    summary = companies("name,phone\nAoba,03-1111-2222\n")
    assert counts(summary) == (0, 0, 0, 1)
    assert "“Aoba” (Tokyo) · “Aoba” (Osaka)" in summary.problems[0].message
    # No harm where one of them is as the row says, or the row says more of one.
    assert counts(companies("name\nAoba\n")) == (0, 0, 1, 0)
    workspace.do(company_verbs.edit, at=NOW + 900, company_id=2, fields={"phone": "03-1111-2222"})
    assert counts(companies("name,phone,note\nAoba,0311112222,x\n")) == (0, 1, 0, 0)


def test_what_was_merged_or_lies_in_the_trash_is_not_touched(companies: Bringing) -> None:
    workspace = companies.workspace
    companies("name,note\nAoba,1\nMidori,2\nHoshi,3\n")
    workspace.do(merging.merge_companies, at=NOW + 400, kept_id=1, other_ids=[2])
    workspace.do(trash.delete, at=NOW + 500, companies=[3])
    assert counts(companies("name,note\nMidori,4\nHoshi,5\n", "update")) == (0, 1, 0, 1)
    assert query(workspace, "SELECT note FROM company ORDER BY id") == [("4",), ("2",), ("3",)]


def test_a_deal_with_products_changes_with_its_line_or_not_at_all(deals: Bringing) -> None:
    workspace = deals.workspace
    head = "id,title,stage,product,quantity,price,amount\n"
    deals(head + "1,A,Lead,Desk,2,100,\n2,B,Lead,,,,500\n3,C,Lead,Desk,1,70,\n")
    workspace.do(
        deal_verbs.create, at=NOW + 100, title="Hand", stage_id=1, company="Aoba", amount=5
    )
    summary = deals(
        head + "1,A,Lead,Desk,3,,\n2,B,Lead,Desk,,,\n3,C,Lead,Chair,1,70,70\n4,D,Lead,,,,9\n"
    )
    assert counts(summary) == (1, 2, 0, 1)
    assert "other products" in summary.problems[0].message
    assert query(
        workspace,
        "SELECT d.title, d.amount, l.quantity, l.unit_price, d.touched_at FROM deal AS d "
        "LEFT JOIN deal_line AS l ON l.deal_id = d.id WHERE d.external_key < '9' ORDER BY d.id",
    ) == [
        ("A", 300, 3, 100, None),
        ("B", 500, 1, 500, None),
        ("C", 70, 1, 70, None),
        ("D", 9, None, None, None),
    ]
    refused = deals("id,title,stage,amount\n1,A,Lead,999\n")
    assert counts(refused) == (0, 0, 0, 1)
    assert "sum of the deal's products" in refused.problems[0].message


def test_a_quantity_of_none_is_refused_and_one_that_is_here_does_no_harm(
    workspace: Any, tmp_path: Path
) -> None:
    bring = Bringing(workspace, tmp_path, DEAL_FIELDS)
    head = "id,title,stage,product,quantity,price\n"
    done = bring(f"{head}1,A,Lead,Desk,0,\n2,B,Lead,Desk,1,\n")
    assert (done.created, done.refused) == (1, 1)
    assert [(one.row, one.column, one.value, one.message) for one in done.problems] == [
        (2, "quantity", "0", "A quantity is 1 or more. Please correct it.")
    ]
    with workspace.bulk(at=NOW) as session:
        # As an older import took it.
        session.execute(text("UPDATE deal_line SET quantity = 0"))
    done = bring(f"{head}2,B,Lead,Desk,,50\n")
    assert (done.updated, done.refused) == (1, 0)


def test_a_closed_deal_keeps_what_it_was_worth_then(deals: Bringing) -> None:
    workspace = deals.workspace
    head = "id,title,company,stage,opened,closed,amount,why\n"
    deals(head + "1,A,Aoba,won,2026-01-05,2026-02-01,1000,\n")
    assert counts(deals(head + "1,A,Aoba,won,2026-01-05,2026-02-01,2000,\n")) == (0, 1, 0, 0)
    assert query(workspace, "SELECT amount, closed_value FROM deal") == [(2000, 1000)]
    assert query(workspace, "SELECT value, won FROM deal_state") == [(1000, 1)]


def test_names_of_others_are_kept_found_or_made(deals: Bringing) -> None:
    workspace = deals.workspace
    head = "id,title,company,contact,owner,stage\n"
    deals(head + "1,A,㈱Aoba,Hanako Mori,Sato,Lead\n")
    summary = deals(head + "1,A,株式会社aoba,hanako mori,SATO,Lead\n")
    assert counts(summary) == (0, 0, 1, 0)
    summary = deals(head + "1,A,Midori,Jiro,Tanaka,Lead\n")
    assert counts(summary) == (0, 1, 0, 0)
    assert summary.also_created == {"members": 1, "companies": 1, "contacts": 1}
    assert query(
        workspace,
        "SELECT c.name, p.name, p.company_id, m.name FROM deal AS d JOIN company AS c "
        "ON c.id = d.company_id JOIN contact AS p ON p.id = d.contact_id "
        "JOIN member AS m ON m.id = d.owner_id",
    ) == [("Midori", "Jiro", 2, "Tanaka")]


def test_a_row_both_moved_and_changed_is_counted_once(deals: Bringing) -> None:
    workspace = deals.workspace
    head = "id,title,stage,note\n"
    deals(head + "1,A,Qualified,\n2,B,Qualified,\n")
    summary = deals(head + "1,A,Lead,back\n2,B,Lead,\n", moves_present=True)
    assert counts(summary) == (0, 2, 0, 0)
    assert query(workspace, "SELECT note FROM deal ORDER BY id") == [("back",), (None,)]


def test_deals_without_numbers_are_known_by_title_where_they_are_to_change(
    deals: Bringing,
) -> None:
    workspace = deals.workspace
    head = "title,company,stage,opened,amount\n"
    deals(head + "Cloud,Aoba,Lead,2026-01-05,100\nDesk,Aoba,won,2026-01-05,100\n", "create")
    later = head + "Cloud,Aoba,Lead,2026-01-09,150\nDesk,Aoba,Lead,2026-03-05,70\n"
    summary = deals(later)
    # The open one changes; what was won is another business than a new deal of its name.
    assert counts(summary) == (1, 1, 0, 0)
    assert query(workspace, "SELECT title, amount FROM deal ORDER BY id") == [
        ("Cloud", 150),
        ("Desk", 100),
        ("Desk", 70),
    ]


def test_undo_and_the_derived_tables_follow(deals: Bringing, tmp_path: Path) -> None:
    workspace = deals.workspace
    head = "id,title,company,stage,opened,closed,amount,why,note,tags\n"
    deals(head + "1,A,Aoba,won,2026-01-05,2026-02-01,1000,,x,\n2,B,Aoba,Lead,,,5,,,hot\n")
    before = all_rows(workspace)
    summary = deals(head + "1,Robot,Midori,won,,,7,,y,new\n2,B,,Lead,,,6,,z,\n3,C,,Lead,,,,,,\n")
    assert counts(summary) == (1, 2, 0, 0)
    after = all_rows(workspace)
    assert workspace.undo_label() == ("Import {files}", {"files": "deals.csv"})
    workspace.undo(at=NOW + 5000)
    assert all_rows(workspace) == before
    workspace.redo(at=NOW + 5001)
    assert all_rows(workspace) == after
    workspace.checkpoint()
    assert check.check_file(workspace.path).findings == ()


def test_custom_fields_change_and_are_emptied_where_that_is_wanted(companies: Bringing) -> None:
    workspace = companies.workspace
    workspace.do(custom_fields.define, at=NOW, subject="company", name="Size", kind="number")
    companies("name,Size\nAoba,2\nMidori,3\n")
    assert counts(companies("name,Size\nAoba,2.0\nMidori,\nHoshi,4\n")) == (1, 0, 2, 0)
    assert counts(companies("name,Size\nAoba,5\nMidori,\n")) == (0, 1, 1, 0)
    assert counts(companies("name,Size\nAoba,\nMidori,3\n", blank_erases=True)) == (0, 1, 1, 0)
    held = "SELECT c.name, v.number FROM custom_value AS v JOIN company AS c ON c.id = company_id"
    assert sorted(query(workspace, held)) == [("Hoshi", 4_000_000), ("Midori", 3_000_000)]


def test_it_is_told_of_each_row_what_becomes_of_it(deals: Bringing) -> None:
    head = "id,title,company,stage,amount,owner\n"
    deals(head + "1,A,Aoba,Lead,5,Sato\n2,B,Aoba,Lead,,\n")
    rows = head + "1,A,Midori,Lead,7,\n2,B,Aoba,Lead,,\n3,C,,Lead,,\n4,D,,nowhere,,\n"
    path = source(deals.folder, rows)
    amount = ("Amount", 5, 7, "money", "JPY")
    expected = [
        (2, "updated", "A", (amount, ("Company", "Aoba", "Midori", "name", "JPY")), "external_key"),
        (3, "unchanged", "B", (), "external_key"),
        (4, "created", "C", (), ""),
    ]
    for dry_run in (True, False):
        summary = import_files(
            deals.workspace, [path], deals.mapping, at=NOW + 900, mode="both", dry_run=dry_run
        )
        assert [tuple(one)[1:] for one in summary.effects] == expected
    deals.workspace.undo(at=NOW + 950)
    only = import_files(deals.workspace, [path], deals.mapping, at=NOW + 990, dry_run=True)
    assert [one.kind for one in only.effects] == ["differs", "unchanged", "created"]
    assert only.effects[0].changes == expected[0][3]


def test_a_number_of_one_deal_is_never_given_to_another(workspace: Any, tmp_path: Path) -> None:
    """Deals known by their titles: rows that contradict each other under one number."""
    bring = Bringing(
        workspace,
        tmp_path,
        DEALS.replace('kind = "deals"\n', 'kind = "deals"\nmatch = ["title"]\n'),
    )
    rows = (
        "id,title,stage,amount\n4,Cloud,Contact,1\n4,Desk,Contact,2\n1,Desk,Contact,3\n"
        "3,Cloud,Contact,4\n"
    )
    first = bring(rows, required=())
    assert (first.created, first.refused) == (3, 1)
    assert query(workspace, "SELECT title, external_key FROM deal ORDER BY id") == [
        ("Cloud", "4"),
        ("Desk", "1"),
        ("Cloud", "3"),
    ]
    before = all_rows(workspace)
    again = bring(rows, required=())
    assert (again.created, again.updated, again.refused) == (0, 0, 1)
    assert "Another deal that is here has this number" in again.problems[0].message
    assert all_rows(workspace) == before


def test_a_row_that_changes_nothing_is_not_told_to_be_taken(workspace: Any, tmp_path: Path) -> None:
    """The remark on a company that nobody knows is of rows that come in."""
    toml = DEALS.replace('company = "company"\n', 'company_key = "company"\n')
    bring = Bringing(workspace, tmp_path, toml)
    rows = "id,title,company,stage,amount\n1,A,77,Contact,5\n"
    assert bring(rows, required=()).remark_count == 1
    again = bring(rows, required=())
    assert (again.unchanged, again.remark_count) == (1, 0)


def test_a_company_is_not_known_by_a_row_that_is_refused(workspace: Any, tmp_path: Path) -> None:
    """A later row of the list would mean another company the next time."""
    bring = Bringing(workspace, tmp_path, COMPANIES)
    summary = bring(
        "name,id,web,note\nMidori,-,aoba.co.jp,two\nMidori,2,gmail.com,two\nMidori,1,gmail.com,one\n",
        name="companies.csv",
    )
    assert (summary.created, summary.refused) == (1, 2)
