"""Over what deals went on: counted by stage and criterion, and listed one by one."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session

from revops_desktop.analytics.filters import Filter
from revops_desktop.analytics.metrics import metrics
from revops_desktop.analytics.overrides import how_often, of_stage, overrides, passed_over
from revops_desktop.database.journal import verb
from revops_desktop.database.tables import exit_criterion
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import bulk, deals, trash
from revops_desktop.rules.periods import DAY, Period, month_period, start_of_day
from tests.river import ZONE, make_river

MARCH = start_of_day(date(2026, 3, 1), ZONE)
BUDGET, CALL, ORDER = 1, 2, 3


@verb("Ask")
def ask(session: Session, *, at: int) -> None:
    """Stage 2 asks for two things, stage 3 for one; the call is only noted."""
    for number, (stage_id, text, level) in enumerate(
        ((2, "Budget", "warn"), (2, "Call", "log"), (3, "Order", "warn")), 1
    ):
        values = {"id": number, "stage_id": stage_id, "text": text, "level": level}
        session.execute(insert(exit_criterion).values(position=number, **values))


def _fill(made: Workspace) -> None:
    """In March two deals went on over the budget, in April one; one of them over the order, too."""
    made.do(ask, at=2)
    for title, day in (("A", 1), ("B", 30), ("C", 31)):
        values = {"title": title, "stage_id": 2, "owner_id": 1 if title == "A" else 2}
        deal_id = made.do(deals.create, at=MARCH, **values).value
        at = MARCH + day * DAY
        made.do(
            bulk.move_many, at=at, deal_ids=[deal_id], stage_id=3, override=f"Because of {title}"
        )
    made.do(bulk.move_many, at=MARCH + 40 * DAY, deal_ids=[3], stage_id=4, override="Sure")


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    made = make_river(tmp_path / "a.revops", _fill)
    yield made
    made.close()


def test_they_are_counted_by_stage_and_criterion(river: Workspace) -> None:
    told = [(one.stage, one.text, one.number, one.months) for one in river.ask(overrides)]
    assert told == [
        ("Qualified", "Budget", 3, (("2026-03", 2), ("2026-04", 1))),
        ("Proposal", "Order", 1, (("2026-04", 1),)),
    ]
    assert [one.text for one in river.ask(overrides, level="log")] == ["Call"]
    assert river.ask(overrides, pipeline_id=2) == ()
    march = month_period("2026-03")
    assert river.ask(of_stage, stage_id=2, period=march) == {BUDGET: 2}
    assert river.ask(of_stage, stage_id=1, period=march) == {}
    april: Period = month_period("2026-04")
    answer = river.ask(metrics, pipeline_id=1, period=april, now=MARCH + 50 * DAY)
    assert answer["overrides"] == [
        {"stage": "Qualified", "criterion": "Budget", "count": 1, "deals": 1},
        {"stage": "Proposal", "criterion": "Order", "count": 1, "deals": 1},
    ]


def test_each_is_listed_with_its_reason(river: Workspace) -> None:
    found = river.ask(passed_over, criterion_id=BUDGET)
    assert [(one.deal, one.stage, one.text, one.reason) for one in found.rows] == [
        ("C", "Qualified", "Budget", "Because of C"),
        ("B", "Qualified", "Budget", "Because of B"),
        ("A", "Qualified", "Budget", "Because of A"),
    ]
    assert (found.total, found.zone) == (3, ZONE)
    assert river.ask(passed_over, stage_id=3).rows[0].reason == "Sure"
    only = Filter(where=(("owner", 1),))
    assert [one.deal for one in river.ask(passed_over, only=only).rows] == ["A"]
    assert river.ask(how_often) == river.ask(passed_over).total == 4
    assert river.ask(how_often, only=only) == 1


def test_deals_in_the_trash_are_left_out(river: Workspace) -> None:
    river.do(trash.delete, at=MARCH + 41 * DAY, deals=[3])
    assert river.ask(how_often) == 2
    assert [one.deal for one in river.ask(passed_over).rows] == ["B", "A"]
    assert [(one.text, one.number) for one in river.ask(overrides)] == [("Budget", 2)]
