"""How far an import or an export is, and whether it is to stop."""

import time
from typing import Protocol

from revops_desktop.exchange.refusals import Cancelled
from revops_desktop.i18n import _

# Progress is told in thousandths: so many of them are done once all is read, and written.
STEPS = 1000
READING = 250
WRITING = 700


class Progress(Protocol):
    """Whoever watches the import."""

    def step(self, done: int, total: int) -> None:
        """`done` of `total` are finished."""

    def cancelled(self) -> bool:
        """True when the person asked to stop."""


class Parts:
    """Tells one watcher of the parts of a whole: reading, writing, and the end of the transaction,
    whose statements only say that they go on."""

    def __init__(self, progress: Progress, records: int = 0) -> None:
        self._progress = progress
        self._records = max(1, records)
        self._begun = time.monotonic()
        self._ending: float | None = None
        self._told = 0

    def write(self, records: int) -> None:
        """So many records are written."""
        stop_if_asked(self._progress)
        if records >= self._records and self._ending is None:
            self._ending = time.monotonic()
        self._tell(READING + (WRITING - READING) * min(1, records / self._records))

    def cancelled(self) -> bool:
        """Whether the person asked to stop; asked again and again while statements run."""
        if self._ending is not None:
            # What follows takes about as long as writing did; where it takes longer, progress comes
            # ever nearer to the end.
            usual = max(self._ending - self._begun, 0.01)
            part = (time.monotonic() - self._ending) / usual
            self._tell(WRITING + (STEPS - WRITING) * part / (part + 0.3))
        return self._progress.cancelled()

    def _tell(self, done: float) -> None:
        if int(done) > self._told:
            self._told = int(done)
            self._progress.step(self._told, STEPS)


class Silent:
    """Nobody watches."""

    def step(self, done: int, total: int) -> None:
        """Tells nobody."""

    def cancelled(self) -> bool:
        """Nobody asks to stop."""
        return False


class Forwards:
    """Tells one watcher of what is done, but never of less than before: files may be read again."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._told = 0
        self.cancelled = progress.cancelled

    def step(self, done: int, total: int) -> None:
        """`done` of `total` are finished."""
        self._told = max(self._told, done)
        self._progress.step(self._told, total)


def stop_if_asked(progress: Progress) -> None:
    """Raises Cancelled where the person asked for it."""
    if progress.cancelled():
        raise cancelled()


def cancelled() -> Cancelled:
    """What is said once an import was stopped."""
    return Cancelled(_("The import was cancelled. Nothing was imported."))
