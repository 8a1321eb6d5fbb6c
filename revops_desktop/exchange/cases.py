"""From the single steps of a deal, as a history tells them, to the stays they prove.

A step is an event (“came to this stage”) or a change (“from this stage to that one”). Steps are put
in order of their time; nothing else is bent: where one does not go on from the one before, both are
kept, with the stay between them of unknown beginning, and a remark says so (domain.md §2, §3).
"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from revops_desktop.exchange.cells import Moment, day_of
from revops_desktop.exchange.odd_days import is_odd, odd_order
from revops_desktop.exchange.visits import (
    Course,
    EarlierExit,
    River,
    RiverStage,
    no_such_exit,
)
from revops_desktop.i18n import _
from revops_desktop.operations.history_records import Reference, Visit
from revops_desktop.rules.river import EXITS_BY_PHASE, outcome_of_move


class Gone(NamedTuple):
    """Out of the river: how, why, and the day on which a recycled deal wakes up."""

    how: str
    reason: str | None = None
    wake_on: str | None = None


Place = RiverStage | Gone


class Step(NamedTuple):
    """At a time a deal came to a place; `came_from` None: the file does not say from where.

    `file` and `line` say where that stands, and order steps of one time; `by`: who moved it.
    """

    at: Moment
    line: int
    came_from: Place | None
    to: Place
    by: Reference = None
    file: int = 0


class _Stay:
    """A stay as it is being built."""

    __slots__ = ("by", "entered", "gone", "how", "is_reentry", "left", "stage")

    def __init__(
        self, stage: RiverStage, entered: Moment | None, is_reentry: bool, by: Reference
    ) -> None:
        self.stage, self.entered, self.is_reentry, self.by = stage, entered, is_reentry, by
        self.left: Moment | None = None
        self.how: str | None = None
        self.gone: Gone | None = None


class _Way:
    """The stays of a deal so far."""

    def __init__(self, river: River) -> None:
        self._river = river
        self.stays: list[_Stay] = []
        self.remarks: list[str] = []

    @property
    def here(self) -> Place | None:
        """Where the deal is; None before its first stay."""
        if not self.stays:
            return None
        return self.stays[-1].gone or self.stays[-1].stage

    def enter(
        self,
        stage: RiverStage,
        entered: Moment | None,
        by: Reference = None,
        *,
        left: Moment | None = None,
    ) -> None:
        """A stay in a stage; the one before ends as `left`, unless it ended by an exit."""
        again = False
        if self.stays:
            last = self.stays[-1]
            again = last.gone is not None
            if not again:
                last.left = left
                last.how = outcome_of_move(
                    from_pipeline=0,
                    from_position=last.stage.position,
                    to_pipeline=0,
                    to_position=stage.position,
                )
        self.stays.append(_Stay(stage, entered, again, by))

    def leave(self, gone: Gone, left: Moment | None) -> None:
        """The deal leaves the river; from where nobody knows, if it was nowhere yet."""
        if not self.stays:
            fits = (one for one in self._river.stages if gone.how in EXITS_BY_PHASE[one.phase])
            stage = next(fits, None)
            if stage is None:
                raise no_such_exit(self._river.stages[0].name)
            self.enter(stage, None)
        last = self.stays[-1]
        if gone.how not in EXITS_BY_PHASE[last.stage.phase]:
            raise no_such_exit(last.stage.name)
        last.left, last.how, last.gone = left, gone.how, gone


def course_of(
    steps: Iterable[Step],
    river: River,
    *,
    zone: str,
    created: Moment | None = None,
    each_is_a_stay: bool,
) -> Course:
    """The course that the steps prove; CellRefused where a deal cannot have left that way.

    `created`: since when the deal was where the first change says that it came from.
    `each_is_a_stay`: two events of one stage are two stays; a change to the same stage is none.
    """
    way = _Way(river)
    for step in in_order(steps):
        _come_from(way, step, created)
        here = way.here
        if isinstance(step.to, Gone):
            if not isinstance(here, Gone):
                way.leave(step.to, step.at)
            elif step.to.how != here.how:
                way.remarks.append(
                    _(
                        "Row {row} says that the deal left the river, but it had left already. "
                        "The first exit was kept."
                    ).format(row=step.line)
                )
        elif each_is_a_stay or not _same(here, step.to):
            way.enter(step.to, step.at, step.by, left=step.at)
    return _course(way, zone)


def _come_from(way: _Way, step: Step, created: Moment | None) -> None:
    """What a change says of the time before it, where that is not known yet."""
    before, here = step.came_from, way.here
    if before is None or _same(here, before):
        return
    if here is not None:
        way.remarks.append(_broken(step.line, before, here))
    if isinstance(before, Gone):
        way.leave(before, None)
    else:
        way.enter(before, created if here is None else None)


def _same(here: Place | None, other: Place) -> bool:
    if isinstance(here, Gone) or isinstance(other, Gone):
        return isinstance(here, Gone) and isinstance(other, Gone)
    return here is not None and here.reference == other.reference


def _broken(row: int, before: Place, here: Place) -> str:
    if isinstance(before, Gone):
        return _(
            "Row {row} says that the deal came back from outside the river, but no row says that "
            "it had left. That it left was kept; when is unknown."
        ).format(row=row)
    if isinstance(here, Gone):
        return _(
            "Row {row} says that the deal came from “{stage}”, but it had left the river by the "
            "row before. Both were kept; since when it was back is unknown."
        ).format(row=row, stage=before.name)
    return _(
        "Row {row} says that the deal came from “{stage}”, but it stood in “{other}” by the row "
        "before. Both were kept; since when it stood in “{stage}” is unknown."
    ).format(row=row, stage=before.name, other=here.name)


def _course(way: _Way, zone: str) -> Course:
    earlier, last = [], way.stays[-1]
    for number, stay in enumerate(way.stays, 1):
        if is_odd(stay.entered, stay.left, zone):
            way.remarks.append(odd_order(stay.stage.name))
        if stay.gone and stay is not last:
            earlier.append(EarlierExit(number, *stay.gone))
    first = min(way.stays, key=lambda stay: stay.stage.position)
    gone = last.gone
    return Course(
        visits=tuple(_visit(stay) for stay in way.stays),
        began=day_of(first.entered, zone),
        how=gone.how if gone else None,
        reason=gone.reason if gone else None,
        wake_on=gone.wake_on if gone else None,
        is_closed=gone is not None or last.stage.phase == "customer",
        earlier=tuple(earlier),
        remarks=tuple(way.remarks),
    )


def _visit(stay: _Stay) -> Visit:
    entered, left = stay.entered or (None, None), stay.left or (None, None)
    return (stay.stage.reference, *entered, *left, stay.how, int(stay.is_reentry), stay.by)


def in_order(steps: Iterable[Step]) -> list[Step]:
    """By time; those of one time in that order in which they go on from each other best.

    A list may begin with the newest row, and a day may hold several changes.
    """
    found: list[Step] = []
    by_time = sorted(steps, key=lambda step: (step.at.at, step.file, step.line))
    for _at, group in groupby(by_time, key=lambda step: step.at.at):
        tied = list(group)
        if len(tied) > 1 and any(step.came_from is not None for step in tied):
            here = found[-1].to if found else None
            ways = (tied, tied[::-1], _chained(tied, here))
            tied = min(ways, key=lambda way: _breaks(way, here))
        found += tied
    return found


def _chained(tied: Sequence[Step], here: Place | None) -> list[Step]:
    """Each step behind the first one that ends where it begins."""
    waiting: dict[object, list[Step]] = {}
    for step in reversed(tied):
        waiting.setdefault(_key(step.came_from), []).append(step)
    targets = [_key(step.to) for step in tied]
    start = next((step for step in tied if _key(step.came_from) not in targets), tied[0])
    at = _key(here) if waiting.get(_key(here)) else _key(start.came_from)
    found: list[Step] = []
    for _step in tied:
        there = waiting.get(at) or next(steps for steps in waiting.values() if steps)
        found.append(there.pop())
        at = _key(found[-1].to)
    return found


def _breaks(way: Sequence[Step], here: Place | None) -> int:
    """How badly steps go on from each other; the one from nowhere belongs before all others."""
    count = 0
    for step in way:
        if here is not None:
            count += 1 if step.came_from is None else 2 * (not _same(here, step.came_from))
        here = step.to
    return count


def _key(place: Place | None) -> object:
    if isinstance(place, RiverStage):
        return place.reference
    return "gone" if place is not None else None
