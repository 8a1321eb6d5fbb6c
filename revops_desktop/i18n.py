"""Words and numbers in the person's language (English source, gettext; Japanese catalogue)."""

import gettext
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from zoneinfo import ZoneInfo

from revops_desktop import paths
from revops_desktop.rules.currency import minor_digits, to_major
from revops_desktop.rules.shares import Share

LANGUAGES = ("ja", "en")
NOTHING = "—"

_SYMBOLS = {"JPY": "¥", "USD": "$", "EUR": "€", "GBP": "£"}
_language = "en"
_override: ContextVar[str | None] = ContextVar("language", default=None)


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation(
        "revops_desktop", paths.resources() / "translations", [language], fallback=True
    )


def language() -> str:
    """The language in force here: "ja" or "en"."""
    return _override.get() or _language


def set_language(code: str) -> None:
    """Make `code` the program's language; anything but Japanese is English."""
    global _language
    _language = "ja" if code.lower().startswith("ja") else "en"


@contextmanager
def use_language(code: str) -> Iterator[None]:
    """Speak `code` inside the block, in this thread only: a report may name its own language."""
    token = _override.set("ja" if code.lower().startswith("ja") else "en")
    try:
        yield
    finally:
        _override.reset(token)


def system_language() -> str:
    """The language that the environment asks for."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name)
        if value:
            return "ja" if value.lower().startswith("ja") else "en"
    return "en"


def _(message: str) -> str:
    """The message in the language in force."""
    return _catalogue(language()).gettext(message) if message else message


def ngettext(singular: str, plural: str, number: int) -> str:
    """The form that fits `number` in the language in force."""
    return _catalogue(language()).ngettext(singular, plural, number)


def N_(message: str) -> str:
    """Marks a message for the catalogue; it is translated where it is shown."""
    return message


class _Filled(dict[str, object]):
    """A label whose name was never filled still reads."""

    def __missing__(self, key: str) -> str:
        return "…"


def step_text(label: str, names: Mapping[str, object]) -> str:
    """A label with its names filled in, as menu and log show it; days and months written out.

    `own_field` is the name of one of the program's own fields, in English; it is translated.
    """
    filled = _Filled(names)
    if isinstance(filled.get("own_field"), str):
        filled["own_field"] = _(str(filled["own_field"]))
    if isinstance(filled.get("day"), str):
        with suppress(ValueError):
            filled["day"] = day(str(filled["day"]))
    if isinstance(filled.get("month"), str):
        with suppress(ValueError, IndexError):
            filled["month"] = month(str(filled["month"]))
    return _(label).format_map(filled)


def joined(*sentences: str) -> str:
    """Sentences after each other, as the language in force sets them; empty ones are left out."""
    gap = "" if language() == "ja" else " "
    return gap.join(sentence for sentence in sentences if sentence)


def count(number: float) -> str:
    """A count with thousands separators."""
    return f"{number:,.0f}".replace("-", "−")


def mean(number: float) -> str:
    """A mean of counts: one decimal, none where it is whole."""
    return f"{number:,.1f}".removesuffix(".0").replace("-", "−")


def money(minor: int | None, currency: str) -> str:
    """An amount of minor units, whole and exact: ¥1,234 or $12.50; — when unknown."""
    if minor is None:
        return NOTHING
    sign = "−" if minor < 0 else ""
    digits = minor_digits(currency)
    number = f"{abs(to_major(minor, currency)):,.{digits}f}"
    symbol = _SYMBOLS.get(currency)
    return f"{sign}{symbol}{number}" if symbol else f"{sign}{number} {currency}"


def _scaled(value: Decimal) -> str:
    places = 1 if value < 100 else 0
    text = f"{value:,.{places}f}"
    return text.removesuffix(".0")


def money_short(minor: int | None, currency: str) -> str:
    """An amount for a heading: ¥4,840万 in Japanese, ¥48.4M in English; whole below 10,000."""
    if minor is None:
        return NOTHING
    amount = abs(to_major(minor, currency))
    scales = (
        ((Decimal(10**12), "兆"), (Decimal(10**8), "億"), (Decimal(10**4), "万"))
        if language() == "ja"
        else ((Decimal(10**9), "B"), (Decimal(10**6), "M"), (Decimal(10**3), "K"))
    )
    for size, unit in scales:
        if amount >= max(size, Decimal(10_000)):
            sign = "−" if minor < 0 else ""
            symbol = _SYMBOLS.get(currency)
            number = _scaled(amount / size) + unit
            return f"{sign}{symbol}{number}" if symbol else f"{sign}{number} {currency}"
    whole = int(amount.quantize(Decimal(1), ROUND_HALF_EVEN))
    sign, symbol = "−" if minor < 0 and whole else "", _SYMBOLS.get(currency)
    return f"{sign}{symbol}{whole:,}" if symbol else f"{sign}{whole:,} {currency}"


def percent(ratio: float | None) -> str:
    """A ratio as a share with one decimal: 63.2 %; — when there is none."""
    if ratio is None:
        return NOTHING
    return f"{ratio * 100:.1f}%".replace("-", "−")


def percent_fine(ratio: float) -> str:
    """A ratio as a share with two decimals, where one would hide a difference: 63.21 %."""
    return f"{ratio * 100:.2f}%".replace("-", "−")


def days_fine(number: float) -> str:
    """Days with two decimals, where one would hide a difference."""
    return _("{number} days").format(number=f"{number:,.2f}")


def exact(number: int | float | Decimal) -> str:
    """A number as it is kept, with its thousands parted."""
    return f"{number:,}".replace("-", "−")


def percent_short(ratio: float) -> str:
    """A share along an axis or in a preview: 75%, 12.5%."""
    return percent(ratio).replace(".0%", "%")


def percent_whole(ratio: float) -> str:
    """A share where there is little room: 63%."""
    return f"{ratio * 100:.0f}%".replace("-", "−")


def basis_points(points: int) -> str:
    """A share that a person sets, exactly as it is kept: 75%, 12.25%."""
    return f"{points / 100:g}%".replace("-", "−")


def change(ratio: float) -> str:
    """By what part something rose or fell: +12%, −3%, ±0%."""
    whole = round(ratio * 100)
    return f"{_sign(whole)}{abs(whole):,}%"


def points(difference: float) -> str:
    """By how many points a share rose or fell: +4.3 pt."""
    rounded = round(difference * 100, 1)
    return f"{_sign(rounded)}{points_apart(rounded / 100)}"


def points_apart(difference: float) -> str:
    """How many points lie between two shares, whichever is larger: 4.3 pt."""
    return _("{points} pt").format(points=f"{abs(difference) * 100:.1f}")


def coefficient(value: float) -> str:
    """A correlation: +0.42."""
    return f"{value:+.2f}".replace("-", "−")


def ratio(value: float) -> str:
    """How many times one thing is another: 3.25."""
    return f"{value:,.2f}".replace("-", "−")


def _sign(number: float) -> str:
    return "+" if number > 0 else "−" if number < 0 else "±"


def share(value: Share) -> str:
    """A share as it is shown; one of few cases still has a figure (shown greyed), never a rule."""
    return percent(value.raw) if value.shows_figure else NOTHING


def why(value: Share) -> str:
    """Why nothing is concluded from a share, as a sentence; empty where something is."""
    if value.why == "none":
        return _("There is no deal to take a share of.")
    if value.why == "few":
        return _("Fewer than 5 deals: no conclusion is drawn.")
    if value.why == "amounts":
        lacking = {
            "won": _("Fewer than 80% of the won deals carry an amount above 0."),
            "advanced": _("Fewer than 80% of the deals that went on carry an amount above 0."),
            "lost": _("Fewer than 80% of the lost deals carry an amount above 0."),
            "recycled": _("Fewer than 80% of the recycled deals carry an amount above 0."),
            "churned": _("Fewer than 80% of the churned deals carry an amount above 0."),
        }
        return lacking.get(value.lacking, _("Fewer than 80% of the deals carry an amount above 0."))
    return ""


def days(number: float | None) -> str:
    """A duration in days, one decimal below ten when it is not whole."""
    if number is None:
        return NOTHING
    text = f"{number:,.1f}" if number < 10 and number != int(number) else f"{number:,.0f}"
    return ngettext("{days} day", "{days} days", 1 if text == "1" else 2).format(days=text)


def hours(seconds: int) -> str:
    """A stretch of business time: 45 min, 3 h, 1 h 30 min; what is less than a minute says so."""
    whole, minutes = divmod(abs(seconds) // 60, 60)
    if whole and minutes:
        text = _("{hours} h {minutes} min").format(hours=f"{whole:,}", minutes=minutes)
    elif whole:
        text = _("{hours} h").format(hours=f"{whole:,}")
    elif minutes or not seconds:
        text = _("{minutes} min").format(minutes=minutes)
    else:
        text = _("{seconds} s").format(seconds=abs(seconds))
    return f"−{text}" if seconds < 0 else text


def weekday(number: int) -> str:
    """The short name of a day of the week, Monday is 0: Mon, 月."""
    return ("月火水木金土日" if language() == "ja" else _ENGLISH_WEEKDAYS)[number]


def day_of_week(iso: str | date) -> str:
    """A day near by, with its day of the week and without its year: 5月4日（月）, Mon 4 May."""
    value = date.fromisoformat(iso) if isinstance(iso, str) else iso
    name = weekday(value.weekday())
    if language() == "ja":
        return f"{value.month}月{value.day}日（{name}）"
    return f"{name} {value.day} {_ENGLISH_MONTHS[value.month - 1]}"


def day(iso: str | date) -> str:
    """A day: 2026年4月1日 or 1 Apr 2026."""
    value = date.fromisoformat(iso) if isinstance(iso, str) else iso
    if language() == "ja":
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {_ENGLISH_MONTHS[value.month - 1]} {value.year}"


def day_mark(value: date) -> str:
    """A day where there is little room, the year being known: 4/1 or 1 Apr."""
    if language() == "ja":
        return f"{value.month}/{value.day}"
    return f"{value.day} {_ENGLISH_MONTHS[value.month - 1]}"


def month(text: str) -> str:
    """A month given as YYYY-MM: 2026年4月 or Apr 2026."""
    year, number = int(text[:4]), int(text[5:7])
    if language() == "ja":
        return f"{year}年{number}月"
    return f"{_ENGLISH_MONTHS[number - 1]} {year}"


def month_mark(text: str) -> str:
    """A month YYYY-MM where there is little room, the year being known: 4月 or Apr."""
    number = int(text[5:7])
    return f"{number}月" if language() == "ja" else _ENGLISH_MONTHS[number - 1]


def instant(utc: int, zone: str) -> str:
    """An instant in the workspace's zone, to the minute."""
    local = datetime.fromtimestamp(utc, UTC).astimezone(ZoneInfo(zone))
    return f"{day(local.date())} {local:%H:%M}"


_ENGLISH_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_ENGLISH_MONTHS = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)
