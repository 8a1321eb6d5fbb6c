"""The pages of figures: how long do they hold the window, in one turn, for a frame of 16 ms?

Each page is shown first and again, a deal moves while it is seen, the window gets another size,
the look changes. It is the first thread's own time; what a page shows hardly grows with the file.
"""

import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from revops_desktop.app import Program, make_demo
from revops_desktop.operations import deals
from revops_desktop.ui.board.page import BoardPage
from revops_desktop.ui.figures.beforehand import QUESTIONS
from tests.ui.conftest import NOW

DEALS = 2_500
# On a quiet machine all stay within a frame; a shared one takes the rest.
LONGEST = 0.04
HOW = ("first", "again", "moved", "resized")


@pytest.fixture
def program(qapp: QApplication, tmp_path: Path) -> Iterator[Program]:
    path = tmp_path / "demo.revops"
    make_demo(path, today=date(2026, 4, 1), deals=DEALS)
    made = Program(qapp, clock=lambda: NOW)
    made.preferences.theme = "light"
    made.set_theme()
    made.window.resize(1280, 800)
    made.window.painted.connect(made.first_frame)
    assert made.open_file(path)
    made.window.show()
    longest(made, lambda: None)
    yield made
    made.end()
    made.window.close()
    made.window.deleteLater()


def longest(program: Program, begin: Callable[[], object]) -> float:
    """The longest turn of the first thread, in seconds, until all is answered and shown."""
    begun = time.thread_time()
    begin()
    found, still = time.thread_time() - begun, time.monotonic() + 0.3
    while time.monotonic() < still:
        begun = time.thread_time()
        QApplication.processEvents()
        found = max(found, time.thread_time() - begun)
        # Outside of the program's own loop nobody else deletes what was let go.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        if program.actions is not None and program.actions.is_busy:
            still = time.monotonic() + 0.3
        time.sleep(0.001)
    return found


def movable(program: Program) -> tuple[list[int], int]:
    """Deals of the board's second column, and the stage two columns on."""
    program.window.show_page("board")
    longest(program, lambda: None)
    page = program.window.page("board")
    assert isinstance(page, BoardPage) and page.board is not None
    columns = page.board.columns
    return [card.deal_id for card in columns[1].cards], columns[3].stage.stage_id


def test_no_page_holds_the_window(program: Program) -> None:
    window, actions = program.window, program.actions
    assert actions is not None
    ids, stage_id = movable(program)
    worst = dict.fromkeys(HOW, 0.0)
    for key in QUESTIONS:
        longest(program, partial(window.resize, 1280, 800))
        found = {"first": longest(program, partial(window.show_page, key))}
        moved = {"deal_id": ids.pop(), "stage_id": stage_id, "override": "x"}
        assert actions.do(deals.move_to_stage, **moved) is not None
        found["moved"] = longest(program, lambda: None)
        window.show_page("today")
        longest(program, lambda: None)
        found["again"] = longest(program, partial(window.show_page, key))
        found["resized"] = longest(program, lambda: window.resize(1320, 830))
        told = ", ".join(f"{name} {seconds * 1000:.0f}" for name, seconds in found.items())
        print(f"\n{key}, longest turn in ms: {told}", end="")
        worst = {name: max(worst[name], found[name]) for name in worst}
    program.preferences.theme = "dark"
    worst["dressed"] = longest(program, program.set_theme)
    print(f"\nanother look, with all pages built: {worst['dressed'] * 1000:.0f} ms", end="")
    assert {name: found for name, found in worst.items() if found > LONGEST} == {}
