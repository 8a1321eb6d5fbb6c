"""The part on speed: times and stuck deals are those of the funnel page and of metrics."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from revops_desktop import i18n
from revops_desktop.analytics.metrics import metrics
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import stages
from revops_desktop.reports.parts import speed
from revops_desktop.reports.parts.speed import NAMED
from revops_desktop.rules.shares import FEWEST
from tests.reports.parts.drawn_parts import asked_of, told
from tests.reports.story import END, tell

MONTH = "2026-04"
AT = END + 3600


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with tell(tmp_path_factory.mktemp("speed") / "story.revops", deals=200) as workspace:
        for stage_id in (1, 2, 3):
            workspace.do(stages.edit, at=1, stage_id=stage_id, fields={"idle_limit_days": 3})
        yield workspace


def test_what_it_prints_is_what_metrics_says(story: Workspace) -> None:
    found = asked_of(story, "speed", MONTH, AT)
    printed = {(one.key, one.subject): one for one in found.printed()}
    said = story.ask(
        metrics, as_of=END, pipeline_id=1, period=found.asked.year, now=found.asked.now
    )
    ids = {one.stage.name: one.stage.stage_id for one in found.answers[0][1].durations}
    assert [one["stage"] for one in said["time_in_stage"]] == list(ids)
    for one in said["time_in_stage"]:
        mine = printed["time_in_stage", f"stage:{ids[one['stage']]}"]
        assert (mine.n, mine.value) == (one["n"], pytest.approx(one["median"]))
    for one in said["stuck"]:
        mine = printed["stuck", f"stage:{ids[one['stage']]}"]
        assert mine.value == one["stuck"]["count"]
    assert printed["stuck", ""].value == sum(one["stuck"]["count"] for one in said["stuck"])


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_heading_names_the_longest_before_the_win(story: Workspace, language: str) -> None:
    found = asked_of(story, "speed", MONTH, AT)
    answer = found.answers[0][1]
    able = [
        one
        for one in answer.durations
        if one.days.n >= FEWEST and one.stage.phase in ("lead", "opportunity")
    ]
    longest = max(able, key=lambda one: one.days.median or 0)
    message, said = told(speed.PART, answer, found.asked, language)
    assert longest.stage.name in message
    with i18n.use_language(language):
        assert i18n.days(longest.days.median) in message
        assert i18n.days(longest.days.median) in said


def test_without_limits_none_is_called_free_of_stuck_deals(tmp_path: Path) -> None:
    with tell(tmp_path / "b.revops", deals=200) as workspace:
        found = asked_of(workspace, "speed", MONTH, AT)
        answer = found.answers[0][1]
        assert not answer.has_limits
        message = told(speed.PART, answer, found.asked)[0]
        assert message.endswith("; no stage has a limit, so none can be counted as stuck.")
        few = replace(answer, durations=answer.durations[-1:])
        assert "no stage has a limit" in told(speed.PART, few, found.asked)[0]
        workspace.do(stages.edit, at=1, stage_id=1, fields={"idle_limit_days": 9_999})
        found = asked_of(workspace, "speed", MONTH, AT)
        message = told(speed.PART, found.answers[0][1], found.asked)[0]
        assert message.endswith("; none is stuck.")


def test_the_stuck_deals_worth_most_are_named(story: Workspace) -> None:
    found = asked_of(story, "speed", MONTH, AT)
    answer = found.answers[0][1]
    _message, said = told(speed.PART, answer, found.asked)
    worth = sorted(answer.deals.rows, key=lambda one: -(one.value or 0))[:NAMED]
    assert worth
    assert all(one.title in said for one in worth)


def test_a_name_of_markup_is_printed_as_it_is(story: Workspace) -> None:
    found = asked_of(story, "speed", MONTH, AT)
    answer = found.answers[0][1]
    deal = replace(answer.deals.rows[0], title="<b>x</b> & Co", value=10**12)
    deals = replace(answer.deals, rows=(deal,))
    _message, said = told(speed.PART, replace(answer, deals=deals), found.asked)
    assert "<b>x</b> & Co" in said


def test_without_moves_it_says_what_to_record(tmp_path: Path) -> None:
    with tell(tmp_path / "none.revops", deals=0) as workspace:
        found = asked_of(workspace, "speed", MONTH, AT)
    message, said = told(speed.PART, found.answers[0][1], found.asked)
    assert message == "Nothing is known yet of how long deals take."
    assert len(said) == 2


def test_stays_of_unknown_beginning_are_counted_below(story: Workspace) -> None:
    found = asked_of(story, "speed", MONTH, AT)
    answer = found.answers[0][1]
    first = replace(answer.durations[0], running_undated=5)
    answer = replace(answer, durations=(first, *answer.durations[1:]))
    _message, said = told(speed.PART, answer, found.asked)
    assert "5 open deals came into their stages on an unknown day" in " ".join(said)
