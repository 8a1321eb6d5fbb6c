"""What a person can do with functions: the parts of the business that own stages (domain.md §3)."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.orm import Session

from revops_desktop.database.journal import describe, verb
from revops_desktop.database.tables import custom_field, function, member, stage
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import N_, _
from revops_desktop.rules.text import match_key, stored

ADDED = N_("Add function {function}")
EDITED = N_("Edit function {function}")
REORDERED = N_("Reorder the functions")
DELETED = N_("Delete function {function}")

EDITABLE = frozenset(("name", "colour"))


@verb(ADDED)
def add(session: Session, *, at: int, name: str, colour: str = "#5a6374") -> int:
    """A new function behind the others; refused when one of that name exists. Its id."""
    name = _named(session, name)
    describe(session, function=name)
    last = session.execute(select(func.max(function.c.position))).scalar()
    made = session.connection().execute(
        insert(function).values(name=name, colour=colour, position=(last or 0) + 1)
    )
    return int(made.lastrowid)


@verb(EDITED)
def edit(session: Session, *, at: int, function_id: int, fields: Mapping[str, Any]) -> None:
    """Changes the name or the colour ("#rrggbb") of a function (EDITABLE)."""
    unknown = set(fields) - EDITABLE
    if unknown:
        raise ValueError(f"no such field of a function: {sorted(unknown)}")
    found, values = _function(session, function_id), dict(fields)
    if "name" in values:
        values["name"] = _named(session, values["name"], own_id=function_id)
    describe(session, function=found.name)
    session.execute(update(function).where(function.c.id == function_id).values(**values))


@verb(REORDERED)
def reorder(session: Session, *, at: int, function_ids: Sequence[int]) -> None:
    """Puts the functions into this order; all of them, each once."""
    if sorted(function_ids) != sorted(session.execute(select(function.c.id)).scalars()):
        raise RuleBroken(
            _("The functions have changed meanwhile. Nothing was changed. Please look again.")
        )
    for position, function_id in enumerate(function_ids, 1):
        session.execute(
            update(function)
            .where(function.c.id == function_id, function.c.position != position)
            .values(position=position)
        )


@verb(DELETED)
def remove(session: Session, *, at: int, function_id: int, all_to: int | None = None) -> None:
    """Deletes a function; its stages, members and custom fields go to `all_to`, or to none."""
    found = _function(session, function_id)
    if all_to is not None:
        _function(session, all_to)
    describe(session, function=found.name)
    for table in (stage, member, custom_field):
        session.execute(
            update(table).where(table.c.function_id == function_id).values(function_id=all_to)
        )
    session.execute(delete(function).where(function.c.id == function_id))


def _named(session: Session, name: str, own_id: int | None = None) -> str:
    name = stored(name)
    if not match_key(name):
        raise RuleBroken(_("A function needs a name. Nothing was changed. Please write one."))
    for other_id, other in session.execute(select(function.c.id, function.c.name)):
        if other_id != own_id and match_key(other) == match_key(name):
            raise RuleBroken(
                _("There is a function “{name}” already. Nothing was changed.").format(name=other)
            )
    return name


def _function(session: Session, function_id: int) -> Row:
    found = session.execute(select(function).where(function.c.id == function_id)).first()
    if found is None:
        raise RuleBroken(
            _("This function is no longer in the file. Nothing was changed. Please look again.")
        )
    return found
