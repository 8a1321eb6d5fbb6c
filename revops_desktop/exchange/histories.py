"""The stage histories that files tell: of deals that come in with them, or are here already.

The files of a history are read before the deals, which take their stays from here. A case with a
row that cannot be read is not brought in at all: its history would be another one.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from revops_desktop.exchange.cases import Step, course_of
from revops_desktop.exchange.cells import Moment
from revops_desktop.exchange.refusals import CellRefused
from revops_desktop.exchange.steps import Places, Steps
from revops_desktop.exchange.visits import Course, River, RiverStage
from revops_desktop.i18n import _
from revops_desktop.operations.known import DealThere
from revops_desktop.rules.river import EXITS_BY_PHASE

_CASES_A_TICK = 250


class Origin(NamedTuple):
    """The file that a case came from first, and what holds of all its cases.

    `makes_deals`: whether a case that no list of deals knows becomes a deal of its own.
    `each_is_a_stay`: rows are events, and not changes. `column`: the one of the deal's number.
    """

    file: int
    river: River
    column: str
    each_is_a_stay: bool
    makes_deals: bool


@dataclass(slots=True)
class Case:
    """What the rows of all files say of one deal."""

    key: str
    origin: Origin
    steps: Steps
    # What the first rows say of the deal; an empty cell is filled by a later row.
    values: dict[str, Any] = field(default_factory=dict)
    # Why it cannot be brought in.
    problem: str | None = None
    is_taken: bool = False
    # What is odd in it.
    remarks: tuple[str, ...] = ()

    def course(self, zone: str, said: Course | None = None) -> Course | None:
        """What its rows prove; `said` is what the deal's own row says. None if it has a problem."""
        steps = list(self.steps)
        if self.problem is not None or not steps:
            return None
        created: Moment | None = self.values.get("created")
        try:
            course = course_of(
                steps,
                self.origin.river,
                zone=zone,
                created=created or _since(said, steps),
                each_is_a_stay=self.origin.each_is_a_stay,
            )
        except CellRefused as refusal:
            self.problem = refusal.message
            return None
        if said is not None:
            course = _ended(course, said, self.origin.river)
        self.remarks = course.remarks
        return course


def _since(said: Course | None, steps: Sequence[Step]) -> Moment | None:
    """Since when the deal was where its first change came from, by its own row."""
    first = min(steps, key=lambda step: (step.at.at, step.file, step.line)).came_from
    if said is None or not isinstance(first, RiverStage):
        return None
    if said.made is not None:
        return said.made
    for visit in said.visits:
        if visit[0] == first.reference and visit[1] is not None:
            return Moment(visit[1], visit[2])
    return None


def _ended(course: Course, said: Course, river: River) -> Course:
    """The course of a history, and how it ended where only the deal's own row says so."""
    last, end = course.visits[-1], said.visits[-1]
    if course.how is not None:
        if said.how != course.how:
            return course._replace(remarks=(*course.remarks, _elsewhere()))
        return course._replace(
            reason=course.reason or said.reason, wake_on=course.wake_on or said.wake_on
        )
    stage = next(one for one in river.stages if one.reference == last[0])
    if said.how is None:
        if end[0] == last[0]:
            return course
        return course._replace(remarks=(*course.remarks, _elsewhere()))
    if said.how not in EXITS_BY_PHASE[stage.phase]:
        return course._replace(remarks=(*course.remarks, _elsewhere()))
    left = (*last[:3], *end[3:5], said.how, *last[6:])
    return course._replace(
        visits=(*course.visits[:-1], left),
        how=said.how,
        reason=said.reason,
        wake_on=said.wake_on,
        is_closed=True,
    )


def _elsewhere() -> str:
    return _(
        "The deal's own row says another end than its stage history. The history was kept; "
        "please look where the deal stands."
    )


class Verdict(NamedTuple):
    """What became of rows: created, updated, unchanged or refused."""

    word: str
    message: str = ""


class Histories:
    """All cases of an import, by the number of their deal."""

    def __init__(self, deals_there: Mapping[str, DealThere], zone: str) -> None:
        self._there = deals_there
        self._zone = zone
        self._places = Places()
        self._cases: dict[str, Case] = {}
        self._refused: dict[str, int] = {}
        self._met: dict[str, DealThere] = {}

    def case(self, key: str, origin: Origin) -> Case:
        """The case of this number; new ones begin with this origin."""
        found = self._cases.get(key)
        if found is None:
            found = self._cases[key] = Case(key, origin, Steps(self._places, self._zone))
        return found

    def find(self, key: str | None) -> Case | None:
        """The case of a deal that a list tells of."""
        return self._cases.get(key) if key is not None else None

    def meet(self, key: str, there: DealThere | None) -> None:
        """A deal that is here was recognised otherwise than by the number that a list now says."""
        if there is not None and key in self._cases:
            self._met[key] = there

    def refuse_deal(self, key: str, line: int) -> None:
        """The list's row of a deal cannot be taken, and so its history has no deal."""
        self._refused.setdefault(key, line)

    def settle(
        self,
        make: Callable[[Case, Course], None],
        present: Callable[[Sequence[tuple[Case, Course, DealThere]]], Sequence[Verdict]],
        tick: Callable[[], None],
    ) -> Iterator[tuple[Case, Verdict]]:
        """What becomes of each case; none is left then.

        `make` gets those that become deals of their own, `present` those of deals that are here.
        `tick` is called now and then, and may raise to stop.
        """
        here: list[tuple[Case, Course, DealThere]] = []
        for number, (key, case) in enumerate(self._cases.items()):
            if number % _CASES_A_TICK == 0:
                tick()
            there = self._there.get(key) or self._met.get(key)
            course = None if case.is_taken else case.course(self._zone)
            if case.problem is not None:
                yield case, Verdict("refused", case.problem)
            elif case.is_taken:
                yield case, Verdict("created")
            elif course is not None and there is not None:
                here.append((case, course, there))
            elif key in self._refused or not case.origin.makes_deals:
                yield case, Verdict("refused", self._no_deal(key))
            elif course is not None:
                make(case, course)
                yield case, Verdict("created")
        for first in range(0, len(here), _CASES_A_TICK):
            some = here[first : first + _CASES_A_TICK]
            tick()
            for (case, _course, _there), verdict in zip(some, present(some), strict=True):
                yield case, verdict
        self._cases.clear()

    def _no_deal(self, key: str) -> str:
        line = self._refused.get(key)
        if line is not None:
            return _(
                "The deal of this number cannot be taken, see row {row} of its list. "
                "Please correct that row."
            ).format(row=line)
        return _(
            "There is no deal with this number, neither here nor in the files. Please import the "
            "list of deals too, together with this file or before it."
        )
