"""No page is imported while it is shown: all of it lies ready by then."""

import ast
import sys
from collections.abc import Iterator

import pytest

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
                yield from (f"{node.module}.{name.name}" for name in node.names)


@pytest.mark.parametrize("key", [entry.key for entry in PAGES if entry.key != "board"])
def test_what_a_page_asks_is_brought_in_with_it(key: str) -> None:
    modules = read(PACKAGE)
    asked = {
        name
        for module in modules
        if module.name.startswith(f"{PACKAGE}.ui.{key}.") and "dialog" not in module.name
        for name in imported_to_ask(module.tree)
        if name.startswith(f"{PACKAGE}.analytics.")
    } & {module.name for module in modules}
    beforehand.bring_in_page(key)
    assert beforehand.is_here(key) and f"{PACKAGE}.ui.{key}.page" in sys.modules
    brought = {*beforehand.SHARED, *beforehand.QUESTIONS[key]}
    assert asked <= {f"{PACKAGE}.analytics.{name}" for name in brought}


def test_it_ends_when_the_window_goes() -> None:
    wanted = iter((False, False, True))
    beforehand.bring_in(lambda: next(wanted))
    assert next(wanted, None) is None
