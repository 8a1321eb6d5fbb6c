"""Recycling: the pool in parts, and what came of the deals that came back, against slow readings.

The slow reading goes through the visits deal by deal (slow_reading.py) and shares nothing with the
questions it checks.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from revops_desktop.analytics import recycle
from revops_desktop.analytics.deals_behind import DealsBehind
from revops_desktop.analytics.key_figures import key_figures
from revops_desktop.analytics.record_list import Wanted
from revops_desktop.analytics.recycle_figures import (
    RecycleFigures,
    comeback_deals,
    recycle_figures,
)
from revops_desktop.analytics.tally import Tally
from revops_desktop.database import tables
from revops_desktop.database.journal import verb
from revops_desktop.database.workspace import Workspace
from revops_desktop.rules.periods import Period, month_period
from tests.analytics.histories import BEGIN, SPAN, Story, tell
from tests.analytics.slow_reading import Group, Reading, Row, group
from tests.river import RECYCLED, ZONE, make_river

HISTORIES = [30, pytest.param(1000, marks=pytest.mark.nightly)]
PERIODS = (
    Period(),
    month_period("2025-02"),
    Period(date(2025, 3, 1), None),
    Period(None, date(2025, 3, 1)),
    Period(date(2025, 1, 1), date(2025, 12, 31)),
)
NOW = BEGIN + SPAN // 2
TODAY = date(2025, 4, 1)


@verb("Wake up")
def give_days(session: Session, *, at: int) -> None:
    """Each recycled deal has a day of its own, some none, some a list."""
    session.execute(insert(tables.nurture_list).values(id=1, name="N", match_key="n", position=1))
    exits = session.execute(select(tables.deal_exit.c.id, tables.deal_exit.c.reason_id)).all()
    for place, (number, reason_id) in enumerate(exits):
        if reason_id == RECYCLED:
            day = TODAY + timedelta(days=place % 61 - 30)
            session.execute(
                update(tables.deal_exit)
                .where(tables.deal_exit.c.id == number)
                .values(
                    wake_on=None if place % 11 == 0 else day.isoformat(),
                    nurture_list_id=1 if place % 3 == 0 else None,
                    reason_id=None if place % 13 == 0 else reason_id,
                )
            )


@pytest.fixture(scope="module", params=HISTORIES)
def told(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Workspace, dict[int, Reading], dict[int, Row]]]:
    """A file of so many rivers, each with its own history; exits by visit."""
    story = Story(request.param + 7, pipelines=request.param, deals=12)
    workspace = make_river(tmp_path_factory.mktemp("told") / "a.revops")
    workspace.do(tell, at=2, rows=story.rows)
    workspace.do(give_days, at=3)

    def exits(session: Session) -> dict[int, Row]:
        rows = session.execute(select(tables.deal_exit)).mappings()
        return {row["visit_id"]: dict(row) for row in rows}

    whole = Reading(story.rows, ZONE)
    readings = {pipeline: whole.only(pipeline) for pipeline in story.stages}
    yield workspace, readings, workspace.ask(exits)
    workspace.close()


Told = tuple[Workspace, dict[int, Reading], dict[int, Row]]


def as_group(tally: Tally) -> Group:
    return tally.count, tally.amount, tally.without_amount


def entries(reading: Reading, deal: Row) -> list[tuple[int, Row]]:
    """The visits by which a deal came back, with their places."""
    return [
        (place, visit)
        for place, visit in enumerate(reading.visits[deal["id"]])
        if visit["is_reentry"]
    ]


def slow_reopened(reading: Reading, pipeline: int, period: Period) -> list[Row]:
    """Deals that came back in the period; a customer who stays one has not come back."""
    start, end = period.bounds(ZONE)
    found = []
    for deal in reading.deals:
        visits = reading.visits[deal["id"]]
        for place, visit in entries(reading, deal):
            stays = (
                place > 0
                and reading.phase(visit) == "customer"
                and reading.phase(visits[place - 1]) == "customer"
            )
            mine = reading.stage[visit["stage_id"]]["pipeline_id"] == pipeline
            if mine and not stays and reading.inside(visit["entered_at"], start, end):
                found.append(deal)
                break
    return found


def last_ending(
    reading: Reading, deal: Row, pipeline: int, period: Period
) -> tuple[str, bool, bool] | None:
    """(kind, had been an opportunity, had come back by then) of a deal's last in the period."""
    start, end = period.bounds(ZONE)
    won = {visit["id"] for visit in reading.wins(deal)}
    found = None
    opportunity = again = False
    before: Row | None = None
    for visit in reading.visits[deal["id"]]:
        customer = reading.phase(visit) == "customer"
        opportunity = opportunity or reading.phase(visit) != "lead"
        again = again or bool(visit["is_reentry"])
        if reading.stage[visit["stage_id"]]["pipeline_id"] == pipeline:
            stays = customer and before is not None and reading.phase(before) == "customer"
            began = "won" if visit["id"] in won else None
            if began is None and visit["is_reentry"] and not stays:
                began = "reopened"
            if began and reading.inside(visit["entered_at"], start, end):
                found = (began, opportunity, again)
            if visit["outcome"] in ("lost", "recycled") and reading.inside(
                visit["left_at"], start, end
            ):
                found = (visit["outcome"], opportunity, again)
        before = visit
    return found


