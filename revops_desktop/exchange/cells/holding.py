"""What a column holds, as far as the looks of its cells tell; a few misfits do not count."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import islice

from revops_desktop.errors import RuleBroken
from revops_desktop.exchange.cells.date_orders import is_day, possible_orders
from revops_desktop.exchange.cells.moments import month_cell
from revops_desktop.exchange.cells.money import decimal_cell, money_marks
from revops_desktop.exchange.cells.number_signs import decide_signs
from revops_desktop.exchange.cells.numbers import plain_count
from revops_desktop.exchange.cells.written_days import numbers_of, plain_text, written
from revops_desktop.exchange.reading.layout import Holds
from revops_desktop.exchange.refusals import CellRefused
from revops_desktop.rules.corporate_numbers import digits_of, is_right
from revops_desktop.rules.custom_fields import parse_yes_no

_MOST_CELLS = 1_000
_LONGEST = 200
_MOST = 0.8
_NEARLY_ALL = 0.95
_SOME = 0.3
_LONGEST_NAME = 60

# Cells that say nothing in any column.
_NOTHING = frozenset(
    ("-", "--", "ー", "n/a", "#n/a", "null", "none", "nan", "未定", "不明", "なし")
)
_EMAIL = re.compile(r"(?:mailto:)?[^@\s<>]+@[^@\s<>]+\.[^@\s<>.]{2,}")
_URL = re.compile(r"https?://\S+|(?:[a-z0-9_-]+\.)+[a-z]{2,}(?:[:/]\S*)?", re.IGNORECASE)
_POSTAL = re.compile(r"〒?\s*\d{3}-\d{4}|〒\s*\d{7}")
_SEVEN = re.compile(r"\d{7}")
_PHONE = re.compile(r"(?:\+|0|\(0|\(\+)[\d\-() .]{7,18}\d(?:\s*\(?(?:内線|ext\.?)\s*\d+\)?)?")
_AMERICAN_PHONE = re.compile(r"\(?\d{3}\)?[-. ]\s?\d{3}[-. ]\d{4}")
_KEY = re.compile(r"[A-Za-z0-9_\-./:#]{2,64}")
_DIGIT = re.compile(r"\d")
_SHORTEST_FOREIGN_KEY = 6
_COMPACT_DAY = re.compile(r"(?:19|20)\d{6}")
_MONTH = re.compile(r"\d{4}[-/.]\d{1,2}|(?:\d{4}|[^\d\s]{1,2}(?:\d{1,2}|元))年\d{1,2}月分?")
_CLOCK = re.compile(r"\d:\d{2}|\d時")

# The cells that say something, and how often.
Cells = Counter[str]

_as_month = month_cell("auto", "UTC")


def holds_of(texts: Iterable[str]) -> Holds:
    """What the cells of a column look like; of long columns the first cells are looked at."""
    cells = (plain_text(text[:_LONGEST]) for text in islice(texts, _MOST_CELLS))
    filled = Counter(text for text in cells if text and text.lower() not in _NOTHING)
    if not filled:
        return "empty"
    for holds, looks_so in _LOOKS:
        if looks_so(filled):
            return holds
    if any("\n" in text for text in filled):
        return "text"
    length = sum(len(text) * number for text, number in filled.items())
    return "name" if length <= _LONGEST_NAME * filled.total() else "text"


def _most(filled: Cells, is_one: Callable[[str], object], share: float = _MOST) -> bool:
    """Whether so many of the cells are one; it is enough to know of too many that they are not."""
    may_miss = (1 - share) * filled.total() + 1e-9
    for text, number in filled.items():
        if not is_one(text):
            may_miss -= number
            if may_miss < 0:
                return False
    return True


def _are_corporate_numbers(filled: Cells) -> bool:
    return _most(filled, lambda text: is_right(digits_of(text) or "0"))


def _are_postal_codes(filled: Cells) -> bool:
    # Seven digits alone may be anything, unless one is that of the north: 0608621.
    if not any(_POSTAL.fullmatch(text) or text[:1] == "0" for text in filled):
        return False
    return _most(filled, lambda text: _POSTAL.fullmatch(text) or _SEVEN.fullmatch(text))


def _are_phones(filled: Cells) -> bool:
    def is_phone(text: str) -> bool:
        if not _DIGIT.search(text):
            return False
        text = text.replace("ー", "-")
        digits = sum(map(str.isdigit, text))
        return bool(
            _AMERICAN_PHONE.fullmatch(text)
            or (_PHONE.fullmatch(text) and 9 <= digits <= 15 and (text[0] != "0" or digits >= 10))
        )

    # Numbers with zeros before them are no telephone numbers unless most of them are long enough.
    return _most(filled, is_phone)


def _are_yes_or_no(filled: Cells) -> bool:
    if len(filled) > 8:
        return False
    words = {text.lower() for text in filled}
    if len(words) > 4 or all(map(str.isdigit, words)):
        return False
    try:
        return all(parse_yes_no(word) is not None for word in words)
    except RuleBroken:
        return False


def _is_day(text: str) -> bool:
    if not _DIGIT.search(text):
        return False
    if text.isdigit():
        return _COMPACT_DAY.fullmatch(text) is not None and _has_day(text)
    found = numbers_of(text)
    if found is not None:
        return bool(possible_orders(found[:3], found[3]))
    return is_day(text)


def _has_day(text: str) -> bool:
    try:
        found = written(text)
    except ValueError:
        return False
    return found is not None and 1 <= found.month <= 12 and 1 <= found.day <= 31


def _are_days(filled: Cells) -> bool:
    # Eight digits that are no number of something else are days all of them.
    bare = all(map(str.isdigit, filled))
    return _most(filled, _is_day, _NEARLY_ALL if bare else _MOST - 0.1)


def _are_instants(filled: Cells) -> bool:
    return _most(filled, _CLOCK.search, _SOME) and _are_days(filled)


def _are_months(filled: Cells) -> bool:
    def is_month(text: str) -> bool:
        try:
            return _MONTH.fullmatch(text) is not None and _as_month(text) is not None
        except CellRefused:
            return False

    return _most(filled, is_month)


def _are_percents(filled: Cells) -> bool:
    return _most(filled, lambda text: text.endswith("%") and text[:1].isdigit())


def _are_numbers(filled: Cells) -> bool:
    signs = decide_signs(filled)
    number = decimal_cell("auto", "", "JPY", lambda: signs)

    def is_number(text: str) -> bool:
        if not _DIGIT.search(text):
            return False
        try:
            number(plain_count(text))
        except CellRefused:
            return False
        return True

    return _most(filled, is_number)


def _are_amounts(filled: Cells) -> bool:
    marks = money_marks("JPY")
    return _most(filled, lambda text: marks.search(text) or text[-1] in "万億", _SOME) and (
        _are_numbers(filled)
    )


def _are_keys(filled: Cells) -> bool:
    different, number = len(filled), filled.total()
    lengths = {len(text) for text in filled}
    if not all(map(str.isdigit, filled)):
        # Keys of other records come again, but all look the same.
        alike = len(lengths) == 1 and min(lengths) >= _SHORTEST_FOREIGN_KEY
        is_enough = different > 1 and (different >= _NEARLY_ALL * number or alike)
        return (
            is_enough
            and _most(filled, _KEY.fullmatch, _NEARLY_ALL)
            and _most(filled, _DIGIT.search, _MOST - 0.1)
            and not _are_numbers(filled)
        )
    if any(text[0] == "0" for text in filled if len(text) > 1):
        # No number is written so: codes, whether they come again or not.
        return True
    if different < number or different < 2:
        return False
    numbers = sorted(map(int, filled))
    run_on = numbers[-1] - numbers[0] == len(numbers) - 1 and len(numbers) > 2
    are_alike = len(lengths) == 1 and min(lengths) >= _SHORTEST_FOREIGN_KEY
    # Round numbers are amounts.
    return run_on or (are_alike and not _most(filled, lambda text: text.endswith("00"), _SOME))


_LOOKS: Sequence[tuple[Holds, Callable[[Cells], bool]]] = (
    ("email", lambda filled: _most(filled, _EMAIL.fullmatch)),
    ("url", lambda filled: _most(filled, _URL.fullmatch)),
    ("corporate_number", _are_corporate_numbers),
    ("postal_code", _are_postal_codes),
    ("yes_no", _are_yes_or_no),
    ("percent", _are_percents),
    ("month", _are_months),
    ("instant", _are_instants),
    ("day", _are_days),
    ("phone", _are_phones),
    ("money", _are_amounts),
    ("key", _are_keys),
    ("number", _are_numbers),
)
