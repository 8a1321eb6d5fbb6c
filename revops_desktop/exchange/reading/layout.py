"""How a file is laid out, what looking at it found, and the table that is read from it.

Everything that looking finds can be corrected: a field of `Layout` that is None or "" is found by
itself, any other is kept as it was said.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple, Protocol

Form = Literal["", "text", "workbook", "vcard"]
# What the cells of a column hold, as far as their looks tell.
Holds = Literal[
    "empty",
    "text",
    "name",
    "key",
    "number",
    "money",
    "percent",
    "day",
    "instant",
    "month",
    "yes_no",
    "email",
    "phone",
    "url",
    "postal_code",
    "corporate_number",
]


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is laid out.

    `header_line`: the physical line (of a workbook the row) where the header begins, from 1 on; 0
    where the file has none. `header_rows`: how many rows the header takes (merged ones take two).
    `footer_rows`: rows at the end that are no data, such as a total. `sheet`: of a workbook.
    """

    form: Form = ""
    encoding: str = ""
    delimiter: str = ""
    quote: str = ""
    line_end: str = ""
    sheet: str = ""
    header_line: int | None = None
    header_rows: int | None = None
    footer_rows: int | None = None


NOTHING_SAID = Layout()


@dataclass(frozen=True, slots=True)
class ColumnLook:
    """A column: its distinguishable name, what it holds, and some of its cells.

    `filled`: share of the rows looked at that say something. `date_order`: "ymd", "dmy", "mdy",
    "ask" where day and month cannot be told apart, "" where it holds no dates.
    """

    name: str
    holds: Holds
    filled: float
    date_order: str = ""
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """What looking at a file found: the whole layout, its columns, its first rows.

    `preamble` and `footer` are the rows before the header and behind the data, with their lines.
    `rows` is the number of rows that an import would count (those of the footer among them, unless
    they were said to be none); `is_whole` says whether all were looked at, otherwise it is of those
    that were. `blank_lines`: rows without a word between others. `sample`: the beginnings of the
    cells of many rows, for whoever wants to know more of them without opening the file again.
    `sheets` of a workbook that hold something, fullest first; `shown_sheets` as they lie there,
    without hidden ones. `is_end_said`: how many rows at the end are no data was said, not found.
    """

    path: Path
    layout: Layout
    columns: tuple[ColumnLook, ...]
    first_rows: tuple[tuple[str, ...], ...]
    rows: int
    is_whole: bool = True
    preamble: tuple[tuple[int, tuple[str, ...]], ...] = ()
    footer: tuple[tuple[int, tuple[str, ...]], ...] = ()
    sheets: tuple[str, ...] = ()
    shown_sheets: tuple[str, ...] = ()
    blank_lines: int = 0
    is_end_said: bool = False
    sample: tuple[tuple[str, ...], ...] = field(default=(), repr=False, compare=False)

    @property
    def header(self) -> tuple[str, ...]:
        """The distinguishable names of the columns."""
        return tuple(column.name for column in self.columns)


class Fault(NamedTuple):
    """Why a row cannot be taken: the cell's number, or None for the row as a whole."""

    column: int | None
    message: str


class Row(NamedTuple):
    """A row: the line it begins in (the first line of the file is 1), its cells, its fault.

    `remark`: why it is doubtful though it is taken, such as a cell too few.
    """

    line: int
    cells: list[str]
    fault: Fault | None
    remark: Fault | None = None


class Table(Protocol):
    """A table of cells in a file. `header` is known once it is open; `rows` may be read once.

    Known once it is read: `blank_rows` between others, and what was `left_out` at the end because
    it was said to be no data. Rows that only look so are handed on with a fault.
    """

    path: Path
    size: int
    encoding: str
    header: list[str]

    @property
    def blank_rows(self) -> int:
        """How many rows without any cell there were."""

    @property
    def left_out(self) -> list[Row]:
        """The last rows, where they were said to be no data."""

    @property
    def position(self) -> int:
        """How much of `size` was read so far."""

    def rows(self) -> AbstractContextManager[Iterator[Row]]:
        """Opens the file, reads the header, and hands out the rows; blank ones are left out."""


Cells = Sequence[str]
