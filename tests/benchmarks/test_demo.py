"""A demo of 100,000 deals, against writing the very same rows with bare parts.

The bare parts draw nothing: they hold every finished row, journal and derived tables included, and
write it with `executemany` into the same tables. Seconds are those of the processor: the machine
is shared.
"""

import time
from datetime import date
from pathlib import Path
from typing import Any

from revops_desktop.database import tables
from revops_desktop.database.connection import open_connection
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations.demo.story import write_demo

DEALS = 100_000
END = date(2026, 3, 31)
AT_MOST = 2.0
# Rows at a time: all of them at once would not fit into memory beside the others.
CHUNK = 50_000


def _bare(source: Path, file: Path) -> float:
    """Seconds of the processor for the rows of `source`, read beforehand, chunk by chunk."""
    Workspace.create(file).close()
    reading, writing = open_connection(source, read_only=True), open_connection(file)
    seconds = 0.0
    try:
        writing.execute("PRAGMA foreign_keys = OFF")
        writing.execute("BEGIN IMMEDIATE")
        for table in tables.metadata.sorted_tables:
            rows = reading.execute(f"SELECT * FROM {table.name}")
            while chunk := rows.fetchmany(CHUNK):
                marks = ", ".join("?" * len(chunk[0]))
                begun = time.process_time()
                writing.executemany(f"INSERT INTO {table.name} VALUES ({marks})", chunk)
                seconds += time.process_time() - begun
        begun = time.process_time()
        writing.execute("COMMIT")
        return seconds + time.process_time() - begun
    finally:
        reading.close()
        writing.close()


def test_demo_against_bare_parts(tmp_path: Path, benchmark: Any) -> None:
    seconds: list[float] = []
    path = tmp_path / "demo.revops"

    def run() -> None:
        with Workspace.create(path) as workspace:
            begun = time.process_time()
            write_demo(workspace, deals=DEALS, seed=1, end=END)
            seconds.append(time.process_time() - begun)

    benchmark.pedantic(run, rounds=1)
    against = _bare(path, tmp_path / "bare.revops")
    ratio = seconds[0] / against
    size = path.stat().st_size / 1e6
    benchmark.extra_info.update(seconds=seconds[0], bare=against, ratio=ratio, megabytes=size)
    print(f"\ndemo {seconds[0]:.1f} s, bare {against:.1f} s, ratio {ratio:.2f}, {size:.0f} MB")
    assert ratio <= AT_MOST
