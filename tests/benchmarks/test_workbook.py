"""A workbook of 20,000 rows to a finished import, against only reading its cells with calamine.

Seconds are those of the processor: the machine is shared.
"""

import time
from pathlib import Path
from typing import Any

from python_calamine import load_workbook

from revops_desktop.exchange.importing import import_files
from revops_desktop.exchange.mapping_file import read_mapping
from revops_desktop.exchange.reading.opening import open_table
from tests.benchmarks.test_import import deal_list
from tests.conftest import HERE, NOW
from tests.exchange.reading.resaved import rows_of, saved
from tests.exchange.test_maven import made

ROWS = 20_000
AT_MOST = 3.0


def bare(path: Path) -> float:
    """Seconds of the processor that calamine needs for all cells."""
    begun = time.process_time()
    with open(path, "rb") as file:
        assert sum(1 for _row in load_workbook(file).get_sheet_by_index(0).iter_rows()) == ROWS + 1
    return time.process_time() - begun


def test_workbook_against_the_bare_reader(tmp_path: Path, benchmark: Any) -> None:
    rows = rows_of(deal_list(tmp_path / "sales_pipeline.csv", ROWS))
    source = saved(rows, tmp_path / "saved", "sales_pipeline", "xlsx")
    mapping = read_mapping(HERE / "mappings" / "maven_crm.toml")
    seconds: list[float] = []
    reading: list[float] = []

    def run() -> None:
        begun = time.process_time()
        with open_table(source).rows() as rows:
            assert sum(1 for _row in rows) == ROWS
        reading.append(time.process_time() - begun)
        with made(tmp_path / f"w{len(seconds)}.revops") as workspace:
            begun = time.process_time()
            assert import_files(workspace, [source], mapping, at=NOW).created == ROWS
            seconds.append(time.process_time() - begun)

    benchmark.pedantic(run, rounds=3)
    against = min(bare(source) for _n in range(3))
    benchmark.extra_info.update(seconds=min(seconds), reading=min(reading), bare=against)
    print(
        f"\nimport {min(seconds):.2f} s, of it reading {min(reading):.2f} s; bare {against:.2f} s; "
        f"ratio {min(seconds) / against:.2f}"
    )
    assert min(seconds) / against <= AT_MOST
