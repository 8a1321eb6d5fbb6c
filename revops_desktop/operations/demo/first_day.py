"""What the demo company sets up on its first working day: pods, tags, fields of its own."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.database import tables
from revops_desktop.operations import custom_fields, tags
from revops_desktop.operations.demo.book import Book, Change, params
from revops_desktop.operations.demo.note_words import NoteWords
from revops_desktop.operations.demo.workdays import OPENS, Workdays
from revops_desktop.rules.periods import DAY
from revops_desktop.rules.text import match_key


@dataclass(frozen=True, slots=True)
class Prepared:
    """Ids of what was set up, in the order of the words; choices by the id of their field."""

    tag_ids: tuple[int, ...]
    field_ids: tuple[int, ...]
    choice_ids: dict[int, tuple[int, ...]]
    criteria: tuple[tuple[int, ...], ...]


def opening(days: Workdays) -> int:
    """The instant at which work begins on the first working day."""
    return days.base + days.open_from(0) * DAY + OPENS


def prepare(
    session: Session,
    book: Book,
    words: NoteWords,
    *,
    at: int,
    member_id: int,
    function_ids: dict[str, int],
) -> Prepared:
    """Adds tags and custom fields; finds each stage's checklist."""
    tag_sheet = book.sheet(tables.tag, "name match_key colour")
    tag_ids = []
    for tag in words.tags:
        tag_ids.append(tag_sheet.next_id())
        added = tag_sheet.insert((tag_ids[-1], tag.name, match_key(tag.name), tag.colour))
        book.act(at, tags.ADDED, params(tag=tag.name), member_id, [added])
    fields = book.sheet(
        tables.custom_field, "subject name match_key kind function_id position on_card"
    )
    choices = book.sheet(tables.custom_choice, "field_id name position")
    field_ids, choice_ids = [], {}
    for position, field in enumerate(words.fields, 1):
        field_id = fields.next_id()
        field_ids.append(field_id)
        told = (field.subject, field.name, match_key(field.name), field.kind)
        row = (field_id, *told, function_ids[field.function], position, int(field.on_card))
        changes: list[Change] = [fields.insert(row)]
        listed = []
        for place, name in enumerate(field.choices, 1):
            listed.append(choices.next_id())
            changes.append(choices.insert((listed[-1], field_id, name, place)))
        choice_ids[field_id] = tuple(listed)
        book.act(at, custom_fields.DEFINED, params(field=field.name), member_id, changes)
    return Prepared(tuple(tag_ids), tuple(field_ids), choice_ids, _checklists(session))


def _checklists(session: Session) -> tuple[tuple[int, ...], ...]:
    stage, criterion = tables.stage, tables.exit_criterion
    rows = session.execute(
        select(stage.c.position, criterion.c.id)
        .outerjoin(criterion, criterion.c.stage_id == stage.c.id)
        .order_by(stage.c.position, criterion.c.position)
    )
    found: dict[int, list[int]] = {}
    for position, criterion_id in rows:
        found.setdefault(position, []).extend([] if criterion_id is None else [criterion_id])
    return tuple(tuple(ids) for ids in found.values())
