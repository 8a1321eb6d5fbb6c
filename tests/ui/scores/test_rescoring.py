"""Scores are kept up to date behind the window: after a rule, each day, and never at closing."""

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from revops_desktop.analytics.lead_scores import scores_of_contacts
from revops_desktop.database import rescoring, scores
from revops_desktop.operations import activities, contacts, score_rules
from revops_desktop.rules.periods import DAY
from revops_desktop.ui.actions import Actions
from revops_desktop.ui.scores.rescoring import Rescorer, rescorer_of
from tests.conftest import NOW
from tests.score_rules import no_rules

PEOPLE = 9


@pytest.fixture
def clock() -> list[int]:
    return [NOW]


@pytest.fixture
def actions(
    qapp: QApplication, workspace: Any, clock: list[int], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Actions]:
    """A file that counts as large, with a few people who each clicked once."""
    monkeypatch.setattr(scores, "AT_ONCE", 0)
    monkeypatch.setattr(rescoring, "_CHUNK", 2)
    no_rules(workspace)
    for number in range(1, PEOPLE + 1):
        workspace.do(contacts.create, at=NOW, name=f"Person {number}")
        workspace.do(activities.log, at=NOW, kind="inquiry", title="i", contact_id=number)
    workspace.rescore(at=NOW)
    made = Actions(workspace, None, clock=lambda: clock[0])
    yield made
    made.close()


def kept(actions: Actions) -> list[int]:
    """The scores that are kept, in the order of the contacts."""
    rows = actions.workspace.raw.execute(  # type: ignore[attr-defined]  # as the first screen reads
        "SELECT score FROM contact_score ORDER BY contact_id"
    )
    return [row[0] for row in rows]


def settled(qtbot: QtBot, rescorer: Rescorer) -> None:
    qtbot.waitUntil(lambda: not rescorer.is_running, timeout=5000)


def test_a_rule_is_followed_behind_the_window_and_everyone_is_told(
    qtbot: QtBot, actions: Actions
) -> None:
    rescorer = rescorer_of(actions)
    assert rescorer_of(actions) is rescorer
    told: list[Any] = []
    steps: list[tuple[int, int]] = []
    rescorer.progressed.connect(lambda *step: steps.append(step))
    actions.changed.connect(told.append)
    rule: dict[str, Any] = {"name": "Asked", "points": 40, "activity_kind": "inquiry"}
    actions.do(score_rules.add, **rule, half_life_days=10)
    actions.do(score_rules.set_hot_score, score=50)
    settled(qtbot, rescorer)
    assert kept(actions) == [40] * PEOPLE
    assert told[-1].tables == {"contact_score"} and len(told[-1].ids["contact_score"]) == PEOPLE
    assert steps[0] == (0, PEOPLE) and (8, PEOPLE) in steps and steps[-1] == (0, 0)
    actions.undo()
    actions.undo()
    settled(qtbot, rescorer)
    assert kept(actions) == []


def test_points_fade_when_a_day_begins(qtbot: QtBot, actions: Actions, clock: list[int]) -> None:
    rescorer = rescorer_of(actions)
    actions.do(score_rules.add, name="Asked", points=40, activity_kind="inquiry", half_life_days=10)
    settled(qtbot, rescorer)
    clock[0] += 10 * DAY
    assert actions.ask(scores_of_contacts, contact_ids=[1], now=clock[0]) == {1: 20}
    assert kept(actions) == [40] * PEOPLE
    rescorer.look()
    settled(qtbot, rescorer)
    assert kept(actions) == [20] * PEOPLE


def test_closing_ends_it_and_opening_makes_it_up(qtbot: QtBot, actions: Actions) -> None:
    rescorer = rescorer_of(actions)
    rescorer.progressed.connect(lambda *_step: setattr(actions.file, "is_closing", True))
    actions.do(score_rules.add, name="Asked", points=40, activity_kind="inquiry")
    settled(qtbot, rescorer)
    actions.file.is_closing = True
    rescorer.look()
    assert not rescorer.is_running
    actions.workspace.rescore(at=NOW)
    assert kept(actions) == [40] * PEOPLE
