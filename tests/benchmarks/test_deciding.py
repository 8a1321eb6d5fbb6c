"""How days and numbers are written in 100,000 rows, decided over whole columns, against bare `csv`.

Seconds are those of the processor: the machine is shared.
"""

import csv
from operator import itemgetter
from pathlib import Path
from typing import Any

from revops_desktop.exchange.deciding import Deciding
from revops_desktop.exchange.reading.opening import open_table
from tests.benchmarks.test_reading import fastest

ROWS = 100_000
AT_MOST = 7.0


def test_deciding_against_csv(tmp_path: Path, benchmark: Any) -> None:
    source = tmp_path / "deals.csv"
    with open(source, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("title", "company", "closes", "made", "amount", "owner"))
        for n in range(ROWS):
            day = f"{n % 28 + 1:02}/{n % 12 + 1:02}/2026"
            made = f"{n % 27 + 1:02}/{n % 11 + 1:02}/2025 {n % 24:02}:{n % 60:02}"
            writer.writerow((f"Deal {n}", f"C{n % 5000}", day, made, f"{n * 37:,}.50", "Sato"))

    def bare() -> None:
        with open(source, encoding="utf-8", newline="") as file:
            assert sum(1 for _cells in csv.reader(file)) == ROWS + 1

    def decide() -> None:
        deciding = Deciding(source, lambda: open_table(source))
        orders = [
            deciding.order_of("closes", itemgetter(2)),
            deciding.order_of("made", itemgetter(3)),
        ]
        signs = deciding.signs_of("amount", itemgetter(4))
        assert ([order() for order in orders], signs().decimal) == (["dmy", "dmy"], ".")

    benchmark.pedantic(decide, rounds=1)
    seconds = {"bare": fastest(bare), "decide": fastest(decide)}
    ratio = seconds["decide"] / seconds["bare"]
    benchmark.extra_info.update(seconds, ratio=ratio)
    print(f"\nbare {seconds['bare']:.2f} s, decided × {ratio:.2f}")
    assert ratio <= AT_MOST
