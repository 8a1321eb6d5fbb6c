"""What became of the last report's actions, in words that their figures earn."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from revops_desktop.analytics.kept_actions import LastActions, Outcome, Verdict
from revops_desktop.analytics.subject_names import SubjectNames
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import report_actions, reports
from revops_desktop.reports.parts import actions
from revops_desktop.rules.made_report import OWN, Proposed
from revops_desktop.rules.periods import DAY
from tests.reported import END_OF_MARCH, march
from tests.reports.parts.drawn_parts import asked_of, told
from tests.reports.story import END, NASTY, tell

MONTH, AT = "2026-04", END + 3600
MADE_AT = END_OF_MARCH + 3 * DAY


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Workspace]:
    with tell(tmp_path / "story.revops", deals=60) as workspace:
        yield workspace


def outcome(verdict: Verdict, state: str = "done", words: str = "Call first") -> Outcome:
    return Outcome(
        *(1, 1, "2026-03", "key", words, state),  # type: ignore[arg-type]  # one of the states
        decided=None if state == "open" else date(2026, 4, 8),
        note="",
        figure=None if verdict == "unwatched" else "win_rate",
        subject="",
        unit="share",
        then=0.25,
        then_n=80,
        now=0.5,
        now_n=90,
        weeks=4,
        judged_on=date(2026, 5, 6),
        less_is_better=False,
        verdict=verdict,
    )


def found(*last: Outcome, due: tuple[Outcome, ...] = ()) -> LastActions:
    names = SubjectNames({})
    made_on = date(2026, 4, 3)
    return LastActions("2026-04", "2026-03", made_on, last, due, "JPY", names)


def test_without_an_earlier_report_it_says_how_to_get_it(story: Workspace) -> None:
    asked = asked_of(story, "actions", MONTH, AT)
    answer = asked.answers[0][1]
    message, said = told(actions.PART, answer, asked.asked)
    assert message == "No earlier report proposed anything to do."
    assert said[-1] == "Make a report each month, and mark its actions as done or dropped."
    assert asked.printed() == ()


def test_a_report_without_actions_says_so(story: Workspace) -> None:
    # Made too late for anybody to do anything in the month.
    story.do(reports.record, at=AT, **march())
    asked = asked_of(story, "actions", MONTH, AT)
    assert asked.answers[0][1].report_month is None
    nothing = found()
    message, said = told(actions.PART, nothing, asked.asked)
    assert message == "The last report proposed nothing to do."
    assert said[0] == "The report of Mar 2026 proposed nothing to do."


def test_what_was_kept_and_decided_is_printed(story: Workspace) -> None:
    proposed = [
        Proposed("a", f"Call {NASTY[0]}", "entered", "", 1, 1, 2),
        Proposed("b", NASTY[2], "conversion", "stage:2", 0.1, 90, 30),
        Proposed(OWN, "言" * 300),
    ]
    story.do(reports.record, at=MADE_AT, **march(actions=proposed))
    for number, state in ((1, "done"), (2, "done"), (3, "dropped")):
        done = {"action_id": number, "state": state, "note": NASTY[1]}
        story.do(report_actions.decide, at=MADE_AT + 2 * DAY, **done)
    asked = asked_of(story, "actions", MONTH, AT)
    for language in ("en", "ja"):
        message, said = told(actions.PART, asked.answers[0][1], asked.asked, language)
        assert "2" in message and "3" in message
        assert "<b>青葉</b>" in "".join(said)
        assert "Qualified" in "".join(said)
    printed = {(one.key, one.subject): one.value for one in asked.printed()}
    assert printed["entered", "report:2026-03"] == 1
    assert printed["conversion", "report:2026-03:stage:2"] == 0.1
    assert printed["entered", "watched"] == asked.answers[0][1].last[0].now


def test_the_message_says_no_more_than_the_figures_earn(story: Workspace) -> None:
    asked = asked_of(story, "actions", MONTH, AT).asked

    def message(*last: Outcome, due: tuple[Outcome, ...] = ()) -> str:
        return told(actions.PART, found(*last, due=due), asked)[0]

    for outcomes, said in (
        ((outcome("better", "open"),), "The one action of Mar 2026 was not done."),
        (
            (outcome("better"), outcome("worse")),
            "2 of the 2 actions of Mar 2026 were done. 1 figure moved the right way by more than "
            "chance.",
        ),
        (
            (outcome("worse"),),
            "The one action of Mar 2026 was done. 1 figure moved the wrong way by more than "
            "chance.",
        ),
        (
            (outcome("same"), outcome("early"), outcome("few", "dropped")),
            "2 of the 3 actions of Mar 2026 were done. No figure has moved by more than chance.",
        ),
        (
            (outcome("early"),),
            "The one action of Mar 2026 was done. It is too early to say what this brought.",
        ),
        ((outcome("unwatched"),), "The one action of Mar 2026 was done."),
    ):
        assert message(*outcomes) == said
    earlier = replace(outcome("better"), month="2026-02")
    said = message(due=(earlier,))
    assert said.startswith("The report of Mar 2026 proposed nothing.")
    assert "1 figure moved the right way" in said


def test_each_verdict_has_its_words(story: Workspace) -> None:
    asked = asked_of(story, "actions", MONTH, AT).asked
    verdicts: tuple[tuple[Verdict, str], ...] = (
        *(("better", "Better"), ("worse", "Worse"), ("same", "No more than chance")),
        *(("few", "Too few cases to say"), ("unknown", "Not known"), ("unwatched", "—")),
        ("early", "Too early: from 6 May 2026"),
    )
    for verdict, words in verdicts:
        _message, said = told(actions.PART, found(outcome(verdict)), asked)
        assert words in " ".join(said)
