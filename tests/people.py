"""People for tests: contacts as a person would enter them."""

from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from revops_desktop.database.journal import verb
from revops_desktop.database.tables import contact
from revops_desktop.rules.text import match_key


@verb("Add contact")
def add_contact(session: Session, *, at: int, name: str, **fields: Any) -> int:
    """A new contact; its id."""
    made = session.connection().execute(
        insert(contact).values(name=name, match_key=match_key(name), created_at=at, **fields)
    )
    return int(made.lastrowid)
