"""Days that are written without their year: 4/1, 4月1日. Somebody says in which year they are.

It is said as a year (“2026”), or as the day from which on the twelve months run in which all of
them are (“2025-12-28”: 12/28 is in 2025, 1/5 in 2026); behind it “dmy” where 1/4 is the 1st of
April.
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from revops_desktop.exchange.cells.written_days import plain_text, without_clock_and_weekday

_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})")
_NAMED = re.compile(r"(\d{1,2})月\s*(\d{1,2})日")
_SPAN = re.compile(r"(\d{4})(?:-(\d{2})-(\d{2}))?( dmy)?")
# Most of the cells; an odd one is told in its row.
_MOST = 0.8
_LEAP_YEAR = 2000


class Yearless(NamedTuple):
    """The two numbers of a day in the order in which they stand; of 4月1日 it is certain."""

    first: int
    second: int
    is_named: bool

    def as_day_of_year(self, *, day_first: bool) -> tuple[int, int]:
        """Month and day; ValueError where no year has such a day."""
        is_turned = day_first and not self.is_named
        month, day = (self.second, self.first) if is_turned else (self.first, self.second)
        date(_LEAP_YEAR, month, day)
        return month, day


class Span(NamedTuple):
    """The twelve months from a day on, and whether the day stands before the month."""

    start: date
    day_first: bool = False

    def day(self, found: Yearless) -> date:
        """The day in these twelve months; ValueError where there is none."""
        month, day = found.as_day_of_year(day_first=self.day_first)
        is_later = (month, day) >= (self.start.month, self.start.day)
        return date(self.start.year + (not is_later), month, day)

    @property
    def as_order(self) -> str:
        """As it is written in the place of an order of days."""
        is_year = (self.start.month, self.start.day) == (1, 1)
        said = str(self.start.year) if is_year else self.start.isoformat()
        return f"{said} dmy" if self.day_first else said


def span_of(order: str) -> Span | None:
    """What an order says of the year; None where it says nothing of it."""
    found = _SPAN.fullmatch(order)
    if found is None:
        return None
    try:
        start = date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return None
    return Span(start, bool(found[4]))


def yearless(rest: str) -> Yearless | None:
    """The day without a year that a folded text is, without clock and weekday."""
    found = _SLASHED.fullmatch(rest)
    named = found or _NAMED.fullmatch(rest)
    return None if named is None else Yearless(int(named[1]), int(named[2]), found is None)


def yearless_of(text: str) -> Yearless | None:
    """The day without a year that a cell holds; None where it holds something else."""
    try:
        rest = without_clock_and_weekday(plain_text(text))[0]
    except ValueError:
        return None
    found = yearless(rest)
    return found if found is not None and orders_of([found]) else None


def are_yearless(texts: Iterable[str]) -> bool:
    """Whether the cells are days without a year, as a rule.

    Of a column that is called like one of days this is enough to take it; others are fractions.
    """
    cells = [text for text in texts if text.strip()]
    number = sum(yearless_of(text) is not None for text in cells)
    return bool(cells) and number >= _MOST * len(cells)


def orders_of(days: Iterable[Yearless]) -> list[bool]:
    """Whether the day may stand before the month, as far as all of them tell: [False] no, [True]
    yes, both where either may be; [] where they contradict each other."""
    left = [False, True]
    for day in days:
        if not day.is_named:
            left = [order for order in left if _may_be(day, day_first=order)]
    return left


def _may_be(day: Yearless, *, day_first: bool) -> bool:
    try:
        day.as_day_of_year(day_first=day_first)
    except ValueError:
        return False
    return True
