"""A shell in a folder of its own."""

import contextlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from revops_desktop import cli
from revops_desktop.analytics import lookup
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import deals
from tests import prepared

FILE = "w.revops"
MARCH = 1_774_000_000  # 2026-03-20 in Tokyo
APRIL = MARCH + 20 * 86400


class Shell:
    """Runs commands in a folder of its own and holds what they said."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.out = self.err = ""

    def __call__(self, *words: str) -> int:
        """The exit status; `out` and `err` hold what was written."""
        status = cli.main(words)
        self.out, self.err = self._capsys.readouterr()
        return status

    def data(self, *words: str) -> Any:
        """The JSON that a command writes, and nothing else."""
        assert self(*words) == 0, self.err
        return json.loads(self.out)


@pytest.fixture
def shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Shell:
    monkeypatch.chdir(tmp_path)
    return Shell(capsys)


def lay(name: str, fill: Callable[[Workspace], object] | None = None) -> None:
    """Lays the file that `new` makes into the folder, filled: written once in a process."""

    def write(path: Path) -> None:
        words = "--template the-model --language en --currency JPY --name Aoba --by Hanako"
        with contextlib.redirect_stdout(io.StringIO()):
            assert cli.main(("new", str(path), *words.split())) == 0
        if fill is not None:
            with Workspace.open(path) as workspace:
                fill(workspace)

    prepared.place_written(Path(FILE), name, write)


@pytest.fixture
def made(shell: Shell) -> Shell:
    """A shell beside a fresh file with two members."""
    lay("cli.made")
    return shell


@pytest.fixture
def river(shell: Shell) -> Shell:
    """Three deals in March; in April two were won and the third stands where it was."""
    lay("cli.river", write_river)
    return shell


def write_river(workspace: Workspace) -> None:
    """The deals of `river`."""
    pipeline = workspace.ask(lookup.pipelines)[0].id
    stages = workspace.ask(lookup.stages, pipeline_id=pipeline)
    ids = {stage.name: stage.id for stage in stages}
    for title in ("A", "B", "C"):
        made = workspace.do(
            deals.create, at=MARCH, title=title, stage_id=ids["Qualified"], amount=333
        )
        if title != "C":
            workspace.do(
                deals.move_to_stage, at=APRIL, deal_id=made.value, stage_id=ids["Onboarding"]
            )
