"""Lead scores are what domain.md §4 says, whatever is done, taken back, merged or erased."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.analytics.lead_scores import (
    kept_of_deal,
    score_of_contact,
    score_of_deal,
    scores_of_contacts,
    scores_of_deals,
)
from revops_desktop.database import check, rescoring, scores, tables
from revops_desktop.database.connection import open_connection
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import companies, deals, score_rules
from revops_desktop.rules.periods import DAY
from tests.database.score_story import START, Story, happen
from tests.database.slow_scores import slow_scores
from tests.people import add_contact
from tests.river import make_river


def held(session: Session) -> dict[int, tuple[int, int, str]]:
    """What is kept: contact → score, fades, day."""
    return {row[0]: tuple(row[1:]) for row in session.execute(select(tables.contact_score))}


def agree(story: Story) -> None:
    """What is kept, asked for and explained is what the slow reckoning says."""
    file, now = story.file, story.now
    right = file.ask(slow_scores, at=now)
    assert file.ask(scores_of_contacts, contact_ids=list(right), now=now) == {
        one: found.score for one, found in right.items()
    }
    for one, found in right.items():
        told = file.ask(score_of_contact, contact_id=one, now=now)
        assert told.total == found.score == sum(line.points for line in told.points)
    wanted = file.ask(best_of_deals, of=right)
    assert file.ask(scores_of_deals, deal_ids=list(wanted), now=now) == wanted
    for deal_id, score in wanted.items():
        found_deal = file.ask(score_of_deal, deal_id=deal_id, now=now)
        assert score == (found_deal.score.total if found_deal is not None else 0)
    connection = open_connection(file.path)
    try:
        assert check.score_rows(connection) == []
    finally:
        connection.close()
    file.rescore(at=now)
    assert file.ask(held) == {
        one: (found.score, int(found.fades), today(file, now) if found.fades else "")
        for one, found in right.items()
        if found.score or found.fades
    }
    assert file.ask(kept_of_deals) == wanted


def today(file: Workspace, now: int) -> str:
    return scores.today_of(file.raw, now).isoformat()


def best_of_deals(session: Session, *, of: dict[int, object]) -> dict[int, int]:
    """Each deal's score: its contact's, or without one the best at its company."""
    person, found = tables.contact.c, {}
    people = session.execute(select(person.id, person.company_id)).all()
    deal = tables.deal.c
    for deal_id, contact_id, company_id in session.execute(
        select(deal.id, deal.contact_id, deal.company_id).where(deal.deleted_at.is_(None))
    ):
        whose = [contact_id] if contact_id else [one for one, firm in people if firm == company_id]
        points = [of[one].score for one in whose if one in of]  # type: ignore[attr-defined]
        found[deal_id] = max(points, default=0) if company_id or contact_id else 0
    return found


def kept_of_deals(session: Session) -> dict[int, int]:
    deal = tables.deal.c
    rows = session.execute(select(deal.id, kept_of_deal()).where(deal.deleted_at.is_(None)))
    return {row[0]: row[1] for row in rows}


def tell(path: Path, seed: int, steps: int, every: int = 6) -> None:
    """A random story; the scores are right all along."""
    story = Story(path, random.Random(seed))
    with story.file:
        for _ in range(4):
            for deed in (story.firm, story.meet, story.rule, story.deal, story.happen):
                deed()
        for number in range(steps):
            story.step()
            if number % every == every - 1:
                agree(story)
        agree(story)


@settings(max_examples=3)
@given(st.integers(0, 10**6))
def test_scores_are_what_the_slow_reckoning_says(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    tell(tmp_path_factory.mktemp("story") / "river.revops", seed, 24)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(200))
def test_scores_of_many_stories(tmp_path: Path, seed: int) -> None:
    tell(tmp_path / "river.revops", seed, 80, every=4)


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    made = make_river(tmp_path / "a.revops")
    yield made
    made.close()


def add_people(river: Workspace, number: int) -> None:
    """As many contacts, each of whom asked once, and half of whom came back on the web."""
    for one in range(1, number + 1):
        river.do(add_contact, at=START, name=f"Person {one}")
        river.do(happen, at=START, kind="inquiry", contact_id=one, happened_at=START)
        if one % 2:
            river.do(happen, at=START, kind="web_visit", contact_id=one, happened_at=START)


def test_what_was_ahead_and_has_come_is_no_difference(river: Workspace) -> None:
    """Scored on a later day than anything was done, it was said to differ from the records."""
    river.do(add_contact, at=START, name="Hanako")
    river.do(score_rules.add, at=START, name="Asked", points=30, activity_kind="inquiry")
    river.do(happen, at=START, kind="inquiry", contact_id=1, happened_at=START + 3 * DAY)
    assert held_scores(river) == {1: 0} and scores.differences(river.raw) == 0
    river.rescore(at=START + 5 * DAY)
    assert held_scores(river) == {1: 30} and scores.differences(river.raw) == 0
    river.raw.execute("UPDATE contact_score SET score = 29")
    assert scores.differences(river.raw) == 1


def test_a_large_file_is_scored_anew_after_the_action(
    river: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rule changed, undone and redone: what is asked for is right at once, the kept soon."""
    monkeypatch.setattr(scores, "AT_ONCE", 0)
    monkeypatch.setattr(rescoring, "_CHUNK", 2)
    add_people(river, 7)
    river.do(score_rules.add, at=START, name="Asked", points=30, activity_kind="inquiry")
    assert scores.pending(river.raw) is not None
    assert set(river.ask(scores_of_contacts, contact_ids=range(1, 8), now=START).values()) == {30}
    assert held_scores(river) == {}
    steps: list[tuple[int, int]] = []

    def step(done: int, whole: int) -> bool:
        steps.append((done, whole))
        return len(steps) != 3

    river.rescore(at=START, step=step)
    assert len(held_scores(river)) == 4 and scores.pending(river.raw) is not None
    steps.clear()
    changed = river.rescore(at=START, step=lambda *_: True)
    assert scores.pending(river.raw) is None
    assert held_scores(river) == dict.fromkeys(range(1, 8), 30)
    assert changed.ids["contact_score"] == {5, 6, 7}
    river.undo(at=START)
    assert set(river.ask(scores_of_contacts, contact_ids=range(1, 8), now=START).values()) == {0}
    river.rescore(at=START)
    assert held_scores(river) == {}


