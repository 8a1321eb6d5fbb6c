"""Reviews of SLAs: filled in as the SLA page counts, frozen, opened with what was agreed before."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session

from revops_desktop.analytics import sla_figures, sla_review
from revops_desktop.analytics.handoff_figures import handoff_figures
from revops_desktop.analytics.sla_review import Review, ReviewFigures, RuleLine
from revops_desktop.database.journal import verb
from revops_desktop.database.tables import time_limit
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import deals, sla_reviews
from revops_desktop.operations.sla_reviews import Agreed, Outcome
from revops_desktop.rules.periods import DAY, Period, month_period, start_of_day
from tests.handed import BUDGET, OPEN, hand, make_handed
from tests.river import ZONE, make_river

# A Monday; one business day is nine hours.
MONDAY = start_of_day(date(2026, 3, 2), ZONE)
HOUR = 3600
OPENING = MONDAY + 9 * HOUR
NEXT_WEEK = MONDAY + 7 * DAY + 10 * HOUR
WEEK = Period(date(2026, 3, 2), date(2026, 3, 8))


@verb("Limit")
def set_limit(session: Session, *, at: int, stage_id: int, minutes: int) -> None:
    """The stage has a limit from the beginning on."""
    session.execute(insert(time_limit).values(stage_id=stage_id, made_at=0, limit_minutes=minutes))


def _fill(made: Workspace) -> None:
    """Of four hours' limit for leads in a week: two met, one met late, one breached, one runs."""
    made.do(set_limit, at=2, stage_id=1, minutes=240)
    for number, hours in enumerate((1, 2, 6, None), 1):
        deal_id = made.do(deals.create, at=OPENING, title=f"D{number}", stage_id=1).value
        if hours:
            made.do(deals.move_to_stage, at=OPENING + hours * HOUR, deal_id=deal_id, stage_id=2)
    made.do(deals.create, at=NEXT_WEEK - HOUR, title="Runs", stage_id=1)


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    made = make_river(tmp_path / "a.revops", _fill)
    yield made
    made.close()


def hold(river: Workspace, at: int, **more: Any) -> int:
    """Keeps the review that is due."""
    found = river.ask(sla_review.draft, cadence=more.pop("cadence", "weekly"), now=at)
    assert found.review_id == 0 and found.period.first and found.period.last
    return int(
        river.do(
            sla_reviews.hold,
            at=at,
            cadence=found.cadence,
            first_day=found.period.first.isoformat(),
            last_day=found.period.last.isoformat(),
            figures=found.figures.written(),
            **more,
        ).value
    )


def held(river: Workspace, review_id: int) -> Review:
    """A review as it is kept."""
    found = river.ask(sla_review.review, review_id=review_id)
    assert found is not None
    return found


def test_it_proposes_the_last_whole_week_filled_in(river: Workspace) -> None:
    found = river.ask(sla_review.draft, cadence="weekly", now=NEXT_WEEK)
    assert found.period == WEEK
    assert found.figures.rules == (
        RuleLine("stage", 1, "Lead", "Sales", "", met=2, met_late=1, breached=1, running=1),
    )
    share = found.figures.compliance
    assert (share.numerator, share.denominator) == (2, 4)
    assert (found.before, found.agreements, found.earlier) == (None, (), ())
    assert sla_review.read(found.figures.written()) == found.figures
    monthly = river.ask(sla_review.draft, cadence="monthly", now=NEXT_WEEK)
    assert monthly.period == month_period("2026-02")


def test_its_figures_are_those_of_the_sla_page(river: Workspace) -> None:
    (group,) = river.ask(sla_figures.rules, period=WEEK, now=NEXT_WEEK)
    (line,) = river.ask(sla_review.filled_in, period=WEEK, now=NEXT_WEEK).rules
    assert group.figures.compliance == line.compliance
    assert group.key == (line.kind, line.rule_id)


