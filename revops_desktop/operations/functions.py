"""What a person can do with functions: the parts of the business that own stages (domain.md §3)."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from revops_desktop.database.journal import describe, verb
from revops_desktop.database.tables import (
    custom_field,
    function,
    handoff,
    handoff_rule,
    member,
    stage,
)
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
    """Deletes a function; its stages, members and custom fields go to `all_to`, or to none.

    So do its hand-offs and hand-off rules; a rule that nothing was handed over by goes with it
    where the other function has its own, or would hand over to itself. RuleBroken where deals were
    handed over and nobody takes that over, or such a rule would be lost: their past stays.
    """
    found = _function(session, function_id)
    if all_to is not None:
        _function(session, all_to)
    describe(session, function=found.name)
    _hand_over(session, found, all_to)
    for table in (stage, member, custom_field):
        session.execute(
            update(table).where(table.c.function_id == function_id).values(function_id=all_to)
        )
    session.execute(delete(function).where(function.c.id == function_id))


def _hand_over(session: Session, found: Row, all_to: int | None) -> None:
    """Hand-offs and hand-off rules go to another function, as far as they can."""
    sides = (handoff.c.from_function_id, handoff.c.to_function_id)
    named = or_(*(side == found.id for side in sides))
    if all_to is None and session.execute(select(handoff.c.id).where(named).limit(1)).first():
        raise RuleBroken(
            _(
                "Deals were handed over from or to “{function}”. Nothing was changed. "
                "Please say which function takes its place, so that their history stays."
            ).format(function=found.name)
        )
    for rule in session.execute(
        select(handoff_rule).where(
            or_(
                handoff_rule.c.from_function_id == found.id,
                handoff_rule.c.to_function_id == found.id,
            )
        )
    ).all():
        _move_rule(session, found, rule, all_to)
    for side in sides:
        session.execute(update(handoff).where(side == found.id).values({side: all_to}))


def _move_rule(session: Session, found: Row, rule: Row, all_to: int | None) -> None:
    pair = [
        all_to if one == found.id else one for one in (rule.from_function_id, rule.to_function_id)
    ]
    taken = session.execute(
        select(handoff_rule.c.id).where(
            handoff_rule.c.from_function_id == pair[0], handoff_rule.c.to_function_id == pair[1]
        )
    ).first()
    if None not in pair and pair[0] != pair[1] and taken is None:
        session.execute(
            update(handoff_rule)
            .where(handoff_rule.c.id == rule.id)
            .values(from_function_id=pair[0], to_function_id=pair[1])
        )
        return
    used = select(handoff.c.id).where(handoff.c.rule_id == rule.id).limit(1)
    if session.execute(used).first() is not None:
        raise RuleBroken(
            _(
                "Deals were handed over by the rule “{rule}”, which the other function cannot "
                "take over. Nothing was changed. Please choose another function, or give "
                "“{function}” another name instead."
            ).format(rule=rule.name, function=found.name)
        )
    session.execute(delete(handoff_rule).where(handoff_rule.c.id == rule.id))


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
