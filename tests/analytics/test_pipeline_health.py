"""Coverage, slipped, idle and pushed deals: cases by hand (domain.md §5, pipeline health)."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from revops_desktop.analytics.close_dates import Slipping, slipping
from revops_desktop.analytics.filters import Filter
from revops_desktop.analytics.health_page import health_page
from revops_desktop.analytics.pipeline_health import (
    PipelineHealth,
    Subject,
    health_deals,
    pipeline_health,
)
from revops_desktop.analytics.targets import Part
from revops_desktop.database import tables
from revops_desktop.database.journal import verb
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import activities, deals
from revops_desktop.operations.targets import TargetEntry, set_many
from revops_desktop.rules.filtering import Condition
from revops_desktop.rules.periods import DAY, Period, month_period
from tests.analytics.test_key_figures import add, leave, move, noon
from tests.river import make_river

NOW = noon(3, 20)


@verb("Set idle limits")
def limit_idle(session: Session, *, at: int) -> None:
    session.execute(update(tables.stage).where(tables.stage.c.id == 2).values(idle_limit_days=10))


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    with make_river(tmp_path / "a.revops") as made:
        yield made


def ask(
    workspace: Workspace, now: int = NOW, as_of: int | None = None, period: Period | None = None
) -> PipelineHealth:
    return workspace.ask(pipeline_health, as_of=as_of, pipeline_id=1, now=now, period=period)


def slip(workspace: Workspace, now: int = NOW, as_of: int | None = None) -> Slipping:
    return workspace.ask(slipping, as_of=as_of, pipeline_id=1, now=now)


def push(workspace: Workspace, at: int, deal_id: int, day: str | None) -> None:
    workspace.do(deals.edit, at=at, deal_id=deal_id, fields={"expected_close": day})


def behind(workspace: Workspace, subject: Subject) -> set[int]:
    found = workspace.ask(health_deals, pipeline_id=1, now=NOW, subject=subject)
    return {one.deal_id for one in found.rows}


def test_figures_by_hand(river: Workspace) -> None:
    river.do(limit_idle, at=2)
    late = add(river, noon(3, 1), 2, amount=1_000, expected_close="2026-03-19")
    today = add(river, noon(3, 15), 2, amount=3_000, expected_close="2026-03-20")
    lead = add(river, noon(3, 15), 1, amount=9_000)
    gone = add(river, noon(3, 1), 2, amount=5_000, expected_close="2026-03-01")
    leave(river, noon(3, 2), gone, "lost")
    river.do(activities.add_task, at=noon(3, 15), deal_id=today, title="Call", due_on="2026-03-30")
    found = ask(river)
    assert (found.whole.open.count, found.whole.open.amount) == (3, 13_000)
    assert found.whole.weighted == 1_000
    assert (found.past_close.numerator, found.past_close.denominator) == (1, 2)
    assert (found.idle.numerator, found.idle.denominator) == (1, 2)
    assert (found.stepless.numerator, found.stepless.denominator) == (2, 3)
    assert found.past_close.why == "few"
    assert found.largest is not None
    assert (found.largest.deal_id, found.largest.weighted) == (today, 750)
    assert (found.largest_share.numerator, found.largest_share.denominator) == (750, 1_000)
    assert [one.open.count for one in found.stages] == [1, 2, 0]
    assert behind(river, "open") == {late, today, lead}
    assert behind(river, "dated") == {late, today}
    assert behind(river, "past_close") == behind(river, "idle") == {late}
    assert behind(river, "stepless") == {late, lead}
    assert behind(river, "weighted") == {late, today}


def test_coverage_is_of_the_rest_of_the_target(river: Workspace) -> None:
    add(river, noon(3, 1), 2, amount=2_000)
    won = add(river, noon(3, 1), 2, amount=300)
    move(river, noon(3, 2), won, 4)
    assert ask(river).coverage is None, "no target"
    entries = [TargetEntry(f"2026-0{month}", "won_amount", 800) for month in (2, 3)]
    river.do(set_many, at=noon(3, 3), entries=entries)
    found = ask(river)
    assert (found.target, found.won.amount, found.rest, found.coverage) == (800, 300, 500, 1.0)
    two = Period(month_period("2026-02").first, month_period("2026-03").last)
    assert ask(river, period=two).target == 1_600
    assert ask(river, period=month_period("2026-02")).target == 800, "a past month: this one"
    assert ask(river, period=Period(date(2026, 3, 2), date(2026, 3, 30))).months == found.months
    only = Filter.on(date(2026, 3, 20), "Asia/Tokyo", (Condition("owner", (1,)),))
    some = river.ask(pipeline_health, pipeline_id=1, now=NOW, only=only)
    assert (some.target, some.coverage, some.whole.open.count) == (None, None, 0)
    own = TargetEntry("2026-03", "won_amount", 90, member_id=1)
    river.do(set_many, at=noon(3, 4), entries=[own])
    some = river.ask(pipeline_health, pipeline_id=1, now=NOW, only=only)
    assert (some.target, some.part) == (90, Part(member_id=1)), "the owner has a target"
    two_of = Filter.on(date(2026, 3, 20), "Asia/Tokyo", (Condition("source", ("Fair",)),))
    some = river.ask(pipeline_health, pipeline_id=1, now=NOW, only=two_of)
    assert (some.target, some.part) == (None, None), "nobody sets one for a source"
    of_month = partial(health_page, pipeline_id=1, now=NOW, period=month_period("2026-03"))
    assert river.ask(of_month).health.target == 800
    assert river.ask(of_month, only=only).health.target == 90
    assert river.ask(of_month, only=two_of).health.target is None


def test_a_push_is_to_a_later_day_and_was_not_undone(river: Workspace) -> None:
    deal_id = add(river, noon(3, 1), 2, amount=1, expected_close="2026-03-10")
    push(river, noon(3, 2), deal_id, "2026-03-12")
    push(river, noon(3, 3), deal_id, "2026-03-05")
    push(river, noon(3, 4), deal_id, "2026-03-18")
    assert ask(river).whole.pushed_times == 2
    river.undo(at=noon(3, 5))
    assert ask(river).whole.pushed_times == 1
    river.redo(at=noon(3, 6))
    (one,) = slip(river).rows
    assert (one.times, one.first_close, one.close) == (2, "2026-03-10", "2026-03-18")
    assert (one.days_past, one.days_pushed, one.pushed_at) == (2, 8, noon(3, 4))
    assert ask(river).pushes_a_deal == 2
    assert behind(river, "pushed") == {deal_id}
    then = noon(3, 2) + DAY // 2
    assert ask(river, then - 1, as_of=then).whole.pushed_times == 1
    move(river, noon(3, 19), deal_id, 4)
    assert not slip(river).rows, "it is open no more"


def test_what_lies_ahead_and_was_never_pushed_does_not_slip(river: Workspace) -> None:
    add(river, noon(3, 1), 2, amount=1, expected_close="2026-03-20")
    late = add(river, noon(3, 1), 2, expected_close="2026-03-10")
    set_once = add(river, noon(3, 1), 2)
    push(river, noon(3, 2), set_once, "2026-05-01")
    (one,) = slip(river).rows
    assert (one.deal_id, one.days_past, one.times, one.value) == (late, 10, 0, None)


def test_an_empty_river_has_no_figures(river: Workspace) -> None:
    found = ask(river)
    assert (found.coverage, found.largest, found.pushes_a_deal) == (None, None, None)
    assert found.past_close.why == found.idle.why == found.stepless.why == "none"


def test_a_push_that_is_noted_for_later_is_followed_when_its_time_has_come(
    river: Workspace,
) -> None:
    deal_id = add(river, noon(3, 1), 2, amount=1, expected_close="2026-03-28")
    push(river, noon(3, 20) + 600, deal_id, "2026-03-30")
    asked = partial(health_page, pipeline_id=1, period=month_period("2026-03"))
    before = river.ask(asked, now=NOW)
    assert before.health.whole.pushed_times == 0
    for now, times in ((NOW + 599, 0), (NOW + 600, 1), (NOW + 900, 1), (NOW, 0)):
        before = river.ask(asked, now=now, before=before)
        assert before == river.ask(asked, now=now)
        assert (before.health.whole.pushed_times, before.slipping.total) == (times, times)
    river.undo(at=NOW + 1200)
    before = river.ask(asked, now=NOW + 1200, before=before, touched={deal_id})
    assert before.slipping.total == 0
