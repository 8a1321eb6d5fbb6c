"""Twelve months of every figure of the river, or of one stage, as the funnel page draws them."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from revops_desktop.analytics.figure_trends import FigureTrend, figure_trends, stage_trends
from revops_desktop.analytics.filters import EVERYTHING, Filter, settled
from revops_desktop.analytics.pipelines import StageOf, stages_of


@dataclass(frozen=True, slots=True)
class TrendSheet:
    """The figures of the whole river, or of `stage`; `stages` are what can be chosen."""

    stages: tuple[StageOf, ...]
    stage: StageOf | None
    figures: Mapping[str, FigureTrend]

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
) -> TrendSheet:
    """The months that end with `last_month` (YYYY-MM); a stage that is gone is the whole river."""
    found = settled(session, only)
    stages = stages_of(session, pipeline_id=pipeline_id)
    if stage_id is not None:
        of_stages = stage_trends(
            session, pipeline_id=pipeline_id, last_month=last_month, only=found
        )
        for one in of_stages:
            if one.stage.stage_id == stage_id:
                return TrendSheet(stages, one.stage, one.figures)
    figures = figure_trends(session, pipeline_id=pipeline_id, last_month=last_month, only=found)
    return TrendSheet(stages, None, figures)
