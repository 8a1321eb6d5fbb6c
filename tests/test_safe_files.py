"""Every file of ours is written whole or not at all: tried with a full disk, a forbidden folder,
a writer that fails and a process killed in the middle; each with a control that must fail."""

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import BinaryIO

import pytest

from revops_desktop.errors import StorageProblem
from revops_desktop.safe_files import UNFINISHED, replacing, write_safely


def leftovers(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.name.endswith(UNFINISHED)]


def test_a_file_is_written_and_replaced(tmp_path: Path) -> None:
    target = tmp_path / "月次診断.pdf"
    write_safely(target, b"first")
    write_safely(target, lambda file: file.write(b"second"))
    assert target.read_bytes() == b"second"
    assert leftovers(tmp_path) == []


def test_a_failing_writer_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "report.pdf"
    write_safely(target, b"old")

    def fails(file: BinaryIO) -> None:
        file.write(b"half of the new")
        file.flush()
        raise RuntimeError("drawing failed")

    with pytest.raises(RuntimeError):
        write_safely(target, fails)
    assert target.read_bytes() == b"old"
    assert leftovers(tmp_path) == []
    # The control: written straight onto its name, the same failure destroys the old file.
    with pytest.raises(RuntimeError), open(target, "wb") as straight:
        fails(straight)
    assert target.read_bytes() != b"old"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")
def test_a_full_disk_is_said_and_changes_nothing(tmp_path: Path) -> None:
    target = tmp_path / "export.csv"
    write_safely(target, b"old")

    def fills(file: BinaryIO) -> None:
        full = os.open("/dev/full", os.O_WRONLY)
        os.dup2(full, file.fileno())
        os.close(full)
        file.write(b"x" * 100_000)
        file.flush()

    with pytest.raises(StorageProblem, match="disk is full"):
        write_safely(target, fills)
    assert target.read_bytes() == b"old"
    assert leftovers(tmp_path) == []


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "full"), (errno.EROFS, "not allowed"), (errno.EIO, "could not be written")],
)
def test_an_error_while_bringing_it_to_the_disk_is_never_ignored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    target = tmp_path / "export.csv"
    write_safely(target, b"old")

    def broken(descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(StorageProblem, match=words):
        write_safely(target, b"new")
    assert target.read_bytes() == b"old"
    assert leftovers(tmp_path) == []


def test_a_long_japanese_name_fits(tmp_path: Path) -> None:
    target = tmp_path / ("株" * 80 + ".pdf")
    write_safely(target, b"x")
    assert target.read_bytes() == b"x"


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(StorageProblem, match="does not exist"):
        write_safely(tmp_path / "nowhere" / "a.csv", b"x")


def test_an_error_about_another_file_is_not_taken_for_ours(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), replacing(tmp_path / "a.csv"):
        (tmp_path / "another.csv").read_bytes()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="POSIX file modes")
def test_a_private_file_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    old = os.umask(0o022)
    try:
        write_safely(tmp_path / "a", b"x", private=True)
        write_safely(tmp_path / "b", b"x")
    finally:
        os.umask(old)
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "b").stat().st_mode & 0o777 == 0o644


@pytest.mark.skipif(os.name == "nt", reason="needs symbolic links")
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    real = tmp_path / "real.csv"
    real.write_bytes(b"old")
    link = tmp_path / "link.csv"
    link.symlink_to(real)
    write_safely(link, b"new")
    assert link.is_symlink()
    assert real.read_bytes() == b"new"


WRITER = """
import sys
from pathlib import Path
from revops_desktop.safe_files import write_safely
target, safely = Path(sys.argv[1]), sys.argv[2] == "safely"
def write(file):
    for number in range(400):
        file.write(bytes([number % 251]) * 50_000)
        file.flush()
print("ready", flush=True)
while True:
    if safely:
        write_safely(target, write)
    else:
        with open(target, "wb") as file:
            write(file)
"""


def broken_after_kill(target: Path, how: str, turn: int) -> bool:
    target.write_bytes(b"old")
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(target), how], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.01 + 0.007 * (turn % 5))
        process.send_signal(signal.SIGKILL)
    return target.stat().st_size not in (3, 400 * 50_000)


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
def test_a_kill_leaves_the_old_or_the_new_file(tmp_path: Path) -> None:
    target = tmp_path / "big.bin"
    assert not any(broken_after_kill(target, "safely", turn) for turn in range(5))
    # The control: sooner or later a kill meets the file half written.
    assert any(broken_after_kill(target, "straight", turn) for turn in range(40))
