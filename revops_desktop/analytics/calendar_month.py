"""The business calendar as it is now: its week, its special days, and one month day by day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from revops_desktop.analytics.business_clocks import clock_book
from revops_desktop.rules.business_calendar import (
    CalendarContent,
    DayException,
    Ranges,
    hours_of,
    public_holidays,
    why,
)
from revops_desktop.rules.closings import Closing, offered
from revops_desktop.rules.periods import local_day, month_period


@dataclass(frozen=True, slots=True)
class SpecialDays:
    """Consecutive days with the same exception, both ends included."""

    first: date
    last: date
    name: str
    ranges: Ranges

    @property
    def days(self) -> tuple[str, ...]:
        """The days as ISO text."""
        number = (self.last - self.first).days + 1
        return tuple((self.first + timedelta(days=step)).isoformat() for step in range(number))


@dataclass(frozen=True, slots=True)
class CalendarSettings:
    """What can be changed: week, holidays, special days; and what is offered.

    `holidays`: the public ones of this year and the next by ISO day, named in the language asked.
    `since`: the day on which this calendar was made; None: it always held.
    """

    content: CalendarContent
    zone: str
    country: str
    today: date
    special: tuple[SpecialDays, ...]
    holidays: Mapping[str, str]
    offers: tuple[Closing, ...]
    since: date | None


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A day of a month: its hours, and what decides it (`week`, `holiday`, `exception`)."""

    day: date
    ranges: Ranges
    reason: str
    name: str


@dataclass(frozen=True, slots=True)
class CalendarMonth:
    """A month: its days, how many have working time, and how much all of it is (seconds)."""

    month: str
    days: tuple[MonthDay, ...]
    working_days: int
    seconds: int


def calendar_settings(session: Session, *, now: int, language: str = "") -> CalendarSettings:
    """The calendar that holds for what begins now."""
    book = clock_book(session)
    content, today = book.current, local_day(now, book.zone)
    return CalendarSettings(
        content,
        book.zone,
        book.country,
        today,
        special_days(content.exceptions),
        {
            **public_holidays(book.country, today.year, language),
            **public_holidays(book.country, today.year + 1, language),
        },
        offered(book.country, today, content),
        local_day(book.since, book.zone) if book.since is not None else None,
    )


def special_days(exceptions: Mapping[str, DayException]) -> tuple[SpecialDays, ...]:
    """The exceptions by date, consecutive equal ones as one."""
    found: list[SpecialDays] = []
    for text in sorted(exceptions):
        one, day = exceptions[text], date.fromisoformat(text)
        last = found[-1] if found else None
        if (
            last is not None
            and last.last + timedelta(days=1) == day
            and (last.name, last.ranges) == (one.name, one.ranges)
        ):
            found[-1] = SpecialDays(last.first, day, one.name, one.ranges)
        else:
            found.append(SpecialDays(day, day, one.name, one.ranges))
    return tuple(found)


def calendar_month(session: Session, *, month: str, language: str = "") -> CalendarMonth:
    """A month (YYYY-MM) by the calendar as it is now; ValueError when it is none."""
    book = clock_book(session)
    content, clock, period = book.current, book.latest(), month_period(month)
    assert period.first is not None and period.last is not None
    days, seconds = [], 0
    for step in range((period.last - period.first).days + 1):
        day = period.first + timedelta(days=step)
        ranges = hours_of(content, day, book.country)
        days.append(MonthDay(day, ranges, *why(content, day, book.country, language)))
        seconds += sum(end - start for start, end in clock.ranges(day))
    return CalendarMonth(month, tuple(days), sum(bool(one.ranges) for one in days), seconds)
