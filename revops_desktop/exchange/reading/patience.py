"""Whoever waits for a big file may stop waiting at any moment."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Thread
from typing import TypeVar

Read = TypeVar("Read")

# Seconds between two questions whether to go on.
_A_WHILE = 0.05
_ask: ContextVar[Callable[[], None] | None] = ContextVar("ask", default=None)


@contextmanager
def patience(ask: Callable[[], None]) -> Iterator[None]:
    """While files are read in here, `ask` is called again and again; it may raise to stop that."""
    before = _ask.set(ask)
    try:
        yield
    finally:
        _ask.reset(before)


def asked() -> None:
    """Asks whoever waits, if anyone does."""
    ask = _ask.get()
    if ask is not None:
        ask()


def waited(read: Callable[[], Read]) -> Read:
    """What `read` reads, which cannot be stopped itself: where the answer is no longer wanted, its
    end is not waited for."""
    if _ask.get() is None:
        return read()
    found: list[Read] = []
    problems: list[BaseException] = []

    def run() -> None:
        try:
            found.append(read())
        except BaseException as problem:
            problems.append(problem)

    thread = Thread(target=run, daemon=True, name="reading")
    thread.start()
    while thread.is_alive():
        thread.join(_A_WHILE)
        asked()
    if problems:
        raise problems[0]
    return found[0]
