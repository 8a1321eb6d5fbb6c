"""What the demo company sets up on its first working day: pods, tags, fields of its own."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from revops_desktop.database import tables
from revops_desktop.database.journal import row_as_json
from revops_desktop.i18n import count
from revops_desktop.operations import business_calendar, custom_fields, stages, tags
from revops_desktop.operations import segments as segment_verbs
from revops_desktop.operations.demo.book import Book, Change, params
from revops_desktop.operations.demo.cast import ZONE
from revops_desktop.operations.demo.note_words import NoteWords
from revops_desktop.operations.demo.workdays import OPENS, Workdays
from revops_desktop.rules.business_calendar import DEFAULT, CalendarContent, DayException, written
from revops_desktop.rules.periods import DAY, local_day
from revops_desktop.rules.text import match_key


class Asked(NamedTuple):
    """An item of a stage's checklist."""

    criterion_id: int
    text: str


# The story's two years, the one that begins with it, and what is planned ahead.
_YEARS = 4


@dataclass(frozen=True, slots=True)
class Prepared:
    """Ids of what was set up, in the order of the words; choices by the id of their field."""

    tag_ids: tuple[int, ...]
    field_ids: tuple[int, ...]
    choice_ids: dict[int, tuple[int, ...]]
    criteria: tuple[tuple[Asked, ...], ...]


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
    segments: Sequence[str],
) -> Prepared:
    """Sets up calendar, segments, tags and custom fields; finds each stage's checklist."""
    _close(book, words, at=at, member_id=member_id)
    _limit_stays(session, book, words, at=at, member_id=member_id)
    _offer_segments(book, segments, at=at, member_id=member_id)
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


def closings(words: NoteWords, at: int) -> CalendarContent:
    """The company's calendar: closed over Obon and year-end, in this year and those to come."""
    first = local_day(at, ZONE).year
    obon, year_end = words.texts["closings"]
    spans = [
        span
        for year in range(first, first + _YEARS)
        for span in (
            (obon, date(year, 8, 13), date(year, 8, 15)),
            (year_end, date(year, 12, 29), date(year + 1, 1, 3)),
        )
    ]
    exceptions = {
        (start + timedelta(days=number)).isoformat(): DayException(name, ())
        for name, start, end in spans
        for number in range((end - start).days + 1)
    }
    return replace(DEFAULT, exceptions=exceptions)


def _close(book: Book, words: NoteWords, *, at: int, member_id: int) -> None:
    sheet = book.sheet(tables.business_calendar, "made_at content")
    content = closings(words, at)
    change = sheet.insert((sheet.next_id(), at, written(content)))
    named = params(number=count(len(content.exceptions)))
    book.act(at, business_calendar.DAYS, named, member_id, [change])


def _limit_stays(
    session: Session, book: Book, words: NoteWords, *, at: int, member_id: int
) -> None:
    """Time limits that fit the company's own pace, instead of the template's."""
    limit, stage = tables.time_limit, tables.stage
    rows = session.execute(select(stage.c.id, stage.c.name).order_by(stage.c.position)).all()
    connection = session.connection()
    for (stage_id, name), days in zip(rows, words.limit_days, strict=False):
        made = connection.execute(
            insert(limit).values(stage_id=stage_id, made_at=at, limit_days=days)
        )
        row_id = int(made.lastrowid)
        text = connection.exec_driver_sql(
            f"SELECT {row_as_json(limit, 'row')} FROM time_limit AS row WHERE id = ?", (row_id,)
        ).scalar()
        change: Change = (limit.name, row_id, None, str(text))
        book.act(at, stages.EDITED, params(stage=name), member_id, [change])


def _offer_segments(book: Book, names: Sequence[str], *, at: int, member_id: int) -> None:
    sheet = book.sheet(tables.segment, "name match_key position")
    rows = [
        (sheet.next_id(), name, match_key(name), position) for position, name in enumerate(names, 1)
    ]
    for row in rows:
        book.act(at, segment_verbs.ADDED, params(segment=row[1]), member_id, [sheet.insert(row)])


def _checklists(session: Session) -> tuple[tuple[Asked, ...], ...]:
    stage, criterion = tables.stage, tables.exit_criterion
    rows = session.execute(
        select(stage.c.position, criterion.c.id, criterion.c.text)
        .outerjoin(
            criterion,
            (criterion.c.stage_id == stage.c.id) & (criterion.c.condition == "checklist"),
        )
        .order_by(stage.c.position, criterion.c.position)
    )
    found: dict[int, list[Asked]] = {}
    for position, criterion_id, text in rows:
        here = found.setdefault(position, [])
        if criterion_id is not None:
            here.append(Asked(criterion_id, text))
    return tuple(tuple(asked) for asked in found.values())
