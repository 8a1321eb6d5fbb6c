"""What the file knows of a stage, beside what its owner sets on it (domain.md §3, §4, §5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from sqlalchemy import func, null, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.deals_behind import DealsBehind, listed
from revops_desktop.analytics.limit_trial import USUAL, Trial, limit_trials
from revops_desktop.analytics.measured_chances import MeasuredChance, measured_chances
from revops_desktop.analytics.number_rows import number_rows
from revops_desktop.analytics.overrides import of_stage
from revops_desktop.analytics.settings import settings
from revops_desktop.analytics.time_limits import LimitVersion, limit_book
from revops_desktop.database.tables import deal, deal_state, stage, stage_visit
from revops_desktop.rules.business_clock import Limit
from revops_desktop.rules.periods import Period, local_day, start_of_day

_FAR = 2**62


@dataclass(frozen=True, slots=True)
class Crowd:
    """The most deals that stood in a stage at once in a period, and the first day of it (ISO)."""

    most: int
    day: str | None


@dataclass(frozen=True, slots=True)
class StageEvidence:
    """What a stage's settings stand beside.

    `chance`: None for an archived stage · `versions` of its time limit, oldest first · `tried`: the
    usual limits, each with what it would have meant from `first` to `last` (local days) · `idle`:
    for each deal here that no planned task holds, the days since its last human touch, rising ·
    `crowd`: over the same period · `overridden`: id of a criterion → how often deals went on over
    it in that period, none where never.
    """

    stage_id: int
    zone: str
    here: int
    chance: MeasuredChance | None
    versions: tuple[LimitVersion, ...]
    first: date
    last: date
    tried: tuple[tuple[Limit, Trial], ...]
    idle: tuple[int, ...]
    crowd: Crowd
    overridden: Mapping[int, int]

    def cold(self, days: int) -> int:
        """How many deals here would go cold now under an idle limit of so many days."""
        return sum(one > days for one in self.idle)


def last_year(now: int, zone: str) -> tuple[date, date]:
    """The last 12 months as local days, today included."""
    last = local_day(now, zone)
    return last - timedelta(days=365), last


def stage_evidence(session: Session, *, stage_id: int, now: int) -> StageEvidence:
    """Everything known of a stage as of now (UTC seconds); to be asked in the background."""
    zone = settings(session).time_zone
    first, last = last_year(now, zone)
    pipeline_id = session.execute(
        select(stage.c.pipeline_id).where(stage.c.id == stage_id)
    ).scalar_one()
    trials = limit_trials(session, stage_id=stage_id, first=first, last=last, now=now)
    standing = _standing(session, stage_id)
    return StageEvidence(
        stage_id=stage_id,
        zone=zone,
        here=len(standing),
        chance=measured_chances(session, pipeline_id=pipeline_id).get(stage_id),
        versions=tuple(limit_book(session).stage_versions(stage_id)),
        first=first,
        last=last,
        tried=tuple(zip(USUAL, trials, strict=True)),
        idle=_idle(standing, local_day(now, zone), zone),
        crowd=_crowd(session, stage_id, Period(first, last), zone, now),
        overridden=of_stage(session, stage_id=stage_id, period=Period(first, last)),
    )


def cold_deals(session: Session, *, stage_id: int, limit: int, now: int) -> DealsBehind:
    """The deals here that an idle limit of so many days would call cold; the last touch of each."""
    zone = settings(session).time_zone
    today = local_day(now, zone)
    state = deal_state.c
    touched = func.coalesce(state.touched_at, state.since)
    return listed(
        session,
        select(state.deal_id, touched.label("at"), null().label("day")).where(
            state.stage_id == stage_id,
            state.status.in_(("open", "customer")),
            touched < start_of_day(today - timedelta(days=limit), zone),
            state.last_due.is_(None) | (state.last_due < today.isoformat()),
        ),
    )


def _standing(session: Session, stage_id: int) -> Sequence[tuple[int | None, str | None]]:
    """Of each deal here: its last human touch, and the last day on which a task is due."""
    state = deal_state.c
    rows = session.execute(
        select(state.touched_at, state.since, state.last_due).where(
            state.stage_id == stage_id, state.status.in_(("open", "customer"))
        )
    )
    return [(since if touched is None else touched, due) for touched, since, due in rows]


def _idle(
    standing: Sequence[tuple[int | None, str | None]], today: date, zone: str
) -> tuple[int, ...]:
    """As `rules/board.py` says which cards are cold."""
    free = [at for at, due in standing if due is None or due < today.isoformat()]
    return tuple(sorted((today - local_day(at, zone)).days for at in free if at is not None))


def _crowd(session: Session, stage_id: int, period: Period, zone: str, now: int) -> Crowd:
    begin, _behind = period.bounds(zone)
    assert begin is not None
    visit = stage_visit.c
    came = func.max(begin, func.coalesce(visit.entered_at, begin))
    rows = number_rows(
        session,
        select(came, func.coalesce(visit.left_at, _FAR))
        .join(deal, deal.c.id == visit.deal_id)
        .where(
            visit.stage_id == stage_id,
            deal.c.deleted_at.is_(None),
            came <= now,
            # Of one that has left at an unknown time nobody knows until when it was here.
            visit.outcome.is_(None) | (visit.left_at >= came),
        ),
    )
    if not len(rows):
        return Crowd(0, None)
    instants = np.concatenate([rows[:, 0], rows[:, 1]])
    steps = np.repeat([1, -1], len(rows))
    # One that leaves makes room before another comes.
    order = np.lexsort((steps, instants))
    standing = np.cumsum(steps[order])
    place = int(np.argmax(standing))
    return Crowd(int(standing[place]), local_day(int(instants[order][place]), zone).isoformat())
