"""Which signs the numbers of a column have: 1,234.56 or 1.234,56; decided by all of its cells."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from revops_desktop.exchange.cells.conversion import heard
from revops_desktop.exchange.cells.written_days import plain_text


class Signs(NamedTuple):
    """The decimal sign, and the signs that may stand between thousands.

    `is_certain`: some cell of the column proves it.
    """

    decimal: str
    thousands: str
    is_certain: bool = True


POINT = Signs(".", ", '’")
COMMA = Signs(",", ". '’")

_LONGEST_NUMBER = 100
_ENOUGH = 5_000
_NUMBER = re.compile(r"\d[\d.,]*")


def decide_signs(texts: Iterable[str]) -> Signs:
    """The signs of a column of numbers; 1,234.56 where nothing says otherwise."""
    return heard(SignEvidence(), texts).signs


class SignEvidence:
    """What the cells of a column say of its signs. Cells without signs say nothing."""

    def __init__(self) -> None:
        self._for_point = 0
        self._for_comma = 0

    def add(self, text: str) -> None:
        """One more cell; thousands that prove something are enough."""
        if self._for_point + self._for_comma >= _ENOUGH:
            return
        if "." not in text and "," not in text and text.isascii():
            return
        for found in _NUMBER.findall(plain_text(text[:_LONGEST_NUMBER])):
            sign = decimal_sign(found.rstrip(".,"))
            if sign == ".":
                self._for_point += 1
            elif sign == ",":
                self._for_comma += 1

    @property
    def signs(self) -> Signs:
        """What all cells so far come to; where both are proven, what most of them say."""
        if self._for_comma > self._for_point:
            return COMMA
        return POINT._replace(is_certain=self._for_point > 0)


def decimal_sign(number: str) -> str:
    """The sign that must be the decimal one in a number; "" where it can be read two ways.

    Of two signs it is the last; one that comes twice is none; one before other than three digits,
    or behind more than three or behind a lone 0, is.
    """
    points, commas = number.count("."), number.count(",")
    if points and commas:
        last = "." if number.rfind(".") > number.rfind(",") else ","
        return last if number.count(last) == 1 else ""
    sign = "." if points else ","
    other = "," if points else "."
    if points + commas == 0:
        return ""
    whole, *groups = number.split(sign)
    if len(groups) > 1:
        # 1.234.567 has points between thousands; 31.12.2026 is no number.
        return other if all(len(group) == 3 for group in groups) else ""
    is_group = len(groups[0]) == 3 and 1 <= len(whole) <= 3 and whole != "0"
    return "" if is_group else sign
