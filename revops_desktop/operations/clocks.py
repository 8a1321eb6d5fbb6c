"""What a person can do with a clock: stop it while waiting for the customer, and let it go on."""

from typing import NamedTuple

from sqlalchemy import Row, insert, select, update
from sqlalchemy.orm import Session

from revops_desktop.database.journal import describe, member_of, verb
from revops_desktop.database.tables import (
    clock_pause,
    deal,
    handoff,
    handoff_rule,
    stage,
    stage_visit,
)
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import N_, _
from revops_desktop.rules.text import stored

PAUSED = N_("Pause the clock of “{deal}” in {clock}")
RESUMED = N_("Let the clock of “{deal}” in {clock} go on")


class _Clock(NamedTuple):
    """A clock that runs: its deal, what it measures, and the pause that is under way."""

    deal_id: int
    column: str
    clock_id: int
    pause: Row | None


@verb(PAUSED)
def pause(
    session: Session,
    *,
    at: int,
    visit_id: int | None = None,
    handoff_id: int | None = None,
    reason: str,
) -> int:
    """Stops the clock of a stay or of a hand-off from now on; the id of the pause (domain.md §4).

    RuleBroken when it no longer runs, stands still already, or no reason is given.
    """
    found = _found(session, visit_id, handoff_id)
    if found.pause is not None:
        raise RuleBroken(_("This clock is paused already. Nothing was changed. Please look again."))
    said = stored(reason)
    if not said:
        raise RuleBroken(
            _(
                "Pausing a clock needs a reason. Nothing was changed. Please write in a few "
                "words what is waited for."
            )
        )
    row = {
        "deal_id": found.deal_id,
        found.column: found.clock_id,
        "paused_at": at,
        "reason": said,
        "member_id": member_of(session),
    }
    pause_id: int = session.execute(
        insert(clock_pause).values(row).returning(clock_pause.c.id)
    ).scalar_one()
    return pause_id


@verb(RESUMED)
def resume(
    session: Session, *, at: int, visit_id: int | None = None, handoff_id: int | None = None
) -> None:
    """Lets a paused clock go on from now, with what was left of its time.

    RuleBroken when it no longer runs, or is not paused.
    """
    found = _found(session, visit_id, handoff_id)
    if found.pause is None:
        raise RuleBroken(_("This clock is not paused. Nothing was changed. Please look again."))
    session.execute(
        update(clock_pause)
        .where(clock_pause.c.id == found.pause.id)
        .values(resumed_at=max(at, found.pause.paused_at))
    )


def _found(session: Session, visit_id: int | None, handoff_id: int | None) -> _Clock:
    """The clock that runs, named in the action's label."""
    if (visit_id is None) == (handoff_id is None):
        raise ValueError("a clock is that of a stay or of a hand-off")
    row = _stay(session, visit_id) if handoff_id is None else _handoff(session, handoff_id)
    if row is None:
        raise RuleBroken(_("This clock no longer runs. Nothing was changed. Please look again."))
    describe(session, deal=row.title, clock=row.name)
    column, clock_id = ("handoff_id", handoff_id) if visit_id is None else ("visit_id", visit_id)
    assert clock_id is not None
    under_way = session.execute(
        select(clock_pause).where(
            clock_pause.c[column] == clock_id, clock_pause.c.resumed_at.is_(None)
        )
    ).first()
    return _Clock(row.deal_id, column, clock_id, under_way)


def _stay(session: Session, visit_id: int | None) -> Row | None:
    return session.execute(
        select(stage_visit.c.deal_id, deal.c.title, stage.c.name)
        .join(deal, deal.c.id == stage_visit.c.deal_id)
        .join(stage, stage.c.id == stage_visit.c.stage_id)
        .where(
            stage_visit.c.id == visit_id,
            stage_visit.c.outcome.is_(None),
            stage_visit.c.is_imported == 0,
            deal.c.deleted_at.is_(None),
        )
    ).first()


def _handoff(session: Session, handoff_id: int) -> Row | None:
    return session.execute(
        select(handoff.c.deal_id, deal.c.title, handoff_rule.c.name)
        .join(deal, deal.c.id == handoff.c.deal_id)
        .join(handoff_rule, handoff_rule.c.id == handoff.c.rule_id)
        .where(handoff.c.id == handoff_id, handoff.c.outcome.is_(None), deal.c.deleted_at.is_(None))
    ).first()
