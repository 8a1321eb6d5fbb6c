"""Deals that are here already and go on, or leave the river, as an import says (domain.md §3).

By the one move and its ways out, at the instants that the file tells. What it does not know of a
way out stays unknown, as of deals that come in having left: no reason, no day to wake up.
"""

import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from revops_desktop.database.prepared import Prepared
from revops_desktop.database.tables import stage, stage_visit
from revops_desktop.operations import moving
from revops_desktop.operations.history_records import Reference, row_id
from revops_desktop.rules.river import EXITS_BY_PHASE, ExitKind


class When(NamedTuple):
    """When it happened: UTC seconds and, where no more than the day is known, that day; None: as
    the import is written."""

    at: int | None = None
    day: str | None = None


class Move(NamedTuple):
    """Deals that go to a stage at one instant."""

    stage_id: int
    when: When
    deal_ids: tuple[int, ...]


class Leave(NamedTuple):
    """Deals that leave the river at one instant, for one reason."""

    kind: ExitKind
    reason: Reference
    wake_on: str | None
    when: When
    deal_ids: tuple[int, ...]


class StayNow(NamedTuple):
    """Where a deal stands, or stood last, and since when: an instant, and the day where no more is
    known. `outcome`: how it left the river; None while it stands there."""

    stage: str
    phase: str
    entered_at: int | None
    entered_day: str | None
    outcome: str | None


def stays_now(session: Session, deal_ids: Sequence[int]) -> Mapping[int, StayNow]:
    """Where deals stand, or stood last."""
    rows = _STAYS.rows(session, wanted=json.dumps(list(deal_ids)))
    return {row[0]: StayNow(*row[1:]) for row in rows}


def write_moves(session: Session, moves: Sequence[Move], *, at: int, override: str | None) -> None:
    """Moves deals, over warnings by `override`; RuleBroken where a criterion holds them."""
    for one in moves:
        moving.move(
            session,
            at=at if one.when.at is None else one.when.at,
            day=one.when.day,
            deals=moving.standing(session, one.deal_ids),
            target=moving.stage_in_use(session, one.stage_id),
            override=override,
        )


def write_leaves(session: Session, leaves: Sequence[Leave], first_reason: int, *, at: int) -> None:
    """Takes deals out of the river; those that a fuller history took out already stay as it says.

    `first_reason`: the id of the first new reason.
    """
    for one in leaves:
        moving.leave_as_told(
            session,
            at=at if one.when.at is None else one.when.at,
            day=one.when.day,
            deals=[
                now
                for now in moving.standing(session, one.deal_ids)
                if now.outcome is None and one.kind in EXITS_BY_PHASE.get(now.phase, ())
            ],
            kind=one.kind,
            reason_id=row_id(one.reason, first_reason),
            wake_on=one.wake_on,
        )


_wanted = func.json_each(bindparam("wanted")).table_valued("value")
_STAYS = Prepared(
    select(
        *(stage_visit.c.deal_id, stage.c.name, stage.c.phase),
        *(stage_visit.c.entered_at, stage_visit.c.entered_day, stage_visit.c.outcome),
    )
    .join(stage, stage.c.id == stage_visit.c.stage_id)
    .where(stage_visit.c.deal_id.in_(select(_wanted.c.value)))
    .order_by(stage_visit.c.sequence)
)
