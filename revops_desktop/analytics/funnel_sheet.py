"""What the funnel page draws: the funnel of a period, and what goes on by cohort or by period."""

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from revops_desktop.analytics.filters import EVERYTHING, Filter, settled
from revops_desktop.analytics.funnel import Funnel, funnel
from revops_desktop.analytics.period_flow import (
    StageConversion,
    View,
    of_cohort,
    stage_conversions,
)
from revops_desktop.rules.periods import Period


@dataclass(frozen=True, slots=True)
class FunnelSheet:
    """The funnel, and the conversion of each of its stages in the chosen view."""

    funnel: Funnel
    steps: tuple[StageConversion, ...]
    view: View


def funnel_sheet(
    session: Session,
    *,
    pipeline_id: int,
    period: Period,
    view: View = "cohort",
    only: Filter = EVERYTHING,
) -> FunnelSheet:
    """The funnel of the deals that reached each stage in the period (domain.md §5)."""
    found = settled(session, only)
    flow = funnel(session, pipeline_id=pipeline_id, period=period, only=found)
    if view == "cohort":
        following = [*(one.stage for one in flow.stages[1:]), None]
        steps = tuple(
            of_cohort(one.stage, after, one)
            for one, after in zip(flow.stages, following, strict=False)
        )
    else:
        steps = stage_conversions(
            session, pipeline_id=pipeline_id, period=period, view=view, only=found
        )
    # A settled filter holds inside this question only.
    return FunnelSheet(replace(flow, only=only), steps, view)
