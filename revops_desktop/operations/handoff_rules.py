"""What a person can do with hand-off rules: what one function owes another (domain.md §4).

A rule stands between two functions: when a deal is ready, what is handed over with it, and by when
the receiver answers. There is one a pair; one that was ever used is archived, so that the hand-offs
made under it keep their name.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.orm import Session

from revops_desktop.database.journal import describe, verb
from revops_desktop.database.tables import (
    custom_field,
    function,
    handoff,
    handoff_answer,
    handoff_item,
    handoff_rule,
    handoff_value,
)
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import N_, _
from revops_desktop.operations import criteria, time_limits
from revops_desktop.rules.handoff_items import ITEM_FIELDS
from revops_desktop.rules.text import stored

if TYPE_CHECKING:
    from revops_desktop.rules.business_clock import Limit

ADDED = N_("Add hand-off rule {rule}")
EDITED = N_("Edit hand-off rule {rule}")
DELETED = N_("Delete hand-off rule {rule}")
ARCHIVED = N_("Archive hand-off rule {rule}")
RESTORED = N_("Bring back hand-off rule {rule}")

EDITABLE = frozenset(("name", "definition", "ready_when"))


class WantedItem(NamedTuple):
    """Something to hand over; without an id it is new.

    `field` is a field of the deal (rules/handoff_items.py: ITEM_FIELDS), `custom_field_id` one of
    the owner's fields of deals; with neither it is answered in words.
    """

    item_id: int | None
    name: str
    field: str | None = None
    custom_field_id: int | None = None
    is_required: bool = True


# What must be true of a deal that is ready: written as the exit criteria of a stage are.
WantedCondition = criteria.WantedCriterion


class WantedLimit(NamedTuple):
    """By when the receiver answers, and whether that holds for hand-offs that wait already."""

    limit: "Limit | None"
    for_running: bool = False


@verb(ADDED)
def add(
    session: Session,
    *,
    at: int,
    from_function_id: int,
    to_function_id: int,
    name: str,
    items: Sequence[WantedItem] = (),
    conditions: Sequence[WantedCondition] = (),
    limit: WantedLimit | None = None,
    **fields: Any,
) -> int:
    """A rule between two functions; its id. One archived for this pair is brought back as this.

    `fields` as in EDITABLE. RuleBroken where the pair has a rule, or is one function twice.
    """
    values = _checked({"name": name, **fields})
    describe(session, rule=values["name"])
    if from_function_id == to_function_id:
        raise RuleBroken(
            _(
                "A function hands nothing over to itself. Nothing was changed. "
                "Please choose two functions."
            )
        )
    for function_id in (from_function_id, to_function_id):
        _function(session, function_id)
    rule = handoff_rule.c
    had = session.execute(
        select(handoff_rule).where(
            rule.from_function_id == from_function_id, rule.to_function_id == to_function_id
        )
    ).first()
    if had is not None and had.archived_at is None:
        raise RuleBroken(
            _(
                "There is a rule “{rule}” between these functions already. Nothing was changed. "
                "Please edit that one."
            ).format(rule=had.name)
        )
    if had is None:
        made = session.connection().execute(
            insert(handoff_rule).values(
                from_function_id=from_function_id, to_function_id=to_function_id, **values
            )
        )
        rule_id = int(made.lastrowid)
    else:
        rule_id = int(had.id)
        session.execute(
            update(handoff_rule).where(rule.id == rule_id).values(archived_at=None, **values)
        )
    _write_parts(session, at, rule_id, items, conditions, limit)
    return rule_id


@verb(EDITED)
def edit(
    session: Session,
    *,
    at: int,
    rule_id: int,
    fields: Mapping[str, Any],
    items: Sequence[WantedItem] | None = None,
    conditions: Sequence[WantedCondition] | None = None,
    limit: WantedLimit | None = None,
) -> None:
    """Changes fields of a rule (EDITABLE); items, conditions and limit where these are given.

    `items` and `conditions` are all of them in their order. An item that is no longer among them
    is archived where any deal has it, so that nothing that was typed in vanishes.
    """
    found = _rule(session, rule_id)
    values = _checked(fields)
    describe(session, rule=found.name)
    if values:
        session.execute(update(handoff_rule).where(handoff_rule.c.id == rule_id).values(**values))
    _write_parts(session, at, rule_id, items, conditions, limit)


@verb(DELETED)
def remove(session: Session, *, at: int, rule_id: int) -> bool:
    """Takes a rule out of use; True: deleted for good, since nothing was ever handed over by it."""
    found = _rule(session, rule_id)
    used = session.execute(select(handoff.c.id).where(handoff.c.rule_id == rule_id).limit(1))
    answered = session.execute(
        select(handoff_answer.c.id)
        .join(handoff_item, handoff_item.c.id == handoff_answer.c.item_id)
        .where(handoff_item.c.rule_id == rule_id)
        .limit(1)
    )
    gone = used.first() is None and answered.first() is None
    describe(session, DELETED if gone else ARCHIVED, rule=found.name)
    if gone:
        session.execute(delete(handoff_rule).where(handoff_rule.c.id == rule_id))
    else:
        session.execute(
            update(handoff_rule).where(handoff_rule.c.id == rule_id).values(archived_at=at)
        )
    return gone


@verb(RESTORED)
def restore(session: Session, *, at: int, rule_id: int) -> None:
    """Brings an archived rule back; one that is in use stays as it is."""
    found = _rule(session, rule_id, archived=True)
    describe(session, rule=found.name)
    session.execute(
        update(handoff_rule).where(handoff_rule.c.id == rule_id).values(archived_at=None)
    )


def _write_parts(
    session: Session,
    at: int,
    rule_id: int,
    items: Sequence[WantedItem] | None,
    conditions: Sequence[WantedCondition] | None,
    limit: WantedLimit | None,
) -> None:
    if items is not None:
        _write_items(session, at, rule_id, items)
    if conditions is not None:
        criteria.write(session, conditions, rule_id=rule_id)
    if limit is not None:
        time_limits.write(
            session, at=at, rule_id=rule_id, limit=limit.limit, for_running=limit.for_running
        )


def _write_items(session: Session, at: int, rule_id: int, wanted: Sequence[WantedItem]) -> None:
    item = handoff_item.c
    here = (item.rule_id == rule_id, item.archived_at.is_(None))
    kept = [one.item_id for one in wanted if one.item_id is not None]
    for item_id in session.execute(select(item.id).where(*here, item.id.not_in(kept))).scalars():
        if _is_known(session, item_id):
            session.execute(update(handoff_item).where(item.id == item_id).values(archived_at=at))
        else:
            session.execute(delete(handoff_item).where(item.id == item_id))
    for position, one in enumerate(wanted, 1):
        values = {**_item_values(session, one), "position": position}
        if one.item_id is None:
            session.execute(insert(handoff_item).values(rule_id=rule_id, **values))
        else:
            session.execute(
                update(handoff_item).where(*here, item.id == one.item_id).values(values)
            )


def _item_values(session: Session, wanted: WantedItem) -> dict[str, Any]:
    name = stored(wanted.name)
    if not name:
        raise RuleBroken(
            _("An item to hand over needs a name. Nothing was changed. Please write one.")
        )
    if wanted.field is not None and wanted.field not in ITEM_FIELDS:
        raise ValueError(f"no such field to hand over: {wanted.field}")
    if wanted.custom_field_id is not None:
        _custom_field(session, wanted.custom_field_id)
    return {
        "name": name,
        "field": wanted.field,
        "custom_field_id": wanted.custom_field_id,
        "is_required": int(wanted.is_required),
    }


def _is_known(session: Session, item_id: int) -> bool:
    """Whether any deal has an answer to an item, or has handed it over."""
    return any(
        session.execute(select(table.c.id).where(table.c.item_id == item_id).limit(1)).first()
        for table in (handoff_answer, handoff_value)
    )


def _checked(fields: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(fields) - EDITABLE
    if unknown:
        raise ValueError(f"no such field of a hand-off rule: {sorted(unknown)}")
    values = {name: stored(value) for name, value in fields.items()}
    if "name" in values and not values["name"]:
        raise RuleBroken(_("A hand-off rule needs a name. Nothing was changed. Please write one."))
    if values.get("ready_when", "all") not in ("all", "any"):
        raise ValueError(f"no such way to be ready: {values['ready_when']}")
    return values


def _rule(session: Session, rule_id: int, *, archived: bool = False) -> Row:
    found = session.execute(select(handoff_rule).where(handoff_rule.c.id == rule_id)).first()
    if found is None or (found.archived_at is not None and not archived):
        raise RuleBroken(
            _("This hand-off rule is no longer in use. Nothing was changed. Please look again.")
        )
    return found


def _function(session: Session, function_id: int) -> None:
    held = session.execute(select(func.count()).where(function.c.id == function_id)).scalar_one()
    if not held:
        raise RuleBroken(
            _("This function is no longer in the file. Nothing was changed. Please look again.")
        )


def _custom_field(session: Session, field_id: int) -> None:
    held = session.execute(
        select(func.count()).where(
            custom_field.c.id == field_id, custom_field.c.archived_at.is_(None)
        )
    ).scalar_one()
    if not held:
        raise RuleBroken(
            _("This field is no longer in the file. Nothing was changed. Please look again.")
        )
