"""Backups: whole or absent, whatever happens meanwhile; which are due, which are kept."""

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from revops_desktop.database import backup, check, opening
from revops_desktop.database.backup import Backup, Moment
from revops_desktop.database.connection import open_connection
from revops_desktop.database.schema import SCHEMA_VERSION
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import StorageProblem
from revops_desktop.operations import companies

NOW = 1_775_000_000
DAY = 86_400


def described(at: int, action_id: int = 1, moment: Moment = Moment.TIMER) -> Backup:
    return Backup(Path(str(at)), at, moment.value, 1, "", action_id, 1)


def copies_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.suffix == ".revops")


@pytest.mark.parametrize(
    ("newest", "action_id", "after", "moment", "due"),
    [
        (None, 0, 0, Moment.START, False),
        (None, 0, 0, Moment.IMPORT, True),
        (None, 3, 0, Moment.START, True),
        (3, 3, 900, Moment.START, False),
        (3, 4, 900, Moment.START, True),
        (3, 4, 1799, Moment.TIMER, False),
        (3, 4, 1800, Moment.TIMER, True),
        (3, 3, 90_000, Moment.TIMER, False),
        (3, 3, 10, Moment.MIGRATION, True),
        (3, 3, 10, Moment.RESTORE, True),
        (3, 3, 10, Moment.HAND, True),
    ],
)
def test_when_a_backup_is_due(
    newest: int | None, action_id: int, after: int, moment: Moment, due: bool
) -> None:
    last = None if newest is None else described(NOW, newest)
    assert backup.is_due(last, action_id=action_id, now=NOW + after, moment=moment) is due


def test_seven_days_four_weeks_twelve_months_are_kept() -> None:
    every_three_hours = [described(NOW - n * 3 * 3600) for n in range(8 * 400)]
    random.Random(1).shuffle(every_three_hours)
    kept = backup.to_keep(every_three_hours)
    moments = sorted((int(str(path)) for path in kept), reverse=True)
    days = [datetime.fromtimestamp(at, UTC) for at in moments]
    assert moments[0] == NOW
    for span, count in (("%Y-%m-%d", 7), ("%G-%V", 4), ("%Y-%m", 12)):
        # Of each of the last days, weeks and months its newest is there.
        for step in range(count):
            wanted = max(
                (one.at for one in every_three_hours if is_in(one.at, span, step)), default=None
            )
            assert wanted in moments, (span, step)
    assert len(kept) <= 7 + 4 + 12 + 3
    assert (NOW - moments[-1]) / DAY > 330
    assert days == sorted(days, reverse=True)


def is_in(at: int, span: str, step: int) -> bool:
    """Whether `at` lies in the day, week or month that is `step` before that of NOW."""
    now, then = (datetime.fromtimestamp(value, UTC) for value in (NOW, at))
    if span == "%Y-%m-%d":
        return (now.date() - then.date()).days == step
    if span == "%G-%V":
        return (now.toordinal() - 1) // 7 - (then.toordinal() - 1) // 7 == step
    return (now.year - then.year) * 12 + now.month - then.month == step


def test_days_without_work_do_not_cost_old_backups() -> None:
    once_a_year = [described(NOW - n * 365 * DAY) for n in range(5)]
    assert len(backup.to_keep(once_a_year)) == 5


def test_what_was_kept_before_something_big_outlives_the_same_day() -> None:
    day = [described(NOW - n * 60) for n in range(20)]
    before_import = described(NOW - 600 - 1, moment=Moment.IMPORT)
    assert before_import.path in backup.to_keep([*day, before_import])


def test_a_backup_is_one_whole_private_file_with_its_checksum(file: Path) -> None:
    made = backup.make(file, key=None, now=NOW, moment=Moment.START)
    folder = made.path.parent
    assert made.path.name == "aoba 2026-03-31T233320Z.revops"
    assert sorted(path.suffix for path in folder.iterdir()) == [".json", ".revops"]
    assert made.sha256 == backup.sha256_of(made.path)
    assert (made.action_id, made.version, made.moment) == (2, SCHEMA_VERSION, "start")
    assert made.path.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert backup.backups(file) == [made]
    assert check.check_file(made.path).findings == ()
    copy = opening.open_file(made.path)
    assert copy.connection.execute("SELECT count(*) FROM company").fetchone() == (401,)
    copy.close()


