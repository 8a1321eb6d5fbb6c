"""Which imports were made into this file, what did they come to, can they still be taken back?"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.database import import_journal
from revops_desktop.database.import_journal import IMPORTED, Touched
from revops_desktop.database.tables import action, member

# Tables whose rows are records of their own; visits, lines, tags and fields belong to these.
RECORDS = (
    *("member", "product", "company", "contact", "deal", "activity", "channel_month", "target"),
)


@dataclass(frozen=True, slots=True)
class ImportMade:
    """An import that was made: the action, when (UTC seconds), by whom, of which files.

    `created` and `updated` count records, `tables` the rows of every table. `is_taken_back`: by an
    undo or by taking back. `is_changed_since`: something keeps it from being taken back now.
    """

    action_id: int
    at: int
    by: str | None
    files: str
    created: int
    updated: int
    tables: Mapping[str, Touched]
    is_taken_back: bool
    is_changed_since: bool


def imports(session: Session) -> tuple[ImportMade, ...]:
    """All imports, newest first (some seconds where they were large)."""
    rows = session.execute(
        select(action.c.id, action.c.at, action.c.params, member.c.name)
        .outerjoin_from(action, member, member.c.id == action.c.member_id)
        .where(action.c.kind == "do", action.c.label == IMPORTED)
        .order_by(action.c.id.desc())
    ).all()
    return tuple(
        _made(session, row.id, row.at, str(json.loads(row.params).get("files", "")), row.name)
        for row in rows
    )


def newest_import(session: Session) -> int | None:
    """The import that was made last, by its id in the journal (under a millisecond)."""
    made = select(action.c.id).where(action.c.kind == "do", action.c.label == IMPORTED)
    return session.execute(made.order_by(action.c.id.desc()).limit(1)).scalar_one_or_none()


def is_taken_back(session: Session, action_id: int) -> bool:
    """Whether an import was undone or taken back, and that holds (under a millisecond)."""
    raw: Any = session.connection().connection.driver_connection
    return import_journal.taken_back_by(raw.execute, action_id) is not None


def _made(session: Session, action_id: int, at: int, files: str, by: str | None) -> ImportMade:
    raw: Any = session.connection().connection.driver_connection
    run = raw.execute
    touched = import_journal.touched(run, action_id)
    records = [one for name, one in touched.items() if name in RECORDS]
    is_taken_back = import_journal.taken_back_by(run, action_id) is not None
    return ImportMade(
        action_id=action_id,
        at=at,
        by=by,
        files=files,
        created=sum(one.made for one in records),
        updated=sum(one.changed for one in records),
        tables=touched,
        is_taken_back=is_taken_back,
        is_changed_since=not is_taken_back
        and (
            import_journal.is_beyond_undo(run, action_id)
            or import_journal.is_in_the_way(run, action_id)
        ),
    )
