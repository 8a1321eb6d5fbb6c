"""What a person can do with the links of a deal: files and pages that belong to it."""

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.orm import Session

from revops_desktop.database.journal import describe, verb
from revops_desktop.database.tables import deal, deal_link
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import N_, _
from revops_desktop.rules.links import as_link
from revops_desktop.rules.text import stored

ADDED = N_("Add the link “{title}” to “{deal}”")
EDITED = N_("Edit the link “{title}”")
REMOVED = N_("Remove the link “{title}”")


@verb(ADDED)
def add(session: Session, *, at: int, deal_id: int, target: str, title: str = "") -> int:
    """Adds a link to a deal; its id. Only what may be opened is kept (rules/links.py)."""
    named = session.scalar(
        select(deal.c.title).where(deal.c.id == deal_id, deal.c.deleted_at.is_(None))
    )
    if named is None:
        raise _gone()
    target = as_link(stored(target))
    title = stored(title) or _short(target)
    describe(session, title=title, deal=named)
    last = session.scalar(
        select(func.max(deal_link.c.position)).where(deal_link.c.deal_id == deal_id)
    )
    made = session.connection().execute(
        insert(deal_link).values(
            deal_id=deal_id, title=title, target=target, position=(last or 0) + 1
        )
    )
    return int(made.lastrowid)


@verb(EDITED)
def edit(session: Session, *, at: int, link_id: int, title: str, target: str) -> None:
    """Changes the name and the target of a link."""
    found = _link(session, link_id)
    target = as_link(stored(target))
    describe(session, title=found.title)
    session.execute(
        update(deal_link)
        .where(deal_link.c.id == link_id)
        .values(title=stored(title) or _short(target), target=target)
    )


@verb(REMOVED)
def remove(session: Session, *, at: int, link_id: int) -> None:
    """Removes a link; the file or page itself is left alone."""
    found = _link(session, link_id)
    describe(session, title=found.title)
    session.execute(delete(deal_link).where(deal_link.c.id == link_id))


def _short(target: str) -> str:
    """What a link is called that got no name: the file's name, or the page without its scheme."""
    name = target.replace("\\", "/").rstrip("/")
    if name.startswith(("http://", "https://", "mailto:", "tel:")):
        return name.split(":", 1)[1].lstrip("/")[:80]
    return name.rsplit("/", 1)[-1][:80]


def _link(session: Session, link_id: int) -> Row:
    found = session.execute(select(deal_link).where(deal_link.c.id == link_id)).first()
    if found is None:
        raise _gone()
    return found


def _gone() -> RuleBroken:
    return RuleBroken(
        _("This link is no longer in the file. Nothing was changed. Please look again.")
    )
