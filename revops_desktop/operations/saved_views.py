"""What a person can do with views: keep a filter under a name, change it, order, delete it."""

from collections.abc import Sequence

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.orm import Session

from revops_desktop.database.journal import describe, verb
from revops_desktop.database.tables import saved_view
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import N_, _
from revops_desktop.rules.text import match_key, stored

SAVED = N_("Save view “{view}”")
RENAMED = N_("Rename view “{view}”")
ORDERED = N_("Order the views")
DELETED = N_("Delete view “{view}”")


@verb(SAVED)
def save_as(session: Session, *, at: int, page: str, name: str, content: str) -> int:
    """A new view of a page, behind the others; its id. `content` is JSON (rules/filtering.py)."""
    name = _free_name(session, page, name)
    describe(session, view=name)
    last = session.execute(
        select(func.max(saved_view.c.position)).where(saved_view.c.page == page)
    ).scalar()
    made = session.connection().execute(
        insert(saved_view).values(name=name, page=page, content=content, position=(last or 0) + 1)
    )
    return int(made.lastrowid)


@verb(SAVED)
def save(session: Session, *, at: int, view_id: int, content: str) -> None:
    """Keeps another filter under the name of a view."""
    found = _view(session, view_id)
    describe(session, view=found.name)
    session.execute(update(saved_view).where(saved_view.c.id == view_id).values(content=content))


@verb(RENAMED)
def rename(session: Session, *, at: int, view_id: int, name: str) -> None:
    """Gives a view another name."""
    found = _view(session, view_id)
    name = _free_name(session, found.page, name, but=view_id)
    describe(session, view=name)
    session.execute(update(saved_view).where(saved_view.c.id == view_id).values(name=name))


@verb(ORDERED)
def order(session: Session, *, at: int, view_ids: Sequence[int]) -> None:
    """Puts the views of a page in this order."""
    for position, view_id in enumerate(view_ids, 1):
        session.execute(
            update(saved_view).where(saved_view.c.id == view_id).values(position=position)
        )


@verb(DELETED)
def remove(session: Session, *, at: int, view_id: int) -> None:
    """Deletes a view; what it showed is not touched."""
    found = _view(session, view_id)
    describe(session, view=found.name)
    session.execute(delete(saved_view).where(saved_view.c.id == view_id))


def _free_name(session: Session, page: str, name: str, but: int | None = None) -> str:
    name = stored(name)
    if not name:
        raise RuleBroken(_("A view needs a name. Nothing was changed. Please write one."))
    key = match_key(name)
    there = session.execute(
        select(saved_view.c.id, saved_view.c.name).where(saved_view.c.page == page)
    )
    if any(row.id != but and match_key(row.name) == key for row in there):
        raise RuleBroken(
            _(
                "There is a view “{view}” already. Nothing was changed. "
                "Please choose another name, or open that view and save it."
            ).format(view=name)
        )
    return name


def _view(session: Session, view_id: int) -> Row:
    found = session.execute(select(saved_view).where(saved_view.c.id == view_id)).first()
    if found is None:
        raise RuleBroken(
            _("This view is no longer in the file. Nothing was changed. Please look again.")
        )
    return found
