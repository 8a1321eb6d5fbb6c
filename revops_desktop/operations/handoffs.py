"""What a person can do with hand-offs: accept them, return them, note what to hand over.

The move itself hands over (`handing_over.py`); domain.md §4 says what each of it means.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import Row, func, select, update
from sqlalchemy.orm import Session

from revops_desktop.database.journal import describe, member_of, verb
from revops_desktop.database.tables import (
    deal,
    function,
    handoff,
    stage,
    stage_visit,
)
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import N_, _, count
from revops_desktop.operations import filling, moving
from revops_desktop.rules.text import stored

ACCEPTED = N_("Accept “{deal}” from {function}")
ACCEPTED_MANY = N_("Accept {number} hand-offs")
RETURNED = N_("Return “{deal}” to {stage}")
RETURNED_MANY = N_("Return {number} hand-offs")
SEEN = N_("Note that “{deal}” came back")
SEEN_MANY = N_("Note that {number} deals came back")
ANSWERED = N_("Note what to hand over with “{deal}”")


@verb(ACCEPTED)
def accept(
    session: Session, *, at: int, handoff_ids: Sequence[int], take_over: bool = False
) -> None:
    """Accepts hand-offs that wait; with `take_over` whoever sits here becomes their deals' owner.

    RuleBroken when one of them is decided already, or when nobody sits here to take over.
    """
    found = _found(session, handoff_ids)
    if any(one.outcome is not None for one in found):
        raise RuleBroken(
            _(
                "This hand-off has been decided already. Nothing was changed. "
                "Please look again at what still waits."
            )
        )
    member_id = member_of(session)
    if take_over and member_id is None:
        raise RuleBroken(
            _(
                "Nobody has said yet who sits at this screen, so nobody can take the deal over. "
                "Nothing was changed. Please choose yourself in the menu first."
            )
        )
    if len(found) == 1:
        describe(session, ACCEPTED, deal=found[0].title, function=found[0].sender or "")
    else:
        describe(session, ACCEPTED_MANY, number=count(len(found)))
    session.execute(
        update(handoff)
        .where(handoff.c.id.in_([one.id for one in found]))
        .values(outcome="accepted", decided_at=at, decided_by="person", decided_by_id=member_id)
    )
    if take_over:
        session.execute(
            update(deal)
            .where(
                deal.c.id.in_([one.deal_id for one in found]),
                deal.c.owner_id.is_distinct_from(member_id),
            )
            .values(owner_id=member_id)
        )


@verb(RETURNED)
def give_back(session: Session, *, at: int, handoff_id: int, reason: str) -> None:
    """Returns a hand-off that waits: its deal goes back to the stage it came from.

    RuleBroken when it is decided already, when no reason is given, or when there is no stage left
    to go back to. The move back makes no hand-off of its own.
    """
    (found,) = _found(session, [handoff_id])
    describe(session, deal=found.title, stage=_give_back(session, at, found, reason))


@verb(RETURNED_MANY)
def give_back_many(session: Session, *, at: int, handoff_ids: Sequence[int], reason: str) -> None:
    """Returns several hand-offs for one reason, each to the stage its deal came from."""
    found = _found(session, handoff_ids)
    stages = [_give_back(session, at, one, reason) for one in found]
    if len(found) == 1:
        describe(session, RETURNED, deal=found[0].title, stage=stages[0])
    else:
        describe(session, number=count(len(found)))


def _give_back(session: Session, at: int, found: Row, reason: str) -> str:
    """Returns a hand-off; the name of the stage that its deal goes back to."""
    if found.outcome is not None:
        raise RuleBroken(
            _(
                "This hand-off has been decided already. Nothing was changed. "
                "Please look again at what still waits."
            )
        )
    if not stored(reason):
        raise RuleBroken(
            _(
                "To return a deal needs a reason. Nothing was changed. "
                "Please write in a few words what is missing."
            )
        )
    session.execute(
        update(handoff)
        .where(handoff.c.id == found.id)
        .values(
            outcome="returned",
            decided_at=at,
            decided_by="person",
            decided_by_id=member_of(session),
            return_reason=stored(reason),
        )
    )
    (now,) = moving.standing(session, [found.deal_id])
    target = moving.stage_in_use(session, _stage_before(session, found, now))
    moving.move(session, at=at, deals=[now], target=target, asks=False, hands_over=False)
    return str(target.name)


@verb(SEEN)
def seen(session: Session, *, at: int, handoff_ids: Sequence[int]) -> None:
    """Notes that the sender has seen what was returned; what was seen before stays so."""
    found = _found(session, handoff_ids)
    if len(found) == 1:
        describe(session, SEEN, deal=found[0].title)
    else:
        describe(session, SEEN_MANY, number=count(len(found)))
    session.execute(
        update(handoff)
        .where(
            handoff.c.id.in_([one.id for one in found]),
            handoff.c.outcome == "returned",
            handoff.c.seen_at.is_(None),
        )
        .values(seen_at=at)
    )


@verb(ANSWERED)
def answer(session: Session, *, at: int, deal_id: int, answers: Mapping[int, str]) -> None:
    """Notes answers in words, by id of the item; "" takes an answer away.

    Items that name a field are filled in on the deal itself.
    """
    title = session.scalar(
        select(deal.c.title).where(deal.c.id == deal_id, deal.c.deleted_at.is_(None))
    )
    if title is None:
        raise RuleBroken(
            _("This deal is no longer in the file. Nothing was changed. Please look again.")
        )
    describe(session, deal=title)
    filling.write_answers(session, deal_id=deal_id, answers=answers)


def _found(session: Session, handoff_ids: Sequence[int]) -> list[Row]:
    """The hand-offs in the order given, each once; RuleBroken when one is no longer there."""
    one = handoff.c
    wanted = list(dict.fromkeys(handoff_ids))
    rows = {
        row.id: row
        for row in session.execute(
            select(
                *(one.id, one.deal_id, one.outcome, one.from_visit_id, one.from_function_id),
                *(deal.c.title, function.c.name.label("sender")),
            )
            .join_from(handoff, deal, deal.c.id == one.deal_id)
            .outerjoin(function, function.c.id == one.from_function_id)
            .where(one.id.in_(wanted), deal.c.deleted_at.is_(None))
        )
    }
    if len(rows) < len(wanted) or not wanted:
        raise RuleBroken(
            _("This hand-off is no longer in the file. Nothing was changed. Please look again.")
        )
    return [rows[number] for number in wanted]


def _stage_before(session: Session, found: Row, now: Row) -> int:
    """The stage it came from; where that was put away, the last one of the sender before here."""
    came_from: int | None = session.scalar(
        select(stage.c.id)
        .join(stage_visit, stage_visit.c.stage_id == stage.c.id)
        .where(stage_visit.c.id == found.from_visit_id, stage.c.archived_at.is_(None))
    )
    if came_from is not None:
        return came_from
    is_sender = func.coalesce(stage.c.function_id == found.from_function_id, 0)
    before: int | None = session.scalar(
        select(stage.c.id)
        .where(
            stage.c.pipeline_id == now.visit_pipeline_id,
            stage.c.position < now.position,
            stage.c.archived_at.is_(None),
        )
        .order_by(is_sender.desc(), stage.c.position.desc())
        .limit(1)
    )
    if before is None:
        raise RuleBroken(
            _(
                "There is no stage before this one to which the deal could go back. "
                "Nothing was changed. Please move it by hand."
            )
        )
    return before
