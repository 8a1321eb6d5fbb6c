"""One program writes at a time: tried with real processes, dead ones, other machines, races."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from revops_desktop.database import lock, processes
from revops_desktop.errors import FileInUse, StorageProblem

HOLD = """
import sys, time
from pathlib import Path
from revops_desktop.database import lock
lock.acquire(Path(sys.argv[1]), program="revops-desktop import")
print("held", flush=True)
time.sleep(60)
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "青葉.revops"
    path.write_bytes(b"x")
    return path


@pytest.fixture
def held_by_another(file: Path) -> Iterator[subprocess.Popen]:
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(file)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def rewritten(file: Path, **other: Any) -> None:
    """The lock file as another program or machine would have written it."""
    place = lock.lock_path(file)
    me = lock.Holder.here("RevOps Desktop")._asdict() | other
    place.write_text(json.dumps(me), encoding="utf-8")


def test_a_lock_is_taken_and_let_go(file: Path) -> None:
    first = lock.acquire(file)
    assert not first.left_over
    found = lock.holder(file)
    assert found is not None
    assert (found.pid, found.host) == (os.getpid(), processes.host())
    with pytest.raises(FileInUse, match=f"process {os.getpid()}"):
        lock.acquire(file)
    first.verify()
    first.release()
    assert not lock.lock_path(file).exists()
    lock.acquire(file).release()
    assert [path.name for path in file.parent.iterdir() if path.is_file()] == [file.name]


def test_a_living_process_keeps_it_even_from_a_take_over(
    file: Path, held_by_another: subprocess.Popen
) -> None:
    with pytest.raises(FileInUse, match="revops-desktop import") as caught:
        lock.acquire(file, take_over=True)
    assert str(held_by_another.pid) in str(caught.value)
    assert not caught.value.elsewhere


def test_a_killed_process_loses_it_and_it_shows(
    file: Path, held_by_another: subprocess.Popen
) -> None:
    held_by_another.send_signal(signal.SIGKILL)
    held_by_another.wait()
    assert lock.holder(file) is None
    taken = lock.acquire(file)
    assert taken.left_over
    taken.release()


def test_a_process_number_used_again_is_not_taken_for_the_holder(file: Path) -> None:
    # The control: the same number with the same beginning is the holder.
    rewritten(file)
    with pytest.raises(FileInUse):
        lock.acquire(file)
    rewritten(file, started="another beginning")
    assert lock.acquire(file).left_over


def test_another_machine_is_asked_about(file: Path) -> None:
    rewritten(file, machine="elsewhere", host="keiri-pc", pid=1)
    with pytest.raises(FileInUse, match="keiri-pc") as caught:
        lock.acquire(file)
    assert caught.value.elsewhere
    assert lock.holder(file) is not None
    assert lock.acquire(file, take_over=True).left_over


def test_who_was_taken_over_stops_writing(file: Path) -> None:
    mine = lock.acquire(file)
    lock.lock_path(file).unlink()
    rewritten(file, machine="elsewhere", host="keiri-pc", token="theirs")
    with pytest.raises(StorageProblem, match=r"taken over .* keiri-pc"):
        mine.verify()
    mine.release()
    assert lock.lock_path(file).exists(), "the other's lock was removed"


def test_a_deleted_lock_is_made_again(file: Path) -> None:
    mine = lock.acquire(file)
    lock.lock_path(file).unlink()
    mine.verify()
    with pytest.raises(FileInUse):
        lock.acquire(file)
    mine.release()
    assert not lock.lock_path(file).exists()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"pid": 1}', b"\xff\xfe"])
def test_a_lock_that_says_nothing_is_swept_away(file: Path, content: bytes) -> None:
    lock.lock_path(file).write_bytes(content)
    assert lock.acquire(file).left_over


@pytest.mark.skipif(os.name == "nt", reason="needs symbolic links")
def test_a_link_and_its_target_share_one_lock(file: Path) -> None:
    link = file.with_name("link.revops")
    link.symlink_to(file)
    mine = lock.acquire(link)
    with pytest.raises(FileInUse):
        lock.acquire(file)
    mine.release()


def test_of_many_who_find_a_dead_lock_at_once_one_may_write(file: Path) -> None:
    assert writers_after_races(file) == [1] * 25


def test_a_sweep_that_comes_too_late_leaves_the_new_lock(file: Path) -> None:
    """Another program read the dead lock before we swept it away, and sweeps only now."""
    rewritten(file, started="before", token="dead")
    mine = lock.acquire(file)
    lock._sweep(lock.lock_path(file), "dead")
    mine.verify()
    with pytest.raises(FileInUse):
        lock.acquire(file)
    # The control: a sweep by name alone lets the other in, and only `verify` notices.
    lock.lock_path(file).unlink()
    lock.acquire(file)
    with pytest.raises(StorageProblem):
        mine.verify()


def writers_after_races(file: Path) -> list[int]:
    """How many of four may write in the end, in each of 25 races for a dead lock."""
    sys.setswitchinterval(1e-5)
    counts = []
    try:
        with ThreadPoolExecutor(4) as pool:
            for _race in range(25):
                rewritten(file, started="before", token="dead")
                got = [one for one in pool.map(tried, [file] * 4) if one is not None]
                counts.append(sum(may_write(one) for one in got))
                lock.lock_path(file).unlink()
    finally:
        sys.setswitchinterval(0.005)
    return counts


def tried(file: Path) -> lock.WorkspaceLock | None:
    try:
        return lock.acquire(file)
    except StorageProblem:
        return None


def may_write(one: lock.WorkspaceLock) -> bool:
    try:
        one.verify()
    except StorageProblem:
        return False
    return True
