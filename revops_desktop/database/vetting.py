"""What a file is looked at for after it was opened and shown, before anything is written into it.

It runs in the background while the first board is read; the first write waits for it. A file found
damaged is never written, and no backup of it replaces an older one.
"""

import threading

from revops_desktop.database import backup, check, faults
from revops_desktop.database.backup import Backup, Moment
from revops_desktop.database.connection import open_connection
from revops_desktop.database.opening import OpenFile
from revops_desktop.errors import StorageProblem


class Vetting:
    """The checks of one open file and its backup at start; run once, by whoever comes first."""

    def __init__(self, file: OpenFile, *, needed: bool) -> None:
        self._file = file
        self._running = threading.Lock()
        self._result = None if needed else check.CheckResult((), {})
        # Why no backup was made at start; the work may go on.
        self.backup_problem: StorageProblem | None = None

    def run(self, now: int) -> check.CheckResult:
        """The result, after the checks have run; `now` in UTC seconds dates the backup."""
        with self._running:
            if self._result is None:
                self._result = self._look()
                if self._result.is_sound and not self._file.read_only:
                    try:
                        self.back_up(now, Moment.START)
                    except StorageProblem as problem:
                        self.backup_problem = problem
            return self._result

    def require(self, now: int) -> None:
        """Before a write: waits for the checks; raises StorageProblem if the file is damaged."""
        result = self._result or self.run(now)
        if not result.is_sound:
            raise faults.damaged(self._file.path, result.findings[0])

    def back_up(self, now: int, moment: Moment) -> Backup | None:
        """A backup if one is due at this moment; None otherwise."""
        path, key = self._file.path, self._file.key
        self._file.identity.verify()
        newest = next(iter(backup.backups(path)), None)
        action_id = self._ask_newest_action()
        if not backup.is_due(newest, action_id=action_id, now=now, moment=moment):
            return None
        return backup.make(path, key=key, now=now, moment=moment)

    def _look(self) -> check.CheckResult:
        self._file.identity.verify()
        connection = check.connect(self._file.path, self._file.key)
        try:
            return check.quick_check(connection)
        finally:
            connection.close()

    def _ask_newest_action(self) -> int:
        connection = open_connection(self._file.path, key=self._file.key, read_only=True)
        try:
            return backup.newest_action(connection)
        finally:
            connection.close()
