"""Which fields of their own do records have, and what do they hold? (domain.md §2)"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from revops_desktop.database.tables import (
    custom_choice,
    custom_field,
    custom_value,
    exit_criterion,
    function,
    score_rule,
    stage,
)
from revops_desktop.rules.custom_fields import FieldKind, Subject, Value, shown
from revops_desktop.rules.lead_score import CUSTOM

# SQLite takes only so many parameters in one statement.
_CHUNK = 5000


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that a choice field may take; an archived one is kept but no longer offered."""

    id: int
    name: str
    is_archived: bool = False


@dataclass(frozen=True, slots=True)
class CustomField:
    """A field of the owner's own. `function`: who sees to it that it is filled, "" nobody.

    `before`: the stages that a deal leaves only with this field filled · `on_card`: shown on cards.
    """

    id: int
    subject: Subject
    name: str
    kind: FieldKind
    function_id: int | None
    function: str
    on_card: bool
    is_archived: bool
    choices: tuple[Choice, ...] = ()
    before: tuple[int, ...] = ()

    def shown(self, value: Value, currency: str) -> str:
        """A value of this field as it is shown; "" when it is not filled in."""
        names = {choice.id: choice.name for choice in self.choices}
        return shown(self.kind, value, currency=currency, choices=names)


def fields(
    session: Session, *, subject: Subject | None = None, archived: bool = False
) -> tuple[CustomField, ...]:
    """The fields of a subject, or of all, in their order; `archived`: those put away as well."""
    field = custom_field.c
    wanted = select(
        *(field.id, field.subject, field.name, field.kind, field.function_id),
        *(func.coalesce(function.c.name, ""), field.on_card, field.archived_at.is_not(None)),
    ).outerjoin_from(custom_field, function, function.c.id == field.function_id)
    if subject is not None:
        wanted = wanted.where(field.subject == subject)
    if not archived:
        wanted = wanted.where(field.archived_at.is_(None))
    rows = session.execute(wanted.order_by(field.subject, field.position, field.id)).all()
    if not rows:
        return ()
    choices, before = _choices(session), _before(session)
    return tuple(
        CustomField(
            id=row[0],
            subject=row[1],
            name=row[2],
            kind=row[3],
            function_id=row[4],
            function=row[5],
            on_card=bool(row[6]),
            is_archived=bool(row[7]),
            choices=choices.get(row[0], ()),
            before=before.get(row[0], ()),
        )
        for row in rows
    )


def _choices(session: Session) -> dict[int, tuple[Choice, ...]]:
    choice = custom_choice.c
    found: dict[int, list[Choice]] = defaultdict(list)
    for field_id, choice_id, name, archived_at in session.execute(
        select(choice.field_id, choice.id, choice.name, choice.archived_at).order_by(
            choice.position, choice.id
        )
    ):
        found[field_id].append(Choice(choice_id, name, archived_at is not None))
    return {field_id: tuple(listed) for field_id, listed in found.items()}


def _before(session: Session) -> dict[int, tuple[int, ...]]:
    criterion = exit_criterion.c
    found: dict[int, list[int]] = defaultdict(list)
    for field_id, stage_id in session.execute(
        select(criterion.custom_field_id, criterion.stage_id)
        .join(stage, stage.c.id == criterion.stage_id)
        .where(criterion.condition == "custom_field_filled", stage.c.archived_at.is_(None))
        .order_by(stage.c.pipeline_id, stage.c.position)
    ):
        found[field_id].append(stage_id)
    return {field_id: tuple(listed) for field_id, listed in found.items()}


def record_column(subject: Subject) -> ColumnElement[int]:
    """The column of custom_value that names the record of this subject."""
    return {
        "company": custom_value.c.company_id,
        "contact": custom_value.c.contact_id,
        "deal": custom_value.c.deal_id,
    }[subject]


def held() -> ColumnElement[Value]:
    """The value that a row of custom_value holds, whatever its field's kind."""
    value = custom_value.c
    return func.coalesce(value.choice_id, value.number, value.text)


def values(session: Session, *, subject: Subject, record_id: int) -> dict[int, Value]:
    """What one record holds: field id → value; fields that are not filled in are missing."""
    return values_of(session, subject=subject, record_ids=(record_id,)).get(record_id, {})


def values_of(
    session: Session,
    *,
    subject: Subject,
    record_ids: Collection[int],
    field_ids: Collection[int] | None = None,
) -> dict[int, dict[int, Value]]:
    """What many records hold: record id → field id → value; empty ones are missing."""
    record, listed = record_column(subject), list(record_ids)
    found: dict[int, dict[int, Value]] = defaultdict(dict)
    for start in range(0, len(listed), _CHUNK):
        wanted: Select = select(record, custom_value.c.field_id, held()).where(
            record.in_(listed[start : start + _CHUNK])
        )
        if field_ids is not None:
            wanted = wanted.where(custom_value.c.field_id.in_(field_ids))
        for record_id, field_id, value in session.execute(wanted):
            found[record_id][field_id] = value
    return dict(found)


def usage(session: Session) -> dict[int, int]:
    """How many records have each field filled in; fields that nobody filled in are missing."""
    rows = session.execute(
        select(custom_value.c.field_id, func.count()).group_by(custom_value.c.field_id)
    )
    return {row[0]: row[1] for row in rows}


def scored_by(session: Session, *, field_id: int) -> tuple[str, ...]:
    """The names of the score rules in use that look at a field, in their order."""
    rule = score_rule.c
    return tuple(
        session.scalars(
            select(rule.name)
            .where(rule.attribute == f"{CUSTOM}{field_id}", rule.archived_at.is_(None))
            .order_by(rule.position, rule.id)
        )
    )
