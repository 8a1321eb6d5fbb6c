"""The deals that figures are measured on: 100,000 of the demo, or a file that is named.

    REVOPS_BENCHMARK_FILE=/big.revops pytest -n0 -s tests/benchmarks/test_sla.py

measures on a copy of that file, of a demo or not: it is made in a second, 100,000 demo deals in
many minutes. One of an older version is brought forward first, each time: name one of this. Its
first pipeline is asked; its year are the twelve whole months before the one of its newest action,
and now is that action. Every measurement prints what ours took, how many times bare that is, and
bare; it fails where that is more than was reached with 100,000 demo deals.
"""

import os
import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from revops_desktop.database.connection import open_connection
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations.demo.story import write_demo
from revops_desktop.rules.periods import (
    Period,
    end_of_day,
    last_months,
    local_day,
    month_of,
    month_period,
)
from tests.river import ZONE

NAMED = os.environ.get("REVOPS_BENCHMARK_FILE")
ROUNDS = 5


def _newest(path: str) -> int:
    raw = open_connection(Path(path), read_only=True)
    (at,) = raw.execute("SELECT max(at) FROM action").fetchone()
    raw.close()
    return int(at)


def _end() -> tuple[date, int]:
    """The last day of the year that is asked, and now."""
    if NAMED is None:
        end = date(2026, 3, 31)
        return end, end_of_day(end, ZONE) - 1
    now = _newest(NAMED)
    return local_day(now, ZONE).replace(day=1) - timedelta(days=1), now


END, NOW = _end()
LAST_MONTH = month_of(END)
MONTH = month_period(LAST_MONTH)
YEAR = Period(month_period(last_months(LAST_MONTH, 12)[0]).first, END)
# When what is done meanwhile is done.
AT = NOW + 3600


def demo(path: Path, number: int) -> Workspace:
    """A file of so many demo deals."""
    workspace = Workspace.create(path)
    write_demo(workspace, deals=number, seed=1, end=END)
    return workspace


def seconds(run: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Of the processor, warm: in the middle of several rounds."""
    run()
    taken = []
    for _round in range(rounds):
        begun = time.thread_time()
        run()
        taken.append(time.thread_time() - begun)
    return statistics.median(taken)


def told(name: str, took: float, bare: float) -> float:
    """Prints what ours took beside bare, in seconds; how many times bare that is."""
    print(f"\n{name}: {took * 1000:.1f} ms, {took / bare:.2f} × bare ({bare * 1000:.1f} ms)")
    return took / bare
