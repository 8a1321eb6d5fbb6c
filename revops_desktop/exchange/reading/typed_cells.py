"""From the typed cell of a workbook to the text that a cell reader takes for exactly that.

Numbers come without exponent and with the 15 digits that spreadsheets count with, days and times in
the order year, month, day.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

# What a formula that fails leaves in its cell.
ERRORS = frozenset(
    (
        *("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"),
        *("#SPILL!", "#CALC!", "#FIELD!", "#GETTING_DATA", "#BLOCKED!", "#CONNECT!", "Err:502"),
    )
)
# Up to here every whole number is exact in a cell.
_EXACT = 2**53
_PADDED = re.compile(r"0{2,}|0+(?:\\?-0+)+|\[<=999\]000;\[<=9999\]000\\?-00;000\\?-0000")
_CONDITION = re.compile(r"\[<=(\d+)\]")
_SECOND = timedelta(seconds=1)
_ALMOST = timedelta(milliseconds=998)

Padding = Callable[[int], str]


def number_text(number: float) -> str:
    """A number as a spreadsheet shows it, without exponent; "" for what is no number."""
    if number.is_integer() and -_EXACT <= number <= _EXACT:
        return str(int(number))
    text = f"{number:.15g}"
    if "e" not in text:
        return text if text not in ("nan", "inf", "-inf") else ""
    return format(Decimal(text), "f")


def percent_text(number: float) -> str:
    """A number in a cell that shows percentages: 0.4 is 40%."""
    text = number_text(number)
    if not text:
        return ""
    return f"{_plain(Decimal(text) * 100)}%"


def moment_text(moment: datetime) -> str:
    """Day and time; the error of counting days in floating point is taken off."""
    rounded = moment.replace(microsecond=0)
    if moment - rounded > _ALMOST and moment < datetime.max - _SECOND:
        rounded += _SECOND
    if abs(moment - rounded) <= _SECOND - _ALMOST:
        return rounded.isoformat(" ")
    return moment.isoformat(" ", "milliseconds")


def time_text(value: time) -> str:
    """A time of the day, with its seconds."""
    return moment_text(datetime.combine(date(2000, 1, 1), value))[11:]


def duration_text(duration: timedelta) -> str:
    """Hours, minutes, seconds, as a spreadsheet shows [h]:mm:ss."""
    seconds = round(duration.total_seconds())
    sign = "-" if seconds < 0 else ""
    hours, rest = divmod(abs(seconds), 3600)
    return f"{sign}{hours}:{rest // 60:02}:{rest % 60:02}"


def padding(code: str) -> Padding | None:
    """What a number format of leading zeros, such as 00000 or 000-0000, makes of a number."""
    code = code.partition(";@")[0].replace('"-"', "-")
    if not _PADDED.fullmatch(code):
        return None
    shapes = []
    for part in code.split(";"):
        found = _CONDITION.match(part)
        most = int(found[1]) if found else None
        shapes.append((most, _CONDITION.sub("", part).replace("\\", "")))

    def padded(number: int) -> str:
        shape = next(shape for most, shape in shapes if most is None or number <= most)
        places = shape.count("0")
        digits = str(number).zfill(places)
        rest = iter(digits[len(digits) - places :])
        shown = "".join(next(rest) if sign == "0" else sign for sign in shape)
        return digits[: len(digits) - places] + shown

    return padded


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _truth(value: bool) -> str:
    return "TRUE" if value else "FALSE"


# What makes the text of a cell by its type; texts are what they are.
TEXTS: dict[type, Callable[[Any], str]] = {
    float: number_text,
    int: str,
    bool: _truth,
    date: date.isoformat,
    datetime: moment_text,
    time: time_text,
    timedelta: duration_text,
}
