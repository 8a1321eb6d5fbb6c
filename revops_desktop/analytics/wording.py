"""How the values of a figure are written: in a chart, along its axis, and into a file."""

from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from revops_desktop import i18n
from revops_desktop.rules.currency import to_major

FileValue = str | int | Decimal | None


class Wording(NamedTuple):
    """The three ways to write a value; each takes None as “not known”.

    `whole`: there are no parts of it, so none stand along an axis.
    """

    text: Callable[[float | None], str]
    axis: Callable[[float], str]
    file: Callable[[float | None], FileValue]
    whole: bool = False


@cache
def wording(unit: str, currency: str = "") -> Wording:
    """How values of this unit (analytics/definitions.py) are written; amounts in minor units."""
    if unit in ("amount", "amount_a_day"):
        return _money(currency)
    if unit == "share":
        return Wording(i18n.percent, i18n.percent_short, _decimal)
    if unit == "days":
        return Wording(i18n.days, i18n.days, _decimal)
    if unit == "hours":
        return Wording(_hours, _axis_hours, _in_hours)
    if unit == "count":
        return Wording(_count, _axis_number, _whole, whole=True)
    return Wording(_number, _axis_number, _decimal)


def _money(currency: str) -> Wording:
    def text(value: float | None) -> str:
        return i18n.money_short(None if value is None else round(value), currency)

    def file(value: float | None) -> FileValue:
        return None if value is None else to_major(round(value), currency)

    return Wording(text, text, file)


def _axis_number(value: float) -> str:
    return f"{round(value, 6):,g}".replace("-", "−") if abs(value) < 1e5 else i18n.count(value)


def _count(value: float | None) -> str:
    if value is None:
        return i18n.NOTHING
    return i18n.mean(value)


def _whole(value: float | None) -> FileValue:
    if value is None or value == int(value):
        return None if value is None else int(value)
    return _decimal(value)


def _number(value: float | None) -> str:
    return i18n.NOTHING if value is None else i18n.ratio(value)


def _decimal(value: float | None) -> FileValue:
    return None if value is None else Decimal(str(round(value, 6)))


def _hours(value: float | None) -> str:
    return i18n.NOTHING if value is None else i18n.hours(round(value))


def _axis_hours(value: float) -> str:
    return i18n.hours(round(value))


def _in_hours(value: float | None) -> FileValue:
    return None if value is None else Decimal(str(round(value / 3600, 4)))


COUNTS = wording("count")
