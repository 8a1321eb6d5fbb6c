"""What was won and lost, how fast, and what is open: the cases that are easily got wrong."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from revops_desktop.analytics.breakdown import Part, breakdown
from revops_desktop.analytics.filters import EVERYTHING, Dimension, Filter
from revops_desktop.analytics.key_figures import KeyFigures, key_figures
from revops_desktop.analytics.trend import trend, won_by_month
from revops_desktop.database import tables
from revops_desktop.database.journal import verb
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import deals
from revops_desktop.rules.periods import Period, month_period, start_of_day
from tests.river import CHURNED, LOST, RECYCLED, ZONE, make_river

DAY = 86400
MARCH, APRIL = month_period("2026-03"), month_period("2026-04")


def noon(month: int, day: int) -> int:
    return start_of_day(date(2026, month, day), ZONE) + DAY // 2


def add(workspace: Workspace, at: int, stage_id: int = 2, **fields: Any) -> int:
    return int(workspace.do(deals.create, at=at, title="A", stage_id=stage_id, **fields).value)


def move(workspace: Workspace, at: int, deal_id: int, stage_id: int) -> None:
    workspace.do(deals.move_to_stage, at=at, deal_id=deal_id, stage_id=stage_id)


REASONS = {"lost": LOST, "recycled": RECYCLED, "churned": CHURNED}


def leave(workspace: Workspace, at: int, deal_id: int, kind: str) -> None:
    more = {"wake_on": "2026-12-01"} if kind == "recycled" else {}
    workspace.do(
        deals.leave_river, at=at, deal_id=deal_id, kind=kind, reason_id=REASONS[kind], **more
    )


def ask(workspace: Workspace, period: Period = Period(), only: Filter = EVERYTHING) -> KeyFigures:
    return workspace.ask(key_figures, pipeline_id=1, period=period, only=only)


def counts(figures: KeyFigures) -> tuple[int, int, int, int]:
    return figures.won.count, figures.lost.count, figures.recycled.count, figures.open.count


def test_a_deal_counts_once_in_a_period_by_the_last_that_it_had_in_it(tmp_path: Path) -> None:
    with make_river(tmp_path / "a.revops") as workspace:
        deal_id = add(workspace, noon(3, 1), amount=10)
        leave(workspace, noon(3, 2), deal_id, "lost")
        move(workspace, noon(3, 3), deal_id, 2)
        assert counts(ask(workspace, MARCH)) == (0, 0, 0, 1), "reopened: neither won nor lost"
        leave(workspace, noon(3, 4), deal_id, "recycled")
        assert counts(ask(workspace, MARCH)) == (0, 0, 1, 0)
        move(workspace, noon(4, 1), deal_id, 4)
        assert counts(ask(workspace, MARCH)) == (0, 0, 1, 0), "what it came to in March stays"
        assert counts(ask(workspace, APRIL)) == (1, 0, 0, 0)
        assert counts(ask(workspace)) == (1, 0, 0, 0)


def test_a_win_taken_back_is_none(tmp_path: Path) -> None:
    with make_river(tmp_path / "a.revops") as workspace:
        deal_id = add(workspace, noon(3, 1))
        move(workspace, noon(3, 2), deal_id, 4)
        move(workspace, noon(4, 2), deal_id, 3)
        assert counts(ask(workspace, MARCH)) == (0, 0, 0, 1)


def test_churn_stands_beside_the_win(tmp_path: Path) -> None:
    with make_river(tmp_path / "a.revops") as workspace:
        deal_id = add(workspace, noon(3, 1), amount=10)
        move(workspace, noon(3, 2), deal_id, 4)
        leave(workspace, noon(4, 2), deal_id, "churned")
        assert ask(workspace, MARCH).won.amount == 10
        april = ask(workspace, APRIL)
        assert (april.won.count, april.churned.count, april.churned.amount) == (0, 1, 10)


def test_leads_lost_before_the_opportunity_phase_are_not_in_the_win_rate(tmp_path: Path) -> None:
    with make_river(tmp_path / "a.revops") as workspace:
        for _ in range(6):
            leave(workspace, noon(3, 2), add(workspace, noon(3, 1), 1, amount=5), "lost")
        for _ in range(2):
            leave(workspace, noon(3, 2), add(workspace, noon(3, 1), 2, amount=5), "lost")
        for _ in range(3):
            move(workspace, noon(3, 2), add(workspace, noon(3, 1), 2, amount=10), 4)
        figures = ask(workspace, MARCH)
        assert (figures.lost.count, figures.disqualified.count) == (8, 6)
        assert (figures.win_rate.numerator, figures.win_rate.denominator) == (3, 5)
        by_amount = figures.win_rate_by_amount
        assert (by_amount.numerator, by_amount.denominator, by_amount.rate) == (30, 40, 0.75)


def test_no_rate_is_concluded_from_few_deals_or_from_deals_without_amount(tmp_path: Path) -> None:
    with make_river(tmp_path / "a.revops") as workspace:
        assert ask(workspace).win_rate.why == "none"
        for _ in range(4):
            move(workspace, noon(3, 2), add(workspace, noon(3, 1), amount=10), 4)
        assert (ask(workspace).win_rate.why, ask(workspace).win_rate.raw) == ("few", 1.0)
        leave(workspace, noon(3, 2), add(workspace, noon(3, 1), amount=0), "lost")
        figures = ask(workspace)
        assert figures.win_rate.rate == 0.8
        assert figures.win_rate_by_amount.why == "amounts", "lost deals carry no amount"


def test_weighted_is_rounded_a_deal_at_a_time(tmp_path: Path) -> None:
    """Three deals of ¥333 at 50 %: 167 × 3. 3,800 × 90 % + 22,500 × 20 % = 7,920."""
    with make_river(tmp_path / "a.revops") as workspace:
        for _ in range(3):
            add(workspace, noon(3, 1), amount=333, probability_basis_points=5000)
        assert ask(workspace).weighted == 501
        add(workspace, noon(3, 1), amount=3800, probability_basis_points=9000)
        add(workspace, noon(3, 1), amount=22500, probability_basis_points=2000)
        assert ask(workspace).weighted == 501 + 7920
        add(workspace, noon(3, 1), 3, amount=-333)
        assert ask(workspace).weighted == 501 + 7920 - 83, "its stage says 25 %; half up"
        add(workspace, noon(3, 1), amount=10**15)
        assert ask(workspace).weighted == 501 + 7920 - 83 + 10**15 // 4


def test_days_are_exact_between_instants_and_whole_where_an_end_is_a_day(tmp_path: Path) -> None:
    with make_river(tmp_path / "a.revops") as workspace:
        move(workspace, noon(3, 3), add(workspace, noon(3, 1) + DAY // 4), 4)
        cycle = ask(workspace).sales_cycle_days
        assert (cycle.n, cycle.median, cycle.mean) == (1, 1.75, 1.75)
        workspace.do(know_days_only, at=noon(4, 1))
        assert ask(workspace).sales_cycle_days.median == 2.0


@verb("Know days only")
def know_days_only(session: Session, *, at: int) -> None:
    """The win is known by its day."""
    visit = tables.stage_visit
    session.execute(
        update(visit)
        .where(visit.c.stage_id == 4)
        .values(entered_day="2026-03-03", entered_at=start_of_day(date(2026, 3, 3), ZONE))
    )


@verb("Turn the dates round")
def turn_round(session: Session, *, at: int, deal_id: int, entered_at: int | None) -> None:
    """Another beginning for the deal's first visit."""
    visit = tables.stage_visit
    session.execute(
        update(visit)
        .where(visit.c.deal_id == deal_id, visit.c.stage_id == 2)
        .values(entered_at=entered_at)
    )


