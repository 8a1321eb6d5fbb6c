"""From the stage and the dates of a row to the deal's stage visits: those that are proven, no more.

An unknown beginning stays unknown; days stay days; an odd order of dates is kept as it is.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from revops_desktop.exchange.binding import Binding, CellReader, moment_of, optional
from revops_desktop.exchange.cells import Moment, day_of
from revops_desktop.exchange.csv_reader import refused
from revops_desktop.exchange.mapping import ExitRule, Outcome, Source, VisitRule
from revops_desktop.exchange.refusals import CellRefused
from revops_desktop.i18n import _
from revops_desktop.operations.history import Visit
from revops_desktop.rules.river import EXITS_BY_PHASE, outcome_of_move
from revops_desktop.rules.text import match_key

_NEXT: Literal["next"] = "next"


class RiverStage(NamedTuple):
    """A stage as a reference of `operations.history`, in river order."""

    reference: int
    name: str
    key: str
    phase: str
    position: int


class River(NamedTuple):
    """The pipeline that deals of a source flow in; a reference as for stages."""

    reference: int
    name: str
    stages: tuple[RiverStage, ...]


class Stay(NamedTuple):
    """A rule bound to the file: where the moments of one stay are read."""

    stage: RiverStage | None
    entered: CellReader | None
    # Kept although no date proves it: the mapping vouches for it, or the deal must be somewhere.
    is_certain: bool
    left: CellReader | Literal["next"] | None


class Leaving(NamedTuple):
    """An exit rule bound to the file."""

    how: str
    left: CellReader | None
    reason: str | None
    reason_column: CellReader | None
    wake: CellReader | None
    is_certain: bool


class Course(NamedTuple):
    """What a row tells of a deal's way: visits in order, how it left and why, whether it ended."""

    visits: tuple[Visit, ...]
    how: str | None
    reason: str | None
    wake_on: str | None
    is_closed: bool


class _Outcome(NamedTuple):
    stays: tuple[Stay, ...]
    leaving: Leaving | None


