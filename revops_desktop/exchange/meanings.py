"""Whether the rows of an import would mean the same records again once all of it is in.

Rows are recognised by what was here before the import, and by what its own rows bring in. Where
some change what records are known by, a row may mean another record afterwards: the same file again
would change what it has just written. All rows of the records in question are refused then.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from revops_desktop.exchange.gathering import Gathering
from revops_desktop.exchange.reading.patience import asked
from revops_desktop.exchange.recognising import ELSEWHERE, Finder
from revops_desktop.exchange.refusals import CellRefused, RowRefused
from revops_desktop.exchange.spool import Spool
from revops_desktop.i18n import _

# A row by the number of its file and its line.
Place = tuple[int, int]
# Why rows are refused.
Torn = Mapping[Place, RowRefused]


class _Row(NamedTuple):
    """A row and whom it meant; `claimed`: whom an earlier row of its number did."""

    line: int
    column: str
    ids: tuple[int, ...]
    claimed: tuple[int, ...]
    record: tuple[Any, ...]
    company: str | int | None

    def is_still(self, ids: tuple[int, ...]) -> bool:
        """Whether these are the same ones."""
        return set(ids) == set(self.ids) or (not self.ids and set(ids) == set(self.claimed))


class Meanings:
    """Whom each row of a file means. `number` of the file in this import."""

    def __init__(
        self,
        kind: str,
        number: int,
        file: str,
        finder: Finder[Any],
        gathering: Gathering,
        torn: Torn,
    ) -> None:
        self.kind, self.number, self.file = kind, number, file
        self._finder, self._gathering, self._torn = finder, gathering, torn
        self._rows = Spool()
        self._record: Any = None

    def close(self) -> None:
        """Lets go of all of them."""
        self._rows.close()

    def check(self, line: int) -> None:
        """RowRefused where the row is torn."""
        if (self.number, line) in self._torn:
            raise self._torn[self.number, line]

    def note(
        self,
        line: int,
        column: str,
        ids: tuple[int, ...],
        claimed: tuple[int, ...],
        record: Any,
        company: str | int | None,
    ) -> None:
        """A row means these. `column`: of what it was recognised by · `company`: of a contact."""
        self._record = type(record)
        self._rows.add((line, column, ids, claimed, tuple(record), company))

    @property
    def are_open(self) -> bool:
        """Whether any row may mean another one by now."""
        return self._finder.is_changed

    def rows(self) -> Iterator[tuple[Place, _Row]]:
        """All rows, in their order."""
        for chunk in self._rows.chunks():
            asked()
            for one in chunk:
                row = _Row(*one)
                yield (self.number, row.line), row

    def afterwards(self, row: _Row) -> tuple[int, ...]:
        """Whom a row would mean once the import is in."""
        record = self._record._make(row.record)
        if row.company is not None:
            company = self._gathering.company_here(row.company)
            record = record._replace(company=ELSEWHERE if company is None else company)
        return self._finder.find(record, is_in=True).ids


def torn_rows(files: Sequence[Meanings]) -> dict[Place, RowRefused]:
    """The rows that would mean others afterwards, and all rows of whom they mean now or then."""
    others: dict[Place, set[int]] = {}
    unsure: set[tuple[str, int]] = set()
    for file in files:
        for place, row in file.rows() if file.are_open else ():
            then = file.afterwards(row)
            if not row.is_still(then):
                others[place] = {*row.ids, *then}
                unsure.update((file.kind, one) for one in others[place])
    found: list[tuple[Place, str, list[tuple[str, int]]]] = []
    rows_of: dict[tuple[str, int], list[Place]] = {one: [] for one in unsure}
    for file in files if unsure else ():
        for place, row in file.rows():
            about = [(file.kind, one) for one in others.get(place, row.ids)]
            about = [one for one in about if one in unsure]
            if about:
                found.append((place, row.column, about))
                for one in about:
                    rows_of[one].append(place)
    names = {file.number: file.file for file in files}
    refused = {}
    for place, column, about in found:
        beside = (one for record in about for one in rows_of[record] if one != place)
        refused[place] = _refusal(place, next(beside, None), names, column)
    return refused


def _refusal(
    place: Place, other: Place | None, names: Mapping[int, str], column: str
) -> RowRefused:
    if other is None:
        told = _(
            "Once it was taken, this row would mean another record the next time. It was not "
            "taken. Please write a number that only its record has."
        )
    else:
        row = _("row {row}").format(row=other[1])
        if other[0] != place[0]:
            row = _("{file}, row {row}").format(file=names[other[0]], row=other[1])
        told = _(
            "Once this row and {row} were taken, the same file would mean other records the next "
            "time. Neither was taken. Please write what belongs to one record into one row, or "
            "into each a number that only its record has."
        ).format(row=row)
    return RowRefused([CellRefused(told, column)])
