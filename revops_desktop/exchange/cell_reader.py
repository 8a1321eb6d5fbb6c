"""Reads one field of a row: its text, converted, with what is doubtful about it."""

from collections.abc import Sequence
from typing import Any

from revops_desktop.exchange.cells.conversion import Convert
from revops_desktop.exchange.cells.moments import Moment
from revops_desktop.exchange.deciding import Take
from revops_desktop.exchange.refusals import CellRefused, Remarks
from revops_desktop.i18n import _


class CellReader:
    """Reads one field of a row: None where the cell is blank or holds a missing word.

    `field_id`: that of a custom field; 0 for the program's own.
    """

    __slots__ = ("_convert", "_doubts", "_note", "_remarks", "_take", "column", "field_id")

    def __init__(self, column: str, take: Take, convert: Convert[Any], remarks: Remarks) -> None:
        self.column = column
        self.field_id = 0
        self._take = take
        self._convert = convert
        self._remarks = remarks
        self._doubts: list[str] = []
        self._note = self._doubts.append

    def __call__(self, cells: Sequence[str]) -> Any:
        text = self._take(cells)
        if not text or text.isspace():
            return None
        try:
            value = self._convert(text, self._note)
        except CellRefused as problem:
            self._doubts.clear()
            problem.column = self.column
            problem.value = text
            raise
        if self._doubts:
            for message in self._doubts:
                self._remarks.note(self.column, text, message)
            self._doubts.clear()
        return value

    def text(self, cells: Sequence[str]) -> str:
        """What the cell says, as it is written."""
        return self._take(cells) or ""

    def empty(self, cells: Sequence[str]) -> CellRefused:
        """That the cell must say something; a word in it may be one that counts as none."""
        said = self.text(cells).strip()
        message = _("It is empty. Please fill it in.")
        if said:
            message = _(
                "It counts as an empty cell. Please correct it, or say what the word means."
            )
        return CellRefused(message, self.column, said)


def optional(reader: CellReader | None, cells: Sequence[str]) -> Any:
    """What a reader finds; None when the file has no such column."""
    return None if reader is None else reader(cells)


def moment_of(reader: CellReader | None, cells: Sequence[str]) -> Moment | None:
    """The moment in a row; None when it is blank or there is no such column."""
    found: Moment | None = optional(reader, cells)
    return found
