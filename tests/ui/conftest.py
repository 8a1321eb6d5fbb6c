"""A program with its window, on a file of the test's own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from revops_desktop.app import Program
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import deals, members, workspaces
from revops_desktop.ui import application, theme
from tests import prepared
from tests.river import ask_nothing

NOW = 1_775_000_000  # 2026-03-31 23:33:20 UTC, already April in Tokyo.


@pytest.fixture
def told() -> Callable[[Workspace], None]:
    """What `file` holds; tests that begin with more say so here, and it is written once."""
    return write_small_business


@pytest.fixture
def file(tmp_path: Path, told: Callable[[Workspace], None]) -> Path:
    """A closed file with two members and two deals, the second named like a piece of HTML."""
    path = tmp_path / "Aoba & Sons.revops"
    prepared.place(path, prepared.name_of(told), told)
    return path


def write_small_business(made: Workspace) -> None:
    """The template for small businesses that asks for nothing, two members and two deals."""
    made.do(
        workspaces.set_up,
        at=NOW - 90,
        template="small-business",
        language="en",
        currency="JPY",
        country="JP",
        time_zone="Asia/Tokyo",
        name="Aoba Trading",
    )
    made.do(ask_nothing, at=NOW - 85)
    for name in ("Misaki Sato", "髙橋 翔"):
        made.do(members.add, at=NOW - 80, name=name)
    for title in ("Data platform", "<A> Ltd & 株式会社"):
        made.do(deals.create, at=NOW - 70, title=title, stage_id=1, amount=1_000_000)


@contextmanager
def running(qt: QApplication) -> Iterator[Program]:
    """A running program whose clock stands still; no file is open yet."""
    made = Program(qt, clock=lambda: NOW)
    made.preferences.theme = "light"
    made.set_theme()
    made.window.resize(1280, 800)
    yield made
    made.end()
    made.window.close()
    made.window.deleteLater()
    application.speak(qt, "en")
    theme.apply(qt, dark=False)


@pytest.fixture
def program(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[Program]:
    """A running program whose clock stands still; on its start page, unless a file is `opened`."""
    with running(qapp) as made:
        if "opened" not in request.fixturenames:
            made.window.show_start()
        yield made


@pytest.fixture
def opened(program: Program, file: Path) -> Program:
    """The program with the file open and the window on screen."""
    assert program.open_file(file)
    program.window.show()
    return program
