"""Whatever was typed is found, the best first, beside a slow look through every record."""

import random
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from revops_desktop.analytics import search
from revops_desktop.database.journal import verb
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import deals
from revops_desktop.rules.text import fold
from tests.river import LOST, make_river


@verb("Test")
def run(session: Session, *, at: int, rows: list[tuple[str, dict[str, Any]]]) -> None:
    """Writes rows as a verb might."""
    for table, row in rows:
        names = ", ".join(row)
        marks = ", ".join("?" * len(row))
        session.connection().exec_driver_sql(
            f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(row.values())
        )


TITLES = ((10, "店舗POS 刷新", 1), (20, "看板の更新", 2), (30, "POS", 4))


def company(row_id: int, name: str, **more: Any) -> tuple[str, dict[str, Any]]:
    return "company", {"id": row_id, "name": name, "match_key": name, "created_at": 0, **more}


def contact(row_id: int, name: str, **more: Any) -> tuple[str, dict[str, Any]]:
    return "contact", {"id": row_id, "name": name, "match_key": name, "created_at": 0, **more}


@pytest.fixture
def river(tmp_path: Path) -> Any:
    """Some companies, people, deals and notes."""
    with make_river(tmp_path / "a.revops") as workspace:
        workspace.do(
            run,
            at=5,
            rows=[
                company(1, "㈱青葉商事", reading="アオバショウジ", phone="03-1234-5678"),
                company(2, "東京青葉運輸株式会社", reading="とうきょうあおばうんゆ"),
                company(3, "青葉", external_key="K-77"),
                company(4, "Yamada Robotics Inc.", note="前の担当は 鷲尾 さん"),
                company(5, "𠮷野家 <b>"),
                contact(1, "佐藤 花子", reading="サトウ ハナコ", company_id=1, email="h@aoba.jp"),
                contact(2, "ｶﾞﾙｼｱ 健", company_id=4),
            ],
        )
        for at, title, company_id in TITLES:
            made = workspace.do(deals.create, at=at, title=title, stage_id=1).value
            workspace.do(link, at=at, deal_id=made, company_id=company_id)
        workspace.do(
            run,
            at=40,
            rows=[
                ("activity", {"id": 1, "kind": "call", "deal_id": 2, "title": "稟議は四月から"}),
                ("tag", {"id": 1, "name": "展示会", "match_key": "展示会", "colour": "blue"}),
                ("deal_tag", {"id": 1, "deal_id": 3, "tag_id": 1}),
            ],
        )
        yield workspace


@verb("Test")
def link(session: Session, *, at: int, deal_id: int, company_id: int) -> None:
    """Puts a deal under a company."""
    session.connection().exec_driver_sql(
        "UPDATE deal SET company_id = ? WHERE id = ?", (company_id, deal_id)
    )


def found(workspace: Workspace, text: str) -> search.Found:
    return workspace.ask(search.find, text=text)


def ids(hits: tuple[search.Hit, ...]) -> list[int]:
    return [hit.record_id for hit in hits]


@pytest.mark.parametrize(
    ("typed", "companies"),
    [
        ("青葉", [3, 1, 2]),
        ("青", [1, 3, 2]),
        ("株式会社青葉商事", [1]),
        ("(株)青葉", [1, 2, 3]),
        ("青葉運輸㈱", [2]),
        ("あおば", [1, 2]),
        ("ｱｵﾊﾞ", [1, 2]),
        ("バ", [2, 1]),
        ("ＹＡＭＡＤＡ", [4]),
        ("robot", [4]),
        ("運輸 東京", [2]),
        ("𠮷", [5]),
        ("<b>", [5]),
        ("0312345678", [1]),
        ("1234-5", [1]),
        ("K-77", [3]),
        ("鷲", []),
        ("   ", []),
        ('"', []),
        ("' OR *", []),
    ],
)
def test_companies_by_any_part_of_name_and_reading(
    river: Workspace, typed: str, companies: list[int]
) -> None:
    assert ids(found(river, typed).companies) == companies


def test_exact_comes_before_beginning_and_beginning_before_the_rest(river: Workspace) -> None:
    hits = found(river, "青葉").companies
    assert [hit.how for hit in hits] == sorted(hit.how for hit in hits)
    assert [hit.title for hit in hits] == ["青葉", "㈱青葉商事", "東京青葉運輸株式会社"]


