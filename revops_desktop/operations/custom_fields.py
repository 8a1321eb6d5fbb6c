"""What a person can do with fields of their own: define, edit, order, put away, fill in.

A value is what rules/custom_fields.py says it is in each kind.
"""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, delete, func, insert, select, update
from sqlalchemy.orm import Session

from revops_desktop.database.journal import describe, verb
from revops_desktop.database.tables import (
    company,
    contact,
    custom_choice,
    custom_field,
    custom_value,
    deal,
    exit_criterion,
    score_rule,
    stage,
)
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import N_, _
from revops_desktop.rules.custom_fields import KINDS, SUBJECTS, FieldKind, Subject, Value
from revops_desktop.rules.lead_score import CUSTOM
from revops_desktop.rules.text import match_key, stored

DEFINED = N_("Add field {field}")
EDITED = N_("Edit field {field}")
ORDERED = N_("Order the custom fields")
ARCHIVED = N_("Put away field {field}")
BROUGHT_BACK = N_("Bring back field {field}")
DELETED = N_("Delete field {field}")
FILLED = N_("Set {field} of “{record}”")

_RECORDS = {"company": company, "contact": contact, "deal": deal}
_LARGEST = 10**15


class WantedChoice(NamedTuple):
    """A choice as the person wants it: one that is there (`id`), or a new one (None)."""

    id: int | None
    name: str


@verb(DEFINED)
def define(
    session: Session,
    *,
    at: int,
    subject: Subject,
    name: str,
    kind: FieldKind,
    function_id: int | None = None,
    on_card: bool = False,
    choices: Sequence[str] = (),
    before: Collection[int] = (),
) -> int:
    """A new field at the end of its subject's; its id.

    `choices`: the names of what a choice field may be · `before`: the stages that a deal leaves
    only with the field filled · `function_id`: who sees to it that it is filled.
    """
    if subject not in SUBJECTS or kind not in KINDS:
        raise ValueError(f"no such field: {subject} {kind}")
    name = _free_name(session, subject, name)
    describe(session, field=name)
    last = session.execute(
        select(func.max(custom_field.c.position)).where(custom_field.c.subject == subject)
    ).scalar()
    made = session.connection().execute(
        insert(custom_field).values(
            subject=subject,
            name=name,
            match_key=match_key(name),
            kind=kind,
            function_id=function_id,
            position=(last or 0) + 1,
            on_card=int(on_card),
        )
    )
    field_id = int(made.lastrowid)
    found = _field(session, field_id)
    _set_choices(session, at, found, [WantedChoice(None, one) for one in choices])
    _need_before(session, found, before)
    return field_id


@verb(EDITED)
def edit(
    session: Session,
    *,
    at: int,
    field_id: int,
    name: str | None = None,
    function_id: int | None = None,
    on_card: bool | None = None,
    choices: Sequence[WantedChoice] | None = None,
    before: Collection[int] | None = None,
) -> None:
    """Changes a field; what is None stays, but for `function_id`, which is set as given.

    `choices` in their new order: one that is no longer there is deleted, or put away where
    records hold it. The kind of a field and its subject never change.
    """
    found = _field(session, field_id)
    values: dict[str, Any] = {"function_id": function_id}
    if name is not None and stored(name) != found.name:
        values["name"] = _free_name(session, found.subject, name, but=field_id)
        values["match_key"] = match_key(values["name"])
        session.execute(
            update(exit_criterion)
            .where(exit_criterion.c.custom_field_id == field_id)
            .values(text=values["name"])
        )
    if on_card is not None:
        values["on_card"] = int(on_card)
    session.execute(update(custom_field).where(custom_field.c.id == field_id).values(**values))
    found = _field(session, field_id)
    describe(session, field=found.name)
    if choices is not None:
        _set_choices(session, at, found, choices)
    if before is not None:
        _need_before(session, found, before)


@verb(ORDERED)
def order(session: Session, *, at: int, field_ids: Sequence[int]) -> None:
    """Puts the fields of a subject in this order."""
    for position, field_id in enumerate(field_ids, 1):
        session.execute(
            update(custom_field).where(custom_field.c.id == field_id).values(position=position)
        )


