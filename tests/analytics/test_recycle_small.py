"""The pool of a small river: its cells, its parts, its story, and what other programs read."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from revops_desktop.analytics import recycle
from revops_desktop.analytics.metrics import metrics
from revops_desktop.analytics.record_list import Wanted
from revops_desktop.analytics.story import story
from revops_desktop.operations import bulk, deals, nurture_lists, waking
from revops_desktop.rules.periods import DAY, month_period, start_of_day
from revops_desktop.ui.deal import story_words
from tests.river import RECYCLED, ZONE, make_river


def test_the_cells_of_a_waiting_deal(tmp_path: Path) -> None:
    with make_river(tmp_path / "a.revops") as workspace:
        at = start_of_day(date(2026, 3, 2), ZONE)
        made = workspace.do(
            deals.create, at=at, title="A", stage_id=2, amount=500, source="web", company="B Ltd"
        ).value
        recycled = {"kind": "recycled", "reason_id": RECYCLED, "note": "次年度"}
        workspace.do(
            bulk.leave_many, at=at + DAY, deal_ids=[made], wake_on="2026-06-01", **recycled
        )
        now = at + 11 * DAY + 5
        keys = ["title", "company", "stage", "reason", "list", "wake_on", "since", "age"]
        keys += ["value", "source", "owner", "note", "times"]
        cells = workspace.ask(recycle.rows, ids=[made], keys=keys, now=now)[made]
        assert cells[2:] == (
            *("A", "B Ltd", "Qualified", str(RECYCLED), None, "2026-06-01", at + DAY, 10),
            *(500, "web", None, "次年度", 0),
        )
        assert workspace.ask(recycle.choices) == recycle.Choices(
            (("2", "recycled"),), (("web", "web"),), ()
        )
        for word, number in (("次年", 1), ("b ltd", 1), ("nobody", 0)):
            found = workspace.ask(recycle.found, wanted=Wanted(sort="title", text=word), now=now)
            assert len(found.ids) == number
        workspace.do(waking.reopen, at=now, deal_ids=[made])
        workspace.do(bulk.leave_many, at=now + 5, deal_ids=[made], wake_on="2026-07-01", **recycled)
        assert workspace.ask(recycle.rows, ids=[made], keys=["times"], now=now)[made][2:] == (1,)


def test_amounts_fall_into_steps_of_ten(tmp_path: Path) -> None:
    with make_river(tmp_path / "a.revops") as workspace:
        made = [
            workspace.do(deals.create, at=9, title="A", stage_id=1, amount=amount).value
            for amount in (None, 0, 5_000, 40_000, 999_999, 7_500_000, 8_000_000)
        ]
        workspace.do(
            bulk.leave_many,
            at=20,
            deal_ids=made,
            kind="recycled",
            reason_id=RECYCLED,
            wake_on="2026-06-01",
        )
        parts = workspace.ask(recycle.groups, pipeline_id=1, by="amount", now=20)
    assert [(part.low, part.high, part.deals.count, part.typed) for part in parts] == [
        (None, 0, 1, "<= 0"),
        (1, 9_999, 1, "1..9999"),
        (10_000, 99_999, 1, "10000..99999"),
        (100_000, 999_999, 1, "100000..999999"),
        (1_000_000, None, 2, ">= 1000000"),
        (None, None, 1, "="),
    ]


def test_what_other_programs_read(tmp_path: Path) -> None:
    with make_river(tmp_path / "a.revops") as workspace:
        at = start_of_day(date(2026, 3, 2), ZONE)
        made = [
            workspace.do(deals.create, at=at, title="A", stage_id=2, amount=amount).value
            for amount in (100, 200, 400, 800)
        ]
        workspace.do(
            bulk.leave_many,
            at=at + DAY,
            deal_ids=made[:3],
            kind="recycled",
            reason_id=RECYCLED,
            wake_on="2026-03-10",
        )
        workspace.do(waking.reopen, at=at + 5 * DAY, deal_ids=made[:2])
        for deal_id in (made[0], made[3]):
            workspace.do(deals.move_to_stage, at=at + 6 * DAY, deal_id=deal_id, stage_id=4)
        asked: dict[str, Any] = {"pipeline_id": 1, "period": month_period("2026-03")}
        answer = workspace.ask(metrics, now=at + 9 * DAY, **asked)["recycle"]
        eve = workspace.ask(metrics, now=start_of_day(date(2026, 3, 10), ZONE) - 1, **asked)
        before = workspace.ask(metrics, as_of=at + 5 * DAY, now=at + 5 * DAY - 1, **asked)
    few = {"why": "Fewer than 5 deals: no conclusion is drawn.", "rate": None}
    assert json.loads(json.dumps(answer)) == {
        "pool": {"count": 1, "amount": 400, "without_amount": 0},
        "due": 1,
        "reopened": 2,
        "won_after_reopen": 1,
        "win_rate_reopened": {"numerator": 1, "denominator": 1, **few},
        "win_rate_fresh": {"numerator": 1, "denominator": 1, **few},
        "share_of_won_amount": {"numerator": 100, "denominator": 900, **few},
    }
    assert eve["recycle"]["due"] == 0
    assert before["recycle"]["pool"]["count"] == 3
    assert before["recycle"]["reopened"] == 0


def test_the_story_tells_the_day_and_the_list(tmp_path: Path) -> None:
    with make_river(tmp_path / "a.revops") as workspace:
        made = workspace.do(deals.create, at=9, title="A", stage_id=1).value
        listed = workspace.do(nurture_lists.add, at=10, name="Letter\n春").value
        workspace.do(
            deals.leave_river,
            at=20,
            deal_id=made,
            kind="recycled",
            reason_id=RECYCLED,
            note="Call Ito",
            wake_on="2026-06-01",
            nurture_list_id=listed,
        )
        told = workspace.ask(story, deal_id=made)
    (left,) = [one for one in told.entries if one.what == "recycled"]
    assert story_words.detail(left) == (
        "Wakes up on 1 Jun 2026 · Nurturing list: Letter 春\nCall Ito"
    )
