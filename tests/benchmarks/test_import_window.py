"""The window while 20,000 rows are looked at, checked and imported: how long is it deaf?

A gap is time in which the first thread works at one piece and hears nothing; what other threads
and other programs take of the machine is none of ours, so it is measured as the thread's own time.
"""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from revops_desktop.ui.actions import Actions
from revops_desktop.ui.exchange.page import ExchangePage
from tests.conftest import NOW
from tests.river import make_river

ROWS = 20_000
LONGEST_OWN_SECONDS = 0.016
# One new page comes in front at the end, with all its widgets.
LONGEST_END_SECONDS = 0.05
MOST_CANCEL_SECONDS = 0.2


@pytest.fixture
def page(tmp_path: Path, qtbot: QtBot) -> Iterator[ExchangePage]:
    workspace = make_river(tmp_path / "window.revops")
    actions = Actions(workspace, clock=lambda: NOW)
    made = ExchangePage(actions)
    qtbot.addWidget(made)
    made.resize(1090, 740)
    made.show()
    qtbot.waitUntil(lambda: not actions.is_busy)
    yield made
    actions.close()
    workspace.close()


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


def gaps(qapp: QApplication, ready: Callable[[], bool]) -> tuple[list[float], float]:
    """The longest pieces of the first thread's own time until `ready`, longest first; and all."""
    found, began = [], time.perf_counter()
    last = time.thread_time()
    while not ready():
        qapp.processEvents()
        now = time.thread_time()
        found.append(now - last)
        last = now
        time.sleep(0.0005)
    return sorted(found, reverse=True), time.perf_counter() - began


def test_looking_checking_and_importing_leave_the_window_free(
    page: ExchangePage, deals: Path, qapp: QApplication
) -> None:
    work = page.assistant.work
    page.take_files([deals])
    qapp.processEvents()
    parts = {
        "looking": lambda: work.draft.is_looked_at,
        "guessing": lambda: work.draft.guessed is not None,
        "checking": lambda: work.draft.checked is not None,
    }
    longest: dict[str, list[float]] = {}
    for name, ready in parts.items():
        longest[name], seconds = gaps(qapp, ready)
        print(f"\n{name}: {seconds:.2f} s, own {told(longest[name])}")
    page.assistant.show_step("check")
    qapp.processEvents()
    work.import_now()
    longest["importing"], seconds = gaps(qapp, lambda: work.done is not None)
    print(f"\nimporting: {seconds:.2f} s, own {told(longest['importing'])}")
    for name, found in longest.items():
        assert found[0] < LONGEST_END_SECONDS, name
        assert found[2] < LONGEST_OWN_SECONDS, name


def test_cancelling_works_at_once(page: ExchangePage, deals: Path, qapp: QApplication) -> None:
    work = page.assistant.work
    page.take_files([deals])
    gaps(qapp, lambda: work.draft.checked is not None)
    page.assistant.show_step("check")
    for wait in (0.05, 0.5, 1.5):
        work.import_now()
        gaps(qapp, _after(wait))
        began = time.perf_counter()
        work.cancel()
        gaps(qapp, lambda: page.actions_.running is None and not work.is_importing)
        taken = time.perf_counter() - began
        print(f"\ncancelled after {wait} s: {taken * 1000:.0f} ms")
        assert work.done is None
        assert taken < MOST_CANCEL_SECONDS


def _after(seconds: float) -> Callable[[], bool]:
    until = time.perf_counter() + seconds
    return lambda: time.perf_counter() > until


def told(found: list[float]) -> str:
    """The three longest, in ms."""
    return ", ".join(f"{one * 1000:.0f}" for one in found[:3])
