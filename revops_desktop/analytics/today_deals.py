"""What of the deals and tasks asks for attention: due, waking up, slipped, cold, without a step."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.today_lines import (
    Finder,
    Found,
    Key,
    Line,
    Scope,
    Section,
    ago,
    chunks,
    read,
)
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
)
from revops_desktop.rules.periods import local_day, start_of_day


def tasks(session: Session, scope: Scope) -> Section:
    """Open tasks that are due or overdue."""
    found = _tasks(session, scope)
    return Section("tasks", found.number, _task_lines(session, found, scope))


def of_deals(key: Key) -> Finder:
    """The finder of a section whose lines are deals."""

    def find(session: Session, scope: Scope) -> Section:
        found = _FINDERS[key](session, scope)
        return Section(key, found.number, _deal_lines(session, key, found, scope))

    return find


def _tasks(session: Session, scope: Scope) -> Found:
    """Open tasks that are due or overdue; one given to nobody is its deal's owner's."""
    task = activity.c
    wanted = select(task.id).where(
        task.due_on <= scope.day.isoformat(),
        task.due_on.is_not(None),
        task.done_at.is_(None),
        *_of_living(),
    )
    if scope.member_id is not None:
        owner = select(deal.c.owner_id).where(deal.c.id == task.deal_id).scalar_subquery()
        whose = func.coalesce(task.member_id, owner)
        wanted = wanted.where(or_(whose == scope.member_id, whose.is_(None)))
    return read(session, wanted, (activity.c.due_on, activity.c.id), scope)


def _of_living() -> list[ColumnElement[bool]]:
    """That neither the deal of a task nor its company or contact is deleted.

    What is deleted is listed once: to look up what each of ten thousand tasks is of costs more.
    """
    task = activity.c

    def lives(column: ColumnElement[Any], gone: Select) -> ColumnElement[bool]:
        return or_(column.is_(None), column.not_in(gone))

    conditions = [
        lives(column, select(table.c.id).where(table.c.deleted_at.is_not(None)))
        for column, table in (
            (task.deal_id, deal),
            (task.contact_id, contact),
            (task.company_id, company),
        )
    ]
    # A task of a deal alone is of that deal's company.
    theirs = select(deal.c.id).join(company, company.c.id == deal.c.company_id)
    of_company = lives(task.deal_id, theirs.where(company.c.deleted_at.is_not(None)))
    return [*conditions, or_(task.company_id.is_not(None), of_company)]


_TASKS = (
    activity.outerjoin(deal, deal.c.id == activity.c.deal_id)
    .outerjoin(company, company.c.id == func.coalesce(activity.c.company_id, deal.c.company_id))
    .outerjoin(contact, contact.c.id == activity.c.contact_id)
)


def _mine(scope: Scope) -> list[ColumnElement[bool]]:
    """The deals of the member whose day it is; a deal without an owner is nobody's."""
    return [] if scope.member_id is None else [deal_state.c.owner_id == scope.member_id]


def _standing(scope: Scope, *statuses: str) -> list[ColumnElement[bool]]:
    """Deals that stand in a stage of a river in use: what the board's index begins with."""
    rivers = select(pipeline.c.id).where(pipeline.c.archived_at.is_(None))
    return [
        deal_state.c.pipeline_id.in_(rivers),
        deal_state.c.status.in_(statuses),
        deal_state.c.stage_id.is_not(None),
        *_mine(scope),
    ]


def _waking(session: Session, scope: Scope) -> Found:
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
    return read(session, wanted, (deal_exit.c.wake_on, deal_state.c.deal_id), scope)


def _slipped(session: Session, scope: Scope) -> Found:
    """Open deals whose expected close is past."""
    closes = deal_state.c.expected_close
    wanted = select(deal_state.c.deal_id, closes).where(
        *_standing(scope, "open"), closes < scope.day.isoformat()
    )
    return read(session, wanted, (closes, deal_state.c.deal_id), scope)


def _cold(session: Session, scope: Scope) -> Found:
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
        return Found(0, ())
    touched = func.coalesce(deal_state.c.touched_at, deal_state.c.since)
    wanted = select(deal_state.c.deal_id, touched.label("touched")).where(
        *_standing(scope, "open", "customer"),
        deal_state.c.stage_id.in_(allowed),
        touched < case(allowed, value=deal_state.c.stage_id),
        or_(deal_state.c.last_due.is_(None), deal_state.c.last_due < scope.day.isoformat()),
    )
    found = read(session, wanted, (touched, deal_state.c.deal_id), scope)
    return Found(
        found.number,
        [(row.deal_id, local_day(row.touched, scope.zone).isoformat()) for row in found.rows],
    )


def _stepless(session: Session, scope: Scope) -> Found:
    """Open deals without any open task, the most valuable first."""
    value = deal_state.c.value
    wanted = select(deal_state.c.deal_id).where(
        *_standing(scope, "open"), deal_state.c.next_due.is_(None)
    )
    order = (value.is_(None), value.desc(), deal_state.c.deal_id)
    return read(session, wanted, order, scope)


_FINDERS: dict[Key, Callable[[Session, Scope], Found]] = {
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


def _task_lines(session: Session, found: Found, scope: Scope) -> tuple[Line, ...]:
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
    rows = {row.id: row for row in chunks(session, wanted, activity.c.id, ids)}
    return tuple(
        Line(
            key="tasks",
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
            days=ago(row.due_on, scope.day),
            note=row.note or "",
        )
        for row in (rows[one] for one in ids)
    )


def _deal_lines(session: Session, key: Key, found: Found, scope: Scope) -> tuple[Line, ...]:
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
    rows = {row.deal_id: row for row in chunks(session, wanted, deal_state.c.deal_id, list(days))}
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
            days=ago(day, scope.day),
            note=row.note or "",
        )
        for row, day in ((rows[deal_id], day) for deal_id, day in days.items())
    )