def check(figures: RecycleFigures, reading: Reading, pipeline: int, period: Period) -> None:
    endings = [
        (ending, deal)
        for deal in reading.deals
        if (ending := last_ending(reading, deal, pipeline, period)) is not None
    ]
    won = {
        again: [d for (kind, _o, back), d in endings if kind == "won" and back == again]
        for again in (True, False)
    }
    lost = {
        again: sum(kind == "lost" and was and back == again for (kind, was, back), _d in endings)
        for again in (True, False)
    }
    assert as_group(figures.reopened) == group(slow_reopened(reading, pipeline, period))
    assert as_group(figures.won_reopened) == group(won[True])
    assert as_group(figures.won) == group(won[True] + won[False])
    for again, rate in ((True, figures.win_rate_reopened), (False, figures.win_rate_fresh)):
        decided = len(won[again]) + lost[again]
        assert (rate.numerator, rate.denominator) == (len(won[again]), decided)
        assert (rate.rate is None) == (decided < 5)
    share = figures.share_of_won
    assert (share.numerator, share.denominator) == (figures.won_reopened.amount, figures.won.amount)
    wins = figures.share_of_wins
    assert (wins.numerator, wins.denominator) == (figures.won_reopened.count, figures.won.count)


@pytest.mark.parametrize("period", PERIODS, ids=str)
def test_what_came_of_deals_that_came_back(told: Told, period: Period) -> None:
    workspace, readings, _exits = told
    seen = [0, 0, 0]
    for pipeline, reading in readings.items():
        figures = workspace.ask(recycle_figures, pipeline_id=pipeline, period=period, now=NOW)
        check(figures, reading, pipeline, period)
        seen[0] += figures.reopened.count
        seen[1] += figures.won_reopened.count
        seen[2] += figures.win_rate_fresh.denominator
    if period.is_all_time:
        assert min(seen) > 10


def test_they_agree_with_the_key_figures(told: Told) -> None:
    workspace, readings, _exits = told
    for pipeline in list(readings)[:20]:
        for period in (Period(), month_period("2025-03")):
            figures = workspace.ask(recycle_figures, pipeline_id=pipeline, period=period, now=NOW)
            whole = workspace.ask(key_figures, pipeline_id=pipeline, period=period)
            rates = (figures.win_rate_reopened, figures.win_rate_fresh)
            assert figures.won == whole.won
            assert sum(one.numerator for one in rates) == whole.win_rate.numerator
            assert sum(one.denominator for one in rates) == whole.win_rate.denominator


