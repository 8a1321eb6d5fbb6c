"""What a person can do with activities and tasks: log what happened, plan what comes next."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy import delete as delete_from
from sqlalchemy.orm import Session

from revops_desktop.database.journal import describe, member_of, verb
from revops_desktop.database.tables import activity, company, contact, deal
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import N_, _
from revops_desktop.operations import handing_over
from revops_desktop.rules.text import stored

LOGGED = N_("Log with “{deal}”: {title}")
NOTED = N_("Add a note to “{deal}”")
PLANNED = N_("Add the task “{title}” to “{deal}”")
COMPLETED = N_("Complete the task “{title}”")
REOPENED = N_("Reopen the task “{title}”")
POSTPONED = N_("Postpone the task “{title}” to {day}")
EDITED = N_("Edit “{title}”")
DELETED = N_("Delete “{title}”")

# The kinds that a person logs by hand (domain.md §2); a task is planned and not logged.
BY_HAND = (
    *("call", "meeting", "email", "visit", "seminar", "inquiry", "catalogue_request", "note"),
)
EDITABLE = frozenset(
    ("title", "note", "due_on", "kind", "happened_at", "contact_id", "member_id", "done_at")
)
# Who did it, where nobody is named: the member who sits at the screen.
WHO_SITS_HERE = -1


@verb(LOGGED)
def log(
    session: Session,
    *,
    at: int,
    kind: str,
    title: str = "",
    note: str = "",
    deal_id: int | None = None,
    company_id: int | None = None,
    contact_id: int | None = None,
    happened_at: int | None = None,
) -> int:
    """Logs something that happened with a deal, company or contact; its id.

    It happened at `happened_at` (UTC seconds), just now where that is None. One of title and note
    must say something; a note may stand without a title.
    """
    if kind not in BY_HAND:
        raise ValueError(f"not a kind of activity that is logged by hand: {kind}")
    title, note = stored(title), stored(note)
    if kind == "note" and not note:
        title, note = "", title
    if kind == "note" and not note:
        raise RuleBroken(_("A note without a text is none. Nothing was changed. Please write it."))
    if happened_at is not None and happened_at > at:
        raise RuleBroken(
            _(
                "An activity that lies in the future has not happened yet. Nothing was changed. "
                "Please add it as a task."
            )
        )
    named = _about(session, deal_id, company_id, contact_id)
    describe(session, NOTED if kind == "note" else LOGGED, deal=named, title=title or note[:60])
    handing_over.accept_by_activity(
        session, at=at, deal_id=deal_id, kind=kind, happened_at=happened_at
    )
    return _insert(
        session,
        kind=kind,
        title=title,
        note=note or None,
        deal_id=deal_id,
        company_id=company_id,
        contact_id=contact_id,
        member_id=member_of(session),
        happened_at=at if happened_at is None else happened_at,
    )


@verb(PLANNED)
def add_task(
    session: Session,
    *,
    at: int,
    title: str,
    due_on: str,
    deal_id: int | None = None,
    company_id: int | None = None,
    contact_id: int | None = None,
    member_id: int | None = WHO_SITS_HERE,
    note: str = "",
) -> int:
    """Plans a task, due on a day (ISO text), for a deal, company or contact; its id."""
    named = _about(session, deal_id, company_id, contact_id)
    title = _title(title)
    describe(session, title=title, deal=named)
    return _insert(
        session,
        kind="task",
        title=title,
        note=stored(note) or None,
        due_on=_day(due_on),
        deal_id=deal_id,
        company_id=company_id,
        contact_id=contact_id,
        member_id=member_of(session) if member_id == WHO_SITS_HERE else member_id,
    )


@verb(COMPLETED)
def complete(session: Session, *, at: int, activity_id: int, note: str = "") -> None:
    """Marks a task as done now, with what came of it; one that is done stays as it is."""
    found = _task(session, activity_id)
    if found.done_at is not None:
        return
    describe(session, title=found.title)
    values: dict[str, Any] = {"done_at": at}
    if stored(note):
        values["note"] = "\n".join(part for part in (found.note, stored(note)) if part)
    _write(session, activity_id, values)
    handing_over.accept_by_activity(session, at=at, deal_id=found.deal_id, kind="task")


@verb(REOPENED)
def reopen(session: Session, *, at: int, activity_id: int) -> None:
    """Takes back that a task is done; an open one stays as it is."""
    found = _task(session, activity_id)
    if found.done_at is None:
        return
    describe(session, title=found.title)
    _write(session, activity_id, {"done_at": None})


@verb(POSTPONED)
def postpone(session: Session, *, at: int, activity_id: int, due_on: str) -> None:
    """Gives an open task another day (ISO text)."""
    found = _task(session, activity_id)
    if found.done_at is not None:
        raise RuleBroken(
            _(
                "The task “{title}” is done already. Nothing was changed. "
                "Reopen it first if it must be done again."
            ).format(title=found.title)
        )
    describe(session, title=found.title, day=_day(due_on))
    _write(session, activity_id, {"due_on": _day(due_on)})


@verb(EDITED)
def edit(session: Session, *, at: int, activity_id: int, fields: Mapping[str, Any]) -> None:
    """Changes fields of an activity or task (EDITABLE)."""
    unknown = set(fields) - EDITABLE
    if unknown:
        raise ValueError(f"no such field of an activity: {sorted(unknown)}")
    found = _activity(session, activity_id)
    values = {
        name: (stored(value) or None) if isinstance(value, str) else value
        for name, value in fields.items()
    }
    if "title" in values:
        values["title"] = _title(values["title"]) if found.kind == "task" else values["title"] or ""
    if found.kind == "task" and "due_on" in values:
        values["due_on"] = _day(values["due_on"] or "")
    if found.kind == "task" and values.get("kind", "task") != "task":
        raise ValueError("a task stays a task")
    describe(session, title=_named(found))
    _write(session, activity_id, values)


@verb(DELETED)
def delete(session: Session, *, at: int, activity_id: int) -> None:
    """Deletes an activity or task; undo brings it back."""
    found = _activity(session, activity_id)
    describe(session, title=_named(found))
    session.execute(delete_from(activity).where(activity.c.id == activity_id))


def record_override(session: Session, *, at: int, deal_id: int, reason: str) -> None:
    """Keeps, inside a move, why a warning was overridden; overrides are counted (domain.md §3)."""
    session.execute(
        insert(activity).values(
            kind="override",
            deal_id=deal_id,
            member_id=member_of(session),
            note=stored(reason),
            happened_at=at,
        )
    )


def insert_tasks(
    session: Session, *, title: str, due_on: str, deal_ids: list[int], member_id: int | None
) -> None:
    """Plans the same task for several deals, inside another verb."""
    values = {"kind": "task", "title": _title(title), "due_on": _day(due_on)}
    session.execute(
        insert(activity),
        [{**values, "deal_id": deal_id, "member_id": member_id} for deal_id in deal_ids],
    )


def _insert(session: Session, **values: Any) -> int:
    made = session.connection().execute(insert(activity).values(**values))
    return int(made.lastrowid)


def _write(session: Session, activity_id: int, values: dict[str, Any]) -> None:
    session.execute(update(activity).where(activity.c.id == activity_id).values(**values))


def _activity(session: Session, activity_id: int) -> Row:
    found = session.execute(select(activity).where(activity.c.id == activity_id)).first()
    if found is None:
        raise RuleBroken(
            _("This entry is no longer in the file. Nothing was changed. Please look again.")
        )
    return found


def _task(session: Session, activity_id: int) -> Row:
    found = _activity(session, activity_id)
    if found.kind != "task":
        raise ValueError(f"activity {activity_id} is no task")
    return found


def _named(found: Row) -> str:
    return str(found.title or (found.note or "")[:60])


def _about(
    session: Session, deal_id: int | None, company_id: int | None, contact_id: int | None
) -> str:
    """The name of the record it is about; RuleBroken where that is gone."""
    for table, name, wanted in (
        (deal, deal.c.title, deal_id),
        (company, company.c.name, company_id),
        (contact, contact.c.name, contact_id),
    ):
        if wanted is not None:
            found = session.execute(
                select(name).where(table.c.id == wanted, table.c.deleted_at.is_(None))
            ).scalar()
            if found is None:
                raise RuleBroken(
                    _(
                        "What this belongs to is no longer in the file. Nothing was changed. "
                        "Please look again."
                    )
                )
            return str(found)
    raise ValueError("an activity belongs to a deal, a company or a contact")


def _title(text: str | None) -> str:
    title = stored(text or "")
    if not title:
        raise RuleBroken(_("A task needs a title. Nothing was changed. Please write one."))
    return title


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise RuleBroken(
            _("A task needs the day on which it is due. Nothing was changed. Please choose a day.")
        ) from None
