"""The state of one clock (domain.md §4)."""

import random
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from revops_desktop.rules.business_calendar import DEFAULT
from revops_desktop.rules.business_clock import BusinessClock, Limit, Pause
from revops_desktop.rules.sla import How, Judged, State, is_breached, judge

ZONE = ZoneInfo("Asia/Tokyo")
CLOCK = BusinessClock([(None, DEFAULT)], zone="Asia/Tokyo", country="JP")
HOUR = 3600
TEN_HOURS = Limit(600, None)


def at(text: str) -> int:
    """A local time of May 2026 (the 4th to 6th are holidays, the 11th is a Monday)."""
    return int(datetime.fromisoformat(f"2026-05-{text}").replace(tzinfo=ZONE).timestamp())


def judged(
    now: str,
    *,
    limit: Limit = TEN_HOURS,
    ended: str | None = None,
    how: How | None = None,
    pauses: tuple[tuple[str, str | None], ...] = (),
) -> Judged:
    """A clock that began on Monday at 09:00 and is due on Tuesday at 10:00."""
    return judge(
        CLOCK,
        limit,
        started=at("11T09:00"),
        ended=at(ended) if ended else None,
        how=how,
        pauses=[Pause(at(one), at(other) if other else None) for one, other in pauses],
        now=at(now),
    )


@pytest.mark.parametrize(
    ("now", "state", "left", "over"),
    [
        ("11T09:00", "running", 10 * HOUR, 0),
        ("11T17:00", "running", 2 * HOUR, 0),
        ("11T17:00:01", "at_risk", 2 * HOUR - 1, 0),
        ("12T10:00", "at_risk", 0, 0),
        ("12T10:00:01", "breached", 0, 1),
        ("12T20:00", "breached", 0, 8 * HOUR),
    ],
)
def test_a_clock_that_runs(now: str, state: State, left: int, over: int) -> None:
    found = judged(now)
    assert found.due == at("12T10:00")
    assert (found.state, found.left_seconds, found.over_seconds) == (state, left, over)


@pytest.mark.parametrize(
    ("ended", "how", "state", "over"),
    [
        ("12T10:00", "advanced", "met", 0),
        ("12T10:30", "advanced", "met_late", HOUR // 2),
        ("12T10:00", "cancelled", "cancelled", 0),
        ("12T10:30", "cancelled", "breached", HOUR // 2),
    ],
)
def test_a_clock_that_ended(ended: str, how: How, state: State, over: int) -> None:
    found = judged("20T09:00", ended=ended, how=how)
    assert (found.state, found.left_seconds, found.over_seconds) == (state, 0, over)
    assert found.taken_seconds == 10 * HOUR + over


def test_a_paused_clock_stays_as_it_was_and_its_deadline_is_not_known() -> None:
    found = judged("15T12:00", pauses=(("11T16:00", None),))
    assert (found.state, found.due, found.left_seconds) == ("running", None, 3 * HOUR)
    assert (found.is_paused, found.taken_seconds) == (True, 7 * HOUR)
    assert found.paused_seconds == (2 + 9 * 3 + 3) * HOUR


def test_after_a_pause_what_was_left_is_left() -> None:
    found = judged("15T12:00", pauses=(("11T16:00", "15T11:00"),))
    assert (found.state, found.due, found.left_seconds) == ("running", at("15T14:00"), 2 * HOUR)
    assert (found.is_paused, found.taken_seconds) == (False, 8 * HOUR)
    late = judged("15T15:30", pauses=(("11T16:00", "15T11:00"), ("15T14:30", "15T15:00")))
    assert (late.state, late.over_seconds) == ("breached", HOUR)


def test_a_clock_breached_before_its_pause_stays_so_with_its_deadline() -> None:
    found = judged("20T09:00", pauses=(("12T12:00", None),))
    assert (found.state, found.due) == ("breached", at("12T10:00"))
    assert (found.over_seconds, found.is_paused) == (2 * HOUR, True)


def test_a_clock_that_ended_while_paused_ended_as_it_stood() -> None:
    found = judged("20T09:00", ended="15T12:00", how="advanced", pauses=(("11T16:00", None),))
    assert (found.state, found.is_paused, found.taken_seconds) == ("met", False, 7 * HOUR)


def test_pauses_outside_of_the_clock_are_nothing() -> None:
    outside = (("08T10:00", "11T08:00"), ("12T09:00", "12T09:30"))
    assert judged("11T12:00", pauses=outside) == judged("11T12:00")


def test_a_fifth_of_two_days_is_at_risk() -> None:
    """Two days are 18 business hours here: 3.6 of them are left on Wednesday at 14:24."""
    two_days = Limit(None, 2)
    assert judged("12T14:24", limit=two_days).state == "running"
    assert judged("12T14:24:01", limit=two_days).state == "at_risk"
    assert judged("13T09:00:01", limit=two_days).state == "breached"


@pytest.mark.parametrize("seed", range(5))
def test_breached_alone_is_told_as_with_all_the_rest(seed: int) -> None:
    chance, found = random.Random(seed), set()
    for _case in range(120):
        started = at("11T00:00") + chance.randrange(10 * 24 * HOUR)
        pauses, moment = [], started - 20 * HOUR
        for _pause in range(chance.randrange(4)):
            first = moment + chance.choice((0, 1, chance.randrange(60 * HOUR)))
            moment = first + chance.choice((0, HOUR, chance.randrange(60 * HOUR)))
            pauses.append(Pause(first, moment))
        if pauses and chance.random() < 0.4:
            pauses[-1] = Pause(pauses[-1].paused_at, None)
        limit = chance.choice((TEN_HOURS, Limit(None, 1), Limit(30, None), Limit(None, 3)))
        now = started + chance.randrange(8 * 24 * HOUR)
        asked: dict[str, Any] = {"started": started, "pauses": pauses, "now": now}
        state = judge(CLOCK, limit, ended=None, how=None, **asked).state
        assert is_breached(CLOCK, limit, **asked) == (state == "breached"), asked
        found.add(state)
    assert found == {"running", "at_risk", "breached"}
