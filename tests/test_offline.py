"""The program never opens a connection to anywhere: the owner's data stays on the laptop."""

import subprocess
import sys
from pathlib import Path

from tests.source import PACKAGE, ROOT, read

# An audit hook cannot be taken off again, so each story runs in a process of its own.
WATCHED = """
import sys
def watch(event, arguments):
    if event.startswith("socket.") or event.startswith("urllib."):
        sys.stderr.write(f"reached out: {event} {arguments!r}\\n")
        raise SystemExit(9)
sys.addaudithook(watch)
"""

NETWORK = ("socket", "ssl", "http", "urllib.request", "ftplib", "smtplib", "PySide6.QtNetwork")


def run(program: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs a program that would be stopped by the first socket."""
    return subprocess.run(
        [sys.executable, "-c", WATCHED + program],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "REVOPS_DESKTOP_DATA": str(folder), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_the_command_line_opens_no_socket(tmp_path: Path) -> None:
    done = run(
        "from revops_desktop.cli import main\n"
        "for line in (\n"
        "    'new a.revops --template the-model --language ja --currency JPY',\n"
        "    'demo --out demo.revops --deals 60 --no-window',\n"
        "    'metrics demo.revops --json',\n"
        "    'report demo.revops --month 2026-03 --language ja --parts river --out m.pdf',\n"
        "    'check demo.revops',\n"
        "    'backup demo.revops --out copy.revops',\n"
        "    'log demo.revops',\n"
        "):\n"
        "    status = main(line.split())\n"
        "    assert status == 0, line\n",
        tmp_path,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "m.pdf").stat().st_size > 10_000


def test_a_socket_would_be_noticed(tmp_path: Path) -> None:
    done = run("import socket; socket.socket()", tmp_path)
    assert done.returncode == 9
    assert "reached out: socket" in done.stderr


def test_no_module_imports_anything_that_could() -> None:
    found = [
        f"{module.name}:{one.line} imports {one.target}"
        for module in read(PACKAGE)
        for one in module.imports()
        if any(one.target == name or one.target.startswith(f"{name}.") for name in NETWORK)
    ]
    assert found == []
