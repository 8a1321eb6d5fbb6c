"""Files that many tests begin with: made once in a process, and copied for each test."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from revops_desktop.database.opening import open_file
from revops_desktop.database.workspace import Workspace

_made: dict[str, bytes] = {}


def place(path: Path, name: str, make: Callable[[Workspace], object]) -> None:
    """Puts a closed file at `path`, as `make` filled it when `name` was asked for first."""
    if name not in _made:
        with tempfile.TemporaryDirectory() as folder:
            first = Path(folder) / "first.revops"
            with Workspace.create(first) as workspace:
                make(workspace)
            _made[name] = first.read_bytes()
    # For its owner alone, as the program makes files.
    path.touch(mode=0o600)
    path.write_bytes(_made[name])


def opened(path: Path, name: str, make: Callable[[Workspace], object]) -> Workspace:
    """The same, opened as what was just created is: nothing is checked before the first write."""
    place(path, name, make)
    return Workspace(open_file(path, outdated=_never), is_new=True)


def _never(_path: Path, _key: str | None, _version: int) -> None:
    raise AssertionError("a file made just now is of the newest schema")
