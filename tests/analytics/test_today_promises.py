"""Today's promises: hand-offs to accept, returned ones, time limits, agreements of reviews."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session

from revops_desktop.analytics.handoff_inbox import waiting_count
from revops_desktop.analytics.today import Line, due_count, today
from revops_desktop.database.journal import verb
from revops_desktop.database.tables import sla_agreement, sla_review
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import deals, handoffs, time_limits, trash
from revops_desktop.rules.business_clock import Limit
from tests.handed import (
    BUDGET,
    DAY,
    HOUR,
    NEED,
    OPEN,
    SATO,
    SUZUKI,
    TANAKA,
    hand,
    handoff_ids,
    make_handed,
)
from tests.river import LOST


@pytest.fixture
def handed(tmp_path: Path) -> Iterator[Workspace]:
    """Two hand-offs of Sato's that wait: A lacks its items and is overdue, B is complete."""
    made = make_handed(tmp_path / "a.revops")
    hand(made, "A", OPEN)
    hand(made, "B", OPEN + 3 * HOUR, answers={BUDGET: "300", NEED: "急ぎ"})
    yield made
    made.close()


NOW = OPEN + 5 * HOUR


def lines(made: Workspace, key: str, member_id: int | None = None, now: int = NOW) -> list[Line]:
    """The lines of a section."""
    answer = made.ask(today, now=now, member_id=member_id)
    section = answer.section(key)  # type: ignore[arg-type]  # one of the keys
    assert section.count == len(section.lines)
    return list(section.lines)


def test_hand_offs_wait_for_all_of_the_receiving_function(handed: Workspace) -> None:
    for member_id in (SUZUKI, TANAKA, None):
        first, second = lines(handed, "handoffs", member_id)
        assert (first.title, first.sender, first.owner) == ("A", "Marketing", "Sato")
        assert (first.note, first.stage) == ("Budget, Need", "Qualified")
        assert (first.state, first.seconds) == ("breached", -HOUR)
        assert (second.note, second.state, second.due) == ("", "running", OPEN + 7 * HOUR)
    assert lines(handed, "handoffs", SATO) == []
    assert handed.ask(due_count, now=NOW, member_id=SUZUKI) == 2
    assert handed.ask(waiting_count, now=NOW, member_id=SUZUKI) == 2
    assert handed.ask(waiting_count, now=NOW, member_id=SATO) == 0
    handed.do(trash.delete, at=NOW, deals=[1])
    assert [line.title for line in lines(handed, "handoffs")] == ["B"]


def test_what_came_back_waits_for_its_sender_until_it_was_seen(handed: Workspace) -> None:
    (number,) = handed.ask(handoff_ids, deal_id=1)
    handed.member_id = SUZUKI
    handed.do(handoffs.give_back, at=NOW, handoff_id=number, reason="予算")
    (line,) = lines(handed, "returned", SATO)
    assert (line.title, line.note, line.owner, line.stage) == ("A", "予算", "Suzuki", "Lead")
    assert (line.state, line.days, line.handoff_id) == ("", 0, number)
    assert lines(handed, "returned", SUZUKI) == []
    assert handed.ask(due_count, now=NOW, member_id=SATO) == 1
    handed.do(handoffs.seen, at=NOW, handoff_ids=[number])
    assert lines(handed, "returned", SATO) == []
    handed.undo(at=NOW)
    assert len(lines(handed, "returned", SATO)) == 1
    handed.do(deals.move_to_stage, at=NOW + 9, deal_id=1, stage_id=2, override="x")
    assert lines(handed, "returned", SATO) == []
    handed.undo(at=NOW + 10)
    handed.do(deals.leave_river, at=NOW + 9, deal_id=1, kind="lost", reason_id=LOST)
    assert lines(handed, "returned", SATO) == []


@verb("Limit")
def limit(session: Session, *, at: int, stage_id: int) -> None:
    """Two business days in a stage."""
    time_limits.write(session, at=at, stage_id=stage_id, limit=Limit(None, 2), for_running=True)


def test_a_stay_is_listed_from_its_last_fifth_on(handed: Workspace) -> None:
    assert lines(handed, "sla") == []
    handed.do(limit, at=OPEN, stage_id=2)
    assert lines(handed, "sla") == []
    (line,) = lines(handed, "sla", now=OPEN + DAY + 7 * HOUR)
    assert (line.title, line.stage, line.state) == ("A", "Qualified", "at_risk")
    first, second = lines(handed, "sla", now=OPEN + 3 * DAY)
    assert (first.state, second.state) == ("breached", "breached")
    assert first.seconds < second.seconds < 0
    assert lines(handed, "sla", SUZUKI, now=OPEN + 3 * DAY) == []


@verb("Review")
def agreed(session: Session, *, at: int, rows: list[dict[str, Any]]) -> None:
    """A review with these agreements."""
    session.execute(
        insert(sla_review).values(
            id=1,
            cadence="weekly",
            first_day="2026-03-23",
            last_day="2026-03-29",
            held_at=at,
            figures="{}",
        )
    )
    for position, row in enumerate(rows):
        session.execute(
            insert(sla_agreement).values(
                {"review_id": 1, "position": position, "member_id": None, "done_at": None, **row}
            )
        )


def test_agreements_are_listed_from_their_day_on_until_they_are_done(handed: Workspace) -> None:
    handed.do(
        agreed,
        at=OPEN,
        rows=[
            {"text": "Sato's", "due_on": "2026-03-30", "member_id": SATO},
            {"text": "Nobody's", "due_on": "2026-04-01"},
            {"text": "Later", "due_on": "2026-04-02"},
            {"text": "Done", "due_on": "2026-03-30", "done_at": OPEN},
        ],
    )
    assert [line.title for line in lines(handed, "agreements")] == ["Sato's", "Nobody's"]
    assert [line.title for line in lines(handed, "agreements", SUZUKI)] == ["Nobody's"]
    (first, _second) = lines(handed, "agreements", SATO)
    assert (first.owner, first.days, first.agreement_id, first.deal_id) == ("Sato", 2, 1, None)
    assert first.review_id == 1
