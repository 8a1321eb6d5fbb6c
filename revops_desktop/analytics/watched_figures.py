"""What is the value of a figure that an action asks to watch? Of any month, by the same rules.

An action names a figure and what it is of (`Subject.key`); the next report asks for the same again
and says whether it moved (domain.md §10).
"""

from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session

from revops_desktop.analytics.definitions import Unit, definition
from revops_desktop.analytics.leaks import Leak
from revops_desktop.analytics.month_answer import Watched
from revops_desktop.analytics.month_reading import MonthReading, reading_of
from revops_desktop.rules.shares import FEWEST, Share, share

# A value and its cases; None where nothing is known.
_Value = tuple[float | None, int | None]
_UNKNOWN: _Value = (None, None)
# A month has too few deals of a source: it is looked at over twelve.
_SOURCE = "year:source:"


def watched(
    session: Session, *, pipeline_id: int, month: str, now: int, figure: str, subject: str
) -> Watched:
    """The figure (analytics/definitions.py) of a month YYYY-MM as of `now` (UTC seconds)."""
    read = reading_of(session, pipeline_id=pipeline_id, month=month, now=now)
    return watch(read, figure, subject)


def watch(read: MonthReading, figure: str, subject: str, name: str | None = "") -> Watched:
    """The same of a month that is read already; `name`: what the subject is called."""
    unit: Unit = definition(figure).unit
    value, n = _READ[figure](read, subject) if figure in _READ else _UNKNOWN
    return Watched(figure, unit, subject, name, value, n)


def _stage_id(subject: str) -> int | None:
    about, _gap, number = subject.partition(":")
    return int(number) if about == "stage" else None


def _of(share: Share) -> _Value:
    return share.rate, share.denominator


def _key_figure(key: str) -> Callable[[MonthReading, str], _Value]:
    def value(read: MonthReading, subject: str) -> _Value:
        if key == "win_rate" and subject.startswith(_SOURCE):
            source = subject.removeprefix(_SOURCE)
            parts = read.parts("source", read.year).parts
            return next((_of(one.win_rate) for one in parts if one.value == source), _UNKNOWN)
        found = read.overview.figure(key)
        return _UNKNOWN if found is None else (found.now.value, found.now.n)

    return value


def _conversion(read: MonthReading, subject: str) -> _Value:
    """The step's conversion in the months that the bottleneck is judged by."""
    stage_id = _stage_id(subject)
    for one in read.bottleneck.steps:
        if one.stage.stage_id == stage_id:
            return _of(one.current)
    return _UNKNOWN


def _resolved(read: MonthReading, subject: str) -> _Value:
    stage_id = _stage_id(subject)
    steps = read.cohorts[-1].steps
    for place, one in enumerate(steps[:-1]):
        if one.stage.stage_id == stage_id:
            on = steps[place + 1].reached.count
            n = on + sum(leak.deals for leak in read.month_leaks if leak.stage_id == stage_id)
            return (on / n if n >= FEWEST else None), n
    return _UNKNOWN


def _leaks(read: MonthReading, subject: str) -> _Value:
    stage_id = _stage_id(subject)

    def counts(one: Leak) -> bool:
        if stage_id is not None:
            return one.stage_id == stage_id
        return not subject or subject == f"reason:{one.kind}:{one.reason_id or ''}"

    number = sum(one.deals for one in read.month_leaks if counts(one))
    return float(number), number


def _recycled(read: MonthReading, subject: str) -> _Value:
    number = sum(one.deals for one in read.month_leaks if one.kind == "recycled")
    return float(number), number


def _time_in_stage(read: MonthReading, subject: str) -> _Value:
    months = read.month_days.get(_stage_id(subject) or 0, ())
    if not months:
        return _UNKNOWN
    return (months[-1].median if months[-1].n >= FEWEST else None), months[-1].n


def _standing(name: str) -> Callable[[MonthReading, str], _Value]:
    def value(read: MonthReading, subject: str) -> _Value:
        stage_id = _stage_id(subject)
        number = sum(
            getattr(one, name).count for one in read.stuck if stage_id in (None, one.stage.stage_id)
        )
        return float(number), number

    return value


def _compliance(read: MonthReading, subject: str) -> _Value:
    for rule in read.rules:
        if isinstance(rule.key, tuple) and subject == f"rule:{rule.key[0]}:{rule.key[1]}":
            return _of(rule.figures.compliance)
    return _UNKNOWN


def _handoff_loss(read: MonthReading, subject: str) -> _Value:
    if not subject:
        return _of(read.handoffs.whole.loss_rate)
    for one in read.handoffs.pairs:
        if subject == f"pair:{one.pair[0]}:{one.pair[1]}":
            return _of(one.figures.loss_rate)
    return _UNKNOWN


def _stepless(read: MonthReading, subject: str) -> _Value:
    stage_id = _stage_id(subject)
    if stage_id is None:
        return _of(read.health.stepless)
    for one in read.health.stages:
        if one.stage is not None and one.stage.stage_id == stage_id:
            return _of(share(one.stepless.count, one.open.count))
    return _UNKNOWN


_READ: Mapping[str, Callable[[MonthReading, str], _Value]] = {
    **{
        key: _key_figure(key)
        for key in (
            *("won_amount", "won", "win_rate", "average_deal", "entered"),
            *("sales_cycle", "lead_time", "lost"),
        )
    },
    "conversion": _conversion,
    "decided_conversion": _resolved,
    "leaks": _leaks,
    "recycled": _recycled,
    "time_in_stage": _time_in_stage,
    "here": _standing("here"),
    "stuck": _standing("either"),
    "sla_compliance": _compliance,
    "handoff_loss": _handoff_loss,
    "recycle_due": lambda read, _subject: (
        float(read.recycle.due.count),
        read.recycle.pool.count,
    ),
    "past_close": lambda read, _subject: _of(read.health.past_close),
    "no_next_step": _stepless,
}
