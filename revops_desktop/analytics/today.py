"""What asks for attention today: due tasks, deals that wake up, slip, go cold, lead nowhere.

Each section counts all of its lines and reads only the first of them, so that a page of a hundred
thousand deals costs what a page of two hundred does to show. Step 3 adds its sections to
`_FINDERS`: hand-offs to accept, SLAs at risk.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal, NamedTuple, get_args

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from revops_desktop.database.tables import (
    activity,
    company,
    contact,
    deal,
    deal_exit,
    deal_state,
    member,
    pipeline,
    stage,
    workspace,
)
from revops_desktop.rules.periods import local_day, start_of_day

Key = Literal["tasks", "waking", "slipped", "cold", "stepless"]
KEYS: tuple[Key, ...] = get_args(Key)

# Lines of a section that are read before anyone asks for all of them, and then.
FIRST_LINES = 8
MOST_LINES = 1000


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to look at: a task, or a deal.

    `day` is what makes it due (ISO text): the task's day, the wake-up, the expected close, the last
    touch of a deal that goes cold; `days` is how many days ago that was. Money in minor units.
    """

    key: Key
    title: str
    deal_id: int | None
    activity_id: int | None = None
    deal: str = ""
    company_id: int | None = None
    contact_id: int | None = None
    company: str = ""
    stage: str = ""
    owner: str = ""
    value: int | None = None
    day: str | None = None
    days: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """The lines of one kind: how many there are, and the first of them."""

    key: Key
    count: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Today:
    """The day's list as of a local day (ISO text), of one member or of everybody."""

    day: str
    currency: str
    sections: tuple[Section, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing asks for attention."""
        return not any(section.count for section in self.sections)


class _Scope(NamedTuple):
    """Whose day it is (None: everybody's), which day, and how many lines are wanted."""

    member_id: int | None
    day: date
    zone: str
    most: int


class _Found(NamedTuple):
    """How many there are, and of the first: the id, and the day that makes each due."""

    number: int
    rows: Sequence[Any]


def today(
    session: Session, *, now: int, member_id: int | None = None, whole: Sequence[Key] = ()
) -> Today:
    """What asks for attention on the local day of `now` (UTC seconds; domain.md §3).

    Of the deals of `member_id` and the tasks given to them, or of everybody. Of the sections in
    `whole` all lines are read, MOST_LINES at most, of the others the first.
    """
    currency, zone = session.execute(select(workspace.c.currency, workspace.c.time_zone)).one()
    day = local_day(now, zone)
    sections = []
    for key, find in _FINDERS.items():
        scope = _Scope(member_id, day, zone, MOST_LINES if key in whole else FIRST_LINES)
        found = find(session, scope)
        lines = _task_lines if key == "tasks" else _deal_lines
        sections.append(Section(key, found.number, lines(session, key, found, scope)))
    return Today(day.isoformat(), currency, tuple(sections))


def due_count(session: Session, *, now: int, member_id: int | None = None) -> int:
    """How many things have a day that has come: due tasks and deals that wake up.

    For the mark in the navigation; answered by index, whatever the number of deals.
    """
    zone = session.execute(select(workspace.c.time_zone)).scalar_one()
    scope = _Scope(member_id, local_day(now, zone), zone, 0)
    return sum(_FINDERS[key](session, scope).number for key in ("tasks", "waking"))


@dataclass(frozen=True, slots=True)
class Way:
    """A stage in which a recycled deal may be reopened; `left_from`: it left the river there."""

    stage_id: int
    name: str
    left_from: bool


def ways_back(session: Session, *, deal_id: int) -> tuple[Way, ...]:
    """The stages before the customer phase of the deal's river, in order (domain.md §3)."""
    state = deal_state.c
    rows = session.execute(
        select(stage.c.id, stage.c.name, stage.c.id == state.stage_id)
        .join(deal_state, state.pipeline_id == stage.c.pipeline_id)
        .where(state.deal_id == deal_id, stage.c.archived_at.is_(None), stage.c.phase != "customer")
        .order_by(stage.c.position, stage.c.id)
    )
    return tuple(Way(row[0], row[1], bool(row[2])) for row in rows)


def _read(session: Session, wanted: Select, order: Sequence[Any], scope: _Scope) -> _Found:
    count = session.execute(wanted.with_only_columns(func.count())).scalar_one()
    if not (count and scope.most):
        return _Found(count, ())
    return _Found(count, session.execute(wanted.order_by(*order).limit(scope.most)).all())


def _tasks(session: Session, scope: _Scope) -> _Found:
    """Open tasks that are due or overdue; one given to nobody is its deal's owner's."""
    wanted = (
        select(activity.c.id)
        .select_from(_TASKS)
        .where(
            activity.c.due_on <= scope.day.isoformat(),
            activity.c.due_on.is_not(None),
            activity.c.done_at.is_(None),
            *(table.c.deleted_at.is_(None) for table in (deal, company, contact)),
        )
    )
    if scope.member_id is not None:
        whose = func.coalesce(activity.c.member_id, deal.c.owner_id)
        wanted = wanted.where(or_(whose == scope.member_id, whose.is_(None)))
    return _read(session, wanted, (activity.c.due_on, activity.c.id), scope)


_TASKS = (
    activity.outerjoin(deal, deal.c.id == activity.c.deal_id)
    .outerjoin(company, company.c.id == func.coalesce(activity.c.company_id, deal.c.company_id))
    .outerjoin(contact, contact.c.id == activity.c.contact_id)
)


def _mine(scope: _Scope) -> list[ColumnElement[bool]]:
    """The deals of the member whose day it is; a deal without an owner is nobody's."""
    return [] if scope.member_id is None else [deal_state.c.owner_id == scope.member_id]


def _standing(scope: _Scope, *statuses: str) -> list[ColumnElement[bool]]:
    """Deals that stand in a stage of a river in use: what the board's index begins with."""
    rivers = select(pipeline.c.id).where(pipeline.c.archived_at.is_(None))
    return [
        deal_state.c.pipeline_id.in_(rivers),
        deal_state.c.status.in_(statuses),
        deal_state.c.stage_id.is_not(None),
        *_mine(scope),
    ]


def _waking(session: Session, scope: _Scope) -> _Found:
    """Recycled deals whose wake-up day has come."""
    wanted = (
        select(deal_state.c.deal_id, deal_exit.c.wake_on)
        .select_from(deal_exit.join(deal_state, deal_state.c.deal_id == deal_exit.c.deal_id))
        .where(
            deal_exit.c.wake_on <= scope.day.isoformat(),
            deal_state.c.visit_id == deal_exit.c.visit_id,
            deal_state.c.status == "recycled",
            *_mine(scope),
        )
    )
    return _read(session, wanted, (deal_exit.c.wake_on, deal_state.c.deal_id), scope)


def _slipped(session: Session, scope: _Scope) -> _Found:
    """Open deals whose expected close is past."""
    closes = deal_state.c.expected_close
    wanted = select(deal_state.c.deal_id, closes).where(
        *_standing(scope, "open"), closes < scope.day.isoformat()
    )
    return _read(session, wanted, (closes, deal_state.c.deal_id), scope)


def _cold(session: Session, scope: _Scope) -> _Found:
    """Deals without a human touch for longer than their stage allows (domain.md §3, idle limit).

    A task planned for today or later suspends it.
    """
    limits = select(stage.c.id, stage.c.idle_limit_days).where(stage.c.idle_limit_days.is_not(None))
    # For each stage the first instant that is not too long ago.
    allowed = {
        stage_id: start_of_day(scope.day - timedelta(days=limit), scope.zone)
        for stage_id, limit in session.execute(limits)
    }
    if not allowed:
        return _Found(0, ())
    touched = func.coalesce(deal_state.c.touched_at, deal_state.c.since)
    wanted = select(deal_state.c.deal_id, touched.label("touched")).where(
        *_standing(scope, "open", "customer"),
        deal_state.c.stage_id.in_(allowed),
        touched < case(allowed, value=deal_state.c.stage_id),
        or_(deal_state.c.last_due.is_(None), deal_state.c.last_due < scope.day.isoformat()),
    )
    found = _read(session, wanted, (touched, deal_state.c.deal_id), scope)
    return _Found(
        found.number,
        [(row.deal_id, local_day(row.touched, scope.zone).isoformat()) for row in found.rows],
    )


def _stepless(session: Session, scope: _Scope) -> _Found:
    """Open deals without any open task, the most valuable first."""
    value = deal_state.c.value
    wanted = select(deal_state.c.deal_id).where(
        *_standing(scope, "open"), deal_state.c.next_due.is_(None)
    )
    order = (value.is_(None), value.desc(), deal_state.c.deal_id)
    return _read(session, wanted, order, scope)


_FINDERS: dict[Key, Callable[[Session, _Scope], _Found]] = {
    "tasks": _tasks,
    "waking": _waking,
    "slipped": _slipped,
    "cold": _cold,
    "stepless": _stepless,
}

_ABOUT = (
    deal.c.id.label("deal_id"),
    deal.c.title.label("deal"),
    company.c.id.label("company_id"),
    company.c.name.label("company"),
    stage.c.name.label("stage"),
    member.c.name.label("owner"),
    deal_state.c.value,
)


def _task_lines(session: Session, key: Key, found: _Found, scope: _Scope) -> tuple[Line, ...]:
    ids = [row[0] for row in found.rows]
    places = (
        _TASKS.outerjoin(deal_state, deal_state.c.deal_id == deal.c.id)
        .outerjoin(stage, stage.c.id == deal_state.c.stage_id)
        .outerjoin(member, member.c.id == func.coalesce(activity.c.member_id, deal.c.owner_id))
    )
    wanted = select(
        *(activity.c.id, activity.c.title, activity.c.note, activity.c.due_on),
        *(contact.c.id.label("contact_id"), contact.c.name.label("contact"), *_ABOUT),
    ).select_from(places)
    rows = {row.id: row for row in _chunks(session, wanted, activity.c.id, ids)}
    return tuple(
        Line(
            key=key,
            title=row.title,
            deal_id=row.deal_id,
            activity_id=row.id,
            deal=row.deal or row.contact or "",
            company_id=row.company_id,
            contact_id=row.contact_id,
            company=row.company or "",
            stage=row.stage or "",
            owner=row.owner or "",
            value=row.value,
            day=row.due_on,
            days=_ago(row.due_on, scope.day),
            note=row.note or "",
        )
        for row in (rows[one] for one in ids)
    )


def _deal_lines(session: Session, key: Key, found: _Found, scope: _Scope) -> tuple[Line, ...]:
    days = {row[0]: row[1] if len(row) > 1 else None for row in found.rows}
    wanted = select(*_ABOUT, deal_exit.c.note).select_from(
        deal_state.join(deal, deal.c.id == deal_state.c.deal_id)
        .outerjoin(company, company.c.id == deal.c.company_id)
        .outerjoin(stage, stage.c.id == deal_state.c.stage_id)
        .outerjoin(member, member.c.id == deal.c.owner_id)
        .outerjoin(
            deal_exit,
            and_(deal_exit.c.visit_id == deal_state.c.visit_id, deal_state.c.status == "recycled"),
        )
    )
    rows = {row.deal_id: row for row in _chunks(session, wanted, deal_state.c.deal_id, list(days))}
    return tuple(
        Line(
            key=key,
            title=row.deal,
            deal_id=row.deal_id,
            company_id=row.company_id,
            company=row.company or "",
            stage=row.stage or "",
            owner=row.owner or "",
            value=row.value,
            day=day,
            days=_ago(day, scope.day),
            note=row.note or "",
        )
        for row, day in ((rows[deal_id], day) for deal_id, day in days.items())
    )


def _chunks(
    session: Session, wanted: Select, column: ColumnElement[int], ids: Sequence[int]
) -> list[Any]:
    return list(session.execute(wanted.where(column.in_(ids)))) if ids else []


def _ago(day: str | None, now: date) -> int:
    return (now - date.fromisoformat(day)).days if day else 0
