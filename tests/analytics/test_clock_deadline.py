"""The deadline of a clock that runs is explained by the versions and pauses that hold for it."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from revops_desktop.analytics.clock_deadline import clock_deadline
from revops_desktop.analytics.sla_clocks import deal_clocks
from revops_desktop.database.journal import verb
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import business_calendar, clocks, deals, time_limits
from revops_desktop.rules.business_clock import Limit
from tests.river import LOST, ZONE, make_river


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    made = make_river(tmp_path / "a.revops")
    yield made
    made.close()


def at(text: str) -> int:
    """The instant of a local time in March 2026, in Tokyo."""
    local = datetime.fromisoformat(f"2026-03-{text}")
    return int(local.replace(tzinfo=ZoneInfo(ZONE)).timestamp())


def test_a_running_clock_tells_its_steps(river: Workspace) -> None:
    """8 h from Monday 10:00, paused from noon to 15:00; on Tuesday only the morning is worked."""
    limit = verb("Limit")(time_limits.write)
    river.do(limit, at=1, stage_id=1, limit=Limit(480, None), for_running=False)
    deal_id = river.do(deals.create, at=at("09T10:00"), title="A", stage_id=1).value
    (line,) = river.ask(deal_clocks, deal_ids=[deal_id], now=at("09T11:00"))[deal_id]
    asked: dict[str, Any] = {"kind": "stage", "clock_id": line.clock_id}
    river.do(clocks.pause, at=at("09T12:00"), visit_id=line.clock_id, reason="Waiting")
    found = river.ask(clock_deadline, now=at("09T13:00"), **asked)
    assert found is not None and found.due is None
    assert [one.kind for one in found.steps] == ["runs", "paused"]
    assert "known when the clock goes on" in found.steps[-1].what
    river.do(clocks.resume, at=at("09T15:00"), visit_id=line.clock_id)
    river.do(
        business_calendar.set_days,
        at=at("09T16:00"),
        first="2026-03-10",
        last="2026-03-10",
        name="Inventory",
        ranges=((540, 720),),
        for_running=True,
    )
    found = river.ask(clock_deadline, now=at("09T17:00"), **asked)
    assert found is not None and found.due == at("10T12:00")
    assert [one.what for one in found.steps] == [
        "2 h run, 6 h left.",
        "Paused, not counted.",
        "3 h run, 3 h left.",
        "3 h run.",
        "Due.",
    ]
    (line,) = river.ask(deal_clocks, deal_ids=[deal_id], now=at("09T17:00"))[deal_id]
    assert line.judged.due == found.due
    river.do(deals.leave_river, at=at("09T18:00"), deal_id=deal_id, kind="lost", reason_id=LOST)
    assert river.ask(clock_deadline, now=at("09T19:00"), **asked) is None
