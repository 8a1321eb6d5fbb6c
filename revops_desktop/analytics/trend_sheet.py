"""Twelve months of every figure of the river, or of one stage, as the funnel page draws them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypedDict

from sqlalchemy.orm import Session

from revops_desktop.analytics.figure_trends import FigureTrend, figure_trends, stage_trends
from revops_desktop.analytics.filters import EVERYTHING, Filter, settled
from revops_desktop.analytics.pipelines import StageOf, stages_of
from revops_desktop.analytics.targets import Part, part_of, targets_by_month


class _Months(TypedDict):
    pipeline_id: int
    last_month: str
    running: str
    only: Filter


@dataclass(frozen=True, slots=True)
class TrendSheet:
    """The figures of the whole river, or of `stage`; `stages` are what can be chosen.

    `targets`: by month and figure, counted as the figure is; of the filter's deals.
    """

    stages: tuple[StageOf, ...]
    stage: StageOf | None
    figures: Mapping[str, FigureTrend]
    targets: Mapping[tuple[str, str], float]

    @property
    def next_id(self) -> int:
        """The stage behind the chosen one; 0: none."""
        ids = [one.stage_id for one in self.stages]
        place = ids.index(self.stage.stage_id) + 1 if self.stage else len(ids)
        return ids[place] if place < len(ids) else 0


def trend_sheet(
    session: Session,
    *,
    pipeline_id: int,
    last_month: str,
    stage_id: int | None = None,
    only: Filter = EVERYTHING,
    running: str = "",
) -> TrendSheet:
    """The months that end with `last_month` (YYYY-MM); a stage that is gone is the whole river.

    `running`: the month after it, which is told apart.
    """
    part = part_of(session, only)
    found = settled(session, only)
    stages = stages_of(session, pipeline_id=pipeline_id)
    months: _Months = {
        "pipeline_id": pipeline_id,
        "last_month": last_month,
        "running": running,
        "only": found,
    }
    if any(one.stage_id == stage_id for one in stages):
        of_stages = stage_trends(session, **months)
        one = next(one for one in of_stages if one.stage.stage_id == stage_id)
        stage, figures = one.stage, one.figures
    else:
        stage, figures = None, figure_trends(session, **months)
    return TrendSheet(stages, stage, figures, _targets(session, pipeline_id, part, stage, figures))


def _targets(
    session: Session,
    pipeline_id: int,
    part: Part | None,
    stage: StageOf | None,
    figures: Mapping[str, FigureTrend],
) -> dict[tuple[str, str], float]:
    """By month and figure: those of the chosen stage, or of the whole river."""
    if part is None or not figures:
        return {}
    one = next(iter(figures.values()))
    points = (*one.points, one.running) if one.running else one.points
    found = targets_by_month(
        session, pipeline_id=pipeline_id, months=[point.month for point in points], part=part
    )
    wanted = None if stage is None else stage.stage_id
    return {(month, key): value for (month, key, at), value in found.items() if at == wanted}
