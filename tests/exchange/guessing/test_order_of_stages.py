"""The stages that a log brings along stand in the order in which deals come to them."""

import random
from pathlib import Path

import pytest

from revops_desktop.database.workspace import Workspace
from revops_desktop.exchange.guessing.guess import guess
from revops_desktop.exchange.guessing.here import here
from revops_desktop.exchange.guessing.questions import OWN, Answer
from tests.exchange.lists import source

# None of these but the winning says what it is; deals skip stages, and most stop on their way.
STAGES = ("名刺交換", "資料請求", "課題の整理", "価格の話", "受注", "導入支援", "追加購入")


def logged(*, as_changes: bool) -> str:
    """A log of forty deals, its rows in no order; some were won by chance in a wrong order."""
    chance = random.Random(5)
    rows = []
    for deal in range(40):
        way = [one for one in STAGES[: chance.randint(2, 7)] if chance.random() < 0.8]
        if deal == 7:
            way = ["導入支援", "受注"]
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
