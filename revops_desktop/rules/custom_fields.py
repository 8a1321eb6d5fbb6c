"""The kinds of custom fields, what a value is in each, and how it is written and read.

A value is a text; a number in millionths; money in minor units; a date as ISO text; the id of a
choice; 1 or 0 for yes or no. None: not filled in (domain.md §2).
"""

import re
import unicodedata
from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Literal, get_args

from revops_desktop import i18n
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import N_, _
from revops_desktop.rules.money import parse_amount

Subject = Literal["company", "contact", "deal"]
FieldKind = Literal["text", "number", "money", "date", "choice", "yes_no"]
Value = str | int | None

SUBJECTS: tuple[Subject, ...] = get_args(Subject)
KINDS: tuple[FieldKind, ...] = get_args(FieldKind)

# What is compared and summed as a number; everything else is text or the id of a choice.
NUMERIC: frozenset[str] = frozenset(("number", "money", "yes_no"))

KIND_LABELS: dict[str, str] = {
    "text": N_("Text"),
    "number": N_("Number"),
    "money": N_("Money"),
    "date": N_("Date"),
    "choice": N_("Choice"),
    "yes_no": N_("Yes or no"),
}
SUBJECT_LABELS: dict[str, str] = {
    "company": N_("Company"),
    "contact": N_("Contact"),
    "deal": N_("Deal"),
}

MILLION = 1_000_000
LONGEST_TEXT = 4000
_LARGEST = 10**15
_EARLIEST, _LATEST = 1900, 2199

