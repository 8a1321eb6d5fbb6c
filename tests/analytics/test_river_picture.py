"""The river of one cohort over random histories, against a reading of the visits deal by deal."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import case, func, update
from sqlalchemy.orm import Session

from revops_desktop.analytics.filters import Filter
from revops_desktop.analytics.river_deals import river_deals
from revops_desktop.analytics.river_picture import RiverPicture, river_picture
from revops_desktop.analytics.tally import Tally, total
from revops_desktop.database.journal import verb
from revops_desktop.database.tables import deal
from revops_desktop.database.workspace import Workspace
from revops_desktop.rules.periods import Period, month_period
from tests.analytics.histories import Story, tell
from tests.analytics.slow_reading import LEFT, Group, Reading, Row, group
from tests.river import ZONE, make_river

HISTORIES = [12, pytest.param(1000, marks=pytest.mark.nightly)]
PERIODS = (
    Period(),
    month_period("2025-02"),
    Period(date(2025, 3, 1), None),
    Period(date(2025, 1, 1), date(2025, 12, 31)),
)
Told = tuple[Workspace, dict[int, Reading]]


@pytest.fixture(scope="module", params=HISTORIES)
def told(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Told]:
    """A file of so many rivers, each with its own history."""
    story = Story(request.param + 7, pipelines=request.param, deals=14)
    workspace = make_river(tmp_path_factory.mktemp("told") / "a.revops")
    workspace.do(tell, at=2, rows=story.rows)
    whole = Reading(story.rows, ZONE)
    yield workspace, {pipeline: whole.only(pipeline) for pipeline in story.stages}
    workspace.close()


def as_group(tally: Tally) -> Group:
    return tally.count, tally.amount, tally.without_amount


def check(picture: RiverPicture, reading: Reading, pipeline: int, period: Period) -> None:
    river = reading.river(pipeline)
    start, end = period.bounds(ZONE)
    entered: list[Row] = reading.cohort(river[0], start, end)
    assert as_group(picture.entered) == group(entered)
    for place, (stage, row) in enumerate(zip(picture.stages, river, strict=True)):
        after = river[place + 1] if place + 1 < len(river) else None
        there = [deal for deal in entered if reading.reached(deal, row)[0]]
        fates = {deal["id"]: reading.fate(deal, row, after) for deal in there}
        assert as_group(stage.reached) == group(there)
        for way in LEFT:
            gone = [deal for deal in there if fates[deal["id"]] == way]
            assert as_group(stage.left[way]) == group(gone)
            by_reason = total(one.deals for one in stage.exits if one.kind == way)
            assert by_reason == stage.left[way]
        skipped = [deal for deal in there if not reading.visited(deal, row)]
        assert as_group(stage.skipped) == group(skipped)
    if not picture.sources:
        assert not entered
    assert total(one.deals for one in picture.sources) == picture.entered


@pytest.mark.parametrize("period", PERIODS, ids=str)
def test_it_is_what_a_reading_of_the_visits_finds(told: Told, period: Period) -> None:
    workspace, readings = told
    for pipeline, reading in readings.items():
        picture = workspace.ask(river_picture, pipeline_id=pipeline, period=period)
        check(picture, reading, pipeline, period)


@verb("Sources")
def spread(session: Session, *, at: int, number: int) -> None:
    """The deals come from so many sources, or nobody knows where from; some are referrals."""
    source = case((deal.c.id % 7 == 0, None), else_=func.printf("Fair %d", deal.c.id % number))
    kind = case((deal.c.id % 5 == 0, "referral"), else_="new")
    session.execute(update(deal).values(source=source, kind=kind))


@pytest.mark.parametrize("number", [2, 90])
def test_few_and_many_sources_are_told_apart(tmp_path: Path, number: int) -> None:
    story = Story(5, pipelines=2, deals=200)
    with make_river(tmp_path / "a.revops") as workspace:
        workspace.do(tell, at=2, rows=story.rows)
        workspace.do(spread, at=3, number=number)
        pipeline, _other = story.stages
        picture = workspace.ask(river_picture, pipeline_id=pipeline, period=Period())
        first = picture.stages[0].stage.stage_id
        rows = workspace.raw.execute(
            "SELECT d.source, count(*), sum(d.kind = 'referral') FROM deal_reached r "
            "JOIN deal d ON d.id = r.deal_id WHERE r.stage_id = ? GROUP BY 1",
            (first,),
        ).fetchall()
    found = {(one.name, one.deals.count, one.referred.count) for one in picture.sources}
    assert found == {tuple(row) for row in rows}
    assert len(found) > min(number, 40)


@pytest.mark.parametrize("period", PERIODS, ids=str)
def test_all_of_it_adds_up(told: Told, period: Period) -> None:
    workspace, readings = told
    came_back = 0
    for pipeline in readings:
        for only in (Filter(), Filter((("owner", 1),))):
            picture = workspace.ask(river_picture, pipeline_id=pipeline, period=period, only=only)
            gone = total(way for one in picture.stages for way in one.left.values())
            stays = total(one.waiting for one in picture.stages)
            assert gone + stays == picture.entered
            for one, after in zip(picture.stages, picture.stages[1:], strict=False):
                assert one.advanced == after.reached
                assert one.reached.count >= after.reached.count
            assert total(one.gone_round for one in picture.stages) == picture.back
            came_back += picture.back.count
    assert came_back


def test_every_figure_opens_its_deals(told: Told) -> None:
    workspace, readings = told
    period = PERIODS[3]
    for pipeline in list(readings)[:10]:
        shown: dict[str, Any] = {"pipeline_id": pipeline, "period": period}
        picture = workspace.ask(river_picture, **shown)

        def number(subject: str, *, shown: Any = shown, **more: Any) -> int:
            answer = workspace.ask(river_deals, subject=subject, **shown, **more)
            return int(answer.total)

        for one in picture.stages:
            there = {"stage_id": one.stage.stage_id}
            assert number("reached", **there) == one.reached.count
            assert number("advanced", **there) == one.advanced.count
            assert number("waiting", **there) == one.waiting.count
            assert number("skipped", **there) == one.skipped.count
            assert number("back", **there) == one.returned.count
            gone_up = one.left["recycled"].count + one.gone_round.count
            assert number("recycled", **there) == gone_up
            for left in one.exits:
                asked: dict[str, Any] = {**there, "ways": (left.kind,), "reason": left.reason_id}
                assert number("left", **asked) == left.deals.count
        for source in picture.sources:
            assert number("source", sources=(source.name,)) == source.deals.count
        assert number("resting") == picture.resting.count
        assert number("referred") == picture.referred.count
