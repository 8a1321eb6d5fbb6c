"""The stages that a log brings along stand in the order in which deals come to them."""

import random
from pathlib import Path

import pytest

from revops_desktop.database.workspace import Workspace
from revops_desktop.exchange.guessing.guess import guess
from revops_desktop.exchange.guessing.here import here
from revops_desktop.exchange.guessing.questions import OWN, Answer
from revops_desktop.exchange.guessing.vocabulary import vocabulary
from revops_desktop.exchange.importing import import_files
from tests.exchange.lists import source

# None of these but the winning says what it is; deals skip stages, and most stop on their way.
STAGES = ("名刺交換", "資料請求", "課題の整理", "価格の話", "受注", "導入支援", "追加購入")


def logged(*, as_changes: bool, won: str = "受注") -> str:
    """A log of forty deals, its rows in no order; some were won by chance in a wrong order."""
    chance = random.Random(5)
    rows = []
    stages = [won if one == "受注" else one for one in STAGES]
    for deal in range(40):
        way = [one for one in stages[: chance.randint(2, 7)] if chance.random() < 0.8]
        if deal == 7:
            way = ["導入支援", won]
        for number, stage in enumerate(way):
            day = f"{10 + number:02}/{1 + deal % 9:02}/2026"
            before = way[number - 1] if number else ""
            rows.append(
                f"D{deal},{before},{stage},{day}" if as_changes else f"D{deal},{stage},{day}"
            )
    chance.shuffle(rows)
    head = "案件番号,変更前,変更後,日付" if as_changes else "案件番号,ステージ,日付"
    return "\n".join((head, *rows)) + "\n"


@pytest.mark.parametrize("as_changes", [False, True])
def test_a_log_tells_the_order_and_who_was_won(
    workspace: Workspace, tmp_path: Path, as_changes: bool
) -> None:
    paths = [source(tmp_path, logged(as_changes=as_changes), "log.csv")]
    answers = [Answer("stages", OWN), Answer("dates", "dmy")]
    own = guess(paths, workspace.ask(here), answers=answers).mapping.pipeline
    assert own is not None
    assert [(stage.name, stage.phase) for stage in own.stages] == [
        *((name, "lead") for name in STAGES[:2]),
        *((name, "opportunity") for name in STAGES[2:4]),
        *((name, "customer") for name in STAGES[4:]),
    ]


@pytest.mark.parametrize("won", ["受注・契約締結", "契約締結／受注", "Closed Won & signed"])
def test_a_stage_of_several_words_is_the_winning_if_one_of_them_says_so(
    workspace: Workspace, tmp_path: Path, won: str
) -> None:
    paths = [source(tmp_path, logged(as_changes=False, won=won), "log.csv")]
    answers = [Answer("stages", OWN), Answer("dates", "dmy")]
    found = guess(paths, workspace.ask(here), answers=answers)
    assert found.mapping.pipeline is not None
    phases = {stage.name: stage.phase for stage in found.mapping.pipeline.stages}
    assert list(phases) == [won if one == "受注" else one for one in STAGES]
    assert phases[won] == phases["導入支援"] == "customer"
    import_files(workspace, found.paths, found.mapping, at=1_800_000_000)
    wins = workspace.raw.execute("SELECT count(*) FROM deal_state WHERE won = 1").fetchone()[0]
    assert wins > 5


@pytest.mark.parametrize("word", ["受注・失注", "受注見込・提案", "受注確度A"])
def test_words_that_contradict_or_only_hope_say_nothing(word: str) -> None:
    assert vocabulary().outcome(word) is None
