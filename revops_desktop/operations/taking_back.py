"""What a person can do with an import that is no longer the newest action: take it back, whole.

What it made goes, what it changed is as it was before, in one action that an undo takes back in
turn. Nothing is lost on the way: where rows were changed since, or something new hangs on rows that
it made (a task, a tag, a deal of an imported company), nothing is done and the records are named.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from revops_desktop.database import import_journal
from revops_desktop.database.import_journal import IMPORTED, OF, TAKEN_BACK, Record
from revops_desktop.database.journal import describe, member_of, replay, verb
from revops_desktop.database.tables import change
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import _, count, ngettext
from revops_desktop.rules.text import short_name

_NAMES_TOLD = 10


@dataclass(frozen=True, slots=True)
class TakenBack:
    """How many rows of all tables went, and how many are as they were before."""

    gone: int
    restored: int


@verb(TAKEN_BACK)
def take_back(
    session: Session,
    *,
    at: int,
    action_id: int,
    told: Callable[[int], None] = lambda _number: None,
) -> TakenBack:
    """Takes an earlier import back (its id in the journal), updates included.

    `told`: so many of its changes (`changes_of`) are put back. RuleBroken when it is no import, was
    taken back already, names were erased since, or its records were changed since; these are named.
    """
    session.flush()
    raw: Any = session.connection().connection.driver_connection
    files = _files(raw, action_id)
    describe(session, files=files, **{OF: action_id})
    if import_journal.taken_back_by(raw.execute, action_id) is not None:
        raise RuleBroken(
            _("The import of {files} was taken back already. Nothing was changed.").format(
                files=files
            )
        )
    if import_journal.is_beyond_undo(raw.execute, action_id):
        raise RuleBroken(
            _(
                "Names were erased from this file since the import of {files}; what was done "
                "before can no longer be taken back. Nothing was changed. Please delete by hand "
                "what should go."
            ).format(files=files)
        )
    in_the_way = import_journal.in_the_way(raw.execute, action_id)
    _refuse(raw, files, chain(_at_the_screen(session, raw, action_id), in_the_way))
    touched = import_journal.touched(raw.execute, action_id).values()
    raw.execute("PRAGMA defer_foreign_keys = ON")
    replay(raw, action_id, told)
    # What a row referred to before the import may be gone since.
    _refuse(raw, files, import_journal.dangling(raw, action_id))
    return TakenBack(
        gone=sum(one.made for one in touched),
        restored=sum(one.changed + one.gone for one in touched),
    )


def changes_of(session: Session, action_id: int) -> int:
    """How many changes an action made: how long taking it back will take."""
    counted = select(func.count()).select_from(change).where(change.c.action_id == action_id)
    return session.execute(counted).scalar_one()


def _at_the_screen(session: Session, raw: Any, action_id: int) -> list[Record]:
    """The member who does it, where the import made that member."""
    own = member_of(session)
    made = raw.execute(
        "SELECT EXISTS (SELECT 1 FROM change WHERE action_id = ? AND table_name = 'member' "
        "AND row_id = ? AND before IS NULL)",
        (action_id, own),
    ).fetchone()
    return [Record("member", own)] if own is not None and made[0] else []


def _files(raw: Any, action_id: int) -> str:
    row = raw.execute(
        "SELECT json_extract(params, '$.files') FROM action "
        "WHERE id = ? AND kind = 'do' AND label = ?",
        (action_id, IMPORTED),
    ).fetchone()
    if row is None:
        raise RuleBroken(
            _(
                "There is no import with the number {number}. Nothing was changed. "
                "Please look at the list of imports."
            ).format(number=action_id)
        )
    return str(row[0])


def _refuse(raw: Any, files: str, found: Any) -> None:
    """Raises RuleBroken that names the records, if there are any."""
    names: dict[Record, str] = {}
    for record in found:
        owner, name = import_journal.named(raw.execute, record)
        names.setdefault(owner, name)
    if not names:
        return
    shown = [short_name(name) for name in names.values() if name][:_NAMES_TOLD]
    listed = _("“{names}”").format(names=_("”, “").join(shown))
    more = len(names) - len(shown)
    if more > 0 and shown:
        told = ngettext("{names} and {number} more", "{names} and {number} more", more)
        listed = told.format(names=listed, number=count(more))
    raise RuleBroken(
        _(
            "The import of {files} cannot be taken back: {names} were changed since, or something "
            "new hangs on them. Nothing was changed. Please undo that first, or delete by hand "
            "what should go."
        ).format(files=files, names=listed)
    )
