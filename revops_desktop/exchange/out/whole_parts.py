"""How a whole workspace lies in a folder of CSV files or in a workbook (the same tables in both).

`contents` lists the tables with their rows and a checksum, `columns` what each heading stands for,
`long_texts` holds, in pieces, the texts that a cell of a spreadsheet could not hold.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from tempfile import SpooledTemporaryFile
from typing import Any, NamedTuple, Self

from revops_desktop.i18n import N_

CONTENTS, COLUMNS, LONG_TEXTS = "contents", "columns", "long_texts"
WORKBOOK = "workspace.xlsx"
ENDING = ".csv"

# What an export cannot bring back, in a sentence for whoever makes one.
STAYS_BEHIND = N_(
    "Only the change journal stays behind: who did what, and what was undone or deleted for good. "
    "Amounts, closing dates and the trash come back as they were on every earlier day; stages, "
    "owners and other fields are known only as they are now, and tasks that are open count from "
    "the day on which they come in."
)

# What a cell of a spreadsheet holds, in UTF-16 units; a piece stays below it however it is escaped.
_LONGEST = 32_767
_PIECE = 5_000
# Neither XML nor every reader of CSV can carry these.
_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_BEGINNING = 60
_IN_MEMORY = 8_000_000


class TableLine(NamedTuple):
    """A line of `contents`; the headings of the file are these names."""

    table: str
    file: str
    title: str
    rows: int
    checksum: str
    program: str
    schema: int


class ColumnLine(NamedTuple):
    """A line of `columns`: `column` is empty where the file tells it for the eye alone."""

    table: str
    heading: str
    column: str
    kind: str


class Piece(NamedTuple):
    """A line of `long_texts`: a piece of the text of a column of a row, quoted as in JSON."""

    table: str
    id: int
    column: str
    part: int
    text: str


class Checksum:
    """Of the stored values of a table, row by row: not of how a file happens to write them."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def add(self, values: Sequence[Any]) -> None:
        """One more row."""
        self._hash.update(json.dumps(values, ensure_ascii=False).encode("utf-8", "surrogatepass"))

    def text(self) -> str:
        """What it came to."""
        return self._hash.hexdigest()


def fits(text: str) -> bool:
    """Whether a cell of a spreadsheet can hold the text."""
    if len(text) * 2 > _LONGEST and len(text.encode("utf-16-le", "surrogatepass")) // 2 > _LONGEST:
        return False
    return _UNSAFE.search(text) is None


def beginning(text: str) -> str:
    """What stands in the cell of a text that lies in `long_texts`."""
    return f"{' '.join(_UNSAFE.sub(' ', text[:_BEGINNING]).split())}… ({LONG_TEXTS})"


class LongTexts:
    """The texts that no cell holds, kept outside the memory until they are written."""

    def __init__(self) -> None:
        # Closed by __exit__.
        self._file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  # held for long

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, table: str, row_id: int, column: str, text: str) -> None:
        """One more text, of a column of a row."""
        for part, start in enumerate(range(0, len(text), _PIECE), 1):
            quoted = json.dumps(text[start : start + _PIECE], ensure_ascii=False)
            escaped = _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)
            line = json.dumps((table, row_id, column, part, escaped))
            self._file.write(f"{line}\n".encode())

    def pieces(self) -> Iterator[Piece]:
        """All of them, in order."""
        self._file.seek(0)
        for line in self._file:
            yield Piece(*json.loads(line))
