"""Days, instants and months (domain.md §2): 2026-04-01, 令和8年4月1日 午後3時, 01/04/2026, 46113.

A cell that names no day is refused, never bent; one that names an odd day is taken and noted.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import NamedTuple
from zoneinfo import ZoneInfo

from revops_desktop.exchange.cells import eras
from revops_desktop.exchange.cells.conversion import Convert, Note, remembering, unnoted
from revops_desktop.exchange.cells.date_orders import DateOrder, possible_orders
from revops_desktop.exchange.cells.written_days import (
    Written,
    day_in_order,
    plain_text,
    weekday_doubt,
    without_clock_and_weekday,
    written,
)
from revops_desktop.exchange.cells.yearless_days import Span, span_of, yearless
from revops_desktop.exchange.refusals import CellRefused
from revops_desktop.i18n import _
from revops_desktop.rules.periods import local_day, start_of_day

_EARLIEST, _LATEST = 1900, 2199
# Days since 1899-12-30, as spreadsheets count them; in a column of days these are from 1954 on.
_SERIAL = re.compile(r"\d{1,6}(?:\.\d+)?")
_LIKELY_SERIAL = re.compile(r"[2-7]\d{4}(?:\.\d+)?")
_SERIAL_BEGINS = datetime(1899, 12, 30)
_DAY_SECONDS = 86_400

# The order that a column was found to have; asked when the first cell needs it.
Decide = Callable[[], DateOrder]


class Moment(NamedTuple):
    """An instant in UTC seconds; of a day the first one, with the day itself."""

    at: int
    day: str | None


def day_of(moment: Moment | None, zone: str) -> str | None:
    """The local day of a moment."""
    if moment is None:
        return None
    return moment.day or local_day(moment.at, zone).isoformat()


def each_by_itself() -> DateOrder:
    """The order of a column of which only single cells are seen."""
    return "auto"


def are_serials(texts: Iterable[str]) -> bool:
    """Whether all cells that say something can be days as a spreadsheet counts them (1954 on).

    Of a column that is called like one of days this is enough to take it; others are numbers.
    """
    filled = [plain for plain in map(plain_text, texts) if plain]
    return bool(filled) and all(map(_LIKELY_SERIAL.fullmatch, filled))


def moment_cell(order: str, zone: str, decide: Decide = each_by_itself) -> Convert[Moment | None]:
    """A day or an instant in one order; a time without offset is of the workspace's zone.

    Orders: "ymd", "dmy", "mdy", "auto" (what `decide` says of the column), "serial" (days as a
    spreadsheet counts them), the year of days without one (“2026”, yearless_days.py), or a format
    that strptime knows. What says its order by itself, such as 2026-04-01 and 1 Apr 2026, is taken
    in any of the first four, and where the year is said. Midnight sharp, as spreadsheets
    add it to days, is a day. None where the year is so far off that it stands for no day, such as
    9999-12-31; that is noted.
    """
    if "%" in order:
        return remembering(lambda text, note=unnoted, /: _by_format(text, order, zone, note))
    if order == "serial":
        return remembering(lambda text, note=unnoted, /: _by_serial(text, zone, note))
    span = span_of(order)
    order = "auto" if span is not None else order

    def convert(text: str, note: Note = unnoted, /) -> Moment | None:
        plain = plain_text(text)
        try:
            found = (span and _in_span(plain, span)) or written(plain)
            if found is not None:
                day = _day(found, order, decide, note)
                return _moment(found, day, zone, note)
        except (ValueError, OverflowError) as problem:
            if isinstance(problem, CellRefused):
                raise
            raise _no_such_day() from None
        if order == "auto" and _LIKELY_SERIAL.fullmatch(plain):
            moment = _from_serial(plain, zone, note)
            note(
                _("It is a number. It was read as a spreadsheet's count of days: {day}.").format(
                    day=day_of(moment, zone)
                )
            )
            return moment
        raise _no_date(order)

    return remembering(convert)


def _day(found: Written, order: str, decide: Decide, note: Note) -> date:
    """The day of what is written; its doubts are noted."""
    if found.numbers is not None:
        day = _ordered(found, order, decide)
    else:
        day = date(found.year, found.month, found.day)
        doubt = eras.doubt_of(found.era, day) if found.era else None
        if doubt:
            note(doubt)
    doubt = weekday_doubt(day, found.weekday)
    if doubt:
        note(doubt)
    return day


def _in_span(plain: str, span: Span) -> Written | None:
    """A day that is written without its year, in the twelve months that were said."""
    rest, clock, offset, weekday = without_clock_and_weekday(plain)
    found = yearless(rest)
    if found is None:
        return None
    day = span.day(found)
    return Written(day.year, day.month, day.day, clock, offset, weekday=weekday)


def _ordered(found: Written, order: str, decide: Decide) -> date:
    numbers = found.numbers or ("", "", "")
    if order == "auto":
        possible = possible_orders(numbers, found.sign)
        if not possible:
            raise ValueError(numbers)
        order = decide()
        if order == "auto":
            if len(set(possible.values())) > 1:
                raise _two_ways()
            order = next(iter(possible))
    if order == "ymd" and len(numbers[2]) > 2:
        raise _two_ways()
    return day_in_order(numbers, order)


def _moment(found: Written, day: date, zone: str, note: Note) -> Moment | None:
    if found.clock is None:
        return _whole_day(day, zone, note)
    local = datetime.combine(day, found.clock)
    if found.zone:
        sign = -1 if found.zone[0] == "-" else 1
        away = timedelta(hours=int(found.zone[1:3]), minutes=int(found.zone[4:]))
        local = local.replace(tzinfo=timezone(sign * away) if away else UTC)
    return _instant(local, zone, note)


def _by_format(text: str, order: str, zone: str, note: Note) -> Moment | None:
    try:
        found = datetime.strptime(plain_text(text), order)
    except (ValueError, re.error):
        raise _no_date(order) from None
    return _instant(found, zone, note)


def _by_serial(text: str, zone: str, note: Note) -> Moment | None:
    plain = plain_text(text)
    if not _SERIAL.fullmatch(plain):
        raise _no_date("serial")
    return _from_serial(plain, zone, note)


def _from_serial(plain: str, zone: str, note: Note) -> Moment | None:
    days, _point, part = plain.partition(".")
    seconds = round(float(f"0.{part or 0}") * _DAY_SECONDS)
    return _instant(_SERIAL_BEGINS + timedelta(days=int(days), seconds=seconds), zone, note)


def _instant(found: datetime, zone: str, note: Note) -> Moment | None:
    if found.tzinfo is None:
        if found.time() == time(0):
            return _whole_day(found.date(), zone, note)
        found = found.replace(tzinfo=ZoneInfo(zone))
    if _stands_for_none(found.date(), note):
        return None
    return Moment(int(found.timestamp()), None)


def _whole_day(day: date, zone: str, note: Note) -> Moment | None:
    if _stands_for_none(day, note):
        return None
    return Moment(start_of_day(day, zone), day.isoformat())


def _stands_for_none(day: date, note: Note) -> bool:
    """Whether a year is beyond all plans; CellRefused where it is before all records."""
    if day.year < _EARLIEST:
        raise CellRefused(
            _("The year is not between {first} and {last}. Please correct it.").format(
                first=_EARLIEST, last=_LATEST
            )
        )
    if day.year > _LATEST:
        note(_("The year is so far off that it stands for no day. The cell was left empty."))
        return True
    return False


def _two_ways() -> CellRefused:
    return CellRefused(
        _(
            "Day and month cannot be told apart. Please choose the order of dates, or "
            'write dates = "dmy" (day first) or dates = "mdy" (month first) in the '
            "mapping."
        )
    )


def _no_date(order: str) -> CellRefused:
    examples = {"dmy": "01/04/2026", "mdy": "04/01/2026", "serial": "46113"}
    shown = order if "%" in order else examples.get(order, "2026-04-01")
    return CellRefused(
        _(
            "It is not a date like {example}. Please correct it, or the order in the mapping."
        ).format(example=shown)
    )


def _no_such_day() -> CellRefused:
    return CellRefused(_("There is no such day or time. Please correct it."))


_YEAR_AND_MONTH = re.compile(
    rf"(?:(?P<y>\d{{4}})|(?P<era>{eras.NAMES})\.?\s*(?P<ey>\d{{1,2}}|元))"
    r"(?:[-/. ]\s*|\s*年\s*)?(?P<m>\d{1,2})(?:月分?)?"
)


def month_cell(order: str, zone: str, decide: Decide = each_by_itself) -> Convert[str | None]:
    """A month as YYYY-MM: 2026-04, 2026/4, 2026年4月, 令和8年4月, or any day in it."""
    as_moment = moment_cell(order, zone, decide)

    def convert(text: str, note: Note = unnoted, /) -> str | None:
        found = _YEAR_AND_MONTH.fullmatch(plain_text(text))
        if found is None:
            day = day_of(as_moment(text, note), zone)
            return day and day[:7]
        parts = found.groupdict()
        try:
            year = eras.year_of(parts["era"], parts["ey"]) if parts["era"] else int(parts["y"])
        except ValueError:
            year = 0
        month = int(parts["m"])
        if not year or not 1 <= month <= 12:
            raise CellRefused(_("There is no such month. Please write it as 2026-04."))
        if _stands_for_none(date(year, month, 1), note):
            return None
        return f"{year:04d}-{month:02d}"

    return convert


# The day that stands for a part of a month; otherwise it is the last one.
_PARTS = {"上旬": 10, "初旬": 10, "中旬": 20}
_PART_OF_MONTH = re.compile(
    r"(?P<month>.+?)\s*(?P<part>末日?|中|頃|ごろ|予定|上旬|初旬|中旬|下旬)?"
)


def due_cell(order: str, zone: str, decide: Decide = each_by_itself) -> Convert[Moment | None]:
    """A day by which something is expected: as `moment_cell`, or a month, whose last day it is.

    Of 上旬 it is the 10th, of 中旬 the 20th.
    """
    as_moment, as_month = moment_cell(order, zone, decide), month_cell(order, zone, decide)

    def convert(text: str, note: Note = unnoted, /) -> Moment | None:
        parts = _PART_OF_MONTH.fullmatch(plain_text(text))
        month = parts["month"] if parts else ""
        # 46113 is a day as spreadsheets count them.
        if parts is None or month.isdecimal() or not _YEAR_AND_MONTH.fullmatch(month):
            return as_moment(text, note)
        found = as_month(month, note)
        if found is None:
            return None
        first = date.fromisoformat(f"{found}-01")
        last = monthrange(first.year, first.month)[1]
        return _whole_day(first.replace(day=_PARTS.get(parts["part"], last)), zone, note)

    return remembering(convert)
