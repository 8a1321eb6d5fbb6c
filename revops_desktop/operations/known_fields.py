"""Which custom fields an import may fill in, by the names that columns bear."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.database.tables import custom_choice, custom_field
from revops_desktop.rules.text import match_key

# Of a custom value: the field's id, text, number, choice's id; see database/record_tables.py.
NewValue = tuple[int, str | None, int | None, int | None]


@dataclass(frozen=True, slots=True)
class KnownField:
    """A field in use; `choices`: ids by match key, archived ones too, `names`: those offered."""

    id: int
    subject: str
    name: str
    key: str
    kind: str
    choices: Mapping[str, int]
    names: tuple[str, ...]


def write_values(
    session: Session, record: str, held: Iterable[tuple[int, Sequence[NewValue]]]
) -> None:
    """What the custom fields of new records hold; `record` names the column of their ids."""
    rows = [(record_id, *value) for record_id, values in held for value in values]
    if rows:
        # Plain tuples: half the time of dictionaries.
        session.connection().exec_driver_sql(
            f'INSERT INTO custom_value ("{record}", field_id, text, number, choice_id) '
            "VALUES (?, ?, ?, ?, ?)",
            rows,
        )


def known_fields(session: Session) -> tuple[KnownField, ...]:
    """The fields in use, in their order."""
    choices: dict[int, dict[str, int]] = defaultdict(dict)
    names: dict[int, list[str]] = defaultdict(list)
    choice, field = custom_choice.c, custom_field.c
    for field_id, choice_id, name, archived_at in session.execute(
        select(choice.field_id, choice.id, choice.name, choice.archived_at).order_by(
            choice.archived_at.is_not(None), choice.position, choice.id
        )
    ):
        choices[field_id].setdefault(match_key(name), choice_id)
        if archived_at is None:
            names[field_id].append(name)
    rows = session.execute(
        select(field.id, field.subject, field.name, field.match_key, field.kind)
        .where(field.archived_at.is_(None))
        .order_by(field.position, field.id)
    )
    return tuple(KnownField(*row, choices[row[0]], tuple(names[row[0]])) for row in rows)
