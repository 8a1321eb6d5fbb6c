"""The business clock: the worked examples, and 10,000 cases against a slow reading of it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from revops_desktop.errors import RuleBroken
from revops_desktop.rules.business_calendar import DEFAULT, CalendarContent, DayException
from revops_desktop.rules.business_clock import BusinessClock, Limit, Pause, check
from tests.rules.clock_cases import HARD, Case, case
from tests.rules.slow_clock import MINUTE, OutOfSight

TOKYO = "Asia/Tokyo"
PLAIN = CalendarContent(DEFAULT.weekly, False, {})
LUNCH = CalendarContent((((540, 720), (780, 1080)),) * 5 + ((), ()), False, {})


def clock(
    content: CalendarContent = PLAIN, zone: str = TOKYO, country: str = "JP"
) -> BusinessClock:
    """A clock of one calendar."""
    return BusinessClock([(None, content)], zone=zone, country=country)


def at(text: str, zone: str = TOKYO, fold: int = 0) -> int:
    """The instant of a local time."""
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).timestamp())


def hours(number: float) -> Limit:
    return Limit(int(number * 60), None)


@pytest.mark.parametrize(
    ("start", "limit", "due", "content"),
    [
        # domain.md §11; 7 March 2026 is a Saturday.
        ("2026-03-07T15:00", 4, "2026-03-09T13:00", PLAIN),
        ("2026-03-06T17:00", 2, "2026-03-09T10:00", PLAIN),
        ("2026-03-09T18:00", 1, "2026-03-10T10:00", PLAIN),
        ("2026-03-09T11:00", 2, "2026-03-09T14:00", LUNCH),
        # The deadline may be closing time itself.
        ("2026-03-09T17:00", 1, "2026-03-09T18:00", PLAIN),
        # Golden Week 2026: Sunday 3 May to Wednesday 6 May.
        ("2026-05-01T17:00", 2, "2026-05-07T10:00", DEFAULT),
        ("2026-04-30T17:00", 10, "2026-05-01T18:00", DEFAULT),
    ],
)
def test_the_worked_examples(start: str, limit: int, due: str, content: CalendarContent) -> None:
    assert clock(content).due(at(start), hours(limit)) == at(due)


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-03-05T10:30", 1, "2026-03-06T10:30"),
        ("2026-03-06T17:00", 1, "2026-03-09T17:00"),
        # Outside hours it begins at the next opening.
        ("2026-03-06T19:00", 1, "2026-03-10T09:00"),
        # Saturday the 14th is worked till noon, which is the last working instant before 17:00.
        ("2026-03-13T17:00", 1, "2026-03-14T12:00"),
        # Tuesday the 17th opens at 13:00 only.
        ("2026-03-16T10:00", 1, "2026-03-17T13:00"),
    ],
)
def test_days_are_the_same_time_on_the_next_working_days(start: str, days: int, due: str) -> None:
    exceptions = {
        "2026-03-14": DayException("Inventory", ((540, 720),)),
        "2026-03-17": DayException("", ((780, 1080),)),
    }
    content = CalendarContent(PLAIN.weekly, False, exceptions)
    assert clock(content).due(at(start), Limit(None, days)) == at(due)


def test_over_a_change_of_clocks_hours_are_true_hours() -> None:
    always = CalendarContent((((0, 1440),),) * 7, False, {})
    berlin = clock(always, "Europe/Berlin")
    for day, length in (("2026-03-29", 23), ("2026-10-25", 25)):
        start = at(f"{day}T00:00", "Europe/Berlin")
        assert berlin.between(start, start + length * 3600) == length * 3600
        assert sum(b - a for a, b in berlin.ranges(date.fromisoformat(day))) == length * 3600
    # From 01:00 to 04:00 the wall clock runs: the night shift of the longer night lasts 4 hours.
    night = CalendarContent((((60, 240),),) * 7, False, {})
    berlin = clock(night, "Europe/Berlin")
    start = at("2026-10-25T01:00", "Europe/Berlin")
    assert berlin.due(start, hours(4)) == at("2026-10-25T04:00", "Europe/Berlin")
    start = at("2026-03-29T01:00", "Europe/Berlin")
    assert berlin.due(start, hours(2)) == at("2026-03-29T04:00", "Europe/Berlin")
    # 02:30 comes twice: one day later it is its first, and where it is skipped, 03:00.
    day_before = at("2026-10-24T02:30", "Europe/Berlin")
    assert berlin.due(day_before, Limit(None, 1)) == at("2026-10-25T02:30", "Europe/Berlin")
    day_before = at("2026-03-28T02:30", "Europe/Berlin")
    assert berlin.due(day_before, Limit(None, 1)) == at("2026-03-29T03:00", "Europe/Berlin")


def test_seconds_count() -> None:
    start = at("2026-03-06T17:59:30")
    assert clock().due(start, Limit(1, None)) == at("2026-03-09T09:00:30")
    assert clock().due(start, Limit(None, 1)) == at("2026-03-09T17:59:30")
    assert clock().between(start, at("2026-03-09T09:00:30")) == 60


def test_a_pause_moves_the_deadline_by_the_working_time_it_took() -> None:
    start = at("2026-03-09T10:00")
    pause = Pause(at("2026-03-09T12:00"), at("2026-03-10T11:00"))
    assert clock().due(start, hours(4), [pause]) == at("2026-03-10T13:00")
    # Two days from Monday 10:00 are Wednesday 10:00: 16 hours were left at noon.
    assert clock().due(start, Limit(None, 2), [pause]) == at("2026-03-11T18:00")
    still = Pause(at("2026-03-09T12:00"), None)
    assert clock().due(start, hours(4), [still]) is None
    # What was due before the pause began is due.
    assert clock().due(start, hours(1), [still]) == at("2026-03-09T11:00")
    # Pauses that overlap count once, and one before the start not at all.
    more = [Pause(start - 7200, start - 3600), pause, Pause(pause.paused_at + 60, start + 7260)]
    assert clock().due(start, hours(4), more) == at("2026-03-10T13:00")


def test_a_later_calendar_holds_from_the_day_it_was_made() -> None:
    made = at("2026-03-10T15:00")
    both = BusinessClock([(None, PLAIN), (made, LUNCH)], zone=TOKYO, country="JP")
    assert both.between(at("2026-03-09T09:00"), at("2026-03-09T18:00")) == 9 * 3600
    assert both.between(at("2026-03-10T09:00"), at("2026-03-10T18:00")) == 8 * 3600
    assert both.content(date(2026, 3, 9)) is PLAIN and both.content(date(2026, 3, 10)) is LUNCH


def test_a_day_that_never_was_is_the_beginning_of_the_next_one() -> None:
    """Samoa had no 30 December 2011."""
    always = clock(CalendarContent((((0, 1440),),) * 7, False, {}), "Pacific/Apia")
    skipped = date(2011, 12, 30)
    assert always.ranges(skipped) == ()
    assert always.shows(skipped, 36_000) == at("2011-12-31T00:00", "Pacific/Apia")
    assert always.due(at("2011-12-29T10:00", "Pacific/Apia"), Limit(None, 1)) == at(
        "2011-12-31T10:00", "Pacific/Apia"
    )


def test_several_threads_may_ask_one_clock() -> None:
    starts = [at("2026-03-01T00:00") + number * 7_654_321 for number in range(-40, 40)]
    alone, shared = clock(DEFAULT), clock(DEFAULT)
    wanted = [(alone.due(start, hours(50)), alone.due(start, Limit(None, 9))) for start in starts]

    def ask(start: int) -> tuple[int | None, int | None]:
        return shared.due(start, hours(50)), shared.due(start, Limit(None, 9))

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, starts)) == wanted


def test_a_calendar_that_never_opens_is_refused_and_not_waited_for() -> None:
    never = clock(CalendarContent(((),) * 7, False, {}))
    for limit in (hours(1), Limit(None, 1)):
        with pytest.raises(RuleBroken, match="no working time left"):
            never.due(0, limit)
    assert never.between(0, 10**9) == 0
    once = clock(CalendarContent(((),) * 7, False, {"2026-03-09": DayException("", ((0, 60),))}))
    assert once.due(at("2026-03-01T00:00"), hours(1)) == at("2026-03-09T01:00")
    with pytest.raises(RuleBroken, match="no working time left"):
        once.due(at("2026-03-01T00:00"), Limit(61, None))


def test_limits_that_mean_nothing_are_refused() -> None:
    assert clock().due(0, Limit(None, None)) is None
    assert clock().explain(0, Limit(None, None)) == ()
    for wrong in (Limit(0, None), Limit(None, 0), Limit(-1, None), Limit(None, 2501)):
        with pytest.raises(RuleBroken, match="Nothing was changed"):
            check(wrong)
    check(Limit(1, None))
    check(Limit(None, None))
    with pytest.raises(ValueError, match="not both"):
        check(Limit(1, 1))


def test_a_deadline_is_explained_step_by_step() -> None:
    """Friday 17:00 + 2 h: 1 h on Friday, weekend and holiday skipped, 1 h on Tuesday."""
    steps = clock(DEFAULT).explain(at("2026-07-17T17:00"), hours(2), language="en")
    assert [(one.kind, one.seconds, one.reason, one.name) for one in steps] == [
        ("runs", 3600, "", ""),
        ("closed", 0, "week", ""),
        ("closed", 0, "holiday", "Marine Day"),
        ("runs", 3600, "", ""),
        ("due", 0, "", ""),
    ]
    assert [one.first for one in steps] == [
        at(f"2026-07-{text}")
        for text in ("17T17:00", "18T00:00", "20T00:00", "21T09:00", "21T10:00")
    ]


def test_days_and_pauses_are_explained_too() -> None:
    start = at("2026-03-06T19:00")
    steps = clock().explain(start, Limit(None, 3))
    assert [(one.kind, one.days) for one in steps] == [
        *(("outside", 0), ("closed", 0), ("days", 3), ("due", 0)),
    ]
    paused = [Pause(at("2026-03-10T12:00"), at("2026-03-11T12:00"))]
    steps = clock().explain(start, Limit(None, 3), paused)
    assert [one.kind for one in steps] == [
        *("outside", "closed", "days", "paused", "runs", "runs", "due"),
    ]
    # Monday 9:00 is the opening, Thursday 9:00 was due: 15 hours were left on Tuesday at noon.
    assert sum(one.seconds for one in steps) == 15 * 3600
    steps = clock().explain(start, Limit(None, 3), [Pause(at("2026-03-10T12:00"), None)])
    assert steps[-1].kind == "paused" and steps[-1].first == steps[-1].last
    content = CalendarContent(
        PLAIN.weekly, False, {"2026-03-10": DayException("Half a day", ((540, 720),))}
    )
    steps = clock(content).explain(at("2026-03-09T15:00"), Limit(None, 1))
    assert [one.kind for one in steps] == ["days", "taken_back", "due"]
    assert (steps[1].first, steps[1].last) == (at("2026-03-10T15:00"), at("2026-03-10T12:00"))


SUITE, NIGHTLY = 300, 10_000
SHARDS = 5


def _agrees(one: Case, number: int) -> bool:
    """Whether the case could be seen to its end; both readings are equal then."""
    pauses = [(pause.paused_at, pause.resumed_at) for pause in one.pauses]
    try:
        due = one.slow.due(one.start, one.limit.minutes, one.limit.days, pauses)
    except OutOfSight:
        return False
    assert one.fast.due(one.start, one.limit, one.pauses) == due, f"case {number}"
    assert one.fast.opening(one.start) == one.slow.opening(one.start), f"case {number}"
    if due is not None:
        took = one.slow.between(one.start, due) * MINUTE
        assert one.fast.between(one.start, due) == took, f"case {number}"
    steps = one.fast.explain(one.start, one.limit, one.pauses)
    last = steps[-1]
    assert (last.kind, last.last) == (("due", due) if due is not None else ("paused", last.first))
    if due is not None and one.limit.minutes is not None:
        assert sum(step.seconds for step in steps) == one.limit.minutes * 60, f"case {number}"
    elif due is not None and not one.pauses:
        assert sum(step.days for step in steps) == one.limit.days, f"case {number}"
    return True


@pytest.mark.parametrize("shard", range(SHARDS))
def test_every_case_is_read_alike_minute_by_minute(shard: int) -> None:
    _read_alike(range(shard * SUITE // SHARDS, (shard + 1) * SUITE // SHARDS))


@pytest.mark.nightly
@pytest.mark.parametrize("shard", range(SHARDS))
def test_10_000_cases_are_read_alike_minute_by_minute(shard: int) -> None:
    _read_alike(range(shard * NIGHTLY // SHARDS, (shard + 1) * NIGHTLY // SHARDS))


def _read_alike(numbers: range) -> None:
    """So many cases, each replaced by another while it cannot be seen to its end."""
    replaced = 0
    for number in numbers:
        other = number
        while not _agrees(case(other), other):
            replaced += 1
            other += NIGHTLY * len(HARD)
    assert replaced < len(numbers) / 5
