"""What a person can do with a stage's checklist: tick an item for a deal, and take it off again."""

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from revops_desktop.database.journal import describe, member_of, verb
from revops_desktop.database.tables import criterion_tick, deal, exit_criterion
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import N_, _

TICKED = N_("Tick “{item}” for “{deal}”")
UNTICKED = N_("Take the tick off “{item}” for “{deal}”")


@verb(TICKED)
def tick(session: Session, *, at: int, deal_id: int, criterion_id: int) -> None:
    """Ticks an item of a checklist for a deal; one that is ticked stays so (domain.md §3)."""
    _named(session, TICKED, deal_id, criterion_id)
    if _ticked(session, deal_id, criterion_id) is None:
        session.execute(
            insert(criterion_tick).values(
                deal_id=deal_id,
                criterion_id=criterion_id,
                member_id=member_of(session),
                ticked_at=at,
            )
        )


@verb(UNTICKED)
def untick(session: Session, *, at: int, deal_id: int, criterion_id: int) -> None:
    """Takes the tick off an item of a checklist for a deal."""
    _named(session, UNTICKED, deal_id, criterion_id)
    found = _ticked(session, deal_id, criterion_id)
    if found is not None:
        session.execute(delete(criterion_tick).where(criterion_tick.c.id == found))


def _ticked(session: Session, deal_id: int, criterion_id: int) -> int | None:
    found: int | None = session.scalar(
        select(criterion_tick.c.id).where(
            criterion_tick.c.deal_id == deal_id, criterion_tick.c.criterion_id == criterion_id
        )
    )
    return found


def _named(session: Session, label: str, deal_id: int, criterion_id: int) -> None:
    title = session.scalar(
        select(deal.c.title).where(deal.c.id == deal_id, deal.c.deleted_at.is_(None))
    )
    item = session.execute(
        select(exit_criterion.c.text, exit_criterion.c.condition).where(
            exit_criterion.c.id == criterion_id
        )
    ).first()
    if title is None or item is None:
        raise RuleBroken(
            _("This checklist is no longer in use. Nothing was changed. Please look again.")
        )
    if item.condition != "checklist":
        raise RuleBroken(
            _(
                "“{item}” is checked by the program itself. Nothing was changed. "
                "It is met as soon as what it asks for is there."
            ).format(item=item.text)
        )
    describe(session, label, deal=title, item=item.text)
