"""The program as it is really started: in a process of its own, with its hooks and its end."""

import os
import subprocess
import sys
from pathlib import Path

from revops_desktop.app import LOCK_SECONDS
from revops_desktop.database.workspace import Workspace

RUN = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog
from revops_desktop import app
from revops_desktop.ui import application

seen = []
QDialog.exec = lambda dialog: seen.append(type(dialog).__name__) or dialog.close() or 0
qt = application.make()

def bug():
    raise ZeroDivisionError("over nothing")

def window():
    return next(one for one in qt.topLevelWidgets() if type(one).__name__ == "MainWindow")

QTimer.singleShot(500, bug)
QTimer.singleShot(1500, lambda: window().close())
status = app.run(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
print(status, seen)
print("lock", round(sys.getswitchinterval(), 6), file=sys.stderr)
"""


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", RUN, *arguments], capture_output=True, text=True, timeout=120
    )


def test_a_bug_is_told_and_survived(workspace: Workspace, tmp_path: Path) -> None:
    workspace.close()
    done = _run(str(workspace.path))
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "0 ['CrashDialog']", done.stderr
    # Beside a thread that reckons, a turn of the window waits for Python's lock many times over.
    assert f"lock {LOCK_SECONDS}\n" in done.stderr
    data = Path(os.environ["REVOPS_DESKTOP_DATA"])
    assert "ZeroDivisionError: over nothing" in (data / "log.txt").read_text(encoding="utf-8")
    assert not list(data.glob("fault-*.txt"))
    # The file is whole: nobody holds it, nothing is left beside it.
    assert [one.name for one in tmp_path.glob("workspace.revops*")] == ["workspace.revops"]


def test_a_program_that_died_is_told_of_at_the_next_start() -> None:
    data = Path(os.environ["REVOPS_DESKTOP_DATA"])
    data.mkdir()
    # No process has this number: the highest there is on Linux is 4,194,304.
    (data / "fault-99999999.txt").write_text("Fatal Python error: Segmentation fault")
    done = _run()
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "0 ['CrashDialog', 'CrashDialog']", done.stderr


def test_a_file_that_does_not_exist_is_explained(tmp_path: Path) -> None:
    done = _run(str(tmp_path / "gone.revops"))
    assert done.stdout.strip() == "0 ['QMessageBox', 'CrashDialog']", done.stderr
