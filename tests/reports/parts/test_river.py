"""The part on the river: its heading is proven below it, and it says nothing where nothing is."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from revops_desktop import i18n
from revops_desktop.analytics.metrics import metrics
from revops_desktop.database.workspace import Workspace
from revops_desktop.reports.parts import river
from revops_desktop.reports.parts.river import River, gone
from tests.analytics.test_river_layout import random_picture
from tests.reports.parts.drawn_parts import asked_of, told
from tests.reports.story import END, tell

MONTH = "2026-04"
AT = END + 3600
SEEDS = [2, 3, 30, *(pytest.param(seed, marks=pytest.mark.nightly) for seed in range(31, 80))]


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with tell(tmp_path_factory.mktemp("river") / "story.revops", deals=200) as workspace:
        yield workspace


def test_what_it_prints_is_what_metrics_says(story: Workspace) -> None:
    found = asked_of(story, "river", MONTH, AT)
    printed = {(one.key, one.subject): one.value for one in found.printed()}
    for span, period in (("year", found.asked.year), (f"month:{MONTH}", found.asked.period)):
        said = story.ask(metrics, as_of=END, pipeline_id=1, period=period, now=AT)
        ways = ("lost", "recycled", "churned")
        assert printed["leaks", span] == sum(one["count"] for one in said["leaks"])
        assert printed["leaks", span] == sum(said[way]["count"] for way in ways)


def test_the_heading_is_proven_by_what_stands_below(story: Workspace) -> None:
    found = asked_of(story, "river", MONTH, AT)
    answer = found.answers[0][1]
    worst = max(answer.picture.stages, key=lambda one: gone(one).count)
    for language in ("en", "ja"):
        message, said = told(river.PART, answer, found.asked, language)
        assert worst.stage.name in message
        assert i18n.count(gone(worst).count) in message
        assert i18n.count(worst.reached.count) in message
        assert i18n.count(gone(worst).count) in said
        assert i18n.count(answer.picture.entered.count) in said


def test_a_reason_that_says_there_is_none_is_not_quoted(
    story: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = asked_of(story, "river", MONTH, AT)
    monkeypatch.setattr(river, "_main_reason", lambda stage: "Not recorded")
    message = river.PART.message(found.answers[0][1], found.asked)
    assert message.endswith("most often without a recorded reason.")


def test_the_largest_leaks_stand_first_and_add_up(story: Workspace) -> None:
    found = asked_of(story, "river", MONTH, AT)
    answer = found.answers[0][1]
    listed = river._largest(answer)
    assert [one.deals for one in listed] == sorted((one.deals for one in listed), reverse=True)
    _message, said = told(river.PART, answer, found.asked)
    assert i18n.count(sum(one.deals for one in answer.year)) in said
    assert "All that left" in said


@pytest.mark.parametrize("deals", [0, 1, 10])
def test_few_deals_prove_nothing(tmp_path: Path, deals: int) -> None:
    with tell(tmp_path / "few.revops", deals=deals) as workspace:
        found = asked_of(workspace, "river", MONTH, AT)
    answer = found.answers[0][1]
    for language in ("en", "ja"):
        message, said = told(river.PART, answer, found.asked, language)
        assert message and said
    message, said = told(river.PART, answer, found.asked)
    if not answer.picture.entered.count:
        assert message == "Nothing came into the river in the 12 months."
        assert said[0] == "This part needs deals that came into the river at a known time."
    elif answer.leakiest is None:
        assert "too few have left it" in message


@pytest.mark.parametrize(
    "seed", [2, 3, 7, *(pytest.param(n, marks=pytest.mark.nightly) for n in range(8, 60))]
)
def test_every_river_keeps_its_words_apart(story: Workspace, seed: int) -> None:
    found = asked_of(story, "river", MONTH, AT)
    stages = (4, 15, 9)[seed % 3]
    answer: River = replace(
        found.answers[0][1], picture=random_picture(seed, stages), narrow=seed % (stages - 1)
    )
    message, said = told(river.PART, answer, found.asked, "ja" if seed % 2 else "en")
    assert message and said
