"""What a reviewer would run by hand: style, types, and the packages the program stands on."""

import os
import subprocess
import sys

import pytest
from PySide6.QtCore import QObject

from revops_desktop.database.migrate import tables_agree
from tests.source import ROOT


def must_be_content(*arguments: str) -> None:
    """Runs a tool over the project and fails with all it has to say."""
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=600
    )
    if done.returncode:
        pytest.fail(done.stdout + done.stderr, pytrace=False)


@pytest.mark.parametrize("command", ["check", "format --check"])
def test_the_style_is_kept(command: str) -> None:
    must_be_content("ruff", *command.split(), ".")


def test_the_types_agree() -> None:
    # Where mypy has kept nothing yet, writing it all down would take a tenth of its time.
    has_kept = (ROOT / ".mypy_cache").is_dir()
    must_be_content("mypy", *([] if has_kept else [f"--cache-dir={os.devnull}"]))


def test_qt_leaves_none_alone() -> None:
    """PySide6 6.12.0 on Python 3.11 lost a reference to None with nearly every call."""
    thing = QObject()
    before = sys.getrefcount(None)
    for _turn in range(2000):
        thing.setObjectName("name")
    assert sys.getrefcount(None) > before - 100


def test_the_migrations_lead_to_the_tables() -> None:
    assert tables_agree() == []
