"""What the columns of a table hold, as far as their cells tell."""

from collections.abc import Iterable, Sequence

from revops_desktop.exchange.cells.date_orders import DateEvidence
from revops_desktop.exchange.cells.holding import holds_of
from revops_desktop.exchange.reading.layout import ColumnLook, Holds
from revops_desktop.exchange.reading.shapes import is_blank

# Of these rows the cells are looked at; of more of them the days, for their order.
_LOOKED_AT = 500
_FEWEST = 20
_MOST_CELLS = 50_000
_DAYS_LOOKED_AT = 20_000
_EXAMPLES = 5
_LONGEST_EXAMPLE = 200


class ColumnsSeen:
    """Watches the rows of a table and tells what its columns hold; bounded in memory."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names
        # Of very many columns fewer cells have to do.
        self._looked_at = min(_LOOKED_AT, max(_FEWEST, _MOST_CELLS // max(1, len(names))))
        self._rows = 0
        self._first: list[Sequence[str]] = []
        self._holds: list[Holds] = []
        self._days: list[tuple[int, DateEvidence]] = []

    def add(self, cells: Sequence[str]) -> None:
        """One more row, as wide as the names."""
        self._rows += 1
        if self._rows <= self._looked_at:
            self._first.append(cells)
            return
        if self._rows > _DAYS_LOOKED_AT:
            return
        if not self._holds:
            self._decide()
        for place, evidence in self._days:
            evidence.add(cells[place])

    def looks(self) -> tuple[ColumnLook, ...]:
        """What the columns hold, by all rows so far."""
        if not self._holds:
            self._decide()
        orders = {place: evidence.order for place, evidence in self._days}
        found = []
        for place, name in enumerate(self._names):
            texts = self._filled(place)
            examples = dict.fromkeys(text[:_LONGEST_EXAMPLE] for text in texts)
            found.append(
                ColumnLook(
                    name=name,
                    holds=self._holds[place],
                    filled=len(texts) / len(self._first) if self._first else 0.0,
                    date_order=orders.get(place, ""),
                    examples=tuple(examples)[:_EXAMPLES],
                )
            )
        return tuple(found)

    def _filled(self, place: int) -> list[str]:
        return [row[place] for row in self._first if not is_blank(row[place])]

    def _decide(self) -> None:
        for place in range(len(self._names)):
            texts = self._filled(place)
            holds = holds_of(texts)
            self._holds.append(holds)
            if holds in ("day", "instant"):
                evidence = DateEvidence()
                for text in texts:
                    evidence.add(text)
                self._days.append((place, evidence))


def column_looks(names: Sequence[str], rows: Iterable[Sequence[str]]) -> tuple[ColumnLook, ...]:
    """What each column holds; the rows are as wide as the names."""
    seen = ColumnsSeen(names)
    for cells in rows:
        seen.add(cells)
    return seen.looks()
