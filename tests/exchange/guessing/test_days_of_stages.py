"""Columns of days alone tell the way of deals, and are called otherwise than stages here."""

from pathlib import Path

import pytest

from revops_desktop.database.workspace import Workspace
from revops_desktop.exchange.guessing.guess import guess
from revops_desktop.exchange.guessing.here import here
from revops_desktop.exchange.guessing.questions import DAYS, LEFT, OWN, Answer, Guessed
from revops_desktop.exchange.importing import import_files
from tests.conftest import NOW
from tests.exchange.lists import source, visits

DAYS_ALONE = (
    "案件番号,案件名,会社名,金額,問い合わせ,提案日,受注,失注,最終更新日\n"
    "1,甲,青葉,100000,2026-01-05,2026-01-15,2026-02-01,,2026-03-01\n"
    "2,乙,みどり,200000,2026-01-06,2026-01-20,,2026-02-03,2026-03-01\n"
    "3,丙,森,300000,2026-01-07,2026-01-21,,,2026-03-01\n"
)


def guessed(
    workspace: Workspace, folder: Path, *answers: Answer, text: str = DAYS_ALONE
) -> Guessed:
    return guess([source(folder, text)], workspace.ask(here), answers=answers)


def bring(workspace: Workspace, folder: Path, found: Guessed) -> None:
    paths = [folder / "deals.csv"]
    assert import_files(workspace, paths, found.mapping, at=NOW + 60).refused == 0


def test_columns_of_days_are_asked_about_before_anything_comes_in(
    workspace: Workspace, tmp_path: Path
) -> None:
    (question,) = guessed(workspace, tmp_path).open
    assert (question.asks, question.field) == ("stages", DAYS)
    # That of the last update is none, by its name.
    assert [(word.text, word.count) for word in question.words] == [
        ("問い合わせ", 3),
        ("提案日", 3),
    ]
    assert {"Lead", "Phase 2", OWN, LEFT} <= {choice.value for choice in question.choices}
    assert not any(choice.value.startswith("way:") for choice in question.choices)


def test_each_is_the_stage_that_was_said_and_days_of_ends_end_deals(
    workspace: Workspace, tmp_path: Path
) -> None:
    said = Answer("stages", "", words={"問い合わせ": "Lead", "提案日": "Phase 2"})
    found = guessed(workspace, tmp_path, said)
    assert not found.open
    (matched,) = [one for one in found.files[0].matched if one.field == DAYS]
    assert {word.text: word.likely for word in matched.words} == {
        "問い合わせ": "Lead",
        "提案日": "Phase 2",
        # The day of winning is that of the first stage of customers.
        "受注": "Onboarding",
    }
    bring(workspace, tmp_path, found)
    assert visits(workspace, "甲") == [
        ("Lead", "2026-01-05", "2026-01-15", "advanced"),
        ("Phase 2", "2026-01-15", "2026-02-01", "advanced"),
        ("Onboarding", "2026-02-01", None, None),
    ]
    assert visits(workspace, "乙")[-1] == ("Phase 2", "2026-01-20", "2026-02-03", "lost")
    assert visits(workspace, "丙")[-1] == ("Phase 2", "2026-01-21", None, None)


def test_a_column_that_is_left_out_says_nothing(workspace: Workspace, tmp_path: Path) -> None:
    said = Answer("stages", "", words={"問い合わせ": LEFT, "提案日": LEFT})
    found = guessed(workspace, tmp_path, said)
    assert not found.open
    bring(workspace, tmp_path, found)
    assert [name for name, *_days in visits(workspace, "甲")][-1] == "Onboarding"
    assert visits(workspace, "乙")[-1][3] == "lost"
    assert visits(workspace, "丙")[-1][3] is None


def test_they_become_a_pipeline_of_the_files_own(workspace: Workspace, tmp_path: Path) -> None:
    found = guessed(workspace, tmp_path, Answer("stages", OWN))
    assert not found.open and found.mapping.sources[0].pipeline == "deals"
    own = found.mapping.pipeline
    assert own is not None
    assert [(stage.name, stage.phase) for stage in own.stages] == [
        ("問い合わせ", "lead"),
        ("提案", "opportunity"),
        ("受注", "customer"),
    ]
    bring(workspace, tmp_path, found)
    assert visits(workspace, "甲") == [
        ("問い合わせ", "2026-01-05", "2026-01-15", "advanced"),
        ("提案", "2026-01-15", "2026-02-01", "advanced"),
        ("受注", "2026-02-01", None, None),
    ]


@pytest.mark.parametrize("heading", ["Closed won", "受注日", "成約"])
def test_a_day_of_winning_is_not_asked_about(
    workspace: Workspace, tmp_path: Path, heading: str
) -> None:
    text = f"id,title,company,{heading}\n1,甲,青葉,2026-02-01\n2,乙,森,\n"
    found = guessed(workspace, tmp_path, text=text)
    assert not found.open
    bring(workspace, tmp_path, found)
    assert visits(workspace, "甲")[-1][0] == "Onboarding"
    assert len(visits(workspace, "乙")) == 1
