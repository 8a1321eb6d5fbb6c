"""Opening a `.revops` file: every question in the one order that is safe (engineering.md §7).

Header, lock, key, mark, version, fingerprint, and only then the first pragma that writes. No
SQLAlchemy here: this runs before the first frame.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from revops_desktop.database import faults, identity, lock, schema
from revops_desktop.database.connection import has_log, open_connection
from revops_desktop.database.identity import FileIdentity, Header
from revops_desktop.errors import FileTooOld, PassphraseNeeded, StorageProblem
from revops_desktop.i18n import _


@dataclass
class OpenFile:
    """A file that was found to be ours and is connected to.

    `version` is its schema before any migration, `ended_badly` whether the last program that wrote
    it was killed.
    """

    path: Path
    key: str | None
    connection: Any
    identity: FileIdentity
    lock: lock.WorkspaceLock | None
    version: int
    ended_badly: bool = False

    @property
    def notice(self) -> str:
        """What the person should be warned of, in the language in force; "" where it is nothing."""
        return identity.synced_notice(self.path)

    @property
    def read_only(self) -> bool:
        """Whether it was opened for reading only, beside whoever writes it."""
        return self.lock is None

    def before_writing(self) -> None:
        """Before each write: raises StorageProblem if the file or the right to write it is gone."""
        self.identity.verify()
        if self.lock is not None:
            self.lock.verify()

    def close(self) -> None:
        """Folds the log into the one file and lets others write.

        A file that was moved meanwhile is still the one connected to: what was committed gets
        there.
        """
        try:
            if self.lock is not None:
                with suppress(faults.DatabaseError):
                    self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            self.connection.close()
            if self.lock is None:
                self._tidy()
        finally:
            self.identity.let_go()
            if self.lock is not None:
                self.lock.release()

    def _tidy(self) -> None:
        """A reader cannot remove the empty log it caused; a connection that may write does."""
        log = Path(f"{self.path}-wal")
        if log.exists() and not has_log(self.path) and lock.holder(self.path) is None:
            with suppress(StorageProblem, faults.DatabaseError):
                self.identity.verify()
                open_connection(self.path, key=self.key).close()


def open_file(
    path: Path,
    *,
    key: str | None = None,
    read_only: bool = False,
    take_over: bool = False,
    outdated: Callable[[Path, str | None, int], None] | None = None,
) -> OpenFile:
    """Opens `path`; `take_over` takes it from another computer, after the person has said so.

    `outdated` is called with the path, the key and the version of a file with an older schema, when
    nothing of ours is connected to it, to bring it forward. Raises FileInUse, FileReadOnly,
    PassphraseNeeded or another StorageProblem; the file is then as it was.
    """
    path = Path(os.path.realpath(path))
    header = identity.look(path)
    mine = None if read_only else _lock(path, take_over)
    known = FileIdentity.of(path)
    known.hold()
    try:
        return _open(path, key, header, known, mine, outdated)
    except BaseException as error:
        known.let_go()
        if mine is not None:
            mine.release()
        if isinstance(error, faults.DatabaseError):
            raise _refusal(error, path, key, header) from error
        raise


def create_file(path: Path, *, key: str | None = None) -> OpenFile:
    """A new file at the newest schema, readable by this user alone; it appears complete or not.

    Raises StorageProblem if the name is taken or cannot be written.
    """
    from revops_desktop.database.fresh import create_schema
    from revops_desktop.safe_files import UNFINISHED, storage_problem, sync_file, sync_folder

    path = path.absolute()
    unfinished = path.with_name(f".{path.name[:40]}.{os.getpid()}{UNFINISHED}")
    try:
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        try:
            connection = open_connection(unfinished, key=key, create=True)
            try:
                create_schema(connection)
            finally:
                connection.close()
            sync_file(unfinished)
            _name(unfinished, path)
            sync_folder(path.parent)
        finally:
            for suffix in ("", "-wal", "-shm"):
                Path(f"{unfinished}{suffix}").unlink(missing_ok=True)
    except FileExistsError:
        raise StorageProblem(
            _("“{file}” exists already. Nothing was changed. Please choose another name.").format(
                file=path.name
            )
        ) from None
    except OSError as error:
        raise storage_problem(error, path) from error
    except faults.DatabaseError as error:
        raise faults.sentence(error, path) from error
    return open_file(path, key=key)


def _name(unfinished: Path, path: Path) -> None:
    """Gives the finished file its name, unless a file has it already."""
    try:
        os.link(unfinished, path)
    except FileExistsError:
        raise
    except OSError:
        # No hard links on this disk; on Windows a rename refuses an existing name by itself.
        if path.exists():
            raise FileExistsError(path) from None
        os.rename(unfinished, path)


def _lock(path: Path, take_over: bool) -> lock.WorkspaceLock:
    if not os.access(path, os.W_OK):
        raise faults.read_only(path)
    try:
        return lock.acquire(path, take_over=take_over)
    except OSError as error:
        raise faults.read_only(path) from error


def _open(
    path: Path,
    key: str | None,
    header: Header,
    known: FileIdentity,
    mine: lock.WorkspaceLock | None,
    outdated: Callable[[Path, str | None, int], None] | None,
) -> OpenFile:
    # A plain file needs no key; giving it one would make it unreadable.
    key = None if header is Header.PLAIN else key
    if header is Header.UNKNOWN and key is None:
        raise _passphrase(path)
    ended_badly = _ended_badly(path, mine)
    found: list[int] = []

    def inspect(connection: Any) -> None:
        found.append(_version(connection, path))
        if ended_badly:
            _refuse_damage(connection, path)

    connection = open_connection(path, key=key, read_only=mine is None, inspect=inspect)
    version = found[-1]
    if version < schema.SCHEMA_VERSION:
        connection.close()
        if mine is None or outdated is None:
            raise _too_old(path)
        outdated(path, key, version)
        connection = open_connection(path, key=key, inspect=inspect)
    return OpenFile(
        path=path,
        key=key,
        connection=connection,
        identity=known,
        lock=mine,
        version=version,
        ended_badly=ended_badly,
    )


def _ended_badly(path: Path, mine: lock.WorkspaceLock | None) -> bool:
    """Whether the last program that wrote the file left its lock or its log behind."""
    if mine is not None:
        return mine.left_over or has_log(path)
    return has_log(path) and lock.holder(path) is None


def _version(connection: Any, path: Path) -> int:
    """The schema's version, of a file that is ours and holds nothing else."""
    (mark,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if mark != schema.APPLICATION_ID or version < 1:
        raise identity.foreign(path)
    if version > schema.SCHEMA_VERSION:
        raise StorageProblem(
            _(
                "“{file}” was made by a newer RevOps Desktop (schema {found}; this one knows up to "
                "{known}). Nothing was changed. Please update the program."
            ).format(file=path.name, found=version, known=schema.SCHEMA_VERSION)
        )
    if version == schema.SCHEMA_VERSION:
        _refuse_strangers(connection, path)
    return int(version)


def _refuse_strangers(connection: Any, path: Path) -> None:
    """Triggers and views run with our rights; tables that are not ours make undo and backup lie."""
    found = schema.shapes(connection)
    if schema.is_expected(found):
        return
    from revops_desktop.database.fresh import newest_shapes

    names = schema.differences(found, newest_shapes())
    if names:
        raise StorageProblem(
            _(
                "“{file}” holds something that RevOps Desktop did not make or lacks something it "
                "needs ({names}). Nothing was changed, and it was not opened. Please use a file "
                "whose origin you know, or restore a backup."
            ).format(file=path.name, names=", ".join(names[:5]))
        )


def _refuse_damage(connection: Any, path: Path) -> None:
    from revops_desktop.database import check

    findings = check.integrity(connection)
    if findings:
        raise faults.damaged(path, findings[0])


def _too_old(path: Path) -> FileTooOld:
    return FileTooOld(
        _(
            "“{file}” was made by an older RevOps Desktop. Nothing was changed. Please open it "
            "once for writing, so that it is brought forward (a backup is made first)."
        ).format(file=path.name)
    )


def _passphrase(path: Path) -> PassphraseNeeded:
    return PassphraseNeeded(
        _(
            "“{file}” is protected by a passphrase, or is not a RevOps Desktop file. Nothing was "
            "changed. Please enter its passphrase, or choose another file."
        ).format(file=path.name)
    )


def _refusal(error: BaseException, path: Path, key: str | None, header: Header) -> StorageProblem:
    if faults.is_damage(error) and header is Header.UNKNOWN and key is not None:
        # A wrong key and a damaged beginning look the same to everybody.
        return PassphraseNeeded(
            _(
                "This passphrase does not open “{file}”. Nothing was changed. Please try it again; "
                "if you are sure of it, the file is damaged, and a backup can be restored."
            ).format(file=path.name)
        )
    if not faults.is_database_fault(error):
        # Nothing but simple questions was asked: what cannot be read is broken.
        return faults.damaged(path, str(error))
    return faults.sentence(error, path)
