"""Were the promises kept? Compliance and response times, cut by rule, function, member, week.

The definitions are those of domain.md §4: a clock is in the period in which its deadline fell.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.filters import EVERYTHING, Filter, settled
from revops_desktop.analytics.number_rows import Numbers
from revops_desktop.analytics.response_times import Response as Response
from revops_desktop.analytics.response_times import numbered, responses
from revops_desktop.analytics.sla_history import History, history
from revops_desktop.analytics.sla_lines import Books, Kind, books
from revops_desktop.analytics.sla_rows import KINDS, NOBODY
from revops_desktop.analytics.time_limits import LimitVersion
from revops_desktop.database.tables import function, handoff_rule, member, pipeline, stage
from revops_desktop.rules.periods import (
    Period,
    last_months,
    local_day,
    month_of,
    month_period,
    start_of_day,
)
from revops_desktop.rules.shares import Share, share
from revops_desktop.rules.sla import STATES, State

By = Literal["rule", "function", "member", "week"]
BYS: tuple[By, ...] = get_args(By)
Unit = Literal["week", "month"]
# counted = met + met_late + breached; answered = met + met_late; late = met_late + breached;
# running: not due yet, whatever the period.
Subject = Literal[
    "counted", "met", "met_late", "breached", "answered", "late", "running", "at_risk", "paused"
]
# A rule by kind and id, a function or member by id (None: nobody), a week by its Monday.
Key = tuple[Kind, int] | int | str | None
PERIODS = 12
Mask = NDArray[np.bool_]

_HOUR = 3600
# Response times are told apart at these business hours.
EDGES = tuple(hours * _HOUR for hours in (1, 2, 4, 9, 18, 45))


@dataclass(frozen=True, slots=True)
class Figures:
    """Clocks of a period. `running` are not due yet, among them those `at_risk` and `paused`."""

    met: int = 0
    met_late: int = 0
    breached: int = 0
    running: int = 0
    at_risk: int = 0
    paused: int = 0
    response: Response = field(default_factory=Response)

    @property
    def counted(self) -> int:
        """Those whose deadline fell in the period."""
        return self.met + self.met_late + self.breached

    @property
    def compliance(self) -> Share:
        """The share of promises kept (domain.md §4)."""
        return share(self.met, self.counted)


@dataclass(frozen=True, slots=True)
class Group:
    """The figures of one rule, function, member or week. `pipeline` is a stage's."""

    key: Key
    name: str
    figures: Figures
    pipeline: str = ""
    function: str = ""


@dataclass(frozen=True, slots=True)
class Bucket:
    """Answers that took from `first` to before `last` business seconds (None: longer)."""

    first: int
    last: int | None
    met: int
    met_late: int


@dataclass(frozen=True, slots=True)
class Point:
    """One of the last weeks or months, both days included."""

    first: date
    last: date
    figures: Figures


class _Counted(NamedTuple):
    """Which clocks a period counts, by their places, and how each stands: the place in _COUNTED."""

    places: Numbers
    stands: Numbers


