"""Backups: whole, checked, dated copies of a workspace file, and which of them to keep.

A copy is made by SQLite from one snapshot, so that it can be taken while people work. It gets its
name only when it was checked and is on the disk; beside it lies a small JSON file with its checksum
and with what it holds.
"""

import json
import os
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any

from revops_desktop import paths
from revops_desktop.database import check, faults, schema, stopping
from revops_desktop.database.connection import open_connection
from revops_desktop.errors import StorageProblem
from revops_desktop.i18n import _
from revops_desktop.safe_files import UNFINISHED, replacing, write_safely

DAILY, WEEKLY, MONTHLY, NEWEST = 7, 4, 12, 3
SECONDS_BETWEEN = 30 * 60

_SUFFIX = ".revops"
# Some milliseconds of work each.
_PAGES_AT_ONCE = 1_000
_BYTES_AT_ONCE = 4_000_000
_STAMP = "%Y-%m-%dT%H%M%SZ"
_NAME = re.compile(r".* (\d{4}-\d\d-\d\dT\d{6}Z)( before-\w+)?\.revops")
_ABOUT = "about.json"


class Moment(Enum):
    """When a backup is thought of."""

    START = "start"
    TIMER = "timer"
    IMPORT = "before-import"
    MIGRATION = "before-migration"
    RESTORE = "before-restore"
    HAND = "by-hand"


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup in a workspace's folder. `at`: UTC seconds; `action_id`: the newest action it holds.

    Without its JSON file (`sha256` is empty) it can still be restored, after a full check.
    """

    path: Path
    at: int
    moment: str
    size: int
    sha256: str
    action_id: int
    version: int


def is_due(newest: Backup | None, *, action_id: int, now: int, moment: Moment) -> bool:
    """Whether a backup should be made: always before something big, otherwise after changes.

    At start at once, while working every 30 minutes. `newest` is the newest backup there is,
    `action_id` the file's newest action (0: nothing was ever entered), `now` in UTC seconds.
    """
    if moment not in (Moment.START, Moment.TIMER):
        return True
    if action_id == 0 or (newest is not None and newest.action_id == action_id):
        return False
    return moment is Moment.START or newest is None or now - newest.at >= SECONDS_BETWEEN


def to_keep(every: Iterable[Backup]) -> set[Path]:
    """The backups to keep: the newest of each of the last 7 days, 4 weeks and 12 months with one.

    Also the newest 3 of all, and of those made before something big.
    """
    newest_first = sorted(every, key=lambda one: one.at, reverse=True)
    big = [one for one in newest_first if one.moment.startswith("before-")]
    kept = {one.path for one in (*newest_first[:NEWEST], *big[:NEWEST])}
    for count, span in ((DAILY, "%Y-%m-%d"), (WEEKLY, "%G-%V"), (MONTHLY, "%Y-%m")):
        spans: dict[str, Path] = {}
        for one in newest_first:
            spans.setdefault(datetime.fromtimestamp(one.at, UTC).strftime(span), one.path)
        kept.update(list(spans.values())[:count])
    return kept


def newest_action(connection: Any) -> int:
    """The number of the newest action in the file; 0 when nothing was ever entered."""
    return int(connection.execute("SELECT coalesce(max(id), 0) FROM action").fetchone()[0])


def folder_of(path: Path) -> Path:
    """Where the backups of this workspace file lie; one folder a file.

    In the folder that the owner chose if it is there now, otherwise in the user's data folder.
    """
    home = _home(path)
    with suppress(OSError, ValueError):
        chosen = Path(json.loads((home / _ABOUT).read_text(encoding="utf-8"))["folder"] or "")
        if chosen.is_absolute() and chosen.is_dir():
            return chosen / home.name
    return home


def choose_folder(path: Path, folder: Path | None) -> None:
    """Puts the backups of `path` from now on into `folder`; None: into the user's data folder.

    The backups made before stay where they are.
    """
    if folder is not None and not folder.is_dir():
        raise StorageProblem(
            _(
                "There is no folder “{folder}”. Backups are kept where they were. Please choose "
                "another folder."
            ).format(folder=folder)
        )
    about = {"file": os.path.realpath(path), "folder": str(folder.absolute()) if folder else None}
    text = json.dumps(about, ensure_ascii=False)
    write_safely(_home(path) / _ABOUT, text.encode(), private=True)


def _home(path: Path) -> Path:
    import hashlib

    real = os.path.realpath(path)
    number = hashlib.sha256(real.encode("utf-8", "surrogateescape")).hexdigest()[:8]
    home = paths.user_data() / "backups" / f"{Path(real).stem[:40]}-{number}"
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    return home


def backups(path: Path) -> list[Backup]:
    """The backups of a workspace file, newest first."""
    found = [_described(one) for one in folder_of(path).glob(f"*{_SUFFIX}")]
    return sorted((one for one in found if one), key=lambda one: one.at, reverse=True)


def _described(path: Path) -> Backup | None:
    named = _NAME.fullmatch(path.name)
    if named is None:
        return None
    at = datetime.strptime(named[1], _STAMP).replace(tzinfo=UTC)
    told: dict[str, Any] = {}
    with suppress(OSError, ValueError):
        told = json.loads(_beside(path).read_text(encoding="utf-8"))
    return Backup(
        path=path,
        at=int(at.timestamp()),
        moment=str(told.get("moment", (named[2] or "").strip())),
        size=path.stat().st_size,
        sha256=str(told.get("sha256", "")),
        action_id=int(told.get("action_id", -1)),
        version=int(told.get("version", 0)),
    )


def _beside(path: Path) -> Path:
    return path.with_suffix(".json")


def make(path: Path, *, key: str | None, now: int, moment: Moment) -> Backup:
    """Makes a backup of `path` in its folder and lets go of those that are too many.

    `now` in UTC seconds. Raises StorageProblem if the file is damaged or the copy cannot be
    written; all older backups then stay.
    """
    stamp = datetime.fromtimestamp(now, UTC).strftime(_STAMP)
    big = f" {moment.value}" if moment.value.startswith("before-") else ""
    folder = folder_of(path)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    stem = Path(os.path.realpath(path)).stem[:60]
    target = folder / f"{stem} {stamp}{big}{_SUFFIX}"
    source = _source(path, key)
    try:
        about = {
            "file": os.path.realpath(path),
            "moment": moment.value,
            "action_id": newest_action(source),
            "version": source.execute("PRAGMA user_version").fetchone()[0],
        }

        def tell(sha256: str) -> None:
            # Before the backup gets its name, so that none is ever seen without its checksum.
            text = json.dumps(about | {"sha256": sha256}, ensure_ascii=False, indent=1)
            write_safely(_beside(target), text.encode(), private=True)

        backup(source, target, key=key, path=path, finished=tell)
    finally:
        source.close()
    made = _described(target)
    assert made is not None
    rotate(folder)
    return made


def rotate(folder: Path) -> None:
    """Removes the backups that are too many, and what a killed program left unfinished."""
    found = [one for one in map(_described, folder.glob(f"*{_SUFFIX}")) if one]
    kept = to_keep(found)
    for one in found:
        if one.path not in kept:
            one.path.unlink(missing_ok=True)
    for left in (*folder.glob("*.json"), *folder.glob(f".*{UNFINISHED}*")):
        is_alone = left.suffix == ".json" and not left.with_suffix(_SUFFIX).exists()
        if left.name != _ABOUT and (is_alone or left.suffix != ".json"):
            left.unlink(missing_ok=True)


def _source(path: Path, key: str | None) -> Any:
    try:
        return open_connection(path, key=key, read_only=True)
    except faults.DatabaseError as error:
        raise faults.sentence(error, path) from error


def backup(
    connection: Any,
    target: Path,
    *,
    key: str | None,
    path: Path | None = None,
    finished: Callable[[str], None] | None = None,
) -> str:
    """Copies what `connection` sees into `target`, checks the copy, and gives its SHA-256.

    The copy is encrypted with `key` as the source is, and is one file. `finished` is told the
    checksum before the copy gets its name. Raises StorageProblem if the source is damaged or the
    target cannot be written; a file that had the name before then stays.
    """
    if connection.in_transaction:
        raise ValueError("a backup is taken outside a transaction")
    with replacing(target, private=True) as temporary:
        try:
            _copy(connection, temporary, key, path or target)
        except faults.DatabaseError as error:
            if faults.is_stopped(error):
                raise
            damaged_source = faults.is_damage(error) and path is not None
            raise faults.sentence(error, path if damaged_source and path else target) from error
        finally:
            for suffix in ("-wal", "-shm", "-journal"):
                Path(f"{temporary}{suffix}").unlink(missing_ok=True)
        sha256 = sha256_of(temporary)
        if finished is not None:
            finished(sha256)
    return sha256


def _copy(connection: Any, temporary: Path, key: str | None, path: Path) -> None:
    copy = open_connection(temporary, key=key, create=True, log=False)
    try:
        # Unfinished it is thrown away, finished it is brought to the disk at once.
        copy.execute("PRAGMA synchronous = OFF")
        copy.execute("PRAGMA journal_mode = MEMORY")
        with stopping.watched(copy):
            _copy_pages(connection, copy)
            copy.execute("PRAGMA journal_mode = DELETE")
            findings = check.pages(copy)
        (mark,) = copy.execute("PRAGMA application_id").fetchone()
    finally:
        copy.close()
    if findings or mark != schema.APPLICATION_ID:
        raise faults.damaged(path, findings[0] if findings else "")


def _copy_pages(connection: Any, copy: Any) -> None:
    """In parts where it may be stopped; each of them sees the file as it was at the first."""
    if not stopping.is_watched():
        connection.backup(copy)
        return
    connection.execute("BEGIN")
    try:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        connection.backup(
            copy, pages=_PAGES_AT_ONCE, progress=lambda *_done: stopping.stop_if_asked()
        )
    finally:
        connection.execute("ROLLBACK")


def sha256_of(path: Path) -> str:
    """The checksum of a file that no connection of this process has open."""
    import hashlib

    made = hashlib.sha256()
    with open(path, "rb") as file:
        while part := file.read(_BYTES_AT_ONCE):
            made.update(part)
            stopping.stop_if_asked()
    return made.hexdigest()
