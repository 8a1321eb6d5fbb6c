"""What of the promises asks for attention: hand-offs, deadlines, agreements of reviews.

Hand-offs and deadlines are those of domain.md §4; agreements are those of the SLA reviews.
"""

from dataclasses import replace
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from revops_desktop.analytics import handoff_inbox
from revops_desktop.analytics.handoff_clocks import clocks
from revops_desktop.analytics.handoff_inbox import EVERYBODYS, View, Whose
from revops_desktop.analytics.record_list import Row
from revops_desktop.analytics.sla_lines import Kind
from revops_desktop.analytics.today_lines import Key, Line, Scope, Section, ago, chunks, read
from revops_desktop.database.tables import (
    deal,
    deal_state,
    handoff,
    member,
    sla_agreement,
    stage,
    time_limit,
)
from revops_desktop.rules.periods import local_day
from revops_desktop.rules.sla import Judged

_STAYS: tuple[Kind, ...] = ("stage",)
_KEYS = ("deal", "from", "to", "by", "missing", "amount", "company", "decider", "reason")


def handoffs(session: Session, scope: Scope) -> Section:
    """Hand-offs that wait to be accepted, the oldest first."""
    return _handed(session, scope, "waiting")


def returned(session: Session, scope: Scope) -> Section:
    """Hand-offs that came back and that their sender has not seen yet."""
    return _handed(session, scope, "returned")


def _handed(session: Session, scope: Scope, view: View) -> Section:
    whose = EVERYBODYS if scope.member_id is None else Whose(member_id=scope.member_id)
    one = handoff.c
    wanted = select(one.id, one.deal_id, one.handed_at, one.decided_at).where(
        *handoff_inbox.subject(view, whose).holds
    )
    # By the index of the few that are undecided, not by that of all in this order.
    order = (one.handed_at + 0, one.id) if view == "waiting" else (one.decided_at, one.id)
    found = read(session, wanted, order, scope)
    key: Key = "handoffs" if view == "waiting" else "returned"
    ids = [row.id for row in found.rows]
    if not ids:
        return Section(key, found.number, ())
    cells = handoff_inbox.rows(session, ids=ids, keys=_KEYS, view=view, now=scope.now)
    judged = clocks(session, handoff_ids=ids, now=scope.now)
    companies = _companies(session, [row.deal_id for row in found.rows])
    stages = _stages(session, [row.deal_id for row in found.rows])
    lines = tuple(
        _handed_line(scope, view, row, cells[row.id], judged.get(row.id), companies, stages)
        for row in found.rows
    )
    return Section(key, found.number, lines)


def _handed_line(
    scope: Scope,
    view: View,
    row: Any,
    cells: Row,
    judged: Judged | None,
    companies: dict[int, int],
    stages: dict[int, str],
) -> Line:
    told = dict(zip(_KEYS, cells[2:], strict=True))
    waits = view == "waiting"
    at = row.handed_at if waits else row.decided_at
    day = local_day(at, scope.zone).isoformat()
    deal_id = row.deal_id
    made = Line(
        key="handoffs" if waits else "returned",
        title=told["deal"] or "",
        deal_id=deal_id,
        deal=told["deal"] or "",
        company_id=companies.get(deal_id),
        company=told["company"] or "",
        stage=stages.get(deal_id, ""),
        owner=(told["by"] if waits else told["decider"]) or "",
        value=told["amount"],
        day=day,
        days=ago(day, scope.day),
        note=(told["missing"] if waits else told["reason"]) or "",
        handoff_id=row.id,
        sender=(told["from"] if waits else told["to"]) or "",
    )
    return _timed(made, judged) if waits else made


def _timed(line: Line, judged: Judged | None) -> Line:
    """The line with how its clock stands; as it is where there is none."""
    if judged is None:
        return line
    left = -judged.over_seconds if judged.is_over else judged.left_seconds
    state = "paused" if judged.is_paused else judged.state
    return replace(line, state=state, due=judged.due, seconds=left)


def _companies(session: Session, deal_ids: list[int]) -> dict[int, int]:
    wanted = select(deal.c.id, deal.c.company_id).where(deal.c.company_id.is_not(None))
    return {row[0]: row[1] for row in chunks(session, wanted, deal.c.id, deal_ids)}


def _stages(session: Session, deal_ids: list[int]) -> dict[int, str]:
    """Where the deals stand now."""
    wanted = select(deal_state.c.deal_id, stage.c.name).join(
        stage, stage.c.id == deal_state.c.stage_id
    )
    return {row[0]: row[1] for row in chunks(session, wanted, deal_state.c.deal_id, deal_ids)}


def sla(session: Session, scope: Scope) -> Section:
    """Stays whose time limit is past or nearly so; the most pressing first."""
    if session.execute(select(time_limit.c.id).limit(1)).first() is None:
        return Section("sla", 0, ())
    # numpy takes a tenth of a second to import, and files without any limit do without.
    from revops_desktop.analytics.sla_running import running

    found = running(
        session, now=scope.now, member_id=scope.member_id, most=scope.most, kinds=_STAYS
    )
    number = found.counts["breached"] + found.counts["at_risk"]
    abouts = {
        row.id: row
        for row in chunks(
            session,
            select(deal.c.id, deal.c.company_id, deal_state.c.value, member.c.name)
            .join(deal_state, deal_state.c.deal_id == deal.c.id)
            .outerjoin(member, member.c.id == deal.c.owner_id),
            deal.c.id,
            [line.deal_id for line in found.lines],
        )
    }
    lines = []
    for clock in found.lines:
        about = abouts[clock.deal_id]
        day = local_day(clock.started, scope.zone).isoformat()
        line = Line(
            key="sla",
            title=clock.deal,
            deal_id=clock.deal_id,
            deal=clock.deal,
            company_id=about.company_id,
            company=clock.company,
            stage=clock.name,
            owner=about.name or "",
            value=about.value,
            day=day,
            days=ago(day, scope.day),
        )
        lines.append(_timed(line, clock.judged))
    return Section("sla", number, tuple(lines))


def agreements(session: Session, scope: Scope) -> Section:
    """What was agreed in SLA reviews, is due, and is not done yet; one of nobody is everybody's."""
    one = sla_agreement.c
    wanted = select(one.id, one.due_on).where(
        one.done_at.is_(None), one.due_on.is_not(None), one.due_on <= scope.day.isoformat()
    )
    if scope.member_id is not None:
        wanted = wanted.where(or_(one.member_id == scope.member_id, one.member_id.is_(None)))
    found = read(session, wanted, (one.due_on, one.id), scope)
    ids = [row.id for row in found.rows]
    rows = {
        row.id: row
        for row in chunks(
            session,
            select(
                *(one.id, one.text, one.due_on, one.review_id),
                func.coalesce(member.c.name, "").label("name"),
            )
            .select_from(sla_agreement)
            .outerjoin(member, member.c.id == one.member_id),
            one.id,
            ids,
        )
    }
    lines = tuple(
        Line(
            key="agreements",
            title=row.text,
            deal_id=None,
            owner=row.name,
            day=row.due_on,
            days=ago(row.due_on, scope.day),
            agreement_id=row.id,
            review_id=row.review_id,
        )
        for row in (rows[number] for number in ids)
    )
    return Section("agreements", found.number, lines)
