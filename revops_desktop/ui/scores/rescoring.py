"""Keeps lead scores up to date in the background: after a change of the rules, and each new day.

One for each open file, beside everything else that goes on: nobody waits for it, and what was not
finished when the file is closed is made up when it is opened again.
"""

import sys
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from revops_desktop.errors import Problem
from revops_desktop.ui.background import Task

if TYPE_CHECKING:
    from revops_desktop.ui.actions import Actions, ChangedLike

# How often is it looked whether another day has begun?
_CLOCK_MILLISECONDS = 10 * 60_000


class Rescorer(QObject):
    """`progressed` tells how many of how many contacts are done; (0, 0): nothing is under way."""

    progressed = Signal(int, int)

    _worked = Signal(object, object)

    def __init__(self, actions: "Actions") -> None:
        super().__init__(actions.file)
        self._file = actions.file
        self._workspace, self._now = actions.workspace, actions.now
        self._is_wanted = False
        self.is_running = False
        self._worked.connect(self._on_worked)
        self._file.changed.connect(self._on_changed)
        self._clock = QTimer(self)
        self._clock.setInterval(_CLOCK_MILLISECONDS)
        self._clock.timeout.connect(self.look)
        self._clock.start()

    def look(self) -> None:
        """Scores anew, in the background, whatever is not as it should be now."""
        if self._file.is_closing:
            return
        if self.is_running:
            self._is_wanted = True
            return
        self.is_running, self._is_wanted = True, False
        self._file.pool.start(Task(self._work, self._worked.emit))

    def _work(self) -> Any:
        return self._workspace.rescore(at=self._now(), step=self._step)

    def _step(self, done: int, whole: int) -> bool:
        if self._file.is_closing:
            return False
        if whole:
            self.progressed.emit(done, whole)
        return True

    def _on_changed(self, changed: "ChangedLike") -> None:
        if changed.tables & {"score_rule", "workspace"}:
            self.look()

    @Slot(object, object)
    def _on_worked(self, value: Any, failure: BaseException | None) -> None:
        self.is_running = False
        self.progressed.emit(0, 0)
        if isinstance(failure, Problem):
            # The file cannot be written; whoever writes in it next is told.
            return
        if failure is not None:
            sys.excepthook(type(failure), failure, failure.__traceback__)
        elif value.tables:
            self._file.changed.emit(value)
        if self._is_wanted:
            self.look()


def rescorer_of(actions: "Actions") -> Rescorer:
    """The one of the open file, made where there is none yet."""
    found: Rescorer | None = actions.file.findChild(Rescorer)
    return found if found is not None else Rescorer(actions)
