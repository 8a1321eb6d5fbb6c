"""What the window may ask of the program around it: files, backups, preferences.

`app.py` is that program; the window itself knows neither database nor disk. Named tuples: a frozen
dataclass takes six times as long to define, and these are needed before the first frame.
"""

from pathlib import Path
from typing import NamedTuple, Protocol

from revops_desktop.ui.preferences import Preferences


class NewFile(NamedTuple):
    """What a new workspace starts from."""

    path: Path
    name: str
    template: str
    language: str
    currency: str
    country: str
    time_zone: str


class FileState(NamedTuple):
    """The open file as the status line and Settings show it. Sizes in bytes, instants in UTC."""

    path: Path
    size: int
    last_backup: int | None
    read_only: bool


class BackupEntry(NamedTuple):
    """One backup: where, made when (UTC seconds), how large (bytes), why, and still whole."""

    path: Path
    at: int
    size: int
    reason: str
    intact: bool | None


class WindowsLike(Protocol):
    """The windows of the one open file (app/windows.py)."""

    @property
    def count(self) -> int: ...
    @property
    def titles(self) -> tuple[str, ...]: ...
    def new(self) -> None: ...
    def bring_to_front(self, number: int) -> None: ...
    def became_active(self, window: object) -> None: ...
    def was_closed(self, window: object) -> None: ...


class ProgramLike(Protocol):
    """The program as its window sees it. Whatever fails raises a Problem with a sentence."""

    @property
    def preferences(self) -> Preferences: ...
    def open_file(self, path: Path) -> bool: ...
    def close_file(self) -> None: ...
    def create_file(self, new: NewFile) -> bool: ...
    def open_demo(self) -> bool: ...
    @property
    def windows(self) -> WindowsLike: ...
    def quit(self) -> None: ...
    def set_language(self, code: str) -> None: ...
    def set_theme(self) -> None: ...
    def file_state(self) -> FileState | None: ...
    def backup_folder(self) -> Path | None: ...
    def set_backup_folder(self, folder: Path | None) -> None: ...
    def backups(self) -> tuple[BackupEntry, ...]: ...
    def back_up(self) -> None: ...
    def restore(self, backup: Path) -> bool: ...
    def check(self) -> tuple[str, ...]: ...
