"""What a workbook offers whoever reads it, whatever its format."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

# The first and the last cell of merged ones, as (row, column) from 0 on.
Merged = tuple[tuple[int, int], tuple[int, int]]


class Sheet(NamedTuple):
    """A sheet: its name, whether it is hidden, about how many of its cells hold something."""

    name: str
    is_hidden: bool
    filled: int


class SheetCells(NamedTuple):
    """The cells of a sheet as texts, row by row from the first row on; rows may be blank.

    `merged` counts columns as the rows do. `height` is the number of rows, for progress.
    """

    rows: Iterator[list[str]]
    height: int
    merged: Sequence[Merged] = ()


class Book(Protocol):
    """An open workbook."""

    form: str

    @property
    def sheets(self) -> Sequence[Sheet]:
        """All sheets of cells, in the order of the workbook."""

    def cells(self, number: int) -> SheetCells:
        """The cells of the sheet of this number. FileRefused where they cannot be read."""

    def close(self) -> None:
        """Lets go of the file."""
