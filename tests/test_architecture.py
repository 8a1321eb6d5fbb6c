"""The house has rooms, and this is who may enter where.

Reads like the plan of the house: the table says it, the tests below hold it, and the last ones
plant a violation of every rule to see that it is found.
"""

import re
import sys
import tomllib
from collections.abc import Callable, Iterator

import pytest

from tests.source import PACKAGE, ROOT, Module, cycle, graph, read, resolve

ROOMS = {
    # room        may import (besides what is plain, and itself)
    "rules": set(),
    "database": {"rules"},
    "operations": {"database", "rules"},
    "analytics": {"database", "rules"},
    "reports": {"analytics", "rules"},
    "exchange": {"operations", "database", "rules"},
    "ui": {"rules", "operations", "analytics", "reports", "exchange"},
    # plain things that every room may use
    "errors": set(),
    "paths": set(),
    "tokens": set(),
    "i18n": {"rules"},
    "safe_files": set(),
    "machine": set(),
    # puts the pieces together
    "app": {"rules", "database", "operations", "analytics", "reports", "exchange", "ui"},
    # a thin face over the same functions, without a window of its own
    "cli": {"rules", "database", "operations", "analytics", "reports", "exchange", "app"},
    "__main__": {"cli"},
}
PLAIN = {"errors", "paths", "tokens", "i18n", "safe_files", "machine"}

LIBRARIES = {
    # library            alone used by
    "holidays": {"rules"},
    "sqlcipher3": {"database"},
    "alembic": {"database"},
    "sqlalchemy": {"database", "operations", "analytics", "exchange"},
    "pandas": {"analytics"},
    "numpy": {"analytics"},
    # duplicates there; columns and words that are nearly those we know here
    "rapidfuzz": {"analytics", "exchange"},
    "reportlab": {"reports"},
    "csv": {"exchange"},
    "charset_normalizer": {"exchange"},
    "openpyxl": {"exchange"},
    "python_calamine": {"exchange"},
    "PySide6": {"ui", "app"},
    "shiboken6": {"ui", "app"},
    "pyqtgraph": {"ui"},
    "pypdfium2": {"ui"},
    "platformdirs": {"paths"},
    # never: another SQLite in the same process drops the locks of ours
    "sqlite3": set(),
    "PySide6.QtSql": set(),
}

LONGEST_FILE = 400
LONGEST_FUNCTION = 60
LONGEST_MAIN_WINDOW = 300
DEEPEST_FOLDER = 2
SAYS_NOTHING = {
    *("util", "utils", "utility", "utilities", "helper", "helpers", "common", "core"),
    *("manager", "managers", "base", "misc"),
}

Modules = dict[str, Module]
Rule = Callable[[Modules], Iterator[str]]


def rooms_keep_to_their_doors(modules: Modules) -> Iterator[str]:
    """A room imports only what the table gives it; TYPE_CHECKING and functions count."""
    for module in modules.values():
        if module.name == PACKAGE:
            continue
        if module.room not in ROOMS:
            yield f"{module.name}: no such room in the plan"
            continue
        allowed = ROOMS[module.room] | PLAIN | {module.room}
        for one in module.imports():
            found = resolve(one.target, modules)
            if found is None or found == PACKAGE:
                continue
            room = modules[found].room
            if room not in allowed:
                yield f"{module.name}:{one.line} imports {found}; {module.room} may not"


def libraries_stay_in_their_room(modules: Modules) -> Iterator[str]:
    """Who alone may use which library."""
    for module in modules.values():
        for one in module.imports():
            for library, users in LIBRARIES.items():
                uses = one.target == library or one.target.startswith(library + ".")
                if uses and module.room not in users:
                    yield f"{module.name}:{one.line} uses {library}; only {users or 'nobody'} may"


def imports_are_absolute(modules: Modules) -> Iterator[str]:
    """`from . import` hides where a thing lives."""
    for module in modules.values():
        for one in module.imports():
            if one.level:
                yield f"{module.name}:{one.line} imports relatively"


def imports_run_in_no_circle(modules: Modules) -> Iterator[str]:
    """Imports inside functions count: a circle is a circle."""
    found = cycle(graph(modules))
    if found:
        yield " → ".join(found)


def files_and_functions_are_short(modules: Modules) -> Iterator[str]:
    """What does not fit has more than one purpose."""
    for module in modules.values():
        longest = LONGEST_MAIN_WINDOW if module.name.endswith(".main_window") else LONGEST_FILE
        if module.lines > longest:
            yield f"{module.name} has {module.lines} lines, more than {longest}"
        for function in module.functions():
            lines = (function.end_lineno or function.lineno) - function.lineno + 1
            if lines > LONGEST_FUNCTION:
                yield f"{module.name}.{function.name} has {lines} lines"


def names_say_something(modules: Modules) -> Iterator[str]:
    """A name that fits anything says nothing."""
    for module in modules.values():
        for part in module.name.split("."):
            if SAYS_NOTHING & set(part.lower().split("_")):
                yield f"{module.name}: “{part}” says nothing"
        for name in re.findall(r"^\s*class (\w+)", module.text, re.MULTILINE):
            if SAYS_NOTHING & {word.lower() for word in re.findall("[A-Z][a-z]+", name)}:
                yield f"{module.name}: “{name}” says nothing"


