"""How every file of ours is written: whole or not at all, whatever happens in between.

A temporary file in the same folder is written, brought to the disk and only then given the final
name. A crash, a kill or a full disk leaves the old file, or none, but never half a new one.
"""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from revops_desktop.errors import StorageProblem
from revops_desktop.i18n import _

UNFINISHED = ".part"

_FULL = {errno.ENOSPC, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
_NO_PLACE = {errno.ENOENT, errno.ENOTDIR}


def write_safely(
    path: Path, data: bytes | Callable[[BinaryIO], object], *, private: bool = False
) -> None:
    """Writes `data` (bytes, or a function that writes into the open file) to `path`.

    An existing file is replaced only by a complete new one. `private`: readable by this user alone.
    Raises StorageProblem (disk full, not allowed, no such folder); the old file then stands.
    """
    with replacing(path, private=private) as temporary, open(temporary, "r+b") as file:
        if isinstance(data, bytes):
            file.write(data)
        else:
            data(file)
        file.flush()


@contextmanager
def replacing(path: Path, *, private: bool = False) -> Iterator[Path]:
    """A temporary file beside `path` to write into; it becomes `path` when the block ends well.

    If the block raises, the temporary file is removed and `path` stays as it was. OSErrors that
    concern the file become StorageProblems.
    """
    target = Path(os.path.realpath(path))
    # 40 characters of Japanese are 120 bytes; a name may have 255.
    temporary = target.with_name(f".{target.name[:40]}.{os.urandom(6).hex()}{UNFINISHED}")
    mode = 0o600 if private else 0o666
    try:
        # Not the tempfile module: its files are private, and an exported file must obey the umask.
        os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_RDWR, mode))
        yield temporary
        sync_file(temporary)
        os.replace(temporary, target)
        sync_folder(target.parent)
    except OSError as error:
        _remove(temporary)
        if error.filename not in (None, str(temporary), temporary, str(target), target):
            raise
        raise storage_problem(error, target) from error
    except BaseException:
        _remove(temporary)
        raise


def storage_problem(error: OSError, path: Path) -> StorageProblem:
    """The sentence for a file that could not be written."""
    words = {"file": path.name, "folder": str(path.parent)}
    if error.errno in _FULL:
        text = _(
            "“{file}” could not be written because the disk is full. Nothing was changed. "
            "Please make room or choose another folder, then try again."
        )
    elif error.errno in _FORBIDDEN:
        text = _(
            "“{file}” could not be written: writing in “{folder}” is not allowed, or the file is "
            "open in another program. Nothing was changed. Please close it there or choose "
            "another folder."
        )
    elif error.errno in _NO_PLACE:
        text = _(
            "“{file}” could not be written because the folder “{folder}” does not exist. Nothing "
            "was changed. Please choose another folder."
        )
    else:
        words["reason"] = error.strerror or type(error).__name__
        text = _(
            "“{file}” could not be written ({reason}). Nothing was changed. Please choose another "
            "folder or try again."
        )
    return StorageProblem(text.format(**words))


def sync_file(path: Path) -> None:
    """Brings a file's content to the disk itself, not only to the system's memory."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        _sync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Brings a folder's list of names to the disk, so that a renamed file survives a power cut."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        # Some network and FUSE folders cannot do it; the file itself is already on the disk.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EBADF):
            raise
    finally:
        os.close(descriptor)


def _sync(descriptor: int) -> None:
    full = _full_sync_command()
    if full is not None:
        import fcntl

        with suppress(OSError):
            fcntl.fcntl(descriptor, full)
            return
    os.fsync(descriptor)


def _full_sync_command() -> int | None:
    """macOS flushes the drive's own memory only when asked by this command."""
    if os.name == "nt":
        return None
    import fcntl

    return getattr(fcntl, "F_FULLFSYNC", None)


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink(missing_ok=True)
