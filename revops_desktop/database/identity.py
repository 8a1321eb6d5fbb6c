"""Which file is open: what it is before connecting, and whether it is still the same one.

A file moved, replaced or deleted underneath an open connection would be written into nowhere.
Nothing here opens a file that SQLite has open in this process: closing any handle on it would drop
SQLite's own locks.
"""

import os
import re
import threading
from collections import Counter
from enum import Enum
from pathlib import Path, PurePath
from typing import NamedTuple

from revops_desktop.errors import StorageProblem
from revops_desktop.i18n import _

_MAGIC = b"SQLite format 3\x00"
# An encrypted file is made of whole pages and begins with random bytes.
_PAGE = 4096

_open_here: Counter[tuple[int, int]] = Counter()
_guard = threading.Lock()


class Header(Enum):
    """What the first bytes say."""

    PLAIN = "plain"
    UNKNOWN = "unknown"
    OPEN_HERE = "open here"


def look(path: Path) -> Header:
    """Looks at a file before anything connects to it.

    Raises StorageProblem when it is missing, no file, empty, cut short, or cannot be ours.
    """
    words = {"file": path.name, "folder": str(path.parent)}
    if path.is_dir():
        text = _("“{file}” is a folder. Please choose a .revops file.")
        raise StorageProblem(text.format(**words))
    try:
        status = path.stat()
    except FileNotFoundError:
        text = _("There is no file “{file}” in “{folder}”. Was it moved, renamed or deleted?")
        raise StorageProblem(text.format(**words)) from None
    except OSError as error:
        raise _unreadable(path, error) from error
    if status.st_size == 0:
        text = _(
            "“{file}” is empty (0 bytes): a copy or a download was broken off. Nothing was "
            "changed. Please copy it again, or restore a backup."
        )
        raise StorageProblem(text.format(**words))
    with _guard:
        if (status.st_dev, status.st_ino) in _open_here:
            return Header.OPEN_HERE
        try:
            with open(path, "rb") as file:
                beginning = file.read(100)
        except OSError as error:
            raise _unreadable(path, error) from error
    if not beginning.startswith(_MAGIC):
        if status.st_size % _PAGE:
            raise foreign(path)
        return Header.UNKNOWN
    _refuse_cut(path, beginning, status.st_size)
    return Header.PLAIN


def foreign(path: Path) -> StorageProblem:
    """The sentence for a file of another program."""
    return StorageProblem(
        _(
            "“{file}” is not a RevOps Desktop file. Nothing was changed. Please choose a .revops "
            "file; lists of deals are brought in by Import."
        ).format(file=path.name)
    )


def _unreadable(path: Path, error: OSError) -> StorageProblem:
    return StorageProblem(
        _(
            "“{file}” could not be read ({reason}). Nothing was changed. Please check that you "
            "may read it and that its disk is connected."
        ).format(file=path.name, reason=error.strerror or type(error).__name__)
    )


def _refuse_cut(path: Path, beginning: bytes, size: int) -> None:
    """A file shorter than its own header says was not copied to the end."""
    page = int.from_bytes(beginning[16:18], "big")
    page = 65536 if page == 1 else page
    pages = int.from_bytes(beginning[28:32], "big")
    counts_hold = beginning[24:28] == beginning[92:96]
    if counts_hold and size < page * pages and not Path(f"{path}-wal").exists():
        raise StorageProblem(
            _(
                "“{file}” is cut short: it has {size} of {whole} bytes, because a copy or a "
                "download was broken off. Nothing was changed. Please copy it again, or restore "
                "a backup."
            ).format(file=path.name, size=f"{size:,}", whole=f"{page * pages:,}")
        )


class FileIdentity(NamedTuple):
    """The file itself, whatever its name, as it was when it was opened."""

    path: Path
    device: int
    inode: int

    @classmethod
    def of(cls, path: Path) -> "FileIdentity":
        """The identity of the file that now has this name."""
        status = path.stat()
        return cls(path, status.st_dev, status.st_ino)

    def verify(self) -> None:
        """Before each write: raises StorageProblem if the name now means another file or none."""
        try:
            status = self.path.stat()
        except OSError:
            text = _(
                "“{file}” is no longer in “{folder}”: it was moved, renamed or deleted while it "
                "was open. Nothing was written. Please put it back, or close it here and open it "
                "where it is now."
            )
        else:
            if (status.st_dev, status.st_ino) == (self.device, self.inode):
                return
            text = _(
                "“{file}” in “{folder}” was replaced by another file while it was open. Nothing "
                "was written. Please close it here and open it again."
            )
        raise StorageProblem(text.format(file=self.path.name, folder=self.path.parent))

    def hold(self) -> None:
        """Notes, before connecting, that SQLite will have this file open in this process."""
        with _guard:
            _open_here[self.device, self.inode] += 1

    def let_go(self) -> None:
        """Notes that one of those who had it open has closed it."""
        with _guard:
            _open_here[self.device, self.inode] -= 1
            if _open_here[self.device, self.inode] <= 0:
                del _open_here[self.device, self.inode]


# How the services name their folders, "OneDrive - Aoba Trading" and "GoogleDrive-me@…" included.
_SYNCED = re.compile(
    r"(?P<onedrive>onedrive\b)|(?P<dropbox>dropbox\b)|(?P<icloud>com~apple~clouddocs|icloud ?drive)"
    r"|(?P<google>google ?drive|(my drive|マイドライブ)$)",
    re.IGNORECASE,
)
_SERVICES = {
    "onedrive": "OneDrive",
    "dropbox": "Dropbox",
    "icloud": "iCloud Drive",
    "google": "Google Drive",
}


def synced_by(path: Path) -> str | None:
    """The service that copies this folder to other computers while it is worked in; else None."""
    folders = PurePath(os.path.realpath(path)).parts[:-1] + path.absolute().parts[:-1]
    for folder in folders:
        found = _SYNCED.match(folder)
        for group, service in _SERVICES.items():
            if found and found[group]:
                return service
    return None


def synced_notice(path: Path) -> str:
    """The warning for a file in a synced folder; "" where there is nothing to warn of."""
    service = synced_by(path)
    if service is None:
        return ""
    return _(
        "“{file}” lies in a folder that {service} copies while you work. Open it on one computer "
        "at a time and wait until the copy is complete before you open it on another one; safest "
        "is a folder that is not copied, with the backups in {service}."
    ).format(file=path.name, service=service)
