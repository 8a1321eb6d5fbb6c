"""Which versions of calendar and limit hold for a clock; many deadlines at once; a month; words."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from revops_desktop.analytics.business_clocks import ClockBook, clock_book
from revops_desktop.analytics.calendar_month import calendar_month, calendar_settings
from revops_desktop.analytics.deadlines import deadline, deadline_at, deadline_or_why, local_text
from revops_desktop.analytics.time_limits import limit_book
from revops_desktop.database.journal import verb
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import day_of_week, hours, use_language, weekday
from revops_desktop.operations import business_calendar, time_limits
from revops_desktop.rules.business_calendar import DEFAULT, CalendarContent, written
from revops_desktop.rules.business_clock import Limit
from tests.river import ZONE, make_river
from tests.rules.clock_cases import HARD, case

DAY = 86400
LUNCH = ((540, 720), (780, 1080))
MORNING = ((540, 720),)


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    made = make_river(tmp_path / "a.revops")
    yield made
    made.close()


def at(text: str) -> int:
    """The instant of a local time in Tokyo."""
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE)).timestamp())


def week(day: tuple[tuple[int, int], ...]) -> str:
    return written(CalendarContent((day,) * 7, False, {}))


def test_without_a_version_the_default_holds(river: Workspace) -> None:
    book = river.ask(clock_book)
    assert book.current == DEFAULT
    assert book.clock(0, 1) is book.clock(5, 10**9) is book.latest()
    assert not book.working_day(date(2026, 5, 4)) and book.working_day(date(2026, 5, 7))


def test_a_version_holds_from_its_start_and_for_running_clocks_if_wanted() -> None:
    """Made on Tuesday at noon: lunch for new clocks; on Wednesday at noon: mornings for all."""
    tuesday, wednesday = at("2026-03-10T12:00"), at("2026-03-11T12:00")
    versions = ((tuesday, False, week(LUNCH)), (wednesday, True, week(MORNING)))
    book = ClockBook(versions, zone=ZONE, country="JP")

    def hours_on(day: int, start: str, end: str) -> float:
        clock = book.clock(at(start), at(end))
        return clock.between(at(f"2026-03-{day:02}T00:00"), at(f"2026-03-{day:02}T23:59")) / 3600

    # Begun before any version: the default, then mornings from the day of the edit on.
    before = ("2026-03-09T10:00", "2026-03-20T10:00")
    assert [hours_on(day, *before) for day in (9, 10, 11, 12)] == [9, 9, 3, 3]
    # Ended before the edit for running clocks: it never reaches it.
    ended = ("2026-03-09T10:00", "2026-03-11T11:59")
    assert [hours_on(day, *ended) for day in (9, 10, 11, 12)] == [9, 9, 9, 9]
    # Begun under the first version.
    between = ("2026-03-10T12:00", "2026-03-20T10:00")
    assert [hours_on(day, *between) for day in (9, 10, 11, 12)] == [8, 8, 3, 3]
    after = ("2026-03-11T12:00", "2026-03-20T10:00")
    assert [hours_on(day, *after) for day in (9, 10, 11, 12)] == [3, 3, 3, 3]
    assert book.clock(at(before[0]), at(before[1])) is book.clock(at(before[0]) + 9, at(before[1]))


def test_the_limit_of_a_clock_follows_the_same_rule(river: Workspace) -> None:
    limit = verb("Limit")(time_limits.write)
    hour, two, three = Limit(60, None), Limit(120, None), Limit(None, 3)
    for made, wanted, running in ((100, hour, False), (200, two, False), (300, three, True)):
        river.do(limit, at=made, stage_id=2, limit=wanted, for_running=running)
    river.do(limit, at=400, stage_id=2, limit=None, for_running=False)
    book = river.ask(limit_book)
    assert book.stage(2, 50, 60) is None
    assert book.stage(2, 50, 250) is None
    assert book.stage(2, 50, 300) == three
    assert book.stage(2, 100, 299) == hour
    assert book.stage(2, 150, 299) == hour
    assert book.stage(2, 200, 299) == two
    assert book.stage(2, 399, 10**9) == three
    assert book.stage(2, 400, 10**9) is None
    assert book.current_stage(2) is None and book.current_stage(1) is None
    assert [one.limit for one in book.stage_versions(2)] == [hour, two, three, None]
    assert book.rule(1, 0, 1) is book.current_rule(1) is None
    assert book.rule_versions(1) == ()


@pytest.mark.parametrize("place", range(len(HARD)))
def test_many_deadlines_are_those_of_each(place: int) -> None:
    chance = Random(place)
    one = case(place)
    book = ClockBook((), zone=one.fast.zone, country=one.fast.country)
    book._clocks[(0, 0, 0)] = one.fast
    starts = np.array([one.start + chance.randrange(30 * DAY) for _number in range(200)])
    for limit in (Limit(1, None), Limit(555, None), Limit(None, 1), Limit(None, 7)):
        due = book.due_many(starts, limit, starts)
        assert due.tolist() == [one.fast.due(int(start), limit) for start in starts]


def test_many_deadlines_know_the_versions() -> None:
    chance = Random(1)
    first = at("2026-03-01T00:00")
    versions = sorted(
        (
            first + chance.randrange(40 * DAY),
            chance.random() < 0.5,
            week(chance.choice((LUNCH, MORNING))),
        )
        for _number in range(9)
    )
    book = ClockBook(versions, zone=ZONE, country="JP")
    starts = first + np.array([chance.randrange(40 * DAY) for _number in range(500)])
    ends = starts + np.array([chance.randrange(20 * DAY) for _number in range(500)])
    for limit in (Limit(1000, None), Limit(None, 3)):
        due = book.due_many(starts, limit, ends)
        pairs = zip(starts.tolist(), ends.tolist(), strict=True)
        assert due.tolist() == [book.clock(*pair).due(pair[0], limit) for pair in pairs]
    assert len(book.due_many(starts[:0], Limit(1, None), starts[:0])) == 0
    with pytest.raises(ValueError, match="no deadline"):
        book.due_many(starts, Limit(None, None), ends)


def test_a_month_and_what_holds_are_told(river: Workspace) -> None:
    river.do(
        business_calendar.set_days,
        at=at("2026-04-20T10:00"),
        first="2026-05-18",
        last="2026-05-19",
        name="Trip",
        ranges=(),
        for_running=True,
    )
    month = river.ask(calendar_month, month="2026-05", language="en")
    assert len(month.days) == 31 and month.working_days == 16
    assert month.seconds == 16 * 9 * 3600
    told = {one.day.day: (one.reason, one.name) for one in month.days}
    assert told[4] == ("holiday", "Greenery Day") and told[18] == ("exception", "Trip")
    assert told[9] == ("week", "") and month.days[8].ranges == ()
    shown = river.ask(calendar_settings, now=at("2026-05-01T08:00"), language="ja")
    assert shown.holidays["2026-05-04"] == "みどりの日" and "2027-01-01" in shown.holidays
    assert [(one.name, one.days) for one in shown.special] == [
        ("Trip", ("2026-05-18", "2026-05-19"))
    ]
    assert [one.key for one in shown.offers] == ["obon", "year_end"]


def test_a_deadline_is_told_in_words(river: Workspace) -> None:
    """Friday 17:00 + 2 h: 1 h on Friday, weekend and holiday skipped, 1 h on Tuesday."""
    found = river.ask(deadline, start=at("2026-07-17T17:00"), limit=Limit(120, None))
    assert found.due == at("2026-07-21T10:00")
    assert [(one.when, one.what) for one in found.steps] == [
        ("Fri 17 Jul 17:00–18:00", "1 h run, 1 h left."),
        ("Sat 18 Jul – Sun 19 Jul", "Weekend: closed."),
        ("Mon 20 Jul", "Public holiday: Marine Day."),
        ("Tue 21 Jul 09:00–10:00", "1 h run."),
        ("21 Jul 2026 10:00", "Due."),
    ]
    found = river.ask(deadline, start=at("2026-07-18T17:00"), limit=Limit(None, 2))
    assert [one.what for one in found.steps] == [
        "Outside business hours: the clock begins on Tue 21 Jul at 09:00.",
        "Weekend: closed.",
        "Public holiday: Marine Day.",
        "Business days 1 to 2.",
        "Due.",
    ]
    with use_language("ja"):
        assert day_of_week("2026-07-20") == "7月20日（月）" and weekday(6) == "日"
    assert (hours(0), hours(59), hours(5400), hours(-7200)) == (
        "0 min",
        "59 s",
        "1 h 30 min",
        "−2 h",
    )


def test_a_deadline_years_away_is_told_in_short(river: Workspace) -> None:
    found = river.ask(deadline, start=at("2026-01-05T09:00"), limit=Limit(9 * 60 * 1000, None))
    assert len(found.steps) == 51
    assert found.steps[40].when == "…" and found.steps[40].what.endswith(
        " more steps of the same kind."
    )
    assert found.steps[39].what != found.steps[0].what and found.steps[-1].what == "Due."
    assert found.steps[-2].what == "9 h run."


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("2026-04-30T17:00", "2026-05-01T18:00+09:00"),
        ("2026-04-30 17:00", "2026-05-01T18:00+09:00"),
        ("2026-04-30T08:00Z", "2026-05-01T18:00+09:00"),
        ("2026-04-30T17:00:30", "2026-05-07T09:00:30+09:00"),
        ("2026-04-30", "2026-05-01T10:00+09:00"),
    ],
)
def test_a_start_is_typed_as_local_time(river: Workspace, text: str, due: str) -> None:
    found = river.ask(deadline_at, text=text, limit=Limit(600, None))
    assert found.due is not None and local_text(found.due, found.zone) == due


def test_what_cannot_be_due_is_said(river: Workspace) -> None:
    for text in ("", "tomorrow", "0001-01-01", "2026-13-01T00:00"):
        with pytest.raises(RuleBroken, match="is not a day and time"):
            river.ask(deadline_at, text=text, limit=Limit(1, None))
    said = river.ask(deadline_or_why, text="2026-01-01", limit=Limit(None, 9999))
    assert isinstance(said, str) and "at most 2500 business days" in said
