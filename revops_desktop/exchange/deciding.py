"""How the columns of a file write days and numbers, where the mapping leaves that to be found.

The whole file is read once more, for all such columns together, and only where a cell comes up that
cannot be read by itself: 03/04/2026 or 1,234.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from revops_desktop.exchange.cells.date_orders import DateEvidence, DateOrder
from revops_desktop.exchange.cells.number_signs import SignEvidence, Signs
from revops_desktop.exchange.cells.numbers import sure_of_points
from revops_desktop.exchange.reading.layout import Table
from revops_desktop.exchange.reading.patience import asked
from revops_desktop.exchange.refusals import FileRefused, refused
from revops_desktop.i18n import _

_ROWS_A_STEP = 1_000

# The text of a column in the cells of a row.
Take = Callable[[Sequence[str]], str]


@dataclass(slots=True)
class _Asked:
    """A column about which something is to be found."""

    column: str
    take: Take
    dates: DateEvidence | None = None
    signs: SignEvidence | None = None
    order: DateOrder = "auto"
    found: Signs = field(default_factory=sure_of_points)


class Deciding:
    """Finds the order of days and the signs of numbers of a file's columns.

    `again` opens the file once more; without it every cell is read by itself.
    """

    def __init__(self, path: Path, again: Callable[[], Table] | None = None) -> None:
        self._path = path
        self._again = again
        self._asked: list[_Asked] = []
        self._is_done = False

    def order_of(self, column: str, take: Take) -> Callable[[], DateOrder]:
        """What tells the order of a column's days; FileRefused where it can be read two ways."""
        wanted = _Asked(column, take, dates=DateEvidence())
        self._asked.append(wanted)

        def order() -> DateOrder:
            self._look()
            return wanted.order

        return order

    def signs_of(self, column: str, take: Take) -> Callable[[], Signs]:
        """What tells the signs of a column's numbers."""
        wanted = _Asked(column, take, signs=SignEvidence())
        self._asked.append(wanted)

        def signs() -> Signs:
            self._look()
            return wanted.found

        return signs

    def _look(self) -> None:
        if self._is_done or self._again is None:
            return
        dates = [(one.take, one.dates.add) for one in self._asked if one.dates]
        signs = [(one.take, one.signs.add) for one in self._asked if one.signs]
        looked = dates + signs
        with self._again().rows() as rows:
            for number, row in enumerate(rows):
                if number % _ROWS_A_STEP == 0:
                    asked()
                if row.fault is None:
                    for take, add in looked:
                        text = take(row.cells)
                        if text:
                            add(text)
        self._is_done = True
        open_columns = []
        for one in self._asked:
            if one.signs is not None:
                one.found = one.signs.signs
            if one.dates is not None:
                one.order = one.dates.order or "auto"
                if one.order == "ask":
                    open_columns.append(one)
        if open_columns:
            raise self._two_ways(open_columns)

    def _two_ways(self, columns: Sequence[_Asked]) -> FileRefused:
        first = columns[0]
        examples = first.dates.examples if first.dates else []
        names = dict.fromkeys(one.column for one in columns)
        return refused(
            self._path,
            _(
                "The days in “{column}” can be read two ways, such as {examples}. Please choose "
                'their order, or write dates = "dmy" (day first), "mdy" (month first) or "ymd" '
                "(year first) in the mapping."
            ).format(
                column=_("”, “").join(names), examples=_(" and ").join(dict.fromkeys(examples))
            ),
        )
