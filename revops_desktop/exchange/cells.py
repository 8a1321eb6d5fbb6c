"""From the text of a cell to a value: texts, amounts, numbers, days; never a guess.

A cell that does not hold what its field needs raises CellRefused with what to do about it.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from revops_desktop.errors import RuleBroken
from revops_desktop.exchange.fields import Field, word_key, word_names
from revops_desktop.exchange.formulas import taken_off
from revops_desktop.exchange.refusals import CellRefused
from revops_desktop.i18n import _
from revops_desktop.rules.money import to_minor
from revops_desktop.rules.periods import local_day, start_of_day
from revops_desktop.rules.text import stored

T = TypeVar("T")

LONGEST_NAME = 500
LONGEST_TEXT = 1_000_000
_MOST_REMEMBERED = 20_000
_LONGEST_NUMBER = 100
_LARGEST_COUNT = 10**9
_EARLIEST, _LATEST = 1900, 2199


class Moment(NamedTuple):
    """An instant in UTC seconds; of a day the first one, with the day itself."""

    at: int
    day: str | None


def day_of(moment: Moment | None, zone: str) -> str | None:
    """The local day of a moment."""
    if moment is None:
        return None
    return moment.day or local_day(moment.at, zone).isoformat()


def remembering(convert: Callable[[str], T]) -> Callable[[str], T]:
    """The same conversion, fast for texts that come again and again; bounded."""
    known: dict[str, T] = {}

    def converted(text: str) -> T:
        try:
            return known[text]
        except KeyError:
            if len(known) >= _MOST_REMEMBERED:
                known.clear()
            value = known[text] = convert(text)
            return value

    return converted


def text_cell(longest: int) -> Callable[[str], str]:
    """Text as it is kept; the ' that our export puts before formulas is taken off."""

    def convert(text: str) -> str:
        if len(text) > longest:
            raise CellRefused(
                _(
                    "It has {number} characters, at most {most} can be kept. Please shorten it."
                ).format(number=f"{len(text):,}", most=f"{longest:,}")
            )
        text = taken_off(text)
        # What `stored` would do to most cells, at a tenth of its cost.
        if text.isascii() and text.isprintable():
            return text.strip()
        try:
            return stored(text)
        except RuleBroken:
            raise CellRefused(
                _("It contains a control character that cannot be kept. Please remove it.")
            ) from None

    return convert


def choice_cell(words: Mapping[str, str]) -> Callable[[str], str]:
    """One of the words that a choice understands."""

    def convert(text: str) -> str:
        found = words.get(word_key(text))
        if found is None:
            raise CellRefused(
                _(
                    "This word is not known here. Please say by the mapping's [source.values] "
                    "which of these it is: {words}."
                ).format(words=word_names(words.values()))
            )
        return found

    return convert


def decimal_cell(decimal: str, thousands: str, currency: str) -> Callable[[str], Decimal]:
    """A number with the signs that the mapping names; currency marks around it are left out."""
    groups = rf"\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+|" if thousands else ""
    pattern = re.compile(rf"(?P<whole>{groups}\d+)(?:{re.escape(decimal)}(?P<part>\d+))?")
    marks = re.compile(rf"[¥$€£円\\\\]|\b{re.escape(currency)}\b", re.IGNORECASE)

    def convert(text: str) -> Decimal:
        text = text[:_LONGEST_NUMBER]
        plain = marks.sub("", unicodedata.normalize("NFKC", text)).strip()
        negative = plain[:1] in ("-", "−", "▲", "△")
        if plain.startswith("(") and plain.endswith(")"):
            negative, plain = True, plain[1:-1].strip()
        elif negative:
            plain = plain[1:].strip()
        found = pattern.fullmatch(plain)
        if found is None:
            raise CellRefused(
                _(
                    "It is not a number with “{decimal}” as decimal sign and “{thousands}” between "
                    "thousands. Please correct it, or the signs in the mapping."
                ).format(decimal=decimal, thousands=thousands)
            )
        whole = found["whole"].replace(thousands, "") if thousands else found["whole"]
        value = Decimal(f"{whole}.{found['part'] or '0'}")
        return -value if negative else value

    return convert


def money_cell(number: Callable[[str], Decimal], unit: int, currency: str) -> Callable[[str], int]:
    """Minor units of the currency."""

    def convert(text: str) -> int:
        try:
            return to_minor(number(text).normalize() * unit, currency)
        except RuleBroken:
            raise CellRefused(
                _("It has too many digits for an amount in {currency}. Please correct it.").format(
                    currency=currency
                )
            ) from None

    return convert


def count_cell(number: Callable[[str], Decimal]) -> Callable[[str], int]:
    """A whole number, not below zero."""

    def convert(text: str) -> int:
        value = number(text)
        if value != int(value) or not 0 <= value <= _LARGEST_COUNT:
            raise CellRefused(_("It is not a whole number from 0 on. Please correct it."))
        return int(value)

    return convert


def percent_cell(number: Callable[[str], Decimal]) -> Callable[[str], int]:
    """Basis points of a percentage: 40 or 40 % is 4000."""

    def convert(text: str) -> int:
        value = number(unicodedata.normalize("NFKC", text).replace("%", "")) * 100
        if value != int(value) or not 0 <= value <= 10_000:
            raise CellRefused(_("It is not a percentage from 0 to 100. Please correct it."))
        return int(value)

    return convert


_MONTH = re.compile(r"(?P<y>\d{4})(?:[-/. ]\s*|年\s*)?(?P<m>\d{1,2})月?")


