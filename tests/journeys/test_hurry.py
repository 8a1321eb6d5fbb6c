"""Nobody waits: windows, pages, look and language change while what was begun before goes on."""

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from revops_desktop.app import Program
from revops_desktop.operations import deals
from revops_desktop.ui.main_window import MainWindow
from revops_desktop.ui.navigation import PAGES
from tests.ui.conftest import running

KEYS = [entry.key for entry in PAGES]
STEPS = 40
SEEDS = [0, *(pytest.param(seed, marks=pytest.mark.nightly) for seed in range(1, 60))]


class Hurry:
    """Somebody who does the next thing at once."""

    def __init__(self, program: Program, file: Path, seed: int) -> None:
        self.program, self.file = program, file
        self.chance = random.Random(seed)

    def step(self) -> None:
        """Does one thing, in any window, and hardly waits."""
        kinds = (
            *(self.page, self.page, self.look, self.language, self.window, self.close),
            *(self.resize, self.edit, self.deal, self.undo, self.file_anew),
        )
        self.chance.choice(kinds)(self.chance.choice(self.program.windows.all))
        for _turn in range(self.chance.choice((0, 0, 1, 2, 5, 20))):
            QApplication.processEvents()
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def page(self, window: MainWindow) -> None:
        window.show_page(self.chance.choice(KEYS))

    def look(self, _window: MainWindow) -> None:
        self.program.preferences.theme = self.chance.choice(("dark", "light"))
        self.program.set_theme()

    def language(self, _window: MainWindow) -> None:
        self.program.set_language(self.chance.choice(("ja", "en")))

    def window(self, _window: MainWindow) -> None:
        if self.program.windows.count < 3:
            self.program.windows.new()

    def close(self, window: MainWindow) -> None:
        if self.program.windows.count > 1:
            window.close()

    def resize(self, window: MainWindow) -> None:
        window.resize(self.chance.randint(960, 1500), self.chance.randint(650, 1000))

    def edit(self, window: MainWindow) -> None:
        if window.actions_ is not None:
            fields = {"source": f"Source {self.chance.randint(1, 9)}"}
            window.actions_.do(deals.edit, deal_id=self.chance.randint(1, 50), fields=fields)

    def deal(self, window: MainWindow) -> None:
        if window.actions_ is not None:
            window.actions_.deal_wanted.emit(self.chance.randint(1, 50))

    def undo(self, window: MainWindow) -> None:
        if window.actions_ is not None:
            window.actions_.undo()

    def file_anew(self, _window: MainWindow) -> None:
        if self.chance.random() < 0.3:
            self.program.close_file()
            assert self.program.open_file(self.file)


@pytest.fixture
def program(qapp: QApplication) -> Iterator[Program]:
    with running(qapp) as made:
        yield made


@pytest.mark.parametrize("seed", SEEDS)
def test_whoever_is_in_a_hurry_ends_with_whole_windows(
    program: Program, demo_file: Path, tmp_path: Path, qtbot: QtBot, seed: int
) -> None:
    file = Path(shutil.copy(demo_file, tmp_path / "demo.revops"))
    program.preferences.remember_member(file, None)
    assert program.open_file(file)
    program.window.show()
    hurry = Hurry(program, file, seed)
    for _step in range(STEPS):
        hurry.step()

    def is_settled(window: MainWindow) -> bool:
        is_idle = window.actions_ is not None and not window.actions_.is_busy
        return is_idle and not window.is_frozen and window.page(window.page_key).isVisible()

    qtbot.waitUntil(lambda: all(map(is_settled, program.windows.all)))
