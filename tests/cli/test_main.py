"""The command line as a person uses it: exit status, sentences, JSON; and what it does not load."""

import subprocess
import sys
from pathlib import Path

import pytest

from revops_desktop import cli
from tests.cli.conftest import FILE, Shell
from tests.source import ROOT


@pytest.mark.parametrize("command", cli.COMMANDS)
def test_every_command_explains_itself(shell: Shell, command: str) -> None:
    assert shell(command, "--help") == 0
    assert shell.out.startswith("usage: revops-desktop " + command)


def test_help_lists_every_command(shell: Shell) -> None:
    assert shell("--help") == 0
    lines = [line.split() for line in shell.out.splitlines() if line.startswith("    ")]
    assert set(cli.COMMANDS) - {line[0] for line in lines if line} == set()


@pytest.mark.parametrize(
    "line",
    [
        "--nonsense",
        "metrics",
        "metrics a.revops --from yesterday",
        "report a.revops --month 2026-13 --out a.pdf",
        "demo --deals -3",
        "move a.revops X",
        "move a.revops X --to A --lost B",
        "new a.revops --language fr",
    ],
)
def test_a_wrong_command_is_one_sentence_and_status_2(shell: Shell, line: str) -> None:
    assert shell(*line.split()) == 2
    assert shell.out == ""
    assert len(shell.err.strip().splitlines()) == 1
    assert "--help" in shell.err


@pytest.mark.parametrize(
    "line",
    [
        "metrics no.revops --json",
        "check no.revops",
        "log no.revops",
        "undo no.revops",
        "backup no.revops --out copy.revops",
        "report no.revops --month 2026-03 --out no.pdf",
        "import no.revops no.csv --mapping no.toml",
    ],
)
def test_a_file_that_is_not_there_is_one_sentence_and_status_1(shell: Shell, line: str) -> None:
    assert shell(*line.split()) == 1
    assert shell.out == ""
    assert len(shell.err.strip().splitlines()) == 1


def test_it_speaks_the_language_of_the_environment(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "ja_JP.UTF-8")
    assert shell("metrics", "no.revops", "--json") == 1
    assert "。" in shell.err
    assert shell("metrics") == 2
    assert "引数" in shell.err
    assert shell("--help") == 0
    assert "使い方" in shell.out


def test_new_makes_a_file_once(shell: Shell) -> None:
    assert shell("new", FILE, "--language", "ja") == 0
    assert Path(FILE).exists()
    assert shell("new", FILE) == 1
    assert FILE in shell.err


def test_new_leaves_no_file_behind_when_it_fails(shell: Shell) -> None:
    assert shell("new", FILE, "--template", "no-such") == 1
    assert not list(Path().iterdir())


def test_new_is_journaled_with_its_first_member(made: Shell) -> None:
    log = made.data("log", FILE, "--json")
    assert isinstance(log, list)
    assert [one["kind"] for one in log] == ["do", "do"]
    assert "Hanako" in log[0]["text"]
    assert "Aoba" in log[1]["text"]


def test_nothing_to_undo_is_a_sentence(made: Shell) -> None:
    assert made("redo", FILE) == 1
    assert made.err == "Nothing to redo.\n"


def test_an_unknown_member_is_refused_and_the_members_are_named(made: Shell) -> None:
    assert made("undo", FILE, "--by", "Nobody") == 1
    assert "Nobody" in made.err
    assert "Hanako" in made.err


def test_a_closed_pipe_is_no_failure(made: Shell) -> None:
    done = subprocess.run(
        f"{sys.executable} -m revops_desktop log {FILE} --json | head -c 1",
        shell=True,
        cwd=Path.cwd(),
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_what_is_neither_file_nor_command_is_said(shell: Shell) -> None:
    assert shell("frobnicate") == 1
    assert "no file and no command “frobnicate”" in shell.err
