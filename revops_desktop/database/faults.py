"""What the database library says went wrong, in sentences for the person."""

from pathlib import Path

import sqlcipher3.dbapi2 as sqlite

from revops_desktop.errors import FileInUse, FileReadOnly, StorageProblem
from revops_desktop.i18n import _

DatabaseError = sqlite.DatabaseError


def code_of(error: BaseException) -> int:
    """The primary result code of a database error, also of one wrapped by SQLAlchemy; else 0."""
    original = getattr(error, "orig", None) or error
    code = int(getattr(original, "sqlite_errorcode", 0) or 0) & 0xFF
    return code or _CODES_OF_WORDS.get(str(original), 0)


# An error of `Connection.backup` brings SQLite's words and no code.
_CODES_OF_WORDS = {
    "database or disk is full": sqlite.SQLITE_FULL,
    "database disk image is malformed": sqlite.SQLITE_CORRUPT,
    "file is not a database": sqlite.SQLITE_NOTADB,
    "database is locked": sqlite.SQLITE_BUSY,
    "attempt to write a readonly database": sqlite.SQLITE_READONLY,
    "disk I/O error": sqlite.SQLITE_IOERR,
    "unable to open database file": sqlite.SQLITE_CANTOPEN,
}


def is_damage(error: BaseException) -> bool:
    """Whether the file itself is broken."""
    return code_of(error) in (sqlite.SQLITE_CORRUPT, sqlite.SQLITE_NOTADB)


def is_busy(error: BaseException) -> bool:
    """Whether somebody else has the file, or a table of it, in hand at this moment."""
    return code_of(error) in (sqlite.SQLITE_BUSY, sqlite.SQLITE_LOCKED)


def is_stopped(error: BaseException) -> bool:
    """Whether a statement was ended because somebody asked for it (`stopping.py`)."""
    return code_of(error) == sqlite.SQLITE_INTERRUPT


def is_database_fault(error: BaseException) -> bool:
    """Whether the disk, the file or another program is at fault, and not our statement."""
    return code_of(error) in _SENTENCES or is_damage(error)


def sentence(error: BaseException, path: Path) -> StorageProblem:
    """The sentence for an error while `path` was read or written; the transaction is undone."""
    if is_damage(error):
        return damaged(path)
    code = code_of(error)
    if code in _SENTENCES:
        return _SENTENCES[code](path)
    original = getattr(error, "orig", None) or error
    return StorageProblem(
        _(
            "“{file}” could not be read or written ({error}). Nothing was changed. Please try "
            "again, and check the file in Settings if it happens again."
        ).format(file=path.name, error=original)
    )


def damaged(path: Path, found: str = "") -> StorageProblem:
    """The sentence for a broken file; `found`: the first thing that the check found."""
    text = _(
        "“{file}” is damaged. Nothing was changed. Please restore the last backup; keep the "
        "damaged file until you have seen that nothing is missing."
    ).format(file=path.name)
    return StorageProblem(f"{text} ({found})" if found else text)


def _full(path: Path) -> StorageProblem:
    return StorageProblem(
        _(
            "There is no room left on the disk of “{file}”. Nothing was changed. Please make room "
            "and try again."
        ).format(file=path.name)
    )


def _busy(path: Path) -> StorageProblem:
    return FileInUse(
        _(
            "Another program is using “{file}” just now. Nothing was changed. Please close it "
            "there, or try again in a moment."
        ).format(file=path.name),
        elsewhere=False,
    )


def read_only(path: Path) -> FileReadOnly:
    """The sentence for a file or folder that cannot be written."""
    return FileReadOnly(
        _(
            "“{file}” cannot be written: the file or its folder “{folder}” is read-only. Nothing "
            "was changed. It can be opened for reading; to work in it, copy it to another folder."
        ).format(file=path.name, folder=path.parent)
    )


def _disk(path: Path) -> StorageProblem:
    return StorageProblem(
        _(
            "The disk of “{file}” reported a fault while it was read or written. Nothing was "
            "changed. Please check that the disk is connected and sound, then open the file again."
        ).format(file=path.name)
    )


_SENTENCES = {
    sqlite.SQLITE_FULL: _full,
    sqlite.SQLITE_BUSY: _busy,
    sqlite.SQLITE_LOCKED: _busy,
    sqlite.SQLITE_READONLY: read_only,
    sqlite.SQLITE_PERM: read_only,
    sqlite.SQLITE_IOERR: _disk,
    sqlite.SQLITE_CANTOPEN: _disk,
}
