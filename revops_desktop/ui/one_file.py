"""What all windows of one open file share: what was changed, what is running, the threads.

Each window has Actions of its own around the same workspace; all of them stand on one OneFile, so
that a change, an undo or a long work in one window is known in every other.
"""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QThreadPool, Signal, Slot

from revops_desktop.errors import Problem
from revops_desktop.ui.background import Progress, Running, Task

# Two questions at a time, and what warms up or checks behind them.
POOL = 3

Outcome = Callable[[Any, BaseException | None], None]


class OneFile(QObject):
    """One for each open file; it outlives every window but the last."""

    changed = Signal(object)
    member_changed = Signal()
    running_changed = Signal(object)
    progressed = Signal(int, int)

    _worked = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # Holds a write back until the checks of the opened file are done; may raise a Problem.
        self.before_write: Callable[[], None] = lambda: None
        # Called on the writer's thread before each long write: the backup.
        self.before_long_write: Callable[[], None] = lambda: None
        self.running: Running | None = None
        # Quiet work that would take long looks here whether it must end.
        self.is_closing = False
        self._receive: Outcome = lambda value, failure: None
        self.pool = QThreadPool(self)
        self.pool.setMaxThreadCount(POOL)
        # A thread that ends would leave its reader connection behind.
        self.pool.setExpiryTimeout(-1)
        self._writer = QThreadPool(self)
        self._writer.setMaxThreadCount(1)
        self._worked.connect(self._on_worked)

    def run(
        self, title: str, work: Callable[[Progress], Any], receive: Outcome, *, writes: bool
    ) -> None:
        """Begins the one long work there may be at a time; `receive` gets its outcome."""
        progress = Progress(self.progressed.emit)
        self.running = Running(title, progress, writes)
        self._receive = receive
        self.running_changed.emit(self.running)
        self._writer.start(Task(lambda: work(progress), self._worked.emit))

    @Slot(object, object)
    def _on_worked(self, value: Any, failure: BaseException | None) -> None:
        running, receive = self.running, self._receive
        self.running = None
        self._receive = lambda value, failure: None
        self.running_changed.emit(None)
        stopped = running is not None and running.progress.cancelled()
        if stopped and isinstance(failure, Problem):
            # It was asked to stop, and did: no word needed.
            return
        if failure is None and hasattr(value, "changed"):
            self.changed.emit(value.changed)
        receive(value, failure)

    def close(self) -> None:
        """Ends work under way and waits for it; the workspace may be closed then."""
        self.is_closing = True
        if self.running is not None:
            self.running.progress.cancel()
        self.pool.clear()
        self.pool.waitForDone()
        self._writer.waitForDone()
