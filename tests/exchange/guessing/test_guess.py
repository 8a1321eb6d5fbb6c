"""A guess is a mapping that imports what the file says, and asks what it cannot know."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from revops_desktop.exchange.guessing.guess import guess
from revops_desktop.exchange.guessing.here import Here, here
from revops_desktop.exchange.guessing.questions import EXPECTED, OWN, WON, Guessed
from revops_desktop.exchange.guessing.roles import assigned
from revops_desktop.exchange.importing import import_files
from revops_desktop.exchange.summary import ImportSummary
from revops_desktop.operations.known import KnownPipeline, KnownStage
from revops_desktop.rules.text import match_key
from tests.conftest import NOW
from tests.exchange.lists import source, visits

ENGLISH_DEALS = (
    "Deal name,Company,Stage,Amount,Expected close,Owner,Created,Close date,Lost reason\n"
    "Website,Aoba Trading,Phase 2,120000,2026-05-31,Mori,2026-01-10,,\n"
    "Support,Kita Works,Closed Won,300000,,Mori,2026-01-12,2026-02-20,\n"
    "Training,Minami Co.,Closed Lost,80000,,Hara,2026-01-15,2026-02-25,Price\n"
)
JAPANESE_DEALS = (
    "案件名,取引先名,フェーズ,見込金額(千円),受注予定日,営業担当,発生日,完了日,失注理由\n"
    "サイト刷新,青葉商事,Phase 2,120,2026/05/31,森,2026/01/10,,\n"
    "保守,北製作所,受注,300,,森,2026/01/12,2026/02/20,\n"
    "研修,南商店,失注,80,,原,2026/01/15,2026/02/25,価格\n"
)
ENGLISH_COMPANIES = (
    "Company name,Industry,Employees,Region,Owner\n"
    "Aoba Trading,Retail,120,Tokyo,Mori\n"
    "Kita Works,Manufacturing,45,Hokkaido,Hara\n"
)
JAPANESE_COMPANIES = (
    "会社名,フリガナ,業種,従業員数,都道府県,備考\n"
    "株式会社青葉商事,アオバショウジ,小売,120,東京都,\n"
    "北製作所,キタセイサクショ,製造,45,北海道,古い取引先\n"
)


def river(name: str, *stages: tuple[str, str]) -> KnownPipeline:
    """A pipeline of these stages and phases."""
    return KnownPipeline(
        1,
        name,
        match_key(name),
        tuple(
            KnownStage(number, stage, match_key(stage), phase, number)
            for number, (stage, phase) in enumerate(stages, 1)
        ),
    )


SMALL = Here(
    pipelines=(
        river(
            "Small business",
            ("Inquiry", "lead"),
            ("Proposal", "opportunity"),
            ("Contract", "customer"),
        ),
    ),
    members=("Mori Hanako", "森 花子"),
)


def guessed(folder: Path, text: str, *answers: Any, name: str = "list.csv", **more: Any) -> Guessed:
    """The guess of a file that holds this text."""
    return guess([source(folder, text, name)], more.pop("at", SMALL), answers=answers, **more)


def fields(guess_made: Guessed, place: int = 0) -> dict[str, str]:
    """The column of every field and role."""
    made = guess_made.files[place].source
    assert made is not None
    return {name: " + ".join(column.names) for name, column in assigned(made).items()}


def bring(workspace: Any, paths: Sequence[Path], found: Guessed) -> ImportSummary:
    """Imports what was guessed."""
    assert not found.open
    return import_files(workspace, paths, found.mapping, at=NOW + 60)


@pytest.mark.parametrize("text", [ENGLISH_DEALS, JAPANESE_DEALS], ids=["en", "ja"])
def test_a_deal_list_comes_in_by_its_guess(workspace: Any, tmp_path: Path, text: str) -> None:
    path = source(tmp_path, text, "list.csv")
    found = guess([path], workspace.ask(here))
    assert found.mapping.sources[0].kind == "deals"
    assert not found.questions and not found.files[0].unused
    summary = bring(workspace, [path], found)
    assert (summary.rows, summary.created, summary.refused) == (3, 3, 0)
    deals = workspace.raw.execute(
        "SELECT d.amount, s.status, d.expected_close, m.name FROM deal d"
        " JOIN deal_state s ON s.deal_id = d.id JOIN member m ON m.id = d.owner_id ORDER BY d.id"
    )
    owner, other = ("Mori", "Hara") if text is ENGLISH_DEALS else ("森", "原")
    assert [tuple(row) for row in deals] == [
        (120000, "open", "2026-05-31", owner),
        (300000, "customer", None, owner),
        (80000, "lost", None, other),
    ]
    title = "Support" if text is ENGLISH_DEALS else "保守"
    assert visits(workspace, title)[-1][1] == "2026-02-20"
    again = bring(workspace, [path], guess([path], workspace.ask(here)))
    assert (again.created, again.unchanged) == (0, 3)


@pytest.mark.parametrize("text", [ENGLISH_COMPANIES, JAPANESE_COMPANIES], ids=["en", "ja"])
def test_a_company_list_comes_in_by_its_guess(workspace: Any, tmp_path: Path, text: str) -> None:
    path = source(tmp_path, text, "list.csv")
    found = guess([path], workspace.ask(here))
    assert found.mapping.sources[0].kind == "companies"
    assert not found.questions and not found.files[0].unused
    summary = bring(workspace, [path], found)
    assert (summary.rows, summary.created, summary.refused) == (2, 2, 0)
    rows = workspace.raw.execute("SELECT employees, region FROM company ORDER BY id")
    places = ("Tokyo", "Hokkaido") if text is ENGLISH_COMPANIES else ("東京都", "北海道")
    assert [tuple(row) for row in rows] == [(120, places[0]), (45, places[1])]


def test_columns_are_found_whatever_they_are_called(tmp_path: Path) -> None:
    text = "CreatedDate,opportunity_id,商談名,Account Name,StageName,Amount (USD),Memo__c\n"
    found = guessed(tmp_path, text + "2026-01-01,1,A,B,Proposal,5,x\n")
    assert fields(found) == {
        "began": "CreatedDate",
        "external_key": "opportunity_id",
        "title": "商談名",
        "company": "Account Name",
        "stage": "StageName",
        "amount": "Amount (USD)",
        "note": "Memo__c",
    }


def test_what_a_column_holds_goes_before_its_name(tmp_path: Path) -> None:
    text = "Deal name,Company,Value,Status\nA,Aoba,high,Open\nB,Kita,low,Won\n"
    assert "amount" not in fields(guessed(tmp_path, text))


def test_a_name_in_two_columns_is_joined_in_the_order_of_its_language(tmp_path: Path) -> None:
    english = "First name,Last name,Email,Job title\nHana,Mori,hana@aoba.example,CEO\n"
    assert fields(guessed(tmp_path, english))["name"] == "First name + Last name"
    japanese = "姓,名,会社名,メールアドレス,役職\n森,花子,青葉商事,hana@aoba.example,部長\n"
    assert fields(guessed(tmp_path, japanese))["name"] == "姓 + 名"


def test_a_file_that_may_be_two_things_asks(tmp_path: Path) -> None:
    text = "会社名,担当者,備考\n青葉商事,森,展示会\n"
    found = guessed(tmp_path, text)
    [question] = found.open
    assert question.asks == "kind" and not found.mapping.sources
    assert {choice.value for choice in question.choices} >= {"companies", "contacts", "deals"}
    answered = guessed(tmp_path, text, question.answer("contacts"))
    assert answered.mapping.sources[0].kind == "contacts"
    assert fields(answered)["name"] == "担当者"


def test_stages_that_are_not_here_are_asked_about(tmp_path: Path) -> None:
    text = (
        "Deal name,Stage,Probability\n"
        "A,2. Proposal (40%),40\nB,Prospecting,10\nC,Negotiation,80\nD,Won,100\nE,Lost,0\n"
    )
    found = guessed(tmp_path, text)
    [question] = found.open
    assert (question.asks, question.column) == ("stages", "Stage")
    assert [word.text for word in question.words] == ["Prospecting", "Negotiation"]
    answered = guessed(
        tmp_path,
        text,
        question.answer("", {"Prospecting": "Inquiry", "Negotiation": "Proposal"}),
    )
    assert not answered.open
    assert answered.mapping.sources[0].values["stage"] == {
        "2. Proposal (40%)": "Proposal",
        "Prospecting": "Inquiry",
        "Negotiation": "Proposal",
    }
    own = guessed(tmp_path, text, question.answer(OWN))
    assert own.mapping.pipeline is not None and own.mapping.pipeline.first
    lived_in = replace(SMALL, has_deals=True)
    beside = guessed(tmp_path, text, question.answer(OWN), at=lived_in).mapping.pipeline
    assert beside is not None and not beside.first
    assert [(one.name, one.phase) for one in own.mapping.pipeline.stages] == [
        ("Prospecting", "lead"),
        ("Negotiation", "opportunity"),
        ("2. Proposal (40%)", "opportunity"),
        ("Won", "customer"),
    ]


def test_days_that_can_be_read_two_ways_ask(tmp_path: Path) -> None:
    text = "Deal name,Amount,Expected close\nA,10,03/04/2026\nB,20,05/06/2026\n"
    found = guessed(tmp_path, text)
    [question] = found.open
    assert (question.asks, question.column, question.option) == (
        "dates",
        "Expected close",
        "--dates dmy",
    )
    assert [(choice.value, choice.example) for choice in question.choices] == [
        ("dmy", "3 Apr 2026"),
        ("mdy", "4 Mar 2026"),
    ]
    answered = guessed(tmp_path, text, question.answer("dmy"))
    assert not answered.open
    assert answered.mapping.sources[0].dates["Expected close"] == "dmy"


def test_a_closing_day_without_an_outcome_asks_what_it_means(tmp_path: Path) -> None:
    text = "Deal name,Amount,Close date\nA,10,2026-03-04\nB,20,2026-05-06\n"
    found = guessed(tmp_path, text)
    [question] = found.open
    assert question.asks == "closed"
    won = guessed(tmp_path, text, question.answer(WON))
    assert fields(won)["won_on"] == "Close date" and not won.open
    expected = guessed(tmp_path, text, question.answer(EXPECTED))
    assert fields(expected)["expected_close"] == "Close date" and not expected.open


def test_nobody_is_taken_for_somebody_else(tmp_path: Path) -> None:
    """The same name in another order is sure; a name that is only alike is asked about."""
    text = "Deal name,Amount,Owner\nA,1,Hanako Mori\nB,2,Mori Hanaka\nC,3,森花子\nD,4,Hara\n"
    found = guessed(tmp_path, text)
    assert found.mapping.sources[0].values["owner"] == {"Hanako Mori": "Mori Hanako"}
    [question] = found.questions
    assert not question.is_needed
    assert [(word.text, word.likely) for word in question.words] == [("Mori Hanaka", "Mori Hanako")]
    answered = guessed(tmp_path, text, question.answer("", {"Mori Hanaka": "Mori Hanako"}))
    assert answered.mapping.sources[0].values["owner"]["Mori Hanaka"] == "Mori Hanako"


def test_a_kind_that_was_said_is_taken_and_asks_for_what_it_needs(tmp_path: Path) -> None:
    text = "01101,060-8602,青葉商事\n01102,060-8603,北製作所\n"
    found = guessed(tmp_path, text, as_kind="companies")
    [question] = found.open
    assert (question.asks, question.field) == ("column", "name")
    column = found.files[0].look.columns[2].name
    answered = guessed(tmp_path, text, question.answer(column), as_kind="companies")
    assert fields(answered)["name"] == column and not answered.open


def test_a_file_name_is_no_pattern(tmp_path: Path) -> None:
    found = guessed(tmp_path, ENGLISH_COMPANIES, name="list [1] (new).csv")
    made = found.mapping.sources[0]
    assert made.fits("list [1] (new).csv") and not made.fits("list 1 (new).csv")


def test_custom_fields_keep_their_columns(tmp_path: Path) -> None:
    from revops_desktop.operations.known_fields import KnownField

    own = KnownField(1, "deal", "Source", "source", "text", {}, ())
    text = "Deal name,Amount,Source\nA,1,Fair\n"
    assert fields(guessed(tmp_path, text))["source"] == "Source"
    with_field = replace(SMALL, fields=(own,))
    assert "source" not in fields(guessed(tmp_path, text, at=with_field))