@verb(ARCHIVED)
def archive(session: Session, *, at: int, field_id: int) -> None:
    """Puts a field away: it is no longer shown, and no stage waits for it; its values are kept."""
    found = _field(session, field_id)
    describe(session, field=found.name)
    _need_before(session, found, ())
    session.execute(
        update(custom_field).where(custom_field.c.id == field_id).values(archived_at=at)
    )


@verb(BROUGHT_BACK)
def bring_back(session: Session, *, at: int, field_id: int) -> None:
    """Shows a field again that was put away."""
    found = _field(session, field_id)
    describe(session, field=found.name)
    session.execute(
        update(custom_field).where(custom_field.c.id == field_id).values(archived_at=None)
    )


@verb(DELETED)
def remove(session: Session, *, at: int, field_id: int) -> None:
    """Deletes a field with everything that records hold in it; undo brings all of it back.

    Score rules that look at it are put away.
    """
    found = _field(session, field_id)
    describe(session, field=found.name)
    _put_rules_away(session, at, field_id)
    session.execute(delete(custom_field).where(custom_field.c.id == field_id))


@verb(FILLED)
def set_value(session: Session, *, at: int, field_id: int, record_id: int, value: Value) -> None:
    """Fills in the field of one record of its subject; None empties it."""
    found = _field(session, field_id)
    table = _RECORDS[found.subject]
    name = session.execute(
        select(table.c.title if found.subject == "deal" else table.c.name).where(
            table.c.id == record_id, table.c.deleted_at.is_(None)
        )
    ).scalar()
    if name is None:
        raise RuleBroken(
            _("This record is no longer in the file. Nothing was changed. Please look again.")
        )
    describe(session, field=found.name, record=name)
    write_value(session, found, record_id, value)


def write_value(session: Session, field: Row, record_id: int, value: Value) -> None:
    """Writes the value of one record, inside another verb; `field` is a row of custom_field."""
    held = columns_of(session, field, value)
    record = custom_value.c[f"{field.subject}_id"]
    here = (custom_value.c.field_id == field.id, record == record_id)
    if held is None:
        session.execute(delete(custom_value).where(*here))
        return
    there = session.execute(select(custom_value.c.id).where(*here)).scalar()
    if there is None:
        session.execute(
            insert(custom_value).values(
                field_id=field.id, **{f"{field.subject}_id": record_id}, **held
            )
        )
    else:
        session.execute(update(custom_value).where(custom_value.c.id == there).values(**held))


def columns_of(session: Session, field: Row, value: Value) -> dict[str, Value] | None:
    """The columns of custom_value for a value of the field; None for none.

    RuleBroken for a choice that the field does not have, ValueError for a value of another kind.
    """
    empty: dict[str, Value] = {"text": None, "number": None, "choice_id": None}
    if value is None or value == "":
        return None
    if field.kind in ("text", "date"):
        if not isinstance(value, str):
            raise ValueError(f"{field.kind} is a text")
        text = stored(value)
        return {**empty, "text": text} if text else None
    if not isinstance(value, int) or abs(value) > _LARGEST:
        raise ValueError(f"{field.kind} is a number")
    if field.kind == "choice":
        known = session.execute(
            select(custom_choice.c.id).where(
                custom_choice.c.id == value, custom_choice.c.field_id == field.id
            )
        ).scalar()
        if known is None:
            raise RuleBroken(
                _(
                    "“{field}” no longer has this choice. Nothing was changed. "
                    "Please choose another."
                ).format(field=field.name)
            )
        return {**empty, "choice_id": value}
    return {**empty, "number": int(bool(value)) if field.kind == "yes_no" else value}


