"""The part on forecast and health: the figures of the health page, and a waterfall that adds up."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from revops_desktop import i18n
from revops_desktop.analytics.metrics import metrics
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import deals, stages
from revops_desktop.reports.parts import forecast
from revops_desktop.rules.waterfall import MOVEMENTS, RISING
from tests.reports.parts.drawn_parts import asked_of, told
from tests.reports.story import END, tell

MONTH = "2026-04"
AT = END + 3600


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with tell(tmp_path_factory.mktemp("forecast") / "story.revops", deals=200) as workspace:
        for stage_id in (1, 2, 3):
            workspace.do(stages.edit, at=1, stage_id=stage_id, fields={"idle_limit_days": 3})
        yield workspace


def test_what_it_prints_is_what_metrics_says(story: Workspace) -> None:
    found = asked_of(story, "forecast", MONTH, AT)
    printed = {one.key: one for one in found.printed() if one.subject == ""}
    said = story.ask(
        metrics, as_of=END, pipeline_id=1, period=found.asked.period, now=found.asked.now
    )
    health, water = said["health"], said["waterfall"]
    assert printed["open"].value == health["open"]["count"] == said["open"]["count"]
    assert printed["open_amount"].value == health["open"]["amount"]
    assert printed["weighted"].value == health["weighted"]
    assert printed["weighted_measured"].value == health["weighted_measured"] != health["weighted"]
    for key, name in (
        ("past_close", "share_past_expected_close"),
        ("idle", "share_idle"),
        ("no_next_step", "share_without_next_task"),
    ):
        of = health[name]["denominator"]
        assert printed[key].n == of
        share = health[name]["numerator"] / of if of else None
        assert printed[key].value == (share if share is None else pytest.approx(share))
    assert printed["waterfall_start"].value == water["start"]["amount"]
    assert printed["waterfall_end"].value == water["end"]["amount"]
    for movement in MOVEMENTS:
        assert printed[f"waterfall_{movement}"].value == water["movements"][movement]["amount"]


def test_the_waterfall_that_is_printed_adds_up(story: Workspace) -> None:
    found = asked_of(story, "forecast", MONTH, AT)
    printed = {one.key: one.value or 0 for one in found.printed()}
    moved = sum(printed[f"waterfall_{one}"] * (1 if one in RISING else -1) for one in MOVEMENTS)
    assert printed["waterfall_start"] + moved == printed["waterfall_end"]


def test_the_definitions_count_the_deals_whose_amount_changed(story: Workspace) -> None:
    found = asked_of(story, "forecast", MONTH, AT)
    water = found.answers[0][1].water
    counted = replace(water, changed={**water.changed, "increased": 3, "decreased": 2})
    answer = replace(found.answers[0][1], water=counted)
    printed = {one.key: one.n for one in forecast.PART.figures(answer, found.asked)}
    assert (printed["waterfall_increased"], printed["waterfall_decreased"]) == (3, 2)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_heading_is_proven_by_the_tables(story: Workspace, language: str) -> None:
    found = asked_of(story, "forecast", MONTH, AT)
    answer = found.answers[0][1]
    message, said = told(forecast.PART, answer, found.asked, language)
    with i18n.use_language(language):
        weighted = i18n.money_short(answer.health.whole.weighted, "JPY")
        assert weighted in message
        assert weighted in said
        for one in answer.health.stages:
            if one.open.count:
                assert one.stage.name in said


def test_without_deals_it_says_what_to_record(tmp_path: Path) -> None:
    with tell(tmp_path / "none.revops", deals=0) as workspace:
        found = asked_of(workspace, "forecast", MONTH, AT)
    message, said = told(forecast.PART, found.answers[0][1], found.asked)
    assert message == "Nothing is open, so there is nothing to forecast."
    assert len(said) == 2


def test_coverage_of_a_month_that_is_over_says_of_what_it_is(story: Workspace) -> None:
    found = asked_of(story, "forecast", MONTH, AT)
    answer = found.answers[0][1]
    health = replace(answer.health, target=answer.health.won.amount + 10**6)
    _message, said = told(forecast.PART, replace(answer, health=health), found.asked)
    assert "The month is over: what was open at its end" in " ".join(said)
    assert f"{i18n.ratio(health.whole.weighted / 10**6)} ×" in said


def test_what_nobody_wrote_an_amount_to_is_not_worth_nothing(tmp_path: Path) -> None:
    with tell(tmp_path / "one.revops", deals=0) as workspace:
        workspace.do(deals.create, at=END - 7200, title="No amount", stage_id=1)
        found = asked_of(workspace, "forecast", MONTH, AT)
    message, said = told(forecast.PART, found.answers[0][1], found.asked)
    assert message == "1 deal is open without an amount, so there is nothing to forecast with."
    assert "—: no open deal there carries an amount." in said
    assert {one.key: one.value for one in found.printed()}["weighted"] is None
