"""Commands load no Qt, and each only what it needs: they also run where no window could."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.source import ROOT

PROGRAM = """
import json, sys
from revops_desktop.cli import main
status = main(sys.argv[1:])
sys.stdout.flush()
print(json.dumps([status, sorted({name.partition(".")[0] for name in sys.modules})]))
"""


def loaded(folder: Path, *words: str) -> set[str]:
    """The libraries that a command has loaded when it is done."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *words],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "REVOPS_DESKTOP_DATA": str(folder), "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    status, names = json.loads(done.stdout.splitlines()[-1])
    assert status == 0, done.stderr
    return set(names)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("light")
    loaded(made, "new", "w.revops", "--language", "ja", "--by", "Hanako")
    return made


@pytest.mark.parametrize(
    "line",
    [
        "new another.revops",
        "metrics w.revops --json",
        "report w.revops --month 2026-03 --out r.pdf",
        "check w.revops",
        "backup w.revops --out b.revops",
        "log w.revops",
        "undo w.revops",
        "redo w.revops",
    ],
)
def test_no_command_loads_qt(folder: Path, line: str) -> None:
    names = loaded(folder, *line.split())
    assert not names & {"PySide6", "shiboken6", "pyqtgraph"}
    assert "sqlite3" not in names


def test_help_loads_next_to_nothing(folder: Path) -> None:
    assert not loaded(folder, "--help") & {"sqlalchemy", "pandas", "reportlab", "sqlcipher3"}


def test_the_journal_needs_no_pandas(folder: Path) -> None:
    assert not loaded(folder, "log", "w.revops") & {"pandas", "numpy", "reportlab", "alembic"}
