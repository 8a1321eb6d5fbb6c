"""The README is true: its commands are understood, its mapping is one, what it names is there."""

import re
import shlex
from pathlib import Path

import pytest

from revops_desktop.cli import COMMANDS
from revops_desktop.cli.arguments import parse
from revops_desktop.exchange.mapping_file import read_mapping
from tests.source import ROOT

TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
LINES = re.findall(r"^revops-desktop .*$", TEXT, re.MULTILINE)


def blocks(kind: str) -> list[str]:
    """The blocks of code of one kind."""
    return re.findall(rf"```{kind}\n(.*?)```", TEXT, re.DOTALL)


@pytest.mark.parametrize("line", LINES)
def test_a_command_is_understood(line: str) -> None:
    words = shlex.split(line, comments=True)[1:]
    if words and words[0] in COMMANDS:
        parse(words)


def test_every_command_is_shown() -> None:
    shown = {line.split()[1] for line in LINES}
    assert set(COMMANDS) - shown <= {"redo"}


def test_two_commands_set_it_up_and_one_runs_in_ci() -> None:
    start, tests = (block.strip() for block in blocks("sh")[:2])
    assert start.endswith(".venv/bin/revops-desktop demo")
    assert tests.endswith(".venv/bin/python -m pytest")
    run = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert tests.replace("python3 -m venv", '"$python" -m venv') in run.splitlines()


def test_the_mappings_are_some(tmp_path: Path) -> None:
    file = tmp_path / "mapping.toml"
    kinds = []
    for mapping in blocks("toml"):
        file.write_text(mapping, encoding="utf-8")
        kinds.append([source.kind for source in read_mapping(file).sources])
    assert kinds == [["companies", "deals"], ["events", "stage_changes", "deals"]]


def test_what_it_names_is_there() -> None:
    named = re.findall(r"\((resources/[\w/.-]+)\)", TEXT)
    named += re.findall(r"`((?:resources|revops_desktop|tests)/[\w/.-]*)`", TEXT)
    assert len(named) > 15
    assert [name for name in named if not (ROOT / name).exists()] == []
