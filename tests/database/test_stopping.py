"""Long work on a file stops when a person asks: in a statement, in a backup; nothing is left."""

import time
from pathlib import Path
from typing import Any

import pytest

from revops_desktop.database import backup
from revops_desktop.database.stopping import Stopped, stop_if_asked, stopping
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import RuleBroken
from tests.river import everything, make_river

# Counts to ten million in one statement: seconds.
_LONG = (
    "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 10000000) "
    "SELECT count(*) FROM n"
)


class Asking:
    """Answers yes once a time has come."""

    def __init__(self, seconds: float) -> None:
        self.due = time.monotonic() + seconds

    def __call__(self) -> bool:
        return time.monotonic() >= self.due


def test_a_statement_ends_and_the_next_one_runs(tmp_path: Path) -> None:
    with make_river(tmp_path / "a.revops") as file:
        file.checkpoint()
        before = everything(file)
        asking = Asking(0.05)

        def write(session: Any, *, at: int) -> None:
            raw = session.connection()
            raw.exec_driver_sql("UPDATE member SET name = 'Gone'")
            raw.exec_driver_sql(_LONG)

        write.label = "Write"  # type: ignore[attr-defined]  # as @verb sets it
        with pytest.raises(Stopped), stopping(asking):
            file.do(write, at=5)
        assert time.monotonic() - asking.due < 0.2
        assert everything(file) == before
        asking = Asking(0.05)
        with pytest.raises(Stopped), stopping(asking):
            file.ask(lambda session: session.connection().exec_driver_sql(_LONG).scalar())
        assert time.monotonic() - asking.due < 0.2
        # Nobody asks any more.
        assert file.ask(lambda session: session.connection().exec_driver_sql("SELECT 1").scalar())


def test_a_backup_stops_and_leaves_no_file(tmp_path: Path) -> None:
    path = tmp_path / "a.revops"
    with make_river(path) as file:
        file.checkpoint()
        with pytest.raises(Stopped), stopping(lambda: True):
            backup.make(path, key=None, now=100, moment=backup.Moment.IMPORT)
        assert backup.backups(path) == []
        with stopping(lambda: False):
            made = backup.make(path, key=None, now=100, moment=backup.Moment.IMPORT)
        assert made.path.is_file()


def test_what_goes_wrong_besides_is_said_as_ever(tmp_path: Path) -> None:
    with (
        Workspace.create(tmp_path / "a.revops"),
        pytest.raises(RuleBroken),
        stopping(lambda: False),
    ):
        stop_if_asked()
        raise RuleBroken("no")
