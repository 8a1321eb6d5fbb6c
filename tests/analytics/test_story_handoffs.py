"""Hand-offs in a story: what was handed over, who answered, nothing twice, a page at a time."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from revops_desktop.analytics import story
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import deals, handoff_rules, handoffs
from revops_desktop.ui.deal import story_words
from tests.handed import BUDGET, HOUR, MQL, OPEN, SUZUKI, hand, handoff_ids, make_handed


@pytest.fixture
def handed(tmp_path: Path) -> Iterator[Workspace]:
    made = make_handed(tmp_path / "a.revops")
    yield made
    made.close()


def told(made: Workspace, deal_id: int) -> list[tuple[str, str, str | None]]:
    """Headline, detail and who, of the hand-offs, newest first."""
    entries = made.ask(story.story, deal_id=deal_id, kinds=("handoff",)).entries
    return [(story_words.headline(one), story_words.detail(one), one.member) for one in entries]


def test_what_was_handed_over_stays_as_it_was(handed: Workspace) -> None:
    deal_id = hand(handed, "A", OPEN, answers={BUDGET: "300万円"})
    (number,) = handed.ask(handoff_ids, deal_id=deal_id)
    handed.member_id = SUZUKI
    handed.do(handoffs.give_back, at=OPEN + HOUR, handoff_id=number, reason="課題が不明")
    handed.do(handoffs.answer, at=OPEN + 2 * HOUR, deal_id=deal_id, answers={BUDGET: "500万円"})
    handed.do(handoff_rules.remove, at=OPEN + 2 * HOUR, rule_id=MQL)
    assert told(handed, deal_id) == [
        ("Inside sales returned it to Marketing", "課題が不明", "Suzuki"),
        (
            "Handed over from Marketing to Inside sales",
            "Budget: 300万円\nNeed: missing",
            "Sato",
        ),
    ]
    whole = handed.ask(story.story, deal_id=deal_id).entries
    assert [one.what for one in whole if one.kind in ("handoff", "visit")] == [
        *("returned", "went_back", "handed", "advanced", "began"),
    ]


def test_what_no_rule_asks_for_is_told_by_its_visit_alone(handed: Workspace) -> None:
    deal_id = hand(handed, "A", OPEN)
    handed.member_id = SUZUKI
    handed.do(deals.move_to_stage, at=OPEN + 1, deal_id=deal_id, stage_id=4, override="x")
    assert [line for line, _detail, _who in told(handed, deal_id)] == [
        "Inside sales accepted it from Marketing",
        "Handed over from Marketing to Inside sales",
    ]


def test_a_page_at_a_time_tells_the_same(handed: Workspace) -> None:
    deal_id = hand(handed, "A", OPEN)
    for number in range(4):
        waiting = handed.ask(handoff_ids, deal_id=deal_id)[-1]
        handed.do(handoffs.give_back, at=OPEN + number, handoff_id=waiting, reason="x")
        handed.do(deals.move_to_stage, at=OPEN + number, deal_id=deal_id, stage_id=2, override="x")
    whole = handed.ask(story.story, deal_id=deal_id, limit=100).entries
    pages: list[story.Entry] = []
    place: story.Place | None = None
    while True:
        page = handed.ask(story.story, deal_id=deal_id, before=place, limit=3)
        pages += page.entries
        place = page.more
        if place is None:
            break
    assert pages == list(whole)
    assert sum(one.kind == "handoff" for one in whole) == 9
