"""A backup put in the place of a file: the old one is kept, and none of it gets into the new."""

import os
import shutil
from pathlib import Path

import pytest

from revops_desktop.database import backup, check, lock, opening, restore
from revops_desktop.database.backup import Backup, Moment
from revops_desktop.database.connection import open_connection
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import FileInUse, StorageProblem
from revops_desktop.operations import companies
from tests.database.refusals import content

NOW = 1_775_000_000
KEPT = "aoba.revops.before-2026-03-31T233320Z"


def names(path: Path) -> int:
    connection = open_connection(path)
    try:
        return int(connection.execute("SELECT count(*) FROM company").fetchone()[0])
    finally:
        connection.close()


@pytest.fixture
def kept(file: Path) -> Backup:
    """A backup of 401 companies; the file then got one more."""
    made = backup.make(file, key=None, now=NOW - 100, moment=Moment.HAND)
    with Workspace.open(file) as workspace:
        workspace.do(companies.add, at=NOW - 50, name="Later")
    return made


def test_a_restored_file_is_the_backup_and_the_old_one_is_kept(file: Path, kept: Backup) -> None:
    old = restore.restore(kept.path, file, key=None, now=NOW)
    assert old == file.with_name(KEPT)
    assert (names(file), names(old)) == (401, 402)
    assert file.stat().st_mode & 0o777 == 0o600
    assert check.check_file(file).findings == ()
    with Workspace.open(file) as workspace:
        workspace.do(companies.add, at=NOW, name="After")
    assert [one.moment for one in backup.backups(file)][:2] == ["start", "before-restore"]
    assert not lock.lock_path(file).exists()


def test_a_deleted_file_is_restored(file: Path, kept: Backup) -> None:
    file.unlink()
    assert restore.restore(kept.path, file, key=None, now=NOW) is None
    assert names(file) == 401


def test_the_log_of_the_old_file_never_gets_into_the_new_one(file: Path, kept: Backup) -> None:
    connection = open_connection(file)
    connection.execute("UPDATE company SET note = 'of the old file'")
    log = Path(f"{file}-wal").read_bytes()
    shutil.copy(file, file.with_name("copy"))
    connection.close()
    # As after a kill: the file without its log folded in, the log beside it.
    shutil.move(file.with_name("copy"), file)
    Path(f"{file}-wal").write_bytes(log)
    # The control: a backup merely copied over the file is overwritten by the old log.
    control = file.with_name("control.revops")
    shutil.copy(kept.path, control)
    Path(f"{control}-wal").write_bytes(log)
    connection = open_connection(control)
    (spoilt,) = connection.execute(
        "SELECT count(*) FROM company WHERE note = 'of the old file'"
    ).fetchone()
    connection.close()
    assert spoilt > 0
    old = restore.restore(kept.path, file, key=None, now=NOW)
    assert old is not None
    for path, count in ((file, 0), (old, 402)):
        connection = open_connection(path)
        (found,) = connection.execute(
            "SELECT count(*) FROM company WHERE note = 'of the old file'"
        ).fetchone()
        connection.close()
        assert found == count, path


def test_a_damaged_file_is_replaced_and_kept_as_it_was(file: Path, kept: Backup) -> None:
    broken = b"SQLite format 3\x00" + os.urandom(8176)
    file.write_bytes(broken)
    Path(f"{file}-wal").write_bytes(b"a log that nothing can read")
    old = restore.restore(kept.path, file, key=None, now=NOW)
    assert old is not None
    assert names(file) == 401
    assert old.read_bytes() == broken
    assert Path(f"{old}-wal").read_bytes() == b"a log that nothing can read"


def test_an_open_file_is_not_replaced(file: Path, kept: Backup) -> None:
    workspace = Workspace.open(file)
    with pytest.raises(FileInUse):
        restore.restore(kept.path, file, key=None, now=NOW)
    workspace.do(companies.add, at=NOW, name="Still here")
    workspace.close()
    assert names(file) == 403


@pytest.mark.parametrize("how", ["checksum", "cut", "page", "foreign"])
def test_a_damaged_backup_is_not_restored(file: Path, kept: Backup, how: str) -> None:
    whole = bytearray(kept.path.read_bytes())
    if how == "checksum":
        # One letter inside a name: no check of SQLite's sees it, the checksum does.
        at = whole.index("会社 77".encode())
        whole[at] ^= 1
    elif how == "cut":
        whole = whole[: len(whole) // 8192 * 4096]
    elif how == "page":
        kept.path.with_suffix(".json").unlink()
        whole[8192:12288] = os.urandom(4096)
    else:
        whole = bytearray(b"%PDF-1.7")
    kept.path.write_bytes(bytes(whole))
    before = content(file.parent)
    with pytest.raises(StorageProblem):
        restore.restore(kept.path, file, key=None, now=NOW)
    assert content(file.parent) == before
    assert names(file) == 402


@pytest.mark.parametrize("step", ["backup", "link", "replace"])
def test_a_restore_that_fails_leaves_the_file(
    file: Path, kept: Backup, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_arguments: object, **_named: object) -> None:
        raise OSError(28, "No space left on device")

    if step == "backup":
        monkeypatch.setattr(backup, "backup", fails)
    elif step == "link":
        monkeypatch.setattr(os, "link", fails)
        monkeypatch.setattr(os, "rename", fails)
    else:
        monkeypatch.setattr(restore, "os", type("Failing", (), vars(os) | {"replace": fails}))
    with pytest.raises((StorageProblem, OSError)):
        restore.restore(kept.path, file, key=None, now=NOW)
    monkeypatch.undo()
    assert names(file) == 402
    assert [path.name for path in file.parent.iterdir() if "restored" in path.name] == []
    opening.open_file(file).close()


@pytest.mark.nightly
def test_an_encrypted_backup_needs_its_passphrase(tmp_path: Path) -> None:
    path = tmp_path / "secret.revops"
    opening.create_file(path, key="春").close()
    kept = backup.make(path, key="春", now=NOW - 100, moment=Moment.HAND)
    with pytest.raises(StorageProblem):
        restore.restore(kept.path, path, key="夏", now=NOW)
    restore.restore(kept.path, path, key="春", now=NOW)
    opening.open_file(path, key="春").close()
