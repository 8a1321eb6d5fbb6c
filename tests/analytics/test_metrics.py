"""What other programs read: exact amounts, shares with their reason, nothing that is not JSON."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from revops_desktop.analytics.deals_behind import deals_behind
from revops_desktop.analytics.metrics import metrics
from revops_desktop.database.journal import verb
from revops_desktop.database.tables import workspace as workspace_table
from revops_desktop.operations import deals
from revops_desktop.rules.periods import Period, month_period, start_of_day
from tests.conftest import NOW
from tests.river import LOST, ZONE, make_river

AT = start_of_day(date(2026, 3, 2), ZONE)


@verb("Take dollars")
def take_dollars(session: Session, *, at: int) -> None:
    """Amounts have two decimals from now on."""
    session.execute(update(workspace_table).values(currency="USD"))


def test_every_figure_of_a_small_river_in_dollars(tmp_path: Path) -> None:
    with make_river(tmp_path / "a.revops") as workspace:
        workspace.do(take_dollars, at=2)
        for amount in (1050, 2025, 100, None):
            made = workspace.do(deals.create, at=AT, title="A", stage_id=2, amount=amount).value
            workspace.do(deals.move_to_stage, at=AT + 86400, deal_id=made, stage_id=4)
        lost = workspace.do(deals.create, at=AT, title="B", stage_id=2, amount=7, source="web")
        workspace.do(deals.leave_river, at=AT + 9, deal_id=lost.value, kind="lost", reason_id=LOST)
        workspace.do(deals.create, at=AT, title="C", stage_id=1)
        answer: dict[str, Any] = workspace.ask(
            metrics, pipeline_id=1, period=month_period("2026-03"), by=("source",), now=NOW
        )
    assert json.loads(json.dumps(answer, allow_nan=False)) == answer
    assert (answer["currency"], answer["from"], answer["to"]) == ("USD", "2026-03-01", "2026-03-31")
    assert answer["won"] == {"count": 4, "amount": 31.75, "without_amount": 1}
    assert answer["lost"] == {"count": 1, "amount": 0.07, "without_amount": 0}
    assert answer["open"] == {"count": 1, "amount": 0, "without_amount": 1}
    assert answer["recycled"] == {"count": 0, "amount": 0, "without_amount": 0}
    assert answer["win_rate"] == {
        "count": {"numerator": 4, "denominator": 5, "rate": 0.8, "why": None},
        "amount": {
            "numerator": 31.75,
            "denominator": 31.82,
            "rate": None,
            "why": "Fewer than 80% of the won deals carry an amount above 0.",
        },
    }
    assert answer["average_deal"] == {"n": 3, "mean": 31.75 / 3, "median": 10.5}
    days = {"n": 4, "median": 1, "mean": 1, "odd_order": 0, "undated": 0}
    assert (answer["sales_cycle_days"], answer["lead_time_days"]) == (days, days)
    assert answer["velocity"] == {
        "a_day": None,
        "opportunities": 0,
        "n": 3,
        "why": "Fewer than 5 deals: no conclusion is drawn.",
    }
    assert answer["won_by_month"] == {"2026-03": answer["won"]}
    assert (answer["odd_order"], answer["undated"]) == (0, 0)
    first, *_between, last = answer["stages"]
    assert (first["name"], first["function"], first["phase"]) == ("Lead", None, "lead")
    assert (first["here"]["count"], first["reached"]["count"]) == (1, 6)
    assert first["to_next"]["to"] == "Qualified"
    assert first["to_next"]["count"] == {
        "numerator": 5,
        "denominator": 6,
        "rate": 5 / 6,
        "why": None,
    }
    assert last["to_next"] is None
    by_source = {part["name"]: part for part in answer["by"]["source"]}
    assert by_source["web"]["lost"]["amount"] == 0.07
    assert by_source[None]["deals"] == 5


def test_velocity_multiplies_what_stands_beside_it(tmp_path: Path) -> None:
    with make_river(tmp_path / "a.revops") as workspace:
        for _one in range(5):
            made = workspace.do(deals.create, at=AT, title="A", stage_id=2, amount=10_000).value
            workspace.do(deals.move_to_stage, at=AT + 40 * 86400, deal_id=made, stage_id=4)
        for stage_id in (1, 2, 2, 3):
            made = workspace.do(deals.create, at=AT, title="B", stage_id=stage_id, amount=1).value
        ended = workspace.do(deals.create, at=AT, title="C", stage_id=2).value
        workspace.do(deals.leave_river, at=AT + 9, deal_id=ended, kind="lost", reason_id=LOST)
        answer = workspace.ask(metrics, pipeline_id=1, period=Period(), now=NOW)
        listed = workspace.ask(
            deals_behind, pipeline_id=1, period=Period(), subject="opportunities"
        )
    # Three of the four open deals stand in the opportunity phase.
    assert answer["velocity"] == {
        "a_day": 3 * (5 / 6) * 10_000 / 40,
        "opportunities": 3,
        "n": 5,
        "why": None,
    }
    assert listed.total == 3


def test_an_empty_river_concludes_nothing(tmp_path: Path) -> None:
    with make_river(tmp_path / "a.revops") as workspace:
        answer = workspace.ask(metrics, pipeline_id=1, period=Period(), now=NOW)
    nothing = {
        "numerator": 0,
        "denominator": 0,
        "rate": None,
        "why": "There is no deal to take a share of.",
    }
    assert answer["win_rate"] == {"count": nothing, "amount": nothing}
    assert answer["average_deal"] == {"n": 0, "mean": None, "median": None}
    assert answer["sales_cycle_days"]["median"] is None
    assert answer["won_by_month"] == {}
    assert [stage["reached"]["count"] for stage in answer["stages"]] == [0] * 5
