"""What the funnel page lists: every figure is as large as the list behind it, parts add up."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from revops_desktop.analytics.breakdown import breakdown
from revops_desktop.analytics.compared_steps import compared_steps
from revops_desktop.analytics.filters import EVERYTHING, Filter
from revops_desktop.analytics.funnel_sheet import funnel_sheet
from revops_desktop.analytics.leak_sheet import leak_sheet
from revops_desktop.analytics.leaving_deals import leaving_deals
from revops_desktop.analytics.stage_durations import durations_by_stage
from revops_desktop.analytics.stays_behind import ended_stays, running_stays
from revops_desktop.analytics.tally import total
from revops_desktop.database.journal import verb
from revops_desktop.database.tables import deal
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import members, pods
from revops_desktop.rules.periods import Period, month_period
from tests.reports.story import tell

NOW = 1_775_000_000
PERIODS = [Period(), month_period("2026-03"), Period(date(2025, 5, 1))]


@verb("Give every other deal")
def give(session: Session, *, at: int, owner_id: int) -> None:
    """Every other deal belongs to this member."""
    session.execute(update(deal).where(deal.c.id % 2 == 0).values(owner_id=owner_id))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A river of 250 deals."""
    path: Path = tmp_path_factory.mktemp("funnel") / "story.revops"
    with tell(path, deals=250) as workspace:
        yield workspace


@pytest.mark.parametrize("period", PERIODS)
def test_leaks_are_as_many_as_the_deals_listed(told: Workspace, period: Period) -> None:
    found = told.ask(leak_sheet, pipeline_id=1, period=period)
    assert found.total == total(leak.tally for leak in found.reasons_of(None))
    for stage in found.stages:
        stage_id = stage.stage.stage_id
        listed = told.ask(leaving_deals, pipeline_id=1, period=period, stage_id=stage_id)
        assert listed.total == len(listed.rows) == stage.total.count
        reasons = found.reasons_of(stage_id)
        assert sum(leak.deals for leak in reasons) == stage.total.count
        for leak in reasons:
            of_reason = told.ask(
                leaving_deals,
                pipeline_id=1,
                period=period,
                stage_id=stage_id,
                kind=leak.kind,
                reason_id=leak.reason_id,
            )
            assert of_reason.total == leak.deals
            assert {row.deal_id for row in of_reason.rows} <= {row.deal_id for row in listed.rows}


@pytest.mark.parametrize("period", PERIODS)
def test_stays_are_as_many_as_those_listed(told: Workspace, period: Period) -> None:
    for one in told.ask(durations_by_stage, pipeline_id=1, period=period, now=NOW):
        stage_id = one.stage.stage_id
        ended = told.ask(ended_stays, pipeline_id=1, period=period, stage_id=stage_id)
        assert ended.total == len(ended.rows) == one.days.n + one.odd_order
        known = sorted(row.days for row in ended.rows if row.days is not None and row.days >= 0)
        if known:
            assert sum(known) / len(known) == pytest.approx(one.days.mean)
        here = told.ask(running_stays, pipeline_id=1, stage_id=stage_id, now=NOW)
        assert here.total >= one.running_days.n


@pytest.mark.parametrize("only", [EVERYTHING, Filter(where=(("kind", "new"),))])
@pytest.mark.parametrize("by", ["owner", "source", "segment", "kind", "pod"])
def test_compared_conversions_add_up_to_the_funnel(told: Workspace, by: str, only: Filter) -> None:
    period = Period(date(2025, 5, 1))
    asked: dict[str, Any] = {"pipeline_id": 1, "period": period, "only": only}
    whole = told.ask(funnel_sheet, **asked)
    assert whole.funnel.only == only
    parts = told.ask(compared_steps, **asked, by=by).values
    for place, step in enumerate(whole.steps):
        for name in ("reached", "advanced", "waiting", "transferred", "skipped"):
            added = total(getattr(part.steps[place], name) for part in parts)
            assert added == getattr(step, name), (place, name)


def test_figures_by_pod(told: Workspace) -> None:
    asked: dict[str, Any] = {"pipeline_id": 1, "period": Period()}
    told.do(give, at=NOW, owner_id=1)
    pod_id = told.do(pods.add, at=NOW, name="North").value
    told.do(members.edit, at=NOW, member_id=1, fields={"pod_id": pod_id})
    owners = {part.value: part for part in told.ask(breakdown, **asked, by="owner")}
    found = {part.value: part for part in told.ask(breakdown, **asked, by="pod")}
    assert found[pod_id].name == "North"
    assert found[pod_id].won == owners[1].won
    assert found[pod_id].deals == owners[1].deals
    meant = Filter(where=(("pod", pod_id),))
    first = told.ask(funnel_sheet, **asked, only=meant).steps[0]
    assert first.reached == found[pod_id].entered
