"""Long work on a file that a person may stop: asked again and again while statements run.

SQLite calls back after so many of its own steps, so that one statement of seconds ends within
milliseconds. What it had written is rolled back by whoever runs the transaction.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from revops_desktop.database import faults

# About a millisecond of plain work; some steps call functions in Python.
_STEPS = 5_000

_ASKED: ContextVar[Callable[[], bool] | None] = ContextVar("stopping", default=None)


class Stopped(Exception):
    """The work was stopped as it was asked to be; nothing of it is left."""


@contextmanager
def stopping(asked: Callable[[], bool]) -> Iterator[None]:
    """Within it, work of this thread on a file stops as soon as `asked` answers True.

    Raises Stopped then. `asked` is called some hundred times a second, from inside statements.
    """
    token = _ASKED.set(asked)
    try:
        yield
    except Exception as error:
        if faults.is_stopped(error):
            raise Stopped from error
        raise
    finally:
        _ASKED.reset(token)


def is_watched() -> bool:
    """Whether anybody may stop what this thread does."""
    return _ASKED.get() is not None


def stop_if_asked() -> None:
    """Raises Stopped where that is wanted: between the parts of work that is no statement."""
    asked = _ASKED.get()
    if asked is not None and asked():
        raise Stopped


@contextmanager
def watched(connection: Any) -> Iterator[None]:
    """The statements of a raw connection are those that may be stopped."""
    asked = _ASKED.get()
    if asked is None:
        yield
        return
    connection.set_progress_handler(lambda: 1 if asked() else 0, _STEPS)
    try:
        yield
    finally:
        connection.set_progress_handler(None, 0)
