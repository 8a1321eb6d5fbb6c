"""Working hours of a day as they are typed and shown: 09:00–12:00, 13:00–18:00."""

import re
from unicodedata import normalize

from revops_desktop.rules.business_calendar import DAY_MINUTES, Ranges, checked

_TIME = r"(\d{1,2})(?:\s*[:.時h]\s*(?:(\d{2})(?:\s*分)?)?)?(半)?"
_RANGE = re.compile(rf"{_TIME}\s*(?:[-~〜‐‑‒–—―−ー]|から|to)\s*{_TIME}(?:\s*まで)?")
_BETWEEN = re.compile(r"[\s,;/、・と]*")


def read_hours(text: str) -> Ranges:
    """The ranges that are meant; () for nothing. ValueError where it is none, or they overlap.

    Understood alike: 9:00-18:00, 9-18, ９時〜１８時, 9:00–12:00 13:00–18:00; 24:00 is midnight.
    """
    plain = normalize("NFKC", text).strip().casefold()
    found, place = [], 0
    while place < len(plain):
        match = _RANGE.match(plain, place)
        if match is None:
            raise ValueError(f"no hours: {text!r}")
        found.append((_minutes(*match.group(1, 2, 3)), _minutes(*match.group(4, 5, 6))))
        between = _BETWEEN.match(plain, match.end())
        assert between is not None
        if between.end() == match.end() < len(plain):
            raise ValueError(f"no hours: {text!r}")
        place = between.end()
    return checked(found)


def _minutes(hour: str, minute: str | None, half: str | None) -> int:
    found = int(hour) * 60 + (30 if half else int(minute or 0))
    if int(minute or 0) > 59 or found > DAY_MINUTES:
        raise ValueError(f"no time of day: {hour}:{minute}")
    return found


def hours_text(ranges: Ranges) -> str:
    """Ranges as they are typed; "" for a closed day."""
    return ", ".join(f"{_clock(first)}–{_clock(last)}" for first, last in ranges)


def hours_short(ranges: Ranges) -> str:
    """The same where there is little room: 9–12, 13–18:30."""
    return ", ".join(f"{_short(first)}–{_short(last)}" for first, last in ranges)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _short(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02d}" if minutes % 60 else str(minutes // 60)