def test_odd_order_and_missing_dates_are_in_no_duration(tmp_path: Path) -> None:
    with make_river(tmp_path / "a.revops") as workspace:
        sound, odd, undated = (add(workspace, noon(3, 1), 2) for _ in range(3))
        for deal_id in (sound, odd, undated):
            move(workspace, noon(3, 5), deal_id, 4)
        workspace.do(turn_round, at=noon(4, 1), deal_id=odd, entered_at=noon(3, 8))
        workspace.do(turn_round, at=noon(4, 1), deal_id=undated, entered_at=None)
        figures = ask(workspace, MARCH)
        assert figures.won.count == 3
        lead = figures.lead_time_days
        assert (lead.n, lead.median, lead.odd_order, lead.undated) == (1, 4.0, 1, 1)
        assert (figures.odd_order, figures.undated) == (1, 1)
        # The opportunity phase was reached by the win at the latest.
        assert (figures.sales_cycle_days.n, figures.sales_cycle_days.odd_order) == (2, 0)


@verb("Sell")
def sell(session: Session, *, at: int) -> None:
    """Two products; the first deal has both, the second one twice, the third none."""
    session.execute(
        insert(tables.product),
        [{"id": number, "name": f"P{number}", "match_key": f"p{number}"} for number in (1, 2)],
    )
    session.execute(
        insert(tables.deal_line),
        [{"deal_id": d, "product_id": p} for d, p in ((1, 1), (1, 2), (2, 2), (2, 2))],
    )
    for number, more in ((1, {"segment": "SMB"}), (2, {"channel": "partner"})):
        name = {"name": f"C{number}", "match_key": f"c{number}"}
        session.execute(insert(tables.company).values(id=number, **name, created_at=at, **more))
    session.execute(update(tables.deal).where(tables.deal.c.id < 3).values(company_id=1))
    session.execute(update(tables.deal).where(tables.deal.c.id == 3).values(company_id=2))


