"""Is it a corporate number (法人番号)? 13 digits, the first of which checks the others."""

from revops_desktop.rules.text import match_key

DIGITS = 13


def digits_of(text: str) -> str | None:
    """The 13 digits, however they were written (T before them, dashes); None: it has not 13."""
    digits = match_key(text).replace("-", "").removeprefix("t")
    return digits if len(digits) == DIGITS and digits.isdecimal() else None


def is_right(digits: str) -> bool:
    """Whether the first of 13 digits is what the others come to (経済産業省令・国税庁の定め)."""
    # From the last digit on, every second one counts twice.
    total = sum(int(digit) * (1 + place % 2) for place, digit in enumerate(digits[:0:-1]))
    return int(digits[0]) == 9 - total % 9