_YMD = re.compile(r"(\d{4})[-/.年 ]\s*(\d{1,2})[-/.月 ]\s*(\d{1,2})日?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTH_AND_DAY = re.compile(r"(\d{1,2})(?:[-/.]|月)\s*(\d{1,2})日?")
_ENGLISH = re.compile(r"(\d{1,2})\.? ([a-z]{3})[a-z]*\.?,?(?: (\d{4}))?")
_AHEAD = re.compile(r"([+-])(\d{1,4})")
_ERA = re.compile(
    r"(令和|平成|昭和|[rhs])\.?\s*(\d{1,2}|元)[-/.年 ]\s*(\d{1,2})[-/.月 ]\s*(\d{1,2})日?"
)
_ERAS = {"令和": 2018, "r": 2018, "平成": 1988, "h": 1988, "昭和": 1925, "s": 1925}
_END_OF_MONTH = re.compile(r"(?:(\d{4})[-/.年])?(\d{1,2})月末日?")
_ENDS = {
    "月末": 0,
    "今月末": 0,
    "来月末": 1,
    "再来月末": 2,
    "end of month": 0,
    "end of next month": 1,
}
_WEEKDAY = re.compile(r"(今週|来週|再来週)の?([月火水木金土日])曜?日?|(next )?([a-z]{3})[a-z]*")
_WEEKS = {"今週": 0, "来週": 1, "再来週": 2}
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_AHEAD_BY = {
    "today": 0,
    "今日": 0,
    "本日": 0,
    "tomorrow": 1,
    "明日": 1,
    "明後日": 2,
    "next week": 7,
}
_AHEAD_BY |= {"来週": 7, "1週間後": 7, "2週間後": 14}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def parse_number(text: str) -> int | None:
    """Millionths of a number as a person types it: 1,234.5 · １２．５ · −3; blank is None.

    RuleBroken for what is no number, or has more than six decimals.
    """
    plain = unicodedata.normalize("NFKC", text).strip().replace(",", "").replace(" ", "")
    plain = plain.replace("−", "-")
    if not plain:
        return None
    try:
        number = Decimal(plain)
    except InvalidOperation:
        number = Decimal("NaN")
    scaled = number * MILLION if number.is_finite() else number
    if not scaled.is_finite() or scaled != int(scaled) or abs(scaled) > _LARGEST:
        raise RuleBroken(
            _(
                "“{text}” is not a number with at most six decimals. Nothing was changed. "
                "Please write digits, for example 12.5."
            ).format(text=text[:80])
        )
    return int(scaled)


def parse_day(text: str, today: date) -> str | None:
    """The ISO day of what a person types; blank is None.

    2026-04-01 · 2026/4/1 · 2026年4月1日 · 20260401 · 4/1 or 4月1日 (month first, this year) ·
    1 Apr 2026 · +7 (days from today) · 令和8年4月1日, R8.4.1 · 明日, 来週月曜, next mon ·
    月末, 4月末, end of month. RuleBroken for everything else.
    """
    plain = unicodedata.normalize("NFKC", text).strip().casefold().replace("−", "-")
    if not plain:
        return None
    try:
        found = _day(plain, today)
    except (ValueError, OverflowError):
        found = None
    if found is None or not _EARLIEST <= found.year <= _LATEST:
        raise RuleBroken(
            _("“{text}” is not a day. Nothing was changed. Please write it like {example}.").format(
                text=text[:80], example=i18n.day(today)
            )
        )
    return found.isoformat()


def _day(plain: str, today: date) -> date | None:
    if plain in _AHEAD_BY:
        return today + timedelta(days=_AHEAD_BY[plain])
    spoken = _spoken(plain, today)
    if spoken is not None:
        return spoken
    ahead = _AHEAD.fullmatch(plain)
    if ahead is not None:
        return today + timedelta(days=int(ahead[1] + ahead[2]))
    for pattern in (_YMD, _COMPACT):
        found = pattern.fullmatch(plain)
        if found is not None:
            return date(int(found[1]), int(found[2]), int(found[3]))
    found = _MONTH_AND_DAY.fullmatch(plain)
    if found is not None:
        return date(today.year, int(found[1]), int(found[2]))
    found = _ENGLISH.fullmatch(plain)
    if found is not None and found[2] in _MONTHS:
        year = int(found[3]) if found[3] else today.year
        return date(year, _MONTHS.index(found[2]) + 1, int(found[1]))
    return None


def _spoken(plain: str, today: date) -> date | None:
    """A day said by era, by the end of a month or by its weekday; None where it is none of them."""
    found = _ERA.fullmatch(plain)
    if found is not None:
        year = _ERAS[found[1]] + (1 if found[2] == "元" else int(found[2]))
        return date(year, int(found[3]), int(found[4]))
    if plain in _ENDS:
        months = today.month - 1 + _ENDS[plain]
        return _end(today.year + months // 12, months % 12 + 1)
    found = _END_OF_MONTH.fullmatch(plain)
    if found is not None:
        return _end(int(found[1] or today.year), int(found[2]))
    found = _WEEKDAY.fullmatch(plain)
    if found is None:
        return None
    monday = today - timedelta(days=today.weekday())
    if found[1] is not None:
        return monday + timedelta(weeks=_WEEKS[found[1]], days="月火水木金土日".index(found[2]))
    if found[4] not in _WEEKDAYS:
        return None
    number = _WEEKDAYS.index(found[4])
    if found[3]:
        return monday + timedelta(weeks=1, days=number)
    return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)


def _end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def parse_yes_no(text: str) -> int | None:
    """1 or 0 of a word for yes or no in either language; blank is None."""
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    if not plain:
        return None
    if plain in ("yes", "y", "true", "1", "はい", "有", "あり", "○", "〇", _("Yes").casefold()):
        return 1
    if plain in ("no", "n", "false", "0", "いいえ", "無", "なし", "×", _("No").casefold()):
        return 0
    raise RuleBroken(
        _("“{text}” is neither yes nor no. Nothing was changed. Please write one of them.").format(
            text=text[:80]
        )
    )


def parse(kind: FieldKind, text: str, *, currency: str, today: date) -> Value:
    """The value of what a person types into a field of any kind but choice."""
    if kind == "number":
        return parse_number(text)
    if kind == "money":
        return parse_amount(text, currency)
    if kind == "date":
        return parse_day(text, today)
    if kind == "yes_no":
        return parse_yes_no(text)
    return text.strip() or None


def number_text(millionths: int) -> str:
    """A number as it is shown: 1,234.5."""
    value = (Decimal(millionths) / MILLION).normalize()
    return f"{value:,f}".replace("-", "−")


def shown(kind: str, value: Value, *, currency: str, choices: dict[int, str] | None = None) -> str:
    """A value as it is shown, in the language in force; "" when it is not filled in.

    `choices`: the names of the field's choices by id.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return i18n.day(value) if kind == "date" else value
    if kind == "number":
        return number_text(value)
    if kind == "money":
        return i18n.money(value, currency)
    if kind == "yes_no":
        return _("Yes") if value else _("No")
    return (choices or {}).get(value, "")
