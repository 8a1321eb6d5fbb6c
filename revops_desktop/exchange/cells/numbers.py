"""Numbers, exactly: 1,234.5, １，２３４名, ▲500, (1,000), 120万, 1億2,000万, 1.5K.

Units: 千 百 十 before or without 万 億 兆, falling from left to right (3百万 = 3,000,000), or K M B
behind it. Anything else beside the digits is refused; about and at least are noted.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from revops_desktop.exchange.cells.conversion import Convert, Note, unnoted
from revops_desktop.exchange.cells.number_signs import POINT, Signs, decimal_sign
from revops_desktop.exchange.cells.written_days import plain_text
from revops_desktop.exchange.refusals import CellRefused
from revops_desktop.i18n import _

_LONGEST_NUMBER = 100
_LARGEST_COUNT = 10**9
_THOUSANDS = {"": 1, "十": 10, "百": 100, "千": 1000}
# So many digits at least follow these units, where they have none of their own.
_FEWEST = {10**4: 2, 10**8: 4, 10**12: 4}
_LARGE = {"": 1, "万": 10**4, "億": 10**8, "兆": 10**12}
_LETTERS = {"k": 10**3, "m": 10**6, "b": 10**9, "mm": 10**6, "mn": 10**6, "bn": 10**9}
_LETTERS |= {"thousand": 10**3, "million": 10**6, "billion": 10**9}
_PART = re.compile(r"([\d.,'’ ]*\d)\s*([十百千]?)([万億兆]?)\s*")
_LETTER = re.compile(rf"([\d.,'’ ]*\d)\s*({'|'.join(sorted(_LETTERS, reverse=True))})")
_BARE = re.compile(r"-?\d[\d.,]{0,99}", re.ASCII)
_ABOUT = re.compile(
    r"^(?:約|およそ|おおよそ|ほぼ|about |approx\.? ?|ca\.? |~|≒|≈)\s*|\s*(?:程度|ほど|くらい|前後)$"
)
_AT_LEAST = re.compile(r"\s*(?:以上|超|\+)$|^(?:>=?|≥)\s*")
_COUNTERS = re.compile(
    r"(?<=[\d万千億])\s*(?:名様|人|名|社|件|個|台|店舗?|本|拠点|回|employees?|people|persons?|users?"
    r"|staff|seats?|pcs|units?)(?=\s*(?:以上|超|程度|ほど|くらい|前後|\+)?$)",
    re.IGNORECASE,
)
_INDIAN = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}")
_LOWEST = ("-", "▲", "△")

# The signs that a column was found to have; asked when the first cell needs them.
DecideSigns = Callable[[], Signs]


class Reading(NamedTuple):
    """A number, and whether it names a unit of its own (12万)."""

    value: Decimal
    is_scaled: bool


class NumberCell:
    """Reads the numbers of a column with the signs that are said, or that `decide` finds.

    `marks` are left out before reading, such as those of currencies.
    """

    def __init__(
        self, signs: Signs | None, decide: DecideSigns, marks: re.Pattern[str] | None = None
    ) -> None:
        self._said = signs
        self._signs = signs
        self._decide = decide
        self._marks = marks

    def __call__(self, text: str, note: Note = unnoted, /) -> Decimal:
        return self.read(text, note).value

    def read(self, text: str, note: Note) -> Reading:
        """The number in a cell; CellRefused where it is none."""
        if is_bare(text):
            value = self._unscaled(text, note)
            if value is not None:
                return Reading(value, False)
        plain = plain_text(text[:_LONGEST_NUMBER])
        in_yen = plain.endswith("円")
        if self._marks is not None:
            plain = self._marks.sub("", plain).strip()
        plain = _without_doubts(plain, note)
        negative, plain = _without_sign(plain)
        found = self._scaled(plain, note, in_yen)
        if found is None:
            raise self._refused(plain)
        return Reading(-found.value, found.is_scaled) if negative else found

    def _scaled(self, plain: str, note: Note, in_yen: bool) -> Reading | None:
        if not plain or not ("0" <= plain[0] <= "9"):
            return None
        letter = _LETTER.fullmatch(plain.lower()) if plain[-1].isascii() else None
        if letter is not None:
            value = self._unscaled(letter[1], note)
            return None if value is None else Reading(value * _LETTERS[letter[2]], True)
        if plain[-1] in "0123456789" and not ({"千", "万", "億", "兆"} & set(plain)):
            value = self._unscaled(plain, note)
            return None if value is None else Reading(value, False)
        return self._in_japanese(plain, note, in_yen)

    def _in_japanese(self, plain: str, note: Note, in_yen: bool) -> Reading | None:
        total, place, last = Decimal(0), 0, None
        while place < len(plain):
            part = _PART.match(plain, place)
            value = self._unscaled(part[1].strip(), note) if part else None
            if part is None or value is None:
                return None
            unit = _THOUSANDS[part[2]] * _LARGE[part[3]]
            # They fall: 1億2,000万, 8千500, never 2万3億 nor 1万2万.
            if last is not None and (unit >= last or value * unit >= last):
                return None
            # 1億2 may leave out 万 or 千万, 1万5 may leave out 千: never guessed; 1万5円 is whole.
            is_cut = not in_yen and unit == 1 and len(part[1].strip()) < _FEWEST.get(last or 1, 1)
            if last is not None and is_cut:
                return None
            total, place, last = total + value * unit, part.end(), unit
        return Reading(total, True)

    def _unscaled(self, number: str, note: Note) -> Decimal | None:
        """The digits with their signs; None where the signs stand in wrong places."""
        if number.removeprefix("-").isdigit():
            return Decimal(number)
        signs = self._signs
        if signs is None:
            # Found once, the signs of a column stay.
            signs = self._signs = self._decide()
        value = _with_signs(number, signs.decimal, signs.thousands)
        if value is not None:
            if not signs.is_certain and decimal_sign(number) == "" and signs.decimal in number:
                note(_("It was read with “{sign}” as decimal sign.").format(sign=signs.decimal))
            return value
        if "," in signs.thousands and _INDIAN.fullmatch(number):
            value = Decimal(number.replace(",", ""))
            note(
                _("The signs between its digits stand in odd places. It was read as {number}.")
                .format(number=f"{value:,f}")
            )  # fmt: skip
            return value
        return self._otherwise(number, note)

    def _otherwise(self, number: str, note: Note) -> Decimal | None:
        """A number of which only the other signs make sense, in a column that has these."""
        sign = decimal_sign(number)
        both = len(number.split(".")) + len(number.split(",")) > 3
        if self._said is not None or not sign or not both:
            return None
        thousands = "," if sign == "." else "."
        value = _with_signs(number, sign, thousands)
        if value is not None:
            note(
                _("Its signs are not those of the other rows. It was read as {number}.").format(
                    number=f"{value:,f}"
                )
            )
        return value

    def _refused(self, plain: str) -> CellRefused:
        if not any(map(str.isdigit, plain)):
            return CellRefused(
                _("It is not a number. Please write digits, for example {example}.").format(
                    example="1,200"
                )
            )
        signs = self._said or self._signs or POINT
        return CellRefused(
            _(
                "It is not a number with “{decimal}” as decimal sign and “{thousands}” between "
                "thousands. Please correct it, or the signs in the mapping."
            ).format(decimal=signs.decimal, thousands=signs.thousands[:1])
        )


def is_bare(text: str) -> bool:
    """Whether a text holds only digits, signs between them, and a dash before them."""
    return _BARE.fullmatch(text) is not None


@lru_cache(maxsize=64)
def _pattern(decimal: str, thousands: str) -> re.Pattern[str]:
    groups = rf"\d{{1,3}}(?:(?P<sign>[{re.escape(thousands)}])\d{{3}}(?:(?P=sign)\d{{3}})*)|"
    whole = rf"(?P<minus>-?)(?P<whole>{groups if thousands else ''}\d+)"
    return re.compile(rf"{whole}(?:{re.escape(decimal)}(?P<part>\d+))?", re.ASCII)


def _with_signs(number: str, decimal: str, thousands: str) -> Decimal | None:
    found = _pattern(decimal, thousands).fullmatch(number)
    if found is None:
        return None
    whole, part = found["whole"], found["part"]
    sign = found["sign"] if thousands else None
    if sign:
        whole = whole.replace(sign, "")
    return Decimal(f"{found['minus']}{whole}.{part}" if part else found["minus"] + whole)


def _without_sign(plain: str) -> tuple[bool, str]:
    if plain[:1] in _LOWEST and plain:
        return True, plain[1:].strip()
    if plain.startswith("(") and plain.endswith(")"):
        return True, plain[1:-1].strip()
    if plain[:1] == "+" and len(plain) > 1:
        return False, plain[1:].strip()
    if plain[-1:] in _LOWEST and plain[:-1].strip()[-1:].isdigit():
        return True, plain[:-1].strip()
    return False, plain


def _without_doubts(plain: str, note: Note) -> str:
    without = _ABOUT.sub("", plain)
    if without != plain:
        note(_("The cell says “about”; the number was taken as it stands."))
        plain = without
    without = _AT_LEAST.sub("", plain)
    if without != plain:
        note(_("The cell says “at least”; the number was taken as it stands."))
    return without


def signs_of(decimal: str, thousands: str) -> Signs | None:
    """The signs that a mapping names; None where it leaves them to be found ("auto")."""
    return None if decimal == "auto" else Signs(decimal, thousands)


def sure_of_points() -> Signs:
    """The signs of a column of which only single cells are seen."""
    return POINT._replace(is_certain=False)


def plain_count(text: str) -> str:
    """A count without the word for what is counted."""
    if text.isascii() and text.isdigit():
        return text
    return _COUNTERS.sub("", plain_text(text[:_LONGEST_NUMBER]))


def count_cell(number: NumberCell) -> Convert[int]:
    """A whole number, not below zero; what is counted may stand behind it (1,234名)."""

    def convert(text: str, note: Note = unnoted, /) -> int:
        value = number(plain_count(text), note)
        if value != int(value) or not 0 <= value <= _LARGEST_COUNT:
            raise CellRefused(_("It is not a whole number from 0 on. Please correct it."))
        return int(value)

    return convert


def percent_cell(number: NumberCell) -> Convert[int]:
    """Basis points of a percentage: 40 or 40 % is 4000."""

    def convert(text: str, note: Note = unnoted, /) -> int:
        plain = plain_text(text).replace("%", "").replace("パーセント", "")
        value = number(plain, note) * 100
        if value != int(value) or not 0 <= value <= 10_000:
            raise CellRefused(_("It is not a percentage from 0 to 100. Please correct it."))
        return int(value)

    return convert