@dataclass(frozen=True)
class Cut:
    """All clocks, and what is needed to cut them: names, the zone, the period."""

    clocks: History
    known: Books
    period: Period

    @property
    def zone(self) -> str:
        """The workspace's time zone."""
        return self.known.clocks.zone

    def mask(self, subject: Subject) -> Mask:
        """Which clocks a figure counts."""
        clocks = self.clocks
        if subject in ("running", "at_risk", "paused"):
            if subject == "at_risk":
                return clocks.in_state("at_risk") & (clocks.paused == 0)
            running = clocks.in_state("running", "at_risk")
            return running & (clocks.paused == 1) if subject == "paused" else running
        within = clocks.due_within(*self.period.bounds(self.zone))
        return clocks.in_state(*_STATES[subject]) & within

    @cached_property
    def counted(self) -> _Counted:
        """Those that are met, met late or breached, in the period."""
        stands = _STANDS[self.clocks.state]
        due = self.clocks.due_within(*self.period.bounds(self.zone))
        places = np.flatnonzero(due & (stands >= 0))
        return _Counted(places, stands[places].astype(np.int64))

    @cached_property
    def running(self) -> Mapping[Subject, Numbers]:
        """Those that are not due yet, by their places; among them those at risk, and paused."""
        return {one: np.flatnonzero(self.mask(one)) for one in ("running", "at_risk", "paused")}

    def figures(self) -> Figures:
        """The figures of all of them."""
        return self.figures_of(np.zeros(len(self.clocks), np.int64), 1)[0]

    def figures_of(self, group: Numbers, number: int) -> list[Figures]:
        """The figures of each of so many groups; `group` says of each clock which it is in."""
        counted = self.counted
        kept = np.bincount(group[counted.places] * 3 + counted.stands, minlength=number * 3)
        runs = [np.bincount(group[one], minlength=number) for one in self.running.values()]
        answered = counted.places[counted.stands < _BREACHED]
        taken = responses(group[answered], self.clocks.taken[answered], number)
        rows = np.column_stack((kept.reshape(-1, 3), *runs)).tolist()
        return [
            Figures(met, late, breached, running, at_risk, paused, one)
            for (met, late, breached, running, at_risk, paused), one in zip(
                rows, taken, strict=True
            )
        ]

    def only(self, chosen: Mask | Numbers) -> "Cut":
        """The same of some clocks alone, by mask or by place."""
        return Cut(self.clocks.only(chosen), self.known, self.period)

    def keys(self, by: By) -> tuple[Numbers, Callable[[int], Key]]:
        """A number for each clock that says its group, and the group of such a number."""
        clocks = self.clocks
        if by == "rule":
            codes = clocks.source_id * 2 + clocks.kind
            return codes, lambda code: (KINDS[code % 2], code // 2)
        if by == "week":
            return self._weeks(), lambda code: date.fromordinal(code).isoformat() if code else None
        codes = clocks.function_id if by == "function" else clocks.member_id
        return codes, lambda code: None if code == NOBODY else code

    def _weeks(self) -> Numbers:
        """The Monday of each deadline as an ordinal; 0 where it is not known."""
        due = self.clocks.due
        weeks = np.zeros(len(due), np.int64)
        known = np.flatnonzero(due >= 0)
        if not len(known):
            return weeks
        first = monday(local_day(int(due[known].min()), self.zone))
        days = range(
            first.toordinal(), local_day(int(due[known].max()), self.zone).toordinal() + 1, 7
        )
        begins = [start_of_day(date.fromordinal(day), self.zone) for day in days]
        places = np.searchsorted(np.array(begins, np.int64), due[known], side="right") - 1
        weeks[known] = np.array(days, np.int64)[places]
        return weeks

    def of_group(self, by: By, key: Key) -> "Cut":
        """The same of one group alone."""
        codes, key_of = self.keys(by)
        wanted = [code for code in np.unique(codes) if key_of(int(code)) == key]
        return self.only(np.isin(codes, wanted))


# The states that a period counts; all others are −1.
_COUNTED: tuple[State, ...] = ("met", "met_late", "breached")
_BREACHED = _COUNTED.index("breached")
_STANDS = np.array([_COUNTED.index(one) if one in _COUNTED else -1 for one in STATES], np.int8)
_STATES: Mapping[Subject, tuple[State, ...]] = {
    "counted": ("met", "met_late", "breached"),
    "answered": ("met", "met_late"),
    "late": ("met_late", "breached"),
    "met": ("met",),
    "met_late": ("met_late",),
    "breached": ("breached",),
}


def cut(session: Session, *, period: Period, now: int, only: Filter = EVERYTHING) -> Cut:
    """All clocks of the file as of `now`, ready to be cut."""
    known = books(session)
    return Cut(history(session, known, now=now, only=settled(session, only)), known, period)


def monday(day: date) -> date:
    """The first day of the week of a day."""
    return day - timedelta(days=day.weekday())


def groups(session: Session, made: Cut, by: By) -> tuple[Group, ...]:
    """The figures of each rule, function, member, or week of the period; none without clocks."""
    codes, key_of = made.keys(by)
    named = naming(session, by)
    values, group = numbered(codes)
    found = []
    for code, figures in zip(values.tolist(), made.figures_of(group, len(values)), strict=True):
        key = key_of(code)
        if by == "week" and key is None:
            continue
        if figures.counted or (figures.running and by != "week"):
            found.append(Group(key, *named(key, figures)))
    return tuple(found)


def rules(
    session: Session, *, period: Period, now: int, pipeline_id: int | None = None
) -> tuple[Group, ...]:
    """Every stage and hand-off rule that has a limit, or had clocks in the period, in their order.

    With `pipeline_id` the stages of one pipeline and all hand-off rules.
    """
    made = cut(session, period=period, now=now)
    found = {group.key: group for group in groups(session, made, "rule")}
    named = naming(session, "rule")
    limits = made.known.limits
    keys: list[tuple[Key, Sequence[LimitVersion]]] = [
        *((("stage", one), versions) for one, versions in limits.stages.items()),
        *((("handoff", one), versions) for one, versions in limits.rules.items()),
    ]
    for key, versions in keys:
        if key not in found and versions[-1].limit is not None:
            found[key] = Group(key, *named(key, Figures()))
    places = {
        stage_id: (river, place)
        for stage_id, river, place in session.execute(
            select(stage.c.id, stage.c.pipeline_id, stage.c.position)
        )
    }

    def order(group: Group) -> tuple[int, int, int]:
        kind, source_id = group.key if isinstance(group.key, tuple) else ("stage", 0)
        return (0, *places[source_id]) if kind == "stage" else (1, source_id, 0)

    return tuple(
        group
        for group in sorted(found.values(), key=order)
        if pipeline_id is None or order(group)[0] or order(group)[1] == pipeline_id
    )


def distribution(made: Cut) -> tuple[Bucket, ...]:
    """How long answers took, in steps."""
    places, stands = made.counted
    answered = stands < _BREACHED
    step = np.searchsorted(EDGES, made.clocks.taken[places[answered]], "right")
    counts = np.bincount(step * 2 + stands[answered], minlength=2 * len(EDGES) + 2)
    edges = zip((0, *EDGES), (*EDGES, None), counts.reshape(-1, 2).tolist(), strict=True)
    return tuple(Bucket(first, last, *number) for first, last, number in edges)


def took(clocks: History, first: int, last: int | None) -> Mask:
    """Which clocks took from `first` to before `last` business seconds."""
    mask: Mask = clocks.taken >= first
    return mask if last is None else mask & (clocks.taken < last)


def trend_periods(period: Period, unit: Unit, today: date) -> tuple[Period, ...]:
    """The 12 weeks or months up to the end of the period, or to today where it is not past."""
    until = min(period.last or today, today)
    if unit == "month":
        return tuple(month_period(one) for one in last_months(month_of(until), PERIODS))
    last = monday(until)
    firsts = (last - timedelta(days=7 * back) for back in range(PERIODS - 1, -1, -1))
    return tuple(Period(first, first + timedelta(days=6)) for first in firsts)


def trend(
    made: Cut,
    unit: Unit,
    today: date,
    due_in: Callable[[int | None, int | None], History] | None = None,
) -> tuple[Point, ...]:
    """The same figures week by week, or month by month.

    `due_in` finds the clocks that were due between two instants, others may be among them.
    """
    points = []
    for one in trend_periods(made.period, unit, today):
        assert one.first is not None and one.last is not None
        bounds = one.bounds(made.zone)
        clocks = due_in(*bounds) if due_in else made.clocks
        figures = Cut(clocks.only(clocks.due_within(*bounds)), made.known, one).figures()
        points.append(Point(one.first, one.last, figures))
    return tuple(points)


def naming(session: Session, by: By) -> Callable[[Key, Figures], tuple[str, Figures, str, str]]:
    """What the groups are called: (name, its figures, pipeline, function)."""
    functions = _names_in(session, function)
    members = _names_in(session, member)
    rules = names_of_rules(session) if by == "rule" else {}

    def named(key: Key, figures: Figures) -> tuple[str, Figures, str, str]:
        if isinstance(key, tuple):
            name, river, owner = rules.get(key, ("", "", ""))
            return name, figures, river, owner
        if isinstance(key, int):
            return (functions if by == "function" else members).get(key, ""), figures, "", ""
        return key or "", figures, "", ""

    return named


def _names_in(session: Session, table: Table) -> dict[int, str]:
    rows = session.execute(select(table.c.id, table.c.name))
    return {row[0]: row[1] for row in rows}


def names_of_rules(session: Session) -> dict[tuple[Kind, int], tuple[str, str, str]]:
    """Stages and hand-off rules: name, a stage's pipeline, the function that answers."""
    functions = _names_in(session, function)
    found: dict[tuple[Kind, int], tuple[str, str, str]] = {}
    stages = select(stage.c.id, stage.c.name, pipeline.c.name, stage.c.function_id)
    for stage_id, name, river, owner in session.execute(
        stages.join(pipeline, pipeline.c.id == stage.c.pipeline_id)
    ):
        found["stage", stage_id] = name, river, functions.get(owner, "")
    one = handoff_rule.c
    for rule_id, name, sender, receiver in session.execute(
        select(one.id, one.name, one.from_function_id, one.to_function_id)
    ):
        pair = f"{functions.get(sender, '')} → {functions.get(receiver, '')}"
        found["handoff", rule_id] = name or pair, "", functions.get(receiver, "")
    return found
