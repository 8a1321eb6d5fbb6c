"""100,000 rows of a CSV file read with all checks, and looked at, against the bare `csv` module.

Seconds are those of the processor: the machine is shared.
"""

import csv
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from revops_desktop.exchange.reading.looking import look
from revops_desktop.exchange.reading.opening import open_table
from tests.benchmarks.test_import import deal_list

ROWS = 100_000
AT_MOST = 3.0
LOOKING_AT_MOST = 6.0
ROUNDS = 5


def fastest(work: Callable[[], None]) -> float:
    """Seconds of the processor, of several rounds the best."""
    seconds = []
    for _round in range(ROUNDS):
        begun = time.process_time()
        work()
        seconds.append(time.process_time() - begun)
    return min(seconds)


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "utf-16"])
def test_reading_against_csv(tmp_path: Path, encoding: str, benchmark: Any) -> None:
    source = deal_list(tmp_path / "deals.csv", ROWS)
    text = source.read_text(encoding="utf-8").replace("Company", "株式会社")
    source.write_bytes(text.replace("\n", "\r\n").encode(encoding))

    def bare() -> None:
        with open(source, encoding=encoding, newline="") as file:
            assert sum(1 for _cells in csv.reader(file)) == ROWS + 1

    def read() -> None:
        with open_table(source).rows() as rows:
            assert sum(1 for _row in rows) == ROWS

    def seen() -> None:
        assert look(source).rows == ROWS

    benchmark.pedantic(read, rounds=1)
    seconds = {"bare": fastest(bare), "read": fastest(read), "look": fastest(seen)}
    ratio, looking = seconds["read"] / seconds["bare"], seconds["look"] / seconds["bare"]
    benchmark.extra_info.update(seconds, ratio=ratio, looking=looking)
    print(f"\nbare {seconds['bare']:.2f} s, read × {ratio:.2f}, looked at × {looking:.2f}")
    assert ratio <= AT_MOST
    assert looking <= LOOKING_AT_MOST