def held_scores(river: Workspace) -> dict[int, int]:
    return {one: kept[0] for one, kept in river.ask(held).items() if one != scores.PENDING}


def test_points_fade_from_day_to_day_and_come_back_with_the_past(river: Workspace) -> None:
    add_people(river, 2)
    river.do(
        score_rules.add,
        at=START,
        name="Web",
        points=8,
        activity_kind="web_visit",
        half_life_days=10,
    )
    assert held_scores(river) == {1: 8}
    later = START + 20 * DAY
    assert river.ask(scores_of_contacts, contact_ids=[1, 2], now=later) == {1: 2, 2: 0}
    assert held_scores(river) == {1: 8}
    changed = river.rescore(at=later)
    assert changed.tables == {"contact_score"} and held_scores(river) == {1: 2}
    assert river.ask(held_in_the_past, as_of=START + 10 * DAY) == {1: 4}
    assert river.rescore(at=later).tables == frozenset()
    assert river.rescore(at=START + 200 * DAY).ids["contact_score"] == {1}
    assert river.ask(held) == {}


def held_in_the_past(session: Session) -> dict[int, int]:
    return {one: kept[0] for one, kept in held(session).items()}


def test_what_an_action_changed_tells_of_scores_and_their_deals(river: Workspace) -> None:
    river.do(score_rules.add, at=START, name="Asked", points=30, activity_kind="inquiry")
    river.do(companies.add, at=START, name="Aoba")
    for number in (1, 2):
        river.do(add_contact, at=START, name=f"Person {number}", company_id=1)
        river.do(deals.create, at=START, title="D", stage_id=1)
    river.do(deals.edit, at=START, deal_id=1, fields={"company_id": 1})
    river.do(deals.edit, at=START, deal_id=2, fields={"company_id": 1, "contact_id": 2})
    done = river.do(happen, at=START, kind="inquiry", contact_id=2, happened_at=START)
    assert done.changed.ids["contact_score"] == {2} and done.changed.deals == {1, 2}
    assert river.ask(scores_of_deals, deal_ids=[1, 2], now=START) == {1: 30, 2: 30}
    done = river.do(happen, at=START, kind="call", contact_id=2, happened_at=START)
    assert "contact_score" not in done.changed.tables


WRONG = {
    "another score": "UPDATE contact_score SET score = score + 1",
    "one is lost": "DELETE FROM contact_score WHERE contact_id = 2",
    "one too many": "INSERT INTO contact_score VALUES (99, 5, 0, '')",
}


@pytest.mark.parametrize("case", WRONG)
def test_the_check_finds_a_wrong_score(river: Workspace, case: str) -> None:
    add_people(river, 3)
    river.do(score_rules.add, at=START, name="Asked", points=30, activity_kind="inquiry")
    river.raw.execute(WRONG[case])
    river.checkpoint()
    assert any("contact_score" in one for one in check.check_file(river.path).findings)
