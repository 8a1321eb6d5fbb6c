"""The one file is made whole when nobody reads it; until then it is to be tried again."""

import threading
from pathlib import Path

from revops_desktop.operations import members
from tests.river import make_river


def test_a_reader_only_puts_it_off(tmp_path: Path) -> None:
    with make_river(tmp_path / "a.revops") as workspace:
        rows = workspace.raw.execute("SELECT * FROM stage")
        rows.fetchone()
        assert not workspace.checkpoint()
        rows.fetchall()
        assert workspace.checkpoint()


def test_the_log_is_folded_in_beside_others(tmp_path: Path) -> None:
    """In a thread of its own, while somebody reads and somebody writes; what is left is nothing."""
    path = tmp_path / "a.revops"
    log = tmp_path / "a.revops-wal"
    with make_river(path) as workspace:
        workspace.do(members.add, at=1, name="Noguchi")
        workspace.raw.execute("BEGIN IMMEDIATE")
        folding = threading.Thread(target=workspace.fold)
        folding.start()
        folding.join(30)
        assert not folding.is_alive()
        workspace.raw.execute("ROLLBACK")
        told = workspace.raw.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        assert told[0] == 0 and told[1] == told[2] > 0
        assert log.stat().st_size > 0
        assert workspace.checkpoint()
        assert log.stat().st_size == 0
