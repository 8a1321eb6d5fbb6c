"""The ways in which files write days and times, taken apart; nothing is decided here.

Of 03/04/2026 the parts are 03, 04 and 2026: which of them is the day, the column decides.
"""

import re
import unicodedata
from datetime import date, time
from typing import NamedTuple

from revops_desktop.exchange.cells import eras
from revops_desktop.i18n import _

# Nothing that is a date is longer.
LONGEST_DATE = 64
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
_LONG_MARK_BETWEEN_DIGITS = re.compile(r"(?<=\d)ー(?=\d)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_KANJI_DAYS = "月火水木金土日"
_ENGLISH_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ZONES = {"Z": "+00:00", "UTC": "+00:00", "GMT": "+00:00", "JST": "+09:00"}

_ERA_YEAR = rf"(?P<era>{eras.NAMES})\.?\s*(?P<ey>\d{{1,2}}|元)"
_YEAR_FIRST = re.compile(
    rf"(?:(?P<y>\d{{4}})|{_ERA_YEAR})"
    r"(?:[-/. ]\s*|\s*年\s*)(?P<m>\d{1,2})(?:[-/. ]\s*|\s*月\s*)(?P<d>\d{1,2})\s*日?"
)
_COMPACT = re.compile(
    r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?:[T ]?(?P<H>\d{2})(?P<M>\d{2})(?P<S>\d{2})?(?P<z>Z)?)?"
)
_SHORT_ERA = re.compile(rf"(?P<era>{eras.NAMES})(?P<ey>\d\d)(?P<m>\d\d)(?P<d>\d\d)")
_NUMERIC = re.compile(r"(\d{1,2})(?P<sign>[-/. ])(\d{1,2})(?P=sign)(\d{4}|\d{1,2})")
_NAMED_MONTH = r"(?P<m>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DAY_AND_NAME = re.compile(
    r"(?P<d>\d{1,2})(?:st|nd|rd|th)?[-/. ]\s*(?:of )?"
    rf"{_NAMED_MONTH}[-/, ]\s*(?P<y>\d{{4}}|\d{{2}})",
    re.IGNORECASE,
)
_NAME_AND_DAY = re.compile(
    rf"{_NAMED_MONTH}[-/ ]\s*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:,\s*|[-/ ])(?P<y>\d{{4}})",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?:T|\s+|(?<=日)|(?<=\)))"
    r"(?P<half>午前|午後|[AaPp]\.?[Mm]\.?)?\s*"
    r"(?:(?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2})(?:[.,]\d+)?)?"
    r"|(?P<h>\d{1,2})時(?:(?P<m>\d{1,2})分|(?P<halfpast>半))?(?:(?P<s>\d{1,2})秒)?)"
    r"\s*(?P<half2>[AaPp]\.?[Mm]\.?)?"
    r"\s*(?P<zone>Z|UTC|GMT|JST|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?)?$"
)
_WEEKDAY = re.compile(
    rf"\s*\((?P<kanji>[{_KANJI_DAYS}])(?:曜日?)?(?:[・/]?[祝休])?\)$"
    rf"|\s*(?P<kanji2>[{_KANJI_DAYS}])曜日?$"
    r"|,?\s*\(?(?P<after>mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?\)?$"
    r"|^(?P<before>mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+",
    re.IGNORECASE,
)
# 2024年(令和6年)4月1日: the year twice.
_TWICE = re.compile(rf"\((?:{eras.NAMES})\.?\s*(?:\d{{1,2}}|元)年?\)|\(\d{{4}}年?\)")


# What most files write, read at a third of the cost.
_USUAL = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"
    r"(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?",
    re.ASCII,
)


class Written(NamedTuple):
    """A day as it is written, and the time behind it.

    `numbers`: the three numbers of a day such as 03/04/2026 with the sign between them, where
    their order is to be decided; otherwise `year`, `month` and `day` are certain. `zone` is an
    offset such as +09:00, or "".
    """

    year: int = 0
    month: int = 0
    day: int = 0
    clock: time | None = None
    zone: str = ""
    era: str = ""
    weekday: int | None = None
    numbers: tuple[str, str, str] | None = None
    sign: str = ""


def plain_text(text: str) -> str:
    """The text with full-width signs made narrow, dashes alike, unseen signs taken out."""
    if text.isascii():
        return text.strip()
    folded = unicodedata.normalize("NFKC", text.translate(_UNSEEN))
    if "ー" in folded:
        folded = _LONG_MARK_BETWEEN_DIGITS.sub("-", folded)
    return folded.translate(_DASHES).strip()


def written(plain: str) -> Written | None:
    """The parts of a day or an instant; None where it is none. ValueError: no such time."""
    if len(plain) > LONGEST_DATE:
        return None
    usual = _USUAL.fullmatch(plain)
    if usual is not None:
        return _as_usual(usual)
    whole = _COMPACT.fullmatch(plain)
    if whole is not None:
        return _compact(whole)
    rest, clock, zone, weekday = without_clock_and_weekday(plain)
    found = _day(rest)
    return found and found._replace(clock=clock, zone=zone, weekday=weekday)


