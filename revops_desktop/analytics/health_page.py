"""What the health page shows beside the waterfall: the figures, and the deals that slip."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from revops_desktop.analytics.close_dates import Slipping, pushes, slipping
from revops_desktop.analytics.filters import EVERYTHING, Filter, settled
from revops_desktop.analytics.pipeline_health import PipelineHealth, pipeline_health
from revops_desktop.analytics.targets import part_of
from revops_desktop.rules.periods import Period


@dataclass(frozen=True, slots=True)
class HealthPage:
    """The figures as of an instant, and the deals past their expected close or pushed."""

    health: PipelineHealth
    slipping: Slipping


def health_page(
    session: Session, *, pipeline_id: int, now: int, period: Period, only: Filter = EVERYTHING
) -> HealthPage:
    """Both at once: how often closes were pushed is read from the journal a single time."""
    part = part_of(session, only)
    only = settled(session, only)
    made = pushes(session, pipeline_id=pipeline_id, now=now, only=only)
    return HealthPage(
        pipeline_health(
            session,
            pipeline_id=pipeline_id,
            now=now,
            period=period,
            only=only,
            made=made,
            part=part,
        ),
        slipping(session, pipeline_id=pipeline_id, now=now, only=only, made=made),
    )
