"""Killed in the middle of an import, the file opens, is sound, and holds all of it or nothing."""

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import pytest

from revops_desktop.database.check import check_file
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import StorageProblem
from revops_desktop.exchange.importing import import_files
from tests import prepared
from tests.conftest import HERE, NOW, write_the_model
from tests.exchange.lists import DEALS, HEADER, all_rows, bring, mapping, source

DEALS_IN_SOURCE = 2000
# How far an import says it is when its transaction has begun, and before it ends.
WRITING, WRITTEN = 0.72, 0.95


class Ready(NamedTuple):
    """A workspace file to copy, a source, and its mapping."""

    file: Path
    source: Path
    mapping: Path


def rows(number: int) -> str:
    lines = []
    for n in range(number):
        what = ("won", "lost", "Phase 2")[n % 3]
        closed = "2026-02-01" if n % 3 < 2 else ""
        facts = f"{what},2026-01-05,{closed},{n},Reason {n % 5}"
        lines.append(f"{n},Deal {n},Company {n % 500},{facts}\n")
    return "".join(lines)


def started(ready: Ready, file: Path, *unsafe: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "tests.exchange.killed_import"),
            *(str(file), str(ready.source), str(ready.mapping), f"{NOW}", *unsafe),
        ],
        cwd=HERE.parent,
        env={**os.environ, "REVOPS_DESKTOP_DATA": str(ready.file.parent / "user-data")},
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Ready:
    folder = tmp_path_factory.mktemp("killed")
    file = folder / "before.revops"
    prepared.place(file, prepared.name_of(write_the_model), write_the_model)
    mapping(folder, DEALS)
    path = source(folder, HEADER + rows(DEALS_IN_SOURCE))
    return Ready(file, path, folder / "mapping.toml")


def kill_inside(ready: Ready, file: Path, moment: float, *unsafe: str) -> bool:
    """Kills an import at this share of its transaction; False when it was through by then."""
    with started(ready, file, *unsafe) as child:
        assert child.stdout is not None
        # The further it is, the longer it stays there.
        share = WRITTEN - (WRITTEN - WRITING) * (1 - moment) ** 2
        while (line := child.stdout.readline()) != "done\n" and float(line) < share:
            pass
        time.sleep(random.random() / 100)
        child.kill()
        return "done" not in line + child.stdout.read()


def deals_in(file: Path) -> int:
    with Workspace.open(file) as workspace:
        return int(workspace.raw.execute("SELECT count(*) FROM deal").fetchone()[0])


def kill_again_and_again(ready: Ready, folder: Path, times: int) -> None:
    moments = random.Random()
    hits, kept = 0, []
    for attempt in range(times * 3):
        file = Path(shutil.copy(ready.file, folder / f"killed-{attempt}.revops"))
        inside = kill_inside(ready, file, moments.random())
        kept.append(deals_in(file))
        result = check_file(file)
        assert result.is_sound, result
        hits += inside
        if hits == times:
            break
    assert hits == times, "the kills came after the transaction"
    assert set(kept) <= {0, DEALS_IN_SOURCE}, kept
    assert 0 in kept


def test_a_killed_import_leaves_all_of_it_or_nothing(ready: Ready, tmp_path: Path) -> None:
    kill_again_and_again(ready, tmp_path, 2)


@pytest.mark.nightly
def test_twenty_killed_imports_leave_all_of_it_or_nothing(ready: Ready, tmp_path: Path) -> None:
    kill_again_and_again(ready, tmp_path, 20)


def test_without_a_rollback_journal_the_same_kills_leave_damage(
    ready: Ready, tmp_path: Path
) -> None:
    """The control: the kills do hit the transaction, and the check does find what they break."""
    for attempt, moment in enumerate((0.3, 0.5, 0.7, 0.4, 0.6, 0.8)):
        file = Path(shutil.copy(ready.file, tmp_path / f"unsafe-{attempt}.revops"))
        if not kill_inside(ready, file, moment, "unsafe"):
            continue
        try:
            if not check_file(file).is_sound or deals_in(file) not in (0, DEALS_IN_SOURCE):
                return
        except StorageProblem:
            return
    pytest.fail("no kill left damage")


@pytest.mark.parametrize("pages_left", [3, 40, 200])
def test_a_full_disk_is_said_and_leaves_nothing(
    workspace: Workspace, tmp_path: Path, pages_left: int
) -> None:
    before = all_rows(workspace)
    raw = workspace.raw
    pages = raw.execute("PRAGMA page_count").fetchone()[0]
    raw.execute(f"PRAGMA max_page_count = {pages + pages_left}").fetchall()
    with pytest.raises(StorageProblem) as full:
        bring(workspace, tmp_path, rows(1000))
    assert "room" in str(full.value)
    assert all_rows(workspace) == before
    assert raw.execute("SELECT count(*) FROM action WHERE label LIKE 'Import%'").fetchone()[0] == 0
    raw.execute("PRAGMA max_page_count = 1000000").fetchall()
    assert bring(workspace, tmp_path, rows(30)).created == 30


def test_no_room_for_the_deals_that_wait(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The temporary file of a large import can meet a full disk too."""

    def full(*_: object, **__: object) -> object:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.SpooledTemporaryFile.write", full)
    before = all_rows(workspace)
    with pytest.raises(StorageProblem, match="full"):
        import_files(
            workspace,
            [source(tmp_path, HEADER + rows(10))],
            mapping(tmp_path, DEALS),
            at=NOW,
        )
    assert all_rows(workspace) == before
