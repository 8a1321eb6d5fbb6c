"""Putting a backup in the place of a workspace file; the file that was there is kept beside it."""

import os
import shutil
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from revops_desktop.database import backup, check, faults, identity, lock
from revops_desktop.database.connection import has_log, open_connection
from revops_desktop.errors import FileInUse, StorageProblem
from revops_desktop.i18n import _
from revops_desktop.safe_files import storage_problem, sync_folder


def verify(chosen: Path, *, key: str | None, sha256: str = "") -> None:
    """Raises StorageProblem unless the backup is whole: checksum (where known), pages, links."""
    identity.look(chosen)
    if sha256 and backup.sha256_of(chosen) != sha256:
        raise _not_whole(chosen)
    try:
        connection = open_connection(chosen, key=key, read_only=True)
        try:
            result = check.quick_check(connection)
        finally:
            connection.close()
    except faults.DatabaseError as error:
        raise faults.sentence(error, chosen) from error
    if not result.is_sound:
        raise _not_whole(chosen)


def _not_whole(chosen: Path) -> StorageProblem:
    return StorageProblem(
        _("The backup “{file}” is damaged. Nothing was changed. Please choose another one.").format(
            file=chosen.name
        )
    )


def restore(chosen: Path, path: Path, *, key: str | None, now: int) -> Path | None:
    """Puts the backup `chosen` in the place of `path`, which nobody may have open.

    The answer is where the old file is kept now, `….before-<UTC>`; None if there was none. `now` in
    UTC seconds. Raises FileInUse or another StorageProblem; the old file then stands as it was.
    """
    path = Path(os.path.realpath(path))
    known = next((one.sha256 for one in backup.backups(path) if one.path == chosen), "")
    verify(chosen, key=key, sha256=known)
    try:
        mine = lock.acquire(path)
    except FileInUse:
        raise
    except OSError as error:
        raise storage_problem(error, path) from error
    try:
        if path.exists():
            # A damaged file gets no backup; it is kept beside the new one in any case.
            with suppress(StorageProblem):
                backup.make(path, key=key, now=now, moment=backup.Moment.RESTORE)
        return _exchange(chosen, path, key, now)
    finally:
        mine.release()


def _exchange(chosen: Path, path: Path, key: str | None, now: int) -> Path | None:
    stamp = datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%dT%H%M%SZ")
    kept = path.with_name(f"{path.name}.before-{stamp}")
    fresh = path.with_name(f".{path.name[:40]}.{stamp}.restored")
    source = open_connection(chosen, key=key, read_only=True)
    try:
        backup.backup(source, fresh, key=key, path=chosen)
    finally:
        source.close()
    try:
        old = path.exists()
        _fold_or_set_aside(path, kept, key)
        if old:
            _keep(path, kept)
        os.replace(fresh, path)
        sync_folder(path.parent)
    except OSError as error:
        raise storage_problem(error, path) from error
    finally:
        fresh.unlink(missing_ok=True)
    return kept if old else None


def _fold_or_set_aside(path: Path, kept: Path, key: str | None) -> None:
    """Leaves no log of the old file, which SQLite would play into the new one.

    A log that a damaged file cannot take in any more is kept beside the file it belongs to.
    """
    if has_log(path):
        aside = Path(f"{kept}-wal")
        shutil.copyfile(f"{path}-wal", aside)
        if path.exists() and _folded(path, key):
            aside.unlink()
    for suffix in ("-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)


def _folded(path: Path, key: str | None) -> bool:
    try:
        connection = open_connection(path, key=key)
        try:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            connection.close()
    except faults.DatabaseError:
        return False
    return not has_log(path)


def _keep(path: Path, kept: Path) -> None:
    """Gives the old file a second name, so that there is a file at every moment."""
    if kept.exists():
        raise FileExistsError(17, "File exists", str(kept))
    try:
        os.link(path, kept)
    except OSError:
        os.rename(path, kept)
