"""A disk that fails at the Nth call: what was said to be done is there, all else is as before.

Real failures of real system calls, put in by strace; the control answers “done” too early.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from revops_desktop.database import check
from revops_desktop.database.backup import Moment
from revops_desktop.database.workspace import Workspace

NOW = 1_775_300_000

WORK = """
import sys
from pathlib import Path
from revops_desktop.database import connection
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import Problem
from revops_desktop.operations import companies
if sys.argv[2] == "careless":
    connection.PRAGMAS["synchronous"] = 0
try:
    with Workspace.open(Path(sys.argv[1])) as workspace:
        workspace.do(companies.add, at=1775300000, name="New")
        print("done", flush=True)
except Problem as problem:
    print("said:", problem, flush=True)
"""


def can_trace() -> bool:
    """Whether strace is here and may look into processes."""
    if shutil.which("strace") is None:
        return False
    return (
        subprocess.run(["strace", "-qq", "true"], capture_output=True, check=False).returncode == 0
    )


pytestmark = pytest.mark.skipif(not can_trace(), reason="needs strace")


def worked_with(file: Path, fault: str, how: str = "careful") -> str:
    """What the program said while system calls failed as strace's `fault` says."""
    calls = fault.partition(":")[0]
    told = subprocess.run(
        [
            *("strace", "-f", "-qq", "-o", os.devnull, "-e", f"trace={calls}"),
            *("-e", f"inject={fault}", sys.executable, "-c", WORK, str(file), how),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert "Traceback" not in told.stderr, f"{fault}\n{told.stderr}"
    return told.stdout


def kept_what_it_said(file: Path, said: str) -> bool:
    """Whether the file is sound, and holds the new company if and only if that may be."""
    with Workspace.open(file):
        pass
    result = check.check_file(file)
    assert result.findings == (), said
    assert result.rows["company"] in (401, 402)
    return result.rows["company"] == 402 or "done" not in said


def prepared(file: Path) -> None:
    """Its backup at start is made, so that the failures meet the work itself."""
    with Workspace.open(file) as workspace:
        workspace.back_up(now=NOW, moment=Moment.START)


@pytest.mark.parametrize(
    "fault",
    [
        "pwrite64:error=ENOSPC:when=2+",
        "fsync,fdatasync:error=EIO:when=2",
        pytest.param("ftruncate:error=EIO:when=1+", marks=pytest.mark.nightly),
        pytest.param("unlink:error=EACCES:when=1+", marks=pytest.mark.nightly),
    ],
)
def test_what_is_said_to_be_done_is_there(file: Path, fault: str) -> None:
    prepared(file)
    assert kept_what_it_said(file, worked_with(file, fault))


@pytest.mark.nightly
@pytest.mark.parametrize("number", range(1, 31))
@pytest.mark.parametrize(
    "fault", ["pwrite64:error=ENOSPC", "pwrite64:error=EIO", "fsync,fdatasync:error=EIO"]
)
@pytest.mark.parametrize("lasting", ["", "+"])
def test_every_call_may_fail(file: Path, fault: str, number: int, lasting: str) -> None:
    prepared(file)
    assert kept_what_it_said(file, worked_with(file, f"{fault}:when={number}{lasting}"))


def test_without_waiting_for_the_disk_it_says_done_too_early(file: Path) -> None:
    """The control: with `synchronous=OFF` a disk that keeps nothing is never noticed."""
    prepared(file)
    fault = "fsync,fdatasync:error=EIO:when=1+"
    assert "done" not in worked_with(file, fault)
    assert "done" in worked_with(file, fault, "careless")
