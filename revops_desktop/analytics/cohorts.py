"""What became of the deals of each month? Monthly cohorts of every stage (domain.md §5, §6)."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from revops_desktop.analytics.filters import EVERYTHING, Filter
from revops_desktop.analytics.funnel import funnel
from revops_desktop.analytics.period_flow import StageConversion, of_cohort
from revops_desktop.rules.periods import last_months, month_period


@dataclass(frozen=True, slots=True)
class CohortMonth:
    """The deals that reached each stage in a month YYYY-MM, followed until now."""

    month: str
    steps: tuple[StageConversion, ...]


def cohorts(
    session: Session,
    *,
    pipeline_id: int,
    last_month: str,
    months: int = 12,
    only: Filter = EVERYTHING,
) -> tuple[CohortMonth, ...]:
    """The cohorts of the `months` months that end with `last_month`, oldest first."""
    found = []
    for month in last_months(last_month, months):
        flows = funnel(
            session, pipeline_id=pipeline_id, period=month_period(month), only=only
        ).stages
        following = [*(one.stage for one in flows[1:]), None]
        steps = (of_cohort(one, to) for one, to in zip(flows, following, strict=True))
        found.append(CohortMonth(month, tuple(steps)))
    return tuple(found)