def test_figures_stay_as_they_were_and_the_next_stands_beside_them(river: Workspace) -> None:
    made = hold(river, NEXT_WEEK, discussion="Slow on Monday.")
    kept = held(river, made)
    river.do(deals.move_to_stage, at=NEXT_WEEK + 9, deal_id=4, stage_id=2)
    later = river.ask(sla_review.filled_in, period=WEEK, now=NEXT_WEEK + DAY)
    assert later != kept.figures
    assert held(river, made).figures == kept.figures
    assert (kept.discussion, kept.held_at) == ("Slow on Monday.", NEXT_WEEK)
    again = river.ask(sla_review.draft, cadence="weekly", now=NEXT_WEEK + 60)
    assert again.review_id == made
    following = river.ask(sla_review.draft, cadence="weekly", now=NEXT_WEEK + 7 * DAY)
    assert following.before == kept.figures
    assert following.before is not None
    assert following.before.of_rule(following.figures.rules[0]) == kept.figures.rules[0]
    assert following.before.of_rule(RuleLine("stage", 2, "", "", "", 0, 0, 0, 0)) is None


def test_the_next_opens_with_what_was_agreed(river: Workspace) -> None:
    first = hold(
        river,
        NEXT_WEEK,
        agreements=(Agreed("Call at once", 1, "2026-03-13"), Agreed("Read the list")),
    )
    at = NEXT_WEEK + 7 * DAY
    opened = river.ask(sla_review.draft, cadence="weekly", now=at)
    assert [(one.text, one.member, one.day) for one in opened.earlier] == [
        ("Call at once", "Sato", "2026-03-02"),
        ("Read the list", "", "2026-03-02"),
    ]
    late, no_day = opened.earlier
    assert late.is_overdue(date(2026, 3, 16)) and not late.is_overdue(date(2026, 3, 13))
    assert not no_day.is_overdue(date(2027, 1, 1))
    second = hold(
        river,
        at,
        outcomes={late.agreement_id: Outcome(True, "Yes")},
        agreements=(Agreed("Third thing"),),
    )
    # What was done before is no longer asked about; what is still open is.
    third = river.ask(sla_review.draft, cadence="monthly", now=at + 30 * DAY)
    assert [one.text for one in third.earlier] == ["Read the list", "Third thing"]
    # The one that settled it still shows what it was opened with.
    kept = held(river, second)
    assert [(one.text, one.remark, one.done_at is None) for one in kept.earlier] == [
        ("Call at once", "Yes", False),
        ("Read the list", "", True),
    ]
    assert held(river, first).earlier == ()
    assert [
        (one.cadence, one.first, one.agreed, one.done, one.compliance.numerator)
        for one in river.ask(sla_review.reviews)
    ] == [("weekly", date(2026, 3, 9), 1, 0, 0), ("weekly", date(2026, 3, 2), 2, 1, 2)]
    assert river.ask(sla_review.review, review_id=99) is None


def test_what_may_be_reviewed() -> None:
    weeks = sla_review.periods("weekly", date(2026, 3, 9))
    assert weeks[:2] == (WEEK, Period(date(2026, 2, 23), date(2026, 3, 1)))
    months = sla_review.periods("monthly", date(2026, 1, 31))
    assert months[0] == month_period("2025-12")
    assert (len(weeks), len(months)) == (sla_review.CHOICES,) * 2


def test_a_review_of_nothing(tmp_path: Path) -> None:
    with make_river(tmp_path / "b.revops") as workspace:
        found = workspace.ask(sla_review.draft, cadence="weekly", now=NEXT_WEEK)
        assert found.figures == ReviewFigures()
        assert found.figures.compliance.rate is None
        assert sla_review.read("{}") == ReviewFigures()


def test_hand_offs_are_filled_in_as_their_page_counts(tmp_path: Path) -> None:
    with make_handed(tmp_path / "h.revops") as workspace:
        for number, title in enumerate("ABC"):
            answers = {BUDGET: "300"} if title == "A" else None
            hand(workspace, title, OPEN + number * 60, answers=answers)
        period, now = Period(date(2026, 4, 1), date(2026, 4, 30)), OPEN + 2 * DAY
        whole = workspace.ask(handoff_figures, period=period, now=now).whole
        line = workspace.ask(sla_review.filled_in, period=period, now=now).handoffs
        assert line is not None and whole.handed == 3
        assert (line.loss_rate, line.completeness) == (whole.loss_rate, whole.completeness)
        assert (line.handed, line.accepted, line.expired) == (3, 0, whole.expired)
        kept = ReviewFigures((), line)
        assert sla_review.read(kept.written()) == kept
