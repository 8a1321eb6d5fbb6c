"""Hand-offs, clocks and reviews as of an instant: what is done later changes nothing (§10)."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.analytics.metrics import metrics
from revops_desktop.analytics.sla_review import reviews
from revops_desktop.database import tables
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import (
    business_calendar,
    clocks,
    deals,
    handoffs,
    members,
    sla_reviews,
    stages,
)
from revops_desktop.rules.business_clock import Limit
from revops_desktop.rules.periods import DAY, Period
from tests.conftest import NOW

KEPT = (
    *(tables.handoff, tables.handoff_value, tables.clock_pause, tables.criterion_lack),
    *(tables.sla_review, tables.sla_agreement, tables.time_limit, tables.business_calendar),
)


def picture(session: Session, now: int) -> dict[str, Any]:
    """Every row of a promise, and all that is reckoned from them."""
    found: dict[str, Any] = {
        table.name: [tuple(row) for row in session.execute(select(table).order_by(table.c.id))]
        for table in KEPT
    }
    answer = metrics(session, pipeline_id=1, period=Period(), now=now)
    return (
        found
        | {key: answer[key] for key in ("sla", "handoffs", "recycle")}
        | {"reviews": reviews(session)}
    )


def stage_ids(workspace: Workspace) -> list[int]:
    rows = workspace.raw.execute("SELECT id FROM stage ORDER BY position").fetchall()
    return [row[0] for row in rows]


def handed(workspace: Workspace) -> int:
    (found,) = workspace.raw.execute("SELECT max(id) FROM handoff").fetchone()
    return int(found)


def test_what_is_done_later_changes_no_promise_of_before(workspace: Workspace) -> None:
    ids, why = stage_ids(workspace), "Agreed on the phone"
    for name in ("Sato", "Suzuki"):
        workspace.do(members.add, at=NOW, name=name)
    made = [
        workspace.do(deals.create, at=NOW + number, title=title, stage_id=ids[2]).value
        for number, title in enumerate(("A", "B", "C"))
    ]
    move = deals.move_to_stage
    workspace.do(move, at=NOW + 60, deal_id=made[0], stage_id=ids[3], override=why)
    workspace.do(move, at=NOW + 70, deal_id=made[1], stage_id=ids[3], override=why)
    second = handed(workspace)
    workspace.do(clocks.pause, at=NOW + 80, handoff_id=second, reason="They are away")
    then = NOW + DAY
    before = workspace.ask(picture, now=then)
    assert len(before["handoff"]) == 2 and len(before["clock_pause"]) == 1

    at = then + 5
    workspace.do(move, at=at, deal_id=made[2], stage_id=ids[3], override=why)
    workspace.do(handoffs.give_back, at=at + 1, handoff_id=handed(workspace), reason="No budget")
    workspace.do(handoffs.accept, at=at + 2, handoff_ids=[second])
    workspace.do(move, at=at + 3, deal_id=made[0], stage_id=ids[5], override=why)
    (visit,) = workspace.raw.execute("SELECT max(id) FROM stage_visit").fetchone()
    workspace.do(clocks.pause, at=at + 4, visit_id=visit, reason="Waiting")
    limit = stages.WantedLimit(Limit(60, None), True)
    workspace.do(stages.edit, at=at + 5, stage_id=ids[3], fields={}, time_limit=limit)
    closed = {"first": "2026-04-20", "last": "2026-04-21", "name": "", "ranges": ()}
    workspace.do(business_calendar.set_days, at=at + 6, for_running=True, **closed)
    workspace.do(
        sla_reviews.hold,
        at=at + 7,
        cadence="weekly",
        first_day="2026-03-23",
        last_day="2026-03-29",
        figures="{}",
        agreements=[sla_reviews.Agreed("Answer sooner")],
    )
    assert workspace.ask(picture, now=then) != before
    assert workspace.ask(picture, as_of=then, now=then) == before
