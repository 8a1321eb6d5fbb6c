"""Garbage is collected on the window's thread alone."""

import gc
import sys
import threading
import weakref

import pytest
from pytestqt.qtbot import QtBot

from revops_desktop.app import Program
from revops_desktop.ui import garbage


class Circle:
    """Only the collector can let go of it."""

    def __init__(self) -> None:
        self.me = self


def test_a_full_generation_is_collected() -> None:
    gc.collect()
    left = weakref.ref(Circle())
    garbage.collect_if_due()
    assert left() is not None
    kept: list[list[object]] = [[] for _place in range(gc.get_threshold()[0] + 10)]
    garbage.collect_if_due()
    assert left() is None and kept


def test_nothing_is_collected_while_others_work(
    qtbot: QtBot, opened: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What another thread holds would be looked through by the window's, again and again."""
    monkeypatch.setattr(garbage, "MILLISECONDS", 20)
    assert opened.actions is not None
    qtbot.waitUntil(lambda: not opened.actions.is_busy)  # type: ignore[union-attr]
    goes_on, seen, phases = threading.Event(), threading.Event(), []

    def work() -> None:
        seen.set()
        goes_on.wait(30)

    def note(phase: str, _info: object) -> None:
        phases.append(phase)

    opened.actions.later(work, lambda _nothing: None)
    assert seen.wait(30)
    kept = [[] for _place in range(2 * gc.get_threshold()[0])]  # type: ignore[var-annotated]
    collecting = garbage.keep_collecting()
    gc.callbacks.append(note)
    try:
        qtbot.wait(3 * garbage.MILLISECONDS)
        assert phases == [] and kept
        goes_on.set()
        qtbot.waitUntil(lambda: bool(phases))
    finally:
        gc.callbacks.remove(note)
        collecting.stop()
        goes_on.set()


def test_no_other_thread_collects(qtbot: QtBot, opened: Program) -> None:
    threads: set[int] = set()

    def note(phase: str, _info: object) -> None:
        threads.add(threading.get_ident())

    def work() -> list[list[object]]:
        return [[Circle()] for _place in range(20 * gc.get_threshold()[0])]

    collecting = garbage.keep_collecting()
    gc.callbacks.append(note)
    try:
        made: list[object] = []
        assert opened.actions is not None
        opened.actions.later(work, made.append)
        qtbot.waitUntil(lambda: bool(made and threads))
    finally:
        gc.callbacks.remove(note)
        collecting.stop()
    assert threads == {threading.get_ident()}


def test_what_was_imported_is_not_looked_through(monkeypatch: pytest.MonkeyPatch) -> None:
    collecting = garbage.keep_collecting()
    left = weakref.ref(Circle())
    kept: list[list[object]] = [[] for _place in range(gc.get_threshold()[0] + 10)]
    with monkeypatch.context() as changed:
        for number in range(garbage.FEW + 1):
            changed.setitem(sys.modules, f"came_{number}", garbage)
        garbage._collect_in_peace()
        assert left() is not None and gc.get_freeze_count() > 0
    gc.unfreeze()
    garbage._collect_in_peace()
    gc.collect()
    collecting.stop()
    assert left() is None and kept
