"""Was the promise kept? The state of one clock, from its start, end and pauses (domain.md §4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from revops_desktop.rules.business_clock import BusinessClock, Limit, Pause

State = Literal["running", "at_risk", "breached", "met", "met_late", "cancelled"]
STATES: tuple[State, ...] = get_args(State)
# How a clock ended: as promised (advanced, accepted, returned), or by leaving (an exit, a step
# back), which is no answer.
How = Literal["advanced", "cancelled"]

# Less than one fifth of the limit's business time left is at risk.
RISK_PARTS = 5


@dataclass(frozen=True, slots=True)
class Judged:
    """A clock as it stands. Instants in UTC seconds, durations in business seconds.

    `due` is None while the clock is paused before its deadline. `left_seconds` is 0 once it ended
    or its deadline has passed; `over_seconds` is 0 before. `taken_seconds` is the response time so
    far without pauses, `paused_seconds` the business time that passed in pauses.
    """

    state: State
    due: int | None
    left_seconds: int
    over_seconds: int
    is_paused: bool
    paused_seconds: int
    taken_seconds: int

    @property
    def is_over(self) -> bool:
        """Whether the deadline has passed or was missed."""
        return self.state in ("breached", "met_late")


def judge(
    clock: BusinessClock,
    limit: Limit,
    *,
    started: int,
    ended: int | None,
    how: How | None,
    pauses: Sequence[Pause] = (),
    now: int,
) -> Judged:
    """The state of a clock as of `now`; `ended` and `how` are None while it runs.

    While it is paused everything stays as it was when the pause began; one that ended in a pause
    ended as the pause did. A cancelled one is breached where its deadline had passed before.
    """
    until = now if ended is None else ended
    known = _within(pauses, started, until)
    if ended is None and known and known[-1].resumed_at is None:
        return _paused(clock, limit, started, known, now)
    closed = tuple(Pause(one.paused_at, _end(one, until)) for one in known)
    due = clock.due(started, limit, closed)
    # Nothing is open any more, so that the deadline is known.
    assert due is not None
    paused = _spent(clock, closed, started, until)
    taken = clock.between(started, until) - paused
    if until <= due:
        left = clock.between(now, due) if ended is None else 0
        state = _before_deadline(clock, limit, started, left, how if ended is not None else None)
        if ended is not None and how != "cancelled":
            state = "met"
        return Judged(state, due, left, 0, False, paused, taken)
    over = clock.between(due, until) - _spent(clock, closed, due, until)
    late: State = "met_late" if ended is not None and how != "cancelled" else "breached"
    return Judged(late, due, 0, over, False, paused, taken)


def is_breached(
    clock: BusinessClock, limit: Limit, *, started: int, pauses: Sequence[Pause], now: int
) -> bool:
    """Whether `judge` calls a running clock breached; for many, of which nothing else is asked."""
    known = _within(pauses, started, now)
    if known and known[-1].resumed_at is None:
        until = known[-1].paused_at
        return is_breached(clock, limit, started=started, pauses=known[:-1], now=until)
    due = clock.due(started, limit, [Pause(one.paused_at, _end(one, now)) for one in known])
    assert due is not None
    return due < now


def whole_seconds(clock: BusinessClock, limit: Limit, started: int) -> int:
    """The business time that a limit allows to a clock which started then, pauses aside."""
    if limit.minutes is not None:
        return limit.minutes * 60
    due = clock.due(started, limit)
    assert due is not None
    return clock.between(started, due)


def is_at_risk(left: int, whole: int) -> bool:
    """Whether less than 20 % of the limit's business time is left."""
    return left * RISK_PARTS < whole


def _before_deadline(
    clock: BusinessClock, limit: Limit, started: int, left: int, how: How | None
) -> State:
    if how == "cancelled":
        return "cancelled"
    return "at_risk" if is_at_risk(left, whole_seconds(clock, limit, started)) else "running"


def _paused(
    clock: BusinessClock, limit: Limit, started: int, pauses: tuple[Pause, ...], now: int
) -> Judged:
    last = pauses[-1]
    then = judge(
        clock,
        limit,
        started=started,
        ended=None,
        how=None,
        pauses=pauses[:-1],
        now=last.paused_at,
    )
    waited = then.paused_seconds + clock.between(last.paused_at, max(now, last.paused_at))
    due = then.due if then.state == "breached" else None
    return Judged(
        then.state, due, then.left_seconds, then.over_seconds, True, waited, then.taken_seconds
    )


def _within(pauses: Sequence[Pause], started: int, until: int) -> tuple[Pause, ...]:
    """The pauses that fall between start and end, in order."""
    kept = (
        Pause(max(one.paused_at, started), one.resumed_at)
        for one in pauses
        if one.paused_at <= until and (one.resumed_at is None or one.resumed_at > started)
    )
    return tuple(sorted(kept, key=lambda one: one.paused_at))


def _end(pause: Pause, until: int) -> int:
    return until if pause.resumed_at is None else min(pause.resumed_at, until)


def _spent(clock: BusinessClock, pauses: Sequence[Pause], first: int, last: int) -> int:
    """The business time of the pauses between two instants."""
    spent = 0
    for one in pauses:
        begin, end = max(one.paused_at, first), min(_end(one, last), last)
        if begin < end:
            spent += clock.between(begin, end)
    return spent
