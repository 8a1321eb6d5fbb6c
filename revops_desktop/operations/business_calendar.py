"""What a person can do with the business calendar (domain.md §4).

Each edit writes one new version, which holds from now on: for clocks that begin later, and with
`for_running` for those that run now too. Ended clocks keep the version they ended by.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from revops_desktop.database.journal import describe, verb
from revops_desktop.database.tables import business_calendar, workspace
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import N_, _
from revops_desktop.rules.business_calendar import (
    DEFAULT,
    WEEKDAYS,
    CalendarContent,
    DayException,
    Ranges,
    checked,
    read,
    written,
)
from revops_desktop.rules.text import stored

WEEK = N_("Change the weekly business hours")
CLOSED_ON_HOLIDAYS = N_("Close on public holidays")
OPEN_ON_HOLIDAYS = N_("Work on public holidays")
ONE_DAY = N_("Change {day} in the business calendar")
DAYS = N_("Change {number} days in the business calendar")
AS_USUAL = N_("Take {number} special days out of the business calendar")
ONE_AS_USUAL = N_("Make {day} a usual day in the business calendar")

# Longer closings are a slip of the finger: the year was mistyped.
MOST_DAYS = 62
# Before anything that is known.
_EVER = -(2**40)


@verb(WEEK)
def set_week(
    session: Session,
    *,
    at: int,
    weekly: Sequence[Iterable[Iterable[int]]],
    holidays: bool,
    for_running: bool,
) -> None:
    """The hours of each day of the week from Monday on, in minutes of the day.

    `holidays`: closed on the public holidays of the workspace's country. RuleBroken when hours
    overlap, or when the whole week is closed.
    """
    week = tuple(_ranges(ranges) for ranges in weekly)
    if len(week) != WEEKDAYS:
        raise ValueError("a week has seven days")
    if not any(week):
        raise RuleBroken(
            _(
                "A week needs working hours on one day at least, or no deadline would ever come. "
                "Nothing was changed. Please write the hours of a day."
            )
        )
    content = _current(session)
    if week == content.weekly and holidays != content.holidays:
        describe(session, CLOSED_ON_HOLIDAYS if holidays else OPEN_ON_HOLIDAYS)
    _write(session, at, replace(content, weekly=week, holidays=holidays), for_running)


@verb(DAYS)
def set_days(
    session: Session,
    *,
    at: int,
    first: str,
    last: str,
    name: str,
    ranges: Iterable[Iterable[int]],
    for_running: bool,
    instead_of: Sequence[str] = (),
) -> None:
    """Other hours, or none, on the days from `first` to `last` (ISO, both included).

    `instead_of`: special days that become usual ones by the same step, where they were moved from.
    RuleBroken when the days are in no order or too many, or hours overlap.
    """
    days = _days(first, last)
    hours = DayException(stored(name), _ranges(ranges))
    content = _current(session)
    exceptions = {day: one for day, one in content.exceptions.items() if day not in instead_of}
    exceptions.update((day, hours) for day in days)
    if len(days) == 1:
        describe(session, ONE_DAY, day=first)
    else:
        describe(session, DAYS, number=len(days))
    _write(session, at, replace(content, exceptions=exceptions), for_running)


@verb(AS_USUAL)
def clear_days(session: Session, *, at: int, days: Sequence[str], for_running: bool) -> None:
    """Special days become what week and holidays say again."""
    content = _current(session)
    gone = sorted(set(days) & set(content.exceptions))
    if not gone:
        raise RuleBroken(
            _("These days are usual ones by now. Nothing was changed. Please look again.")
        )
    if len(gone) == 1:
        describe(session, ONE_AS_USUAL, day=gone[0])
    else:
        describe(session, AS_USUAL, number=len(gone))
    kept = {day: one for day, one in content.exceptions.items() if day not in gone}
    _write(session, at, replace(content, exceptions=kept), for_running)


def keep_country(session: Session, *, at: int, country: str) -> None:
    """From now on the holidays of `country` hold; what began before keeps those it had.

    No verb of its own, but a part of changing the workspace's settings: it is called before the
    country there is another one.
    """
    before = session.execute(select(workspace.c.country)).scalar_one()
    now = _current(session)
    columns = business_calendar.c
    # The calendar that held for ever had no version, and versions left the country open.
    written_ones = session.execute(select(columns.id, columns.content)).all()
    for version_id, text in written_ones:
        content = read(text)
        if not content.country:
            kept = written(replace(content, country=before))
            session.execute(
                update(business_calendar).where(columns.id == version_id).values(content=kept)
            )
    if not session.execute(select(columns.id).where(columns.made_at == _EVER)).first():
        ever = written(replace(DEFAULT, country=before))
        session.execute(
            insert(business_calendar).values(made_at=_EVER, for_running=0, content=ever)
        )
    _write(session, at, replace(now, country=country), for_running=False)


def _current(session: Session) -> CalendarContent:
    columns = business_calendar.c
    text = session.execute(
        select(columns.content).order_by(columns.made_at.desc(), columns.id.desc()).limit(1)
    ).scalar()
    return read(text) if text is not None else DEFAULT


def _write(session: Session, at: int, content: CalendarContent, for_running: bool) -> None:
    text = written(content)
    if text != written(_current(session)):
        session.execute(
            insert(business_calendar).values(made_at=at, for_running=int(for_running), content=text)
        )


def _ranges(ranges: Iterable[Iterable[int]]) -> Ranges:
    try:
        return checked(ranges)
    except ValueError:
        raise RuleBroken(
            _(
                "The hours of a day overlap, or one ends before it begins. Nothing was changed. "
                "Please write them like 09:00–12:00, 13:00–18:00."
            )
        ) from None


def _days(first: str, last: str) -> list[str]:
    begins, ends = date.fromisoformat(first), date.fromisoformat(last)
    number = (ends - begins).days + 1
    if number < 1:
        raise RuleBroken(
            _("The last day is before the first. Nothing was changed. Please choose a later one.")
        )
    if number > MOST_DAYS:
        raise RuleBroken(
            _(
                "These are {number} days; {most} at most can be changed at once. "
                "Nothing was changed. Please check the year."
            ).format(number=number, most=MOST_DAYS)
        )
    return [(begins + timedelta(days=step)).isoformat() for step in range(number)]
