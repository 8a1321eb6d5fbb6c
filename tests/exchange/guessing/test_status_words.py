"""A status that names stages, open deals that are talked over, and what is said of known words."""

from pathlib import Path
from typing import Any

import pytest

from revops_desktop.exchange.guessing.guess import guess
from revops_desktop.exchange.guessing.here import here
from revops_desktop.exchange.guessing.questions import LEFT, NEW, OWN, Answer
from revops_desktop.exchange.importing import import_files
from revops_desktop.exchange.mapping_file import read_mapping
from revops_desktop.exchange.mapping_writer import written
from tests.conftest import NOW
from tests.exchange.guessing.test_guess import bring, fields, guessed
from tests.exchange.lists import source, visits

STATUS = (
    "案件名,会社名,受付日,受注日,失注日,状況\n甲,青葉商事,2026/4/1,2026/5/1,,受注\n"
    "乙,みどり,2026/4/20,,,{open}\n丙,森,2026/4/3,,2026/6/1,失注\n"
)
HISTORY = (
    "deal_id,event,timestamp\nD1,Contact,2026-01-05\nD1,Qualified,2026-02-01\nD1,Lost,2026-02-03\n"
)


def said(**words: str) -> Answer:
    """What `--stage WORD=…` says."""
    return Answer("stages", "", words=words)


def stages_of(workspace: Any, title: str) -> list[Any]:
    """The stages through which a deal went."""
    return [visit[0] for visit in visits(workspace, title)]


def brought(workspace: Any, folder: Path, text: str, *answers: Answer) -> Any:
    """A list that came in by its guess."""
    path = source(folder, text, "list.csv")
    return bring(workspace, [path], guess([path], workspace.ask(here), answers=answers))


@pytest.mark.parametrize(
    ("word", "stages"),
    [
        ("商談中", ["Lead", "Qualified"]),
        ("交渉中", ["Lead", "Qualified"]),
        ("進行中", ["Lead"]),
        ("Contact", ["Lead", "Contact"]),
    ],
)
def test_a_status_says_where_an_open_deal_is(
    workspace: Any, tmp_path: Path, word: str, stages: list[str]
) -> None:
    assert brought(workspace, tmp_path, STATUS.format(open=word)).refused == 0
    assert stages_of(workspace, "甲")[-1] == "Onboarding"
    assert stages_of(workspace, "乙") == stages
    assert visits(workspace, "丙")[-1][-2:] == ("2026-06-01", "lost")


def test_a_status_of_stages_that_are_not_here_asks_for_stages(tmp_path: Path) -> None:
    text = STATUS.format(open="見積提出済み")
    [question] = guessed(tmp_path, text).open
    assert (question.asks, [word.text for word in question.words]) == ("stages", ["見積提出済み"])
    assert question.words[0].likely == "Proposal"
    own = guessed(tmp_path, text, question.answer(OWN)).mapping.pipeline
    assert own is not None
    assert [(one.name, one.phase) for one in own.stages] == [
        ("見積提出済み", "opportunity"),
        ("受注", "customer"),
    ]


def test_a_day_beside_a_status_says_where_an_open_deal_is(workspace: Any, tmp_path: Path) -> None:
    """An open deal whose stage nobody names does not fall back behind the days that it has."""
    text = (
        "案件名,会社名,発生日,商談化日,状況\n甲,青葉商事,2026/4/1,2026/5/1,進行中\n"
        "乙,みどり,2026/4/20,,Contact\n丙,森,2026/4/3,,失注\n"
    )
    brought(workspace, tmp_path, text)
    assert stages_of(workspace, "甲") == ["Lead", "Qualified"]


def test_days_of_stages_go_before_an_open_status(workspace: Any, tmp_path: Path) -> None:
    text = (
        "案件名,商談ID,Lead,Qualified,Phase 1,状態,失注日\n"
        "甲,1,2026-01-02,2026-01-09,2026-02-01,商談中,\n乙,2,2026-01-05,,,失注,2026-01-20\n"
    )
    brought(workspace, tmp_path, text)
    assert stages_of(workspace, "甲") == ["Lead", "Qualified", "Phase 1"]


