"""What happened by itself in a story: visits and exits, activities, notes, tasks done."""

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.story_entries import (
    UNKNOWN,
    Entry,
    Kind,
    Place,
    Scope,
    Source,
    earlier,
)
from revops_desktop.database.tables import (
    activity,
    contact,
    criterion_lack,
    deal,
    deal_exit,
    exit_reason,
    member,
    nurture_list,
    stage,
    stage_visit,
)
from revops_desktop.i18n import _


def _visits(
    session: Session, scope: Scope, rank: int, before: Place | None, limit: int
) -> list[Entry]:
    now, was = stage_visit.alias("now"), stage_visit.alias("was")
    here, there = stage.alias("here"), stage.alias("there")
    at = func.coalesce(now.c.entered_at, UNKNOWN)
    # What the stage before only noted as missing.
    lacking = (
        select(func.group_concat(criterion_lack.c.text, " · "))
        .where(criterion_lack.c.visit_id == was.c.id, criterion_lack.c.level == "log")
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            *(at, now.c.id, now.c.entered_at, now.c.entered_day, now.c.is_reentry, member.c.name),
            *(deal.c.id, deal.c.title, here.c.name, there.c.name, was.c.outcome),
            *(was.c.entered_at, was.c.entered_day, was.c.left_at, was.c.left_day),
            *(deal.c.source, deal.c.campaign, lacking),
        )
        .select_from(now)
        .join(deal, deal.c.id == now.c.deal_id)
        .join(here, here.c.id == now.c.stage_id)
        .outerjoin(was, and_(was.c.deal_id == now.c.deal_id, was.c.sequence == now.c.sequence - 1))
        .outerjoin(there, there.c.id == was.c.stage_id)
        .outerjoin(member, member.c.id == now.c.member_id)
        .where(now.c.deal_id.in_(scope.deals), earlier(at, now.c.id, rank, before))
        .order_by(at.desc(), now.c.id.desc())
        .limit(limit)
    )
    return [_visit(rank, *row) for row in rows]


def _visit(
    rank: int,
    order: int,
    number: int,
    at: int | None,
    day: str | None,
    is_reentry: int,
    who: str | None,
    deal_id: int,
    title: str,
    here: str,
    there: str | None,
    outcome: str | None,
    *rest: object,
) -> Entry:
    *times, source, campaign, lacking = rest
    is_first = there is None
    how = "began" if is_first else "reopened" if is_reentry else str(outcome or "advanced")
    detail = " · ".join(str(part) for part in (source, campaign) if part) if is_first else ""
    if lacking:
        detail = _("Noted as missing: {items}").format(items=lacking)
    return Entry(
        place=(order, rank, number),
        kind="visit",
        what=how,
        at=at,
        day=day,
        member=who,
        deal_id=deal_id,
        deal=title,
        title=here,
        detail=detail,
        before=there or "",
        stayed_days=None if is_reentry else _stayed(*times),
    )


def _stayed(began: object, began_day: object, left: object, left_day: object) -> float | None:
    """How long a visit lasted, in days; None where an end is unknown or the order is odd."""
    if not isinstance(began, int) or not isinstance(left, int) or left < began:
        return None
    lasted = (left - began) / 86_400
    return float(round(lasted)) if began_day or left_day else lasted


def _exits(
    session: Session, scope: Scope, rank: int, before: Place | None, limit: int
) -> list[Entry]:
    visit = stage_visit.c
    at = func.coalesce(visit.left_at, UNKNOWN)
    rows = session.execute(
        select(
            *(at, visit.id, visit.left_at, visit.left_day, visit.outcome, deal.c.id, deal.c.title),
            *(stage.c.name, exit_reason.c.name, deal_exit.c.note, deal_exit.c.wake_on),
            nurture_list.c.name,
        )
        .join_from(stage_visit, deal, deal.c.id == visit.deal_id)
        .join(stage, stage.c.id == visit.stage_id)
        .outerjoin(deal_exit, deal_exit.c.visit_id == visit.id)
        .outerjoin(exit_reason, exit_reason.c.id == deal_exit.c.reason_id)
        .outerjoin(nurture_list, nurture_list.c.id == deal_exit.c.nurture_list_id)
        .where(
            visit.deal_id.in_(scope.deals),
            visit.outcome.in_(("lost", "recycled", "churned")),
            earlier(at, visit.id, rank, before),
        )
        .order_by(at.desc(), visit.id.desc())
        .limit(limit)
    )
    return [
        Entry(
            place=(order, rank, number),
            kind="visit",
            what=outcome,
            at=left_at,
            day=left_day,
            member=None,
            deal_id=deal_id,
            deal=title,
            title=reason or "",
            detail=note or "",
            before=stage_name,
            wake_on=wake_on,
            nurture_list=listed or "",
        )
        for order, number, left_at, left_day, outcome, deal_id, title, *why in rows
        for stage_name, reason, note, wake_on, listed in [why]
    ]


def _logged(kind: Kind, wanted: ColumnElement[bool], when: ColumnElement[int]) -> Source:
    """The source of a part of the activities, which happened `when`."""

    def source(
        session: Session, scope: Scope, rank: int, before: Place | None, limit: int
    ) -> list[Entry]:
        one = activity.c
        at = func.coalesce(when, UNKNOWN)
        rows = session.execute(
            select(
                *(at, one.id, when, one.kind, one.title, one.note, member.c.name),
                *(deal.c.id, deal.c.title, contact.c.name),
            )
            .select_from(activity)
            .outerjoin(deal, deal.c.id == one.deal_id)
            .outerjoin(contact, contact.c.id == one.contact_id)
            .outerjoin(member, member.c.id == one.member_id)
            .where(
                wanted,
                or_(
                    one.deal_id.in_(scope.deals),
                    one.contact_id.in_(scope.contacts),
                    one.company_id == (scope.company_id or 0),
                ),
                earlier(at, one.id, rank, before),
            )
            .order_by(at.desc(), one.id.desc())
            .limit(limit)
        )
        return [
            Entry(
                place=(order, rank, number),
                kind=kind,
                what=what,
                at=happened,
                day=None,
                member=who,
                deal_id=deal_id,
                deal=deal_title or "",
                title=title,
                detail=note or "",
                before=person or "",
            )
            for order, number, happened, what, title, note, who, *about in rows
            for deal_id, deal_title, person in [about]
        ]

    return source


_kind = activity.c.kind
# Kind, rank among what happened at the same instant (the greater is shown above), how to ask.
SOURCES: tuple[tuple[Kind, int, Source], ...] = (
    ("visit", 1, _visits),
    ("activity", 2, _logged("activity", _kind.not_in(("note", "task")), activity.c.happened_at)),
    ("note", 3, _logged("note", _kind == "note", activity.c.happened_at)),
    (
        "task",
        4,
        _logged(
            "task",
            and_(_kind == "task", activity.c.done_at.is_not(None)),
            activity.c.done_at,
        ),
    ),
    ("visit", 6, _exits),
)
