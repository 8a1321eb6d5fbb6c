"""No other thread makes a class of Qt: all that are imported anywhere are made before."""

import ast
import subprocess
import sys

from revops_desktop.ui import lazy_classes
from tests.source import PACKAGE, read

# Brought in by the window's own thread, when somebody prints.
APART = {"QtPrintSupport"}


def test_all_that_the_program_imports_are_named() -> None:
    imported = {
        ((node.module or "").removeprefix("PySide6."), name.name)
        for module in read(PACKAGE)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("PySide6.")
        for name in node.names
    }
    named = {(module, name) for module, text in lazy_classes.NAMES.items() for name in text.split()}
    assert {one for one in imported if one[0] not in APART} == named


def test_they_are_made_once_and_who_waits_goes_on() -> None:
    program = """
from revops_desktop.ui import lazy_classes
asked = []
lazy_classes.wait(lambda: asked.append(1) or len(asked) > 1)
steps = lazy_classes.steps()
for step in steps:
    step()
lazy_classes.wait(lambda: False)
print(len(asked), len(steps) > 10, lazy_classes.steps())
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == ["2", "True", "[]"]
