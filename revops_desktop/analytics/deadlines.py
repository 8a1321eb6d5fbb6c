"""A deadline by the business calendar, and how it comes about, in words (domain.md §4)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from revops_desktop.analytics.business_clocks import clock_book
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import _, count, day_of_week, hours, instant, language, ngettext
from revops_desktop.rules.business_clock import BusinessClock, Limit, Pause, Step, check

# Of many steps the first and the last ones are told.
_FIRST_TOLD, _LAST_TOLD = 40, 10


@dataclass(frozen=True, slots=True)
class Told:
    """A step in words: when, and what happens then; `kind` as in `Step`."""

    kind: str
    when: str
    what: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a clock is due (None while it is paused), and the steps that lead there."""

    start: int
    due: int | None
    zone: str
    steps: tuple[Told, ...]


def deadline(session: Session, *, start: int, limit: Limit) -> Deadline:
    """The deadline of a clock by the calendar as it is now, whenever it begins.

    RuleBroken for a limit of nothing or beyond all use.
    """
    check(limit)
    return told(clock_book(session).latest(), start, limit)


def deadline_at(session: Session, *, text: str, limit: Limit) -> Deadline:
    """The same for a start as it is typed: a local day and time, with an offset from UTC or not."""
    check(limit)
    clock = clock_book(session).latest()
    return told(clock, start_of(text, clock), limit)


def deadline_or_why(session: Session, *, text: str, limit: Limit) -> Deadline | str:
    """The same, or the sentence that says why there is none: for a field while one types."""
    try:
        return deadline_at(session, text=text, limit=limit)
    except RuleBroken as why:
        return str(why)


def told(clock: BusinessClock, start: int, limit: Limit, pauses: Sequence[Pause] = ()) -> Deadline:
    """A deadline and its steps by any business clock: for the real ones of deals."""
    steps = clock.explain(start, limit, pauses, language())
    due = clock.due(start, limit, pauses)
    return Deadline(start, due, clock.zone, _in_short(list(_told(steps, clock, limit))))


def _in_short(steps: list[Told]) -> tuple[Told, ...]:
    """A deadline years away is told by its beginning and its end."""
    left_out = len(steps) - _FIRST_TOLD - _LAST_TOLD
    if left_out <= 1:
        return tuple(steps)
    what = _("{number} more steps of the same kind.").format(number=count(left_out))
    between = Told("more", "…", what)
    return (*steps[:_FIRST_TOLD], between, *steps[-_LAST_TOLD:])


def start_of(text: str, clock: BusinessClock) -> int:
    """The instant of a typed local time (2026-04-30T17:00, a blank for T, an offset at will).

    A time that comes twice is its first; one that is skipped is the instant of the skip.
    RuleBroken when it is no time.
    """
    try:
        typed = datetime.fromisoformat(text.strip())
        if not 1900 <= typed.year < 2200:
            raise ValueError
    except ValueError:
        raise RuleBroken(
            _(
                "“{text}” is not a day and time. Nothing was changed. "
                "Please write it like 2026-04-30T17:00."
            ).format(text=text.strip())
        ) from None
    if typed.tzinfo is not None:
        return int(typed.timestamp())
    return clock.shows(typed.date(), typed.hour * 3600 + typed.minute * 60 + typed.second)


def local_text(at: int, zone: str) -> str:
    """An instant as ISO text in local time with its offset, to the minute where it is one."""
    local = datetime.fromtimestamp(at, ZoneInfo(zone))
    return local.isoformat(timespec="seconds" if at % 60 else "minutes")


def _told(steps: Sequence[Step], clock: BusinessClock, limit: Limit) -> Iterator[Told]:
    left = (limit.minutes or 0) * 60 or sum(step.seconds for step in steps)
    counted = 0
    for step in steps:
        when, what = _span(step, clock), ""
        if step.kind == "outside":
            what = _("Outside business hours: the clock begins on {day} at {time}.").format(
                day=_day(step.last, clock), time=_time(step.last, clock)
            )
        elif step.kind == "runs":
            left -= step.seconds
            what = _ran(step.seconds, left)
        elif step.kind == "closed":
            what = _closed(step, clock)
        elif step.kind == "days":
            counted += step.days
            what = _counted(step.days, counted)
        elif step.kind == "taken_back":
            what = _("Outside that day's hours: taken to {time}.").format(
                time=_time(step.last, clock)
            )
        elif step.kind == "paused" and step.first == step.last:
            what = _("Paused: the deadline is known when the clock goes on.")
        elif step.kind == "paused":
            what = _("Paused, not counted.")
        elif step.kind == "due":
            when, what = instant(step.last, clock.zone), _("Due.")
        yield Told(step.kind, when, what)


def _ran(seconds: int, left: int) -> str:
    if left > 0:
        return _("{ran} run, {left} left.").format(ran=hours(seconds), left=hours(left))
    return _("{ran} run.").format(ran=hours(seconds))


def _counted(days: int, counted: int) -> str:
    if days == 1:
        return _("Business day {number}.").format(number=count(counted))
    return _("Business days {first} to {last}.").format(
        first=count(counted - days + 1), last=count(counted)
    )


def _closed(step: Step, clock: BusinessClock) -> str:
    if step.reason == "holiday":
        return _("Public holiday: {name}.").format(name=step.name)
    if step.reason == "exception" and step.name:
        return _("Closed: {name}.").format(name=step.name)
    first, last = clock.day_of(step.first), clock.day_of(step.last - 1)
    if step.reason == "week" and first.weekday() >= 5 and last - first <= timedelta(days=1):
        return _("Weekend: closed.")
    return ngettext("Closed day.", "Closed days.", (last - first).days + 1)


def _span(step: Step, clock: BusinessClock) -> str:
    """When a step is: days for what is of whole days, else the times."""
    if step.kind in ("closed", "days"):
        return _days(clock.day_of(step.first), clock.day_of(step.last - 1))
    first = f"{_day(step.first, clock)} {_time(step.first, clock)}"
    if step.kind in ("outside", "taken_back") or step.first == step.last:
        return first
    if clock.day_of(step.first) == clock.day_of(step.last):
        return f"{first}–{_time(step.last, clock)}"
    return f"{first} – {_day(step.last, clock)} {_time(step.last, clock)}"


def _days(first: date, last: date) -> str:
    if first == last:
        return day_of_week(first)
    return f"{day_of_week(first)} – {day_of_week(last)}"


def _day(at: int, clock: BusinessClock) -> str:
    return day_of_week(clock.day_of(at))


def _time(at: int, clock: BusinessClock) -> str:
    return datetime.fromtimestamp(at, ZoneInfo(clock.zone)).strftime("%H:%M")
