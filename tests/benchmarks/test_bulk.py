"""A thousand chosen deals moved, handed over and taken back at once, beside as many one by one.

Seconds are those of the processor, on files of 10,000 and of 100,000 open deals.
"""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import bulk, deals
from tests.benchmarks.open_deals import median, meet, write_open_deals
from tests.conftest import NOW

CHOSEN = 1000
# Of the time that the same moves take one by one, each with its commit.
SHARE = 0.25


@pytest.fixture(scope="module", params=[10_000, 100_000])
def file(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bulk") / f"{request.param}.revops"
    write_open_deals(path, request.param)
    return path


def seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def test_a_thousand_moves_cost_a_fraction_of_a_thousand_times_one(file: Path) -> None:
    with Workspace.open(file) as workspace:
        found = workspace.raw.execute(
            "SELECT deal_id FROM deal_state WHERE status = 'open' ORDER BY deal_id LIMIT ?",
            (CHOSEN + 60,),
        ).fetchall()
        ids = [deal_id for (deal_id,) in found]
        singles = iter(ids[CHOSEN:])
        workspace.do(meet, at=NOW, deal_ids=ids)
        # What is built at the first use is no part of it.
        workspace.do(bulk.move_many, at=NOW, deal_ids=ids[:CHOSEN], stage_id=1)

        def one() -> None:
            workspace.do(deals.move_to_stage, at=NOW, deal_id=next(singles), stage_id=4)

        alone = median(one, 50)
        together = seconds(
            lambda: workspace.do(bulk.move_many, at=NOW, deal_ids=ids[:CHOSEN], stage_id=3)
        )
        back = seconds(lambda: workspace.undo(at=NOW))
        owner = seconds(
            lambda: workspace.do(bulk.set_owner, at=NOW, deal_ids=ids[:CHOSEN], owner_id=1)
        )
    print(
        f"\none move {alone * 1000:.1f} ms, {CHOSEN} at once {together * 1000:.0f} ms, "
        f"taken back {back * 1000:.0f} ms, handed over {owner * 1000:.0f} ms"
    )
    assert together <= SHARE * CHOSEN * alone
    assert back <= 2 * SHARE * CHOSEN * alone
    assert owner <= SHARE * CHOSEN * alone
