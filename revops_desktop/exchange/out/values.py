"""What a stored value looks like in a cell, and the stored value that a cell means.

Both are exact inverses: money and shares are exact decimals, instants ISO to the second with the
offset of the workspace's zone, days and months ISO, nothing and an empty text are told apart.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from revops_desktop.exchange.out.columns import Kind
from revops_desktop.exchange.refusals import CellRefused
from revops_desktop.i18n import _
from revops_desktop.rules.currency import minor_digits
from revops_desktop.rules.periods import start_of_day
from revops_desktop.rules.targets import FIGURES

# A day is a date, an instant its ISO text; None is an empty cell.
Cell = str | int | Decimal | bool | date | None
ToCell = Callable[[Any], Cell]
ToValue = Callable[[str], Any]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]0{1,2}:00(?::00)?)?")
_MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})月?(?:[-/.]0?1(?:[ T]0{1,2}:00(?::00)?)?)?")
_ONLY_MARKS = re.compile("'*")
_YES_NO = {"true": 1, "false": 0, "1": 1, "0": 0}
# How many decimals of a custom number are kept.
_MILLIONTHS = 6
_LARGEST = 2**63
# Of an amount: twelve months of it and it once more are still a number that the file holds.
LARGEST_AMOUNT = 2**59
# Whole numbers of so many digits are no larger.
_USUAL = 18


def kept_apart(text: str) -> str:
    """An empty text as a cell that is not empty: texts of nothing but ' get one more."""
    return text + "'" if _ONLY_MARKS.fullmatch(text) else text


def as_it_was(cell: str) -> str:
    """The text before `kept_apart`."""
    return cell[:-1] if _ONLY_MARKS.fullmatch(cell) else cell


class Values:
    """The values of one workspace: amounts of its currency, instants in its zone."""

    def __init__(self, currency: str, time_zone: str) -> None:
        self._digits = minor_digits(currency)
        self._zone = ZoneInfo(time_zone)
        # Custom field → its kind: what its numbers count.
        self.field_kinds: dict[int, str] = {}

    def start(self, day: str) -> int | None:
        """The first instant of a day, as it is stored where the day is what is known."""
        try:
            return start_of_day(date.fromisoformat(day), self._zone.key)
        except (OverflowError, ValueError):
            return None

    def to_cell(self, kind: Kind, *, nullable: bool) -> ToCell:
        """How a column's values are written; None is always an empty cell."""
        if kind == "text":
            return kept_apart if nullable else str
        known: Mapping[str, ToCell] = {
            "money": self._scaled(self._digits),
            "percent": self._scaled(2),
            "yes_no": bool,
            "instant": self._instant,
            "day": _day_cell,
        }
        return known.get(kind, _same)

    def to_value(self, kind: Kind, *, nullable: bool) -> ToValue:
        """How a column's filled cells are read; raises CellRefused."""
        if kind == "text":
            return as_it_was if nullable else str
        known: Mapping[str, ToValue] = {
            "money": self._amount,
            "percent": self._unscaled(2),
            "yes_no": _yes_no,
            "instant": self._instant_value,
            "day": _day,
            "month": _month,
        }
        return known.get(kind, self._unscaled(0))

    def measured(self, table: str, row: Mapping[Any, Any]) -> int | None:
        """How many decimals a `measure` of this row has; None: it is yes or no."""
        if table == "target":
            figure = FIGURES.get(row["figure"])
            units = {"money": self._digits, "count": 0, "rate": 2, "days": 1}
            return units[figure.unit] if figure else 0
        kind = self.field_kinds.get(row["field_id"])
        if kind == "yes_no":
            return None
        return {"number": _MILLIONTHS, "money": self._digits}.get(kind or "", 0)

    def measure_cell(self, table: str, row: Mapping[Any, Any], value: int) -> Cell:
        """A `measure` as it is written."""
        digits = self.measured(table, row)
        return (
            value == 1 if digits is None and value in (0, 1) else self._scaled(digits or 0)(value)
        )

    def measure_value(self, table: str, row: Mapping[Any, Any], cell: str) -> int:
        """The `measure` that a filled cell means; raises CellRefused."""
        digits = self.measured(table, row)
        if digits is None and cell.casefold() in _YES_NO:
            return _YES_NO[cell.casefold()]
        number: int = self._unscaled(digits or 0)(cell)
        return number

    def _amount(self, cell: str) -> int:
        amount: int = self._unscaled(self._digits)(cell)
        if abs(amount) > LARGEST_AMOUNT:
            raise CellRefused(_("It is larger than an amount can be."), value=cell)
        return amount

    @staticmethod
    def _scaled(digits: int) -> ToCell:
        if digits == _MILLIONTHS:
            return lambda value: Decimal(f"{Decimal(value).scaleb(-digits).normalize():f}")
        return (lambda value: Decimal(value).scaleb(-digits)) if digits else _same

    @staticmethod
    def _unscaled(digits: int) -> ToValue:
        def value(cell: str) -> int:
            if not digits and len(cell) <= _USUAL and cell.isdecimal():
                return int(cell)
            try:
                number = Decimal(cell.replace(",", "").strip()).scaleb(digits)
                if number.is_finite() and number == number.to_integral_value():
                    whole = int(number)
                    if -_LARGEST <= whole < _LARGEST:
                        return whole
            except InvalidOperation:
                pass
            if digits:
                message = _("It should be a number with {digits} decimals at most.")
                raise CellRefused(message.format(digits=digits), value=cell)
            raise CellRefused(_("It should be a whole number."), value=cell)

        return value

    def _instant(self, at: int) -> Cell:
        try:
            return (_EPOCH + timedelta(seconds=at)).astimezone(self._zone).isoformat()
        except (OverflowError, ValueError):
            # Beyond every calendar: seconds since 1970.
            return at

    def _instant_value(self, cell: str) -> int:
        try:
            if cell.lstrip("-").isdecimal():
                return int(cell)
            read = datetime.fromisoformat(cell.strip())
        except ValueError:
            raise CellRefused(
                _("It should be a day and time such as 2026-04-01T09:30:00+09:00."), value=cell
            ) from None
        known = read if read.tzinfo is not None else read.replace(tzinfo=self._zone)
        return (known - _EPOCH) // _SECOND


def _same(value: Any) -> Cell:
    cell: Cell = value
    return cell


def _day_cell(value: str) -> Cell:
    if _ISO_DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value


def _day(cell: str) -> str:
    found = _DAY.fullmatch(cell.strip())
    try:
        if found:
            return date(*map(int, found.groups())).isoformat()
    except ValueError:
        pass
    raise CellRefused(_("It should be a day such as 2026-04-01."), value=cell)


def _month(cell: str) -> str:
    found = _MONTH.fullmatch(cell.strip())
    if found and 1 <= int(found[2]) <= 12:
        return f"{found[1]}-{int(found[2]):02}"
    for form in ("%b-%y", "%b-%Y", "%b %Y"):
        try:
            return f"{datetime.strptime(cell.strip(), form):%Y-%m}"
        except ValueError:
            continue
    raise CellRefused(_("It should be a month such as 2026-04."), value=cell)


def _yes_no(cell: str) -> int:
    found = _YES_NO.get(cell.strip().casefold())
    if found is None:
        raise CellRefused(_("It should be TRUE or FALSE."), value=cell)
    return found
