"""The demo company looks at its promises: two months and the last week, and what it agreed."""

from collections.abc import Callable
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.database import tables
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import sla_reviews
from revops_desktop.operations.demo.note_words import NoteWords
from revops_desktop.operations.sla_reviews import Agreed, Outcome
from revops_desktop.rules.periods import Period, month_of, month_period, months_before

# Writes the figures of a period as a review keeps them, as of an instant.
Figures = Callable[[Workspace, Period, int], str]


def hold_reviews(
    workspace: Workspace, words: NoteWords, figures: Figures, *, end: date, at: int
) -> None:
    """Holds the reviews of two months and of the last whole week, on the story's last afternoon.

    What the first agreed was done but for the last of it; the others' is still to be done.
    """
    texts = words.texts
    people = workspace.ask(_members)
    before = workspace.member_id
    workspace.member_id = people[0]
    try:
        agreed: list[int] = []
        for number, (cadence, period) in enumerate(_periods(end)):
            said = texts["agreed"][2 * number : 2 * number + 2]
            assert period.first is not None and period.last is not None
            done = workspace.do(
                sla_reviews.hold,
                at=at,
                cadence=cadence,
                first_day=period.first.isoformat(),
                last_day=period.last.isoformat(),
                figures=figures(workspace, period, at),
                discussion=texts["discussed"][number],
                agreements=[
                    Agreed(text, people[place % len(people)], _due(end, number, place))
                    for place, text in enumerate(said, 1)
                ],
                outcomes={one: Outcome(True, texts["done"][number - 1]) for one in agreed[:1]},
            )
            agreed = workspace.ask(_agreements, review_id=done.value)
    finally:
        workspace.member_id = before


def _periods(end: date) -> list[tuple[str, Period]]:
    this = month_of(end)
    monday = end - timedelta(days=end.weekday() + 7)
    return [
        ("monthly", month_period(months_before(this, 2))),
        ("monthly", month_period(months_before(this, 1))),
        ("weekly", Period(monday, monday + timedelta(days=6))),
    ]


def _due(end: date, review: int, place: int) -> str:
    """What was agreed first is due by now, what was agreed last in some days."""
    return (end + timedelta(days=7 * (review - 1) + 3 * place - 4)).isoformat()


def _members(session: Session) -> list[int]:
    return list(session.execute(select(tables.member.c.id).order_by(tables.member.c.id)).scalars())


def _agreements(session: Session, review_id: int) -> list[int]:
    one = tables.sla_agreement.c
    found = session.execute(select(one.id).where(one.review_id == review_id).order_by(one.position))
    return list(found.scalars())
