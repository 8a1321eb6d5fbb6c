"""Over which warnings did deals go on, and how often? By stage and criterion (domain.md §3)."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from revops_desktop.database.tables import (
    criterion_lack,
    exit_criterion,
    stage,
    stage_visit,
    workspace,
)
from revops_desktop.rules.criteria import Level
from revops_desktop.rules.periods import Period, local_day, month_of

ALL_TIME = Period()


@dataclass(frozen=True, slots=True)
class Overridden:
    """A criterion that was passed over in a stage: how often, by which deals, in which months.

    `criterion_id`: None for items of a hand-off, one of several conditions, and what is no longer
    asked for · `text`: as it is called now, else as it was · `months`: YYYY-MM in the workspace's
    zone → how often, rising.
    """

    stage_id: int
    stage: str
    criterion_id: int | None
    text: str
    number: int
    deal_ids: tuple[int, ...]
    months: tuple[tuple[str, int], ...]


def overrides(
    session: Session, *, period: Period = ALL_TIME, level: Level = "warn"
) -> tuple[Overridden, ...]:
    """What deals went on over in moves of a period (local days), most often first.

    With `level` "log" what was only noted.
    """
    lack, visit = criterion_lack.c, stage_visit.c
    zone = str(session.scalar(select(workspace.c.time_zone)))
    first, end = period.bounds(zone)
    counted: dict[tuple[int, str, int | None, str], list[tuple[int, str]]] = {}
    for stage_id, name, criterion_id, text, deal_id, at in session.execute(
        select(
            *(stage.c.id, stage.c.name, lack.criterion_id),
            func.coalesce(exit_criterion.c.text, lack.text),
            *(lack.deal_id, visit.left_at),
        )
        .join_from(criterion_lack, stage_visit, visit.id == lack.visit_id)
        .join(stage, stage.c.id == visit.stage_id)
        .outerjoin(exit_criterion, exit_criterion.c.id == lack.criterion_id)
        .where(lack.level == level)
        .order_by(lack.id)
    ):
        if (first is None or first <= at) and (end is None or at < end):
            key = (stage_id, name, criterion_id, text)
            counted.setdefault(key, []).append((deal_id, month_of(local_day(at, zone))))
    found = [
        Overridden(
            *key,
            number=len(rows),
            deal_ids=tuple(dict.fromkeys(deal_id for deal_id, _month in rows)),
            months=tuple(sorted(Counter(month for _deal, month in rows).items())),
        )
        for key, rows in counted.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.number, one.stage_id, one.text)))
