"""Resident memory of the window: at the board, and after the first chart and report.

Each size is a process of its own; the bare window is PySide6 with one line of text. Reach: 110 MB
before, 190 MB after (engineering.md §2), at 10,000 open deals.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.open_deals import write_open_deals
from tests.source import ROOT

AIMS = {"bare": 50, "board": 110, "warm": 110, "after": 190}

BARE = """
import sys
from PySide6.QtWidgets import QApplication, QLabel
app = QApplication([])
line = QLabel("One line of text")
line.show()
app.processEvents()
said("bare")
"""

OURS = """
import gc, sys
gc.disable()
from pathlib import Path
# Before Qt, as the program does: ahead of it Qt keeps the text of every module that is imported.
from revops_desktop import app
from PySide6.QtCore import QTimer

seen = app.Program.first_frame

def first_frame(program):
    said("board")
    seen(program)
    QTimer.singleShot(2500, lambda: warm(program))

def warm(program):
    said("warm")
    program.window.show_page("funnel")
    QTimer.singleShot(1500, lambda: report(program))

def report(program):
    program.window.show_page("report")
    QTimer.singleShot(4000, lambda: done(program))

def done(program):
    said("after")
    program.window.close()

app.Program.first_frame = first_frame
app.run(Path(sys.argv[1]))
"""

SAID = """
def said(what):
    with open("/proc/self/status") as lines:
        size = next(line for line in lines if line.startswith("VmRSS"))
    print(what, int(size.split()[1]) // 1024, flush=True)
"""


def resident(script: str, folder: Path, *arguments: str) -> dict[str, int]:
    """Megabytes resident, by the moment at which the process says so."""
    surroundings = dict(os.environ, PYTHONPATH=str(ROOT), REVOPS_DESKTOP_DATA=str(folder))
    process = subprocess.run(
        [sys.executable, "-c", SAID + script, *arguments],
        env=surroundings,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return {name: int(size) for name, size in map(str.split, process.stdout.splitlines())}


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads /proc")
def test_memory(tmp_path: Path) -> None:
    found = {"bare": resident(BARE, tmp_path)}
    for number in (10_000, 100_000):
        path = tmp_path / f"{number}.revops"
        write_open_deals(path, number)
        found[f"{number:,} deals"] = resident(OURS, tmp_path / "data", str(path))
    for name, sizes in found.items():
        told = ", ".join(f"{moment} {size} MB (≤ {AIMS[moment]})" for moment, size in sizes.items())
        print(f"\n{name}: {told}", end="")
    assert set(found["10,000 deals"]) == {"board", "warm", "after"}
