"""What the one bottleneck is reckoned from beside cohorts and wins: targets, queues, evidence."""

from collections.abc import Mapping, Sequence
from operator import add

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.filters import Filter, within
from revops_desktop.database.tables import (
    deal,
    deal_reached,
    deal_state,
    stage_visit,
    target,
)
from revops_desktop.rules.bottleneck import QUEUE_WEEKS, Cohort, Queue
from revops_desktop.rules.periods import DAY
from revops_desktop.rules.targets import figure_of, from_target_unit

_WEEK = 7 * DAY
_WEEKS_BEFORE = 12
# Deals that show what is meant; the rest open from the figure.
_MOST_EVIDENCE = 20


def conversion_targets(
    session: Session, *, pipeline_id: int
) -> Mapping[int, tuple[tuple[str, float], ...]]:
    """Of each stage the targets of its conversion to the next: (month, 0 to 1), oldest first."""
    said, figure = target.c, figure_of("conversion")
    rows = session.execute(
        select(said.stage_id, said.month, said.value)
        .where(
            said.figure == figure.key,
            said.stage_id.is_not(None),
            or_(said.pipeline_id == pipeline_id, said.pipeline_id.is_(None)),
            *(part.is_(None) for part in (said.function_id, said.pod_id, said.member_id)),
            said.segment.is_(None),
        )
        .order_by(said.stage_id, said.month)
    )
    found: dict[int, tuple[tuple[str, float], ...]] = {}
    for stage_id, month, value in rows:
        found[stage_id] = (
            *found.get(stage_id, ()),
            (month, min(from_target_unit(figure, value), 1.0)),
        )
    return found


def evidence_deals(
    session: Session, *, stage_id: int, bounds: tuple[int | None, int | None], only: Filter
) -> tuple[int, ...]:
    """Deals that reached a stage in [start, end) and got no further, those that left first.

    The largest amounts first, at most 20.
    """
    reached = deal_reached.c
    start, end = bounds
    return tuple(
        session.execute(
            select(reached.deal_id)
            .where(
                reached.stage_id == stage_id,
                reached.at >= start,
                reached.at < end,
                reached.next == 0,
                *within(only, reached.deal_id),
            )
            .order_by(reached.left.is_(None), reached.value.desc().nulls_last(), reached.deal_id)
            .limit(_MOST_EVIDENCE)
        ).scalars()
    )


def still_waiting(
    session: Session, *, stage_id: int, bounds: tuple[int | None, int | None], only: Filter
) -> int:
    """How many that reached a stage in [start, end) got no further and have not left."""
    reached = deal_reached.c
    start, end = bounds
    return int(
        session.execute(
            select(func.count()).where(
                reached.stage_id == stage_id,
                reached.at >= start,
                reached.at < end,
                reached.next == 0,
                reached.left.is_(None),
                *within(only, reached.deal_id),
            )
        ).scalar_one()
    )


def queue_of(session: Session, *, pipeline_id: int, stage_id: int, now: int, only: Filter) -> Queue:
    """What came to a stage, went from it and waits in it, over the 4 weeks before now."""
    begin = now - QUEUE_WEEKS * _WEEK
    weeks = [begin + number * _WEEK for number in range(QUEUE_WEEKS)]
    gone = _gone(session, stage_id, now, weeks, only)
    standing = _standing(session, pipeline_id, stage_id, weeks, only)
    came_and_went, went = gone[:QUEUE_WEEKS], gone[QUEUE_WEEKS : 2 * QUEUE_WEEKS]
    left_since, *ends = gone[2 * QUEUE_WEEKS :]
    came_and_stands, (waiting, waited_on) = standing[:QUEUE_WEEKS], standing[QUEUE_WEEKS:]
    return Queue(
        arrivals=tuple(map(add, came_and_went, came_and_stands)),
        departures=tuple(went),
        waiting=waiting,
        waited=waited_on + left_since,
        ended=Cohort(*ends[:2]),
        ended_before=Cohort(*ends[2:]),
    )


def _during(at: ColumnElement, start: int, end: int) -> ColumnElement[bool]:
    return and_(at >= start, at < end)


def _count(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count().filter(and_(*conditions))


def _gone(
    session: Session, stage_id: int, now: int, weeks: Sequence[int], only: Filter
) -> Sequence[int]:
    """Of the stays that ended: came and went by week, were there before, ended and advanced."""
    visit, begin = stage_visit.c, weeks[0]
    long_before = begin - _WEEKS_BEFORE * _WEEK
    # A step back says nothing of the step forward.
    ended = visit.outcome.in_(("advanced", "lost", "recycled", "churned"))
    advanced = visit.outcome == "advanced"
    since = visit.left_at >= begin
    late, before = _during(visit.left_at, begin, now), visit.left_at < begin
    found = session.execute(
        select(
            *(_count(since, _during(visit.entered_at, one, one + _WEEK)) for one in weeks),
            *(_count(_during(visit.left_at, one, one + _WEEK)) for one in weeks),
            _count(since, or_(visit.entered_at < begin, visit.entered_at.is_(None))),
            *(_count(late, ended), _count(late, advanced)),
            *(_count(before, ended), _count(before, advanced)),
        ).where(
            visit.stage_id == stage_id,
            visit.left_at >= long_before,
            # No deal has to be looked up for it: there are few deleted ones.
            visit.deal_id.not_in(select(deal.c.id).where(deal.c.deleted_at.is_not(None))),
            *within(only, visit.deal_id),
        )
    ).one()
    return tuple(found)


def _standing(
    session: Session, pipeline_id: int, stage_id: int, weeks: Sequence[int], only: Filter
) -> Sequence[int]:
    """Of the deals that stand in the stage: came by week, all, and there before these weeks."""
    state = deal_state.c
    found = session.execute(
        select(
            *(_count(_during(state.since, one, one + _WEEK)) for one in weeks),
            func.count(),
            _count(or_(state.since < weeks[0], state.since.is_(None))),
        ).where(
            # The pipeline too: with it begins the index.
            state.pipeline_id == pipeline_id,
            state.status == "open",
            state.stage_id == stage_id,
            *within(only, state.deal_id),
        )
    ).one()
    return tuple(found)
