"""The window while 20,000 rows are looked at, checked, imported, undone: how long is it deaf?

A turn is one round of the loop of events: what is typed or clicked meanwhile waits for all of it.
It is measured by the clock, as whoever sits there waits, in the whole program, with its look, its
collector and what it does behind: the first thread also waits for what holds Python's lock. So
other programs must not take the machine's cores meanwhile.
"""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from revops_desktop.app import Program
from revops_desktop.ui.exchange.draft import Step
from revops_desktop.ui.exchange.page import ExchangePage
from tests.river import make_river
from tests.ui.conftest import running

ROWS = 20_000
LONGEST_SECONDS = 0.016
# Once a session the page itself is built: where files are dropped, what was imported, export.
LONGEST_FIRST_SECONDS = 0.05
MOST_CANCEL_SECONDS = 0.2
# Nothing more is heard of what was begun after that long.
QUIET_SECONDS = 0.3
# The log is folded in a second after the last change.
BEHIND_SECONDS = 2.5

Steps = tuple[Step, ...]
LOOKED_AT: Steps = ("kind", "columns", "values", "match", "check")


@pytest.fixture
def program(qapp: QApplication, tmp_path: Path) -> Iterator[Program]:
    path = tmp_path / "window.revops"
    make_river(path).close()
    with running(qapp) as made:
        made.window.painted.connect(made.first_frame)
        assert made.open_file(path)
        made.window.show()
        turns(made, lambda: None)
        yield made


@pytest.fixture
def deals(tmp_path: Path) -> Path:
    path = tmp_path / "deals.csv"
    with open(path, "w", encoding="utf-8") as file:
        file.write("Deal name,Company,Stage,Created,Amount,Owner\n")
        for number in range(ROWS):
            file.write(
                f"Deal {number},Company {number % 5000},Lead,2026-01-07,{number * 1000},Sato\n"
            )
    return path


def turns(
    program: Program,
    begin: Callable[[], object],
    ready: Callable[[], bool] = lambda: True,
    quiet: float = QUIET_SECONDS,
) -> list[float]:
    """How long each turn took until all is `ready`, answered and shown, longest first."""
    begun = time.perf_counter()
    begin()
    found, still = [time.perf_counter() - begun], time.monotonic() + quiet
    while time.monotonic() < still:
        begun = time.perf_counter()
        QApplication.processEvents()
        # Outside of the program's own loop nobody else deletes what was let go.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        found.append(time.perf_counter() - begun)
        if not ready() or (program.actions is not None and program.actions.is_busy):
            still = time.monotonic() + quiet
        time.sleep(0.0005)
    return sorted(found, reverse=True)


def page_of(program: Program) -> ExchangePage:
    page = program.window.page("exchange")
    assert isinstance(page, ExchangePage)
    return page


def test_an_import_leaves_the_window_free(program: Program, deals: Path) -> None:
    longest = {"first shown": turns(program, lambda: program.window.show_page("exchange"))}
    assistant = page_of(program).assistant
    work = assistant.work
    for when in ("first", "again"):
        longest[f"{when}, looking, guessing, checking"] = turns(
            program,
            lambda: page_of(program).take_files([deals]),
            lambda: work.draft.checked is not None,
        )
        for step in LOOKED_AT:

            def show(step: Step = step) -> None:
                assistant.show_step(step)

            longest[f"{when}, {step}"] = turns(program, show)
        if when == "first":
            longest["importing"] = turns(
                program, work.import_now, lambda: assistant.step == "done", BEHIND_SECONDS
            )
        longest[f"{when}, leaving"] = turns(program, assistant.leave)
    actions = program.actions
    assert actions is not None
    for name, back in (("undoing", actions.undo), ("redoing", actions.redo)):
        longest[name] = turns(program, back, quiet=BEHIND_SECONDS)
    for name, found in longest.items():
        print(f"\n{name}: {told(found)}", end="")
    assert longest.pop("first shown")[0] < LONGEST_FIRST_SECONDS
    assert {name for name, found in longest.items() if found[0] > LONGEST_SECONDS} == set()


def test_cancelling_works_at_once(program: Program, deals: Path) -> None:
    program.window.show_page("exchange")
    page = page_of(program)
    work = page.assistant.work
    turns(program, lambda: page.take_files([deals]), lambda: work.draft.checked is not None)
    page.assistant.show_step("check")
    for wait in (0.05, 0.5, 1.5):
        work.import_now()
        until = time.monotonic() + wait
        while time.monotonic() < until:
            QApplication.processEvents()
            time.sleep(0.0005)
        assert work.is_importing
        began = time.perf_counter()
        work.cancel()
        while work.is_importing:
            QApplication.processEvents()
            time.sleep(0.0005)
        taken = time.perf_counter() - began
        print(f"\ncancelled after {wait} s: {taken * 1000:.0f} ms", end="")
        assert work.done is None
        assert taken < MOST_CANCEL_SECONDS


def told(found: list[float]) -> str:
    """The three longest, in ms."""
    return ", ".join(f"{one * 1000:.1f}" for one in found[:3])
