"""The business calendar: weekly hours, public holidays, dated exceptions (domain.md §4).

Plain values: a day's working hours are ranges of minutes of the local day (09:00 is 540), rising
and apart; midnight at the end is 1440. No range at all is a closed day.
"""

import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from importlib.util import find_spec, module_from_spec
from types import MappingProxyType, ModuleType

Ranges = tuple[tuple[int, int], ...]

DAY_MINUTES = 1440
WEEKDAYS = 7


@dataclass(frozen=True, slots=True)
class DayException:
    """What holds on one date instead of the week and its holidays; without ranges it is closed."""

    name: str
    ranges: Ranges


@dataclass(frozen=True, slots=True)
class CalendarContent:
    """What one version of the calendar says: seven days from Monday on, and what differs.

    `holidays`: closed on public holidays of the workspace's country. Exceptions stand above both,
    by ISO day. `country`: whose holidays; "" is the workspace's.
    """

    weekly: tuple[Ranges, ...]
    holidays: bool
    exceptions: Mapping[str, DayException] = field(default_factory=dict)
    country: str = ""


_WORKING: Ranges = ((540, 1080),)
DEFAULT = CalendarContent((_WORKING,) * 5 + ((), ()), True, MappingProxyType({}))


def checked(ranges: Iterable[Iterable[int]]) -> Ranges:
    """Ranges in order, those that touch made one; ValueError when one is empty or they overlap."""
    found: list[tuple[int, int]] = []
    for first, last in sorted((int(first), int(last)) for first, last in ranges):
        if not 0 <= first < last <= DAY_MINUTES:
            raise ValueError(f"no range of a day: {first}–{last}")
        if found and first < found[-1][1]:
            raise ValueError(f"ranges overlap: {found[-1]} and {first}–{last}")
        if found and first == found[-1][1]:
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    return tuple(found)


@lru_cache(maxsize=256)
def read(text: str) -> CalendarContent:
    """The calendar written as JSON by `written`; ValueError when it is none."""
    try:
        plain = json.loads(text)
        weekly = tuple(checked(ranges) for ranges in plain["weekly"])
        exceptions = {
            date.fromisoformat(day).isoformat(): DayException(
                str(one["name"]), checked(one["ranges"])
            )
            for day, one in sorted(plain["exceptions"].items())
        }
        content = CalendarContent(
            weekly,
            bool(plain["holidays"]),
            MappingProxyType(exceptions),
            str(plain.get("country", "")),
        )
    except (KeyError, TypeError, AttributeError) as wrong:
        raise ValueError(f"not a business calendar: {wrong}") from wrong
    if len(content.weekly) != WEEKDAYS:
        raise ValueError("not a business calendar: a week has seven days")
    return content


def written(content: CalendarContent) -> str:
    """The calendar as JSON; equal calendars are written alike."""
    country = {"country": content.country} if content.country else {}
    return json.dumps(
        {
            "weekly": [[list(one) for one in checked(ranges)] for ranges in content.weekly],
            "holidays": content.holidays,
            "exceptions": {
                day: {
                    "name": content.exceptions[day].name,
                    "ranges": [list(one) for one in checked(content.exceptions[day].ranges)],
                }
                for day in sorted(content.exceptions)
            },
            **country,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def public_holidays(country: str, year: int, language: str = "") -> Mapping[str, str]:
    """The public holidays of a country's year by ISO day, named in a language, else in English.

    Without a language as the machine has it. A country that nobody knows has none.
    """
    return _public_holidays(country.strip().upper(), year, language)


def _library() -> ModuleType:
    """The library of holidays; of its two hundred countries it reads those that are asked for.

    Its package of countries imports all of them (twice the time, 7 MB); a stand-in does not.
    """
    import holidays

    found = find_spec("holidays.countries")
    if found is not None:
        sys.modules.setdefault(found.name, module_from_spec(found))
    return holidays


@lru_cache(maxsize=512)
def _public_holidays(country: str, year: int, language: str) -> Mapping[str, str]:
    holidays = _library()
    try:
        days = holidays.country_holidays(country, years=year)
    except (NotImplementedError, KeyError):
        return MappingProxyType({})
    wanted = (language, "en") if language else ()
    known = [one for name in wanted for one in days.supported_languages if one.startswith(name)]
    if known:
        days = holidays.country_holidays(country, years=year, language=known[0])
    return MappingProxyType({day.isoformat(): days[day] for day in sorted(days)})


def why(content: CalendarContent, day: date, country: str, language: str = "") -> tuple[str, str]:
    """What decides a day, and its name: "exception", "holiday" or "week" (without a name)."""
    found = content.exceptions.get(day.isoformat())
    if found is not None:
        return "exception", found.name
    if content.holidays:
        name = public_holidays(content.country or country, day.year, language).get(day.isoformat())
        if name is not None:
            return "holiday", name
    return "week", ""


def hours_of(content: CalendarContent, day: date, country: str) -> Ranges:
    """The working hours of a day: its exception, else none on a holiday, else its weekday's."""
    found = content.exceptions.get(day.isoformat())
    if found is not None:
        return found.ranges
    if content.holidays:
        holidays = public_holidays(content.country or country, day.year)
        if day.isoformat() in holidays:
            return ()
    return content.weekly[day.weekday()]
