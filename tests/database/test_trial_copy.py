"""A copy to try things on: the file stays as it is, and nothing of the copy is left."""

from pathlib import Path

import pytest

from revops_desktop.database import backup
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import StorageProblem
from revops_desktop.operations import companies
from tests.conftest import NOW


def names(workspace: Workspace) -> list[str]:
    return [name for (name,) in workspace.raw.execute("SELECT name FROM company ORDER BY id")]


def test_what_is_done_to_the_copy_is_not_done_to_the_file(tmp_path: Path) -> None:
    Workspace.create(tmp_path / "a.revops", key="a long secret").close()
    with Workspace.open(tmp_path / "a.revops", key="a long secret") as file:
        file.do(companies.create, at=NOW, name="Aoba")
        with file.copied() as copy:
            copy.do(companies.create, at=NOW, name="Midori")
            assert names(copy) == ["Aoba", "Midori"]
            place = copy.path
            with pytest.raises(StorageProblem):
                Workspace.open(place, read_only=True)
        assert not place.parent.exists()
        assert names(file) == ["Aoba"]
        assert backup.backups(place) == []


def test_a_file_that_is_only_read_can_be_copied(tmp_path: Path) -> None:
    Workspace.create(tmp_path / "a.revops").close()
    with Workspace.open(tmp_path / "a.revops", read_only=True) as file, file.copied() as copy:
        copy.do(companies.create, at=NOW, name="Aoba")
        assert names(copy) == ["Aoba"]
        assert names(file) == []