def who_is_next_is_asked_in_one_place(modules: Modules) -> Iterator[str]:
    """PySide takes the answer for a child of whom it was asked of; `ui.focus` puts it back."""
    asked = r"\.(focusProxy|nextInFocusChain|previousInFocusChain|buddy|topLevelWidget)\(\)"
    for module in modules.values():
        if module.name != f"{PACKAGE}.ui.focus":
            for found in re.findall(asked, module.text):
                yield f"{module.name} asks {found} of a widget itself; ask ui.focus"


def folders_are_shallow(modules: Modules) -> Iterator[str]:
    """At most two deep."""
    for module in modules.values():
        folders = module.name.count(".") - (0 if module.is_package else 1)
        if folders > DEEPEST_FOLDER:
            yield f"{module.name} lies {folders} folders deep"


def libraries_are_declared(modules: Modules) -> Iterator[str]:
    """What is imported is in pyproject.toml; numpy does not come by luck."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.split(r"[^\w-]", line)[0] for line in project["dependencies"]}
    declared = {name.lower().replace("-", "_").removesuffix("_essentials") for name in names}
    for module in modules.values():
        for one in module.imports():
            library = one.target.split(".")[0]
            if library == PACKAGE or library in sys.stdlib_module_names or one.level:
                continue
            if library.lower() not in declared:
                yield f"{module.name}:{one.line} imports {library}, which is not a dependency"


RULES: tuple[Rule, ...] = (
    rooms_keep_to_their_doors,
    libraries_stay_in_their_room,
    imports_are_absolute,
    imports_run_in_no_circle,
    files_and_functions_are_short,
    names_say_something,
    who_is_next_is_asked_in_one_place,
    folders_are_shallow,
    libraries_are_declared,
)
RULES_FOR_TESTS: tuple[Rule, ...] = (
    imports_are_absolute,
    imports_run_in_no_circle,
    files_and_functions_are_short,
    names_say_something,
    folders_are_shallow,
)


def _named(rule: Rule) -> str:
    return rule.__name__


@pytest.mark.parametrize("rule", RULES, ids=_named)
def test_the_program_keeps_the_rule(rule: Rule) -> None:
    modules = {module.name: module for module in read(PACKAGE)}
    assert len(modules) > 10
    assert list(rule(modules)) == []


@pytest.mark.parametrize("rule", RULES_FOR_TESTS, ids=_named)
def test_the_tests_keep_the_rule(rule: Rule) -> None:
    assert list(rule({module.name: module for module in read("tests")})) == []


PLANTED: tuple[tuple[Rule, str, str], ...] = (
    (rooms_keep_to_their_doors, "rules.plan", "import revops_desktop.database.tables"),
    (rooms_keep_to_their_doors, "ui.page", "from revops_desktop.database import tables"),
    (rooms_keep_to_their_doors, "reports.page", "def f():\n    import revops_desktop.ui.window"),
    (
        rooms_keep_to_their_doors,
        "ui.page",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n"
        "    from revops_desktop.database.tables import x",
    ),
    (rooms_keep_to_their_doors, "ui.page", "from revops_desktop import app"),
    (rooms_keep_to_their_doors, "app", "from revops_desktop.cli import main"),
    (rooms_keep_to_their_doors, "services", "x = 1"),
    (libraries_stay_in_their_room, "ui.page", "from sqlalchemy.orm import Session"),
    (libraries_stay_in_their_room, "cli", "def f():\n    import PySide6.QtCore"),
    (libraries_stay_in_their_room, "database.file", "import sqlite3"),
    (libraries_stay_in_their_room, "ui.page", "from PySide6 import QtSql"),
    (libraries_stay_in_their_room, "operations.demo", "import numpy as np"),
    (imports_are_absolute, "rules.plan", "from . import shares"),
    (imports_are_absolute, "rules.plan", "from .shares import Share"),
    (files_and_functions_are_short, "rules.plan", "x = 1\n" * 401),
    (files_and_functions_are_short, "ui.main_window", "x = 1\n" * 301),
    (files_and_functions_are_short, "rules.plan", "def f():\n" + "    x = 1\n" * 60),
    (names_say_something, "rules.utils", "x = 1"),
    (names_say_something, "ui.window_manager", "x = 1"),
    (names_say_something, "ui.page", "class PageManager:\n    pass"),
    (who_is_next_is_asked_in_one_place, "ui.page", "found = field.focusProxy() or field"),
    (folders_are_shallow, "ui.board.cards.paint", "x = 1"),
    (libraries_are_declared, "analytics.chance", "import scipy.stats"),
)


@pytest.mark.parametrize(
    ("rule", "name", "text"), PLANTED, ids=lambda value: getattr(value, "__name__", str(value))[:40]
)
def test_a_planted_violation_is_found(rule: Rule, name: str, text: str) -> None:
    written = {f"{PACKAGE}.{name}": text}
    for other in ("database.tables", "ui.window", "app", "cli"):
        written.setdefault(f"{PACKAGE}.{other}", "")
    modules = {name: Module(name, text) for name, text in written.items()}
    assert list(rule(modules))


def test_a_planted_circle_is_found() -> None:
    texts = {
        "rules.day": "from revops_desktop.rules import week",
        "rules.week": "def f():\n    from revops_desktop.rules.month import number",
        "rules.month": "import revops_desktop.rules.day",
    }
    modules = {f"{PACKAGE}.{name}": Module(f"{PACKAGE}.{name}", t) for name, t in texts.items()}
    assert len(list(imports_run_in_no_circle(modules))) == 1
