"""Deals beyond a time limit or an idle limit, against cases reckoned by hand (domain.md §3, §5)."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from revops_desktop.analytics.filters import Filter
from revops_desktop.analytics.stuck import Why, stuck, stuck_deals
from revops_desktop.database import tables
from revops_desktop.database.journal import verb
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import clocks, deals, time_limits, trash
from revops_desktop.rules.business_clock import Limit
from tests.river import LOST, ZONE, make_river


def at(text: str) -> int:
    """A local time of May 2026; the 11th is a Monday."""
    local = datetime.fromisoformat(f"2026-05-{text}").replace(tzinfo=ZoneInfo(ZONE))
    return int(local.timestamp())


NOW = at("15T12:00")


@verb("Limit")
def limit(session: Session, *, at: int) -> None:
    """Four business hours in stage 2; three days without a touch in stages 2 and 4."""
    time_limits.write(session, at=at, stage_id=2, limit=Limit(240, None), for_running=False)
    session.execute(
        update(tables.stage).where(tables.stage.c.id.in_((2, 4))).values(idle_limit_days=3)
    )


@verb("Import")
def imported(session: Session, *, at: int, title: str) -> None:
    """A deal that stands in stage 2 since the 1st, by a list: no clock, but idle."""
    values = {"title": title, "pipeline_id": 1, "created_at": at, "amount": 7}
    deal_id = session.scalars(insert(tables.deal).values(values).returning(tables.deal.c.id)).one()
    session.execute(
        insert(tables.stage_visit).values(
            deal_id=deal_id, stage_id=2, sequence=0, entered_at=at, is_imported=1
        )
    )


def _fill(made: Workspace) -> None:
    made.do(limit, at=at("01T00:00"))

    def deal(title: str, begun: str, stage: int = 2, **more: object) -> int:
        values = {"title": title, "stage_id": stage, "amount": 100, **more}
        return int(made.do(deals.create, at=at(begun), **values).value)

    deal("fresh", "15T09:30")
    deal("late", "14T13:00", source="web")
    # Due on the 15th at 11:00.
    deal("late since a moment", "14T16:00")
    deal("late and idle", "08T10:00", amount=None)
    paused = deal("paused in time", "14T09:00")
    made.do(
        clocks.pause,
        at=at("14T10:00"),
        visit_id=made.ask(visit_of, deal_id=paused),
        reason="The customer is away",
    )
    gone = {"deal_id": deal("gone", "08T10:00"), "kind": "lost", "reason_id": LOST}
    made.do(deals.leave_river, at=at("13T12:00"), **gone)
    made.do(trash.delete, at=at("14T12:00"), deals=[deal("in the trash", "08T10:00")])
    deal("no limit", "01T10:00", stage=1)
    deal("idle customer", "08T10:00", stage=4)
    made.do(imported, at=at("01T10:00"), title="imported")


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    made = make_river(tmp_path / "a.revops", _fill)
    yield made
    made.close()


def visit_of(session: Session, *, deal_id: int) -> int:
    """The present stay of a deal."""
    column = tables.deal_state.c
    return int(session.scalars(select(column.visit_id).where(column.deal_id == deal_id)).one())


def test_stuck_deals_are_counted_by_stage(river: Workspace) -> None:
    found = {one.stage.name: one for one in river.ask(stuck, pipeline_id=1, now=NOW)}
    assert list(found) == ["Lead", "Qualified", "Proposal", "Customer", "Fan"]
    told = {
        name: (one.here.count, one.over_limit.count, one.idle.count, one.either.count)
        for name, one in found.items()
    }
    assert told == {
        "Lead": (1, 0, 0, 0),
        "Qualified": (6, 3, 2, 4),
        "Proposal": (0, 0, 0, 0),
        "Customer": (1, 0, 1, 1),
        "Fan": (0, 0, 0, 0),
    }
    assert (found["Qualified"].either.amount, found["Qualified"].either.without_amount) == (207, 1)


@pytest.mark.parametrize(
    ("why", "titles"),
    [
        ("over_limit", {"late", "late since a moment", "late and idle"}),
        ("idle", {"late and idle", "imported"}),
        ("either", {"late", "late since a moment", "late and idle", "imported"}),
    ],
)
def test_the_deals_behind_are_those(river: Workspace, why: Why, titles: set[str]) -> None:
    found = river.ask(stuck_deals, pipeline_id=1, now=NOW, why=why, stage_id=2)
    assert {row.title for row in found.rows} == titles
    everywhere = river.ask(stuck_deals, pipeline_id=1, now=NOW, why=why)
    also = set() if why == "over_limit" else {"idle customer"}
    assert {row.title for row in everywhere.rows} == titles | also


def test_a_filter_asks_of_its_deals_only(river: Workspace) -> None:
    only = Filter((("source", "web"),))
    found = river.ask(stuck, pipeline_id=1, now=NOW, only=only)
    assert [(one.here.count, one.either.count) for one in found][1] == (1, 1)
    rows = river.ask(stuck_deals, pipeline_id=1, now=NOW, only=only).rows
    assert [row.title for row in rows] == ["late"]


def test_a_deal_is_late_from_the_moment_after_its_deadline(river: Workspace) -> None:
    due = at("15T11:00")
    for now, number in ((due, 2), (due + 1, 3)):
        (qualified,) = (
            one for one in river.ask(stuck, pipeline_id=1, now=now) if one.stage.name == "Qualified"
        )
        assert qualified.over_limit.count == number
