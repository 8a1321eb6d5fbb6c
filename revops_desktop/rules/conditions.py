"""What a person types to narrow a column down: 100..200 · >= 5 · 2026-04 · = (empty) · * (filled).

Plain values in, plain values out; the SQL is analytics/record_list.py's.
"""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import _
from revops_desktop.rules.money import parse_amount
from revops_desktop.rules.text import fold

# What a column holds; `company`, `member` and `tags` are shown by name, `choice` is a stored word.
Kind = Literal[
    "text",
    "number",
    "money",
    "date",
    "instant",
    "choice",
    "yes_no",
    "member",
    "company",
    "tags",
]
Low = int | str | None

_RANGE = re.compile(r"^(.*?)\s*(?:\.\.|~)\s*(.*)$")
_COMPARED = re.compile(r"^(>=|<=|=>|=<|>|<|≥|≤|=)\s*(.+)$")
_DAY = re.compile(r"^(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?)?月?)?年?$")
# A custom field's number is kept in millionths (database/kept_tables.py).
MILLIONTHS = 1_000_000


@dataclass(frozen=True, slots=True)
class Condition:
    """What a cell must be. Bounds are inclusive; None is open; days as ISO text."""

    is_: Literal["contains", "between", "equals", "empty", "filled"]
    low: Low = None
    high: Low = None


def condition(kind: Kind, text: str, currency: str, scale: int = 1) -> Condition | None:
    """What was typed over a column of this kind; None where nothing was.

    `scale` is what a stored number is multiplied by. Raises RuleBroken for what is no number or
    day.
    """
    plain = fold(text)
    if not plain:
        return None
    if plain == "=":
        return Condition("empty")
    if plain == "*":
        return Condition("filled")
    if kind in ("choice", "yes_no"):
        return Condition("equals", text.strip())
    if kind in ("number", "money"):
        return _bounded(plain, lambda part: (_amount(part, kind, currency, scale),) * 2)
    if kind in ("date", "instant"):
        return _bounded(plain, _days)
    return Condition("contains", plain)


def _bounded(plain: str, parse: Callable[[str], tuple[Low, Low]]) -> Condition:
    compared = _COMPARED.match(plain)
    if compared:
        low, high = parse(compared.group(2))
        sign = compared.group(1)
        if sign in (">=", "=>", "≥"):
            return Condition("between", low, None)
        if sign in ("<=", "=<", "≤"):
            return Condition("between", None, high)
        if sign == ">":
            return Condition("between", _after(high), None)
        if sign == "<":
            return Condition("between", None, _before(low))
        return Condition("between", low, high)
    between = _RANGE.match(plain)
    if between:
        first, last = between.group(1), between.group(2)
        return Condition(
            "between", parse(first)[0] if first else None, parse(last)[1] if last else None
        )
    low, high = parse(plain)
    return Condition("between", low, high)


def _after(value: Low) -> Low:
    if isinstance(value, str):
        return date.fromordinal(date.fromisoformat(value).toordinal() + 1).isoformat()
    return None if value is None else value + 1


def _before(value: Low) -> Low:
    if isinstance(value, str):
        return date.fromordinal(date.fromisoformat(value).toordinal() - 1).isoformat()
    return None if value is None else value - 1


def _amount(part: str, kind: Kind, currency: str, scale: int) -> int | None:
    if kind == "money":
        return parse_amount(part, currency)
    number = part.replace(",", "")
    try:
        return round(float(number) * scale)
    except (ValueError, OverflowError):
        raise RuleBroken(
            _("“{text}” is not a number. Write for example 100, >= 100 or 100..200.").format(
                text=part[:40]
            )
        ) from None


def _days(part: str) -> tuple[str, str]:
    found = _DAY.match(part)
    try:
        if found is None:
            raise ValueError
        year, month, day = (int(one) if one else None for one in found.groups())
        assert year is not None
        if month is None:
            return f"{date(year, 1, 1)}", f"{date(year, 12, 31)}"
        if day is None:
            last = calendar.monthrange(year, month)[1]
            return f"{date(year, month, 1)}", f"{date(year, month, last)}"
        return (f"{date(year, month, day)}",) * 2
    except (ValueError, calendar.IllegalMonthError):
        raise RuleBroken(
            _(
                "“{text}” is not a day. Write for example 2026, 2026-04, >= 2026-04-01 or "
                "2026-04..2026-06."
            ).format(text=part[:40])
        ) from None
