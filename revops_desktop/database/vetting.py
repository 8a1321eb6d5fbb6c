"""What a file is looked at for after it was opened and shown, before anything is written into it.

The checks run in the background while the first board is read; the first write waits for them. A
file found damaged is never written, and no backup of it replaces an older one. Writes do not wait
for the backup: it is a copy of one snapshot.
"""

import threading

from revops_desktop.database import backup, check, faults
from revops_desktop.database.backup import Backup, Moment
from revops_desktop.database.connection import open_connection
from revops_desktop.database.opening import OpenFile
from revops_desktop.errors import StorageProblem


class Vetting:
    """The checks of one open file and its backup at start; once, by whoever comes first."""

    def __init__(self, file: OpenFile, *, needed: bool) -> None:
        self._file = file
        self._looking = threading.Lock()
        self._result = None if needed else check.CheckResult((), {})
        self._backed_up = not needed
        # Why no backup was made before the first write; the work may go on.
        self.backup_problem: StorageProblem | None = None

    def run(self) -> check.CheckResult:
        """The result of the checks, which run if they have not; in any thread.

        Whoever calls it also sees to the backup at start: writers no longer do.
        """
        self._backed_up = True
        return self._checked()

    def require(self, now: int) -> None:
        """Before a write: waits for the checks; raises StorageProblem if the file is damaged.

        Where nobody else does, it makes the backup at start, dated `now` in UTC seconds.
        """
        result = self._checked()
        if not result.is_sound:
            raise faults.damaged(self._file.path, result.findings[0])
        if not self._backed_up:
            self._backed_up = True
            try:
                self.back_up(now, Moment.START)
            except StorageProblem as problem:
                self.backup_problem = problem

    def _checked(self) -> check.CheckResult:
        with self._looking:
            if self._result is None:
                self._result = self._look()
            return self._result

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
