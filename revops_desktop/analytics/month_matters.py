"""Which numbers of a month earn an action, whether or not they changed? (domain.md §9, §10)

Promises that are not kept, deals that stand still, hand-offs that are lost, recycled deals that
nobody woke, closes that slipped, deals without a next step, a source or owner that loses, and what
changed for the worse. What is at stake is reckoned roughly: only the order comes of it.
"""

from collections.abc import Iterable, Iterator, Sequence

from revops_desktop.analytics.month_answer import WHOLE, Change, Matter, Subject
from revops_desktop.analytics.month_changes import subject_of
from revops_desktop.analytics.month_reading import MonthReading
from revops_desktop.analytics.pipeline_health import StageHealth
from revops_desktop.analytics.tally import Tally
from revops_desktop.rules.shares import FEWEST

# From these on something is worth a Monday.
_KEPT, _STUCK, _LOST, _SLIPPED, _STEPLESS = 0.8, 0.2, 0.2, 0.2, 0.5
# Of deals without a next step hardly all are lost by it; an answer too late loses some.
_BY_STEPLESS, _BY_LATE = 0.1, 0.2


def matters(read: MonthReading, changes: Sequence[Change]) -> tuple[Matter, ...]:
    """Every one of them, the one with the most at stake first."""
    found = [
        *_promises(read),
        *_stuck(read),
        *_handoffs(read),
        *_recycled(read),
        *_slipped(read),
        *_stepless(read),
        *_sources(read),
        *_worse(changes),
    ]
    return tuple(sorted(found, key=lambda one: (-one.weight, one.sign, one.about.key)))


def _worth(read: MonthReading, stage_id: int | None) -> float:
    return read.worth(stage_id) or 0.0


def _first(read: MonthReading) -> float:
    return _worth(read, read.stages[0].stage_id if read.stages else None)


def _amount(tally: Tally) -> int | None:
    return None if tally.without_amount == tally.count else tally.amount


def _promises(read: MonthReading) -> Iterator[Matter]:
    for rule in read.rules:
        kept = rule.figures.compliance
        if kept.rate is None or kept.rate >= _KEPT or not isinstance(rule.key, tuple):
            continue
        late = kept.denominator - kept.numerator
        stage_id = rule.key[1] if rule.key[0] == "stage" else None
        worth = _worth(read, stage_id) or _first(read)
        yield Matter(
            *("sla_missed", subject_of(rule), "sla_compliance", kept.rate, kept.denominator),
            before=None,
            amount=None,
            weight=late * worth * _BY_LATE,
        )


def _stuck(read: MonthReading) -> Iterator[Matter]:
    for one in read.stuck:
        here, still = one.here.count, one.either.count
        if one.stage.phase == "customer" or still < FEWEST or still < _STUCK * here:
            continue
        about = Subject("stage", f"stage:{one.stage.stage_id}", one.stage.name)
        yield Matter(
            *("stuck_here", about, "stuck", float(still), here),
            before=None,
            amount=_amount(one.either),
            weight=still * _worth(read, one.stage.stage_id),
        )


def _handoffs(read: MonthReading) -> Iterator[Matter]:
    for one in read.handoffs.pairs:
        lost = one.figures.loss_rate
        if lost.rate is None or lost.rate < _LOST or not one.from_function or not one.to_function:
            continue
        about = Subject(
            "pair", f"pair:{one.pair[0]}:{one.pair[1]}", one.from_function, one.to_function
        )
        yield Matter(
            *("handoffs_lost", about, "handoff_loss", lost.rate, lost.denominator),
            before=None,
            amount=None,
            weight=lost.numerator * _first(read),
        )


def _recycled(read: MonthReading) -> Iterator[Matter]:
    found = read.recycle
    if found.due.count < FEWEST:
        return
    again = found.win_rate_reopened.rate or found.win_rate_fresh.rate or 0.0
    mean = read.bottleneck.mean_won or 0.0
    yield Matter(
        *("recycle_sleeps", WHOLE, "recycle_due", float(found.due.count), found.pool.count),
        before=None,
        amount=_amount(found.due),
        weight=found.due.count * again * mean,
    )


def _standing(read: MonthReading, of: Iterable[tuple[StageHealth, Tally]]) -> float:
    return sum(
        tally.count * _worth(read, None if one.stage is None else one.stage.stage_id)
        for one, tally in of
    )


def _slipped(read: MonthReading) -> Iterator[Matter]:
    share = read.health.past_close
    if share.rate is None or share.rate < _SLIPPED:
        return
    yield Matter(
        *("closes_slipped", WHOLE, "past_close", share.rate, share.denominator),
        before=None,
        amount=_amount(read.health.whole.past_close),
        weight=_standing(read, ((one, one.past_close) for one in read.health.stages)) / 2,
    )


def _stepless(read: MonthReading) -> Iterator[Matter]:
    share = read.health.stepless
    if share.rate is None or share.rate < _STEPLESS or not read.plans_are_known:
        return
    standing = _standing(read, ((one, one.stepless) for one in read.health.stages))
    yield Matter(
        *("steps_missing", WHOLE, "no_next_step", share.rate, share.denominator),
        before=None,
        amount=_amount(read.health.whole.stepless),
        weight=standing * _BY_STEPLESS,
    )


def _sources(read: MonthReading) -> Iterator[Matter]:
    found = read.parts("source", read.year)
    whole = found.win_rate.raw
    for one in found.parts:
        if one.value is None or one.by_win_rate != "worse" or one.win_rate.rate is None:
            continue
        if whole is None:
            continue
        apart = max(0.0, whole - one.win_rate.rate)
        mean = read.bottleneck.mean_won or 0.0
        yield Matter(
            "source_loses",
            Subject("source", f"year:source:{one.value}", one.name),
            *("win_rate", one.win_rate.rate, one.win_rate.denominator),
            before=whole,
            amount=None,
            weight=apart * one.win_rate.denominator / len(read.months[1:]) * mean,
        )


_SIGN_OF = {"entered": "few_come", "win_rate": "win_rate_falls", "leaks": "more_leave"}


def _worse(changes: Sequence[Change]) -> Iterator[Matter]:
    for one in changes:
        sign = _SIGN_OF.get(one.key)
        if sign is None or one.sense != "bad" or one.about.name is None:
            continue
        yield Matter(
            *(sign, one.about, one.key, one.value, one.n),
            before=one.before,
            amount=None,
            weight=float(one.money or 0),
        )
