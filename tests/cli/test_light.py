"""Commands load no Qt, and each only what it needs: they also run where no window could."""

import json
import subprocess
import sys
from pathlib import Path

from tests.source import ROOT

PROGRAM = """
import json, sys
from revops_desktop.cli import main
statuses = [main(line.split()) for line in sys.argv[1:]]
sys.stdout.flush()
print(json.dumps([statuses, sorted({name.partition(".")[0] for name in sys.modules})]))
"""


def loaded(folder: Path, *lines: str) -> set[str]:
    """The libraries that commands have loaded when they are done, one after the other."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *lines],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "REVOPS_DESKTOP_DATA": str(folder), "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    statuses, names = json.loads(done.stdout.splitlines()[-1])
    assert statuses == [0] * len(lines), done.stderr
    return set(names)


LINES = (
    "new w.revops --language ja --by Hanako",
    "metrics w.revops --json",
    "report w.revops --month 2026-03 --out r.pdf",
    "check w.revops",
    "backup w.revops --out b.revops",
    "log w.revops",
    "undo w.revops",
    "redo w.revops",
)


def test_no_command_loads_qt(tmp_path: Path) -> None:
    names = loaded(tmp_path, *LINES)
    assert not names & {"PySide6", "shiboken6", "pyqtgraph"}
    assert "sqlite3" not in names
    assert not loaded(tmp_path, "log w.revops") & {"pandas", "numpy", "reportlab", "alembic"}


def test_help_loads_next_to_nothing(tmp_path: Path) -> None:
    assert not loaded(tmp_path, "--help") & {"sqlalchemy", "pandas", "reportlab", "sqlcipher3"}
