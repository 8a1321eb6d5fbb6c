"""What looks the same, and why (domain.md §11)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from revops_desktop.analytics.duplicates import duplicates
from revops_desktop.analytics.merge_preview import merge_preview
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import companies, contacts, custom_fields, deals, merging, trash
from tests.river import make_river

NOW = 1_775_000_000


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    made = make_river(tmp_path / "a.revops")
    yield made
    made.close()


def add(river: Workspace, name: str, **fields) -> int:
    made: int = river.do(companies.create, at=NOW, name=name, **fields).value
    return made


def groups(river: Workspace, kind="company") -> dict[tuple[int, ...], set[str]]:
    answer = river.ask(duplicates, kind=kind)
    assert answer.total == len(answer.groups)
    return {twins.ids: {alike.reason for alike in twins.why} for twins in answer.groups}


def test_the_legal_form_may_stand_anywhere(river: Workspace) -> None:
    one = tuple(add(river, name) for name in ("株式会社青葉商事", "青葉商事(株)", "㈱青葉商事"))
    add(river, "みどり")
    assert groups(river) == {one: {"name"}}


def test_another_legal_form_is_a_weaker_sign_of_the_same(river: Workspace) -> None:
    one = (add(river, "株式会社青葉"), add(river, "有限会社青葉"), add(river, "青葉"))
    assert groups(river) == {one: {"core"}}


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        ({"phone": "03-1234-5678"}, {"phone": "+81 3 1234 5678"}, "phone"),
        ({"reading": "アオバ"}, {"reading": "カブシキガイシャあおば"}, "reading"),
        ({"website": "https://www.aoba.jp/x"}, {"website": "aoba.jp"}, "domain"),
        (
            {"corporate_number": "9234567890123"},
            {"corporate_number": "９２３４５６７８９０１２３"},
            "number",
        ),
    ],
)
def test_other_signs(river: Workspace, first, second, reason: str) -> None:
    one = (add(river, "A", **first), add(river, "B", **second))
    add(river, "C")
    assert groups(river) == {one: {reason}}


def test_the_domain_of_mails_and_websites_is_one(river: Workspace) -> None:
    one = (add(river, "A", website="https://aoba.jp"), add(river, "B"))
    river.do(contacts.create, at=NOW, name="X", email="x@aoba.jp", company_id=one[1])
    river.do(contacts.create, at=NOW, name="Y", email="y@gmail.com", company_id=one[0])
    river.do(contacts.create, at=NOW, name="Z", email="z@gmail.com", company_id=add(river, "C"))
    assert groups(river) == {one: {"domain"}}


def test_a_weak_sign_does_not_chain_a_town_together(river: Workspace) -> None:
    first = add(river, "A社", phone="03-1111-1111", website="https://x.jp")
    second = add(river, "B社", phone="03-1111-1111", website="https://y.jp")
    third = add(river, "C社", website="https://y.jp")
    assert groups(river) == {(first, second): {"phone"}, (second, third): {"domain"}}
    for number in range(5):
        add(river, f"Tenant {number}", phone="06-9999-9999")
    assert len(groups(river)) == 2


def test_weak_signs_add_to_a_strong_one_and_the_surest_is_first(river: Workspace) -> None:
    add(river, "甲", phone="0399999999")
    add(river, "乙", phone="0399999999")
    one = (add(river, "青葉", phone="0312345678"), add(river, "あおば", phone="03-1234-5678"))
    two = (add(river, "ミドリ", phone="06-1234-5678"), add(river, "みどり", phone="0612345678"))
    found = groups(river)
    assert next(iter(found)) == two
    assert found[two] == {"name", "phone"}
    assert found[one] == {"phone"}


def test_contacts(river: Workspace) -> None:
    company = add(river, "青葉")

    def person(name: str, **fields) -> int:
        made: int = river.do(contacts.create, at=NOW, name=name, **fields).value
        return made

    mail = (person("佐藤", email="h@aoba.jp"), person("サトウ", email="H@aoba.jp"))
    name = (person("鈴木 花子", company_id=company), person("鈴木花子", company_id=company))
    phone = (person("田中", phone="09012345678"), person("田中", phone="090-1234-5678"))
    person("鈴木 花子")
    assert groups(river, "contact") == {mail: {"email"}, name: {"name"}, phone: {"name_phone"}}


def test_the_trash_and_what_was_merged_are_left_out(river: Workspace) -> None:
    one = [add(river, name) for name in ("青葉(株)", "㈱青葉", "株式会社青葉")]
    river.do(trash.delete, at=NOW, companies=[one[0]])
    assert list(groups(river)) == [(one[1], one[2])]
    river.do(merging.merge_companies, at=NOW, kept_id=one[1], other_ids=[one[2]])
    assert groups(river) == {}


def test_the_preview_keeps_the_one_with_deals_and_fills_its_gaps(river: Workspace) -> None:
    field = river.do(
        custom_fields.define, at=NOW, subject="company", name="Rank", kind="number"
    ).value
    first = add(river, "青葉(株)", phone="03-1", reading="アオバ", owner_id=2)
    second = add(river, "㈱青葉", phone="03-2")
    river.do(deals.create, at=NOW, title="D", stage_id=1, company_id=second)
    river.do(custom_fields.set_value, at=NOW, field_id=field, record_id=first, value=3_000_000)
    preview = river.ask(merge_preview, kind="company", ids=[first, second])
    assert preview is not None
    assert preview.ids == (second, first)
    assert preview.held[0].deals == 1
    by_key = {one.key: one for one in preview.fields}
    assert set(by_key) == {"name", "phone", "reading", "owner", f"custom:{field}"}
    assert by_key["phone"].choice == 0
    assert by_key["phone"].is_contested
    assert by_key["reading"].choice == 1
    assert not by_key["reading"].is_contested
    assert by_key["owner"].kept == (None, 2)
    assert river.ask(merge_preview, kind="company", ids=[first, 99]) is None
    turned = river.ask(merge_preview, kind="company", ids=[first, second], kept_id=first)
    assert turned is not None
    assert turned.ids == (first, second)
