"""What a person can do with the reasons to leave the river: two levels a kind (domain.md §3).

A reason that a deal ever left for is archived instead of deleted, so that leaks of the past keep
their names; one of the first level goes with those below it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from revops_desktop.database.journal import describe, verb
from revops_desktop.database.tables import deal_exit, exit_reason
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import N_, _
from revops_desktop.rules.text import match_key, stored

ADDED = N_("Add exit reason {reason}")
EDITED = N_("Edit exit reason {reason}")
REORDERED = N_("Reorder the exit reasons")
DELETED = N_("Delete exit reason {reason}")
ARCHIVED = N_("Archive exit reason {reason}")
RESTORED = N_("Bring back exit reason {reason}")

KINDS = ("lost", "recycled", "churned")
EDITABLE = frozenset(("name", "usual_wait_days", "asks_note"))
# A deal that rests longer has left for good.
LONGEST_WAIT = 3650


@verb(ADDED)
def add(
    session: Session,
    *,
    at: int,
    kind: str,
    name: str,
    parent_id: int | None = None,
    usual_wait_days: int | None = None,
    asks_note: bool = False,
) -> int:
    """A new reason behind the others of its level; its id.

    `kind`: lost, recycled, churned · `parent_id`: the reason of the first level that it details ·
    `usual_wait_days`: how long a deal usually rests for it; None: no recycling is proposed.
    """
    if kind not in KINDS:
        raise ValueError(f"no such way to leave: {kind}")
    if parent_id is not None:
        above = _reason(session, parent_id)
        if above.kind != kind or above.parent_id is not None:
            raise ValueError("a reason of the second level details one of the first")
    values = _checked(
        session,
        {"name": name, "usual_wait_days": usual_wait_days, "asks_note": asks_note},
        kind=kind,
        parent_id=parent_id,
    )
    describe(session, reason=values["name"])
    last = session.execute(
        select(func.max(exit_reason.c.position)).where(_siblings(kind, parent_id))
    ).scalar()
    made = session.connection().execute(
        insert(exit_reason).values(
            kind=kind, parent_id=parent_id, position=int(last or 0) + 1, **values
        )
    )
    return int(made.lastrowid)


@verb(EDITED)
def edit(session: Session, *, at: int, reason_id: int, fields: Mapping[str, Any]) -> None:
    """Changes fields of a reason (EDITABLE); deals that left for it keep it under its new name."""
    unknown = set(fields) - EDITABLE
    if unknown:
        raise ValueError(f"no such field of an exit reason: {sorted(unknown)}")
    found = _reason(session, reason_id)
    values = _checked(session, fields, kind=found.kind, parent_id=found.parent_id, own_id=reason_id)
    describe(session, reason=found.name)
    if values:
        session.execute(update(exit_reason).where(exit_reason.c.id == reason_id).values(**values))


@verb(REORDERED)
def reorder(
    session: Session, *, at: int, kind: str, reason_ids: Sequence[int], parent_id: int | None = None
) -> None:
    """Puts the reasons in use of one level into this order; all of them, each once."""
    in_use = select(exit_reason.c.id).where(
        _siblings(kind, parent_id), exit_reason.c.archived_at.is_(None)
    )
    if sorted(reason_ids) != sorted(session.execute(in_use).scalars()):
        raise RuleBroken(
            _("The exit reasons have changed meanwhile. Nothing was changed. Please look again.")
        )
    for position, reason_id in enumerate(reason_ids, 1):
        session.execute(
            update(exit_reason)
            .where(exit_reason.c.id == reason_id, exit_reason.c.position != position)
            .values(position=position)
        )


@verb(DELETED)
def remove(session: Session, *, at: int, reason_id: int) -> bool:
    """Takes a reason, with those below it, out of use; True: deleted for good, False: archived.

    RuleBroken for the last one of its kind: every exit asks for a reason.
    """
    found = _reason(session, reason_id)
    if found.parent_id is None:
        others = session.execute(
            select(func.count()).where(
                _siblings(found.kind, None),
                exit_reason.c.archived_at.is_(None),
                exit_reason.c.id != reason_id,
            )
        ).scalar_one()
        if not others:
            raise RuleBroken(
                _(
                    "“{reason}” is the last reason of its kind, and every exit asks for one. "
                    "Nothing was changed. Please add another one first."
                ).format(reason=found.name)
            )
    both = or_(exit_reason.c.id == reason_id, exit_reason.c.parent_id == reason_id)
    used = session.execute(
        select(deal_exit.c.id)
        .where(deal_exit.c.reason_id.in_(select(exit_reason.c.id).where(both)))
        .limit(1)
    )
    gone = used.first() is None
    describe(session, DELETED if gone else ARCHIVED, reason=found.name)
    if gone:
        session.execute(delete(exit_reason).where(exit_reason.c.parent_id == reason_id))
        session.execute(delete(exit_reason).where(exit_reason.c.id == reason_id))
    else:
        archived = update(exit_reason).where(exit_reason.c.id == reason_id)
        session.execute(archived.values(archived_at=at))
    return gone


@verb(RESTORED)
def restore(session: Session, *, at: int, reason_id: int) -> None:
    """Brings an archived reason back, with those below it; one in use stays as it is."""
    found = _reason(session, reason_id)
    if found.archived_at is not None:
        describe(session, reason=found.name)
        session.execute(
            update(exit_reason).where(exit_reason.c.id == reason_id).values(archived_at=None)
        )


def _siblings(kind: str, parent_id: int | None) -> Any:
    return (exit_reason.c.kind == kind) & exit_reason.c.parent_id.is_not_distinct_from(parent_id)


def _checked(
    session: Session,
    fields: Mapping[str, Any],
    *,
    kind: str,
    parent_id: int | None,
    own_id: int | None = None,
) -> dict[str, Any]:
    values = dict(fields)
    if "asks_note" in values:
        values["asks_note"] = int(values["asks_note"])
    wait = values.get("usual_wait_days")
    if wait is not None and not 1 <= wait <= LONGEST_WAIT:
        raise RuleBroken(
            _(
                "A usual wait is 1 to {number} days. Nothing was changed. "
                "Leave it out to propose no recycling."
            ).format(number=LONGEST_WAIT)
        )
    if "name" in values:
        values["name"] = name = stored(values["name"])
        if not match_key(name):
            raise RuleBroken(
                _("An exit reason needs a name. Nothing was changed. Please write one.")
            )
        for other_id, other in session.execute(
            select(exit_reason.c.id, exit_reason.c.name).where(_siblings(kind, parent_id))
        ):
            if other_id != own_id and match_key(other) == match_key(name):
                raise RuleBroken(
                    _(
                        "There is a reason “{name}” here already. Nothing was changed. "
                        "Please choose another name, or bring that one back if it is archived."
                    ).format(name=other)
                )
    return values


def _reason(session: Session, reason_id: int) -> Row:
    found = session.execute(select(exit_reason).where(exit_reason.c.id == reason_id)).first()
    if found is None:
        raise RuleBroken(
            _("This exit reason is no longer in the file. Nothing was changed. Please look again.")
        )
    return found
