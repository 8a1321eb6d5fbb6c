"""Words that a guess understands by itself are told, each with what it was taken for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from revops_desktop.database.workspace import Workspace
from revops_desktop.exchange.guessing.guess import guess
from revops_desktop.exchange.guessing.here import here
from revops_desktop.exchange.guessing.questions import Question
from tests.river import make_river

DEALS = (
    "案件名,会社名,段階,登録日,担当者,種別\n"
    "A,青葉,Lead,2026-03-01,Sato,新規\nB,若葉,受注,2026-03-02,Suzuki 様,更新\n"
    "C,青葉,失注,2026-03-03,Nobody,新規\nD,青葉,Proposal,2026-03-03,Nobody,新規\n"
)
CHANGES = (
    "Deal,From stage,To stage,Time\n1,,Lead,2026-03-01\n1,Lead,Proposal,2026-03-05\n"
    "1,Proposal,Lost,2026-03-09\n"
)


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    with make_river(tmp_path / "river.revops") as made:
        yield made


def matched(river: Workspace, path: Path) -> dict[str, Question]:
    (file,) = guess([path], river.ask(here)).files
    return {f"{one.asks} {one.field}": one for one in file.matched}


def taken(question: Question) -> dict[str, str]:
    return {word.text: word.likely for word in question.words}


def test_stages_ends_and_people(river: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    path.write_text(DEALS, encoding="utf-8")
    found = matched(river, path)
    assert taken(found["stages stage"]) == {
        **{"Lead": "Lead", "受注": "way:won", "失注": "way:lost", "Proposal": "Proposal"}
    }
    assert [word.count for word in found["words owner"].words] == [1, 1, 2]
    assert taken(found["words owner"]) == {"Sato": "Sato", "Suzuki 様": "Suzuki", "Nobody": "new"}
    assert not any(one.is_needed for one in found.values())
    for one in found.values():
        assert {word.likely for word in one.words} <= {choice.value for choice in one.choices}


def test_a_change_of_stages_names_both_columns(river: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "changes.csv"
    path.write_text(CHANGES, encoding="utf-8")
    words: dict[str, str] = {}
    (file,) = guess([path], river.ask(here), as_kind="stage_changes").files
    for one in file.matched:
        words |= taken(one)
    assert words["Lead"] == "Lead" and words["Proposal"] == "Proposal"
    assert words["Lost"] == "way:lost"


def test_what_is_said_is_what_it_is_taken_for(river: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    path.write_text(DEALS, encoding="utf-8")
    asked = matched(river, path)
    said = (
        asked["stages stage"].answer("", {"失注": "Proposal", "Lead": "left"}),
        asked["words owner"].answer("", {"Suzuki 様": "new", "Nobody": "Sato"}),
    )
    (file,) = guess([path], river.ask(here), answers=said).files
    found = {f"{one.asks} {one.field}": taken(one) for one in file.matched}
    assert found["stages stage"]["失注"] == "Proposal"
    assert found["stages stage"]["Lead"] == "left"
    assert found["words owner"] == {"Sato": "Sato", "Suzuki 様": "new", "Nobody": "Sato"}
