"""An import stops at once whenever it is asked to, and nothing of it is left."""

import time
from pathlib import Path
from typing import Any

import pytest

from revops_desktop.exchange.refusals import Cancelled
from tests.conftest import NOW
from tests.exchange.lists import all_rows, bring

DEALS = "".join(f"{n},Deal {n},Company {n % 70},Lead,2026-01-05,,{n},\n" for n in range(1500))


class Asked:
    """Asks to stop once progress has come so far; notes when it did."""

    def __init__(self, thousandths: int) -> None:
        self.at = thousandths
        self.told: list[int] = []
        self.since: float | None = None

    def step(self, done: int, total: int) -> None:
        self.told.append(done)
        if done >= self.at and self.since is None:
            self.since = time.monotonic()

    def cancelled(self) -> bool:
        return self.since is not None


@pytest.mark.parametrize("thousandths", [0, 200, 260, 500, 702, 800])
def test_it_stops_wherever_it_is(workspace: Any, tmp_path: Path, thousandths: int) -> None:
    before = all_rows(workspace)
    asked = Asked(thousandths)
    with pytest.raises(Cancelled) as said:
        bring(workspace, tmp_path, DEALS, progress=asked)
    assert asked.since is not None
    assert time.monotonic() - asked.since < 0.2
    assert "Nothing was imported" in str(said.value)
    assert not workspace.raw.in_transaction
    assert all_rows(workspace) == before
    assert asked.told == sorted(asked.told)
    # What comes in afterwards is journaled as ever.
    bring(workspace, tmp_path, "".join(DEALS.splitlines(keepends=True)[:30]))
    after = all_rows(workspace)
    workspace.undo(at=NOW + 100)
    assert all_rows(workspace) == before
    workspace.redo(at=NOW + 110)
    assert all_rows(workspace) == after


def test_progress_moves_while_what_follows_is_written(workspace: Any, tmp_path: Path) -> None:
    asked = Asked(2000)
    bring(workspace, tmp_path, DEALS, progress=asked)
    assert asked.told == sorted(asked.told)
    assert asked.told[-1] == 1000
    assert len({done for done in asked.told if 700 < done < 1000}) > 5
