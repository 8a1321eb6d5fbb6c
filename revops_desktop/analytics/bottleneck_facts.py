"""What the one bottleneck is reckoned from beside cohorts: wins, targets, queues."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select, text
from sqlalchemy.orm import Session

from revops_desktop.analytics.filters import Filter, within
from revops_desktop.analytics.tally import days_from
from revops_desktop.database.tables import (
    deal_event,
    deal_reached,
    deal_state,
    stage_visit,
    target,
)
from revops_desktop.rules.bottleneck import QUEUE_WEEKS, Cohort, Queue
from revops_desktop.rules.periods import DAY

_WEEK = 7 * DAY
_WEEKS_BEFORE = 12
# Deals that show what is meant; the rest open from the figure.
_MOST_EVIDENCE = 20
# As `ix_deal_reached_late` says it, in seconds.
_LATE = 30 * DAY
_FULL = 10_000


@dataclass(frozen=True, slots=True)
class Win:
    """A win at an instant: days from the first visit (None unknown), value in minor units."""

    at: int
    lead: float | None
    value: int | None


@dataclass(frozen=True, slots=True)
class LateStep:
    """A deal reached a stage at `at`, and the one after it only at `next_at`."""

    stage_id: int
    at: int
    next_at: int


def wins(
    session: Session, *, pipeline_id: int, since: int, until: int, zone: str, only: Filter
) -> list[Win]:
    """The deals won in [since, until) that are won still, by their last win, oldest first."""
    event, state = deal_event.c, deal_state.c
    rows = session.execute(
        select(event.at, event.day, state.first_at, state.first_day, event.value)
        .join_from(deal_event, deal_state, state.deal_id == event.deal_id)
        .where(
            event.pipeline_id == pipeline_id,
            event.kind == "won",
            event.at >= since,
            event.at < until,
            state.won == 1,
            state.won_at == event.at,
            *within(only, event.deal_id),
        )
        .order_by(event.at)
    )
    return [
        Win(at, days_from((first_at, first_day), (at, day), zone), value)
        for part in rows.partitions(2000)
        for at, day, first_at, first_day, value in part
    ]


def late_steps(
    session: Session, *, stage_ids: list[int], after: int, slower_than: int, only: Filter
) -> list[LateStep]:
    """Deals that went on after an instant, and took longer than so many seconds to."""
    reached = deal_reached.c
    # In the words of the partial index, which is not used otherwise.
    indexed = [text(f"next_at - at > {_LATE}")] if slower_than >= _LATE else []
    rows = session.execute(
        select(reached.stage_id, reached.at, reached.next_at).where(
            reached.stage_id.in_(stage_ids),
            reached.next_at >= after,
            reached.next_at - reached.at > slower_than,
            *indexed,
            *within(only, reached.deal_id),
        )
    )
    return [LateStep(*row) for part in rows.partitions(2000) for row in part]


def conversion_targets(
    session: Session, *, pipeline_id: int
) -> Mapping[int, tuple[tuple[str, float], ...]]:
    """Of each stage the targets of its conversion to the next: (month, 0 to 1), oldest first."""
    said = target.c
    rows = session.execute(
        select(said.stage_id, said.month, said.value)
        .where(
            said.figure == "conversion",
            said.stage_id.is_not(None),
            or_(said.pipeline_id == pipeline_id, said.pipeline_id.is_(None)),
            *(part.is_(None) for part in (said.function_id, said.pod_id, said.member_id)),
            said.segment.is_(None),
        )
        .order_by(said.stage_id, said.month)
    )
    found: dict[int, tuple[tuple[str, float], ...]] = {}
    for stage_id, month, value in rows:
        found[stage_id] = (*found.get(stage_id, ()), (month, min(value / _FULL, 1.0)))
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


def queue_of(session: Session, *, stage_id: int, now: int, only: Filter) -> Queue:
    """What came to a stage, went from it and waits in it, over the 4 weeks before now.

    One reading of the visits: they are not indexed by stage.
    """
    visit = stage_visit.c
    begin = now - QUEUE_WEEKS * _WEEK
    long_before = begin - _WEEKS_BEFORE * _WEEK
    weeks = [begin + number * _WEEK for number in range(QUEUE_WEEKS)]
    advanced = visit.outcome == "advanced"
    # A step back says nothing of the step forward.
    ended = visit.outcome.in_(("advanced", "lost", "recycled", "churned"))
    came_before = or_(visit.entered_at < begin, visit.entered_at.is_(None))
    still_there = or_(visit.outcome.is_(None), visit.left_at >= begin)

    def count(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
        return func.count().filter(and_(*conditions))

    def during(at: ColumnElement, start: int, end: int) -> ColumnElement[bool]:
        return and_(at >= start, at < end)

    late, before = during(visit.left_at, begin, now), during(visit.left_at, long_before, begin)
    found = session.execute(
        select(
            *(count(during(visit.entered_at, one, one + _WEEK)) for one in weeks),
            *(count(during(visit.left_at, one, one + _WEEK)) for one in weeks),
            count(visit.outcome.is_(None)),
            count(came_before, still_there),
            *(count(late, ended), count(late, advanced)),
            *(count(before, ended), count(before, advanced)),
        )
        .join_from(stage_visit, deal_state, deal_state.c.deal_id == visit.deal_id)
        .where(
            visit.stage_id == stage_id,
            or_(visit.outcome.is_(None), visit.left_at >= long_before),
            *within(only, visit.deal_id),
        )
    ).one()
    waiting, waited, *ends = found[2 * QUEUE_WEEKS :]
    return Queue(
        tuple(found[:QUEUE_WEEKS]),
        tuple(found[QUEUE_WEEKS : 2 * QUEUE_WEEKS]),
        waiting,
        waited,
        Cohort(*ends[:2]),
        Cohort(*ends[2:]),
    )
