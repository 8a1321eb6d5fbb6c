"""Where the tables of a whole workspace are written to: a folder of CSV files, or a workbook."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from revops_desktop.exchange.formulas import defused
from revops_desktop.exchange.out.encodings import CsvOut, Encoding, Lacks
from revops_desktop.exchange.out.values import Cell
from revops_desktop.exchange.out.whole_parts import CONTENTS, ENDING
from revops_desktop.exchange.out.workbook import Book

Write = Callable[[list[Cell]], None]


class Sink(Protocol):
    """Takes tables one after the other."""

    def table(
        self, name: str, title: str, headings: Sequence[str]
    ) -> AbstractContextManager[Write]:
        """Opens a table; what it gives takes its rows."""

    def finish(self) -> None:
        """All tables are written; raises CannotHold where some text could not be."""


class FolderSink:
    """One CSV file a table."""

    def __init__(self, folder: Path, encoding: Encoding, replaces: bool) -> None:
        self._folder = folder
        self._encoding = encoding
        self._replaces = replaces
        self._lacks = Lacks()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return

    @contextmanager
    def table(self, name: str, title: str, headings: Sequence[str]) -> Iterator[Write]:
        """Opens a file of the table's name."""
        file_name = name + ENDING
        with open(self._folder / file_name, "wb") as file:
            out = CsvOut(
                file,
                file_name,
                headings,
                self._encoding,
                self._lacks,
                replaces=self._replaces,
            )
            yield lambda cells: out.write([as_text(cell) for cell in cells])
            out.finish()

    def finish(self) -> None:
        """Raises CannotHold where CP932 could not hold some text."""
        self._lacks.require_none()


def as_text(cell: Cell) -> str:
    """A cell as CSV has it: texts defused, numbers never touched."""
    if cell is None:
        return ""
    kind = type(cell)
    if kind is str:
        return defused(cell)  # type: ignore[arg-type]  # quicker than isinstance, which mypy knows
    if kind is bool:
        return "TRUE" if cell else "FALSE"
    return f"{cell:f}" if kind is Decimal else str(cell)


class BookSink:
    """One workbook, one sheet a table, called by the table's title."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        file = self._stack.enter_context(open(self._path, "wb"))
        self._book = self._stack.enter_context(Book(file))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stack.__exit__(kind, error, traceback)

    @contextmanager
    def table(self, name: str, title: str, headings: Sequence[str]) -> Iterator[Write]:
        """Opens a sheet of the table's title; what tells of the others stands before them."""
        with self._book.sheet(title, headings, is_first=name == CONTENTS) as add:
            yield add

    def finish(self) -> None:
        """There is nothing that a workbook cannot hold."""
