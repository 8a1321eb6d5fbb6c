"""A refusal at the door: said in a sentence, and nothing was changed."""

from pathlib import Path
from typing import Any

import pytest

from revops_desktop.database import lock, opening
from revops_desktop.database.connection import open_connection
from revops_desktop.errors import StorageProblem


def content(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, to see that a refusal changed nothing.

    Not SQLite's shared memory nor an empty log, which a reader leaves behind.
    """
    return {
        path.name: path.read_bytes()
        for path in folder.iterdir()
        if path.is_file() and path.stat().st_size and not path.name.endswith(("-shm", "-lock"))
    }


def refused(path: Path, match: str, **options: Any) -> StorageProblem:
    """Opens `path` expecting a refusal that changes nothing and leaves no lock."""
    before = content(path.parent)
    with pytest.raises(StorageProblem, match=match) as caught:
        opening.open_file(path, **options)
    assert content(path.parent) == before
    assert not lock.lock_path(path).exists()
    assert "revops" in str(caught.value)
    return caught.value


def sql(path: Path, *statements: str) -> None:
    """Runs statements on a file, without any of the questions at the door."""
    connection = open_connection(path)
    for statement in statements:
        connection.execute(statement)
    connection.close()
