"""How long deals usually stay in each stage: the median beside which a card's age is read."""

from sqlalchemy import text
from sqlalchemy.orm import Session

# Below this no conclusion is drawn (domain.md §5).
_FEWEST = 5
# Of a long history the most recent stays of each stage say enough, and no frame waits for them.
_MOST = 2000
_DAY = 86_400

# Exact between two instants; where either end is a day, the difference of the local days. Such a
# day begins at `…_at` in the workspace's zone, so that whole days are counted from it; rounding
# leaves an hour of daylight saving out. A stay that ends before it begins is in no duration.
# Days of each stay that has ended in a stage of the pipeline.
STAYS = f"""
        SELECT visit.stage_id, visit.left_at,
            CASE
                WHEN visit.entered_day IS NULL AND visit.left_day IS NULL
                    THEN (visit.left_at - visit.entered_at) * 1.0 / {_DAY}
                WHEN visit.left_day IS NULL
                    THEN (visit.left_at - visit.entered_at) / {_DAY}
                WHEN visit.entered_day IS NULL
                    THEN (visit.left_at - visit.entered_at + {_DAY - 1}) / {_DAY}
                ELSE (visit.left_at - visit.entered_at + {_DAY // 2}) / {_DAY}
            END AS days
        FROM stage JOIN stage_visit AS visit ON visit.stage_id = stage.id
        JOIN deal ON deal.id = visit.deal_id AND deal.deleted_at IS NULL
        WHERE stage.pipeline_id = :pipeline AND visit.left_at >= visit.entered_at
"""
_DURATIONS = f"""
    WITH stay AS ({STAYS}
    ), recent AS (
        SELECT stage_id, days,
            row_number() OVER (PARTITION BY stage_id ORDER BY left_at DESC) AS newest
        FROM stay
    ), ranked AS (
        SELECT stage_id, days, count(*) OVER (PARTITION BY stage_id) AS n,
            row_number() OVER (PARTITION BY stage_id ORDER BY days) AS place
        FROM recent WHERE newest <= {_MOST}
    )
    SELECT stage_id, avg(days) FROM ranked
    WHERE n >= {_FEWEST} AND place IN ((n + 1) / 2, (n + 2) / 2)
    GROUP BY stage_id
"""


def medians(session: Session, *, pipeline_id: int) -> dict[int, float]:
    """Median days of the stays that ended in each stage of a pipeline, of the newest 2,000 each.

    A stage with fewer than five is left out. Takes a moment: to be asked in the background.
    """
    rows = session.execute(text(_DURATIONS), {"pipeline": pipeline_id})
    return {stage_id: float(middle) for stage_id, middle in rows}
