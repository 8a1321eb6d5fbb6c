"""Merging: what moves, what stays, and one undo that brings every row back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from revops_desktop.database import tables
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import RuleBroken
from revops_desktop.operations import (
    activities,
    companies,
    contacts,
    custom_fields,
    deals,
    merging,
    trash,
)
from revops_desktop.operations.known import known
from tests.river import everything, make_river

NOW = 1_775_000_000


def _fill(made: Workspace) -> None:
    """Two companies that are one: each with a deal, a contact, a note, a tag, custom values."""
    field = made.do(
        custom_fields.define, at=NOW, subject="company", name="Fiscal month", kind="text"
    ).value
    other = made.do(
        custom_fields.define, at=NOW, subject="company", name="Rank", kind="number"
    ).value
    for number, name in enumerate(("株式会社青葉商事", "青葉商事(株)"), 1):
        company_id = made.do(companies.create, at=NOW + number, name=name).value
        made.do(companies.set_tags, at=NOW, company_id=company_id, names=["VIP", f"T{number}"])
        made.do(deals.create, at=NOW, title=f"Deal {number}", stage_id=2, company_id=company_id)
        contact_id = made.do(
            contacts.create, at=NOW, name="佐藤 花子", email="h@aoba.jp", company_id=company_id
        ).value
        made.do(
            deals.edit, at=NOW, deal_id=number, fields={"contact_id": contact_id, "amount": 100}
        )
        made.do(activities.log, at=NOW, kind="note", note="Hello", company_id=company_id)
        made.do(
            custom_fields.set_value,
            at=NOW,
            field_id=field,
            record_id=company_id,
            value=f"M{number}",
        )
    made.do(custom_fields.set_value, at=NOW, field_id=other, record_id=2, value=5_000_000)


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    made = make_river(tmp_path / "a.revops", _fill)
    yield made
    made.close()


def column(workspace: Workspace, table, name: str) -> list[object]:
    def read(session) -> list[object]:
        return list(session.execute(select(table.c[name]).order_by(table.c.id)).scalars())

    return workspace.ask(read)


def test_everything_moves_and_one_undo_brings_it_back(river: Workspace) -> None:
    river.do(trash.delete, at=NOW, deals=[2])
    before = everything(river)
    done = river.do(
        merging.merge_companies,
        at=NOW + 9,
        kept_id=1,
        other_ids=[2],
        fields={"name": "青葉商事(株)", "segment": "SMB"},
        custom_from={1: 2},
    )
    assert done.value == merging.Merged(deals=1, contacts=1, activities=1)
    assert column(river, tables.deal, "company_id") == [1, 1]
    assert column(river, tables.contact, "company_id") == [1, 1]
    assert column(river, tables.company, "name") == ["青葉商事(株)", "青葉商事(株)"]
    assert column(river, tables.company, "segment") == ["SMB", None]
    assert column(river, tables.company, "deleted_at") == [None, NOW + 9]
    assert column(river, tables.company, "merged_into_id") == [None, 1]
    tags = {row[1:] for row in everything(river)["company_tag"]}
    assert {tag for company_id, tag in tags if company_id == 1} == {1, 2, 3}
    held = everything(river)["custom_value"]
    assert sorted((row[1], row[2], row[5]) for row in held) == [(1, 1, "M2"), (2, 1, None)]
    river.undo(at=NOW + 10)
    assert everything(river) == before
    river.redo(at=NOW + 11)
    assert column(river, tables.company, "merged_into_id") == [None, 1]


def test_contacts_become_one(river: Workspace) -> None:
    before = everything(river)
    done = river.do(
        merging.merge_contacts, at=NOW, kept_id=2, other_ids=[1], fields={"role": "CEO"}
    )
    assert done.value.deals == 1
    assert column(river, tables.deal, "contact_id") == [2, 2]
    assert column(river, tables.contact, "role") == [None, "CEO"]
    assert column(river, tables.contact, "merged_into_id") == [2, None]
    river.undo(at=NOW)
    assert everything(river) == before


def test_who_went_into_the_merged_one_before_goes_along(river: Workspace) -> None:
    third = river.do(companies.create, at=NOW, name="青葉").value
    river.do(merging.merge_companies, at=NOW, kept_id=2, other_ids=[third])
    river.do(merging.merge_companies, at=NOW, kept_id=1, other_ids=[2])
    assert column(river, tables.company, "merged_into_id") == [None, 1, 1]


@pytest.mark.parametrize(("kept", "others"), [(1, []), (1, [1]), (1, [9]), (9, [1])])
def test_nonsense_changes_nothing(river: Workspace, kept: int, others: list[int]) -> None:
    before = everything(river)
    with pytest.raises(RuleBroken):
        river.do(merging.merge_companies, at=NOW, kept_id=kept, other_ids=others)
    assert everything(river) == before


def test_a_merged_company_that_is_restored_stands_alone(river: Workspace) -> None:
    river.do(merging.merge_companies, at=NOW, kept_id=1, other_ids=[2])
    river.do(trash.restore, at=NOW, companies=[2])
    assert column(river, tables.company, "merged_into_id") == [None, None]
    assert column(river, tables.deal, "company_id") == [1, 1]


def test_an_import_finds_the_merged_one_by_its_old_name_and_number(river: Workspace) -> None:
    river.do(companies.edit, at=NOW, company_id=2, fields={"name": "アオバ", "external_key": "K2"})
    river.do(contacts.edit, at=NOW, contact_id=2, fields={"external_key": "P2"})
    river.do(merging.merge_companies, at=NOW, kept_id=1, other_ids=[2])
    river.do(merging.merge_contacts, at=NOW, kept_id=1, other_ids=[2])
    found = river.ask(known)
    assert found.companies_by_external == {"K2": 1}
    assert found.contacts_by_external == {"P2": 1}
    assert {one[0] for one in found.companies.values()} == {1}
    assert len(found.companies) == 2
    river.do(trash.delete, at=NOW, companies=[1])
    assert river.ask(known).companies == {}
