"""No page of figures is imported while it is shown: all of it lies ready by then."""

import ast
import sys
from collections.abc import Iterator

from revops_desktop.ui.figures import beforehand
from revops_desktop.ui.navigation import PAGES
from tests.source import PACKAGE, read


def imported_to_ask(tree: ast.AST) -> Iterator[str]:
    """The modules that functions import which ask something for their page."""
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        inside = list(ast.walk(function))
        asks = {"ask", "ask_later"}
        if not any(isinstance(node, ast.Attribute) and node.attr in asks for node in inside):
            continue
        for node in inside:
            if isinstance(node, ast.ImportFrom) and node.module:
                yield node.module


def test_what_the_pages_ask_is_brought_in() -> None:
    beforehand.bring_in(lambda: False)
    pages = tuple(f"{PACKAGE}.ui.{key}." for key in beforehand.PAGES)
    asked = {
        name
        for module in read(PACKAGE)
        if module.name.startswith(pages)
        for name in imported_to_ask(module.tree)
        if "dialog" not in module.name and name.startswith(f"{PACKAGE}.analytics.")
    }
    assert len(asked) > 20
    named = {f"{PACKAGE}.analytics.{name}" for name in beforehand.QUESTIONS}
    assert asked - named <= {f"{PACKAGE}.analytics.settings"}
    assert {entry.key for entry in PAGES} >= set(beforehand.PAGES)
    assert all(f"{PACKAGE}.ui.{key}.page" in sys.modules for key in beforehand.PAGES)


def test_it_ends_when_the_window_goes() -> None:
    wanted = iter((False, False, True))
    beforehand.bring_in(lambda: next(wanted))
    assert next(wanted, None) is None
