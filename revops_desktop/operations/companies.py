"""What a person can do with companies."""

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from revops_desktop.database.journal import describe, verb
from revops_desktop.database.tables import company
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import N_, _
from revops_desktop.rules.text import match_key, stored

ADDED = N_("Add company {company}")


@verb(ADDED)
def add(session: Session, *, at: int, name: str) -> int:
    """A new company; its id."""
    describe(session, company=name)
    return find_or_add(session, at=at, name=name)


def find_or_add(session: Session, *, at: int, name: str) -> int:
    """The company of this name (width, case and blanks aside), made when there is none; its id."""
    name = stored(name)
    if not name:
        raise RuleBroken(_("A company needs a name. Nothing was changed. Please write one."))
    key = match_key(name)
    found = session.execute(
        select(company.c.id).where(company.c.match_key == key).order_by(company.c.id)
    ).scalar()
    if found is not None:
        return int(found)
    made = session.connection().execute(
        insert(company).values(name=name, match_key=key, created_at=at)
    )
    return int(made.lastrowid)
