"""Local optima are called out where both sides moved by more than luck, and nowhere else."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from revops_desktop.analytics.function_findings import check_sentence, optima_sentence
from revops_desktop.analytics.local_optima import Check, deals_of_check, local_optima
from revops_desktop.database import tables
from revops_desktop.database.journal import verb
from revops_desktop.database.workspace import Workspace
from revops_desktop.rules.periods import DAY, last_months, month_period
from tests.analytics.function_rivers import LAST_MONTH, NOW, Month, even, tell_months
from tests.river import make_river

Told = Callable[[list[tuple[str, Month]]], Workspace]
USUAL = Month(leads=30, qualified=15, won=9)


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Told]:
    opened: list[Workspace] = []

    def make(months: list[tuple[str, Month]]) -> Workspace:
        opened.append(make_river(tmp_path / "a.revops"))
        opened[0].do(tell_months, at=2, months=months)
        return opened[0]

    yield make
    for one in opened:
        one.close()


def checks(workspace: Workspace, **more: Any) -> dict[tuple[str | None, str], Check]:
    found = workspace.ask(local_optima, pipeline_id=1, now=NOW, **more)
    return {(one.output.function, one.next): one for one in found.checks}


def last_three(months: list[tuple[str, Month]], other: Month, skipped: int = 0) -> None:
    """Another month in the last three, or in those before the `skipped` last ones."""
    behind = len(months) - skipped
    for place in range(behind - 3, behind):
        months[place] = (months[place][0], other)


def test_even_months_hold_none(told: Told) -> None:
    found = checks(told(even(16, USUAL)))
    assert list(found) == [
        ("Marketing", "conversion"),
        ("Inside sales", "conversion"),
        ("Field sales", "early_churn"),
        ("Field sales", "returned"),
    ]
    assert {one.verdict for one in found.values()} == {"healthy"}


def test_more_leads_of_which_fewer_go_on(told: Told) -> None:
    months = even(16, USUAL)
    # The last month's deals had their days to go on only in part: it is not judged.
    last_three(months, Month(leads=60, qualified=12, won=7), skipped=1)
    workspace = told(months)
    found = checks(workspace)
    check = found["Marketing", "conversion"]
    assert check.recent is not None and check.before is not None
    assert check.verdict == "found"
    # Counted by hand: 3 × 60 leads of which 3 × 12 go on; before 12 × 30 and 12 × 15.
    assert check.recent.months == tuple(last_months("2026-02", 3))
    assert (check.recent.handed_on, check.recent.next.numerator) == (180, 36)
    assert (check.before.a_month, check.before.next.raw) == (30, 0.5)
    assert check.rise_chance < 1e-6 and check.fall_chance < 1e-6
    assert {one.verdict for key, one in found.items() if key[0] != "Marketing"} == {"healthy"}
    answer = workspace.ask(local_optima, pipeline_id=1, now=NOW)
    assert optima_sentence(answer).startswith("Marketing")
    assert "12 a month got there, 15 before" in check_sentence(check)


def test_as_many_leads_of_which_fewer_go_on_are_no_local_optimum(told: Told) -> None:
    months = even(16, USUAL)
    last_three(months, Month(leads=30, qualified=3, won=2), skipped=1)
    assert checks(told(months))["Marketing", "conversion"].verdict == "healthy"


def test_more_wins_of_which_more_leave_early(told: Told) -> None:
    months = even(20, USUAL)
    # Wins of December are the last that are 90 days old.
    last_three(months, Month(leads=60, qualified=40, won=30, churned=12), skipped=3)
    found = checks(told(months))["Field sales", "early_churn"]
    assert found.verdict == "found"
    assert found.recent is not None
    assert (found.recent.next.numerator, found.recent.next.denominator) == (36, 90)
    assert "less of it lasts" in check_sentence(found)


def test_more_wins_of_which_more_are_returned(told: Told) -> None:
    months = even(16, USUAL)
    last_three(months, Month(leads=60, qualified=40, won=30, returned=15))
    found = checks(told(months))["Field sales", "returned"]
    assert found.verdict == "found"
    assert found.recent is not None
    # Deals of the end of March are won in April.
    assert found.recent.next.raw == pytest.approx(0.5, abs=0.1)


def test_too_few_months_or_deals_say_nothing(told: Told) -> None:
    found = checks(told(even(5, Month(leads=3, qualified=2, won=1))))
    assert {one.verdict for one in found.values()} == {"little"}
    assert "needed" in check_sentence(found["Marketing", "conversion"])


def test_the_deals_behind_a_check_are_those_that_failed(told: Told) -> None:
    workspace = told(even(16, USUAL))
    check = checks(workspace)["Marketing", "conversion"]
    assert check.recent is not None and check.to is not None
    failed = workspace.ask(
        deals_of_check,
        pipeline_id=1,
        about="conversion",
        stage_id=1,
        next_stage_id=check.to.stage_id,
        days=check.days,
        period=check.recent.period,
    )
    share = check.recent.next
    assert failed.total == share.denominator - share.numerator == 45
    for about, expected in (("early_churn", 0), ("returned", 0)):
        behind = workspace.ask(
            deals_of_check,
            pipeline_id=1,
            about=about,
            stage_id=4,
            next_stage_id=None,
            days=90,
            period=month_period(LAST_MONTH),
        )
        assert behind.total == expected


def test_a_river_without_functions_is_cut_by_phase(tmp_path: Path) -> None:
    workspace = make_river(tmp_path / "b.revops")
    found = workspace.ask(local_optima, pipeline_id=1, now=NOW)
    assert [(one.output.phase, one.output.function, one.next) for one in found.checks] == [
        ("lead", None, "conversion"),
        ("opportunity", None, "early_churn"),
        ("opportunity", None, "returned"),
    ]
    workspace.close()


@verb("Move a visit")
def moved_visit(session: Session, *, at: int, deal_id: int, stage_id: int, days: int) -> None:
    """Its beginning, and the end of the one before it, on another day."""
    visit = tables.stage_visit
    for column, where in ((visit.c.entered_at, stage_id), (visit.c.left_at, stage_id - 1)):
        session.execute(
            update(visit)
            .where(visit.c.deal_id == deal_id, visit.c.stage_id == where)
            .values({column.name: column + days * DAY})
        )


@verb("Send back")
def sent_back(session: Session, *, at: int, deal_id: int) -> None:
    """The deal's hand-off was returned."""
    handed = tables.handoff
    session.execute(
        update(handed).where(handed.c.deal_id == deal_id).values(outcome="returned", seen_at=at)
    )


def test_what_follows_a_change_is_what_is_counted_anew(told: Told) -> None:
    workspace = told(even(16, USUAL))
    asked = {"pipeline_id": 1, "now": NOW}
    held = workspace.ask(local_optima, **asked)
    # The first deals of a month are won: those of month 6, 9, 10 and 12.
    changes = (
        (sent_back, {"deal_id": 5 * 30 + 1}),
        (moved_visit, {"deal_id": 8 * 30 + 1, "stage_id": 4, "days": 40}),
        (moved_visit, {"deal_id": 9 * 30 + 2, "stage_id": 1, "days": -35}),
        (moved_visit, {"deal_id": 11 * 30 + 3, "stage_id": 3, "days": 6}),
        (moved_visit, {"deal_id": 9 * 30 + 2, "stage_id": 1, "days": 30}),
    )
    for number, (change, values) in enumerate(changes):
        touched = workspace.do(change, at=NOW + number, **values).changed.deals
        assert touched == {values["deal_id"]}
        anew = workspace.ask(local_optima, **asked)
        assert anew != held, (number, values)
        held = workspace.ask(local_optima, **asked, before=held, touched=touched)
        assert held == anew, change
