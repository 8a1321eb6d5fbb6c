"""Words of event logs and stage changes that tell how a deal ended, or that stay out."""

from pathlib import Path
from typing import Any

import pytest

from revops_desktop.exchange.guessing.guess import guess
from revops_desktop.exchange.guessing.here import here
from revops_desktop.exchange.guessing.questions import LEFT, Answer
from tests.exchange.guessing.test_guess import bring, guessed
from tests.exchange.lists import source, visits

LOG = (
    "deal_id,event,timestamp\n"
    "D1,Contact,2026-01-05T09:00:00Z\nD1,Qualified,2026-02-01T09:30:00Z\n"
    "D2,Contact,2026-01-06T09:00:00Z\nD2,{lost},2026-01-09T09:00:00Z\n"
    "D1,{won},2026-03-01T00:00:00Z\n"
)


def said(**words: str) -> Answer:
    """What `--stage WORD=…` says."""
    return Answer("stages", "", words=words)


def stages_of(workspace: Any, title: str) -> list[Any]:
    """The stages through which a deal went."""
    return [visit[0] for visit in visits(workspace, title)]


@pytest.mark.parametrize(
    ("won", "lost"), [("Won", "Lost"), ("受注", "失注"), ("Closed won", "Dead")]
)
def test_the_event_of_winning_is_the_first_stage_of_customers(
    workspace: Any, tmp_path: Path, won: str, lost: str
) -> None:
    found = guessed(tmp_path, LOG.format(won=won, lost=lost), at=workspace.ask(here))
    assert bring(workspace, [tmp_path / "list.csv"], found).refused == 0
    assert stages_of(workspace, "D1") == ["Contact", "Qualified", "Onboarding"]
    assert visits(workspace, "D2")[-1][-1] == "lost"


def test_a_word_is_said_to_mean_won(workspace: Any, tmp_path: Path) -> None:
    at = workspace.ask(here)
    text = LOG.format(won="Hooray", lost="Alas")
    [question] = guessed(tmp_path, text, at=at).open
    assert [word.text for word in question.words] == ["Alas", "Hooray"]
    found = guessed(tmp_path, text, said(Hooray="won", Alas="lost"), at=at)
    assert bring(workspace, [tmp_path / "list.csv"], found).refused == 0
    assert stages_of(workspace, "D1")[-1] == "Onboarding"
    assert visits(workspace, "D2")[-1][-1] == "lost"


def test_an_event_that_is_left_out_costs_its_row_alone(workspace: Any, tmp_path: Path) -> None:
    text = LOG.format(won="Hooray", lost="Lost")
    path = source(tmp_path, text)
    found = guess([path], workspace.ask(here), answers=[said(Hooray=LEFT)])
    summary = bring(workspace, [path], found)
    assert summary.refused == 1 and "You left this word out" in str(summary)
    assert stages_of(workspace, "D1") == ["Contact", "Qualified"]


def test_a_stage_that_is_left_out_is_told_so(workspace: Any, tmp_path: Path) -> None:
    text = "Deal name,Company,Stage,Amount\nA,X,Contact,1\nB,Y,Limbo,2\n"
    path = source(tmp_path, text)
    found = guess([path], workspace.ask(here), answers=[said(Limbo=LEFT)])
    summary = bring(workspace, [path], found)
    assert (summary.created, summary.refused) == (1, 1)
    assert "You left this word out" in str(summary)
    again = guess([path], workspace.ask(here), saved=[found.mapping])
    assert not again.open


@pytest.mark.parametrize("event", ["イベント", "出来事", "変更後ステージ"])
def test_a_japanese_log_is_known_by_its_columns(workspace: Any, tmp_path: Path, event: str) -> None:
    head = f"案件ID,{event},日時\n"
    rows = "D1,Contact,2026/1/5\nD1,Qualified,2026/1/8\nD1,受注,2026/2/8\n"
    rows += "D2,Contact,2026/1/6\nD2,失注,2026/1/9\n"
    found = guessed(tmp_path, head + rows, at=workspace.ask(here))
    assert found.mapping.sources[0].kind == "events"
    assert bring(workspace, [tmp_path / "list.csv"], found).refused == 0
    assert stages_of(workspace, "D1")[-1] == "Onboarding"
