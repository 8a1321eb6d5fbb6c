"""What could not be taken from a file, or only with a remark: where it stands, what it is, why."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import _

# Beyond these only their number is kept.
MOST_KEPT = 1000
SHOWN_OF_VALUE = 80


class FileRefused(RuleBroken):
    """A file that cannot be read as its mapping says; nothing was imported."""


def refused(path: Path, problem: str) -> FileRefused:
    """The sentence for a file that is refused as a whole."""
    return FileRefused(
        _("“{file}” cannot be imported: {problem} Nothing was imported.").format(
            file=path.name, problem=problem
        )
    )


def refuse_namesakes(paths: Sequence[Path]) -> None:
    """FileRefused where two files have the same name: nobody could tell what is said of which."""
    for number, path in enumerate(paths):
        if any(path.name == other.name for other in paths[:number]):
            raise refused(
                path,
                _(
                    "Two of the files have this name. Please rename one of them, or import one "
                    "after the other."
                ),
            )


def unreadable(path: Path, error: OSError) -> FileRefused:
    """The sentence for a file that the system does not let us read."""
    return FileRefused(
        _(
            "“{file}” cannot be read ({reason}). Nothing was imported. Please check whether it is "
            "open in another program or whether you may read it."
        ).format(file=path.name, reason=error.strerror or error)
    )


class Cancelled(RuleBroken):
    """The person stopped the import; nothing was imported."""


class CellRefused(ValueError):
    """A cell that does not hold what it should; the message says what to do.

    Whoever knows them adds the column's name and the cell's text.
    """

    def __init__(self, message: str, column: str = "", value: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.column = column
        self.value = value


class WordLeft(CellRefused):
    """A word whose rows the person wants to stay out: it breaks nothing that other rows say."""

    def __init__(self, column: str, word: str) -> None:
        message = _(
            "You left this word out, so that rows with it are not taken. To take them, say which "
            "stage it means."
        )
        super().__init__(message, column, word)


class RowRefused(ValueError):
    """A row that cannot be taken, with everything that is wrong with it."""

    def __init__(self, problems: Sequence[CellRefused]) -> None:
        super().__init__(*problems)
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that was not taken: the line it begins in (the header is line 1), column and value."""

    file: str
    row: int
    column: str
    value: str
    message: str

    def sentence(self) -> str:
        """All of it in one line."""
        if not self.row:
            place = _("{file}, column “{column}”").format(file=self.file, column=self.column)
        elif self.column:
            place = _("{file}, row {row}, column “{column}”").format(
                file=self.file, row=self.row, column=self.column
            )
        else:
            place = _("{file}, row {row}").format(file=self.file, row=self.row)
        return f"{place}: {self.message}"

    def to_json(self) -> dict[str, object]:
        """Plain values for the command line."""
        return {
            "file": self.file,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "message": self.message,
        }


class Refusals:
    """Collects refusals; keeps the first ones, counts all."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._kept: list[Refusal] = []
        self.count = 0
        # Why each row of each file was refused, in one text: what `refused_rows.py` writes.
        self.rows: dict[str, dict[int, str]] = {}
        self._texts: dict[str, str] = {}
        # How much more than one thing is wrong with a row.
        self._more: Counter[tuple[str, int]] = Counter()

    def add(self, file: str, row: int, column: str, value: str, message: str) -> None:
        """One more; a long value is shortened."""
        self.count += 1
        lines = self.rows.setdefault(file, {})
        said = f"{column}: {message}" if column else message
        if row in lines:
            said = f"{lines[row]} {said}"
            self._more[file, row] += 1
        lines[row] = self._texts.setdefault(said, said)
        if len(self._kept) < self._most:
            self._kept.append(Refusal(file, row, column, shortened(value), message))

    def forget(self, file: str, row: int) -> None:
        """The row was taken after all."""
        lines = self.rows.get(file, {})
        if lines.pop(row, None) is None:
            return
        if not lines:
            del self.rows[file]
        self.count -= 1 + self._more.pop((file, row), 0)
        self._kept = [one for one in self._kept if (one.file, one.row) != (file, row)]

    @property
    def kept(self) -> Sequence[Refusal]:
        """The first ones, in the order they were found."""
        return tuple(self._kept)


class Remark(Refusal):
    """A row that was taken though a cell of it is doubtful; row 0 is about the whole column."""


class Remarks:
    """Collects remarks: noted cell by cell, kept once their row is taken; counts all."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._kept: list[Remark] = []
        self._noted: list[tuple[str, str, str]] = []
        self.count = 0

    def note(self, column: str, value: str, message: str) -> None:
        """A cell of the row that is being read; a column that is read twice is told once."""
        noted = (column, value, message)
        if noted not in self._noted:
            self._noted.append(noted)

    def settle(self, file: str, row: int) -> None:
        """The row that was read is taken, with all that was noted of it."""
        for column, value, message in self._noted:
            self._add(file, row, column, value, message)
        self._noted.clear()

    def drop(self) -> None:
        """The row that was read is refused: its refusal says enough."""
        self._noted.clear()

    def of_column(self, file: str, column: str, message: str) -> None:
        """What holds for all cells of a column."""
        self._add(file, 0, column, "", message)

    def _add(self, file: str, row: int, column: str, value: str, message: str) -> None:
        self.count += 1
        if len(self._kept) < self._most:
            self._kept.append(Remark(file, row, column, shortened(value), message))

    def go_on(self, other: "Remarks", rows: Collection[tuple[str, int]]) -> None:
        """Of these rows, by file and line, holds what was remarked as they were read again."""
        before, after = len(self._kept), other.kept
        self._kept = [one for one in self._kept if (one.file, one.row) not in rows]
        self.count -= before - len(self._kept)
        for one in after:
            if (one.file, one.row) in rows:
                self._add(one.file, one.row, one.column, one.value, one.message)

    @property
    def kept(self) -> Sequence[Remark]:
        """The first ones, in the order they were found."""
        return tuple(self._kept)


def shortened(value: str) -> str:
    """A cell's text as it is shown beside what is said of it."""
    return value if len(value) <= SHOWN_OF_VALUE else value[: SHOWN_OF_VALUE - 1] + "…"
