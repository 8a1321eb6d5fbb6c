"""Days, months and periods in the workspace's zone (domain.md §2)."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import _

DAY = 86400
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")


@lru_cache(maxsize=4096)
def start_of_day(day: date, zone: str) -> int:
    """The first instant of a local day, in UTC seconds."""
    return int(datetime.combine(day, time(0), ZoneInfo(zone)).timestamp())


def local_day(at: int, zone: str) -> date:
    """The local day of an instant."""
    return datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(zone)).date()


def end_of_day(day: date, zone: str) -> int:
    """The first instant after a local day; “as of that day” means before it."""
    return start_of_day(day + timedelta(days=1), zone)


def days_between(
    start_at: int, start_day: str | None, end_at: int, end_day: str | None, zone: str
) -> float:
    """Days from start to end: exact between instants, whole days when an end is a day only."""
    if start_day is None and end_day is None:
        return (end_at - start_at) / DAY
    first = date.fromisoformat(start_day) if start_day else local_day(start_at, zone)
    last = date.fromisoformat(end_day) if end_day else local_day(end_at, zone)
    return float((last - first).days)


@dataclass(frozen=True, slots=True)
class Period:
    """Whole local days, both ends included; None is open: Period() is all time."""

    first: date | None = None
    last: date | None = None

    @property
    def is_all_time(self) -> bool:
        """Whether nothing is left out, undated deals included."""
        return self.first is None and self.last is None

    def bounds(self, zone: str) -> tuple[int | None, int | None]:
        """The first instant inside and the first after it, in UTC seconds."""
        return (
            start_of_day(self.first, zone) if self.first else None,
            end_of_day(self.last, zone) if self.last else None,
        )


def month_period(text: str) -> Period:
    """The month YYYY-MM; ValueError when it is none."""
    first = date.fromisoformat(f"{text}-01")
    return Period(first, first.replace(day=monthrange(first.year, first.month)[1]))


def checked_month(text: str) -> str:
    """The month YYYY-MM as it is kept; RuleBroken when it is none."""
    try:
        if not _MONTH.fullmatch(text):
            raise ValueError(text)
        month_period(text)
    except ValueError:
        raise RuleBroken(
            _("“{text}” is not a month. Nothing was changed. Please write it as 2026-04.").format(
                text=text[:80]
            )
        ) from None
    return text


def month_of(day: date) -> str:
    """The month of a day as YYYY-MM."""
    return f"{day.year:04d}-{day.month:02d}"


def months_before(text: str, number: int) -> str:
    """The month `number` months before YYYY-MM (after it, when negative)."""
    index = int(text[:4]) * 12 + int(text[5:7]) - 1 - number
    return f"{index // 12:04d}-{index % 12 + 1:02d}"


def last_months(text: str, number: int) -> list[str]:
    """The `number` months that end with YYYY-MM, oldest first."""
    return [months_before(text, back) for back in range(number - 1, -1, -1)]
