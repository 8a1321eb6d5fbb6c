"""Numbers as a file keeps them for later: written and read back exact to the bit."""

from math import isfinite


def written(value: float | None) -> str | None:
    """A number as text; None for none, and for what is no number (an endless one)."""
    if value is None or not isfinite(value):
        return None
    return repr(value)


def read(text: str | None) -> float | None:
    """The number that was written: whole where it was whole."""
    if text is None:
        return None
    return int(text) if text.lstrip("-").isdigit() else float(text)
