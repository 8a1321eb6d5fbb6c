"""How far deals get: the worked example, going back, leaving, amounts, and the ends of a period."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from revops_desktop.analytics.deals_behind import deals_behind
from revops_desktop.analytics.funnel import Funnel, StageFlow, funnel
from revops_desktop.analytics.key_figures import key_figures
from revops_desktop.database.journal import verb
from revops_desktop.database.tables import stage, stage_visit
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import deals, workspaces
from revops_desktop.rules.periods import Period, end_of_day, start_of_day
from tests.river import LOST, RECYCLED, ZONE, make_river

DAY_ONE = start_of_day(date(2026, 3, 2), ZONE)
HOUR, DAY = 3600, 86400


@verb("Forget")
def forget_dates(session: Session, *, at: int) -> None:
    session.execute(update(stage_visit).values(entered_at=None))


def add(workspace: Workspace, at: int, stage_id: int = 1, **fields: Any) -> int:
    return int(workspace.do(deals.create, at=at, title="A", stage_id=stage_id, **fields).value)


def move(workspace: Workspace, at: int, deal_id: int, stage_id: int) -> None:
    workspace.do(deals.move_to_stage, at=at, deal_id=deal_id, stage_id=stage_id)


def lose(workspace: Workspace, at: int, deal_id: int) -> None:
    workspace.do(deals.leave_river, at=at, deal_id=deal_id, kind="lost", reason_id=LOST)


def ask(workspace: Workspace, period: Period = Period()) -> Funnel:
    return workspace.ask(funnel, pipeline_id=1, period=period)


def reached(found: Funnel) -> list[int]:
    return [flow.reached.count for flow in found.stages]


@pytest.fixture
def example(tmp_path: Path) -> Workspace:
    """A: 1→2→3→won. B: 1→3→lost. C: 1→2, open."""
    workspace = make_river(tmp_path / "a.revops")
    a, b, c = (add(workspace, DAY_ONE, amount=100) for _ in "ABC")
    for deal_id, stage_id in ((a, 2), (a, 3), (a, 4), (b, 3), (c, 2)):
        move(workspace, DAY_ONE + HOUR * stage_id, deal_id, stage_id)
    lose(workspace, DAY_ONE + DAY, b)
    return workspace


def test_worked_example(example: Workspace) -> None:
    """Reached 3 / 3 / 2, won 1; the second stage holds one skip."""
    found = ask(example)
    assert reached(found) == [3, 3, 2, 1, 0]
    assert [flow.skipped.count for flow in found.stages] == [0, 1, 0, 0, 0]
    first, second, third, *_customers = found.stages
    assert [flow.advanced.count for flow in (first, second, third)] == [3, 2, 1]
    assert (second.waiting.count, second.here.count) == (1, 1)
    assert third.left["lost"].count == 1
    assert third.to_next is not None
    share = third.to_next.by_count
    assert (share.numerator, share.denominator, share.rate, share.why) == (1, 2, None, "few")
    assert third.to_next.to.name == "Customer"
    assert found.stages[-1].to_next is None


def test_a_deal_that_goes_back_and_forth_counts_once(tmp_path: Path) -> None:
    with make_river(tmp_path / "a.revops") as workspace:
        deal_id = add(workspace, DAY_ONE)
        for number, stage_id in enumerate((2, 1, 2), 1):
            move(workspace, DAY_ONE + number, deal_id, stage_id)
        assert reached(ask(workspace)) == [1, 1, 0, 0, 0]


def test_a_deal_lost_after_going_back_left_from_where_it_got_furthest(tmp_path: Path) -> None:
    """It is one of those that reached the furthest stage: not on its way there any more."""
    with make_river(tmp_path / "a.revops") as workspace:
        deal_id = add(workspace, DAY_ONE)
        move(workspace, DAY_ONE + 1, deal_id, 3)
        move(workspace, DAY_ONE + 2, deal_id, 1)
        lose(workspace, DAY_ONE + 3, deal_id)
        first, _second, third, *_customers = ask(workspace).stages
        assert (first.advanced.count, first.left["lost"].count) == (1, 0)
        assert (third.waiting.count, third.left["lost"].count) == (0, 1)


def test_the_cohort_is_followed_beyond_the_period(example: Workspace) -> None:
    """Who reached a stage in the period counts as gone on whenever that was."""
    late = add(example, DAY_ONE + 5 * HOUR)
    move(example, DAY_ONE + 40 * DAY, late, 2)
    found = ask(example, Period(date(2026, 3, 2), date(2026, 3, 2)))
    assert found.stages[0].reached.count == 4
    assert found.stages[0].advanced.count == 4
    assert found.stages[1].reached.count == 3


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York", "Asia/Kathmandu", "UTC"])
@pytest.mark.parametrize("day", [date(2026, 3, 8), date(2026, 11, 1), date(2026, 6, 30)])
def test_a_day_ends_where_the_next_begins_in_every_zone(
    tmp_path: Path, zone: str, day: date
) -> None:
    """Whole UTC days are added up and the rest is read one by one: no instant twice or never."""
    with make_river(tmp_path / "a.revops") as workspace:
        workspace.do(workspaces.change_settings, at=2, fields={"time_zone": zone})
        start, end = start_of_day(day, zone), end_of_day(day, zone)
        for at in (start - 1, start, end - 1, end):
            add(workspace, at)
        for first, last, expected in (
            (day, day, 2),
            (day, None, 3),
            (None, day, 3),
            (date(2026, 1, 1), day, 3),
            (day, date(2026, 12, 31), 3),
            (date(2026, 1, 1), date(2026, 12, 31), 4),
        ):
            assert reached(ask(workspace, Period(first, last)))[0] == expected


@verb("Archive")
def archive(session: Session, *, at: int, stage_id: int) -> None:
    session.execute(update(stage).where(stage.c.id == stage_id).values(archived_at=at))


def test_an_archived_stage_is_no_step_and_its_visits_count_for_those_before(
    example: Workspace,
) -> None:
    """A: 1→2→3→won, B: 1→3→lost, C: 1→2, without the third stage."""
    example.do(archive, at=DAY_ONE + 2 * DAY, stage_id=3)
    first, second, customer, _fan = ask(example).stages
    assert [flow.reached.count for flow in (first, second, customer)] == [3, 3, 1]
    assert second.advanced == customer.reached
    assert (second.left["lost"].count, second.waiting.count, second.skipped.count) == (1, 1, 1)
    example.undo(at=DAY_ONE + 3 * DAY)
    assert reached(ask(example)) == [3, 3, 2, 1, 0]


def amounts(flow: StageFlow) -> tuple[Any, ...]:
    assert flow.to_next is not None
    share = flow.to_next.by_amount
    return share.numerator, share.denominator, share.rate, share.why


def test_a_share_by_amount_needs_amounts_in_the_whole_and_in_each_way_of_leaving(
    tmp_path: Path,
) -> None:
    with make_river(tmp_path / "a.revops") as workspace:
        made = [add(workspace, DAY_ONE, 2, amount=100) for _ in range(9)]
        for deal_id in made[:4]:
            move(workspace, DAY_ONE + 1, deal_id, 3)
        assert amounts(ask(workspace).stages[1]) == (400, 900, 400 / 900, None)
        # Nine of ten carry an amount; the one that is lost does not.
        nothing = add(workspace, DAY_ONE, 2, amount=0)
        assert amounts(ask(workspace).stages[1]) == (400, 900, 400 / 900, None)
        lose(workspace, DAY_ONE + 2, nothing)
        assert amounts(ask(workspace).stages[1]) == (400, 900, None, "amounts")


def test_undated_deals_are_counted_in_all_time_only(tmp_path: Path) -> None:
    with make_river(tmp_path / "a.revops") as workspace:
        add(workspace, DAY_ONE, 2)
        workspace.do(forget_dates, at=DAY_ONE)
        everything = ask(workspace)
        assert (reached(everything)[:2], everything.undated) == ([1, 1], 1)
        march = ask(workspace, Period(None, date(2026, 3, 31)))
        assert (reached(march)[:2], march.undated) == ([0, 0], 1)


def test_every_figure_names_its_deals(example: Workspace) -> None:
    """As many deals are listed as the figure says, in every stage and period."""
    recycled = add(example, DAY_ONE + 40 * DAY, 2)
    example.do(
        deals.leave_river,
        at=DAY_ONE + 41 * DAY,
        deal_id=recycled,
        kind="recycled",
        reason_id=RECYCLED,
        wake_on="2026-12-01",
    )
    for period in (Period(), Period(date(2026, 3, 2), date(2026, 3, 2))):
        for flow in ask(example, period).stages:
            tallies = {
                "reached": flow.reached,
                "advanced": flow.advanced,
                "waiting": flow.waiting,
                "here": flow.here,
            }
            counts = {name: tally.count for name, tally in tallies.items()}
            counts["left"] = sum(tally.count for tally in flow.left.values())
            for subject, count in counts.items():
                behind = example.ask(
                    deals_behind,
                    pipeline_id=1,
                    period=period,
                    subject=subject,
                    stage_id=flow.stage.stage_id,
                )
                assert (behind.total, len(behind.rows)) == (count, count)
        figures = example.ask(key_figures, pipeline_id=1, period=period)
        for subject, count in (
            ("won", figures.won.count),
            ("decided", figures.win_rate.denominator),
            ("open", figures.open.count),
        ):
            asked = {"pipeline_id": 1, "period": period, "subject": subject}
            assert example.ask(deals_behind, as_of=None, **asked).total == count
