"""A big workbook is no reason to wait for it: cancelling is heard while it is laid out."""

import threading
import time
from pathlib import Path

import pytest

from revops_desktop.exchange.importing import import_files
from revops_desktop.exchange.mapping import Column, ImportMapping, Source
from revops_desktop.exchange.reading.patience import asked, patience, waited
from revops_desktop.exchange.refusals import Cancelled
from tests.conftest import NOW
from tests.exchange.reading import books
from tests.exchange.test_maven import made


def stop() -> None:
    raise Cancelled("Stopped.")


def test_what_cannot_be_stopped_is_not_waited_for() -> None:
    go_on = threading.Event()
    begun = time.perf_counter()
    with patience(stop), pytest.raises(Cancelled):
        waited(lambda: go_on.wait(20))
    assert time.perf_counter() - begun < 5
    go_on.set()


def test_what_is_read_is_given_back_and_so_is_what_went_wrong() -> None:
    with patience(lambda: None):
        assert waited(lambda: 7) == 7
        with pytest.raises(ZeroDivisionError):
            waited(lambda: 1 // 0)
    assert waited(lambda: 8) == 8
    asked()


def test_an_import_is_cancelled_while_a_sheet_is_measured(tmp_path: Path) -> None:
    path = books.xlsx(tmp_path / "a.xlsx", [["会社"], *[[f"会社{n}"] for n in range(50)]])
    mapping = ImportMapping("m", (Source("*", "companies", {"name": Column(("会社",))}),))

    class Stopping:
        def step(self, done: int, total: int) -> None:
            raise AssertionError("no row is read")

        def cancelled(self) -> bool:
            return True

    with made(tmp_path / "w.revops") as workspace:
        with pytest.raises(Cancelled):
            import_files(workspace, [path], mapping, at=NOW, progress=Stopping())
        assert workspace.raw.execute("SELECT count(*) FROM company").fetchone() == (0,)
        assert import_files(workspace, [path], mapping, at=NOW).created == 50