def test_every_figure_opens_its_deals(told: Told) -> None:
    workspace, readings, _exits = told
    period = Period(date(2025, 1, 1), date(2025, 6, 30))
    for pipeline in list(readings)[:20]:
        figures = workspace.ask(recycle_figures, pipeline_id=pipeline, period=period, now=NOW)

        def behind(subject: Any, pipeline: int = pipeline) -> DealsBehind:
            answer: DealsBehind = workspace.ask(
                comeback_deals, pipeline_id=pipeline, period=period, subject=subject
            )
            assert len(answer.rows) == answer.total
            return answer

        assert behind("reopened").total == figures.reopened.count
        assert behind("won").total == figures.won.count
        won = behind("won_reopened")
        assert won.total == figures.won_reopened.count
        assert sum(row.value or 0 for row in won.rows) == figures.won_reopened.amount
        assert behind("decided_reopened").total == figures.win_rate_reopened.denominator
        assert behind("decided_fresh").total == figures.win_rate_fresh.denominator


def slow_pool(reading: Reading, pipeline: int) -> list[tuple[Row, Row]]:
    """The deals whose last visit ended as recycled, with that visit."""
    return [
        (deal, visit)
        for deal in reading.deals
        if (visit := reading.last_visit(deal)) is not None
        and visit["outcome"] == "recycled"
        and reading.stage[visit["stage_id"]]["pipeline_id"] == pipeline
    ]


def test_the_pool_and_what_is_due(told: Told) -> None:
    workspace, readings, exits = told
    first, last = TODAY - timedelta(days=10), TODAY + timedelta(days=10)
    seen = 0
    for pipeline, reading in readings.items():
        waiting = slow_pool(reading, pipeline)
        days = [exits[visit["id"]]["wake_on"] for _deal, visit in waiting]
        figures = workspace.ask(recycle_figures, pipeline_id=pipeline, period=Period(), now=NOW)
        assert as_group(figures.pool) == group([deal for deal, _visit in waiting])
        assert figures.due.count == sum(
            day is not None and day <= TODAY.isoformat() for day in days
        )
        seen += figures.due.count
        found = workspace.ask(recycle.wakings, pipeline_id=pipeline, first=first, last=last)
        assert {day: tally.count for day, tally in found.items()} == {
            day: days.count(day)
            for day in set(days)
            if day is not None and first.isoformat() <= day <= last.isoformat()
        }
        listed = workspace.ask(
            recycle.found, wanted=Wanted(sort="wake_on", of=("pipeline", pipeline)), now=NOW
        )
        assert sorted(listed.ids) == sorted(deal["id"] for deal, _visit in waiting)
    assert seen > 10


@pytest.mark.parametrize("by", recycle.WAYS)
def test_parts_make_the_pool_and_narrow_the_list(told: Told, by: recycle.By) -> None:
    workspace, readings, _exits = told
    several = 0
    for pipeline in list(readings):
        parts = workspace.ask(recycle.groups, pipeline_id=pipeline, by=by, now=NOW)
        whole = workspace.ask(recycle.pool, pipeline_id=pipeline)
        assert sum((part.deals for part in parts), Tally()) == whole
        several += len(parts) > 1
        for part in parts:
            wanted = Wanted(
                sort="title",
                of=("pipeline", pipeline),
                only=((recycle.COLUMNS[by], part.typed),),
            )
            assert len(workspace.ask(recycle.found, wanted=wanted, now=NOW).ids) == part.deals.count
    assert several > 1


def test_months_are_the_figures_of_the_months(told: Told) -> None:
    workspace, readings, _exits = told
    for pipeline, reading in list(readings.items())[:5]:
        figures = workspace.ask(
            recycle_figures, pipeline_id=pipeline, period=Period(), now=NOW, months=3
        )
        assert len(figures.months) == 3
        for month, text in zip(figures.months, ("2025-02", "2025-03", "2025-04"), strict=True):
            period = month_period(text)
            assert month.period == period
            found = slow_reopened(reading, pipeline, period)
            assert as_group(month.reopened) == group(found)
