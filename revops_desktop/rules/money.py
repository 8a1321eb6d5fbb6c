"""Money: integers of the currency's minor unit, rounded once and half up (domain.md §2, §5)."""

import unicodedata
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import _
from revops_desktop.rules.currency import minor_digits as minor_digits
from revops_desktop.rules.currency import to_major as to_major

_LARGEST = 10**15


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
    """Minor units of an amount as a person types it: 1,234 · ¥1,234 · １２３４円; empty is None."""
    plain = unicodedata.normalize("NFKC", text).strip()
    for mark in ("¥", "$", "€", "£", "円", currency, ",", " ", "_"):
        plain = plain.replace(mark, "")
    plain = plain.replace("−", "-")
    if not plain:
        return None
    try:
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


def weighted(value: int, probability_basis_points: int) -> int:
    """value × probability, rounded half up, a deal at a time (domain.md §5)."""
    return (value * probability_basis_points + 5000) // 10000
