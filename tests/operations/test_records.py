"""Companies, contacts and products: added, edited, taken away, each in one step."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from revops_desktop.database import tables
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import RuleBroken
from revops_desktop.operations import companies, contacts, deal_lines, deals, products
from tests.river import everything, make_river

NOW = 1_775_000_000


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    made = make_river(tmp_path / "a.revops")
    yield made
    made.close()


def one(workspace: Workspace, table, record_id: int) -> dict[str, Any]:
    def read(session) -> dict[str, Any]:
        return dict(session.execute(select(table).where(table.c.id == record_id)).mappings().one())

    return workspace.ask(read)


def test_a_company_is_edited_and_taken_back(river: Workspace) -> None:
    made = river.do(companies.create, at=NOW, name="青葉商事(株)", reading="アオバ").value
    before = everything(river)
    river.do(
        companies.edit,
        at=NOW,
        company_id=made,
        fields={"name": "㈱みどり", "corporate_number": "9234-5678-90123", "segment": " "},
    )
    row = one(river, tables.company, made)
    assert row["match_key"] == "みどり|株" or row["match_key"] == "ミドリ|株"
    assert row["corporate_number"] == "9234567890123"
    assert row["segment"] is None
    river.undo(at=NOW)
    assert everything(river)["company"] == before["company"]


@pytest.mark.parametrize(
    "fields",
    [
        {"name": " "},
        {"corporate_number": "12"},
        {"corporate_number": "1234567890123"},
        {"employees": -1},
        {"name": "a\x00b"},
    ],
)
def test_what_cannot_be_kept_changes_nothing(river: Workspace, fields: dict[str, Any]) -> None:
    made = river.do(companies.create, at=NOW, name="Aoba").value
    before = everything(river)
    with pytest.raises(RuleBroken):
        river.do(companies.edit, at=NOW, company_id=made, fields=fields)
    assert everything(river) == before


def test_tags_are_made_as_they_are_typed(river: Workspace) -> None:
    made = river.do(companies.create, at=NOW, name="Aoba").value
    river.do(companies.set_tags, at=NOW, company_id=made, names=["VIP", "ＶＩＰ", " ", "重要"])
    assert len(everything(river)["tag"]) == 2
    river.do(companies.set_tags, at=NOW, company_id=made, names=["重要"])
    assert len(everything(river)["company_tag"]) == 1
    river.undo(at=NOW)
    assert len(everything(river)["company_tag"]) == 2


def test_a_contact_brings_its_company_along(river: Workspace) -> None:
    made = river.do(contacts.create, at=NOW, name="佐藤 花子", company="青葉商事㈱").value
    again = river.do(contacts.create, at=NOW, name="鈴木", company="株式会社青葉商事").value
    first, second = one(river, tables.contact, made), one(river, tables.contact, again)
    assert first["company_id"] == second["company_id"] is not None
    river.do(contacts.edit, at=NOW, contact_id=made, fields={}, company="")
    assert one(river, tables.contact, made)["company_id"] is None


def test_a_product_in_use_is_archived_and_another_deleted(river: Workspace) -> None:
    used = river.do(products.create, at=NOW, name="Plan", list_price=100, billing="monthly").value
    unused = river.do(products.create, at=NOW, name="Other").value
    deal_id = river.do(deals.create, at=NOW, title="D", stage_id=1).value
    river.do(deal_lines.add, at=NOW, deal_id=deal_id, product_id=used)
    before = everything(river)
    assert river.do(products.remove, at=NOW, product_ids=[used, unused]).value == 1
    rows = everything(river)["product"]
    assert [row[0] for row in rows] == [used]
    assert one(river, tables.product, used)["archived_at"] == NOW
    river.do(products.restore, at=NOW, product_id=used)
    river.undo(at=NOW)
    river.undo(at=NOW)
    assert everything(river)["product"] == before["product"]


def test_two_products_of_one_name_are_refused(river: Workspace) -> None:
    river.do(products.create, at=NOW, name="Plan A")
    with pytest.raises(RuleBroken, match="already"):
        river.do(products.create, at=NOW, name="ＰＬＡＮ a")
