"""Reviews of SLAs: kept, written on, settled; the figures stay; undone and redone exactly."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.database.tables import sla_agreement, sla_review
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import RuleBroken
from revops_desktop.operations import sla_reviews
from revops_desktop.operations.sla_reviews import Agreed, Outcome
from tests.operations.test_waking import there_and_back
from tests.river import everything, make_river

WEEK: dict[str, Any] = {
    "cadence": "weekly",
    "first_day": "2026-03-23",
    "last_day": "2026-03-29",
    "figures": '{"rules": []}',
}
AGREED = (
    Agreed("Answer inquiries within 4 hours", 1, "2026-04-10"),
    Agreed("  Look at the list together  ", None, None),
)


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    made = make_river(tmp_path / "a.revops")
    yield made
    made.close()


def reviews(session: Session) -> list[tuple]:
    one = sla_review.c
    wanted = (one.cadence, one.first_day, one.held_at, one.member_id, one.discussion, one.figures)
    return [tuple(row) for row in session.execute(select(*wanted).order_by(one.id))]


def agreements(session: Session) -> list[tuple]:
    one = sla_agreement.c
    wanted = (one.id, one.text, one.member_id, one.due_on, one.done_at, one.remark)
    rows = session.execute(select(*wanted).order_by(one.review_id, one.position))
    return [tuple(row) for row in rows]


def test_a_review_keeps_what_was_said_and_agreed(river: Workspace) -> None:
    river.member_id = 2
    there_and_back(river, sla_reviews.hold, **WEEK, discussion="Slow.", agreements=AGREED)
    assert river.ask(reviews) == [("weekly", "2026-03-23", 30, 2, "Slow.", '{"rules": []}')]
    assert river.ask(agreements) == [
        (1, "Answer inquiries within 4 hours", 1, "2026-04-10", None, None),
        (2, "Look at the list together", None, None, None, None),
    ]
    assert river.undo_label() == (sla_reviews.HELD_WEEKLY, {"day": "2026-03-23"})


def test_the_next_one_settles_what_the_last_agreed(river: Workspace) -> None:
    river.do(sla_reviews.hold, at=10, **WEEK, agreements=AGREED)
    next_week = WEEK | {"first_day": "2026-03-30", "last_day": "2026-04-05"}
    outcomes = {1: Outcome(True, "Two people on call"), 2: Outcome(False, "Next week")}
    there_and_back(river, sla_reviews.hold, **next_week, outcomes=outcomes)
    assert [row[4:] for row in river.ask(agreements)] == [
        (30, "Two people on call"),
        (None, "Next week"),
    ]


def test_writing_on_changes_words_and_never_figures(river: Workspace) -> None:
    made = river.do(sla_reviews.hold, at=10, **WEEK, discussion="A", agreements=AGREED).value
    wanted = (Agreed("New one", 2), Agreed("Answer within 3 hours", 1, "2026-04-10", 1))
    there_and_back(river, sla_reviews.edit, review_id=made, discussion="B", agreements=wanted)
    assert river.ask(reviews)[0][4:] == ("B", '{"rules": []}')
    assert [row[:2] for row in river.ask(agreements)] == [
        (3, "New one"),
        (1, "Answer within 3 hours"),
    ]
    before = everything(river)
    last = tuple(
        Agreed(text, who, day, number) for number, text, who, day, *_ in river.ask(agreements)
    )
    river.do(sla_reviews.edit, at=50, review_id=made, discussion="B", agreements=last)
    assert everything(river) == before
    assert river.undo_label() == (sla_reviews.EDITED, {"day": "2026-03-23"})


def test_agreements_are_settled_by_themselves(river: Workspace) -> None:
    river.do(sla_reviews.hold, at=10, **WEEK, agreements=AGREED)
    there_and_back(river, sla_reviews.settle, agreement_ids=[1], done=True, remark="Done!")
    assert river.undo_label()[0] == sla_reviews.SETTLED  # type: ignore[index]  # there is one
    there_and_back(river, sla_reviews.settle, agreement_ids=[1, 2], done=True)
    # The one that was done before keeps its instant and its remark.
    assert [row[4:] for row in river.ask(agreements)] == [(30, "Done!"), (30, None)]
    there_and_back(river, sla_reviews.settle, agreement_ids=[1], done=False)
    assert [row[4:] for row in river.ask(agreements)] == [(None, "Done!"), (30, None)]
    assert river.do(sla_reviews.settle, at=60, agreement_ids=[], done=True).changed.tables == set()


def test_a_review_is_deleted_with_its_agreements(river: Workspace) -> None:
    made = river.do(sla_reviews.hold, at=10, **WEEK, agreements=AGREED).value
    there_and_back(river, sla_reviews.remove, review_id=made)
    assert river.ask(reviews) == river.ask(agreements) == []


def test_what_is_refused_changes_nothing(river: Workspace) -> None:
    made = river.do(sla_reviews.hold, at=10, **WEEK, agreements=AGREED).value
    before = everything(river)
    monthly = WEEK | {"cadence": "monthly", "first_day": "2026-03-01"}
    for arguments, said in (
        (WEEK, "reviewed already"),
        (monthly | {"agreements": [Agreed("  ")]}, "what is to be done"),
        (monthly | {"agreements": [Agreed("A", 99)]}, "no longer works here"),
        (monthly | {"outcomes": {99: Outcome(True)}}, "agreement is no longer"),
    ):
        with pytest.raises(RuleBroken, match=said):
            river.do(sla_reviews.hold, at=20, **arguments)
    with pytest.raises(RuleBroken, match="review is no longer"):
        river.do(sla_reviews.edit, at=20, review_id=made + 1, discussion="", agreements=[])
    with pytest.raises(RuleBroken, match="review is no longer"):
        river.do(sla_reviews.remove, at=20, review_id=made + 1)
    with pytest.raises(RuleBroken, match="agreement is no longer"):
        river.do(sla_reviews.settle, at=20, agreement_ids=[1, 99], done=True)
    with pytest.raises(ValueError, match="ends after"):
        river.do(sla_reviews.hold, at=20, **(WEEK | {"last_day": "2026-03-01"}))
    assert everything(river) == before
