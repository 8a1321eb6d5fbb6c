"""In which order a column writes its days: decided by all of its cells, asked where it is open.

03/04/2026 can be read two ways; 25/12/2026 in the same column says which. A day that begins with
its year, an era or a month's name says it by itself.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal

from revops_desktop.exchange.cells.conversion import heard
from revops_desktop.exchange.cells.written_days import (
    LONGEST_DATE,
    day_in_order,
    numbers_of,
    plain_text,
    written,
)

# "": no days. "auto": every cell says its order by itself, though not all the same one.
DateOrder = Literal["", "ymd", "dmy", "mdy", "auto", "ask"]
_ORDERS: tuple[DateOrder, ...] = ("ymd", "dmy", "mdy")
_EXAMPLES = 2
_DAY_AND_TIME = re.compile(r"\d{1,2}([-/.])\d{1,2}\1\d{4}(?=[ T]|$)")
_DIGIT = re.compile(r"\d")
# What most cells of days look like, told at little cost.
_YEAR_FIRST = re.compile(r"[12]\d{3}([-/.])\d{1,2}\1\d{1,2}(?!\d)|[12]\d{3}年")


def decide_dates(texts: Iterable[str]) -> DateOrder:
    """The order of a column's days; "ask" where it can be read two ways, "" where it has none."""
    return heard(DateEvidence(), texts).order


class DateEvidence:
    """What the cells of a column say of the order of its days. Cells that are no days say nothing.

    `examples`: the first cells that can be read two ways.
    """

    def __init__(self) -> None:
        self._left = set(_ORDERS)
        self._says_itself = False
        self._has_numbers = False
        self._open = False
        self._seen: set[str] = set()
        self.examples: list[str] = []

    def add(self, text: str) -> None:
        """One more cell."""
        if _YEAR_FIRST.match(text):
            self._says_itself = True
            return
        usual = _DAY_AND_TIME.match(text)
        if (usual[0] if usual else text) in self._seen:
            # Times of one day say nothing more.
            return
        if len(text) > LONGEST_DATE or not _DIGIT.search(text):
            return
        plain = plain_text(text)
        found = numbers_of(plain)
        if found is None:
            if not self._says_itself:
                self._says_itself = is_day(plain)
            return
        key = plain[: len("".join(found)) + 1]
        if key in self._seen:
            return
        self._seen.add(key)
        numbers, sign = found[:3], found[3]
        possible = possible_orders(numbers, sign)
        if not possible:
            return
        self._has_numbers = True
        self._left &= possible.keys()
        if len(set(possible.values())) > 1:
            self._open = True
            if len(self.examples) < _EXAMPLES:
                self.examples.append(text.strip())

    @property
    def order(self) -> DateOrder:
        """What all cells so far come to."""
        if not self._has_numbers:
            return "ymd" if self._says_itself else ""
        if len(self._left) == 1:
            return next(iter(self._left))
        if self._open:
            return "ask"
        # All days say it themselves (25/12/2026), or are the same both ways (04/04/2026).
        return "auto"

    @property
    def readings(self) -> Mapping[DateOrder, date | None]:
        """The day of the first example in every order that all cells so far allow; None where there
        is no such day. Where cells contradict each other, in every order that the example allows.
        """
        found = numbers_of(plain_text(self.examples[0])) if self.examples else None
        possible = possible_orders(found[:3], found[3]) if found else {}
        return {
            order: value if isinstance(value, date) else None
            for order, value in possible.items()
            if not self._left or order in self._left
        }


def possible_orders(numbers: tuple[str, str, str], sign: str) -> dict[DateOrder, object]:
    """The orders in which three numbers can be a day, each with the day or the numbers it names.

    Where days are written with dots, the month never stands before the day.
    """
    first, second, third = (int(number) for number in numbers)
    possible: dict[DateOrder, object] = {}
    for order in _ORDERS:
        if order == "ymd":
            has_year = len(numbers[2]) <= 2 == len(numbers[0])
        else:
            has_year = len(numbers[2]) >= 2
        if not has_year:
            continue
        month, day = {
            "ymd": (second, third),
            "dmy": (second, first),
        }.get(order, (first, second))
        if not 1 <= month <= 12 or not 1 <= day <= 31:
            continue
        try:
            possible[order] = day_in_order(numbers, order)
        except ValueError:
            # The 31st of April proves an order too; that there is none, its cell is told.
            possible[order] = (order, *numbers)
    if sign == "." and "dmy" in possible:
        possible.pop("mdy", None)
    return possible


def is_day(plain: str) -> bool:
    """Whether a folded text is a day or an instant that says its order by itself."""
    if plain.isdigit():
        return False
    try:
        found = written(plain)
    except ValueError:
        return False
    return found is not None and found.numbers is None
