"""What a person can do with activities: log what happened with a deal."""

from sqlalchemy import insert
from sqlalchemy.orm import Session

from revops_desktop.database.journal import describe, member_of, verb
from revops_desktop.database.tables import activity
from revops_desktop.i18n import N_
from revops_desktop.rules.text import stored

LOGGED = N_("Log with “{deal}”: {title}")


@verb(LOGGED)
def log(
    session: Session, *, at: int, deal_id: int, kind: str, title: str, note: str = "", deal: str
) -> int:
    """Logs something that happened with a deal just now; its id."""
    describe(session, deal=deal, title=title)
    made = session.connection().execute(
        insert(activity).values(
            kind=kind,
            deal_id=deal_id,
            member_id=member_of(session),
            title=stored(title),
            note=stored(note) or None,
            happened_at=at,
        )
    )
    return int(made.lastrowid)


def record_override(session: Session, *, at: int, deal_id: int, reason: str) -> None:
    """Keeps, inside a move, why a warning was overridden; overrides are counted (domain.md §3)."""
    session.execute(
        insert(activity).values(
            kind="override",
            deal_id=deal_id,
            member_id=member_of(session),
            note=stored(reason),
            happened_at=at,
        )
    )
