"""What a person can do with companies."""

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from revops_desktop.database.journal import describe, verb
from revops_desktop.database.tables import company
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import N_, _
from revops_desktop.rules.company_names import company_key
from revops_desktop.rules.text import stored

ADDED = N_("Add company {company}")


@verb(ADDED)
def add(session: Session, *, at: int, name: str) -> int:
    """A new company; its id."""
    describe(session, company=name)
    return find_or_add(session, at=at, name=name)


def find_or_add(session: Session, *, at: int, name: str) -> int:
    """The company of this name, made when there is none; its id.

    Width, case, blanks and where the legal form stands aside (domain.md §11).
    """
    name = stored(name)
    if not name:
        raise RuleBroken(_("A company needs a name. Nothing was changed. Please write one."))
    key = company_key(name)
    found = session.execute(
        select(company.c.id)
        .where(company.c.match_key == key, company.c.deleted_at.is_(None))
        .order_by(company.c.id)
    ).scalar()
    if found is not None:
        return int(found)
    made = session.connection().execute(
        insert(company).values(name=name, match_key=key, created_at=at)
    )
    return int(made.lastrowid)
