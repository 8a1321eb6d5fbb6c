"""Work on other threads: what runs there, and how far it is."""

import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QRunnable
from shiboken6 import isValid

from revops_desktop.i18n import language, use_language


class Progress:
    """How far a long work is, told from its thread; and whether it was asked to stop."""

    _INTERVAL = 0.05

    def __init__(self, tell: Callable[[int, int], None]) -> None:
        self._tell = tell
        self._stop = threading.Event()
        self._told_at = 0.0

    def step(self, done: int, total: int) -> None:
        """`done` of `total` are finished; told at most every 50 ms, the last always."""
        now = time.monotonic()
        if done >= total or now - self._told_at >= self._INTERVAL:
            self._told_at = now
            self._tell(done, total)

    def cancelled(self) -> bool:
        """True once the person asked to stop; the work then ends with nothing kept."""
        return self._stop.is_set()

    def cancel(self) -> None:
        """Asks the work to stop."""
        self._stop.set()


class _AtWork:
    """How many tasks are at work now, in all pools."""

    def __init__(self) -> None:
        self._number = 0
        self._counting = threading.Lock()

    def __enter__(self) -> None:
        with self._counting:
            self._number += 1

    def __exit__(self, *_: object) -> None:
        with self._counting:
            self._number -= 1

    def __bool__(self) -> bool:
        return self._number > 0


at_work = _AtWork()


def is_gone(one: object) -> bool:
    """Whether it is a widget that is gone, or a receiver that belongs to one, or was given one."""
    if isinstance(one, partial):
        return any(map(is_gone, (one.func, *one.args)))
    owner = getattr(one, "__self__", one)
    return isinstance(owner, QObject) and not isValid(owner)


class Task(QRunnable):
    """Runs `work` on a pool thread and hands its outcome to `done` (a signal's emit)."""

    def __init__(self, work: Callable[[], Any], done: Callable[[Any, Any], None]) -> None:
        super().__init__()
        self._work = work
        self._done = done
        self._language = language()

    def run(self) -> None:
        outcome: Any = None
        failure: BaseException | None = None
        try:
            with at_work, use_language(self._language):
                outcome = self._work()
        except BaseException as error:  # handed to the UI thread, which shows it
            failure = error
        try:
            self._done(outcome, failure)
        except RuntimeError:
            # The window was closed meanwhile and took its signals along.
            return


class Running:
    """A long work under way, as the status line shows it."""

    def __init__(self, title: str, progress: Progress, writes: bool) -> None:
        self.title = title
        self.progress = progress
        self.writes = writes