def _set_choices(session: Session, at: int, field: Row, wanted: Sequence[WantedChoice]) -> None:
    named = [WantedChoice(one.id, stored(one.name)) for one in wanted if one.name.strip()]
    if field.kind != "choice":
        return
    keys = [match_key(one.name) for one in named]
    twice = next((one.name for one in named if keys.count(match_key(one.name)) > 1), None)
    if twice is not None:
        raise RuleBroken(
            _(
                "The choice “{choice}” is there twice. Nothing was changed. "
                "Please leave only one of them."
            ).format(choice=twice)
        )
    if not named:
        raise RuleBroken(
            _("A choice needs at least one value to choose. Nothing was changed. Please write one.")
        )
    column = custom_choice.c
    there = set(session.scalars(select(column.id).where(column.field_id == field.id)))
    for position, one in enumerate(named, 1):
        values = {"name": one.name, "position": position, "archived_at": None}
        if one.id is not None and one.id in there:
            there.discard(one.id)
            session.execute(update(custom_choice).where(column.id == one.id).values(**values))
        else:
            session.execute(insert(custom_choice).values(field_id=field.id, **values))
    for gone in there:
        held = session.execute(
            select(custom_value.c.id).where(custom_value.c.choice_id == gone).limit(1)
        ).scalar()
        if held is None:
            _put_rules_away(session, at, field.id, score_rule.c.value == str(gone))
            session.execute(delete(custom_choice).where(column.id == gone))
        else:
            session.execute(
                update(custom_choice)
                .where(column.id == gone, column.archived_at.is_(None))
                .values(archived_at=at)
            )


def _put_rules_away(session: Session, at: int, field_id: int, *more: ColumnElement[bool]) -> None:
    """Score rules must not look at what is no longer there."""
    rule = score_rule.c
    conditions = (rule.attribute == f"{CUSTOM}{field_id}", rule.archived_at.is_(None), *more)
    session.execute(update(score_rule).where(*conditions).values(archived_at=at))


def _need_before(session: Session, field: Row, stages: Collection[int]) -> None:
    """A deal leaves these stages only with the field filled: an exit criterion of each."""
    criterion = exit_criterion.c
    if stages and field.subject != "deal":
        raise ValueError("only a deal's field is asked for when a deal moves")
    rows = session.execute(
        select(criterion.stage_id, criterion.id).where(
            criterion.custom_field_id == field.id, criterion.stage_id.is_not(None)
        )
    )
    there = {row[0]: row[1] for row in rows}
    for stage_id in there.keys() - set(stages):
        session.execute(delete(exit_criterion).where(criterion.id == there[stage_id]))
    for stage_id in dict.fromkeys(stages):
        if stage_id in there:
            continue
        if not _is_stage(session, stage_id):
            continue
        last = session.execute(
            select(func.max(criterion.position)).where(criterion.stage_id == stage_id)
        ).scalar()
        session.execute(
            insert(exit_criterion).values(
                stage_id=stage_id,
                text=field.name,
                position=(last or 0) + 1,
                condition="custom_field_filled",
                custom_field_id=field.id,
            )
        )


def _is_stage(session: Session, stage_id: int) -> bool:
    return (
        session.execute(
            select(stage.c.id).where(stage.c.id == stage_id, stage.c.archived_at.is_(None))
        ).scalar()
        is not None
    )


def _free_name(session: Session, subject: str, name: str, but: int | None = None) -> str:
    name = stored(name)
    if not name:
        raise RuleBroken(_("A field needs a name. Nothing was changed. Please write one."))
    taken = session.execute(
        select(custom_field.c.id).where(
            custom_field.c.subject == subject,
            custom_field.c.match_key == match_key(name),
            custom_field.c.id.is_not(but),
        )
    ).scalar()
    if taken is not None:
        raise RuleBroken(
            _(
                "There is a field “{field}” already. Nothing was changed. "
                "Please choose another name, or bring back the one that was put away."
            ).format(field=name)
        )
    return name


def _field(session: Session, field_id: int) -> Row:
    found = session.execute(select(custom_field).where(custom_field.c.id == field_id)).first()
    if found is None:
        raise RuleBroken(
            _("This field is no longer in the file. Nothing was changed. Please look again.")
        )
    return found
