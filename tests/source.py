"""The program's source as data: modules, what they import, what they define.

For `test_architecture.py` and `test_text_is_data.py`, which hold the rules.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = "revops_desktop"


@dataclass(frozen=True)
class Import:
    """One imported module, as a dotted name, and where; `level` > 0 is relative."""

    target: str
    line: int
    level: int


@dataclass(frozen=True)
class Module:
    """One source file."""

    name: str
    text: str
    is_package: bool = False

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed file."""
        return ast.parse(self.text)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Everything in the parsed file, walked once for all who ask."""
        return tuple(ast.walk(self.tree))

    @property
    def room(self) -> str:
        """The folder directly under the package, or the file's own name there: rules, cli."""
        parts = self.name.split(".")
        return parts[1] if len(parts) > 1 else parts[0]

    @property
    def file(self) -> str:
        """Its path below the folder that was read."""
        inner = self.name.split(".")[1:]
        return "/".join([*inner, "__init__"] if self.is_package else inner) + ".py"

    @property
    def lines(self) -> int:
        """How long the file is."""
        return len(self.text.splitlines())

    def imports(self) -> tuple[Import, ...]:
        """Every import, in functions and under TYPE_CHECKING too; `from a import b` gives a.b."""
        return self._imports

    @cached_property
    def _imports(self) -> tuple[Import, ...]:
        return tuple(self._each_import())

    def _each_import(self) -> Iterator[Import]:
        for node in self.nodes:
            if isinstance(node, ast.Import):
                for name in node.names:
                    yield Import(name.name, node.lineno, 0)
            elif isinstance(node, ast.ImportFrom):
                for name in node.names:
                    yield Import(f"{node.module or ''}.{name.name}", node.lineno, node.level)

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Every function and method."""
        for node in self.nodes:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node


@cache
def read(folder: str) -> tuple[Module, ...]:
    """Every module below `folder` of the checkout, as it is when first asked for."""
    return tuple(_read(path) for path in sorted((ROOT / folder).rglob("*.py")))


def _read(path: Path) -> Module:
    parts = path.relative_to(ROOT).with_suffix("").parts
    is_package = parts[-1] == "__init__"
    name = ".".join(parts[:-1] if is_package else parts)
    return Module(name, path.read_text(encoding="utf-8"), is_package)


def resolve(target: str, modules: Mapping[str, Module]) -> str | None:
    """The module of ours that an imported name lies in; None for others' modules."""
    parts = target.split(".")
    for length in range(len(parts), 0, -1):
        name = ".".join(parts[:length])
        if name in modules:
            return name
    return None


def graph(modules: Mapping[str, Module]) -> dict[str, set[str]]:
    """Which module of ours imports which."""
    return {
        module.name: {
            found
            for one in module.imports()
            if (found := resolve(one.target, modules)) is not None and found != module.name
        }
        for module in modules.values()
    }


def cycle(edges: Mapping[str, set[str]]) -> list[str]:
    """One chain of imports that ends where it began; empty when there is none."""
    done: set[str] = set()
    for start in sorted(edges):
        path: list[str] = []
        found = _search(start, edges, path, done)
        if found:
            return found
    return []


def _search(name: str, edges: Mapping[str, set[str]], path: list[str], done: set[str]) -> list[str]:
    if name in path:
        return [*path[path.index(name) :], name]
    if name in done:
        return []
    path.append(name)
    for following in sorted(edges.get(name, ())):
        found = _search(following, edges, path, done)
        if found:
            return found
    path.pop()
    done.add(name)
    return []
