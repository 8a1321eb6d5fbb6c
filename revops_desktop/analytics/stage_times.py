"""How long deals usually stay in each stage: the median beside which a card's age is read."""

from statistics import median

from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.analytics.settings import settings
from revops_desktop.database.prepared import raw_of
from revops_desktop.database.tables import stage
from revops_desktop.rules.periods import days_between
from revops_desktop.rules.shares import FEWEST

# Of a long history the most recent stays of each stage say enough, and no frame waits for them:
# they are the end of the index of the stays that ended.
_MOST = 2000
_NEWEST = f"""
SELECT entered_at, entered_day, left_at, left_day FROM stage_visit
WHERE stage_id = :stage AND left_at IS NOT NULL AND entered_at IS NOT NULL
  AND deal_id NOT IN (SELECT id FROM deal WHERE deleted_at IS NOT NULL)
ORDER BY left_at DESC LIMIT {_MOST}
"""


def medians(session: Session, *, pipeline_id: int) -> dict[int, float]:
    """Median days of the stays that ended in each stage of a pipeline, of the newest 2,000 each.

    Those that ended before they began are left out (domain.md §2), and a stage with fewer than five
    others. Takes a moment: to be asked in the background.
    """
    zone = settings(session).time_zone
    stages = session.scalars(select(stage.c.id).where(stage.c.pipeline_id == pipeline_id)).all()
    found = {}
    for stage_id in stages:
        rows = raw_of(session).execute(_NEWEST, {"stage": stage_id})
        took = [
            days_between(start, start_day, end, end_day, zone)
            for start, start_day, end, end_day in rows
        ]
        days = [one for one in took if one >= 0]
        if len(days) >= FEWEST:
            found[stage_id] = median(days)
    return found