def parts(workspace: Workspace, by: Dimension) -> dict[Any, Part]:
    found = workspace.ask(breakdown, pipeline_id=1, period=Period(), by=by)
    return {part.value: part for part in found}


@pytest.mark.parametrize(
    ("by", "won"),
    [
        ("product", {1: 100, 2: 120, None: 4}),
        ("segment", {"SMB": 120, None: 4}),
        ("channel", {"partner": 4, None: 120}),
        ("owner", {1: 100, 2: 20, None: 4}),
        ("kind", {"new": 124}),
    ],
)
def test_breakdown(tmp_path: Path, by: Dimension, won: dict[Any, int]) -> None:
    """A deal of several products is in each of them with its whole amount, and once."""
    with make_river(tmp_path / "a.revops") as workspace:
        for amount, owner in ((100, 1), (20, 2), (4, None)):
            deal_id = add(workspace, noon(3, 1), amount=amount, owner_id=owner)
            move(workspace, noon(3, 3), deal_id, 4)
        workspace.do(sell, at=noon(3, 4))
        found = parts(workspace, by)
        assert {value: part.won.amount for value, part in found.items()} == won
        assert list(found)[-1] is None or by == "kind", "not recorded comes last"
        for value, part in found.items():
            assert part.won == ask(workspace, only=Filter(((by, value),))).won
        if by == "owner":
            assert [part.name for part in found.values()] == ["Sato", "Suzuki", None]


def test_won_by_month_is_cut_by_the_period(tmp_path: Path) -> None:
    with make_river(tmp_path / "a.revops") as workspace:
        for month, day in ((1, 31), (3, 1), (3, 31)):
            add(workspace, noon(month, day), 4, amount=day)
        months = workspace.ask(won_by_month, pipeline_id=1, period=Period())
        assert {month: tally.amount for month, tally in months.items()} == {
            "2026-01": 31,
            "2026-03": 32,
        }
        cut = workspace.ask(won_by_month, pipeline_id=1, period=Period(date(2026, 3, 2), None))
        assert {month: tally.count for month, tally in cut.items()} == {"2026-03": 1}
        year = workspace.ask(trend, pipeline_id=1, month="2026-03").months
        assert [one.figures.won.count for one in year] == [0] * 9 + [1, 0, 2]
