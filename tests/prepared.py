"""Files that many tests begin with: made once in a process, and copied for each test."""

import os
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from revops_desktop.database.opening import open_file
from revops_desktop.database.workspace import Workspace

_made: dict[str, bytes] = {}


def name_of(make: Callable[..., object]) -> str:
    """A name for what a function of a module's own fills a file with."""
    return f"{make.__module__}.{make.__qualname__}"


def place(path: Path, name: str, make: Callable[[Workspace], object]) -> None:
    """Puts a closed file at `path`, as `make` filled it when `name` was asked for first."""

    def write(first: Path) -> None:
        with Workspace.create(first) as workspace:
            make(workspace)

    place_written(path, name, write)


def place_written(path: Path, name: str, write: Callable[[Path], object]) -> None:
    """The same of a file that `write` makes, and closes, where it is told to."""
    if name not in _made:
        with tempfile.TemporaryDirectory() as folder:
            first = Path(folder) / "first.revops"
            write(first)
            _made[name] = first.read_bytes()
    # For its owner alone, as the program makes files.
    path.touch(mode=0o600)
    path.write_bytes(_made[name])


def opened(path: Path, name: str, make: Callable[[Workspace], object]) -> Workspace:
    """The same, opened as what was just created is: nothing is checked before the first write."""
    place(path, name, make)
    return Workspace(open_file(path, outdated=_never), is_new=True)


def demo(factory: pytest.TempPathFactory) -> Path:
    """The demo of a session: the first process that asks makes it, the others wait for it."""
    from revops_desktop.app import make_demo

    folder = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    made, begun = folder / "demo.revops", folder / "demo-begun"
    try:
        begun.mkdir()
    except FileExistsError:
        patience = time.monotonic() + 300
        while not made.exists():
            assert time.monotonic() < patience, "whoever began to make the demo never ended"
            time.sleep(0.05)
    else:
        make_demo(begun / "demo.revops", today=date(2026, 4, 1), deals=60)
        os.replace(begun / "demo.revops", made)
    return made


def _never(_path: Path, _key: str | None, _version: int) -> None:
    raise AssertionError("a file made just now is of the newest schema")