def test_two_files_of_one_name_do_not_share_their_backups(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere" / file.name
    other.parent.mkdir()
    shutil.copy(file, other)
    backup.make(file, key=None, now=NOW, moment=Moment.START)
    assert backup.backups(other) == []
    chosen = tmp_path / "chosen"
    chosen.mkdir()
    for path in (file, other):
        backup.choose_folder(path, chosen)
        backup.make(path, key=None, now=NOW, moment=Moment.HAND)
        assert len(backup.backups(path)) == 1
        assert chosen in backup.backups(path)[0].path.parents
    # A stick that is not there now does not stop the backups.
    shutil.rmtree(chosen)
    assert backup.make(file, key=None, now=NOW + 1, moment=Moment.HAND).path.exists()
    with pytest.raises(StorageProblem, match="no folder"):
        backup.choose_folder(file, chosen)
    backup.choose_folder(file, None)


def test_a_backup_taken_while_another_thread_writes_is_one_moment(file: Path) -> None:
    """Each action adds two rows; a copy of two moments would hold an odd number."""
    opened = opening.open_file(file)
    stop = threading.Event()

    def write() -> None:
        number = 1000
        while not stop.is_set():
            opened.connection.execute("BEGIN IMMEDIATE")
            for _ in range(2):
                number += 1
                opened.connection.execute(
                    "INSERT INTO function (id, name, colour, position) VALUES (?, 'x', '', 0)",
                    (number,),
                )
            opened.connection.execute("COMMIT")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for turn in range(8):
            made = backup.make(file, key=None, now=NOW + turn, moment=Moment.HAND)
            connection = open_connection(made.path, read_only=True)
            (count,) = connection.execute("SELECT count(*) FROM function").fetchone()
            connection.close()
            assert count % 2 == 1
    finally:
        stop.set()
        writer.join()
        opened.close()


def test_an_encrypted_file_has_encrypted_backups(tmp_path: Path) -> None:
    path = tmp_path / "secret.revops"
    made = opening.create_file(path, key="春")
    made.connection.execute(
        "INSERT INTO function (id, name, colour, position) VALUES (1, '秘密の名', '', 0)"
    )
    made.close()
    kept = backup.make(path, key="春", now=NOW, moment=Moment.HAND)
    assert "秘密の名".encode() not in kept.path.read_bytes()
    copy = opening.open_file(kept.path, key="春", read_only=True)
    assert copy.connection.execute("SELECT name FROM function").fetchone() == ("秘密の名",)
    copy.close()


def test_nothing_is_made_inside_a_transaction(file: Path, tmp_path: Path) -> None:
    connection = open_connection(file)
    connection.execute("BEGIN")
    with pytest.raises(ValueError, match="transaction"):
        backup.backup(connection, tmp_path / "copy.revops", key=None)
    connection.close()


@pytest.mark.parametrize("limit", [1, 20, 60])
def test_a_full_disk_leaves_the_older_backups(
    file: Path, limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = backup.make(file, key=None, now=NOW, moment=Moment.HAND)
    before = first.path.read_bytes()
    real = open_connection

    def on_a_full_disk(path: Path, **options: Any) -> Any:
        connection = real(path, **options)
        if options.get("create"):
            connection.execute(f"PRAGMA max_page_count = {limit}")
        return connection

    monkeypatch.setattr(backup, "open_connection", on_a_full_disk)
    for now in (NOW, NOW + 5):
        with pytest.raises(StorageProblem, match="no room"):
            backup.make(file, key=None, now=now, moment=Moment.HAND)
    assert copies_in(first.path.parent) == [first.path.name]
    assert first.path.read_bytes() == before
    assert [path.name for path in first.path.parent.iterdir() if "part" in path.name] == []


def small_disk(folder: Path, size: str) -> bool:
    """Mounts a tiny real disk; needs root."""
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    return mounted.returncode == 0


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs a real mount")
def test_a_really_full_disk(file: Path, tmp_path: Path) -> None:
    disk = tmp_path / "stick"
    # Room for one backup, and not for two.
    if not small_disk(disk, f"{file.stat().st_size * 3 // 2 // 1024}k"):
        pytest.skip("this machine does not let tests mount a disk")
    try:
        connection = open_connection(file, read_only=True)
        backup.backup(connection, disk / "first.revops", key=None)
        before = (disk / "first.revops").read_bytes()
        for target in ("first.revops", "second.revops"):
            with pytest.raises(StorageProblem, match=r"no room|full|fault"):
                backup.backup(connection, disk / target, key=None)
        assert [path.name for path in disk.iterdir()] == ["first.revops"]
        assert (disk / "first.revops").read_bytes() == before
        connection.close()
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_the_workspace_backs_up_at_start_after_changes_and_on_the_timer(tmp_path: Path) -> None:
    path = tmp_path / "aoba.revops"
    with Workspace.create(path) as workspace:
        workspace.do(companies.add, at=NOW, name="One")
    assert backup.backups(path) == []
    with Workspace.open(path) as workspace:
        assert workspace.vet().is_sound
        assert workspace.back_up(now=NOW, moment=Moment.START)
        assert workspace.back_up(now=NOW + 99_999, moment=Moment.START) is None
        assert workspace.back_up(now=NOW + 99_999, moment=Moment.TIMER) is None
        workspace.do(companies.add, at=NOW + 999, name="Two")
        assert workspace.back_up(now=NOW + 1000, moment=Moment.TIMER) is None
        assert workspace.back_up(now=NOW + 1800, moment=Moment.TIMER)
        assert workspace.back_up(now=NOW + 1801, moment=Moment.IMPORT)
    assert len(backup.backups(path)) == 3


def test_without_a_window_the_first_write_is_preceded_by_the_backup(tmp_path: Path) -> None:
    path = tmp_path / "aoba.revops"
    with Workspace.create(path) as workspace:
        workspace.do(companies.add, at=NOW, name="One")
    with Workspace.open(path) as workspace:
        workspace.do(companies.add, at=NOW + 10, name="Two")
        workspace.do(companies.add, at=NOW + 20, name="Three")
    (made,) = backup.backups(path)
    assert (made.at, made.action_id) == (NOW + 10, 1)


def test_the_first_write_waits_for_the_check_and_not_for_the_backup(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked, looking = threading.Event(), threading.Event()
    real = check.quick_check

    def slow(connection: Any) -> check.CheckResult:
        looking.set()
        assert looked.wait(10)
        return real(connection)

    monkeypatch.setattr(check, "quick_check", slow)
    with Workspace.open(file) as workspace:
        behind = threading.Thread(target=workspace.vet)
        behind.start()
        assert looking.wait(10)
        written = threading.Event()

        def write() -> None:
            workspace.do(companies.add, at=NOW, name="One")
            written.set()

        writer = threading.Thread(target=write)
        writer.start()
        assert not written.wait(0.2)
        looked.set()
        writer.join(10)
        behind.join(10)
        assert written.is_set()
    assert backup.backups(file) == []


def test_a_failing_backup_at_start_does_not_stop_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "aoba.revops"
    with Workspace.create(path) as workspace:
        workspace.do(companies.add, at=NOW, name="One")

    def fails(*_arguments: object, **_named: object) -> None:
        raise StorageProblem("no room")

    monkeypatch.setattr(backup, "make", fails)
    with Workspace.open(path) as workspace:
        workspace.do(companies.add, at=NOW, name="Two")
        assert "no room" in str(workspace.backup_problem)


COPY = """
import sys, time
from pathlib import Path
from revops_desktop.database import backup
from revops_desktop.database.connection import open_connection
source, folder, how = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
connection = open_connection(source, read_only=True)
print("ready", flush=True)
for number in range(1000):
    target = folder / f"copy {number % 3}.revops"
    if how == "safely":
        backup.backup(connection, target, key=None)
    else:
        import sqlcipher3.dbapi2 as sqlite
        straight = sqlite.connect(str(target))
        connection.backup(straight, pages=50)
        straight.close()
"""


def broken_after_kill(file: Path, folder: Path, how: str, turn: int) -> bool:
    """Kills a process that makes backups all the time; whether a copy was not whole."""
    with subprocess.Popen(
        [sys.executable, "-c", COPY, str(file), str(folder), how], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        # By the clock alone, a busy machine may not have begun yet.
        while process.poll() is None and not list(folder.iterdir()):
            time.sleep(0.001)
        time.sleep(0.013 * (turn % 5 + 1))
        process.send_signal(signal.SIGKILL)
    broken = any(not is_whole(path) for path in folder.glob("*.revops"))
    for path in folder.iterdir():
        path.unlink()
    return broken


def is_whole(path: Path) -> bool:
    """Whether the copy by itself, as it would be carried elsewhere, holds everything."""
    alone = path.with_suffix(".alone")
    shutil.copy(path, alone)
    try:
        connection = open_connection(alone)
        count = connection.execute("SELECT count(*) FROM company").fetchone()[0]
        sound = check.integrity(connection) == []
        connection.close()
        return bool(sound and count == 20_401)
    except Exception:
        return False


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
def test_a_kill_leaves_whole_backups_only(file: Path, tmp_path: Path) -> None:
    connection = open_connection(file)
    connection.execute("BEGIN")
    connection.executemany(
        "INSERT INTO company (name, match_key, note, created_at) VALUES ('x', 'x', ?, 0)",
        [("y" * 400,)] * 20_000,
    )
    connection.execute("COMMIT")
    connection.close()
    folder = tmp_path / "copies"
    folder.mkdir()
    assert not any(broken_after_kill(file, folder, "safely", turn) for turn in range(3))
    # The control: sooner or later a kill meets a copy on its way.
    assert any(broken_after_kill(file, folder, "straight", turn) for turn in range(40))


def test_what_a_killed_backup_left_is_swept_away(file: Path) -> None:
    made = backup.make(file, key=None, now=NOW, moment=Moment.HAND)
    folder = made.path.parent
    for name in (".aoba.abc.part", ".aoba.abc.part-journal", "aoba 2020-01-01T000000Z.json"):
        (folder / name).write_bytes(b"x")
    backup.make(file, key=None, now=NOW + 1, moment=Moment.HAND)
    assert len(list(folder.iterdir())) == 4