def test_people_are_found_with_and_without_the_blank_in_their_names(river: Workspace) -> None:
    for typed in ("佐藤花子", "花子 佐藤", "さとうはなこ", "h@aoba", "ハナコ"):
        (hit,) = found(river, typed).contacts
        assert hit.record_id == 1, typed
        assert hit.aside.endswith("㈱青葉商事 · h@aoba.jp")
        assert hit.aside.startswith("サトウ ハナコ") == (typed in ("さとうはなこ", "ハナコ"))
    assert ids(found(river, "ガ").contacts) == [2]


def test_a_deal_is_found_by_its_company_and_open_deals_come_first(river: Workspace) -> None:
    assert ids(found(river, "青葉 pos").deals) == [1]
    assert ids(found(river, "青葉").deals) == [2, 1], "touched last comes first"
    assert ids(found(river, "pos").deals) == [3, 1], "exact before contained"
    river.do(deals.leave_river, at=90, deal_id=2, kind="lost", reason_id=LOST)
    assert ids(found(river, "青葉").deals) == [1, 2]
    hit = found(river, "青葉").deals[1]
    assert (hit.status, hit.stage, hit.aside) == ("lost", "Lead", "東京青葉運輸株式会社")


def test_notes_show_the_words_and_open_what_they_belong_to(river: Workspace) -> None:
    (hit,) = found(river, "稟議").notes
    assert (hit.opens, hit.record_id, hit.aside) == ("deal", 2, "看板の更新")
    assert hit.title == "稟議は四月から"
    (hit,) = found(river, "鷲").notes
    assert (hit.opens, hit.record_id, hit.aside) == ("company", 4, "Yamada Robotics Inc.")


def test_a_tag_leads_to_what_carries_it_and_a_number_to_its_deal(river: Workspace) -> None:
    (hit,) = found(river, "展示").tags
    assert (hit.opens, hit.title) == ("tag", "展示会")
    assert ids(found(river, "#展示会").deals) == [3]
    assert ids(found(river, "#").tags) == [1]
    assert ids(found(river, "#2").deals) == [2]
    assert found(river, "#99").is_empty


@pytest.mark.parametrize("typed", ["yamda", "yamdaa", "Yamadda", "robtoics", "roboticks", "yamado"])
def test_a_slip_in_a_latin_word_is_forgiven_where_nothing_else_is_found(
    river: Workspace, typed: str
) -> None:
    answer = found(river, typed)
    assert answer.slips
    assert ids(answer.companies) == [4]
    assert not found(river, "yamada").slips
    assert found(river, "zzzzzz").is_empty


def test_what_is_in_the_trash_is_not_found(river: Workspace) -> None:
    assert found(river, "看板").deals
    river.do(throw_away, at=99)
    answer = found(river, "看板")
    assert answer.is_empty
    assert not found(river, "稟議").notes
    river.undo(at=100)
    assert found(river, "看板").deals


@verb("Test")
def throw_away(session: Session, *, at: int) -> None:
    """Puts deal 2 into the trash."""
    session.connection().exec_driver_sql("UPDATE deal SET deleted_at = ? WHERE id = 2", (at,))


def test_nothing_that_contains_what_was_typed_is_missed(tmp_path: Path) -> None:
    """Recall is 1.0 for one sign, two and more, whatever they are."""
    chance = random.Random(11)
    signs = "青葉山商アイab1 -_^\"'%ガ。"
    names = {
        row_id: "".join(chance.choice(signs) for _ in range(chance.randint(1, 9))).strip() or "x"
        for row_id in range(1, 400)
    }
    with make_river(tmp_path / "a.revops") as workspace:
        workspace.do(run, at=5, rows=[company(row_id, name) for row_id, name in names.items()])
        for _ in range(300):
            name = names[chance.randint(1, 399)]
            begin = chance.randrange(len(name))
            typed = name[begin : begin + chance.randint(1, 5)]
            if not typed.strip() or fold(typed).startswith("#"):
                continue
            words = fold(typed).split(" ")
            wanted = {
                row_id
                for row_id, kept in names.items()
                if all(word in fold(kept) for word in words)
            }
            answer = workspace.ask(search.find, text=typed, limit=1000)
            got = set(ids(answer.companies))
            assert got, typed
            if len(wanted) < 20:
                assert wanted <= got, typed
