"""What left in a period, by stage and by reason, as the funnel page draws it (domain.md §5)."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from revops_desktop.analytics.filters import EVERYTHING, Filter
from revops_desktop.analytics.leaks import KINDS, Leak, by_reason, leaks
from revops_desktop.analytics.pipelines import StageOf, stages_of
from revops_desktop.analytics.tally import NONE, Tally, total
from revops_desktop.rules.periods import Period


@dataclass(frozen=True, slots=True)
class StageLeaks:
    """What left from a stage, by its way: lost, recycled, churned."""

    stage: StageOf
    by_way: Mapping[str, Tally]

    @property
    def total(self) -> Tally:
        """All that left from it."""
        return total(self.by_way.values())


@dataclass(frozen=True, slots=True)
class LeakSheet:
    """The stages in use in river order. `leaks` holds those of stages no longer in use too."""

    stages: tuple[StageLeaks, ...]
    leaks: tuple[Leak, ...]

    @property
    def total(self) -> Tally:
        """All that left, from whatever stage."""
        return total(leak.tally for leak in self.leaks)

    def reasons_of(self, stage_id: int | None) -> tuple[Leak, ...]:
        """The reasons of one stage; None: of all together, the most frequent first."""
        return by_reason(leak for leak in self.leaks if stage_id in (None, leak.stage_id))


def leak_sheet(
    session: Session, *, pipeline_id: int, period: Period, only: Filter = EVERYTHING
) -> LeakSheet:
    """What left in the period."""
    found = leaks(session, pipeline_id=pipeline_id, period=period, only=only)
    ways: dict[int | None, dict[str, Tally]] = {}
    for leak in found:
        of = ways.setdefault(leak.stage_id, dict.fromkeys(KINDS, NONE))
        of[leak.kind] += leak.tally
    nobody = dict.fromkeys(KINDS, NONE)
    stages = tuple(
        StageLeaks(stage, ways.get(stage.stage_id, nobody))
        for stage in stages_of(session, pipeline_id=pipeline_id)
    )
    return LeakSheet(stages, found)
