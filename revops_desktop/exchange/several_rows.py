"""Rows of one list that are of the same deal: a line of it each (domain.md §2).

Rows with the same number are, and a row without any that only goes on with the one above it. They
differ in product, quantity, price and amount alone; where they contradict each other in anything
else, the later one is no row of that deal and is refused. The list is read once beforehand to find
them.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from revops_desktop.exchange.binding import Binding
from revops_desktop.exchange.cell_reader import CellReader
from revops_desktop.exchange.gathering import Gathering
from revops_desktop.exchange.reading.patience import asked
from revops_desktop.exchange.refusals import CellRefused, RowRefused, shortened
from revops_desktop.exchange.row_values import NotHere, read_fields
from revops_desktop.exchange.row_worth import Worth, quantity_of, worth_of_rows
from revops_desktop.i18n import _
from revops_desktop.rules.company_names import company_key
from revops_desktop.rules.text import fold

_OF_LINES = ("product", "quantity", "price")
_AMOUNTS = ("amount", "monthly_amount")
_ROWS_A_STEP = 1_000

Row = tuple[int, list[str]]


class Together:
    """The rows of one deal. `cells`: what they say of it together, as a row."""

    def __init__(self, first: int, cells: list[str]) -> None:
        self.rows: list[Row] = [(first, cells)]
        self.cells = list(cells)
        self.refused: dict[int, RowRefused] = {}
        self.worth: Worth | None = None
        # Why the first one was not taken.
        self.problem: RowRefused | None = None
        self.is_new = False

    @property
    def first(self) -> int:
        """The line of the row that brings the deal."""
        return self.rows[0][0]

    def refuse(self, problem: RowRefused) -> None:
        """The first row is not taken, so that no other one is."""
        self.problem = problem

    def check(self, line: int) -> None:
        """RowRefused where a further row is not taken."""
        if line in self.refused:
            raise self.refused[line]
        if isinstance(self.problem, NotHere):
            raise self.problem
        if self.problem is not None:
            raise RowRefused([CellRefused(_with_it(self.first))])


class SeveralRows:
    """Finds the rows of a list that are of one deal, and what they come to."""

    def __init__(
        self, binding: Binding, fields: Mapping[str, CellReader], gathering: Gathering
    ) -> None:
        self._binding, self._fields, self._gathering = binding, fields, gathering
        self._columns = {name: reader.column for name, reader in fields.items()}
        self._number = fields.get("external_key")
        self._by_line: dict[int, Together] | None = None
        self._of_lines = self._places(_OF_LINES)
        self._amounts = self._places(_AMOUNTS)
        self._own = self._of_lines | self._amounts
        self._note = self._places(("note",))
        self._known = self._places(("title", "company"))
        self._companies = self._places(("company",))
        self._prices = self._places(("price",))
        self._are_totals = True

    def together(self, line: int) -> Together | None:
        """The rows of the deal that the row in this line is of; None where it stands alone."""
        if "product" not in self._fields or self._binding.again is None:
            return None
        if self._by_line is None:
            self._by_line = {}
            self._find()
            self._binding.remarks.drop()
        return self._by_line.get(line)

    def worth(self, together: Together) -> Worth:
        """What a deal's rows come to; RowRefused where they cannot be added up."""
        if together.worth is None:
            rows = [self._values(line, cells, together.first) for line, cells in together.rows]
            together.worth = worth_of_rows(
                rows, self._gathering, self._columns, are_totals=self._are_totals
            )
        return together.worth

    def look(self, cells: Sequence[str]) -> None:
        """Notes what is doubtful in the cells of a line."""
        for name in (*_OF_LINES, *_AMOUNTS):
            if name in self._fields:
                self._fields[name](cells)

    def _values(self, line: int, cells: Sequence[str], first: int) -> dict[str, Any]:
        own = {name: self._fields[name] for name in (*_OF_LINES, *_AMOUNTS) if name in self._fields}
        try:
            values = read_fields(own, cells)
            if values.get("product") is not None:
                quantity_of(values, self._columns)
        except RowRefused as refusal:
            if line == first:
                raise
            raise RowRefused(
                [CellRefused(f"{_with_it(line)} {one.message}") for one in refusal.problems]
            ) from None
        finally:
            self._binding.remarks.drop()
        return values

    def _places(self, names: Sequence[str]) -> frozenset[int]:
        numbers = self._binding.numbers
        return frozenset(place for name in names for place in numbers.get(name, ()))

    def _rows(self) -> Iterator[Row]:
        """All rows of the list that can be read."""
        again = self._binding.again
        if again is None:
            return
        with again().rows() as rows:
            for number, row in enumerate(rows):
                if number % _ROWS_A_STEP == 0:
                    asked()
                yield row.line, ([] if row.fault is not None else list(row.cells))

    def _find(self) -> None:
        seen: set[str] = set()
        several: set[str] = set()
        going_on: list[list[Row]] = []
        above: list[Row] = []
        for line, cells in self._rows():
            number = self._number_of(cells) if cells else None
            if number is not None:
                (several if number in seen else seen).add(number)
            if number is not None or not cells:
                above = []
            elif above and self._goes_on(above[0][1], cells):
                above.append((line, cells))
                if len(above) == 2:
                    going_on.append(above)
            else:
                above = [(line, cells)]
        del seen
        numbered: dict[str, list[Row]] = {}
        if several:
            for line, cells in self._rows():
                number = self._number_of(cells) if cells else None
                if number in several:
                    numbered.setdefault(number, []).append((line, cells))
        self._put(numbered.values(), going_on)

    def _put(self, numbered: Any, going_on: Sequence[list[Row]]) -> None:
        by_line = self._by_line if self._by_line is not None else {}
        found = [self._of(rows) for rows in numbered]
        for together in found:
            if self._differ_in_amount(together):
                self._are_totals = False
            if len(together.rows) > 1 or together.refused:
                lines = [line for line, _cells in together.rows]
                by_line.update(dict.fromkeys((*lines, *together.refused), together))
        for rows in going_on:
            together = self._of(rows)
            # Without a number nothing but the sum proves that they belong together.
            if not together.refused and self._is_sum(together):
                by_line.update(dict.fromkeys((line for line, _cells in rows), together))
        self._by_line = by_line

    def _number_of(self, cells: Sequence[str]) -> str | None:
        if self._number is None:
            return None
        with suppress(CellRefused):
            found: str | None = self._number(cells)
            return found
        return None

    def _of(self, rows: Sequence[Row]) -> Together:
        """Which of the rows are lines of one deal, and which are not."""
        (first, cells), *others = rows
        together = Together(first, cells)
        told = {self._line_of(cells)}
        again: list[int] = []
        for line, row in others:
            lines = self._line_of(row)
            if lines in told or not self._is_filled(row, self._fields["product"]):
                # It says nothing new.
                again.append(line)
                continue
            place = self._contradicts(together.cells, row)
            if place is not None:
                together.refused[line] = self._contradiction(place, together, row)
                continue
            told.add(lines)
            together.rows.append((line, row))
            self._join(together.cells, row)
        if len(together.rows) > 1:
            column = self._number.column if self._number else ""
            together.refused.update((line, RowRefused([twice(first, column)])) for line in again)
        return together

    def _join(self, cells: list[str], row: Sequence[str]) -> None:
        for place, text in enumerate(row):
            if place in self._own or not self._says(text):
                continue
            if not self._says(cells[place]):
                cells[place] = text
            elif place in self._note and text.strip() not in cells[place].split("\n"):
                cells[place] = f"{cells[place]}\n{text.strip()}"

    def _contradicts(self, cells: Sequence[str], row: Sequence[str]) -> int | None:
        """The first column in which a row says something else of the deal."""
        for place in self._binding.every_used:
            if place in self._own or place in self._note:
                continue
            one, other = cells[place], row[place]
            if one == other or not (self._says(one) and self._says(other)):
                continue
            of = company_key if place in self._companies else fold
            if of(one) != of(other):
                return place
        return None

    def _contradiction(self, place: int, together: Together, row: Sequence[str]) -> RowRefused:
        problem = _(
            "Row {row} has the same number, and “{before}” stands there. Rows of one deal differ "
            "in product, quantity, price and amount alone. Please correct one of them in the file."
        ).format(row=together.first, before=shortened(together.cells[place].strip()))
        return RowRefused([CellRefused(problem, self._binding.header[place], row[place])])

    def _goes_on(self, above: Sequence[str], row: Sequence[str]) -> bool:
        """Whether a row without a number only goes on with the one above it."""
        if not self._is_filled(row, self._fields["product"]):
            return False
        if any(self._says(row[place]) for place in self._amounts):
            return False
        is_known = any(self._says(row[place]) for place in self._known)
        places = [one for one in self._binding.every_used if one not in self._own]
        left_out = any(self._says(above[one]) and not self._says(row[one]) for one in places)
        says_more = any(self._says(row[one]) and not self._says(above[one]) for one in places)
        return is_known and left_out and not says_more and self._contradicts(above, row) is None

    def _is_sum(self, together: Together) -> bool:
        """Whether the first row says the sum of all lines, and not what its own comes to."""
        try:
            first = self._values(*together.rows[0], together.first)
            worth = self.worth(together)
        except RowRefused:
            self._gathering.asked_in_vain()
            return False
        with suppress(RowRefused):
            worth_of_rows([first], self._gathering, {}, are_totals=False)
            return False
        return all(line.price is not None for line in worth.lines)

    def _differ_in_amount(self, together: Together) -> bool:
        """Whether the amounts are those of the lines: they differ, and there is no price."""
        rows = [cells for _line, cells in together.rows]
        if any(self._says(cells[place]) for cells in rows for place in self._prices):
            return False
        said = [
            {fold(cells[place]) for cells in rows if self._says(cells[place])}
            for place in self._amounts
        ]
        return any(len(one) > 1 for one in said)

    def _line_of(self, cells: Sequence[str]) -> tuple[str, ...]:
        return tuple(fold(cells[place]) for place in sorted(self._own))

    def _is_filled(self, cells: Sequence[str], reader: CellReader) -> bool:
        with suppress(CellRefused):
            return reader(cells) is not None
        return True

    def _says(self, text: str) -> bool:
        return self._binding.says(text)


def twice(first: int, column: str, number: str = "") -> CellRefused:
    """What is said of a row whose deal an earlier one brings already."""
    problem = _(
        "The deal with this number came before, in row {row}. "
        "Please leave only one of them in the files."
    ).format(row=first)
    return CellRefused(problem, column, number)


def _with_it(line: int) -> str:
    return _(
        "Row {row} of the same deal cannot be taken, so that its amount would not be whole. "
        "Please correct that row."
    ).format(row=line)
