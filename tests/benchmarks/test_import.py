"""100,000 deals from a CSV file, against reading and writing the same rows with bare parts.

The bare parts read the file with `csv`, turn cells into values and write the same rows into the
same tables with `executemany`: no checks, no names looked up, no journal, no derived tables.
Seconds are those of the processor: the machine is shared.
"""

import csv
import random
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from revops_desktop.database.connection import open_connection
from revops_desktop.database.workspace import Workspace
from revops_desktop.exchange.importing import import_files
from revops_desktop.exchange.mapping_file import read_mapping
from tests.conftest import HERE, NOW
from tests.exchange.test_maven import made

DEALS = 100_000
AT_MOST = 5.0
TABLES = (
    "member",
    "product",
    "company",
    "exit_reason",
    "deal",
    "deal_line",
    "stage_visit",
    "deal_exit",
)
HEADER = "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value"


def deal_list(path: Path, number: int) -> Path:
    """A made-up list in the columns of the real one."""
    chance = random.Random(7)
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER.split(","))
        for n in range(number):
            what = chance.choices(("Won", "Lost", "Engaging", "Prospecting"), (48, 28, 18, 6))[0]
            begun = date(2016, 10, 1) + timedelta(chance.randrange(400))
            closed = begun + timedelta(chance.randrange(1, 130))
            writer.writerow(
                (
                    f"K{n:07}",
                    f"Agent {chance.randrange(30)}",
                    f"Product {chance.randrange(7)}",
                    f"Company {chance.randrange(number // 10)}" if chance.random() > 0.15 else "",
                    what,
                    "" if what == "Prospecting" else begun,
                    closed if what in ("Won", "Lost") else "",
                    chance.randrange(50, 30_000) if what == "Won" else "0" * (what == "Lost"),
                )
            )
    return path


def bare(source: Path, file: Path, rows: dict[str, list[tuple[Any, ...]]]) -> float:
    """Seconds of the processor that bare parts need for the same file and the same rows."""
    made(file).close()
    raw = open_connection(file)
    try:
        raw.execute("PRAGMA foreign_keys = OFF")
        for table in rows:
            raw.execute(f"DELETE FROM {table}")
        begun = time.process_time()
        with open(source, encoding="utf-8", newline="") as text:
            reader = csv.reader(text)
            next(reader)
            for cells in reader:
                _amount = int(cells[7]) if cells[7] else None
                _days = [date.fromisoformat(cell) for cell in cells[5:7] if cell]
        raw.execute("BEGIN IMMEDIATE")
        for table, listed in rows.items():
            marks = ", ".join("?" * len(listed[0]))
            raw.executemany(f"INSERT INTO {table} VALUES ({marks})", listed)
        raw.execute("COMMIT")
        return time.process_time() - begun
    finally:
        raw.close()


@pytest.mark.parametrize("number", [DEALS])
def test_import_against_bare_parts(tmp_path: Path, number: int, benchmark: Any) -> None:
    source = deal_list(tmp_path / "sales_pipeline.csv", number)
    mapping = read_mapping(HERE / "mappings" / "maven_crm.toml")
    seconds: list[float] = []
    taken_back: list[float] = []

    def run() -> None:
        file = tmp_path / f"w{len(seconds)}.revops"
        with made(file) as workspace:
            begun = time.process_time()
            assert import_files(workspace, [source], mapping, at=NOW).created == number
            seconds.append(time.process_time() - begun)

    benchmark.pedantic(run, rounds=2)
    with Workspace.open(tmp_path / "w0.revops") as workspace:
        rows = {
            table: workspace.raw.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES
        }
        begun = time.process_time()
        workspace.undo(at=NOW + 60)
        taken_back.append(time.process_time() - begun)
    against = min(bare(source, tmp_path / f"bare{n}.revops", rows) for n in range(2))
    ratio = min(seconds) / against
    benchmark.extra_info.update(
        seconds=min(seconds), bare=against, ratio=ratio, taken_back=taken_back[0]
    )
    print(
        f"\nimport {min(seconds):.2f} s, bare {against:.2f} s, ratio {ratio:.2f}, "
        f"taken back {taken_back[0]:.2f} s"
    )
    assert ratio <= AT_MOST
