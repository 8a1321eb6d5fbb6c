"""How long did deals stay in each stage, of the stays that ended in a period? (domain.md §5)"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from revops_desktop.analytics.stage_times import STAYS
from revops_desktop.database.tables import workspace
from revops_desktop.rules.periods import Period

_HOURS = 24
_ROWS = 10_000


@dataclass(frozen=True, slots=True)
class Hours:
    """Calendar hours of `n` stays; quantiles lie between two stays where they fall between."""

    n: int = 0
    mean: float | None = None
    p25: float | None = None
    median: float | None = None
    p75: float | None = None
    p90: float | None = None


def hours_in_stage(session: Session, *, pipeline_id: int, period: Period) -> dict[int, Hours]:
    """Calendar hours of the stays that ended in the period, by stage id.

    A stay whose beginning or end is unknown, or that ends before it begins, is in none; where
    either end is known by day only, whole days count. A stage without any is left out.
    """
    start, end = period.bounds(session.execute(select(workspace.c.time_zone)).scalar_one())
    bounds = [("start", ">=", start), ("end", "<", end)]
    said = [f" AND visit.left_at {sign} :{name}" for name, sign, at in bounds if at is not None]
    values = {name: at for name, _sign, at in bounds if at is not None}
    stays: dict[int, list[float]] = {}
    rows = session.execute(text(STAYS + "".join(said)), {"pipeline": pipeline_id, **values})
    for part in rows.partitions(_ROWS):
        for stage_id, _left_at, days in part:
            stays.setdefault(stage_id, []).append(days * _HOURS)
    return {stage_id: _hours(sorted(hours)) for stage_id, hours in stays.items()}


def _hours(ordered: Sequence[float]) -> Hours:
    quarters = (quantile(ordered, share) for share in (0.25, 0.5, 0.75, 0.9))
    return Hours(len(ordered), sum(ordered) / len(ordered), *quarters)


def quantile(ordered: Sequence[float], share: float) -> float:
    """The value below which this share of an ordered list lies, between two where it falls so."""
    place = (len(ordered) - 1) * share
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
