"""What the health page shows beside the waterfall: the figures, and the deals that slip."""

from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from revops_desktop.analytics.close_dates import FollowedSlipping, Slipping, followed_slipping
from revops_desktop.analytics.filters import EVERYTHING, Filter, settled
from revops_desktop.analytics.pipeline_health import PipelineHealth, pipeline_health
from revops_desktop.analytics.targets import part_of
from revops_desktop.rules.periods import Period


@dataclass(frozen=True, slots=True)
class HealthPage:
    """The figures as of an instant, and the deals past their expected close or pushed."""

    health: PipelineHealth
    followed: FollowedSlipping = field(repr=False)

    @property
    def slipping(self) -> Slipping:
        """The deals that slip, the longest past first."""
        return self.followed.slipping


def health_page(
    session: Session,
    *,
    pipeline_id: int,
    now: int,
    period: Period,
    only: Filter = EVERYTHING,
    before: HealthPage | None = None,
    touched: Collection[int] = (),
) -> HealthPage:
    """Both at once: how often closes were pushed is read from the journal a single time.

    `before`: an earlier answer since which only the deals `touched` changed, and no name.
    """
    part = part_of(session, only)
    only = settled(session, only)
    slips = followed_slipping(
        session,
        pipeline_id=pipeline_id,
        now=now,
        only=only,
        before=before.followed if before is not None else None,
        touched=touched,
    )
    health = pipeline_health(
        session,
        pipeline_id=pipeline_id,
        now=now,
        period=period,
        only=only,
        made=slips.made,
        part=part,
    )
    return HealthPage(health, slips)