class CourseReader:
    """Reads the course of each deal from its row."""

    def __init__(
        self, path: Path, source: Source, binding: Binding, river: River, zone: str
    ) -> None:
        self._river = river
        self._binding = binding
        self._path = path
        self._zone = zone
        self._stages = {stage.key: stage for stage in reversed(river.stages)}
        self._column = binding.text(source.stage_column, "stage")
        self._by_word: dict[str, _Outcome] = {}
        self._otherwise: _Outcome | None = None
        self._in_column = source.stage_column is not None
        for outcome in source.outcomes:
            bound = self._bound(outcome)
            for word in outcome.values:
                self._by_word[match_key(word)] = bound
            if not outcome.values:
                self._otherwise = bound

    def __call__(self, cells: Sequence[str]) -> Course:
        """The course a row proves; CellRefused where it cannot be told."""
        word = optional(self._column, cells) or ""
        key = match_key(word)
        outcome = self._by_word.get(key, self._otherwise)
        if outcome is None:
            raise self._unknown(word)
        named = self._stages.get(key)
        kept: list[tuple[RiverStage, Moment | None, Stay]] = []
        for stay in outcome.stays:
            entered = moment_of(stay.entered, cells)
            if entered is not None or stay.is_certain:
                _keep(kept, self._stage(stay, named, word), entered, stay)
        if not kept:
            kept.append((self._stage(outcome.stays[0], named, word), None, outcome.stays[0]))
        return self._course(kept, outcome.leaving, cells)

    def _stage(self, stay: Stay, named: RiverStage | None, word: str) -> RiverStage:
        stage = stay.stage or named
        if stage is None:
            raise self._unknown(word)
        return stage

    def _course(
        self,
        kept: list[tuple[RiverStage, Moment | None, Stay]],
        leaving: Leaving | None,
        cells: Sequence[str],
    ) -> Course:
        visits: list[Visit] = []
        for number, (stage, entered, stay) in enumerate(kept[:-1]):
            following, next_entered, _stay = kept[number + 1]
            left = next_entered if stay.left == _NEXT else moment_of(_reader(stay.left), cells)
            how = outcome_of_move(
                from_pipeline=0,
                from_position=stage.position,
                to_pipeline=0,
                to_position=following.position,
            )
            visits.append(_visit(stage, entered, left, how))
        stage, entered, _stay = kept[-1]
        ended = moment_of(leaving.left, cells) if leaving else None
        if leaving is None or not (leaving.is_certain or ended):
            visits.append(_visit(stage, entered, None, None))
            return Course(tuple(visits), None, None, None, stage.phase == "customer")
        if leaving.how not in EXITS_BY_PHASE[stage.phase]:
            raise CellRefused(
                _(
                    "A deal cannot leave “{stage}” this way: customers churn, all others are lost "
                    "or recycled. Please correct the row or the mapping."
                ).format(stage=stage.name)
            )
        visits.append(_visit(stage, entered, ended, leaving.how))
        wake = moment_of(leaving.wake, cells)
        return Course(
            tuple(visits),
            leaving.how,
            optional(leaving.reason_column, cells) or leaving.reason,
            day_of(wake, self._zone),
            True,
        )

    def _unknown(self, word: str) -> CellRefused:
        stages = ", ".join(stage.name for stage in self._river.stages)
        message = _(
            "The pipeline “{pipeline}” has no such stage, and the mapping does not say what it "
            "means. Its stages are: {stages}. Please add an outcome for it to the mapping."
        ).format(pipeline=self._river.name, stages=stages)
        return CellRefused(message, self._column.column if self._column else "", word)

    def _bound(self, outcome: Outcome) -> _Outcome:
        rules = outcome.visits
        stays = tuple(
            Stay(
                self._place(rule),
                self._binding.moment(rule.entered, "entered"),
                self._is_certain(outcome, number),
                self._left(rule),
            )
            for number, rule in enumerate(rules)
        )
        return _Outcome(stays, self._leaving(outcome, outcome.exit) if outcome.exit else None)

    def _is_certain(self, outcome: Outcome, number: int) -> bool:
        """A row whose stage column names a place is there, whatever its dates say."""
        if outcome.visits[number].entered is None or len(outcome.visits) == 1:
            return True
        is_last = number == len(outcome.visits) - 1
        return is_last and outcome.exit is None and self._in_column

    def _left(self, rule: VisitRule) -> CellReader | Literal["next"] | None:
        if rule.left is not None:
            return self._binding.moment(rule.left, "left")
        return None if rule.left_unknown else _NEXT

    def _leaving(self, outcome: Outcome, rule: ExitRule) -> Leaving:
        return Leaving(
            rule.how,
            self._binding.moment(rule.left, "left"),
            rule.reason,
            self._binding.text(rule.reason_column, "reason"),
            self._binding.moment(rule.wake, "wake"),
            bool(outcome.values) or rule.left is None,
        )

    def _place(self, rule: VisitRule) -> RiverStage | None:
        if rule.stage is None and rule.phase is None:
            return None
        for stage in self._river.stages:
            if stage.phase == rule.phase or (rule.stage and stage.key == match_key(rule.stage)):
                return stage
        stages = ", ".join(stage.name for stage in self._river.stages)
        raise refused(
            self._path,
            _(
                "The mapping names the stage “{stage}”, but the pipeline “{pipeline}” has only: "
                "{stages}. Please correct the mapping, or name another pipeline in it."
            ).format(stage=rule.stage or rule.phase, pipeline=self._river.name, stages=stages),
        )


def _reader(left: CellReader | Literal["next"] | None) -> CellReader | None:
    return left if isinstance(left, CellReader) else None


def _keep(
    kept: list[tuple[RiverStage, Moment | None, Stay]],
    stage: RiverStage,
    entered: Moment | None,
    stay: Stay,
) -> None:
    """Adds a stay; two in a row in one stage are one, from the beginning that is known."""
    if kept and kept[-1][0] is stage:
        kept[-1] = (stage, kept[-1][1] or entered, stay)
    else:
        kept.append((stage, entered, stay))


def _visit(
    stage: RiverStage, entered: Moment | None, left: Moment | None, how: str | None
) -> Visit:
    return (stage.reference, *(entered or (None, None)), *(left or (None, None)), how)

