"""A list whose rows go on in another file: deals here, how they ended there, joined by a key."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from revops_desktop.exchange.mapping import Join
from revops_desktop.exchange.reading.layout import Row, Table
from revops_desktop.exchange.refusals import Refusals, refused
from revops_desktop.i18n import _


@dataclass(slots=True)
class Continued:
    """A file whose rows go on with those of another one, as they are read."""

    file: Table
    join: Join
    # Whether the file is a list of its own too: it is told of there.
    is_list_too: bool = False
    rows: int = 0
    refused: int = 0
    # Columns that the list itself lacks: their places, and the cells and line of each key.
    _kept: list[int] = field(default_factory=list)
    _cells: dict[str, tuple[int, list[str]]] = field(default_factory=dict)

    def read(self, taken: Sequence[str], refusals: Refusals) -> list[str]:
        """Reads the whole file; the names of the columns that it adds to those `taken`."""
        with self.file.rows() as rows:
            header = self.file.header
            key = _place(self.file.path, header, self.join.there)
            wanted = self.join.columns or {
                name: name for n, name in enumerate(header) if n != key and name not in taken
            }
            self._kept = [_place(self.file.path, header, name) for name in wanted.values()]
            for row in rows:
                self.rows += 1
                message = row.fault.message if row.fault else self._why_not(row, key)
                if message is None:
                    cells = [row.cells[n] for n in self._kept]
                    self._cells[row.cells[key].strip()] = (row.line, cells)
                else:
                    self._refuse(row.line, message, refusals)
        return list(wanted)

    def take(self, key: str) -> list[str]:
        """What the file says of a key, empty cells where nothing; a row belongs to one deal, unless
        it is for many."""
        found = self._cells.get(key.strip())
        if not self.join.many:
            self._cells.pop(key.strip(), None)
        return found[1] if found else [""] * len(self._kept)

    def leave(self, refusals: Refusals) -> None:
        """Refuses the rows that no row of the list asked for."""
        if self.join.many:
            return
        for line, _cells in self._cells.values():
            message = _(
                "No row of the list that it goes on with has this key, so that nobody knows whose "
                "it is. Please correct the key, or add the row there."
            )
            self._refuse(line, message, refusals)
        self._cells.clear()

    def _why_not(self, row: Row, key: int) -> str | None:
        text = row.cells[key].strip()
        known = self._cells.get(text)
        if known is None and (text or not self.join.many):
            return None
        if known is None:
            return _("It has no key, so that nobody can name it.")
        return _("Row {row} has the same key already. Please keep one of them.").format(
            row=known[0]
        )

    def _refuse(self, line: int, message: str, refusals: Refusals) -> None:
        if self.is_list_too:
            return
        self.refused += 1
        refusals.add(self.file.path.name, line, self.join.there, "", message)


class JoinedFile:
    """A table whose rows are continued; it is read like any other."""

    def __init__(self, own: Table, continued: Sequence[Continued], refusals: Refusals) -> None:
        self.path = own.path
        self.size = own.size
        self.encoding = own.encoding
        self.header: list[str] = []
        self.continued = continued
        self._own = own
        self._refusals = refusals

    @property
    def position(self) -> int:
        """How much of `size` was read so far."""
        return self._own.position

    @property
    def blank_rows(self) -> int:
        """Rows without a word between others."""
        return self._own.blank_rows

    @property
    def left_out(self) -> list[Row]:
        """Rows at the end that were said to be no data."""
        return self._own.left_out

    @contextmanager
    def rows(self) -> Iterator[Iterator[Row]]:
        """As of any file, the cells of the continued rows behind its own."""
        with self._own.rows() as rows:
            self.header = own = list(self._own.header)
            places = [_place(self.path, own, one.join.here) for one in self.continued]
            for one in self.continued:
                self.header = self.header + one.read(self.header, self._refusals)
            yield self._joined(rows, places)

    def _joined(self, rows: Iterator[Row], places: Sequence[int]) -> Iterator[Row]:
        for row in rows:
            if row.fault is None:
                for one, place in zip(self.continued, places, strict=True):
                    row.cells.extend(one.take(row.cells[place]))
            yield row
        for one in self.continued:
            one.leave(self._refusals)


def _place(path: Path, header: Sequence[str], name: str) -> int:
    if name not in header:
        raise refused(
            path,
            _("It has no column “{column}”, by which the files are joined.").format(column=name),
        )
    return header.index(name)
