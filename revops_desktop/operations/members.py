"""What a person can do with members."""

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from revops_desktop.database.journal import describe, verb
from revops_desktop.database.tables import member
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import N_, _
from revops_desktop.rules.text import match_key, stored

ADDED = N_("Add member {member}")


@verb(ADDED)
def add(session: Session, *, at: int, name: str, function_id: int | None = None) -> int:
    """A new member; refused when one of that name exists. Its id."""
    name = stored(name)
    if not name:
        raise RuleBroken(_("A member needs a name. Nothing was changed. Please write one."))
    if find(session, name=name) is not None:
        raise RuleBroken(
            _("There is a member “{name}” already. Nothing was changed.").format(name=name)
        )
    describe(session, member=name)
    made = session.connection().execute(
        insert(member).values(name=name, match_key=match_key(name), function_id=function_id)
    )
    return int(made.lastrowid)


def find(session: Session, *, name: str) -> int | None:
    """The member with this name, width, case and blanks aside; None when there is none."""
    found: int | None = session.execute(
        select(member.c.id).where(member.c.match_key == match_key(name)).order_by(member.c.id)
    ).scalar()
    return found
