"""A workbook of 20,000 rows: reading it against calamine alone, importing it against the same CSV.

The aim is three times calamine's time to a finished import; writing 20,000 deals with journal,
stays and search index alone takes more than that (see test_import), so each part is held by
itself. Seconds are those of the processor: the machine is shared.
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
READING_AT_MOST = 3.0
IMPORT_AT_MOST = 1.3


def bare(path: Path) -> float:
    """Seconds of the processor that calamine needs for all cells."""
    begun = time.process_time()
    with open(path, "rb") as file:
        assert sum(1 for _row in load_workbook(file).get_sheet_by_index(0).iter_rows()) == ROWS + 1
    return time.process_time() - begun


def read(path: Path) -> float:
    """Seconds for the same cells as texts, measured before."""
    begun = time.process_time()
    with open_table(path).rows() as rows:
        assert sum(1 for _row in rows) == ROWS
    return time.process_time() - begun


def imported(path: Path, file: Path) -> float:
    """Seconds to a finished import."""
    mapping = read_mapping(HERE / "mappings" / "maven_crm.toml")
    with made(file) as workspace:
        begun = time.process_time()
        assert import_files(workspace, [path], mapping, at=NOW).created == ROWS
        return time.process_time() - begun


def test_workbook_against_the_bare_reader(tmp_path: Path, benchmark: Any) -> None:
    text = deal_list(tmp_path / "sales_pipeline.csv", ROWS)
    book = saved(rows_of(text), tmp_path / "saved", "sales_pipeline", "xlsx")
    seconds: dict[str, list[float]] = {"bare": [], "read": [], "xlsx": [], "csv": []}

    def run() -> None:
        turn = len(seconds["bare"])
        for _n in range(3):
            seconds["bare"].append(bare(book))
            seconds["read"].append(read(book))
        for path in (text, book):
            form = path.suffix[1:]
            seconds[form].append(imported(path, tmp_path / f"{form}{turn}.revops"))

    benchmark.pedantic(run, rounds=2)
    best = {name: min(each) for name, each in seconds.items()}
    benchmark.extra_info.update(best)
    print(
        f"\nbare {best['bare']:.2f} s, read {best['read']:.2f} s, imported {best['xlsx']:.2f} s, "
        f"the same CSV {best['csv']:.2f} s; read {best['read'] / best['bare']:.1f} x, "
        f"imported {best['xlsx'] / best['bare']:.1f} x bare, {best['xlsx'] / best['csv']:.2f} x CSV"
    )
    assert best["read"] / best["bare"] <= READING_AT_MOST
    assert best["xlsx"] / best["csv"] <= IMPORT_AT_MOST