def month_cell(order: str, zone: str) -> Callable[[str], str]:
    """A month as YYYY-MM: 2026-04, 2026/4, 2026年4月, or any day in it."""
    as_moment = moment_cell(order, zone)

    def convert(text: str) -> str:
        found = _MONTH.fullmatch(unicodedata.normalize("NFKC", text).strip())
        if found is None:
            return str(day_of(as_moment(text), zone))[:7]
        year, month = int(found["y"]), int(found["m"])
        if not 1 <= month <= 12:
            raise CellRefused(_("There is no such month. Please write it as 2026-04."))
        if not _EARLIEST <= year <= _LATEST:
            raise _far_off()
        return f"{year:04d}-{month:02d}"

    return convert


_TIME = r"(?:[T ]+(?P<time>\d{1,2}:\d{2}(?::\d{2})?)(?:\.\d+)?\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?)?"
_YMD = re.compile(
    r"(?P<y>\d{4})(?:[-/. ]\s*|年\s*)(?P<m>\d{1,2})(?:[-/. ]\s*|月\s*)(?P<d>\d{1,2})日?" + _TIME
)
_COMPACT = re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})")
_DMY = re.compile(r"(?P<d>\d{1,2})[-/. ](?P<m>\d{1,2})[-/. ](?P<y>\d{4})" + _TIME)
_MDY = re.compile(r"(?P<m>\d{1,2})[-/. ](?P<d>\d{1,2})[-/. ](?P<y>\d{4})" + _TIME)


def moment_cell(order: str, zone: str) -> Callable[[str], Moment]:
    """A day or an instant in one order; a time without offset is of the workspace's zone.

    Midnight sharp, as spreadsheets add it to days, is a day.
    """
    if "%" in order:
        return remembering(lambda text: _by_format(text, order, zone))
    patterns = {"ymd": (_YMD, _COMPACT), "dmy": (_DMY,), "mdy": (_MDY,)}[order]

    def convert(text: str) -> Moment:
        plain = unicodedata.normalize("NFKC", text).strip()
        for pattern in patterns:
            found = pattern.fullmatch(plain)
            if found is not None:
                return _moment(found.groupdict(), zone)
        if order == "ymd" and _DMY.fullmatch(plain):
            raise CellRefused(
                _(
                    "Day and month cannot be told apart. Please choose the order of dates, or "
                    'write dates = "dmy" (day first) or dates = "mdy" (month first) in the '
                    "mapping."
                )
            )
        raise _no_date(order)

    return remembering(convert)


def _no_date(order: str) -> CellRefused:
    shown = {"ymd": "2026-04-01", "dmy": "01/04/2026", "mdy": "04/01/2026"}.get(order, order)
    return CellRefused(
        _(
            "It is not a date like {example}. Please correct it, or the order in the mapping."
        ).format(example=shown)
    )


def _moment(parts: Mapping[str, str | None], zone: str) -> Moment:
    try:
        day = date(int(parts["y"] or 0), int(parts["m"] or 0), int(parts["d"] or 0))
        clock = parts.get("time")
        if clock is None:
            return _day(day, zone)
        hour, minute, second = (*map(int, clock.split(":")), 0)[:3]
        local = datetime.combine(day, time(hour, minute, second))
    except ValueError:
        raise CellRefused(_("There is no such day or time. Please correct it.")) from None
    offset = parts.get("zone")
    if offset is None:
        return _instant(local, zone)
    return _instant(local.replace(tzinfo=_offset(offset)), zone)


def _offset(text: str) -> Any:
    if text == "Z":
        return UTC
    sign = -1 if text[0] == "-" else 1
    hours, minutes = int(text[1:3]), int(text[-2:])
    from datetime import timezone

    try:
        return timezone(sign * timedelta(hours=hours, minutes=minutes))
    except ValueError:
        raise CellRefused(_("There is no such day or time. Please correct it.")) from None


def _by_format(text: str, order: str, zone: str) -> Moment:
    try:
        found = datetime.strptime(unicodedata.normalize("NFKC", text).strip(), order)
    except (ValueError, re.error):
        raise _no_date(order) from None
    return _instant(found, zone)


def _instant(found: datetime, zone: str) -> Moment:
    if found.tzinfo is None:
        if found.time() == time(0):
            return _day(found.date(), zone)
        found = found.replace(tzinfo=ZoneInfo(zone))
    if not _EARLIEST <= found.year <= _LATEST:
        raise _far_off()
    return Moment(int(found.timestamp()), None)


def _day(day: date, zone: str) -> Moment:
    if not _EARLIEST <= day.year <= _LATEST:
        raise _far_off()
    return Moment(start_of_day(day, zone), day.isoformat())


def _far_off() -> CellRefused:
    return CellRefused(
        _("The year is not between {first} and {last}. Please correct it.").format(
            first=_EARLIEST, last=_LATEST
        )
    )


def cell_for(
    field: Field, *, decimal: str, thousands: str, unit: int, currency: str, order: str, zone: str
) -> Callable[[str], Any]:
    """The conversion that a field needs."""
    number = decimal_cell(decimal, thousands, currency)
    if field.holds == "choice":
        return remembering(choice_cell(field.words or {}))
    if field.holds == "money":
        return remembering(money_cell(number, unit, currency))
    if field.holds == "count":
        return remembering(count_cell(number))
    if field.holds == "percent":
        return remembering(percent_cell(number))
    if field.holds == "month":
        return remembering(month_cell(order, zone))
    if field.holds == "day":
        return moment_cell(order, zone)
    return text_cell(LONGEST_NAME if field.holds == "name" else LONGEST_TEXT)
