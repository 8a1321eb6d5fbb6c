"""Were the promises kept? Compliance and response times, cut by rule, function, member, week.

The definitions are those of domain.md §4: a clock is in the period in which its deadline fell.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.analytics.filters import EVERYTHING, Filter, settled
from revops_desktop.analytics.number_rows import Numbers
from revops_desktop.analytics.response_times import Response as Response
from revops_desktop.analytics.sla_history import History, history
from revops_desktop.analytics.sla_lines import Books, Kind, books
from revops_desktop.analytics.sla_names import Names, names
from revops_desktop.analytics.sla_rows import KINDS, NOBODY
from revops_desktop.analytics.sla_tallies import ANSWERS, STANDS, Tally, tally_of
from revops_desktop.analytics.time_limits import LimitVersion
from revops_desktop.database.tables import stage
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
# In which ways clocks are counted: besides in steps of the response time, and by some periods.
Way = By | Literal["whole", "step", "point"]
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
_ALL = slice(None)

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
    """Which clocks a period counts, by their places, and how each stands: the place in STANDS."""

    places: Numbers
    stands: Numbers


class Sums(NamedTuple):
    """Clocks counted in one way, by the numbers of the groups: what is due, and what runs.

    `runs`: how many of a group are running, at risk and paused.
    """

    tally: Tally
    runs: Mapping[int, Sequence[int]]

    def with_ended(self, ended: Tally) -> "Sums":
        """These and other clocks, that have ended."""
        return Sums(ended.changed(None, self.tally), self.runs)


@dataclass(frozen=True)
class Cut:
    """All clocks, and what is needed to cut them: the zone, the period.

    `periods`: those that it is made of, one behind the other, where it is counted by them.
    """

    clocks: History
    known: Books
    period: Period
    periods: Sequence[Period] = ()

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

    def tally(self, by: Way) -> Tally:
        """The clocks that the period counts."""
        places, stands = self.counted
        return tally_of(self.codes(by, places), stands, self.clocks.taken[places])

    def sums(self, by: Way) -> Sums:
        """What the period counts, and what runs."""
        each = [self.codes(by, places) for places in self.running.values()]
        found = {code: [0] * len(each) for code in np.unique(each[0]).tolist()}
        for place, codes in enumerate(each):
            for code, number in zip(*np.unique(codes, return_counts=True), strict=True):
                found[int(code)][place] = int(number)
        return Sums(self.tally(by), found)

    def figures(self) -> Figures:
        """The figures of all of them."""
        return figures_of(self.sums("whole"))

    def only(self, chosen: Mask | Numbers) -> "Cut":
        """The same of some clocks alone, by mask or by place."""
        return Cut(self.clocks.only(chosen), self.known, self.period)

    def codes(self, by: Way, places: Numbers | slice = _ALL) -> Numbers:
        """A number for each clock that says its group."""
        clocks = self.clocks
        if by == "rule":
            return clocks.source_id[places] * 2 + clocks.kind[places]
        if by == "week":
            return _weeks(clocks.due[places], self.zone)
        if by == "step":
            return np.searchsorted(EDGES, clocks.taken[places], "right")
        if by == "point":
            return _places_in(self.periods, clocks.due[places], self.zone)
        if by == "whole":
            return np.zeros(len(clocks.kind[places]), np.int64)
        return (clocks.function_id if by == "function" else clocks.member_id)[places]

    def of_group(self, by: By, key: Key) -> "Cut":
        """The same of one group alone."""
        codes = self.codes(by)
        wanted = [code for code in np.unique(codes) if key_of(by, int(code)) == key]
        return self.only(np.isin(codes, wanted))


def key_of(by: By, code: int) -> Key:
    """The group that such a number means."""
    if by == "rule":
        return KINDS[code % 2], code // 2
    if by == "week":
        return date.fromordinal(code).isoformat() if code else None
    return None if code == NOBODY else code


def _weeks(due: Numbers, zone: str) -> Numbers:
    """The Monday of each deadline as an ordinal; 0 where it is not known."""
    weeks = np.zeros(len(due), np.int64)
    known = np.flatnonzero(due >= 0)
    if not len(known):
        return weeks
    some = due if len(known) == len(due) else due[known]
    first = monday(local_day(int(some.min()), zone))
    days = range(first.toordinal(), local_day(int(some.max()), zone).toordinal() + 1, 7)
    begins = [start_of_day(date.fromordinal(day), zone) for day in days]
    places = np.searchsorted(np.array(begins, np.int64), some, side="right") - 1
    weeks[known] = np.array(days, np.int64)[places]
    return weeks


def _places_in(periods: Sequence[Period], due: Numbers, zone: str) -> Numbers:
    """In which of some periods, one behind the other, each deadline lies that lies in one."""
    begins = [period.bounds(zone)[0] or 0 for period in periods]
    return np.searchsorted(np.array(begins, np.int64), due, side="right") - 1


# The states that a period counts; all others are −1.
_STANDS = np.array([STANDS.index(one) if one in STANDS else -1 for one in STATES], np.int8)
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


def figures_of(sums: Sums) -> Figures:
    """The figures of all that are counted and run, as one group."""
    counted, response = sums.tally.whole()
    running = [sum(each) for each in zip(*sums.runs.values(), strict=True)]
    return _figures(counted, running, response)


def figures_by(sums: Sums) -> dict[int, Figures]:
    """The figures of each group that anything is counted of or runs in, by its number."""
    found = {
        code: _figures(counted, sums.runs.get(code, ()), response)
        for code, counted, response in sums.tally.rows()
    }
    for code, running in sums.runs.items():
        if code not in found:
            found[code] = _figures((0, 0, 0), running, Response())
    return found


def _figures(counted: Sequence[int], running: Sequence[int], response: Response) -> Figures:
    met, met_late, breached = counted
    runs, at_risk, paused = running or (0, 0, 0)
    return Figures(met, met_late, breached, runs, at_risk, paused, response)


def groups_of(known: Names, by: By, sums: Sums) -> tuple[Group, ...]:
    """The groups of a cut in the order of their numbers; none without clocks."""
    found = []
    for code, figures in sorted(figures_by(sums).items()):
        key = key_of(by, code)
        if by == "week" and key is None:
            continue
        if figures.counted or (figures.running and by != "week"):
            found.append(named(known, by, key, figures))
    return tuple(found)


def groups(session: Session, made: Cut, by: By) -> tuple[Group, ...]:
    """The figures of each rule, function, member, or week of the period; none without clocks."""
    return groups_of(names(session), by, made.sums(by))


def named(known: Names, by: By, key: Key, figures: Figures) -> Group:
    """A group as it is called."""
    if isinstance(key, tuple):
        name, river, owner = known.rules.get(key, ("", "", ""))
        return Group(key, name, figures, river, owner)
    if isinstance(key, int):
        called = known.functions if by == "function" else known.members
        return Group(key, called.get(key, ""), figures)
    return Group(key, key or "", figures)


def rules(
    session: Session, *, period: Period, now: int, pipeline_id: int | None = None
) -> tuple[Group, ...]:
    """Every stage and hand-off rule that has a limit, or had clocks in the period, in their order.

    With `pipeline_id` the stages of one pipeline and all hand-off rules.
    """
    made = cut(session, period=period, now=now)
    found = {group.key: group for group in groups(session, made, "rule")}
    known, limits = names(session), made.known.limits
    keys: list[tuple[Key, Sequence[LimitVersion]]] = [
        *((("stage", one), versions) for one, versions in limits.stages.items()),
        *((("handoff", one), versions) for one, versions in limits.rules.items()),
    ]
    for key, versions in keys:
        if key not in found and versions[-1].limit is not None:
            found[key] = named(known, "rule", key, Figures())
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


def distribution(steps: Sums) -> tuple[Bucket, ...]:
    """How long answers took, in steps: from the clocks counted by these."""
    counted = {code: numbers for code, numbers, _taken in steps.tally.rows()}
    edges = enumerate(zip((0, *EDGES), (*EDGES, None), strict=True))
    return tuple(
        Bucket(*between, *counted.get(step, (0, 0, 0))[:ANSWERS]) for step, between in edges
    )


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


def points_of(periods: Sequence[Period], sums: Sums) -> tuple[Point, ...]:
    """The figures of some periods; their clocks are counted by them."""
    found = figures_by(sums)
    points = []
    for place, one in enumerate(periods):
        assert one.first is not None and one.last is not None
        points.append(Point(one.first, one.last, found.get(place, Figures())))
    return tuple(points)
