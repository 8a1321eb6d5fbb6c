"""Leaks, times and conversions as domain.md §5 says them, read deal by deal: slow and plain.

Written from the text alone, on the visits; nothing of the program's own reckoning is used.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

import holidays

from tests.analytics.slow_reading import ENDINGS, LEFT, Group, Reading, Row, group, worth

LEAKS = ("lost", "recycled", "churned")
JAPAN = holidays.country_holidays("JP")


class Times(NamedTuple):
    """Days of stays, their business hours, and how many are left out."""

    days: list[float]
    hours: list[float]
    odd: int
    undated: int


class Fates(NamedTuple):
    """What became of the deals that reached a stage: the deals of each way."""

    reached: list[Row]
    advanced: list[Row]
    left: dict[str, list[Row]]
    waiting: list[Row]


def leaks(
    reading: Reading,
    reasons: dict[int, int | None],
    pipeline: int,
    start: int | None,
    end: int | None,
) -> dict[tuple[int, str, int | None], Group]:
    """By stage, kind and reason; `reasons` by visit. A deal once by its last ending, or churn."""
    found: dict[tuple[int, str, int | None], list[Row]] = defaultdict(list)
    for deal in reading.deals:
        mine = [
            one
            for one in reading.events(deal)
            if one.pipeline == pipeline and reading.inside(one.at, start, end)
        ]
        for kinds in (ENDINGS, ("churned",)):
            last = [one for one in mine if one.kind in kinds][-1:]
            for one in last:
                if one.kind in LEAKS:
                    visit = one.visit
                    key = (visit["stage_id"], one.kind, reasons.get(visit["id"]))
                    found[key].append(deal)
    return {key: group(deals) for key, deals in found.items()}


def fates(
    reading: Reading, stage: Row, after: Row | None, start: int | None, end: int | None
) -> Fates:
    """The cohort of a stage, told apart."""
    cohort = reading.cohort(stage, start, end)
    told = [(reading.fate(deal, stage, after), deal) for deal in cohort]

    def of(fate: str) -> list[Row]:
        return [deal for one, deal in told if one == fate]

    return Fates(cohort, of("advanced"), {kind: of(kind) for kind in LEFT}, of("waiting"))


def amount_rate(part: list[Row], whole: list[Row], ways: list[list[Row]]) -> float | None:
    """A share by amount: silent under n = 5, and where a fifth of some way carries no amount."""
    for deals in (whole, *ways):
        carrying = sum((worth(deal) or 0) > 0 for deal in deals)
        if deals and carrying < 0.8 * len(deals):
            return None
    amount = group(whole)[1]
    return group(part)[1] / amount if len(whole) >= 5 and amount else None


def count_rate(part: list[Row], whole: list[Row]) -> float | None:
    """A share by count: silent under n = 5."""
    return len(part) / len(whole) if len(whole) >= 5 else None


def times(reading: Reading, stage: Row, start: int | None, end: int | None) -> Times:
    """The stays in a stage that ended in the period."""
    stays = [
        visit
        for visit in _stays(reading, stage)
        if visit["outcome"] and reading.inside(visit["left_at"], start, end)
    ]
    return _times(
        reading,
        [
            ((one["entered_at"], one["entered_day"]), (one["left_at"], one["left_day"]))
            for one in stays
        ],
    )


def ages(reading: Reading, stage: Row, now: int) -> Times:
    """The stays in a stage that go on."""
    stays = [visit for visit in _stays(reading, stage) if not visit["outcome"]]
    return _times(
        reading, [((one["entered_at"], one["entered_day"]), (now, None)) for one in stays]
    )


def _stays(reading: Reading, stage: Row) -> Iterator[Row]:
    for deal in reading.deals:
        yield from (
            visit for visit in reading.visits[deal["id"]] if visit["stage_id"] == stage["id"]
        )


Moment = tuple[int | None, str | None]


def _times(reading: Reading, stays: list[tuple[Moment, Moment]]) -> Times:
    took = [(reading.days(*stay), stay) for stay in stays]
    kept = [(days, stay) for days, stay in took if days is not None and days >= 0]
    hours = [
        business_hours(start[0], end[0], reading)
        for _days, (start, end) in kept
        if start[1] is None and end[1] is None and start[0] is not None and end[0] is not None
    ]
    undated = sum(days is None for days, _stay in took)
    odd = len(took) - len(kept) - undated
    return Times(sorted(days for days, _stay in kept), sorted(hours), odd, undated)


def business_hours(start: int, end: int, reading: Reading) -> float:
    """Monday to Friday from 9 to 18, but for Japanese holidays, day by day."""
    first, last = (datetime.fromtimestamp(at, UTC).astimezone(reading.zone) for at in (start, end))
    seconds = 0.0
    day: date = first.date()
    while day <= last.date():
        if day.weekday() < 5 and day not in JAPAN:
            opens = datetime.combine(day, time(9), reading.zone)
            closes = datetime.combine(day, time(18), reading.zone)
            seconds += max(0.0, (min(last, closes) - max(first, opens)).total_seconds())
        day += timedelta(days=1)
    return seconds / 3600


def quantile(ordered: list[float], share: float) -> float | None:
    """Between the two values around the place."""
    if not ordered:
        return None
    place = (len(ordered) - 1) * share
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
