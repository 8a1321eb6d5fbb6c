"""Lists: order, conditions, words and owners, over a real file."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from revops_desktop.analytics import company_list, contact_list, deal_list, product_list
from revops_desktop.analytics.record_list import Wanted
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import companies, contacts, custom_fields, deals, products, trash
from tests.river import make_river

DAY = 86400
NOW = 1_775_000_000  # 2026-04-01 in Tokyo


@pytest.fixture(scope="module")
def river(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    made = make_river(tmp_path_factory.mktemp("lists") / "a.revops")
    field = made.do(
        custom_fields.define, at=NOW, subject="company", name="Rank", kind="number"
    ).value
    for number, (name, reading, employees) in enumerate(
        (
            ("株式会社青葉商事", "アオバショウジ", 30),
            ("みどり建設", None, None),
            ("Ｂｌｕｅ Inc.", "ブルー", 5),
            ("㈱いろは", "いろは", 100),
        ),
        1,
    ):
        made.do(
            companies.create,
            at=NOW - number * 10 * DAY,
            name=name,
            reading=reading,
            employees=employees,
            owner_id=1 if number % 2 else None,
            phone=f"03-0000-000{number}",
        )
    made.do(companies.set_tags, at=NOW, company_id=2, names=["VIP", "red"])
    made.do(custom_fields.set_value, at=NOW, field_id=field, record_id=3, value=2_500_000)
    made.do(contacts.create, at=NOW, name="佐藤 花子", email="hana@aoba.jp", company_id=1)
    made.do(contacts.create, at=NOW, name="鈴木", company_id=2)
    made.do(deals.create, at=NOW, title="導入", stage_id=2, company_id=1, contact_id=1, amount=300)
    made.do(deals.create, at=NOW, title="更新", stage_id=2, company_id=1, amount=50)
    made.do(deals.create, at=NOW, title="Won", stage_id=4, company_id=3, amount=70)
    made.do(products.create, at=NOW, name="Plan", list_price=100, billing="monthly")
    gone = made.do(companies.create, at=NOW, name="Gone").value
    made.do(trash.delete, at=NOW, companies=[gone])
    yield made
    made.close()


def ids(river: Workspace, question=company_list.found, **wanted) -> list[int]:
    return list(river.ask(question, wanted=Wanted(**wanted)).ids)


def test_the_trash_is_not_listed(river: Workspace) -> None:
    found = river.ask(company_list.found, wanted=Wanted())
    assert (sorted(found.ids), found.total) == ([1, 2, 3, 4], 4)


@pytest.mark.parametrize("key", company_list.SUBJECT.columns)
@pytest.mark.parametrize("descending", [False, True])
def test_every_column_sorts(river: Workspace, key: str, descending: bool) -> None:
    assert sorted(ids(river, sort=key, descending=descending)) == [1, 2, 3, 4]


def test_names_are_sorted_by_reading_where_there_is_one(tmp_path: Path) -> None:
    river = make_river(tmp_path / "a.revops")
    for name, reading in (
        ("三浦 次郎", "ミウラ ジロウ"),
        ("𠮷田", "よしだ"),
        ("上田", "ウエダ"),
        ("アンナ", None),
        ("髙橋", "ﾀｶﾊｼ"),
    ):
        river.do(contacts.create, at=NOW, name=name, reading=reading)
    assert ids(river, contact_list.found, sort="name") == [4, 3, 5, 1, 2]
    assert ids(river, contact_list.found, sort="name", descending=True) == [2, 1, 5, 3, 4]
    river.close()


def test_empty_cells_come_last_both_ways(river: Workspace) -> None:
    assert ids(river, sort="employees") == [3, 1, 4, 2]
    assert ids(river, sort="employees", descending=True) == [4, 1, 3, 2]
    assert ids(river, sort="open_amount")[0] == 1
    assert ids(river, sort="custom:1")[0] == 3


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ｱｵﾊﾞ", [1]),
        ("あおば", [1]),
        ("blue", [3]),
        ("0300000004", [4]),
        ("青葉 03", [1]),
        ("x", []),
    ],
)
def test_words_are_found_folded(river: Workspace, text: str, found: list[int]) -> None:
    assert ids(river, text=text) == found


@pytest.mark.parametrize(
    ("key", "typed", "found"),
    [
        ("name", "ＢＬＵＥ", [3]),
        ("name", "株式会社", [1]),
        ("employees", "5..30", [1, 3]),
        ("employees", "=", [2]),
        ("employees", "*", [1, 3, 4]),
        ("open_deals", ">= 1", [1]),
        ("won_amount", "70", [3]),
        ("owner", "sato", [1, 3]),
        ("tags", "vip", [2]),
        ("tags", "red", [2]),
        ("tags", "orange", []),
        ("custom:1", "2.5", [3]),
        ("created_at", "2026-03-12", [2]),
        ("created_at", "< 2026-03", [4]),
        ("custom:99", "5", [1, 2, 3, 4]),
    ],
)
def test_each_column_is_narrowed_down(
    river: Workspace, key: str, typed: str, found: list[int]
) -> None:
    assert sorted(ids(river, only=((key, typed),))) == found


def test_cells_are_read_by_id(river: Workspace) -> None:
    keys = ["name", "open_amount", "tags", "custom:1", "custom:99", "owner"]
    rows = river.ask(company_list.rows, ids=[3, 1, 2, 5], keys=keys)
    assert set(rows) == {1, 2, 3}
    assert rows[1] == (1, None, "株式会社青葉商事", 350, None, None, None, "Sato")
    assert {line.split("\t")[0] for line in rows[2][4].split("\n")} == {"VIP", "red"}
    assert rows[3][5] == 2_500_000


def test_contacts_are_found_by_their_company_too(river: Workspace) -> None:
    assert ids(river, contact_list.found, text="アオバ") == [1]
    assert ids(river, contact_list.found, of=("company", 2)) == [2]
    row = river.ask(contact_list.rows, ids=[1], keys=["company", "open_deals"])[1]
    assert row == (1, 1, "株式会社青葉商事", 1)


def test_deals_belong_to_companies_contacts_and_products(river: Workspace) -> None:
    assert sorted(ids(river, deal_list.found, sort="title", of=("company", 1))) == [1, 2]
    assert sorted(ids(river, deal_list.found, sort="title", of=("contact", 1))) == [1, 2]
    assert ids(river, deal_list.found, sort="title", of=("product", 1)) == []
    for key in deal_list.SUBJECT.columns:
        assert len(ids(river, deal_list.found, sort=key)) == 3
    row = river.ask(deal_list.rows, ids=[3], keys=["stage", "status", "company"])[3]
    assert row == (3, 3, "Customer", "customer", "Ｂｌｕｅ Inc.")


def test_products_say_what_was_sold(river: Workspace) -> None:
    assert ids(river, product_list.found, text="ｐｌａｎ") == [1]
    keys = list(product_list.SUBJECT.columns)
    row = river.ask(product_list.rows, ids=[1], keys=keys)[1]
    assert dict(zip(keys, row[2:], strict=True)) | {"name": "Plan"} == {
        **{"name": "Plan", "list_price": 100, "billing": "monthly", "state": "used"},
        **{"open_deals": 0, "won_deals": 0, "sold": 0, "won_amount": None},
    }
