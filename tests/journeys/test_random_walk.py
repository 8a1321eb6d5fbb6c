"""Whatever a person does in the window, in whatever order: the screen shows the file."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from revops_desktop.app import Program
from revops_desktop.ui import theme
from revops_desktop.ui.board.page import BoardPage
from revops_desktop.ui.main_window import MainWindow
from revops_desktop.ui.tables.records_page import RecordsPage
from tests.conftest import NOW
from tests.journeys.wanderer import Step, Wanderer

STEPS = st.lists(
    st.builds(
        Step,
        st.sampled_from(Wanderer.KINDS),
        st.integers(min_value=0, max_value=60),
        st.integers(min_value=0, max_value=60),
    ),
    min_size=4,
    max_size=14,
)
SUITE, NIGHTLY = 3, 200
Walk = Callable[[list[Step]], None]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, demo_file: Path) -> Path:
    """A small demo, closed: every walk begins with a copy beside it."""
    return Path(shutil.copy(demo_file, tmp_path_factory.mktemp("walk") / "demo.revops"))


@contextmanager
def wandering(qapp: QApplication, qtbot: QtBot, file: Path) -> Iterator[Wanderer]:
    """A program with its window on a copy of the file, ended afterwards."""
    copy = file.with_name("walked.revops")
    shutil.copy(file, copy)
    clock = [NOW + 8 * 3600]
    program = Program(qapp, clock=lambda: clock[0])
    program.preferences.theme = "light"
    program.set_theme()
    program.preferences.remember_member(copy, None)
    try:
        program.window.resize(1280, 800)
        assert program.open_file(copy)
        program.window.show()
        program.windows.refresh_steps()
        yield Wanderer(program, qtbot, clock)
    finally:
        program.end()
        program.window.close()
        program.window.deleteLater()
        QApplication.processEvents()
        theme.apply(qapp, dark=False)


def read(window: MainWindow) -> list[object]:
    """What stands on the page in front, for comparing two windows."""
    page = window.page(window.page_key)
    if isinstance(page, BoardPage):
        return [
            (pane.stage, pane.model.totals, pane.model.card(row))
            for pane in page.area.columns
            for row in range(pane.model.rowCount())
        ]
    if isinstance(page, RecordsPage) and page.panel is not None:
        model = page.panel.model
        return [
            model.index(row, column).data()
            for row in range(min(20, model.rowCount()))
            for column in range(model.columnCount())
        ]
    return []


@pytest.fixture
def walk(qapp: QApplication, qtbot: QtBot, demo: Path) -> Walk:
    """Takes the steps one by one, and looks after each."""

    def walked(steps: list[Step]) -> None:
        with wandering(qapp, qtbot, demo) as wanderer:
            wanderer.settle()
            for step in steps:
                wanderer.take(step)
                wanderer.look()
            wanderer.filter(0, 0)
            for key in ("board", "companies"):
                wanderer.window.show_page(key)
                wanderer.settle()
                wanderer.look()
                wanderer.compare_with_a_new_window(read)

    return walked


HELD = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]


@settings(max_examples=SUITE, deadline=None, suppress_health_check=HELD)
@given(steps=STEPS)
def test_the_screen_is_the_file_after_every_step(walk: Walk, steps: list[Step]) -> None:
    walk(steps)


@pytest.mark.nightly
@settings(
    max_examples=int(os.environ.get("WALKS", NIGHTLY)),
    deadline=None,
    derandomize=False,
    suppress_health_check=HELD,
)
@given(steps=STEPS)
def test_two_hundred_walks(walk: Walk, steps: list[Step]) -> None:
    walk(steps)


def test_every_kind_of_step_is_taken_back_and_done_again(walk: Walk) -> None:
    steps = []
    for number, kind in enumerate(sorted(set(Wanderer.KINDS) - {"undo", "redo", "time"})):
        steps += [Step(kind, 3 + number, 5), Step("undo", 0, 0), Step("redo", 0, 0)]
    walk(steps)
