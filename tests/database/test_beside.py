"""What happens to an open file from outside: other programs, kills, moves, stray handles."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from revops_desktop.database import check, identity, lock, opening
from revops_desktop.database.connection import open_connection
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import FileInUse, StorageProblem


def test_another_program_that_writes_by_sqlite_alone(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    defaults = open_connection.__kwdefaults__
    assert defaults is not None
    monkeypatch.setitem(defaults, "busy_milliseconds", 50)
    holding = "import sys; from pathlib import Path; from revops_desktop.database.connection \
import open_connection; c = open_connection(Path(sys.argv[1])); \
c.execute('PRAGMA locking_mode = EXCLUSIVE'); c.execute('PRAGMA journal_mode = DELETE'); \
c.execute('BEGIN EXCLUSIVE'); print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", holding, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        with pytest.raises(FileInUse, match="Another program"):
            opening.open_file(file)
        process.communicate()
    opening.open_file(file).close()


HOLD = """
import sys
from pathlib import Path
from revops_desktop.database import opening
opened = opening.open_file(Path(sys.argv[1]))
opened.connection.execute("INSERT INTO function VALUES (9, 'late', '#000000', 0)")
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def held(file: Path) -> Iterator[subprocess.Popen]:
    """Another process has the file open and has written into its log."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None and process.stdin is not None
    assert process.stdout.readline() == b"held\n"
    yield process
    process.kill()
    process.wait()
    process.stdin.close()
    process.stdout.close()


def test_one_program_writes_and_others_read_beside_it(file: Path, held: subprocess.Popen) -> None:
    with pytest.raises(FileInUse, match=str(held.pid)):
        opening.open_file(file)
    reader = opening.open_file(file, read_only=True)
    assert not reader.ended_badly
    assert reader.connection.execute("SELECT name FROM function WHERE id = 9").fetchone()
    with pytest.raises(Exception, match="readonly"):
        reader.connection.execute("DELETE FROM function")
    reader.close()
    assert lock.lock_path(file).exists()


def test_a_killed_program_is_noticed_and_nothing_committed_is_lost(
    file: Path, held: subprocess.Popen, monkeypatch: pytest.MonkeyPatch
) -> None:
    held.send_signal(signal.SIGKILL)
    held.wait()
    looked: list[str] = []
    real = check.integrity

    def noted(connection: Any) -> list[str]:
        looked.append("all")
        return real(connection)

    monkeypatch.setattr(check, "integrity", noted)
    opened = opening.open_file(file)
    assert opened.ended_badly
    assert looked == ["all"]
    assert opened.connection.execute("SELECT name FROM function WHERE id = 9").fetchone()
    opened.close()
    again = opening.open_file(file)
    assert not again.ended_badly
    assert looked == ["all"]
    again.close()


def test_the_header_of_a_file_open_here_is_never_read(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Closing any handle on the file would drop the locks SQLite holds on it in this process."""
    opened = opening.open_file(file)
    assert identity.look(file) is identity.Header.OPEN_HERE
    assert locks_held(file), "the control: SQLite holds its locks now"
    opening.open_file(file, read_only=True).close()
    assert locks_held(file)
    # The control: one look the ordinary way, and they are gone.
    with open(file, "rb") as handle:
        handle.read(16)
    with open(f"{file}-shm", "rb") as handle:
        handle.read(16)
    assert not locks_held(file)
    opened.close()
    assert identity.look(file) is identity.Header.PLAIN


def locks_held(file: Path) -> bool:
    """Whether this process holds a POSIX lock on the file or on SQLite's shared memory of it."""
    inodes = {f":{Path(name).stat().st_ino} " for name in (file, f"{file}-shm")}
    lines = Path("/proc/locks").read_text(encoding="ascii").splitlines()
    return any(f" {os.getpid()} " in line and any(i in line for i in inodes) for line in lines)


def moved(path: Path) -> None:
    path.rename(path.with_name("moved.revops"))


def deleted(path: Path) -> None:
    path.unlink()


def replaced(path: Path) -> None:
    other = path.with_name("other.revops")
    shutil.copy(path, other)
    other.replace(path)


@pytest.mark.skipif(os.name == "nt", reason="Windows does not let an open file be moved")
@pytest.mark.parametrize("how", [moved, deleted, replaced])
def test_a_file_moved_replaced_or_deleted_underneath_is_not_written(
    file: Path, how: Callable[[Path], None]
) -> None:
    opened = opening.open_file(file)
    opened.before_writing()
    how(file)
    with pytest.raises(StorageProblem, match=r"moved|replaced"):
        opened.before_writing()
    # The control: SQLite itself says nothing and writes into nowhere.
    opened.connection.execute("INSERT INTO function VALUES (9, 'lost', '#000000', 0)")
    opened.close()
    if file.exists():
        again = opening.open_file(file)
        assert again.connection.execute("SELECT 1 FROM function WHERE id = 9").fetchone() is None
        again.close()


def test_a_workspace_moved_underneath_neither_writes_nor_reads_another(
    file: Path, tmp_path: Path
) -> None:
    from revops_desktop.operations import companies

    workspace = Workspace.open(file)
    file.rename(tmp_path / "moved.revops")
    shutil.copy(tmp_path / "moved.revops", file)
    with pytest.raises(StorageProblem, match="replaced"):
        workspace.do(companies.add, at=1, name="Lost")
    with pytest.raises(StorageProblem, match="replaced"):
        workspace.undo_label()
    workspace.close()
