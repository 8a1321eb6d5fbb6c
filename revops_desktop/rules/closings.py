"""Closings that businesses of a country usually have beside its holidays: what is offered."""

from dataclasses import dataclass
from datetime import date, timedelta

from revops_desktop.rules.business_calendar import CalendarContent


@dataclass(frozen=True, slots=True)
class Closing:
    """A usual closing; `key`: "year_end" or "obon"; days both included."""

    key: str
    first: date
    last: date


# By country ("" is any other): key, first and last as month and day.
_USUAL = {
    "JP": (("year_end", (12, 29), (1, 3)), ("obon", (8, 13), (8, 16))),
    "": (("year_end", (12, 24), (1, 1)),),
}
_AHEAD = timedelta(days=366)


def offered(country: str, today: date, content: CalendarContent) -> tuple[Closing, ...]:
    """The usual closings of the coming year, by date, without those that are entered.

    Japan: 29 December to 3 January, as its offices, and Obon, 13 to 16 August. Elsewhere:
    24 December to 1 January.
    """
    found: dict[str, Closing] = {}
    for year in (today.year - 1, today.year, today.year + 1):
        for key, first, last in _USUAL.get(country.strip().upper(), _USUAL[""]):
            closing = Closing(key, date(year, *first), date(year + (last < first), *last))
            near = closing.last >= today and closing.first <= today + _AHEAD
            if near and not _entered(closing, content):
                found.setdefault(key, closing)
    return tuple(sorted(found.values(), key=lambda one: one.first))


def _entered(closing: Closing, content: CalendarContent) -> bool:
    """Whether most of a closing's days are special days already."""
    days = [
        closing.first + timedelta(days=step)
        for step in range((closing.last - closing.first).days + 1)
    ]
    return sum(day.isoformat() in content.exceptions for day in days) * 2 > len(days)
