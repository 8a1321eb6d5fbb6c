"""Random cases for the business clock: calendars, exceptions, pauses, zones that change."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from types import MappingProxyType

from revops_desktop.rules.business_calendar import CalendarContent, DayException
from revops_desktop.rules.business_clock import BusinessClock, Limit, Pause
from tests.rules.slow_clock import MINUTE, Hours, Plan, SlowClock

# A zone and a day a little before what makes it hard.
HARD = (
    ("Asia/Tokyo", date(2026, 4, 25)),  # Golden Week
    ("Asia/Tokyo", date(2024, 2, 24)),  # 29 February
    ("America/New_York", date(2026, 3, 3)),
    ("America/New_York", date(2026, 10, 27)),
    ("Europe/Berlin", date(2025, 12, 22)),  # the year ends
    ("America/St_Johns", date(2010, 3, 9)),  # 00:01 becomes 01:01
    ("America/St_Johns", date(2010, 11, 2)),  # 00:01 becomes 23:01 of the day before
    ("Africa/Cairo", date(2026, 4, 19)),  # no midnight
    ("Africa/Cairo", date(2026, 10, 25)),  # 23:00 comes twice
    ("America/Sao_Paulo", date(2018, 10, 30)),
    ("America/Sao_Paulo", date(2019, 2, 12)),
    ("Australia/Lord_Howe", date(2026, 3, 31)),  # half an hour
    ("Pacific/Apia", date(2011, 12, 25)),  # a day that never was
    ("Antarctica/Troll", date(2026, 3, 24)),  # two hours
    ("Asia/Tehran", date(2022, 3, 17)),
    ("Asia/Kathmandu", date(2026, 4, 1)),
)
COUNTRIES = ("JP", "US", "DE", "EG", "XX")


@dataclass(frozen=True)
class Case:
    """A clock to be read both ways."""

    fast: BusinessClock
    slow: SlowClock
    start: int
    limit: Limit
    pauses: tuple[Pause, ...]


def case(number: int) -> Case:
    """The case of a number: always the same one."""
    chance = Random(number)
    zone, day = HARD[number % len(HARD)]
    first = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) - 86400
    plans: list[tuple[int | None, Plan]] = [(None, _plan(chance, day))]
    if chance.random() < 0.25:
        plans.append((_instant(chance, first, 14), _plan(chance, day)))
    country = chance.choice(COUNTRIES)
    start = _instant(chance, first + 2 * 86400, 8)
    if chance.random() < 0.2:
        limit = Limit(None, chance.randint(1, 5))
    else:
        limit = Limit(
            chance.choice((1, 60, 240, chance.randint(1, 90), chance.randint(1, 2000))), None
        )
    return Case(
        BusinessClock(
            [(at, _content(plan)) for at, plan in plans],
            zone=zone,
            country=country,
        ),
        SlowClock(plans, zone, country, first),
        start,
        limit,
        tuple(_pauses(chance, start)),
    )


def _instant(chance: Random, first: int, days: int) -> int:
    """A minute of some days; often a quarter of an hour, where calendars open and close."""
    step = 15 if chance.random() < 0.6 else 1
    return first + chance.randrange(0, days * 1440, step) * MINUTE


def _plan(chance: Random, day: date) -> Plan:
    kind = chance.random()
    weekly: tuple[Hours, ...]
    if kind < 0.2:
        office: Hours = ((540, 720), (780, 1080)) if chance.random() < 0.5 else ((540, 1080),)
        weekly = (*((office,) * 5), (), ())
    elif kind < 0.3:
        weekly = (((0, 1440),),) * 7
    else:
        weekly = tuple(_ranges(chance, 0.25) for _weekday in range(7))
        if not any(weekly):
            weekly = (((600, 660),), *weekly[1:])
    exceptions = {
        (day + timedelta(days=chance.randrange(18))).isoformat(): _ranges(chance, 0.5)
        for _number in range(chance.choice((0, 0, 1, 3, 8)))
    }
    return Plan(weekly, chance.random() < 0.6, exceptions)


def _ranges(chance: Random, closed: float) -> Hours:
    if chance.random() < closed:
        return ()
    step = chance.choice((1, 15, 60))
    number = chance.choice((2, 2, 4, 6))
    minutes = sorted(chance.sample(range(0, 1441, step), number))
    return tuple(zip(minutes[::2], minutes[1::2], strict=True))


def _content(plan: Plan) -> CalendarContent:
    exceptions = {day: DayException("x", ranges) for day, ranges in plan.exceptions.items()}
    return CalendarContent(plan.weekly, plan.holidays, MappingProxyType(exceptions))


def _pauses(chance: Random, start: int) -> list[Pause]:
    found = []
    for _number in range(chance.choice((0, 0, 1, 2, 3))):
        paused_at = _instant(chance, start - 86400, 5)
        lasts = chance.randrange(0, 3 * 1440) * MINUTE
        found.append(Pause(paused_at, None if chance.random() < 0.15 else paused_at + lasts))
    return found
