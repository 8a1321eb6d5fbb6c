"""Keeps the open file safe, in the background: checked and backed up when opened, and while worked.

The first write waits for the check. A file that turns out to be damaged is not written any more.
"""

import threading
from collections.abc import Callable
from pathlib import Path

from revops_desktop.database import backup, check, faults
from revops_desktop.database.backup import Moment
from revops_desktop.database.connection import open_connection
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import StorageProblem
from revops_desktop.i18n import N_, _
from revops_desktop.ui.program import BackupEntry

# Longer than any check of a file that people work with; a hung disk must not hang the window.
PATIENCE_SECONDS = 30.0

REASONS = {
    Moment.START.value: N_("opened after changes"),
    Moment.TIMER.value: N_("30 minutes of changes"),
    Moment.IMPORT.value: N_("before an import"),
    Moment.MIGRATION.value: N_("before an update of the file"),
    Moment.RESTORE.value: N_("before going back to a backup"),
    Moment.HAND.value: N_("made by hand"),
}


class Keeper:
    """One for each open file. What says so is called on a background thread."""

    def __init__(self, workspace: Workspace, clock: Callable[[], int]) -> None:
        self._workspace = workspace
        self._path = workspace.path
        self._clock = clock
        self._checked = threading.Event()
        self._making = threading.Lock()
        self._found: str | None = None
        self.last_backup: int | None = None

    @property
    def damage(self) -> StorageProblem | None:
        """What is wrong with the file, in the language in force; None: nothing that is known."""
        return None if self._found is None else faults.damaged(self._path, self._found)

    @property
    def is_read_only(self) -> bool:
        """Whether nothing may be written."""
        return self._workspace.read_only

    def look_over(self) -> None:
        """Checks the file, and backs it up if it changed since. In the background."""
        try:
            result = self._workspace.vet()
            if not result.is_sound:
                self._found = result.findings[0]
                return
        finally:
            self._checked.set()
        connection = open_connection(self._path, read_only=True)
        try:
            action_id = backup.newest_action(connection)
        finally:
            connection.close()
        self.back_up_if_due(Moment.START, action_id)

    def wait_for_check(self) -> None:
        """Before a write: returns when the check is over, raises StorageProblem for a bad file."""
        if not self._checked.wait(PATIENCE_SECONDS):
            raise StorageProblem(
                _(
                    "“{file}” is still being checked, so nothing was changed. "
                    "Please try again in a moment."
                ).format(file=self._path.name)
            )
        if (damage := self.damage) is not None:
            raise damage

    def back_up_if_due(self, moment: Moment, action_id: int) -> None:
        """Makes a backup if enough changed since the last one. In the background."""
        if self._workspace.read_only or self.damage is not None:
            return
        newest = next(iter(backup.backups(self._path)), None)
        self.last_backup = newest.at if newest is not None else None
        if backup.is_due(newest, action_id=action_id, now=self._clock(), moment=moment):
            self.back_up(moment)

    def back_up_on_time(self) -> None:
        """Makes a backup if something changed in the last 30 minutes. In the background."""
        connection = open_connection(self._path, read_only=True)
        try:
            action_id = backup.newest_action(connection)
        finally:
            connection.close()
        self.back_up_if_due(Moment.TIMER, action_id)

    def back_up_now(self) -> None:
        """Makes a backup because somebody asked for it. In the background."""
        self.back_up(Moment.HAND)

    def back_up_before_import(self) -> None:
        """Makes a backup before much is written at once. On the writer's thread."""
        self.back_up(Moment.IMPORT)

    def back_up(self, moment: Moment) -> None:
        """Makes a backup now. In the background."""
        with self._making:
            made = backup.make(self._path, key=None, now=self._clock(), moment=moment)
        self.last_backup = made.at

    def is_time(self) -> bool:
        """Whether so much time has passed since the last backup that one may be due."""
        last = self.last_backup
        return last is None or self._clock() - last >= backup.SECONDS_BETWEEN

    def folder(self) -> Path:
        """Where the backups lie."""
        return backup.folder_of(self._path)

    def choose_folder(self, folder: Path | None) -> None:
        """Puts later backups elsewhere."""
        backup.choose_folder(self._path, folder)

    def backups(self) -> tuple[BackupEntry, ...]:
        """What there is, newest first. `intact` says whether a checksum stands beside it."""
        return tuple(
            BackupEntry(
                path=one.path,
                at=one.at,
                size=one.size,
                reason=_(REASONS[one.moment]) if one.moment in REASONS else one.moment,
                intact=True if one.sha256 else None,
            )
            for one in backup.backups(self._path)
        )

    def check(self) -> tuple[str, ...]:
        """Everything that can be proved about the file, as sentences. In the background."""
        return check.check_file(self._path).findings
