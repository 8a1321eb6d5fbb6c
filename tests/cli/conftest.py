"""A shell in a folder of its own."""

import json
from pathlib import Path
from typing import Any

import pytest

from revops_desktop import cli

FILE = "w.revops"


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


@pytest.fixture
def made(shell: Shell) -> Shell:
    """A shell beside a fresh file with two members."""
    words = "--template the-model --language en --currency JPY --name Aoba --by Hanako"
    assert shell("new", FILE, *words.split()) == 0, shell.err
    return shell
