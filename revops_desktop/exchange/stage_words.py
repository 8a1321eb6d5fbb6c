"""The words of a history for where a deal is: a stage of the river, or a way out of it."""

from collections.abc import Sequence
from typing import NamedTuple

from revops_desktop.exchange.binding import Binding
from revops_desktop.exchange.cases import Gone, Place
from revops_desktop.exchange.cell_reader import CellReader, moment_of, optional
from revops_desktop.exchange.cells import day_of
from revops_desktop.exchange.mapping import ExitRule, Source
from revops_desktop.exchange.refusals import CellRefused
from revops_desktop.exchange.renaming import renaming
from revops_desktop.exchange.visits import River, RiverStage
from revops_desktop.i18n import _
from revops_desktop.rules.text import match_key


class _WayOut(NamedTuple):
    """A word for a way out, with where its reason and its day of waking stand."""

    rule: ExitRule
    reason: CellReader | None
    wake: CellReader | None


class StageWords:
    """Knows what the words of a source mean: as its mapping says, or else as the river calls it."""

    def __init__(self, source: Source, binding: Binding, river: River, zone: str) -> None:
        self._river, self._zone = river, zone
        self._stages = {one.key: one for one in reversed(river.stages)}
        self._renamed = renaming(source, "stage")
        self._reason = renaming(source, "reason")
        self._out: dict[str, _WayOut] = {}
        self._known: dict[str, RiverStage] = {}
        for outcome in source.outcomes:
            if outcome.exit is not None and not outcome.visits:
                way = _WayOut(
                    outcome.exit,
                    binding.text(outcome.exit.reason_column, "reason"),
                    binding.moment(outcome.exit.wake, "wake"),
                )
                self._out.update({match_key(word): way for word in outcome.values})

    def place(self, cell: CellReader, cells: Sequence[str]) -> Place | None:
        """Where the row says in this cell that the deal is; None where it does not say."""
        written: str | None = cell(cells)
        if written is None:
            return None
        known = self._known.get(written)
        if known is not None:
            return known
        meaning = self._renamed(written)
        if not meaning:
            return None
        way = self._out.get(match_key(written)) or self._out.get(match_key(meaning))
        if way is not None:
            reason: str | None = optional(way.reason, cells)
            return Gone(
                way.rule.how,
                (self._reason(reason) if reason else None) or way.rule.reason,
                day_of(moment_of(way.wake, cells), self._zone),
            )
        stage = self._stages.get(match_key(meaning))
        if stage is None:
            raise CellRefused(unknown_stage(self._river), cell.column, written)
        self._known[written] = stage
        return stage


def unknown_stage(river: River) -> str:
    """What is said of a word that is no stage of the river."""
    return _(
        "The pipeline “{pipeline}” has no such stage. Its stages are: {stages}. Please "
        "correct the row, or add the stage to the pipeline or to the mapping."
    ).format(pipeline=river.name, stages=", ".join(one.name for one in river.stages))
