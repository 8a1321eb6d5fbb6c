"""Over which warnings did deals go on, and how often? By stage and criterion (domain.md §3)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.filters import EVERYTHING, Filter, within
from revops_desktop.analytics.settings import settings
from revops_desktop.database.tables import (
    activity,
    company,
    criterion_lack,
    deal,
    exit_criterion,
    member,
    stage,
    stage_visit,
)
from revops_desktop.rules.criteria import Level
from revops_desktop.rules.periods import Period, local_day, month_of

ALL_TIME = Period()
MOST = 5000
# As the criterion is called now; what is no longer asked for as it was called then.
_TEXT = func.coalesce(exit_criterion.c.text, criterion_lack.c.text)


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
    session: Session,
    *,
    period: Period = ALL_TIME,
    level: Level = "warn",
    pipeline_id: int | None = None,
    only: Filter = EVERYTHING,
) -> tuple[Overridden, ...]:
    """What deals went on over in moves of a period (local days), most often first.

    With `level` "log" what was only noted. Deals in the trash are left out.
    """
    zone = settings(session).time_zone
    lack = criterion_lack.c
    counted: dict[tuple[int, str, int | None, str], list[tuple[int, str]]] = {}
    asked = select(
        *(stage.c.id, stage.c.name, lack.criterion_id, _TEXT),
        *(lack.deal_id, stage_visit.c.left_at),
    )
    conditions = _conditions(zone, period, only, level)
    if pipeline_id is not None:
        conditions.append(stage.c.pipeline_id == pipeline_id)
    for stage_id, name, criterion_id, text, deal_id, at in session.execute(
        _joined(asked, conditions).order_by(lack.id)
    ):
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


def how_often(session: Session, *, period: Period = ALL_TIME, only: Filter = EVERYTHING) -> int:
    """How many warnings were passed over in moves of a period: the sum of `overrides`."""
    zone = settings(session).time_zone
    return session.execute(
        _joined(select(func.count()), _conditions(zone, period, only))
    ).scalar_one()


def of_stage(session: Session, *, stage_id: int, period: Period) -> Mapping[int, int]:
    """How often each criterion (id) of a stage was passed over in a period; none where never."""
    counted: Counter[int] = Counter()
    for one in overrides(session, period=period):
        if one.stage_id == stage_id and one.criterion_id is not None:
            counted[one.criterion_id] += one.number
    return dict(counted)


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A warning that a deal went on over.

    `text`: the criterion · `reason`: why the deal went on, as `member` said · `at`: UTC seconds.
    """

    deal_id: int
    deal: str
    company: str
    stage: str
    text: str
    reason: str
    member: str
    at: int


@dataclass(frozen=True, slots=True)
class AllPassedOver:
    """The newest first, at most MOST of them; `total` is how many there are."""

    rows: tuple[PassedOver, ...]
    total: int
    zone: str


def passed_over(
    session: Session,
    *,
    period: Period = ALL_TIME,
    stage_id: int | None = None,
    criterion_id: int | None = None,
    only: Filter = EVERYTHING,
) -> AllPassedOver:
    """What `overrides` counts, one by one: of all stages, of one, or of one criterion."""
    zone = settings(session).time_zone
    conditions = _conditions(zone, period, only)
    if stage_id is not None:
        conditions.append(stage.c.id == stage_id)
    if criterion_id is not None:
        conditions.append(criterion_lack.c.criterion_id == criterion_id)
    total = session.execute(_joined(select(func.count()), conditions)).scalar_one()
    asked = select(
        *(deal.c.id, deal.c.title, func.coalesce(company.c.name, ""), stage.c.name, _TEXT),
        *(func.coalesce(activity.c.note, ""), func.coalesce(member.c.name, "")),
        stage_visit.c.left_at,
    )
    rows = session.execute(
        _joined(asked, conditions)
        .outerjoin(company, company.c.id == deal.c.company_id)
        .outerjoin(activity, activity.c.id == criterion_lack.c.activity_id)
        .outerjoin(member, member.c.id == activity.c.member_id)
        .order_by(stage_visit.c.left_at.desc(), criterion_lack.c.id)
        .limit(MOST)
    )
    return AllPassedOver(tuple(PassedOver(*row) for row in rows), total, zone)


def _joined(asked: Select, conditions: list[ColumnElement[bool]]) -> Select:
    lack = criterion_lack.c
    return (
        asked.select_from(criterion_lack)
        .join(stage_visit, stage_visit.c.id == lack.visit_id)
        .join(stage, stage.c.id == stage_visit.c.stage_id)
        .join(deal, deal.c.id == lack.deal_id)
        .outerjoin(exit_criterion, exit_criterion.c.id == lack.criterion_id)
        .where(*conditions)
    )


def _conditions(
    zone: str, period: Period, only: Filter, level: Level = "warn"
) -> list[ColumnElement[bool]]:
    first, end = period.bounds(zone)
    left = stage_visit.c.left_at
    conditions = [
        criterion_lack.c.level == level,
        deal.c.deleted_at.is_(None),
        *within(only, criterion_lack.c.deal_id),
    ]
    if first is not None:
        conditions.append(left >= first)
    if end is not None:
        conditions.append(left < end)
    return conditions
