"""The part on conversions: every basis as the funnel page says it, and no claim too many."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from revops_desktop import i18n
from revops_desktop.analytics.figure_trends import FigureTrend
from revops_desktop.analytics.metrics import metrics
from revops_desktop.database.workspace import Workspace
from revops_desktop.reports.parts import conversions
from revops_desktop.reports.parts.conversions import Conversions, step_name
from tests.reports.parts.drawn_parts import asked_of, told
from tests.reports.story import END, tell

MONTH = "2026-04"
AT = END + 3600


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with tell(tmp_path_factory.mktemp("conversions") / "story.revops", deals=200) as workspace:
        yield workspace


def test_every_basis_is_what_metrics_says(story: Workspace) -> None:
    found = asked_of(story, "conversions", MONTH, AT)
    printed = {(one.key, one.subject): one.value for one in found.printed()}
    year, month = found.asked.year, found.asked.period
    for span, period, view in (
        ("year", year, "cohort"),
        (f"month:{MONTH}", month, "cohort"),
        (f"month:{MONTH}", month, "period"),
    ):
        key = "conversion" if view == "cohort" else "period_conversion"
        asked = {"pipeline_id": 1, "period": period, "now": AT, "view": view}
        stages = story.ask(metrics, as_of=END, **asked)["stages"]
        for number, stage in enumerate(stages[:-1], 1):
            step, subject = stage["to_next"], f"{span}:stage:{number}"
            assert printed["reached", subject] == stage["reached"]["count"]
            assert printed[key, subject] == step["count"]["rate"]
            assert printed[key, f"{subject}:amount"] == step["amount"]["rate"]
            if view == "cohort":
                resolved = step["resolved"]["count"]["rate"]
                assert printed["resolved_conversion", subject] == resolved


def test_every_step_is_drawn_and_listed_twice(story: Workspace) -> None:
    found = asked_of(story, "conversions", MONTH, AT)
    answer: Conversions = found.answers[0][1]
    for language in ("en", "ja"):
        message, said = told(conversions.PART, answer, found.asked, language)
        assert message
        with i18n.use_language(language):
            for one in answer.year.cohort:
                assert said.count(step_name(one)) == 3
                assert one.by_count is not None
                assert i18n.share(one.by_count) in said


def test_the_lowest_conversion_is_named(story: Workspace) -> None:
    found = asked_of(story, "conversions", MONTH, AT)
    calm = quiet(found.answers[0][1])
    until_won = [one for one in calm.year.cohort if one.stage.phase != "customer"]
    lowest = min(until_won, key=lambda one: (one.by_count and one.by_count.rate) or 2.0)
    message, said = told(conversions.PART, calm, found.asked)
    assert lowest.by_count is not None
    assert step_name(lowest) in message and i18n.share(lowest.by_count) in message
    assert message.startswith("Up to the win")
    assert i18n.share(lowest.by_count) in said


def test_a_fall_is_told_before_a_rise_and_only_when_nothing_can_overturn_it(
    story: Workspace,
) -> None:
    found = asked_of(story, "conversions", MONTH, AT)
    calm = quiet(found.answers[0][1])
    fell = with_trend(calm, 1, outside(calm, 1, 0.05, "low"))
    both = with_trend(fell, 0, outside(calm, 0, 0.99, "high"))
    message, _said = told(conversions.PART, both, found.asked)
    assert message.startswith(f"“{step_name(both.year.cohort[1])}” fell below what is usual: 5.0%")
    rose = with_trend(calm, 0, outside(calm, 0, 0.99, "high"))
    message, _said = told(conversions.PART, rose, found.asked)
    assert "rose above what is usual: 99.0% went on, where 40.0% to 60.0% do" in message
    running = replace(found.asked, is_running=True)
    message, _said = told(conversions.PART, both, running)
    assert "the lowest conversion of the 12 months" in message


def test_a_point_outside_its_band_that_is_not_named_says_why(story: Workspace) -> None:
    found = asked_of(story, "conversions", MONTH, AT)
    calm = quiet(found.answers[0][1])
    outlying = with_trend(calm, 0, outside(calm, 0, 0.99, ""))
    _message, said = told(conversions.PART, outlying, found.asked)
    assert "A newest point outside the band may still be chance" in " ".join(said)


@pytest.mark.parametrize("deals", [0, 1, 10])
def test_few_deals_prove_nothing(tmp_path: Path, deals: int) -> None:
    with tell(tmp_path / "few.revops", deals=deals) as workspace:
        found = asked_of(workspace, "conversions", MONTH, AT)
    answer = found.answers[0][1]
    for language in ("en", "ja"):
        message, said = told(conversions.PART, answer, found.asked, language)
        assert message and said
    if not answer.has_data:
        _message, said = told(conversions.PART, answer, found.asked)
        assert said[0].startswith("This part needs deals that reached a stage")


def quiet(found: Conversions) -> Conversions:
    """The same, none of its steps standing out."""
    for place in range(len(found.trends)):
        found = with_trend(found, place, replace(line(found, place), stands_out=""))
    return found


def line(found: Conversions, place: int) -> FigureTrend:
    return found.trends[place].figures["resolved_conversion"]


def outside(found: Conversions, place: int, value: float, side: str) -> FigureTrend:
    """A step's trend whose last month lies outside of its band."""
    now = line(found, place)
    last = replace(now.points[-1], value=value, n=40, few=None)
    return replace(now, points=(*now.points[:-1], last), band=(0.4, 0.6), stands_out=side)


def with_trend(found: Conversions, place: int, changed: FigureTrend) -> Conversions:
    trends = list(found.trends)
    figures = {**trends[place].figures, "resolved_conversion": changed}
    trends[place] = replace(trends[place], figures=figures)
    return replace(found, trends=tuple(trends))