@pytest.mark.parametrize(
    ("answer", "stages"),
    [
        ({"商談中": "Phase 2"}, ["Lead", "Phase 2"]),
        ({"商談中": "open"}, ["Lead"]),
        ({"商談中": "won"}, ["Lead", "Qualified", "Onboarding"]),
    ],
)
def test_what_is_said_of_a_known_word_goes_before_the_guess(
    workspace: Any, tmp_path: Path, answer: dict[str, str], stages: list[str]
) -> None:
    brought(workspace, tmp_path, STATUS.format(open="商談中"), said(**answer))
    assert stages_of(workspace, "乙") == stages


def test_even_a_stage_that_is_here_can_be_said_to_be_another(
    workspace: Any, tmp_path: Path
) -> None:
    text = "Deal name,Company,Stage,Amount\nA,X,Contact,1\nB,Y,Won,2\nC,Z,On hold,3\n"
    words = {"Contact": "Phase 1", "Won": "lost", "On hold": "Qualified"}
    brought(workspace, tmp_path, text, said(**words))
    assert stages_of(workspace, "A") == ["Phase 1"]
    assert visits(workspace, "B")[-1][-1] == "lost"
    assert stages_of(workspace, "C") == ["Qualified"]


def test_a_word_of_a_history_can_be_said_too(workspace: Any, tmp_path: Path) -> None:
    brought(workspace, tmp_path, HISTORY, said(Lost="won", Qualified="Phase 1"))
    assert stages_of(workspace, "D1") == ["Contact", "Phase 1", "Onboarding"]


def test_stages_that_come_along_can_be_called_otherwise(tmp_path: Path) -> None:
    text = "Deal name,Company,Stage,Amount\nA,X,Talk,1\nB,Y,Talking,2\nC,Z,Dust,3\nD,W,Gone,4\n"
    answers = (Answer("stages", OWN), said(Talking="Talk", Dust="lost", Gone=LEFT))
    found = guessed(tmp_path, text, *answers)
    assert found.mapping.pipeline is not None
    assert [one.name for one in found.mapping.pipeline.stages] == ["Talk", "Won"]
    assert found.mapping.sources[0].values["stage"] == {"Talking": "Talk", "Gone": ""}


def test_a_word_of_an_outcome_can_be_left_out(workspace: Any, tmp_path: Path) -> None:
    """So it is told, however usual the word is, and the mapping keeps it when it is saved."""
    text = "Deal name,Company,Amount,Won?\nA,X,1,Yes\nB,Y,2,No\nC,Z,3,Dead\n"
    path = source(tmp_path, text, "list.csv")
    words = {"Yes": "won", "No": LEFT, "Dead": LEFT}
    found = guess([path], workspace.ask(here), answers=[Answer("outcome", "", words=words)])
    kept = tmp_path / "kept.toml"
    kept.write_text(written(found.mapping), encoding="utf-8")
    for mapping in (found.mapping, read_mapping(kept)):
        summary = import_files(workspace, [path], mapping, at=NOW, dry_run=True)
        assert (summary.created, summary.refused) == (1, 2)
        assert all("You left this word out" in one.message for one in summary.problems)


@pytest.mark.parametrize("stages", ["Lead,Contact,Qualified", "発生日"])
def test_a_reason_tells_that_a_deal_was_lost(workspace: Any, tmp_path: Path, stages: str) -> None:
    """Where no column says how or when, a reason of losing is enough; any other one is not."""
    empty = "," * (stages.count(",") + 1)
    text = (
        f"案件番号,案件名,会社名,{stages},失注理由\n10,甲,青葉,2026/1/5{empty}\n"
        f"11,乙,みどり,2026/1/6{empty}価格\n"
    )
    brought(workspace, tmp_path, text)
    assert visits(workspace, "甲")[-1][-1] is None
    assert visits(workspace, "乙") == [("Lead", "2026-01-06", None, "lost")]
    assert "reason" not in fields(guessed(tmp_path, text.replace("失注理由", "理由")))


def test_known_words_of_choices_and_people_can_be_said_otherwise(tmp_path: Path) -> None:
    """Even those that the guess was sure of."""
    text = "Deal name,Amount,Type,Owner\nA,1,New,Hanako Mori\nB,2,Renewal,Hanako Mori\n"
    answers = (
        Answer("words", "", column="Type", field="kind", words={"New": "upsell"}),
        Answer("words", "", column="Owner", field="owner", words={"Hanako Mori": NEW}),
    )
    assert guessed(tmp_path, text).mapping.sources[0].values["owner"]
    values = guessed(tmp_path, text, *answers).mapping.sources[0].values
    assert values == {"kind": {"New": "upsell"}}
