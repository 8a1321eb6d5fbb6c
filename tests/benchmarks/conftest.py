"""What several measurements share."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from revops_desktop.database.workspace import Workspace
from tests.benchmarks.large_file import NAMED, demo

DEALS = 100_000


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The large file, as large_file.py says; whoever changes it takes the change back."""
    path = tmp_path_factory.mktemp("large") / "a.revops"
    if NAMED is None:
        made = demo(path, DEALS)
    else:
        shutil.copyfile(Path(NAMED), path)
        made = Workspace.open(path)
    with made:
        yield made
    path.unlink()
