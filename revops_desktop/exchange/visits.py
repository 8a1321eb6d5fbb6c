"""From the stage and the dates of a row to the deal's stage visits: those that are proven, no more.

An unknown beginning stays unknown; days stay days; an odd order of dates is kept as it is.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from revops_desktop.exchange.binding import Binding
from revops_desktop.exchange.cell_reader import CellReader, moment_of, optional
from revops_desktop.exchange.cells import Moment, day_of
from revops_desktop.exchange.mapping import ExitRule, Outcome, Source, VisitRule
from revops_desktop.exchange.odd_days import backwards, is_odd, odd_order
from revops_desktop.exchange.refusals import CellRefused, WordLeft, refused
from revops_desktop.exchange.renaming import renaming
from revops_desktop.i18n import _
from revops_desktop.operations.history_records import Visit
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
    """A rule bound to the file: where the moments of one stay are read.

    `phases`: the row's own stage is taken if it is of one of them; () of any, None never.
    """

    stage: RiverStage | None
    phases: tuple[str, ...] | None
    or_first: bool
    entered: CellReader | None
    # Kept although no date proves it: the mapping vouches for it, or the deal must be somewhere.
    is_certain: bool
    left: CellReader | Literal["next"] | None
    # Begins as the deal was made: the first stage is taken for want of another.
    is_made: bool = False

    def places(self, entered: Moment | None) -> bool:
        """Whether a row that names no stage says by this that the deal stands there."""
        is_first = self.is_made or self.or_first
        return not is_first and (self.is_certain or entered is not None)


class Leaving(NamedTuple):
    """An exit rule bound to the file."""

    how: str
    left: CellReader | None
    reason: str | None
    reason_column: CellReader | None
    wake: CellReader | None
    is_certain: bool
    by_reason: bool


class EarlierExit(NamedTuple):
    """A way out that the deal came back from: at the end of which visit (from 1 on), and why."""

    number: int
    how: str
    reason: str | None
    wake_on: str | None


class Course(NamedTuple):
    """What a row tells of a deal's way: visits in order, how it left and why, whether it ended.

    `began`: the local day of the visit in the earliest stage of the river. `earlier`: exits before
    the last one. `remarks`: what is odd in it. `made`: when the deal was made, where the row says
    that and not in which stage it began; its first stay is then in the river's first. `is_told`:
    the row says where the deal stands; otherwise it is in the first stage for want of another.
    """

    visits: tuple[Visit, ...]
    began: str | None
    how: str | None
    reason: str | None
    wake_on: str | None
    is_closed: bool
    earlier: tuple[EarlierExit, ...] = ()
    remarks: tuple[str, ...] = ()
    made: Moment | None = None
    is_told: bool = True


def no_such_exit(stage: str) -> CellRefused:
    """What is said where a deal cannot have left this stage the way the file says."""
    return CellRefused(
        _(
            "A deal cannot leave “{stage}” this way: customers churn, all others are lost "
            "or recycled. Please correct the row or the mapping."
        ).format(stage=stage)
    )


class _Outcome(NamedTuple):
    stays: tuple[Stay, ...]
    leaving: Leaving | None
    reads_stage: bool
    # The stays are those of a date per stage.
    is_dated: bool = False


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
        self._stage_cell = binding.text(source.stage_column, "stage")
        self._outcome_cell = binding.text(source.outcome_column, "outcome")
        self._renamed, self._reason = renaming(source, "stage"), renaming(source, "reason")
        self._renamed_outcome = renaming(source, "outcome")
        self._by_word: dict[str, _Outcome] = {}
        self._has_column = self._stage_cell is not None or self._outcome_cell is not None
        dated = self._dated(source)
        self._otherwise = _Outcome(dated, None, True, True) if dated else None
        for outcome in source.outcomes:
            bound = self._bound(outcome, dated)
            for word in outcome.values:
                self._by_word[match_key(word)] = bound
            if not outcome.values:
                self._otherwise = bound

    def __call__(self, cells: Sequence[str]) -> Course:
        """The course a row proves; CellRefused where it cannot be told."""
        written = optional(self._stage_cell, cells) or ""
        ended_as = optional(self._outcome_cell, cells) or ""
        word = self._renamed_outcome(ended_as)
        if ended_as and not word:
            raise WordLeft(self._outcome_cell.column if self._outcome_cell else "", ended_as)
        # A stage is whatever the river has; an outcome that nobody described is never guessed.
        otherwise = None if word and self._stage_cell is not None else self._otherwise
        word = word or written
        meaning = self._renamed(written)
        if written and not meaning and match_key(written) not in self._by_word:
            raise WordLeft(self._stage_cell.column if self._stage_cell else "", written)
        outcome = self._by_word.get(match_key(word)) or self._by_word.get(match_key(meaning))
        outcome = outcome or otherwise
        if outcome is None:
            raise self._undescribed(word)
        named = self._stages.get(match_key(meaning))
        if named is None and outcome.reads_stage and meaning:
            if match_key(written) not in self._by_word and match_key(meaning) not in self._by_word:
                raise self._unknown(written)
            meaning = ""
        kept: list[tuple[RiverStage, Moment | None, Stay]] = []
        for stay in outcome.stays:
            entered = moment_of(stay.entered, cells)
            if entered is None and stay.or_first and not meaning and kept:
                # No stage is named, but days say where the deal is.
                continue
            if entered is not None or stay.is_certain:
                _keep(kept, self._stage(stay, named, meaning), entered, stay)
        if outcome.is_dated and named is not None:
            _stand(kept, named)
        if not kept:
            stay = outcome.stays[0]
            kept.append((self._stage(stay, named, meaning), None, stay))
        course = self._course(kept, outcome.leaving, cells)
        made = next((entered for _stage, entered, stay in kept if stay.is_made), None)
        _there, came, stay = kept[-1]
        is_told = bool(word) or course.how is not None or stay.places(came)
        if made is None and is_told:
            return course
        return course._replace(made=made, is_told=is_told)

    def _stage(self, stay: Stay, named: RiverStage | None, written: str) -> RiverStage:
        fits = named is not None and stay.phases is not None
        if named is not None and fits and (not stay.phases or named.phase in stay.phases):
            return named
        if stay.stage is not None:
            return stay.stage
        if stay.or_first and not written:
            return self._river.stages[0]
        raise self._unknown(written)

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
            self._look_at_order(stage, entered, left)
        began = day_of(min(kept, key=lambda one: one[0].position)[1], self._zone)
        stage, entered, _stay = kept[-1]
        ended = moment_of(leaving.left, cells) if leaving else None
        self._look_at_days(kept, ended)
        why = optional(leaving.reason_column, cells) if leaving else None
        if leaving is None or not (leaving.is_certain or ended or (leaving.by_reason and why)):
            visits.append(_visit(stage, entered, None, None))
            return Course(tuple(visits), began, None, None, None, stage.phase == "customer")
        if leaving.how not in EXITS_BY_PHASE[stage.phase]:
            raise no_such_exit(stage.name)
        visits.append(_visit(stage, entered, ended, leaving.how))
        self._look_at_order(stage, entered, ended)
        wake = moment_of(leaving.wake, cells)
        return Course(
            tuple(visits),
            began,
            leaving.how,
            self._reason(why or "") or leaving.reason,
            day_of(wake, self._zone),
            True,
        )

    def _look_at_order(
        self, stage: RiverStage, entered: Moment | None, left: Moment | None
    ) -> None:
        if is_odd(entered, left, self._zone):
            self._remark(odd_order(stage.name))

    def _remark(self, message: str) -> None:
        cell = self._stage_cell or self._outcome_cell
        self._binding.remarks.note(cell.column if cell else "", "", message)

    def _look_at_days(
        self, kept: Sequence[tuple[RiverStage, Moment | None, Stay]], ended: Moment | None
    ) -> None:
        """Remarks on days before those of an earlier stay that says not when it ended."""
        begun: tuple[RiverStage, Moment] | None = None
        for stage, entered, stay in (*kept, (None, ended, None)):
            if begun is not None and is_odd(begun[1], entered, self._zone):
                self._remark(backwards(begun[0].name, stage.name if stage else None))
            if stay is not None and entered is not None:
                # Where a stay ends as the next begins, or is the last, its own order is looked at.
                tells_end = stay.left == _NEXT or stay is kept[-1][2]
                begun = None if tells_end or stage is None else (stage, entered)

    def _unknown(self, word: str) -> CellRefused:
        stages = ", ".join(stage.name for stage in self._river.stages)
        message = _(
            "The pipeline “{pipeline}” has no such stage, and the mapping does not say what it "
            "means. Its stages are: {stages}. Please add an outcome for it to the mapping."
        ).format(pipeline=self._river.name, stages=stages)
        cell = self._stage_cell or self._outcome_cell
        return CellRefused(message, cell.column if cell else "", word)

    def _undescribed(self, word: str) -> CellRefused:
        cell = self._outcome_cell or self._stage_cell
        message = _(
            "The mapping does not say what this means for a deal. "
            "Please add an outcome for it to the mapping, or correct the row."
        )
        return CellRefused(message, cell.column if cell else "", word)

    def _dated(self, source: Source) -> tuple[Stay, ...]:
        """A stay for each stage that has a column of its dates, in the order of the river."""
        found = []
        for name, column in source.stage_dates.items():
            stage = self._place(VisitRule(stage=name))
            entered = self._binding.moment(column, name)
            if stage is not None and entered is not None:
                found.append(Stay(stage, None, False, entered, False, _NEXT))
        if source.stage_dates and not found:
            # The file has none of these columns: where the row names no stage, it is the first.
            found.append(Stay(self._river.stages[0], None, False, None, False, _NEXT))
        return tuple(sorted(found, key=lambda stay: stay.stage.position if stay.stage else 0))

    def _bound(self, outcome: Outcome, dated: tuple[Stay, ...]) -> _Outcome:
        rules = outcome.visits
        if not rules:
            leaving = self._leaving(outcome, outcome.exit) if outcome.exit else None
            return _Outcome(dated, leaving, True, True)
        stays = tuple(
            Stay(
                self._place(rule),
                tuple(rule.phases) if rule.reads_stage else None,
                rule.or_first,
                self._binding.moment(rule.entered, "entered"),
                self._is_certain(outcome, number),
                self._left(rule),
                rule.phases[:1] == ("first",),
            )
            for number, rule in enumerate(rules)
        )
        leaving = self._leaving(outcome, outcome.exit) if outcome.exit else None
        return _Outcome(stays, leaving, any(rule.reads_stage for rule in rules))

    def _is_certain(self, outcome: Outcome, number: int) -> bool:
        """A row whose stage column names a place is there, whatever its dates say."""
        rule = outcome.visits[number]
        if rule.certain or rule.entered is None or len(outcome.visits) == 1:
            return True
        is_last = number == len(outcome.visits) - 1
        # Words that name an earlier stage of the same outcome do not put a row in its last one.
        earlier = {match_key(one.stage) for one in outcome.visits[:-1] if one.stage}
        names_earlier = any(match_key(word) in earlier for word in outcome.values)
        return is_last and outcome.exit is None and self._has_column and not names_earlier

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
            bool(outcome.values) or (rule.left is None and not rule.by_reason),
            rule.by_reason,
        )

    def _place(self, rule: VisitRule) -> RiverStage | None:
        if rule.stage is None and not rule.phases:
            return None
        for place in rule.phases if rule.stage is None else ():
            for stage in self._river.stages:
                if place in ("first", stage.phase):
                    return stage
        for stage in self._river.stages:
            if rule.stage is not None and stage.key == match_key(rule.stage):
                return stage
        stages = ", ".join(stage.name for stage in self._river.stages)
        raise refused(
            self._path,
            _(
                "The mapping names the stage “{stage}”, but the pipeline “{pipeline}” has only: "
                "{stages}. Please correct the mapping, or name another pipeline in it."
            ).format(stage=rule.stage or rule.phases[0], pipeline=self._river.name, stages=stages),
        )


def _reader(left: CellReader | Literal["next"] | None) -> CellReader | None:
    return left if isinstance(left, CellReader) else None


def _keep(
    kept: list[tuple[RiverStage, Moment | None, Stay]],
    stage: RiverStage,
    entered: Moment | None,
    stay: Stay,
) -> None:
    """Adds a stay; two in a row in one stage are one, unless their dates prove two."""
    if kept and kept[-1][0] is stage and (entered is None or kept[-1][1] in (None, entered)):
        kept[-1] = (stage, kept[-1][1] or entered, stay)
    else:
        kept.append((stage, entered, stay))


def _stand(kept: list[tuple[RiverStage, Moment | None, Stay]], named: RiverStage) -> None:
    """Ends the stays in the stage that the row names: the deal came back to it on its date, if
    that is the last one, and otherwise nobody knows when."""
    if kept and kept[-1][0] is named:
        return
    dates = [entered.at for _stage, entered, _stay in kept if entered is not None]
    for number, (stage, entered, _stay) in enumerate(kept):
        if stage is named and entered is not None and entered.at == max(dates):
            kept.append(kept.pop(number))
            return
    kept.append((named, None, Stay(named, None, False, None, True, None)))


def _visit(
    stage: RiverStage, entered: Moment | None, left: Moment | None, how: str | None
) -> Visit:
    return (stage.reference, *(entered or (None, None)), *(left or (None, None)), how, 0, None)
