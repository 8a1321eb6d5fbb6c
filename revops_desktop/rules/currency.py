"""Currencies and their minor units."""

from decimal import Decimal

# Currencies whose minor unit is not a hundredth (ISO 4217).
_DIGITS = dict.fromkeys(
    ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV"), 0
) | dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3)


def minor_digits(currency: str) -> int:
    """How many decimals the currency's minor unit has: JPY 0, USD 2."""
    return _DIGITS.get(currency, 2)


def to_major(minor: int, currency: str) -> Decimal:
    """The exact amount in the main unit."""
    return Decimal(minor).scaleb(-minor_digits(currency))
