"""Money: integers of the currency's minor unit, rounded once and half up (domain.md §2, §5)."""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import _
from revops_desktop.rules.currency import minor_digits as minor_digits
from revops_desktop.rules.currency import to_major as to_major

_LARGEST = 10**16

# The short forms in which the program itself writes amounts (i18n.money_short), and 千.
_JAPANESE = {"兆": 10**12, "億": 10**8, "万": 10**4, "千": 10**3}
_ENGLISH = {"k": 10**3, "m": 10**6, "b": 10**9}
_DIGITS = r"(?:\d+\.?\d*|\.\d+)"
_SHORT_ENGLISH = re.compile(rf"(-?)({_DIGITS})([kmb])")
# As books and spreadsheets write what is below 0.
_NEGATIVE = re.compile(r"\(([^()-]+)\)|[▲△]([^()-]+)")
_PART = re.compile(rf"({_DIGITS})(千?)([兆億万]?)")
_SHORT_JAPANESE = re.compile(rf"(-?)((?:{_DIGITS}千?[兆億万]?)+)")


def to_minor(amount: Decimal, currency: str) -> int:
    """The amount in minor units; RuleBroken where it has more decimals than the currency."""
    scaled = amount.scaleb(minor_digits(currency))
    if scaled != scaled.to_integral_value() or abs(scaled) > _LARGEST:
        raise RuleBroken(
            _(
                "{amount} cannot be an amount in {currency}: it has too many digits. "
                "Nothing was changed. Please correct the amount."
            ).format(amount=amount, currency=currency)
        )
    return int(scaled)


def parse_amount(text: str, currency: str) -> int | None:
    """Minor units of an amount as a person types it; empty is None.

    1,234 · ¥1,234 · １２３４円 · 120万 · 1億2000万 · 8千 · 500K · 1.2M · (500) · ▲500. RuleBroken
    for all else.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    # Japanese spreadsheets hand the yen sign on as the backslash that has its place in Shift_JIS.
    plain = plain.replace("\\", "¥") if currency == "JPY" else plain
    for mark in ("¥", "$", "€", "£", "円", currency, ",", " ", "_"):
        plain = plain.replace(mark, "")
    plain = plain.replace("−", "-")
    negative = _NEGATIVE.fullmatch(plain)
    plain = plain if negative is None else f"-{negative[1] or negative[2]}"
    if not plain:
        return None
    try:
        amount = _short(plain.casefold())
        if amount is None:
            amount = Decimal(plain)
        if not amount.is_finite():
            raise InvalidOperation
    except InvalidOperation:
        raise RuleBroken(
            _(
                "“{text}” is not an amount. Nothing was changed. "
                "Please write digits, for example 1,200,000."
            ).format(text=text[:80])
        ) from None
    return to_minor(amount, currency)


def _short(plain: str) -> Decimal | None:
    """The amount where it has a unit; those of 1億2000万 fall from left to right."""
    found = _SHORT_ENGLISH.fullmatch(plain)
    if found is not None:
        amount = Decimal(found[2]) * _ENGLISH[found[3]]
        return -amount if found[1] else amount
    found = _SHORT_JAPANESE.fullmatch(plain)
    if found is None or plain.isascii():
        return None
    parts = [
        (Decimal(number), _JAPANESE.get(thousand, 1) * _JAPANESE.get(unit, 1))
        for number, thousand, unit in _PART.findall(found[2])
    ]
    units = [unit for _number, unit in parts]
    if units != sorted(set(units), reverse=True):
        raise InvalidOperation
    amount = sum((number * unit for number, unit in parts), Decimal(0))
    return -amount if found[1] else amount


def value_of(amount: int | None, monthly_amount: int | None) -> int | None:
    """What a deal is worth: one-off + 12 × monthly; unknown when both are (domain.md §5)."""
    if amount is None and monthly_amount is None:
        return None
    return (amount or 0) + 12 * (monthly_amount or 0)


def sum_of_lines(lines: Iterable[tuple[int, int | None]]) -> int | None:
    """Σ quantity × price in minor units; unknown without a line or where a price is unknown."""
    worths = [None if price is None else quantity * price for quantity, price in lines]
    known = [worth for worth in worths if worth is not None]
    return sum(known) if known and len(known) == len(worths) else None


def velocity(
    opportunities: int, win_rate: float | None, mean: float | None, days: float | None
) -> float | None:
    """What is won a day: open opportunities × win rate × mean deal ÷ sales cycle (domain.md §5).

    None where a part is unknown, or deals are won on the day on which they begin.
    """
    if win_rate is None or mean is None or not days:
        return None
    return opportunities * win_rate * mean / days


def weighted(value: int, probability_basis_points: int) -> int:
    """value × probability, rounded half up, a deal at a time (domain.md §5)."""
    return (value * probability_basis_points + 5000) // 10000
