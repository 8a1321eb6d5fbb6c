"""What a person can do with a recycled deal while it waits: let it wait for another day."""

from datetime import date

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from revops_desktop.database.journal import describe, verb
from revops_desktop.database.tables import deal, deal_exit, deal_state
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import N_, _

WAITS = N_("Let “{deal}” wait until {day}")


@verb(WAITS)
def wait_until(session: Session, *, at: int, deal_id: int, wake_on: str) -> None:
    """Gives a recycled deal another day (ISO text) on which it comes back (domain.md §3)."""
    try:
        day = date.fromisoformat(wake_on).isoformat()
    except ValueError:
        raise RuleBroken(
            _(
                "A recycled deal needs the day on which it comes back. Nothing was changed. "
                "Please choose the day."
            )
        ) from None
    found = session.execute(
        select(deal.c.title, deal_state.c.visit_id, deal_state.c.status)
        .join(deal_state, deal_state.c.deal_id == deal.c.id)
        .where(deal.c.id == deal_id)
    ).first()
    if found is None or found.status != "recycled":
        raise RuleBroken(_("This deal no longer waits to be taken up again. Nothing was changed."))
    describe(session, deal=found.title, day=day)
    session.execute(
        update(deal_exit).where(deal_exit.c.visit_id == found.visit_id).values(wake_on=day)
    )
