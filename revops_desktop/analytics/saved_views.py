"""Which filters are kept under a name?"""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.database.tables import saved_view


@dataclass(frozen=True, slots=True)
class SavedView:
    """A filter under a name; `content` is the JSON of rules/filtering.py."""

    id: int
    name: str
    content: str


def saved_views(session: Session, *, page: str) -> tuple[SavedView, ...]:
    """The views of a page, in their order."""
    rows = session.execute(
        select(saved_view.c.id, saved_view.c.name, saved_view.c.content)
        .where(saved_view.c.page == page)
        .order_by(saved_view.c.position, saved_view.c.id)
    )
    return tuple(SavedView(row[0], row[1], row[2]) for row in rows)