def without_clock_and_weekday(plain: str) -> tuple[str, time | None, str, int | None]:
    """What is left of a folded text without the time behind it and the weekday beside it; the time,
    its zone, the weekday. ValueError: no such time."""
    rest, clock, zone = _without_clock(plain)
    weekday = None
    if "(" in rest or not rest[-1:].isdigit() or not rest[:1].isdigit():
        if "年" in rest or rest[:1] in eras.NAMES:
            rest = _TWICE.sub("", rest, count=1)
        rest, weekday = _without_weekday(rest)
    return rest, clock, zone, weekday


def numbers_of(plain: str) -> tuple[str, str, str, str] | None:
    """The three numbers that begin a text such as 03/04/2026 9:00, and the sign between them."""
    found = _NUMERIC.match(plain)
    # 1-2-3 is followed by a time at most; an address goes on.
    if found is None or plain[found.end() : found.end() + 1] not in ("", " ", "T", "(", ","):
        return None
    return found[1], found[3], found[4], found["sign"]


def _day(rest: str) -> Written | None:
    found = _YEAR_FIRST.fullmatch(rest) or _SHORT_ERA.fullmatch(rest) or _COMPACT.fullmatch(rest)
    if found is not None:
        parts = found.groupdict()
        era = parts.get("era") or ""
        year = eras.year_of(era, parts["ey"]) if era else int(parts["y"])
        return Written(year, int(parts["m"]), int(parts["d"]), era=era)
    numeric = _NUMERIC.fullmatch(rest)
    if numeric is not None:
        numbers = (numeric[1], numeric[3], numeric[4])
        return Written(numbers=numbers, sign=numeric["sign"])
    named = _DAY_AND_NAME.fullmatch(rest) or _NAME_AND_DAY.fullmatch(rest)
    if named is None:
        return None
    month = _MONTHS.index(named["m"].lower()) + 1
    return Written(full_year(named["y"]), month, int(named["d"]))


def full_year(text: str) -> int:
    """The year that two digits stand for: 24 is 2024, 69 is 1969; four are themselves."""
    year = int(text)
    return year if len(text) > 2 else year + (2000 if year < 69 else 1900)


def day_in_order(numbers: tuple[str, str, str], order: str) -> date:
    """The day of three numbers in one order; ValueError where there is none."""
    first, second, third = numbers
    if order == "ymd":
        return date(full_year(first), int(second), int(third))
    day, month = (first, second) if order == "dmy" else (second, first)
    return date(full_year(third), int(month), int(day))


def weekday_doubt(day: date, weekday: int | None) -> str | None:
    """What is odd where another weekday stands beside a day."""
    if weekday is None or day.weekday() == weekday:
        return None
    return _("The weekday beside it is not that of {day}. It was read as {day}.").format(day=day)


def _as_usual(found: re.Match[str]) -> Written:
    year, month, day, hour, minute, second, zone = found.groups()
    clock = None if hour is None else time(int(hour), int(minute), int(second or 0))
    return Written(int(year), int(month), int(day), clock, _ZONES.get(zone, zone) if zone else "")


def _compact(found: re.Match[str]) -> Written:
    parts = found.groupdict()
    clock = None
    if parts["H"] is not None:
        clock = time(int(parts["H"]), int(parts["M"]), int(parts["S"] or 0))
    zone = _ZONES["Z"] if parts["z"] else ""
    return Written(int(parts["y"]), int(parts["m"]), int(parts["d"]), clock, zone)


def _without_clock(plain: str) -> tuple[str, time | None, str]:
    if ":" not in plain and "時" not in plain:
        return plain, None, ""
    found = _CLOCK.search(plain)
    if found is None:
        return plain, None, ""
    parts = found.groupdict()
    hour = int(parts["H"] or parts["h"])
    minute = 30 if parts["halfpast"] else int(parts["M"] or parts["m"] or 0)
    half = (parts["half"] or parts["half2"] or "").replace(".", "").lower()
    if half:
        # 12:05 AM is 0:05, 12:05 PM 12:05; 午後15時 is written too.
        if hour > 12 and half in ("am", "午前"):
            raise ValueError(plain)
        hour = hour % 12 + (12 if half in ("pm", "午後") else 0)
    clock = time(hour, minute, int(parts["S"] or parts["s"] or 0))
    return plain[: found.start()], clock, _offset(parts["zone"] or "")


def _offset(zone: str) -> str:
    if not zone or zone in _ZONES:
        return _ZONES.get(zone, "")
    digits = zone.removeprefix("UTC").removeprefix("GMT")
    sign, number = digits[0], digits[1:].replace(":", "")
    hours, minutes = (number[:-2], number[-2:]) if len(number) > 2 else (number, "00")
    return f"{sign}{int(hours):02d}:{minutes}"


def _without_weekday(rest: str) -> tuple[str, int | None]:
    found = _WEEKDAY.search(rest)
    if found is None:
        return rest, None
    kanji = found["kanji"] or found["kanji2"]
    english = (found["after"] or found["before"] or "").lower()
    weekday = _KANJI_DAYS.index(kanji) if kanji else _ENGLISH_DAYS.index(english)
    return (rest[: found.start()] + rest[found.end() :]).strip(), weekday
