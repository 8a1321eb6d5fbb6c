"""The board is on screen before anything heavy is imported.

SQLAlchemy, pandas, reportlab and pyqtgraph each take longer to import than Qt's first window does.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from revops_desktop.database.workspace import Workspace
from tests.source import PACKAGE, Module, read, resolve

# What stands between the process's start and the first frame.
ON_THE_WAY = ("app", "cli", "ui.main_window", "ui.board", "ui.start", "database.first_screen")
HEAVY = (
    *("sqlalchemy", "pandas", "numpy", "pyqtgraph", "reportlab", "alembic", "openpyxl"),
    *("holidays", "PIL", "pypdfium2", "charset_normalizer", "uniseg"),
)


def at_once(node: ast.AST) -> Iterator[ast.AST]:
    """Every statement that runs when the file is imported."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        yield child
        yield from at_once(child)


def imported_at_once(module: Module) -> set[str]:
    """The dotted names that are imported with the file."""
    names: set[str] = set()
    for node in at_once(module.tree):
        if isinstance(node, ast.Import):
            names.update(name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.update(f"{node.module}.{name.name}" for name in node.names)
    return names


def heavy_on_the_way(modules: dict[str, Module]) -> list[str]:
    """Each chain of imports that ends at something heavy before the first frame."""
    waiting = [
        [name]
        for name in modules
        for start in ON_THE_WAY
        if name == f"{PACKAGE}.{start}" or name.startswith(f"{PACKAGE}.{start}.")
    ]
    seen: set[str] = set()
    found = []
    while waiting:
        chain = waiting.pop()
        if chain[-1] in seen:
            continue
        seen.add(chain[-1])
        for target in sorted(imported_at_once(modules[chain[-1]])):
            ours = resolve(target, modules)
            if ours is not None:
                waiting.append([*chain, ours])
            elif target.split(".")[0] in HEAVY:
                found.append(" → ".join([*chain, target]))
    return found


def test_nothing_heavy_is_imported_on_the_way() -> None:
    modules = {module.name: module for module in read(PACKAGE)}
    assert heavy_on_the_way(modules) == []


def test_a_planted_import_is_found() -> None:
    texts = {
        "app": "from revops_desktop.ui import page",
        "ui.page": "class A:\n    from revops_desktop.analytics import funnel",
        "analytics.funnel": "import pandas",
    }
    modules = {f"{PACKAGE}.{name}": Module(f"{PACKAGE}.{name}", t) for name, t in texts.items()}
    assert len(heavy_on_the_way(modules)) == 1


def test_an_import_in_a_function_is_no_hindrance() -> None:
    text = (
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import pandas\n"
        "def later():\n    import pandas"
    )
    modules = {f"{PACKAGE}.app": Module(f"{PACKAGE}.app", text)}
    assert heavy_on_the_way(modules) == []


def test_the_interpreter_agrees() -> None:
    present = {module.name for module in read(PACKAGE)}
    names = [f"{PACKAGE}.{name}" for name in ON_THE_WAY]
    program = (
        "import sys, importlib\n"
        f"for name in {[name for name in names if name in present]!r}:\n"
        "    importlib.import_module(name)\n"
        f"print(sorted(set(sys.modules) & set({HEAVY!r})))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"


def test_qt_leaves_the_import_as_it_was() -> None:
    """Whoever imports Qt ahead of `ui/__init__.py` slows down every import that follows."""
    program = (
        "import builtins\nbefore = builtins.__import__\nimport revops_desktop.app\n"
        "print(builtins.__import__ is before)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "True"


SHOWN = """
import sys
from pathlib import Path
from revops_desktop import app
from revops_desktop.ui import application
qt = application.make()
program = app.Program(qt)
seen = []
def look():
    seen.append(sorted(set(sys.modules) & set({heavy!r})))
    qt.quit()
program.window.painted.connect(look)
program.start(Path({path!r}))
qt.exec()
program.end()
print(seen)
"""


def test_the_board_is_painted_before_anything_heavy_is_there(
    workspace: Workspace, tmp_path: Path
) -> None:
    workspace.close()
    program = SHOWN.format(heavy=HEAVY, path=str(workspace.path))
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60
    )
    assert done.stdout.strip() == "[[]]", done.stderr
